"""Taking over an offer that exists already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from offer_resources.emulator import Answer, Emulator
from offer_resources.errors import DriftConflictError, OfferNotFoundError, OfferResourcesError, ServerError
from offer_resources.lifecycle.calls import Stored
from offer_resources.objects.values import Unknown
from offer_resources.settings import Settings
from tests.support.life import LINK, Life, a_page, edit
from tests.support.log import methods
from tests.support.place import ORG, STAGE, offers, settings_for


@pytest.fixture
def theirs(emulator: Emulator, settings: Settings) -> Stored:
    """Return an offer somebody else has made, with the request log empty."""
    created = Life(settings).created(description="theirs", tags=["a"], representations=[a_page("A", **LINK)])
    edit(emulator, created, {"op": "add", "path": "/representations/0/components/0/repo:id", "value": "urn:aaid:1"})
    emulator.clear_requests()
    return created


def test_adopting_is_a_get_and_a_patch(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """What differs is written once; what the program does not give stays as it is."""
    adopted = life.created(adoptId=theirs.id_, description="ours", representations=[a_page("B")])
    content = a_page("B", **LINK, **{"repo:id": "urn:aaid:1"})
    assert (adopted.id_, methods(emulator), emulator.requests[-1].body) == (
        theirs.id_,
        ["GET", "PATCH"],
        [
            {"op": "replace", "path": "/description", "value": "ours"},
            {"op": "replace", "path": "/representations", "value": [content]},
        ],
    )


def test_adopting_what_is_as_wanted_is_a_get(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """Nothing differs, nothing is written."""
    adopted = life.created(adoptId=theirs.id_, representations=[a_page("A")])
    assert (adopted.id_, methods(emulator), adopted.outputs["etag"]) == (theirs.id_, ["GET"], 2)


def test_outputs_of_an_adopted_offer(life: Life, theirs: Stored) -> None:
    """They hold what the program gives and what the server tells, as after a create."""
    outputs = life.created(adoptId=theirs.id_, description="ours").outputs
    assert {name: outputs[name] for name in ("name", "description", "adoptId", "etag", "org", "sandbox")} == {
        "name": "Summer",
        "description": "ours",
        "adoptId": theirs.id_,
        "etag": 3,
        "org": ORG,
        "sandbox": "dev",
    }
    assert outputs["createdDate"] == theirs.outputs["createdDate"]


def test_adopting_what_does_not_exist_is_an_error(emulator: Emulator, life: Life) -> None:
    """Nothing is created in its place."""
    with pytest.raises(OfferNotFoundError, match="404 Not Found"):
        life.created(adoptId="dps:fallback-offer:0")
    assert (methods(emulator), offers(emulator)) == (["GET"], [])


def test_adopting_twice_in_a_run_is_refused(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """Two resources on one object would undo each other's changes for ever."""
    life.created(adoptId=theirs.id_)
    with pytest.raises(DriftConflictError) as caught:
        life.created(adoptId=theirs.id_, description="other")
    assert str(caught.value) == (
        f'adopt fallback offer "Summer" ({theirs.id_}) in sandbox dev:'
        " another resource of this run has already adopted it"
    )
    assert methods(emulator) == ["GET"]


def test_one_of_many_threads_adopts(life: Life, theirs: Stored) -> None:
    """Also when the engine calls at the same moment."""

    def adopted(_number: int) -> bool:
        try:
            return life.created(adoptId=theirs.id_).id_ == theirs.id_
        except DriftConflictError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(adopted, range(8))) == [False] * 7 + [True]


@pytest.mark.parametrize("effect", [Answer(status=403), Answer(status=404), Answer(status=500)])
def test_an_adoption_that_failed_can_be_tried_again(
    emulator: Emulator, life: Life, theirs: Stored, effect: Answer
) -> None:
    """An error hook or the next resource is not refused for it."""
    emulator.fault(effect, method="GET", times=0)
    with pytest.raises(OfferResourcesError):
        life.created(adoptId=theirs.id_)
    emulator.clear_faults()
    assert life.created(adoptId=theirs.id_).id_ == theirs.id_


def test_adopting_elsewhere_is_another_object(emulator: Emulator, settings: Settings, theirs: Stored) -> None:
    """An id means something in its own sandbox only."""
    with pytest.raises(OfferNotFoundError):
        Life(settings_for(emulator, place=STAGE)).created(adoptId=theirs.id_)


