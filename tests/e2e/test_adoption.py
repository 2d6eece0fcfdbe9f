"""Objects that were there before: taken over, or only read."""

from __future__ import annotations

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import patches, posts, wire


@pytest.fixture
def theirs(stack: Stack, emulator: Emulator) -> str:
    """Return the id of an offer that another stack has made and left behind."""
    stack.program('FallbackOffer("old", name="Made by hand", description="d", labels=["core/C1"])').up(
        "--skip-preview"
    ).succeeded()
    id_ = stack.ids()["old"]
    stack.pulumi("state", "delete", "--yes", stack.resources()["old"]["urn"], "--stack", "dev").succeeded()
    emulator.clear_requests()
    return id_


def test_adoption_patches_what_differs_and_keeps_the_id(stack: Stack, emulator: Emulator, theirs: str) -> None:
    """Taking over is GET and one PATCH of the differences; members the program does not give are left alone."""
    program = f'FallbackOffer("new", name="Ours", description="d", adopt_id="{theirs}")'
    stack.program(program).up("--skip-preview").succeeded()

    assert wire(emulator) == [("GET", f"offers/{theirs}"), ("PATCH", f"offers/{theirs}")]
    assert patches(emulator) == [[{"op": "replace", "path": "/name", "value": "Ours"}]]
    assert stack.ids() == {"new": theirs}
    assert stack.offers()[0]["labels"] == ["core/C1"]


def test_adoption_of_what_is_equal_writes_nothing(stack: Stack, emulator: Emulator, theirs: str) -> None:
    """An object that is as the program wants it is taken over with one GET; afterwards nothing is left to do."""
    program = f'FallbackOffer("new", name="Made by hand", description="d", adopt_id="{theirs}")'
    stack.program(program).up("--skip-preview").succeeded()

    assert wire(emulator) == [("GET", f"offers/{theirs}")]
    stack.preview("--expect-no-changes").succeeded()


def test_adopt_id_may_go_or_change_later(stack: Stack, emulator: Emulator, theirs: str) -> None:
    """Removing `adopt_id`, or naming another id, is no change."""
    stack.program(f'FallbackOffer("new", name="Made by hand", adopt_id="{theirs}")').up("--skip-preview").succeeded()
    emulator.clear_requests()

    stack.program('FallbackOffer("new", name="Made by hand", adopt_id="dps:fallback-offer:0000000000000000")')
    stack.preview("--expect-no-changes").succeeded()
    stack.program('FallbackOffer("new", name="Made by hand")').up("--skip-preview", "--expect-no-changes").succeeded()

    assert wire(emulator) == []


def test_adoption_of_nothing_is_an_error(stack: Stack, emulator: Emulator) -> None:
    """An id that does not exist is an error; no object is made in its stead."""
    shown = (
        stack.program('FallbackOffer("o", name="O", adopt_id="dps:fallback-offer:0000000000000000")')
        .up("--skip-preview")
        .failed()
        .out
    )

    assert "OfferNotFoundError: " in shown
    assert posts(emulator) == []


def test_an_adopted_object_survives_the_resource_it_came_from(stack: Stack) -> None:
    """Moved from one resource to another by `adopt_id`, the object is not deleted with the first."""
    stack.program('FallbackOffer("old", name="O")').up("--skip-preview").succeeded()
    id_ = stack.ids()["old"]

    shown = stack.program(f'FallbackOffer("new", name="O", adopt_id="{id_}")').up().succeeded().out

    assert stack.ids() == {"new": id_}
    assert [offer["id"] for offer in stack.offers()] == [id_]
    assert "another resource of this run has adopted it" in shown


def test_one_object_is_adopted_once(stack: Stack, theirs: str) -> None:
    """Two resources cannot take over one object."""
    stack.program(
        f"""
        first = FallbackOffer("first", name="Made by hand", adopt_id="{theirs}")
        opts = pulumi.ResourceOptions(depends_on=[first])
        FallbackOffer("second", name="Made by hand", adopt_id="{theirs}", opts=opts)
        """
    )

    assert "another resource of this run has already adopted it" in stack.up().failed().out


def test_get_reads_what_the_stack_does_not_manage(stack: Stack, emulator: Emulator, theirs: str) -> None:
    """`get` gives an object's values and id, in a preview too; it stays where it is when the stack goes."""
    stack.program(
        f"""
        found = FallbackOffer.get("found", "{theirs}")
        FallbackOffer("copy", name=found.name.apply(lambda name: name + " again"), description=found.id)
        pulumi.export("etag", found.etag.apply(lambda etag: etag + 0))
        """
    )

    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()
    stack.preview("--expect-no-changes").succeeded()
    stack.destroy("--skip-preview").succeeded()

    assert '"Made by hand again"' in shown
    assert theirs in shown
    assert posts(emulator) == [{"name": "Made by hand again", "description": theirs, "status": "draft"}]
    assert [offer["id"] for offer in stack.offers()] == [theirs]


def test_get_of_nothing_is_an_error(stack: Stack) -> None:
    """A look-up of an id that does not exist stops the preview, and says which sandbox."""
    shown = stack.program('FallbackOffer.get("o", "dps:fallback-offer:0000000000000000")').preview().failed().out

    assert "OfferNotFoundError: read fallback offer (dps:fallback-offer:0000000000000000) in sandbox dev" in shown


def test_a_preview_says_what_an_adoption_changes(stack: Stack, emulator: Emulator, theirs: str) -> None:
    """The live object's value and ours; the preview reads it and writes nothing, and the up says the same."""
    stack.program(f'FallbackOffer("new", name="By hand!", adopt_id="{theirs}")')
    previewed = stack.preview().succeeded().out
    requests = wire(emulator)
    applied = stack.up().succeeded().out

    line = f'adopts fallback offer "By hand!" ({theirs}) in sandbox dev: name: "Made by hand" => "By hand!"'
    assert (line in previewed, line in applied) == (True, True)
    assert requests == [("GET", f"offers/{theirs}")]


def test_a_preview_of_an_adoption_of_nothing_fails(stack: Stack) -> None:
    """A wrong id is told before the up, with the argument's name."""
    shown = stack.program('FallbackOffer("o", name="O", adopt_id="dps:fallback-offer:0")').preview().failed().out
    assert "adopt_id has to name an object in sandbox dev" in shown


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_adopted_offer_survives_its_replacement(stack: Stack, emulator: Emulator, theirs: str, when: str) -> None:
    """The object and its id stay, whichever comes first, delete or create; nothing is left to do."""
    options = f"opts=pulumi.ResourceOptions(delete_before_replace={when == 'before'})"
    stack.program(f'FallbackOffer("new", name="Made by hand", adopt_id="{theirs}", {options})').up(
        "--skip-preview"
    ).succeeded()
    stack.up("--skip-preview", "--replace", stack.resources()["new"]["urn"]).succeeded()
    stack.preview("--expect-no-changes").succeeded()

    assert (stack.ids(), [offer["id"] for offer in stack.offers()]) == ({"new": theirs}, [theirs])
    assert "DELETE" not in [method for method, _ in wire(emulator)]
