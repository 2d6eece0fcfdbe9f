"""The whole life of an offer on the real engine, under combinations of what the vendor's pages leave open.

Each reading flipped alone is walked at the provider's door (tests/dynamic/test_readings.py), and here in a sweep.

Each combination has an emulator of its own. One program declares the same offers in a dozen of them at once, each
behind an explicit provider, so that a dozen cost one run of the engine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import Emulator, running
from offer_resources.emulator.readings import READINGS
from tests.e2e.stack import CHECKOUT, ORG, Stack, temporary_stack
from tests.support.log import writes
from tests.support.readings import COMBINATIONS, Flipped, alone, keeps_extras, name_of, together
from tests.support.sweep import SWEEPING

GROUP = 12

PROGRAM = """
    import json
    for name, (endpoint, ims_endpoint, extras) in json.loads(pulumi.Config().require("emulators")).items():
        place = {"aep:orgId": ORG, "aep:sandbox": "dev", "aep:clientId": "emulator"}
        secret = {"aep:clientSecret": pulumi.Output.secret("emulator-secret")}
        urls = {"aep:endpoint": endpoint, "aep:imsEndpoint": ims_endpoint}
        provider = pulumi.ProviderResource("pulumi-python", name, {**place, **secret, **urls})
        opts = pulumi.ResourceOptions(provider=provider)
        web = Placement(f"web-{name}", name="Web", channel="web", component_type="html", opts=opts)
        mail = Placement(f"mail-{name}", name="Mail", channel="email", component_type="imagelink", opts=opts)
        FallbackOffer(
            f"offer-{name}", name="Offer", DESCRIPTION status="approved",
            representations=[
                Representation(placement=web.id, channel="web", components=[
                    Component(type="html", format="text/html", content="CONTENT", language=["en-us"])]),
                Representation(placement=mail.id, channel="email", components=[
                    Component(type="imagelink", format="image/png", delivery_url="https://cdn.example.com/a.png")]),
            ],
            **({"tags": ["dps:tag:0000000000000002", "dps:tag:0000000000000001"], "characteristics": {"a": "b"}}
               if extras else {}),
            opts=opts)
"""
FIRST = {"DESCRIPTION": 'description="first",', "CONTENT": "<p>first</p>", "ORG": repr(ORG)}
SECOND = {"DESCRIPTION": "", "CONTENT": "<p>second</p>", "ORG": repr(ORG)}


def _groups(flipped: list[Flipped]) -> list[list[Flipped]]:
    return [flipped[start : start + GROUP] for start in range(0, len(flipped), GROUP)]


def test_the_page_counts_them() -> None:
    """The numbers on the emulator's page are those of the tests."""
    page = " ".join((CHECKOUT / "docs" / "emulator.md").read_text(encoding="utf-8").split())
    counts = (
        f"each of the {len(alone())} ways to flip one reading alone, and on the real engine through {COMBINATIONS} "
    )
    assert counts in page


def test_every_value_of_every_reading_occurs() -> None:
    """No combination is left out that a reading flipped alone would have been walked for."""
    occurring = {(name, value) for combination in together() for name, value in combination.items()}
    assert occurring == {(name, value) for name, reading in READINGS.items() for value in reading.values}


@pytest.fixture
def emulators(request: pytest.FixtureRequest) -> Iterator[dict[str, Emulator]]:
    """An emulator for each of the readings the test is for, by what is flipped."""
    with ExitStack() as stack:
        yield {
            name_of(flipped, number): stack.enter_context(running(flipped=flipped))
            for number, flipped in enumerate(request.param)
        }


@pytest.mark.parametrize(
    "emulators",
    [*(_groups(alone()) if SWEEPING else []), *_groups(together())],
    indirect=True,
    ids=lambda group: name_of(group[0], 0),
)
def test_a_life_under_every_reading(emulators: dict[str, Emulator], tmp_path: Path) -> None:
    """Create, change, refresh, no phantom difference, destroy: each with the writes it takes and no other."""
    told = {
        name: [emulator.endpoint, emulator.ims_endpoint, keeps_extras(emulator)] for name, emulator in emulators.items()
    }
    with temporary_stack(tmp_path, next(iter(emulators.values()))) as stack:
        stack.pulumi("config", "set", "emulators", json.dumps(told), "--stack", "dev").succeeded()

        _run(stack, FIRST)
        made = {name: [path for _, path in writes(emulator)] for name, emulator in emulators.items()}
        assert made == {name: ["placements", "placements", "offers"] for name in emulators}

        _clear(emulators)
        _run(stack, SECOND)
        assert _methods(emulators) == {name: ["PATCH"] for name in emulators}
        assert {name: _content(emulator) for name, emulator in emulators.items()} == dict.fromkeys(
            emulators, ("", "<p>second</p>")
        )

        _clear(emulators)
        out = stack.destroy("--skip-preview", "--refresh").succeeded().out
        # Behind the seconds stands what a refresh has found changed.
        found = re.findall(r"dynamic/offers:\w+ \S+ refresh \(.*?\)(.*)$", out, re.MULTILINE)
        assert [changed.strip() for changed in found] == [""] * 3 * len(emulators)
        assert _methods(emulators) == {name: ["DELETE"] * 3 for name in emulators}


def _run(stack: Stack, values: dict[str, str]) -> None:
    program = PROGRAM
    for name, value in values.items():
        program = program.replace(name, value)
    stack.program(program).up("--skip-preview").succeeded()


def _clear(emulators: dict[str, Emulator]) -> None:
    for emulator in emulators.values():
        emulator.clear_requests()


def _methods(emulators: dict[str, Emulator]) -> dict[str, list[str]]:
    return {name: [method for method, _ in writes(emulator)] for name, emulator in emulators.items()}


def _content(emulator: Emulator) -> tuple[Any, Any]:
    """Description and web content of the one offer."""
    (offer,) = emulator.objects("fallback-offer", org=ORG, sandbox="dev")
    contents = [
        component["content"]
        for representation in offer["representations"]
        for component in representation["components"]
        if "content" in component
    ]
    return offer.get("description", ""), contents[0]
