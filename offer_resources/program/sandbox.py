"""`Sandbox`: one more sandbox, or organisation, in a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pulumi
from pulumi import Input, ResourceOptions

from .. import settings
from ..door import output_texts
from ..door.tokens import PLUGIN
from ..errors import ConfigError
from .chosen_door import chosen
from .source_line import source_line

_TEXTS = ("aep:orgId", "aep:sandbox", "aep:clientId", *settings.SECRET_KEYS)

OnConflict = Literal["stop", "overwrite"]


class Sandbox(pulumi.ProviderResource):
    """An explicit provider: the resources that have it in their options live in its sandbox.

    Each runs in a process of its own, with its own token and throttle. Arguments that are not given are copied from the
    stack's `aep:` config.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        sandbox: Input[str],
        org_id: Input[str] | None = None,
        client_id: Input[str] | None = None,
        client_secret: Input[str] | None = None,
        access_token: Input[str] | None = None,
        scopes: Input[str | Sequence[str]] | None = None,
        endpoint: Input[str] | None = None,
        ims_endpoint: Input[str] | None = None,
        timeout_seconds: Input[float] | None = None,
        max_concurrency: Input[int] | None = None,
        on_conflict: Input[OnConflict] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a sandbox.

        Args:
            resource_name: the resource's name in the stack.
            sandbox: the sandbox's technical name.
            org_id: the sandbox's organisation.
            client_id: the credential's client id.
            client_secret: the credential's secret; kept as a secret. If it or `access_token` is given, the `AEP_…`
                variables in the environment are ignored, as they are the same for all sandboxes.
            access_token: a ready-made token in place of `client_secret`; kept as a secret.
            scopes: the token's scopes.
            endpoint: the URL of the Offer Library.
            ims_endpoint: the URL of the token service.
            timeout_seconds: time limit of one HTTP exchange, in seconds.
            max_concurrency: the number of simultaneous requests, at most.
            on_conflict: `stop` or `overwrite`, where somebody else has changed what the program would change.
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: an argument is missing or wrong; raised at once, with the line of the program.
        """
        given = {
            "sandbox": sandbox,
            "orgId": org_id,
            "clientId": client_id,
            "clientSecret": client_secret,
            "accessToken": access_token,
            "scopes": scopes,
            "endpoint": endpoint,
            "imsEndpoint": ims_endpoint,
            "timeoutSeconds": timeout_seconds,
            "maxConcurrency": max_concurrency,
            "onConflict": on_conflict,
        }
        inputs = _completed({key: value for key, value in given.items() if value is not None})
        try:
            wrong = [str(problem) for problem in output_texts.problems(inputs)]
            if wrong:
                raise ConfigError("; ".join(wrong))
            settings.read(_checkable(inputs).get)
        except ConfigError as error:
            raise pulumi.RunError(f'Sandbox "{resource_name}" ({source_line(self)}): {error}') from None
        inputs |= {key: pulumi.Output.secret(inputs[key]) for key in settings.SECRET_KEYS if key in inputs}
        way = chosen()
        own = {way.config_prefix + key.removeprefix("aep:"): value for key, value in inputs.items()}
        super().__init__(way.package, resource_name, own, opts)
        # For the guard against mass deletes; None if only the engine will know it.
        self.known_sandbox = sandbox if isinstance(sandbox, str) else None


def _completed(given: dict[str, Any]) -> dict[str, Any]:
    """Return the provider's inputs by config keys, with those of the stack for what is not given.

    A dynamic host gets no config but these (docs/reference/pulumi-dynamic-provider.md 4).
    """
    config = pulumi.Config("aep")
    is_own = settings.has_own_credential(given)
    # The plugin takes a credential for the provider's own where nothing says that it is a copy.
    own = {settings.OWN_CREDENTIAL: is_own} if is_own or chosen() is PLUGIN else {}
    known = {key: config.get_secret(key) if _is_secret(key) else config.get(key) for key in settings.copied_keys(given)}
    inputs = {**given, **{key: value for key, value in known.items() if value is not None}}
    return {f"aep:{key}": value for key, value in inputs.items()} | own


def _is_secret(key: str) -> bool:
    return key in settings.CREDENTIAL or pulumi.runtime.is_config_secret(f"aep:{key}")


def _checkable(inputs: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs with placeholders for values that are known later; the provider checks those."""
    return {
        key: ("known later" if key in _TEXTS else None) if isinstance(value, pulumi.Output) else value
        for key, value in inputs.items()
    }
