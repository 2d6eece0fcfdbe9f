"""Somebody else changed what we are about to write: a conflict, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from offer_resources.emulator import Answer, Emulator
from offer_resources.errors import DriftConflictError
from offer_resources.objects.families import PLACEMENTS
from offer_resources.settings import Settings
from tests.support.life import HERO, LINK, Life, a_page, edit
from tests.support.log import methods
from tests.support.place import ORG, offers

CONTENT = "/representations/0/components/0"


def replaced(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def added(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def removed(path: str) -> dict[str, Any]:
    return {"op": "remove", "path": path}


CONFLICTS = [
    pytest.param(
        {"description": "d"},
        replaced("/description", "x"),
        {"description": "e"},
        'description: theirs "x", ours "e"',
        id="changed here and there",
    ),
    pytest.param(
        {"description": "d"},
        removed("/description"),
        {"description": "e"},
        'description: theirs nothing, ours "e"',
        id="taken away there, changed here",
    ),
    pytest.param(
        {"description": "d"},
        replaced("/description", "x"),
        {},
        'description: theirs "x", ours nothing',
        id="changed there, taken away here",
    ),
    pytest.param(
        {"description": ""},
        added("/description", "x"),
        {"description": "", "tags": ["t"]},
        'description: theirs "x", ours nothing',
        id="filled there, kept empty here",
    ),
    pytest.param(
        {"description": "d"},
        replaced("/description", "x"),
        {"description": "d", "tags": ["t"]},
        'description: theirs "x", ours "d"',
        id="changed there, as it was here",
    ),
    pytest.param(
        {"representations": [a_page("A")]},
        replaced(f"{CONTENT}/content", "X"),
        {"representations": [a_page("B")]},
        f'representations[{HERO}].components[0].content: theirs "X", ours "B"',
        id="deep inside",
    ),
    pytest.param(
        {"representations": [a_page("A", **LINK)]},
        replaced(f"{CONTENT}/linkURL", "https://x.example"),
        {"representations": [a_page("A")]},
        f'representations[{HERO}].components[0].linkURL: theirs "https://x.example", ours nothing',
        id="a link changed there, taken away here",
    ),
]

PEACE = [
    pytest.param({"description": "d"}, replaced("/description", "e"), {"description": "e"}, id="both want the same"),
    pytest.param({"description": "d"}, removed("/description"), {}, id="both took it away"),
    pytest.param({"description": "d"}, added("/labels", ["core/C1"]), {"description": "e"}, id="a member never ours"),
    pytest.param({"status": "draft"}, replaced("/status", "approved"), {"description": "e"}, id="status let go"),
    pytest.param({"description": "d"}, replaced("/name", "Summer"), {"description": "e"}, id="the etag alone"),
    pytest.param(
        {"representations": [a_page("A")]},
        added(f"{CONTENT}/repo:id", "urn:aaid:1"),
        {"representations": [a_page("B")]},
        id="an asset reference",
    ),
    pytest.param(
        {"representations": [a_page("A")]},
        replaced(f"{CONTENT}/type", "component-html"),
        {"representations": [a_page("B")]},
        id="another spelling",
    ),
    pytest.param({"tags": ["a", "b"]}, replaced("/tags", ["b", "a"]), {"tags": ["a", "c"]}, id="another order"),
]


@pytest.mark.parametrize(("before", "theirs", "after", "fields"), CONFLICTS)
def test_a_conflict_stops(
    emulator: Emulator, life: Life, before: dict[str, Any], theirs: dict[str, Any], after: dict[str, Any], fields: str
) -> None:
    """The message names each field with both values and what to do; nothing is written."""
    created = life.created(**before)
    edit(emulator, created, theirs)
    with pytest.raises(DriftConflictError) as caught:
        life.updated(created, **after)
    assert str(caught.value) == (
        f'update fallback offer "Summer" ({created.id_}) in sandbox dev: it was changed elsewhere since the last run:'
        f" {fields}. Run `pulumi refresh` to take their values into state and see them in the next preview,"
        " or set aep:onConflict to overwrite"
    )
    # A placement in the path is asked for its name.
    assert methods(emulator) == ["LIST", "POST", "GET", *["GET"] * ("representations" in fields)]
    assert offers(emulator)[0]["etag"] == 2


@pytest.mark.parametrize(("before", "theirs", "after", "fields"), CONFLICTS)
def test_a_conflict_is_overwritten_if_told_so(
    emulator: Emulator,
    settings: Settings,
    before: dict[str, Any],
    theirs: dict[str, Any],
    after: dict[str, Any],
    fields: str,
) -> None:
    """It is said, and then the program has its way."""
    life = Life(replace(settings, on_conflict="overwrite"))
    created = life.created(**before)
    edit(emulator, created, theirs)
    updated = life.updated(created, **after)
    found = life.read(updated)
    assert life.said == [
        f'fallback offer "Summer" ({created.id_}) in sandbox dev was changed elsewhere and is overwritten,'
        f" as aep:onConflict says: {fields}"
    ]
    assert found is not None
    assert (methods(emulator), found.outputs) == (["LIST", "POST", "GET", "PATCH", "GET"], updated.outputs)


@pytest.mark.parametrize(("before", "theirs", "after"), PEACE)
def test_no_conflict(
    emulator: Emulator, life: Life, before: dict[str, Any], theirs: dict[str, Any], after: dict[str, Any]
) -> None:
    """Only a managed member that is neither as state says nor as the program wants it is one."""
    created = life.created(**before)
    edit(emulator, created, theirs)
    updated = life.updated(created, **after)
    assert (life.said, life.is_different(updated, **after)) == ([], False)


def test_all_fields_are_named(emulator: Emulator, life: Life) -> None:
    """In one message, each with both values."""
    created = life.created(description="d", tags=["a"])
    edit(emulator, created, replaced("/description", "x"), replaced("/tags", ["b"]))
    with pytest.raises(DriftConflictError, match=r"\n +description: .*\n +tags: "):
        life.updated(created, description="e", tags=["a"])


def test_after_a_refresh_the_update_goes_through(emulator: Emulator, life: Life) -> None:
    """What the message advises is what helps."""
    created = life.created(description="d")
    edit(emulator, created, replaced("/description", "x"))
    refreshed = life.read(created)
    assert refreshed is not None
    life.updated(refreshed, description="e")
    assert offers(emulator)[0]["description"] == "e"


def test_a_conflict_elsewhere_says_where(emulator: Emulator, settings: Settings) -> None:
    """The sandbox in the message is the object's own."""
    created = Life(settings).created(description="d")
    edit(emulator, created, replaced("/description", "x"))
    life = Life(replace(settings, place=replace(settings.place, sandbox="stage")))
    with pytest.raises(DriftConflictError, match="in sandbox dev: it was changed elsewhere"):
        life.lifecycle.update(created.id_, created.outputs, {**created.inputs, "description": "e", "org": ORG})


