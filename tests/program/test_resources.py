"""What a Pulumi program may write, what reaches the engine of it, and what the program gets back."""

from __future__ import annotations

import asyncio
import base64
import inspect
import pickle
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pulumi
import pytest
from pulumi import Output
from pulumi.runtime.settings import SETTINGS

from offer_resources import Component, FallbackOffer, PersonalizedOffer, Placement, Representation, ReturnMetadata
from offer_resources.program.resources import RESOURCES
from offer_resources.program.resources.base import OfferLibraryResource
from tests.program.program import PROVIDER, TOLD, Object, run, told

HERO = "dps:offer-placement:1a0b1c2d3e4f5061"

# Every member a component may have, as it is registered.
HTML = {
    "type": "html",
    "format": "text/html",
    "content": "<h1>Hello</h1>",
    "linkURL": "https://shop.example.com",
    "language": ["en-us"],
}
SUMMER = {
    "name": "Summer fallback",
    "description": "Shown when nothing else qualifies",
    "status": "approved",
    "representations": [{"placement": HERO, "channel": "web", "components": [HTML]}],
    "tags": ["t1"],
    "labels": ["core/C1"],
    "characteristics": {"theme": "summer"},
    "adoptId": "dps:fallback-offer:1",
}

# The state of every stack holds this string: a change of it breaks refresh, update and delete of what exists.
PAYLOAD = "gASVOQAAAAAAAACMGG9mZmVyX3Jlc291cmNlcy5wcm92aWRlcpSMFUZhbGxiYWNrT2ZmZXJQcm92aWRlcpSTlCmBlC4="


def summer(**other: Any) -> Object:
    """Return the arguments of that offer, with value classes."""
    component = Component(
        type="html",
        format="text/html",
        content="<h1>Hello</h1>",
        link_url="https://shop.example.com",
        language=["en-us"],
    )
    given = {
        "name": "Summer fallback",
        "description": "Shown when nothing else qualifies",
        "status": "approved",
        "representations": [Representation(placement=HERO, channel="web", components=[component])],
        "tags": ["t1"],
        "labels": ["core/C1"],
        "characteristics": {"theme": "summer"},
        "adopt_id": "dps:fallback-offer:1",
    }
    return {**given, **other}


COMPONENT = {
    "type": "html",
    "format": "text/html",
    "content": "<h1>Hello</h1>",
    "link_url": "https://shop.example.com",
    "language": ["en-us"],
}
REPRESENTATION = {"placement": HERO, "channel": "web", "components": [COMPONENT]}


def later(value: Any) -> Output[Any]:
    """Return a value that is there only after some turns of the event loop."""
    return Output.from_input(value).apply(lambda known: known).apply(lambda known: known)


async def soon(value: Any) -> Any:
    await asyncio.sleep(0)
    return value


WRITTEN: dict[str, Callable[[], Object]] = {
    "value classes": summer,
    "plain dicts": lambda: summer(representations=[REPRESENTATION]),
    "a dict in a class": lambda: summer(
        representations=[Representation(placement=HERO, channel="web", components=[COMPONENT])]  # type: ignore[list-item]
    ),
    "a class in a dict": lambda: summer(representations=[{**REPRESENTATION, "components": [Component(**COMPONENT)]}]),  # type: ignore[arg-type]
    "tuples": lambda: summer(
        tags=("t1",),
        labels=("core/C1",),
        representations=({**REPRESENTATION, "components": ({**COMPONENT, "language": ("en-us",)},)},),
    ),
    "any mapping": lambda: summer(representations=[MappingProxyType(REPRESENTATION)]),
    "nothing as None": lambda: summer(representations=[{**REPRESENTATION, "components": [{**COMPONENT, "x": None}]}]),
    "an Output of each member": lambda: {name: later(value) for name, value in summer().items()},
    "an Output of each item": lambda: summer(
        tags=[later("t1")],
        characteristics={"theme": later("summer")},
        representations=[later(Representation(**REPRESENTATION))],  # type: ignore[arg-type]
    ),
    "an Output of each member of a class": lambda: summer(
        representations=[
            Representation(
                placement=later(HERO),
                channel=later("web"),
                components=later([Component(**{name: later(value) for name, value in COMPONENT.items()})]),
            )
        ]
    ),
    "an Output of each member of a dict": lambda: summer(
        representations=[
            {
                "placement": later(HERO),
                "channel": later("web"),
                "components": [{name: later(value) for name, value in COMPONENT.items()}],
            }
        ]
    ),
    "an Output in an Output": lambda: summer(
        representations=later([later({**REPRESENTATION, "components": later([later(COMPONENT)])})])
    ),
    "all of several": lambda: summer(name=Output.concat("Summer ", later("fallback"))),
    "an awaitable": lambda: summer(name=soon("Summer fallback"), tags=soon(["t1"])),
    "an awaitable inside": lambda: summer(tags=[soon("t1")], representations=[soon(REPRESENTATION)]),
}


