"""Translates values between the engine and the lifecycle: floats, nulls, unknowns."""

from __future__ import annotations

from typing import Any

from pulumi import output

from ..lifecycle.secrecy import PLAIN
from ..objects.checked import AS_GIVEN
from ..objects.values import Unknown

Props = dict[str, Any]

# The hidden properties that the lifecycle keeps for itself.
_OWN = (AS_GIVEN, PLAIN)


def from_engine(props: Props) -> Props:
    """Return plain values, without hidden ones such as `__provider`, except our own notes."""
    return {
        key: _plain(item)
        for key, item in props.items()
        if item is not None and (key in _OWN or not key.startswith("__"))
    }


def _plain(value: Any) -> Any:
    """Return the value with integers in place of whole floats, `Unknown` for the SDK's unknowns, and without nulls."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return Unknown() if isinstance(value, output.Unknown) else value


def to_engine(value: Any) -> Any:
    """Return a fresh copy, as the host modifies what it gets."""
    if isinstance(value, dict):
        return {key: to_engine(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_engine(item) for item in value]
    return output.UNKNOWN if isinstance(value, Unknown) else value