def test_what_this_run_adopted_is_not_deleted(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """An offer that changes its resource survives the deletion of the old one, and it is said."""
    life.created(adoptId=theirs.id_)
    life.delete(theirs)
    assert (len(offers(emulator)), life.said) == (
        1,
        [
            f'fallback offer "Summer" ({theirs.id_}) in sandbox dev is not deleted:'
            " another resource of this run has adopted it"
        ],
    )


def test_what_an_earlier_run_adopted_is_not_deleted_as_a_leftover(
    emulator: Emulator, settings: Settings, theirs: Stored
) -> None:
    """The resource that holds it by adopt_id is seen in the diff."""
    adopted = Life(settings).created(adoptId=theirs.id_)
    life = Life(settings)
    life.is_different(adopted, adoptId=theirs.id_)
    life.delete(theirs)
    assert len(offers(emulator)) == 1


def test_an_adopted_offer_goes_with_its_resource(emulator: Emulator, settings: Settings, theirs: Stored) -> None:
    """Taken over is taken over: removed from the program, it is deleted."""
    adopted = Life(settings).created(adoptId=theirs.id_)
    Life(settings).delete(adopted)
    assert offers(emulator) == []


@pytest.mark.parametrize("members", [{}, {"adoptId": "dps:fallback-offer:other"}], ids=["removed", "another"])
def test_a_later_change_of_adopt_id_is_no_change(life: Life, theirs: Stored, members: dict[str, Any]) -> None:
    """It has done its work."""
    adopted = life.created(adoptId=theirs.id_, description="theirs")
    assert not life.is_different(adopted, description="theirs", **members)


def test_an_adoption_whose_patch_was_lost_is_finished(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """It is looked at again before anything is sent again."""
    emulator.fault(Answer(status=502), method="PATCH")
    life.created(adoptId=theirs.id_, description="ours")
    assert (methods(emulator), offers(emulator)[0]["description"]) == (["GET", "PATCH", "GET", "PATCH"], "ours")


def test_an_adoption_that_cannot_be_finished_is_told(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """Five looks, then the API's own words."""
    emulator.fault(Answer(status=500), method="PATCH", times=0)
    with pytest.raises(ServerError, match="500 Injected fault"):
        life.created(adoptId=theirs.id_, description="ours")
    assert methods(emulator) == ["GET", "PATCH"] * 5


def test_what_is_to_be_taken_over_is_not_deleted_before(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """With delete_before_replace the engine checks, deletes, creates: the offer and its id survive."""
    inputs = life.checked(adoptId=theirs.id_, description="theirs")
    life.delete(theirs)
    assert (life.lifecycle.create(inputs).id_, len(offers(emulator)), life.said[:1]) == (
        theirs.id_,
        1,
        [f'fallback offer "Summer" ({theirs.id_}) in sandbox dev is not deleted: adopt_id in the program names it'],
    )


def test_what_a_dependency_replaces_is_not_deleted_either(emulator: Emulator, settings: Settings) -> None:
    """The engine compares it with what is not known yet, and deletes it before its resource comes up."""
    adopted = Life(settings).created(adoptId=Life(settings).created().id_, tags=["a"])
    life = Life(settings)
    life.lifecycle.diff(adopted.id_, adopted.outputs, {**adopted.inputs, "tags": [Unknown()]})
    life.delete(adopted)
    assert len(offers(emulator)) == 1


def test_a_404_of_an_adoption_names_adopt_id(life: Life) -> None:
    """It says what to do."""
    with pytest.raises(OfferNotFoundError, match=r"adopt_id has to name an object in sandbox dev: correct it, or"):
        life.created(adoptId="dps:fallback-offer:0")


def test_an_adoption_says_what_it_changes(life: Life, theirs: Stored) -> None:
    """In a line, of the live object; a set by what is added and taken away."""
    life.created(name="By hand!", adoptId=theirs.id_, tags=["b"])
    assert life.said == [
        f'adopts fallback offer "By hand!" ({theirs.id_}) in sandbox dev: name: "Summer" => "By hand!";'
        ' tags: with "a" => with "b"'
    ]


def test_a_preview_of_an_adoption_says_the_same_and_only_reads(emulator: Emulator, life: Life, theirs: Stored) -> None:
    """What is not known yet is said to be."""
    inputs = life.checked(name="By hand!", adoptId=theirs.id_, tags=[Unknown()])
    life.lifecycle.preview_adoption(inputs)
    assert (life.said, methods(emulator)) == (
        [
            f'adopts fallback offer "By hand!" ({theirs.id_}) in sandbox dev: name: "Summer" => "By hand!";'
            " tags: not known yet"
        ],
        ["GET"],
    )


def test_previews_of_many_adoptions_read_pages(emulator: Emulator, settings: Settings) -> None:
    """Thirty are one GET and one page."""
    made = [Life(settings).created(name=f"O{number}").id_ for number in range(30)]
    emulator.clear_requests()
    life = Life(settings)
    for number, id_ in enumerate(made):
        life.lifecycle.preview_adoption(life.checked(name=f"O{number}", adoptId=id_))
    assert (methods(emulator), life.said) == (["GET", "LIST"], [])


def test_a_preview_of_an_adoption_of_nothing_is_an_error(life: Life) -> None:
    """It is told before the up."""
    inputs = life.checked(adoptId="dps:fallback-offer:0")
    with pytest.raises(OfferNotFoundError, match="adopt_id has to name an object"):
        life.lifecycle.preview_adoption(inputs)