LONG = "".join(f"<p>Paragraph {number} of a long text.</p>" for number in range(30))


def test_of_long_texts_the_words_that_differ_are_shown(emulator: Emulator, life: Life) -> None:
    """Two versions of one text do not look alike; the placement is called by its name."""
    placement = Life(life.settings, PLACEMENTS).created(name="Web hero", channel="web", componentType="html").id_
    created = life.created(representations=[a_page(f"{LONG}10%", placement)])
    edit(emulator, created, replaced(f"{CONTENT}/content", f"{LONG}15%"))
    with pytest.raises(DriftConflictError) as caught:
        life.updated(created, representations=[a_page(f"{LONG}20%", placement)])
    told = str(caught.value)
    assert 'last run: representations["Web hero"].components[0].content: theirs [-…-], ours {+…+}: <p>Paragraph' in told
    assert "[-15-]{+20+}%. Run `pulumi refresh`" in told


@pytest.mark.parametrize("on_conflict", ["stop", "overwrite"])
def test_a_status_that_is_final_is_told_at_once(emulator: Emulator, settings: Settings, on_conflict: str) -> None:
    """An archived offer stays archived: neither a refresh nor an overwrite would help, and neither is advised."""
    life = Life(replace(settings, on_conflict=on_conflict))
    created = life.created(status="draft")
    edit(emulator, created, replaced("/status", "archived"))
    emulator.clear_requests()
    with pytest.raises(DriftConflictError) as caught:
        life.updated(created, status="approved")
    assert str(caught.value) == (
        f'update fallback offer "Summer" ({created.id_}) in sandbox dev: it cannot be changed back: status is'
        ' "archived", which is final. To replace it with a new object, remove adopt_id if the program gives it, and run'
        " `pulumi up --replace URN`; `pulumi stack --show-urns` lists the URNs"
    )
    assert (methods(emulator), life.said) == (["GET"], [])