@pytest.mark.parametrize("arguments", WRITTEN.values(), ids=WRITTEN.keys())
def test_one_offer_written_in_many_ways(arguments: Callable[[], Object]) -> None:
    """Value classes, dicts, tuples, Outputs and awaitables at any depth mean the same."""
    engine = run(lambda: FallbackOffer("summer", **arguments()))
    assert engine.inputs("summer") == SUMMER


def test_a_placement_has_the_defaults_of_the_vendors_pages() -> None:
    """What is not given is what a person gets who creates one there, and is managed."""
    engine = run(lambda: Placement("hero", name="Hero", channel="web", component_type="html"))
    assert engine.inputs("hero") == {
        "name": "Hero",
        "channel": "web",
        "componentType": "html",
        "itemCount": 1,
        "allowDuplicatePlacements": False,
        "returnContent": True,
        "returnMetaData": {
            "decisionName": True,
            "offerName": True,
            "offerAttributes": True,
            "offerPriority": True,
            "placementName": True,
            "channelType": True,
            "contentType": True,
        },
    }


METADATA: dict[str, Callable[[], Any]] = {
    "class": lambda: ReturnMetadata(offer_name=False),
    "dict": lambda: {"offer_name": False},
    "Output of a class": lambda: later(ReturnMetadata(offer_name=False)),
    "Output of a dict": lambda: later({"offer_name": False}),
}


@pytest.mark.parametrize("given", METADATA.values(), ids=METADATA.keys())
def test_what_of_the_metadata_is_not_given_is_true(given: Callable[[], Any]) -> None:
    """A dict has the same defaults as the value class."""
    arguments: Object = {"name": "Hero", "channel": "web", "component_type": "html"}
    engine = run(lambda: Placement("hero", **arguments, return_metadata=given()))
    found = engine.inputs("hero")["returnMetaData"]
    assert ([name for name, flag in found.items() if not flag], len(found)) == (["offerName"], 7)


def test_names_as_pulumi_import_spells_them() -> None:
    """By one rule for all members of all packages, so that the code that it prints runs as it is."""

    def program() -> None:
        Placement("hero", name="Hero", channel="web", component_type="html", return_meta_data={"offer_name": False})
        capping = {"global_cap": 5}
        PersonalizedOffer("boots", name="Boots", selection_constraint={}, capping_constraint=capping)

    engine = run(program)
    assert engine.inputs("hero")["returnMetaData"]["offerName"] is False
    assert engine.inputs("boots")["cappingConstraint"] == {"globalCap": 5}


def test_type_tokens() -> None:
    """They are in the state of every stack."""

    def program() -> None:
        FallbackOffer("summer", name="Summer")
        Placement("hero", name="Hero", channel="web", component_type="html")

    assert {args.typ for args in run(program).registered} == {
        "pulumi-python:dynamic/offers:FallbackOffer",
        "pulumi-python:dynamic/offers:Placement",
    }


def test_what_is_not_given_is_not_registered() -> None:
    """A member that never was given is not managed, so it must not even be there."""
    assert run(lambda: FallbackOffer("summer", name="Summer")).inputs("summer") == {"name": "Summer"}


def test_given_empty_values_are_registered() -> None:
    """They are managed."""
    empty: Object = {"description": "", "tags": [], "labels": [], "characteristics": {}, "representations": []}
    engine = run(lambda: FallbackOffer("summer", name="Summer", **empty))
    assert engine.inputs("summer") == {"name": "Summer", **empty}


