"""Properties from the engine and back."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.rpc import UNKNOWN, wrap_rpc_secret

from offer_resources.objects.values import Unknown
from offer_resources.plugin.wire import _MARK, _OUTPUT, Properties


def properties(**values: Any) -> Properties:
    struct = struct_pb2.Struct()
    struct.update(values)
    return Properties.of(struct)


def sent(struct: Any) -> dict[str, Any]:
    return dict(json_format.MessageToDict(struct))


def test_values_are_plain() -> None:
    came = properties(name="Summer", count=3.0, rate=0.5, gone=None, list=[None, 1.0], inner={"a": None, "b": True})

    assert came.values == {"name": "Summer", "count": 3, "rate": 0.5, "list": [None, 1], "inner": {"b": True}}
    assert type(came.values["count"]) is int


def test_what_pulumi_does_not_show_is_apart() -> None:
    came = properties(name="Summer", __about={"stack": "offers/dev"}, __asGiven=True)

    assert came.values == {"name": "Summer", "__asGiven": True}
    assert came.hidden == {"__about": {"stack": "offers/dev"}}


def test_an_unknown_value_goes_back_as_one() -> None:
    came = properties(name=UNKNOWN)

    assert isinstance(came.values["name"], Unknown)
    assert sent(came.sealed(came.values)) == {"name": UNKNOWN}


def test_a_secret_deep_inside_stays_where_it_is() -> None:
    """As long as the property does not change."""
    came = properties(tags=["open", wrap_rpc_secret("hush")], name="Summer")

    assert came.secret == {"tags"}
    assert came.values["tags"] == ["open", "hush"]
    assert sent(came.sealed(came.values)) == {"tags": ["open", wrap_rpc_secret("hush")], "name": "Summer"}


def test_reading_a_message_does_not_change_it() -> None:
    """An output that does not say whether it is secret."""
    struct = struct_pb2.Struct()
    struct.update({"name": {_MARK: _OUTPUT, "value": "Summer"}})
    before = str(struct)

    assert (Properties.of(struct).secret, str(struct)) == (frozenset(), before)


def test_a_property_with_a_secret_that_changes_is_secret_as_a_whole() -> None:
    """Where the secret is in it by now cannot be told."""
    came = properties(tags=["open", wrap_rpc_secret("hush")])

    assert sent(came.sealed({"tags": ["hush", "open"], "etag": 2})) == {
        "tags": wrap_rpc_secret(["hush", "open"]),
        "etag": 2,
    }


HUSH = wrap_rpc_secret("hush")


@pytest.mark.parametrize(
    ("state", "program", "is_exposed"),
    [
        (["open", "hush"], ["open", HUSH], True),
        (["open", "hush"], wrap_rpc_secret(["open", "hush"]), True),
        # Whatever the spelling, as of a date.
        (["2026-01-01T00:00:00.000Z"], [wrap_rpc_secret("2026-01-01T00:00:00Z")], True),
        ([{"text": "hush", "other": HUSH}], [{"text": HUSH, "other": HUSH}], True),
        (["open", HUSH], ["open", HUSH], False),
        (wrap_rpc_secret(["open", "hush"]), ["open", HUSH], False),
        ([HUSH, "open"], ["open", HUSH], False),
        (["open", "hush"], ["open", "hush"], False),
        (["hush", HUSH], ["hush", HUSH], False),
        (None, HUSH, False),
    ],
)
def test_what_state_exposes_of_a_program(state: Any, program: Any, is_exposed: bool) -> None:
    """Plain text in state, of a property that holds a secret in the program, unless it is plain there too."""
    exposed = properties(name="Summer", tags=state).exposed(properties(name="Summer", tags=program))

    assert exposed == ({"tags"} if is_exposed else set())
