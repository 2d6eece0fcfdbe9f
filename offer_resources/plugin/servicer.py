"""The plugin: the engine's calls in, its messages out. What they mean is in lifecycle/calls.py.

What each call has to do is in docs/reference/pulumi-plugin.md 1.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import grpc  # type: ignore[import-untyped]  # ships no types
from google.protobuf import empty_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from ..api import debug_log
from ..door import calls, process
from ..door.protocol import HINTS, OBJECT_ID, PROVIDER, UNSEEN_ADOPTIONS
from ..door.protocol import VERSION as VERSION_HINT
from ..door.tokens import PLUGIN
from ..errors import ConfigError, OfferResourcesError
from ..lifecycle import secrecy
from ..lifecycle.calls import Stored
from ..masking import SECRET
from ..objects import checked
from ..objects.families import ALL
from ..objects.family import ADOPT_ID, Family
from ..objects.values import Outputs, contains_unknown, shown
from . import configuration, differences
from .urn import Urn
from .wire import Properties

if TYPE_CHECKING:
    from ..lifecycle.calls import Lifecycle

Request = TypeVar("Request")
Response = TypeVar("Response")

VERSION = version("offer-resources")

# What state has of every object, and no program gives: one of them is enough to tell state's outputs.
_OF_STATE = {"etag", "sandbox"}

# Written by `make docs`.
_SCHEMA = Path(__file__).parent / "schema.json"


def _said(error: OfferResourcesError) -> str:
    return traceback.format_exc() if process.is_debugging() else f"{type(error).__name__}: {error}"


def _answering(method: Callable[[Plugin, Request], Response]) -> Callable[[Plugin, Request, Any], Response]:
    """Make a call answer every error as one line, at the resource that it is about."""
    call = process.readable(method)

    def answer(self: Plugin, request: Request, context: Any) -> Response:
        try:
            return call(self, request)
        except OfferResourcesError as error:
            context.abort(grpc.StatusCode.UNKNOWN, _said(error))
            raise

    return answer


class Plugin(ResourceProviderServicer):
    """The engine's calls for all families."""

    def __init__(self) -> None:
        self._lifecycles: dict[str, Lifecycle] = {}
        self._imported: set[str] = set()

    @_answering
    def Handshake(self, request: provider_pb2.ProviderHandshakeRequest) -> provider_pb2.ProviderHandshakeResponse:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    @_answering
    def GetSchema(self, request: provider_pb2.GetSchemaRequest) -> provider_pb2.GetSchemaResponse:
        schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
        return provider_pb2.GetSchemaResponse(schema=json.dumps({**schema, "version": VERSION}))

    @_answering
    def GetPluginInfo(self, request: Any) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    @_answering
    def GetMapping(self, request: provider_pb2.GetMappingRequest) -> provider_pb2.GetMappingResponse:
        return provider_pb2.GetMappingResponse()

    @_answering
    def GetMappings(self, request: provider_pb2.GetMappingsRequest) -> provider_pb2.GetMappingsResponse:
        return provider_pb2.GetMappingsResponse()

    @_answering
    def CheckConfig(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        """Return the settings to store, and every problem of them; the engine calls it first."""
        given = Properties.of(request.news)
        values = configuration.completed(request.urn, given.values)
        failures = [] if contains_unknown(values) else configuration.failures(values)
        given.secret |= configuration.secret(values, given.values)
        return provider_pb2.CheckResponse(inputs=given.sealed(values), failures=failures)

    @_answering
    def DiffConfig(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        """Return which settings differ, and never a replacement: that would replace every resource.

        The old ones are those of the dynamic door's provider if a stack comes from there.
        """
        olds, news = (Properties.of(struct).values for struct in (request.olds, request.news))
        olds = {key.removeprefix("aep:"): value for key, value in olds.items()}
        changed = sorted(key for key in {*olds, *news} if olds.get(key) != news.get(key))
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some if changed else none, diffs=changed)

    @_answering
    def Configure(self, request: provider_pb2.ConfigureRequest) -> provider_pb2.ConfigureResponse:
        """Read the settings; the engine calls it once in a process. No network: each call would repeat a failure."""
        if process.is_debugging():
            debug_log.start()
        else:
            sys.tracebacklimit = 0
        given = Properties.of(request.args).values
        if not contains_unknown(given):
            configured = configuration.read(given)
            self._program = process.program(configured, tuple(configuration.unused(given)))
            self._lifecycles = {family.type_name: process.lifecycle(family, configured) for family in ALL}
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @_answering
    def Check(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        """Return the inputs to store, and every problem; the engine passes state's inputs and the program's."""
        olds, news = Properties.of(request.olds), Properties.of(request.news)
        _require_own_version(news.hidden)
        is_ours = HINTS in news.hidden
        lifecycle = self._of(request.urn)
        self._program.declares(is_ours=is_ours)
        given = calls.given(news.values, news.hidden, olds.values)
        told, secret = calls.hint_in(news.hidden, given), news.secret | olds.secret
        hint = replace(told, stack=told.stack or Urn.of(request.urn).stack, secret=secret)
        inputs, problems = calls.check(lifecycle, given, olds.values, hint)
        if not problems:
            news.seal_whole(_became_secret(lifecycle.family, olds, news))
        # Our classes write Python's names, all other programs the API's.
        failures = calls.failures(lifecycle.family, problems, given, secret, in_python=is_ours)
        return provider_pb2.CheckResponse(
            inputs=news.sealed({**inputs, **_payload(news)}),
            failures=[provider_pb2.CheckFailure(property=name, reason=reason) for name, reason in failures],
        )

    @_answering
    def Diff(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        """Return what differs, path by path; the engine passes state's outputs and inputs, and the checked inputs."""
        lifecycle = self._of(request.urn)
        olds, news = Properties.of(request.olds), Properties.of(request.news)
        difference = lifecycle.diff(request.id, olds.in_state(lifecycle.family), news.values)
        before = Properties.of(request.old_inputs).values if difference.is_any else {}
        answer = differences.answer(lifecycle.family, difference, before, news.values)
        sealed_by_engine = frozenset() if request.urn in self._imported else news.secret_as_a_whole
        if olds.exposed(news) - sealed_by_engine:
            # The engine would leave it in plain text. An update, which sends nothing, stores it as a secret.
            answer.changes = provider_pb2.DiffResponse.DIFF_SOME
        return answer

    @_answering
    def Create(self, request: provider_pb2.CreateRequest) -> provider_pb2.CreateResponse:
        """Create the object. In a preview, return the inputs: the other outputs are unknown then."""
        news = Properties.of(request.properties)
        if request.preview:
            if news.values.get(ADOPT_ID) is not None and not os.environ.get(UNSEEN_ADOPTIONS):
                self._of(request.urn).preview_adoption(news.values, news.secret)
            return provider_pb2.CreateResponse(properties=request.properties)
        stored = self._of(request.urn).create(news.values, news.secret)
        return provider_pb2.CreateResponse(id=stored.id_, properties=_outputs(stored, news))

    @_answering
    def Read(self, request: provider_pb2.ReadRequest) -> provider_pb2.ReadResponse:
        """Return the live object; the engine passes what state has in a refresh, and nothing at all for an import.

        For a look-up it passes what the program gives: our classes their payload, other languages perhaps members.
        """
        outputs = Properties.of(request.properties)
        lifecycle = self._of(request.urn)
        found = self._read(request, outputs)
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=found.id_,
            properties=outputs.sealed(_read_outputs(lifecycle.family, found, outputs)),
            inputs=request.inputs if found.is_as_stored else _read_inputs(found, Properties.of(request.inputs)),
        )

    @_answering
    def Update(self, request: provider_pb2.UpdateRequest) -> provider_pb2.UpdateResponse:
        """Update the object; in a preview, return the inputs as `Create` does."""
        olds, news = Properties.of(request.olds), Properties.of(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=request.news)
        lifecycle = self._of(request.urn)
        secret = news.secret | olds.secret
        stored = lifecycle.update(request.id, olds.in_state(lifecycle.family), news.values, secret)
        return provider_pb2.UpdateResponse(properties=_outputs(stored, news))

    @_answering
    def Delete(self, request: provider_pb2.DeleteRequest) -> Any:
        lifecycle = self._of(request.urn)
        outputs = Properties.of(request.properties).in_state(lifecycle.family)
        if not self._program.guards(was_ours=PROVIDER in request.old_inputs.fields):
            process.delete_limit().take(f"{lifecycle.family.kind} {Urn.of(request.urn).name} ({request.id})")
        lifecycle.delete(request.id, outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: provider_pb2.InvokeRequest, context: Any) -> provider_pb2.InvokeResponse:
        """Answer `getFallbackOffer` and its like, in previews too; state does not change.

        An error is a failure: other languages print gRPC's own words before any other. They print its property in
        brackets behind the reason, and empty brackets if it has none.
        """
        args = Properties.of(request.args)
        by = " and ".join(sorted(args.values))
        found: Outputs | str
        try:
            found = _wrong_arguments(args, by) or self._found(request.tok, args)
        except OfferResourcesError as error:
            found = _said(error)
        if isinstance(found, str):
            failure = provider_pb2.CheckFailure(property=by or "id or name", reason=found)
            return provider_pb2.InvokeResponse(failures=[failure])
        # What is found by a secret tells it.
        secret = frozenset(found if args.secret else ())
        return provider_pb2.InvokeResponse(**{"return": Properties(secret=secret).sealed(found)})

    @process.readable
    def _found(self, token: str, args: Properties) -> Outputs:
        """Return the object that has the id or the name."""
        lifecycle = self._lifecycle_of(token.removeprefix(f"{PLUGIN.prefix}get"), token)
        ((by, value),) = args.values.items()
        id_ = value if by == "id" else lifecycle.find(value, args.secret)
        return {**_without_note(lifecycle.look_up(id_, args.secret).outputs), "id": id_}

    @_answering
    def Cancel(self, request: Any) -> Any:
        """Let the calls under way finish, so that state has what they write."""
        return empty_pb2.Empty()

    def _read(self, request: provider_pb2.ReadRequest, outputs: Properties) -> Stored | None:
        """Refresh an object that state has, take in one that is imported, or look up one that a program names."""
        lifecycle = self._of(request.urn)
        if _OF_STATE & outputs.values.keys():
            return lifecycle.refresh(request.id, outputs.in_state(lifecycle.family))
        if request.HasField("inputs"):
            return calls.look_up(lifecycle, request.id) if outputs.hidden else lifecycle.look_up(request.id)
        self._imported.add(request.urn)
        return lifecycle.take_in(request.id)

    def _of(self, urn: str) -> Lifecycle:
        type_ = Urn.of(urn).type_
        return self._lifecycle_of(type_.removeprefix(PLUGIN.prefix), type_)

    def _lifecycle_of(self, name: str, token: str) -> Lifecycle:
        if not self._lifecycles:
            raise ConfigError("the settings of the provider are not known yet")
        if name not in self._lifecycles:
            raise ConfigError(f"{token} is not of this package, which has {', '.join(self._lifecycles)}")
        return self._lifecycles[name]


def _require_own_version(hidden: Mapping[str, Any]) -> None:
    """Refuse a program of another version, whose hidden inputs may mean something else."""
    wanted = (hidden.get(HINTS) or {}).get(VERSION_HINT, VERSION)
    if wanted != VERSION:
        raise ConfigError(
            f"the program's offer_resources is {wanted}, and the plugin {sys.argv[0]} is {VERSION}: under `plugins:` in"
            " Pulumi.yaml name the environment that the program runs in, or install the same version in both"
        )


def _read_inputs(found: Stored, inputs: Properties) -> Any:
    return inputs.sealed({**found.inputs, **_payload(inputs)})


def _read_outputs(family: Family, found: Stored, outputs: Properties) -> Outputs:
    """Return the outputs of an object that was read, with what state keeps of those that it has."""
    # Kept for an object that was looked up: the engine refreshes those too. A refresh adds no note to state.
    came = {**outputs.values, **outputs.hidden}
    kept = {name: came[name] for name in (OBJECT_ID, secrecy.PLAIN) if name in came}
    told = _without_note(found.outputs) if checked.members(family, outputs.values) else found.outputs
    return {**told, **kept, **_payload(outputs)}


def _wrong_arguments(args: Properties, names: str) -> str:
    """Return what is wrong with the arguments of a function; an empty text for nothing."""
    if names not in ("id", "name"):
        return f"got {names or 'nothing'}, wanted id or name"
    value = args.values[names]
    if isinstance(value, str) and value.strip():
        return ""
    return f"got {SECRET if args.secret else shown(value)}, wanted text that is not empty"


def _became_secret(family: Family, olds: Properties, news: Properties) -> set[str]:
    """Return the unchanged inputs in which the program marks more as secret than state does.

    Where nothing changes, the engine makes an output of state secret if the input is so as a whole, unless it was
    imported in the same run (docs/reference/pulumi-plugin.md 1 #12).
    """
    return {name for name in olds.exposed(news) if family.is_same({name: olds.values[name]}, {name: news.values[name]})}


def _outputs(stored: Stored, news: Properties) -> Any:
    return news.sealed({**stored.outputs, **_payload(news)})


def _without_note(outputs: Outputs) -> Outputs:
    return {name: value for name, value in outputs.items() if name != secrecy.PLAIN}


def _payload(came: Properties) -> dict[str, Any]:
    """Return what the dynamic door needs in state, so that the stack can go back there as it is."""
    return {PROVIDER: came.hidden[PROVIDER]} if PROVIDER in came.hidden else {}
