"""Values on the wire (docs/reference/pulumi-dynamic-provider.md 5)."""

from __future__ import annotations

from offer_resources.door.protocol import HINTS
from offer_resources.emulator import Emulator
from offer_resources.objects.checked import AS_GIVEN
from tests.dynamic.calls import UNKNOWN
from tests.dynamic.emulated import edit, live, sent
from tests.dynamic.host import Host

WEB = "https://ns.adobe.com/xdm/channel-types/web"
BANNER = {"name": "Banner", "channel": WEB, "componentType": "html"}
PLACE = {"org": "ORG@AdobeOrg", "sandbox": "dev"}
OLD_OFFER = {"name": "Summer", "etag": 3, **PLACE}


def test_numbers_are_integers_in_a_create(host: Host, emulator: Emulator) -> None:
    """All numbers arrive as floats; the Offer Library takes whole ones."""
    host.placements.up({**BANNER, "itemCount": 2.0})
    assert repr(sent(emulator)[0][2]["itemCount"]) == "2"


def test_numbers_are_integers_in_a_patch(host: Host, emulator: Emulator) -> None:
    """All numbers arrive as floats; the Offer Library takes whole ones."""
    made = host.placements.up({**BANNER, "itemCount": 2.0})
    host.placements.update(made.id, made.outs, {**made.inputs, "itemCount": 3.0})
    assert repr(sent(emulator)[-1][2]) == "[{'op': 'replace', 'path': '/itemCount', 'value': 3}]"


def test_a_float_equals_the_integer_of_state(host: Host) -> None:
    """Numbers that went over the wire once more are no change."""
    olds = {**BANNER, "itemCount": 2, "etag": 3.0, **PLACE}
    assert not host.placements.diff("dps:offer-placement:1", olds, {**olds, "itemCount": 2.0}).is_any


def test_flags_stay_flags(host: Host, emulator: Emulator) -> None:
    """True and false are no numbers."""
    host.placements.up({**BANNER, "returnContent": True, "allowDuplicatePlacements": False})
    body = sent(emulator)[0][2]
    assert (body["returnContent"], body["allowDuplicatePlacements"]) == (True, False)


def test_a_fraction_is_no_count(host: Host) -> None:
    """Only whole floats become integers."""
    assert host.placements.check({**BANNER, "itemCount": 2.5, HINTS: {}}).failures == [
        ("", "item_count: got the number 2.5, wanted a whole number from 1 to 30")
    ]


def test_a_null_is_absent(host: Host) -> None:
    """At the top level and inside objects, None means that nothing was given."""
    representation = {"placement": "dps:offer-placement:p", "channel": "web", "components": list[str](), "more": None}
    news = {"name": "Summer", "description": None, "representations": [representation]}
    assert host.offers.check(news).inputs == {
        "name": "Summer",
        "representations": [{"placement": "dps:offer-placement:p", "channel": "web", "components": []}],
        **PLACE,
        AS_GIVEN: True,
    }


def test_a_null_in_a_list_is_a_failure(host: Host) -> None:
    """Inside lists None stays, and is no value."""
    assert host.offers.check({"name": "Summer", "tags": ["a", None]}).failures == [
        ("", "tags[1]: got nothing, wanted the id of a tag")
    ]


def test_a_null_is_absent_in_diff(host: Host) -> None:
    """State may hold nulls; they are no difference."""
    olds = {**OLD_OFFER, "description": None, "sandboxId": None}
    assert not host.offers.diff("dps:fallback-offer:1", olds, {"name": "Summer", **PLACE}).is_any


def test_an_unknown_member_comes_back_from_check_as_unknown(host: Host) -> None:
    """In a preview, what another resource will tell is neither refused nor replaced."""
    news = {"name": UNKNOWN, "description": UNKNOWN, "status": UNKNOWN, "tags": UNKNOWN, "adoptId": UNKNOWN}
    assert host.offers.check(news).inputs == {**news, **PLACE, AS_GIVEN: True}


