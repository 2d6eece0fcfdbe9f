"""The life of all seven kinds on the real engine, under combinations of what the vendor's pages leave open.

Each reading flipped alone is walked at the provider's door (tests/dynamic/test_readings.py), and here in a sweep, as
are the combinations that `make test` leaves out.

Each combination has an emulator of its own. One program declares objects of all seven kinds in a dozen of them at
once, each behind an explicit provider, so that a dozen cost one run of the engine.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from offer_resources.emulator import Emulator, running
from offer_resources.emulator.readings import READINGS
from tests.e2e.stack import CHECKOUT, ORG, Stack, temporary_stack
from tests.support.log import writes
from tests.support.programs import KINDS, Program, kind_of, meaning, source
from tests.support.readings import COMBINATIONS, Flipped, a_life, alone, name_of, together
from tests.support.sweep import SWEEPING

GROUP = 12

PLACE = """
    place = {"aep:orgId": ORG, "aep:sandbox": "dev", "aep:clientId": "emulator"}
    secret = {"aep:clientSecret": pulumi.Output.secret("emulator-secret")}
    urls = {"aep:endpoint": ENDPOINT, "aep:imsEndpoint": IMS_ENDPOINT}
    opts = pulumi.ResourceOptions(provider=pulumi.ProviderResource("pulumi-python", NAME, {**place, **secret, **urls}))
"""


def _groups(flipped: list[Flipped]) -> list[list[Flipped]]:
    return [flipped[start : start + GROUP] for start in range(0, len(flipped), GROUP)]


# In `make test` the last combinations, which are the fewest; in a sweep the rest, and each reading alone.
*SWEPT, SAMPLE = _groups(together())
WALKED = [*SWEPT, *_groups(alone())] if SWEEPING else [SAMPLE]


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
    """Yield an emulator for each of the readings the test is for, by what is flipped."""
    with ExitStack() as stack:
        yield {
            name_of(flipped, number): stack.enter_context(running(flipped=flipped))
            for number, flipped in enumerate(request.param)
        }


@pytest.mark.parametrize(
    "emulators",
    WALKED,
    indirect=True,
    ids=lambda group: name_of(group[0], 0),
)
def test_a_life_under_every_reading(emulators: dict[str, Emulator], tmp_path: Path) -> None:
    """Create, change, refresh, no phantom difference, destroy: each with the writes it takes and no other."""
    first = {name: a_life(emulator, "<p>first</p>", description="first") for name, emulator in emulators.items()}
    second = {name: a_life(emulator, "<p>second</p>") for name, emulator in emulators.items()}
    with temporary_stack(tmp_path, next(iter(emulators.values()))) as stack:
        # The state has up to 120 resources, and each run changes all of them.
        stack.env["PULUMI_SKIP_CHECKPOINTS"] = "true"
        _run(stack, emulators, first)
        made = {name: Counter(path for _, path in writes(emulator)) for name, emulator in emulators.items()}
        paths = Counter(KINDS[kind_of(name)].family.path for name in next(iter(first.values())))
        assert made == dict.fromkeys(emulators, paths)

        _clear(emulators)
        _run(stack, emulators, second)
        assert _methods(emulators) == dict.fromkeys(emulators, ["PATCH"] * paths.total())
        for name, emulator in emulators.items():
            _agree(second[name], emulator)

        _clear(emulators)
        out = stack.destroy("--skip-preview", "--refresh").succeeded().out
        # Behind the seconds stands what a refresh has found changed.
        found = re.findall(r"dynamic/offers:\w+ \S+ refresh \(.*?\)(.*)$", out, re.MULTILINE)
        assert [changed.strip() for changed in found] == [""] * paths.total() * len(emulators)
        assert _methods(emulators) == dict.fromkeys(emulators, ["DELETE"] * paths.total())


def _run(stack: Stack, emulators: dict[str, Emulator], programs: dict[str, Program]) -> None:
    """One program with a provider for each emulator."""
    parts = []
    for name, emulator in emulators.items():
        values = {"ORG": ORG, "IMS_ENDPOINT": emulator.ims_endpoint, "ENDPOINT": emulator.endpoint, "NAME": name}
        place = re.sub(r"\b(ORG|IMS_ENDPOINT|ENDPOINT|NAME)\b", lambda found: repr(values[found[0]]), PLACE)  # noqa: B023
        parts += [textwrap.dedent(place), source(programs[name], "opts", f"{name}/")]
    stack.program("\n".join(parts)).up("--skip-preview").succeeded()


def _clear(emulators: dict[str, Emulator]) -> None:
    for emulator in emulators.values():
        emulator.clear_requests()


def _methods(emulators: dict[str, Emulator]) -> dict[str, list[str]]:
    return {name: [method for method, _ in writes(emulator)] for name, emulator in emulators.items()}


def _agree(program: Program, emulator: Emulator) -> None:
    """The sandbox is as the program says; its objects are called as its resources."""
    there = {one["name"]: one for kind in KINDS for one in emulator.objects(kind, org=ORG, sandbox="dev")}
    ids = {name: one["id"] for name, one in there.items()}
    assert {name: meaning(name, one) for name, one in there.items()} == {
        name: meaning(name, members, ids) for name, members in program.items()
    }
