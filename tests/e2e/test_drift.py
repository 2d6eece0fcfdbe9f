"""Objects that somebody else changed or deleted."""

from __future__ import annotations

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import patches, wire, writes

OFFER = """
    FallbackOffer("o", name="O", description="ours", status="draft", tags=["t1"])
"""


def replaced(path: str, value: object) -> dict[str, object]:
    return {"op": "replace", "path": path, "value": value}


def test_edit_elsewhere_shows_after_a_refresh_and_is_put_right(stack: Stack, emulator: Emulator) -> None:
    """Refresh takes the live value into state; the next preview shows live => wanted, and up restores it."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.edited_elsewhere(stack.ids()["o"], replaced("/description", "theirs"))

    stack.refresh().succeeded()
    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert '~ description: "theirs" => "ours"' in shown
    assert patches(emulator) == [[replaced("/description", "ours")]]


def test_nightly_check_sees_drift_without_writing(stack: Stack, emulator: Emulator) -> None:
    """`refresh --preview-only --expect-no-changes` ends with 7 on drift and with 0 where only the etag moved."""
    check = ("--preview-only", "--diff", "--expect-no-changes")
    stack.program(OFFER).up("--skip-preview").succeeded()
    id_ = stack.ids()["o"]

    stack.edited_elsewhere(id_, replaced("/description", "theirs"))
    drifted = stack.pulumi("refresh", "--stack", "dev", *check).failed(7).out
    stack.edited_elsewhere(id_, replaced("/description", "ours"))

    assert '"ours" => "theirs"' in drifted
    stack.pulumi("refresh", "--stack", "dev", *check).succeeded()
    assert {method for method, _ in wire(emulator)} == {"POST", "LIST", "GET"}


def test_what_we_do_not_manage_is_no_drift(stack: Stack, emulator: Emulator) -> None:
    """A member the program never gave may be changed elsewhere and stays as it is there."""
    stack.program('FallbackOffer("o", name="O", tags=["t1"])').up("--skip-preview").succeeded()
    id_ = stack.ids()["o"]
    stack.edited_elsewhere(
        id_, replaced("/status", "approved"), {"op": "add", "path": "/characteristics", "value": {"a": "b"}}
    )

    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()
    stack.program('FallbackOffer("o", name="O2", tags=["t1"])').up("--skip-preview").succeeded()

    assert patches(emulator) == [[replaced("/name", "O2")]]
    assert (stack.offers()[0]["status"], stack.offers()[0]["characteristics"]) == ("approved", {"a": "b"})


def test_deleted_elsewhere_is_created_again(stack: Stack) -> None:
    """A vanished offer is forgotten by refresh and created by the next up."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    old = stack.ids()["o"]
    stack.deleted_elsewhere(old)

    stack.refresh("--skip-preview").succeeded()
    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert "+ pulumi-python:dynamic/offers:FallbackOffer: (create)" in shown
    assert [offer["id"] for offer in stack.offers()] == [stack.ids()["o"]] != [old]


def test_update_of_a_vanished_offer_names_refresh(stack: Stack, emulator: Emulator) -> None:
    """An update of an offer that is gone is one line that says what to do; nothing is created unseen."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.deleted_elsewhere(stack.ids()["o"])

    shown = stack.program(OFFER.replace("ours", "new")).up("--skip-preview").failed().out

    assert "OfferNotFoundError: " in shown
    assert "pulumi refresh" in shown
    assert [method for method, _ in writes(emulator)] == ["POST"]


def test_conflict_stops_with_both_values(stack: Stack, emulator: Emulator) -> None:
    """Under `stop` a managed member changed elsewhere is not overwritten: the error has theirs and ours."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.edited_elsewhere(stack.ids()["o"], replaced("/description", "theirs"))

    shown = stack.program(OFFER.replace("ours", "new")).up("--skip-preview").failed().out

    assert 'description: theirs "theirs", ours "new"' in shown
    assert "sandbox dev" in shown
    assert "pulumi refresh" in shown
    assert "aep:onConflict" in shown
    assert patches(emulator) == []


def test_conflict_overwrites_when_told_to(stack: Stack) -> None:
    """Under `overwrite` the run says whose change is lost, and goes on."""
    stack.set_config(onConflict="overwrite")
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.edited_elsewhere(stack.ids()["o"], replaced("/description", "theirs"))

    shown = stack.program(OFFER.replace("ours", "new")).up().succeeded().out

    assert 'is overwritten, as aep:onConflict says: description: theirs "theirs", ours "new"' in shown
    assert stack.offers()[0]["description"] == "new"


def test_a_moved_etag_alone_is_no_conflict(stack: Stack, emulator: Emulator) -> None:
    """Somebody else's change of an unmanaged member does not stand in the way of ours."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.edited_elsewhere(stack.ids()["o"], {"op": "add", "path": "/labels", "value": ["core/C1"]})

    stack.program(OFFER.replace("ours", "new")).up("--skip-preview").succeeded()

    assert patches(emulator) == [[replaced("/description", "new")]]


def test_deleting_what_somebody_has_edited_stops(stack: Stack) -> None:
    """Under `stop` it stays until a refresh has taken the edit into state."""
    stack.program(OFFER).up("--skip-preview").succeeded()
    stack.edited_elsewhere(stack.ids()["o"], replaced("/description", "theirs"))

    shown = stack.program("").up("--skip-preview").failed().out
    assert "it was changed elsewhere since the last run: description. Run `pulumi refresh`" in shown
    assert [offer["description"] for offer in stack.offers()] == ["theirs"]

    stack.refresh("--skip-preview").succeeded()
    stack.up("--skip-preview").succeeded()
    assert stack.offers() == []


def test_an_offer_archived_elsewhere_is_replaced(stack: Stack) -> None:
    """Its status is final: once state knows it, the preview shows a new offer in its place."""
    stack.program('FallbackOffer("o", name="O", status="approved")').up("--skip-preview").succeeded()
    old = stack.ids()["o"]
    stack.edited_elsewhere(old, replaced("/status", "archived"))
    stack.refresh("--skip-preview").succeeded()

    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert "replace" in shown
    assert [offer["status"] for offer in stack.offers()] == ["approved"]
    assert stack.ids()["o"] != old