def test_an_unknown_value_deep_inside_comes_back_from_check_as_unknown(host: Host) -> None:
    """A placement created in the same run has no id in the preview."""
    component = {"type": UNKNOWN, "format": UNKNOWN, "content": UNKNOWN, "language": ["en-us", UNKNOWN]}
    representations = [{"placement": UNKNOWN, "channel": WEB, "components": [component]}]
    news = {"name": "Summer", "representations": representations, "characteristics": {"theme": UNKNOWN}}
    assert host.offers.check(news).inputs == {**news, **PLACE, AS_GIVEN: True}


def test_two_unknown_placements_are_not_the_same_placement(host: Host) -> None:
    """Unknown values equal nothing, not even each other."""
    representations = [{"placement": UNKNOWN, "channel": WEB, "components": []} for _ in range(2)]
    assert host.offers.check({"name": "Summer", "representations": representations}).failures == []


def test_what_is_known_beside_an_unknown_value_is_checked(host: Host) -> None:
    """One unknown value hides no other problem."""
    news = {"name": UNKNOWN, "status": "live", "tags": [UNKNOWN, ""]}
    assert set(host.offers.check(news).failures) == {
        ("status", 'got "live", wanted one of draft, approved, archived'),
        ("", "tags[1]: got an empty text, wanted the id of a tag"),
    }


def test_an_unknown_member_is_a_change(host: Host) -> None:
    """In a preview, what is not known yet counts as changed."""
    news = {"name": "Summer", "description": UNKNOWN, **PLACE}
    assert host.offers.diff("dps:fallback-offer:1", OLD_OFFER, news).is_any


def test_an_unknown_value_deep_inside_is_a_change(host: Host) -> None:
    """In a preview, what is not known yet counts as changed."""
    old = {
        "placement": "dps:offer-placement:p",
        "channel": WEB,
        "components": [{"type": "html", "format": "text/html", "content": "a"}],
    }
    new = {**old, "components": [{"type": "html", "format": "text/html", "content": UNKNOWN}]}
    olds, news = {**OLD_OFFER, "representations": [old]}, {**OLD_OFFER, "representations": [new]}
    assert host.offers.diff("dps:fallback-offer:1", olds, news).is_any


def test_an_unknown_placement_is_a_change(host: Host) -> None:
    """A placement that is replaced gets another id."""
    old = {"placement": "dps:offer-placement:p", "channel": WEB, "components": []}
    olds = {**OLD_OFFER, "representations": [old]}
    news = {**OLD_OFFER, "representations": [{**old, "placement": UNKNOWN}]}
    assert host.offers.diff("dps:fallback-offer:1", olds, news).is_any


def test_an_unknown_tag_is_a_change(host: Host) -> None:
    """Sets may hold unknown values."""
    olds, news = {**OLD_OFFER, "tags": ["a"]}, {**OLD_OFFER, "tags": [UNKNOWN]}
    assert host.offers.diff("dps:fallback-offer:1", olds, news).is_any


def test_unicode_and_long_text_survive(host: Host, emulator: Emulator) -> None:
    """Content is any text, of any language, 200 KB long."""
    content = "Été ☀️ 夏\n" * 20_000
    component = {"type": "text", "format": "text/plain", "content": content}
    representations = [{"placement": "dps:offer-placement:p", "channel": WEB, "components": [component]}]
    made = host.offers.up({"name": "Été", "representations": representations})
    assert live(emulator, made.id)["representations"] == representations
    assert host.offers.read(made.id, made.outs).inputs is None  # nothing to correct


def test_server_members_of_every_shape_are_left_alone(host: Host, emulator: Emulator) -> None:
    """What a later API adds to an object neither drifts nor fails."""
    made = host.offers.up({"name": "Summer"})
    edit(emulator, made.id, {"op": "add", "path": "/_future", "value": {"a": [1.5, None, {"b": True}]}})
    assert host.offers.read(made.id, made.outs).inputs is None  # nothing to correct
