"""What is read from the JSON of the engine's preview."""

from __future__ import annotations

from typing import Any

from pulumi.runtime.rpc import UNKNOWN

from offer_resources.inspection.preview import Message, parsed
from offer_resources.objects.values import Unknown
from tests.support.previews import a_preview, a_step


def test_step_tells_members_of_both_sides() -> None:
    (step,) = parsed(a_preview(a_step("update", "hero", {"name": "Hero"}, {"name": "Hero!"}, ["name"]))).steps

    assert (step.kind, step.name, step.before, step.after, step.changed) == (
        "FallbackOffer",
        "hero",
        {"name": "Hero"},
        {"name": "Hero!"},
        frozenset({"name"}),
    )


def test_step_names_top_level_members_of_nested_differences() -> None:
    (step,) = parsed(
        a_preview(a_step("update", "hero", {}, {}, ["tags[0]", "representations[0].components[1].content"]))
    ).steps

    assert step.changed == {"tags", "representations"}


def test_unknown_value_is_unknown_at_any_depth() -> None:
    (step,) = parsed(a_preview(a_step("create", "hero", None, {"tags": [UNKNOWN]}))).steps

    assert isinstance(step.after["tags"][0], Unknown)


def test_resources_of_others_are_left_out() -> None:
    theirs: dict[str, Any] = {
        "op": "create",
        "urn": "urn:pulumi:dev::offers::random:index:Pet::pet",
        "newState": {"type": "random:index:Pet"},
    }

    assert parsed(a_preview(theirs)).steps == []


def test_message_has_no_colours_and_knows_its_resource() -> None:
    document = {
        "diagnostics": [{"severity": "warning", "message": "warning: <{%reset%}>careful<{%reset%}>\n", "urn": "urn:x"}]
    }

    assert parsed(document).messages == [Message("warning", "warning: careful", "urn:x")]