OFFER_OUTPUTS = {
    "id": "dps:made:it",
    "name": "Summer fallback",
    "description": "Shown when nothing else qualifies",
    "status": "approved",
    "representations": SUMMER["representations"],
    "tags": ["t1"],
    "labels": ["core/C1"],
    "characteristics": {"theme": "summer"},
    "adopt_id": "dps:fallback-offer:1",
    "etag": 1,
    "created_date": TOLD["createdDate"],
    "last_modified_date": TOLD["lastModifiedDate"],
    "created_by": TOLD["createdBy"],
    "last_modified_by": TOLD["lastModifiedBy"],
    "sandbox_id": TOLD["sandboxId"],
    "org": TOLD["org"],
    "sandbox": TOLD["sandbox"],
}


@pytest.mark.parametrize(("attribute", "value"), OFFER_OUTPUTS.items())
def test_every_output_of_an_offer(attribute: str, value: Any) -> None:
    """Each is an attribute of its Python name, with the value the provider returned."""
    found = told(lambda: getattr(FallbackOffer("it", **summer()), attribute))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("channel", "web"),
        ("component_type", "html"),
        ("item_count", 3),
        ("allow_duplicate_placements", False),
        ("return_content", True),
        ("etag", 1),
        ("sandbox", "dev"),
    ],
)
def test_outputs_of_a_placement(attribute: str, value: Any) -> None:
    """Whole numbers are integers again."""
    arguments: Object = {"name": "Hero", "channel": "web", "component_type": "html", "item_count": 3}
    found = told(lambda: getattr(Placement("it", **arguments), attribute))
    assert (found, type(found)) == (value, type(value))


def test_a_placement_of_the_same_run() -> None:
    """An offer waits for the id of its placement."""

    def program() -> None:
        hero = Placement("hero", name="Hero", channel="web", component_type="html")
        FallbackOffer("summer", **summer(representations=[{**REPRESENTATION, "placement": hero.id}]))

    assert run(program).inputs("summer")["representations"][0]["placement"] == "dps:made:hero"


def test_a_placement_of_the_same_run_in_a_preview() -> None:
    """Its id is not known yet, and that is no problem."""

    def program() -> None:
        hero = Placement("hero", name="Hero", channel="web", component_type="html")
        FallbackOffer("summer", **summer(representations=[{**REPRESENTATION, "placement": hero.id}]))

    engine = run(program, preview=True)
    assert sorted(engine.names) == ["hero", "summer"]
    assert isinstance(engine.inputs("summer")["representations"][0]["placement"], pulumi.output.Unknown)


def test_a_name_is_needed() -> None:
    """An editor says so, and Python too."""
    with pytest.raises(TypeError, match="name"):
        FallbackOffer("summer")  # type: ignore[call-arg]


def test_arguments_are_given_by_name() -> None:
    """No two can be mixed up."""
    with pytest.raises(TypeError, match="positional"):
        Component("html", "text/html")  # type: ignore[call-arg]


# Looking up


def test_get_reads_by_id() -> None:
    """The engine is asked for that id, with nothing else."""
    engine = run(lambda: FallbackOffer.get("found", "dps:fallback-offer:1"))
    (args,) = engine.registered
    assert (args.typ, args.resource_id, engine.inputs("found")) == (
        "pulumi-python:dynamic/offers:FallbackOffer",
        "dps:fallback-offer:1",
        {},
    )


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
def test_the_id_of_what_was_found_is_the_objects_own(preview: bool) -> None:
    """Not the one asked for, and known in a preview too."""
    found = told(lambda: FallbackOffer.get("found", "anything").id, preview=preview)
    assert found == "dps:found:real"


def test_members_of_what_was_found() -> None:
    """They are the live object's."""
    assert told(lambda: FallbackOffer.get("found", "dps:fallback-offer:1").name) == "Found"


def test_a_member_that_what_was_found_lacks_is_known_in_a_preview() -> None:
    """It is None. Of a new object it is not known, as a transform may give it; a wrong name is an error as always."""
    found = told(lambda: FallbackOffer.get("found", "dps:fallback-offer:1").description.apply(str), preview=True)
    new = told(lambda: FallbackOffer("new", name="New").description.apply(str), preview=True)

    assert (found, new) == ("None", None)
    with pytest.raises(AttributeError, match="'FallbackOffer' object has no attribute 'discription'"):
        run(lambda: FallbackOffer("new", name="New").discription, preview=True)  # type: ignore[attr-defined]


