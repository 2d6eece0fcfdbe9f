"""The engine's calls of a provider, through either door: plain dicts in and out, numbers in answers as floats.

The requests are filled as `sdk/go/common/resource/plugin/provider_plugin.go` of Pulumi 3.250 fills them, for a program
with our classes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from offer_resources.door.protocol import OBJECT_ID
from offer_resources.door.tokens import PLUGIN, Door
from offer_resources.dynamic.provider import OfferLibraryProvider
from offer_resources.lifecycle.secrecy import PLAIN
from offer_resources.objects.family import PLACE
from offer_resources.program.resources.base import OUTPUTS

Props = dict[str, Any]

# Stands for a value that is not known yet, at any depth.
UNKNOWN = rpc.UNKNOWN

# The outputs that are not among the inputs that state keeps beside them.
_NO_INPUTS = {*OUTPUTS.values(), PLAIN, OBJECT_ID} - {*PLACE}

_CALL_SECONDS = 60
_pickling = threading.Lock()


class HostError(Exception):
    """The provider raised, or refused its settings; the text is what the engine prints after `error: `."""


class HostGone(Exception):
    """The host did not answer: it was killed, or it hangs."""


@dataclass(frozen=True)
class Secret:
    """A value that a program calls secret, at any depth; the engine tells the plugin so, but not a dynamic host."""

    value: Any


@dataclass(frozen=True)
class Checked:
    """What `check` returns; failures are pairs of property and reason."""

    inputs: Props
    failures: list[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    """What `diff` returns.

    Attributes:
        changes: the name of the wire's constant: `DIFF_UNKNOWN` leaves it to the engine to compare.
        shown: which paths a preview shows as what, if the provider says so.
    """

    changes: str
    replaces: list[str]
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def is_any(self) -> bool:
        return self.changes != "DIFF_NONE"


@dataclass(frozen=True)
class Created:
    """What `create` returns, and the inputs it was given."""

    id: str
    outs: Props
    inputs: Props


@dataclass(frozen=True)
class Read:
    """What `read` returns; `inputs` is None where the engine keeps those that it has."""

    id: str
    outs: Props
    inputs: Props | None


class Calls:
    """The engine's calls for one family; may be made from several threads."""

    def __init__(self, stub: Any, provider: type[OfferLibraryProvider], door: Door) -> None:
        self._stub = stub
        self._payload = payload_of(provider)
        self._door = door
        type_ = f"{door.prefix}{provider.__name__.removesuffix('Provider')}"
        self._about: dict[str, Any] = {"urn": f"urn:pulumi:dev::offers::{type_}::it", "name": "it", "type": type_}

    def check(self, news: Props, olds: Props | None = None) -> Checked:
        """Called with what a program gives, and the old inputs."""
        request = provider_pb2.CheckRequest(**self._about, olds=self._struct(olds or {}), news=self._struct(news))
        answer = call(self._stub.Check, request)
        return Checked(_props(answer.inputs), [(failure.property, failure.reason) for failure in answer.failures])

    def diff(self, id_: str, olds: Props, news: Props) -> Difference:
        """Called with old outputs, which have the old inputs, and checked inputs."""
        request = provider_pb2.DiffRequest(**self._about, id=id_, **self._before(olds), news=self._struct(news))
        answer = call(self._stub.Diff, request)
        return Difference(
            provider_pb2.DiffResponse.DiffChanges.Name(answer.changes),
            list(answer.replaces),
            {path: provider_pb2.PropertyDiff.Kind.Name(one.kind) for path, one in answer.detailedDiff.items()},
        )

    def create(self, props: Props) -> Created:
        """Called with checked inputs."""
        request = provider_pb2.CreateRequest(**self._about, properties=self._struct(props))
        answer = call(self._stub.Create, request)
        return Created(answer.id, _props(answer.properties), props)

    def read(self, id_: str, props: Props | None = None) -> Read:
        """Called with old outputs and inputs in a refresh, and twice with the payload alone for a look-up."""
        known = self._struct(props or {})
        given = self._inputs(props) if props else known
        request = provider_pb2.ReadRequest(**self._about, id=id_, properties=known, inputs=given)
        answer = call(self._stub.Read, request)
        is_kept = not answer.HasField("inputs") or answer.inputs == given
        inputs = None if is_kept else _props(answer.inputs)
        return Read(answer.id, _props(answer.properties), inputs)

    def import_(self, id_: str) -> Read:
        """Called with an id alone, which a dynamic host cannot answer: nothing names the provider's class."""
        answer = call(self._stub.Read, provider_pb2.ReadRequest(**self._about, id=id_))
        return Read(answer.id, _props(answer.properties), _props(answer.inputs))

    def update(self, id_: str, olds: Props, news: Props) -> Props:
        """Called with old outputs and checked inputs; returns the new outputs."""
        request = provider_pb2.UpdateRequest(**self._about, id=id_, **self._before(olds), news=self._struct(news))
        return _props(call(self._stub.Update, request).properties)

    def delete(self, id_: str, props: Props) -> None:
        """Called with old outputs."""
        known, given = self._struct(props), self._inputs(props)
        request = provider_pb2.DeleteRequest(**self._about, id=id_, properties=known, old_inputs=given)
        call(self._stub.Delete, request)

    def up(self, news: Props) -> Created:
        """Check and create, as the engine does for a new resource."""
        checked = self.check(news)
        assert checked.failures == []
        return self.create(checked.inputs)

    def _before(self, olds: Props) -> dict[str, Any]:
        """Return what state has of an object, by its outputs: the engine sends both."""
        return {"olds": self._struct(olds), "old_inputs": self._inputs(olds)}

    def _inputs(self, outs: Props) -> Any:
        return self._struct({name: value for name, value in outs.items() if name not in _NO_INPUTS})

    def _struct(self, props: Props) -> Any:
        return struct(sent({PROVIDER_KEY: self._payload, **props}, self._door))


def payload_of(provider: type[OfferLibraryProvider]) -> str:
    """Return what travels as `__provider`: the provider object as the SDK pickles it."""
    # The SDK puts a pickler of its own into the pickle module meanwhile.
    with _pickling:
        return str(serialize_provider(provider()))


def call(method: Callable[..., Any], request: Any) -> Any:
    try:
        return method(request, timeout=_CALL_SECONDS)
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.UNKNOWN:
            raise HostError(error.details().removesuffix("\n")) from None
        raise HostGone(f"{error.code().name}: {error.details()}") from None


def struct(props: Props) -> Any:
    struct = struct_pb2.Struct()
    struct.update(props)
    return struct


def sent(value: Any, door: Door) -> Any:
    """Return a value as the engine sends it through a door."""
    if isinstance(value, Secret):
        inner = sent(value.value, door)
        return rpc.wrap_rpc_secret(inner) if door is PLUGIN else inner
    if isinstance(value, dict):
        return {key: sent(item, door) for key, item in value.items()}
    return [sent(item, door) for item in value] if isinstance(value, list) else value


def _props(struct: Any) -> Props:
    """Return a Struct as a dict, without the payload."""
    return {key: _plain(value) for key, value in struct.fields.items() if key != PROVIDER_KEY}


def _plain(value: Any) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = {key: _plain(item) for key, item in value.struct_value.fields.items()}
        is_secret = fields.get(rpc._special_sig_key) == rpc._special_secret_sig
        return Secret(fields["value"]) if is_secret else fields
    if kind == "list_value":
        return [_plain(item) for item in value.list_value.values]
    return None if kind == "null_value" else getattr(value, kind)