def test_an_adoption_of_what_is_final_is_tried_once(emulator: Emulator, life: Life) -> None:
    """Only the API knows whether it can be changed back."""
    created = life.created(status="draft")
    edit(emulator, created, replaced("/status", "archived"))
    emulator.clear_requests()
    with pytest.raises(DriftConflictError, match=r'status is "archived", which is final.*pulumi up --replace URN'):
        Life(life.settings).created(adoptId=created.id_, status="approved")
    assert methods(emulator) == ["GET", "PATCH"]


def test_of_short_texts_and_sets_what_looks_alike_is_spelled_out(emulator: Emulator, life: Life) -> None:
    created = life.created(name="Sale", description="d", tags=["Caf\u00e9"])
    edit(emulator, created, replaced("/description", "S\u0430le 10"), replaced("/tags", ["Cafe\u0301"]))
    with pytest.raises(DriftConflictError) as caught:
        life.updated(created, name="Sale", description="Sale 10", tags=["Caf\u00e9", "new"])
    assert str(caught.value).splitlines()[1:3] == [
        "    description: theirs [-…-], ours {+…+}: [-S\u0430le (U+0430 CYRILLIC SMALL LETTER A)-]"
        "{+Sale (U+0061 LATIN SMALL LETTER A)+} 10",
        '    tags: theirs with "Cafe\u0301" (U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT), ours with'
        ' "Caf\u00e9" (U+00E9 LATIN SMALL LETTER E WITH ACUTE), "new"',
    ]


def test_a_set_that_is_no_list_is_shown_as_it_is(emulator: Emulator, life: Life) -> None:
    created = life.created(tags=["a"])
    emulator.fault(Answer(status=200, body={**offers(emulator)[0], "tags": "theirs"}), method="GET", path=created.id_)
    with pytest.raises(DriftConflictError, match=r'tags: theirs "theirs", ours \{"b": true\}'):
        life.updated(created, tags=["b"])


def test_what_state_knows_to_be_archived_is_replaced(emulator: Emulator, life: Life) -> None:
    """The preview shows a new offer in its place, and the old one goes."""
    created = life.created(status="approved")
    edit(emulator, created, replaced("/status", "archived"))
    found = life.read(created)
    assert found is not None
    assert life.lifecycle.diff(found.id_, found.outputs, life.checked(status="approved")).replaces == ("status",)
    life.created(status="approved")
    life.delete(found)
    assert [offer["status"] for offer in offers(emulator)] == ["approved"]


def test_what_is_taken_over_again_is_not_replaced(life: Life) -> None:
    """Taking over the same offer would change nothing."""
    olds = {"name": "Summer", "status": "archived", "org": ORG, "sandbox": "dev"}
    assert life.lifecycle.diff("id", olds, life.checked(status="approved", adoptId="id")).replaces == ()