def test_a_placement_that_was_found_serves_an_offer() -> None:
    """Its id is an Output like any other."""

    def program() -> None:
        hero = Placement.get("hero", Output.from_input("dps:offer-placement:1"))
        FallbackOffer("summer", **summer(representations=[{**REPRESENTATION, "placement": hero.id}]))

    found = run(program).inputs("summer")["representations"][0]["placement"]
    assert found == "dps:found:real"


def test_what_is_looked_up_is_not_checked() -> None:
    """It gives no members, so none can be wrong."""
    assert run(lambda: Placement.get("hero", "dps:offer-placement:1")).names == ["hero"]


# What travels


def payload() -> str:
    (args,) = run(lambda: FallbackOffer("summer", **summer())).registered
    return str(args.inputs[PROVIDER])


def test_the_provider_in_state_is_a_recorded_string() -> None:
    """State written today is understood by every later version."""
    assert payload() == PAYLOAD


def test_the_provider_in_state_is_small_and_empty() -> None:
    """Below 200 characters for each resource, no setting and no secret in it."""
    assert len(payload()) < 200
    assert vars(pickle.loads(base64.b64decode(payload()))) == {}


def test_fifteen_hundred_offers() -> None:
    """A catalogue of that size is one program."""

    def program() -> None:
        for number in range(1500):
            FallbackOffer(f"offer-{number}", **summer(name=f"Offer {number}", adopt_id=None))

    assert len(run(program).registered) == 1500


def test_options_are_kept() -> None:
    """What a person gives in `opts` stands beside what the check needs."""
    aliases: list[Any] = []

    def program() -> None:
        first = FallbackOffer("first", name="First")
        second = FallbackOffer(
            "second", name="Second", opts=pulumi.ResourceOptions(depends_on=[first], protect=True, parent=first)
        )
        second.urn.apply(aliases.append)

    assert run(program).names == ["first", "second"]
    assert aliases == [
        "urn:pulumi:dev::offers::pulumi-python:dynamic/offers:FallbackOffer"
        "$pulumi-python:dynamic/offers:FallbackOffer::second"
    ]


def test_find_without_a_name() -> None:
    """A name that is None, as a missing config value is, is told before the SDK stumbles over it."""
    with pytest.raises(pulumi.RunError, match=r'find "hero" \(\S+, line \d+\): the name is None'):
        Placement.find("hero", placement_name=None)  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize(("name", "got"), [("", "empty"), (None, "of type NoneType"), (7, "of type int")])
def test_a_resource_has_a_name(name: Any, got: str) -> None:
    """Pulumi itself would end the program with a traceback."""
    wanted = rf"Placement \(\S+, line \d+\): the resource's name is {got}, wanted text that is not empty"
    with pytest.raises(pulumi.RunError, match=wanted):
        run(lambda: Placement(name, name="Hero", channel="web", component_type="html"))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.__name__)
def test_every_argument_is_passed_on(
    resource: Callable[..., OfferLibraryResource], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class lists its arguments twice; none may be missing where they are passed on."""
    arguments = inspect.signature(resource).parameters.keys() - {"resource_name", "opts", "return_meta_data"}
    passed: dict[str, Any] = {}
    monkeypatch.setattr(resource, "_declare", lambda _self, _name, inputs, _opts: passed.update(inputs))

    resource("name", **{argument: argument for argument in arguments})

    assert passed == {argument: argument for argument in arguments}


def test_the_sdk_waits_for_no_output_of_an_offer_but_urn_and_id() -> None:
    """It looks at each one that it waits for again and again. A change of the SDK's private method shows here."""
    before, watched = len(SETTINGS.outputs), list[int]()

    def program() -> None:
        offer = FallbackOffer("summer", **summer())
        watched.append(len(SETTINGS.outputs) - before)
        offer.etag.apply(watched.append)

    run(program)

    assert watched[0] <= 4, "URN, id, and the gate's"
    assert watched[1:] == [TOLD["etag"]]
