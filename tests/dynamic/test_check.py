"""Check: one spelling, every problem, the place (docs/reference/pulumi-dynamic-provider.md 3, 6)."""

from __future__ import annotations

import pytest

from offer_resources.door import output_texts
from offer_resources.door.protocol import HINTS, NOT_GIVEN, PLAIN
from offer_resources.emulator import Emulator
from offer_resources.objects.equality import fingerprint
from tests.dynamic.calls import Secret
from tests.dynamic.host import Host

PLACE = {"org": "ORG@AdobeOrg", "sandbox": "dev", "__asGiven": True}


def test_inputs_come_back_as_the_program_writes_them(host: Host) -> None:
    """The engine applies `ignore_changes` to what is stored, by positions; a note says that it is as given."""
    component = {"type": "component-html", "format": "TEXT/html", "content": "<p>", "language": ["EN-us"]}
    news = {
        "name": "Summer",
        "tags": ["b", "a", "b"],
        "representations": [
            {"placement": "dps:offer-placement:q", "channel": "email", "components": []},
            {"placement": "dps:offer-placement:p", "channel": "web", "components": [component]},
        ],
    }
    assert host.offers.check(news).inputs == {
        **news,
        **PLACE,
    }


def test_the_place_is_written_in_whatever_the_program_said(host: Host) -> None:
    """An object belongs to the place its provider is configured for, and to no other."""
    checked = host.offers.check({"name": "Summer", "org": "OTHER@AdobeOrg", "sandbox": "prod"})
    assert checked.inputs == {"name": "Summer", **PLACE}


def test_checked_inputs_pass_unchanged(host: Host) -> None:
    """The engine checks again what it stored."""
    inputs = host.offers.check({"name": "Summer", "tags": ["b", "a"], "adoptId": "dps:fallback-offer:1"}).inputs
    assert host.offers.check(inputs, inputs).inputs == inputs


def test_what_is_not_given_is_not_filled_in(host: Host) -> None:
    """A member the program never gave is not managed."""
    assert host.offers.check({"name": "Summer"}).inputs == {"name": "Summer", **PLACE}


def test_what_is_given_empty_stays_given(host: Host) -> None:
    """An empty value is managed, unlike an absent one."""
    news = {"name": "Summer", "description": "", "tags": [], "characteristics": {}}
    assert host.offers.check(news).inputs == {**news, **PLACE}


def test_every_problem_comes_at_once(host: Host) -> None:
    """Scalars at their property, anything deeper with its path and without the whole value around it."""
    component = {"type": "html", "format": "html", "language": ["klingonese!"], "linkURL": "no url"}
    news = {
        "name": " ",
        "status": "live",
        "tags": [str(number) for number in range(21)],
        "characteristics": {"theme": 5},
        "representations": [
            {"placement": "dps:offer-placement:p", "channel": "web", "components": [component]},
            {"placement": "dps:offer-placement:p", "channel": "web", "components": []},
        ],
        "rank": {"priority": 1},
        HINTS: {},
    }
    assert set(host.offers.check(news).failures) == {
        ("name", 'got " ", wanted text that is not empty'),
        ("status", 'got "live", wanted one of draft, approved, archived'),
        ("", "tags: got 21 of them, wanted at most 20"),
        ("", "characteristics.theme: got the number 5, wanted text"),
        ("", 'representations[0].components[0].format: got "html", wanted a MIME type such as text/html'),
        (
            "",
            'representations[0].components[0].language[0]: got "klingonese!", wanted a language tag such as en-us',
        ),
        ("", 'representations[0].components[0].link_url: got "no url", wanted an absolute URL'),
        (
            "",
            "representations[0].components[0].content: got nothing, wanted a value, as the component's type is html",
        ),
        ("", 'representations[1].placement: got "dps:offer-placement:p" again, wanted another one than that of item 0'),
        (
            "",
            "rank: got a member of that name, wanted one of name, description, status, representations, tags, labels,"
            " characteristics",
        ),
    }


def test_a_placement_has_problems_of_its_own(host: Host) -> None:
    """Every family has its own checks behind the same call; the engine would print the API's name of a member."""
    news = {"name": "Banner", "channel": "web", "componentType": "video", HINTS: {}}
    assert host.placements.check(news).failures == [
        ("", 'component_type: got "video", wanted one of html, text, json, imagelink, html-template, text-template')
    ]


@pytest.mark.parametrize("value", [5.0, True, ["a", ["b"]], {"a": ["b"]}])
@pytest.mark.parametrize(
    "member", ["name", "description", "status", "representations", "tags", "labels", "characteristics", "adoptId"]
)
def test_a_value_of_the_wrong_type_is_a_failure(host: Host, member: str, value: object) -> None:
    """A program's mistakes are failures, never errors."""
    assert host.offers.check({"name": "Summer", member: value}).failures != []


def test_a_missing_name_is_a_failure(host: Host) -> None:
    """What must be given is asked for; the engine would print the value of a property, which is `<nil>`."""
    assert host.offers.check({}).failures == [("", "name: got nothing, wanted text that is not empty")]


@pytest.mark.parametrize("seen", [{}, {"status": fingerprint("draft")}], ids=["a secret", "put there since"])
def test_a_problem_with_a_secret_names_no_property(host: Host, seen: dict[str, str]) -> None:
    """The engine would print the property's value, and does not tell a dynamic host whether one is secret."""
    checked = host.offers.check({"name": "Summer", "status": Secret("hush-hush"), HINTS: {PLAIN: seen}})

    assert checked.failures == [("", "status: got [secret], wanted one of draft, approved, archived")]


def test_a_status_that_only_a_transform_gives_counts_for_a_new_object(host: Host) -> None:
    """For one in state Pulumi hands over what state has, as the status stays as it is."""
    news = {"name": "Summer", "status": "approved", NOT_GIVEN: ["status"]}

    assert host.offers.check(news).inputs == {"name": "Summer", "status": "approved", **PLACE}
    assert host.offers.check(news, {"name": "Summer", "status": "approved"}).inputs == {"name": "Summer", **PLACE}


def test_text_made_from_an_output_is_a_failure(host: Host) -> None:
    """The program's check cannot see one that is made when the engine has told a value."""
    checked = host.offers.check({"name": "<pulumi.output.Output object at 0x7f3a5c0d1e20>"})

    assert checked.failures == [("name", f"got {output_texts.GOT}, wanted {output_texts.WANTED}")]


def test_an_adoption_of_another_kind_is_a_failure(host: Host) -> None:
    """An id says what it is the id of."""
    assert host.offers.check({"name": "Summer", "adoptId": "dps:offer-placement:1", HINTS: {}}).failures == [
        ("", 'adopt_id: got "dps:offer-placement:1", wanted the id of a fallback offer')
    ]


def test_invalid_inputs_send_nothing(host: Host, emulator: Emulator) -> None:
    """Check needs no network, whatever it finds."""
    host.offers.check({"name": "", "adoptId": "dps:fallback-offer:1"})
    assert emulator.requests == []
