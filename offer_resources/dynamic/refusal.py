"""A resource that exists only to be refused by an `up`.

A program does not know which command runs it, but the engine does. It asks a provider to check a new resource only in
an `up`: not in a refresh or destroy, and not if `--target` leaves the resource out (`continueStepsFromRefresh` and
`continueStepsFromImport` in `resource/deploy/step_generator.go` of Pulumi 3.250). So the check of such a resource can
stop an `up` before the engine has done anything.
"""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import CheckFailure, CheckResult, ConfigureRequest, ResourceProvider

# The input with the reason.
REASON = "reason"


class RefusalProvider(ResourceProvider):
    """A provider that refuses every resource, and so never gets into state."""

    serialize_as_secret_always = False  # it holds no secrets

    def configure(self, req: ConfigureRequest) -> None:
        """Leave the stack's settings alone; called by the engine before `check`."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse the resource for the reason in its inputs; called by the engine in an `up`."""
        return CheckResult(news, [CheckFailure("", news[REASON])])
