"""What differs between two comparable objects."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.objects.diff import MISSING, Change, between
from offer_resources.objects.values import Unknown

LATER = Unknown()


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        pytest.param({}, {}, [], id="nothing"),
        pytest.param({"name": "x"}, {"name": "x"}, [], id="equal"),
        pytest.param({"itemCount": 1}, {"itemCount": 1.0}, [], id="an integer that came back as a float"),
        pytest.param({"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}, [], id="order of keys"),
        pytest.param({"name": "x"}, {"name": "y"}, [Change(("name",), "x", "y")], id="changed"),
        pytest.param({}, {"name": "y"}, [Change(("name",), MISSING, "y")], id="set"),
        pytest.param({"name": "x"}, {}, [Change(("name",), "x", MISSING)], id="taken away"),
        pytest.param({"a": True}, {"a": False}, [Change(("a",), True, False)], id="flag"),
        pytest.param({"a": "1"}, {"a": 1}, [Change(("a",), "1", 1)], id="text is no number"),
        pytest.param({"a": {"b": 1}}, {"a": "b"}, [Change(("a",), {"b": 1}, "b")], id="another kind of value"),
        pytest.param(
            {"r": {"p1": {"components": [{"content": "old"}, {"content": "same"}]}}},
            {"r": {"p1": {"components": [{"content": "new"}, {"content": "same"}]}}},
            [Change(("r", "p1", "components", 0, "content"), "old", "new")],
            id="deep inside",
        ),
        pytest.param({"l": ["a"]}, {"l": ["a", "b"]}, [Change(("l", 1), MISSING, "b")], id="an item more"),
        pytest.param({"l": ["a", "b"]}, {"l": ["a"]}, [Change(("l", 1), "b", MISSING)], id="an item less"),
        pytest.param(
            {"b": 1, "a": 1, "c": {"x": 1}},
            {"b": 2, "a": 2, "c": {"x": 2}},
            [Change(("a",), 1, 2), Change(("b",), 1, 2), Change(("c", "x"), 1, 2)],
            id="in order of their paths",
        ),
        pytest.param(
            {"a.b['c'][\"d\"]": 1}, {"a.b['c'][\"d\"]": 2}, [Change(("a.b['c'][\"d\"]",), 1, 2)], id="odd key"
        ),
        pytest.param({"tags": {}}, {"tags": {"__x": True}}, [Change(("tags", "__x"), MISSING, True)], id="private key"),
        pytest.param({"a": "x"}, {"a": LATER}, [Change(("a",), "x", LATER)], id="becomes unknown"),
        pytest.param({"a": LATER}, {"a": LATER}, [], id="the very same unknown value"),
    ],
)
def test_changes_between(before: Any, after: Any, changes: list[Change]) -> None:
    """Each difference is one change with its path and both values."""
    assert between(before, after) == changes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": Unknown()}, {"a": Unknown()}),
        ({"a": [Unknown()]}, {"a": [Unknown()]}),
        ({"tags": {Unknown(): True}}, {"tags": {Unknown(): True}}),
        ({"a": {"b": Unknown()}}, {"a": {"b": Unknown()}}),
    ],
)
def test_unknown_is_a_change_at_any_depth(before: Any, after: Any) -> None:
    """Two values not known yet are never taken for equal."""
    assert len(between(before, after)) > 0


def test_long_content_is_compared_at_once() -> None:
    """A page of 200 KB with every line changed is one change, without a comparison of its lines."""
    before, after = ("\n".join(f"<p>{word} {n}</p>" for n in range(12_000)) for word in ("one", "other"))
    assert between({"content": before}, {"content": after}) == [Change(("content",), before, after)]


def test_a_change_in_one_line() -> None:
    """Path, before and after, as in a preview."""
    assert str(Change(("tags", 0), MISSING, "x")) == "tags[0]: nothing => 'x'"
