"""Properties as the engine sends them, and plain values: numbers, nulls, unknowns, secrets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.rpc import UNKNOWN, wrap_rpc_secret

from ..lifecycle import secrecy
from ..objects.checked import AS_GIVEN
from ..objects.family import Family
from ..objects.values import Unknown

# The key that marks an object as a secret, an output or an asset, and two of its values
# (`sdk/go/common/resource/plugin/rpc.go` of Pulumi 3.250); the SDK gives them no public name.
_MARK = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


@dataclass
class Properties:
    """The properties of a resource, from the engine.

    Attributes:
        values: what they are, without secrecy, nulls, and what is hidden.
        hidden: the properties that Pulumi does not show, `__about` and its like.
        secret: the names of those that hold a secret at any depth.
    """

    values: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, Any] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    _with_secrets: dict[str, Any] = field(default_factory=dict)
    _came: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, struct: Any) -> Properties:
        """Read a message's Struct."""
        found = cls()
        # Most hold none, and need no look at each of their values.
        may_hold_secrets = _MARK.encode() in struct.SerializeToString()
        for name, value in struct.fields.items():
            plain = _plain(value)
            if name.startswith("__") and name != AS_GIVEN:
                found.hidden[name] = plain
            elif plain is not None:
                found.values[name], found._came[name] = plain, value
                if may_hold_secrets and _holds_secret(value):
                    found._with_secrets[name] = value
        found.secret = frozenset(found._with_secrets)
        return found

    @property
    def secret_as_a_whole(self) -> frozenset[str]:
        """The names of those that are a secret, and do not merely hold one."""
        return frozenset(name for name in self.secret if _is_secret(self._came[name]))

    def seal_whole(self, names: Iterable[str]) -> None:
        """Make these properties secret as a whole, wherever in them the secrets are."""
        for name in names:
            del self._with_secrets[name]

    def exposed(self, program: Properties) -> frozenset[str]:
        """Return which of these, state's properties, show a text that the program gives only inside a secret."""
        both = program.secret & self.values.keys()
        return frozenset(name for name in both if _plain_in(self._came[name]) - _plain_in(program._came[name]))

    def in_state(self, family: Family) -> dict[str, Any]:
        """Return the values, as outputs that state has, with a note of what is not secret in them."""
        return {**self.values, **secrecy.note(family, self.values, self.secret)}

    def sealed(self, values: dict[str, Any]) -> Any:
        """Return a Struct of values that are made of these: what was secret still is.

        A property that has not changed keeps its secrets where they were; one that has is secret as a whole.
        """
        struct = struct_pb2.Struct()
        for name, value in values.items():
            if name in self._with_secrets and value == self.values[name]:
                struct.fields[name].CopyFrom(self._with_secrets[name])
            else:
                shown = _sendable(value)
                struct.update({name: wrap_rpc_secret(shown) if name in self.secret else shown})
        return struct


def _plain(value: Any) -> Any:
    """Return a plain value: whole numbers as integers, our unknowns, no nulls, and of a marked value only the value."""
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        if _MARK in fields and fields[_MARK].string_value in (_SECRET, _OUTPUT):
            return _plain(fields["value"]) if "value" in fields else Unknown()
        return {key: plain for key, item in fields.items() if (plain := _plain(item)) is not None}
    if kind == "list_value":
        return [_plain(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "string_value":
        return Unknown() if value.string_value == UNKNOWN else value.string_value
    return value.bool_value if kind == "bool_value" else None


def _holds_secret(value: Any) -> bool:
    """Return whether a value is a secret, or has one at any depth."""
    return _is_secret(value) or any(map(_holds_secret, _inside(value)))


def _is_secret(value: Any) -> bool:
    fields = value.struct_value.fields
    if _MARK not in fields:
        return False
    # To read a key that a message does not have would add it.
    is_marked = "secret" in fields and fields["secret"].bool_value
    return fields[_MARK].string_value == _SECRET or is_marked


def _inside(value: Any) -> list[Any]:
    """Return the values in a value."""
    return [*value.struct_value.fields.values(), *value.list_value.values]


def _plain_in(value: Any) -> frozenset[str]:
    """Return the scalars in a value that are not inside a secret, as texts to compare."""
    if _is_secret(value):
        return frozenset()
    if value.WhichOneof("kind") in ("struct_value", "list_value"):
        return frozenset().union(*map(_plain_in, _inside(value)))
    return frozenset({str(value)})


def _sendable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sendable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_sendable(item) for item in value]
    return UNKNOWN if isinstance(value, Unknown) else value
