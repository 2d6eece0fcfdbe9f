"""Several calls at once on one host, and what all calls share."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from offer_resources.door.tokens import PLUGIN
from offer_resources.dynamic.threads import SWITCH
from offer_resources.emulator import running
from tests.dynamic.emulated import ORG, config_of
from tests.dynamic.host import Host, Start
from tests.support.at_once import assert_deletes_at_once

NAMES = [f"Offer {number}" for number in range(24)]


def delete(host: Host) -> Callable[[int], object]:
    """Return what deletes the offer of a number."""
    place = {"org": ORG, "sandbox": "dev"}
    return lambda number: host.offers.delete(f"dps:fallback-offer:{number}", place)


def test_many_calls_at_once_fetch_one_token(start: Start) -> None:
    """The token is shared by all threads."""
    with running(latency_ms=20) as emulator, start(config_of(emulator)) as host, ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda name: host.offers.up({"name": name}), NAMES[:16]))
        assert emulator.tokens_issued == 1


def test_many_calls_at_once_are_all_right(start: Start) -> None:
    """Every call gets its own object and its own answer."""
    with running(latency_ms=5) as emulator, start(config_of(emulator)) as host, ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda name: host.offers.up({"name": name}), NAMES))
        found = {item["id"]: item["name"] for item in emulator.objects(org=ORG, sandbox="dev")}
    assert found == {one.id: name for one, name in zip(made, NAMES, strict=True)}
    assert [one.outs["name"] for one in made] == NAMES


def test_a_token_that_ends_under_many_calls_is_renewed_once(start: Start) -> None:
    """The first refused thread renews it; the others use the new one."""
    with running(latency_ms=20) as emulator, start(config_of(emulator)) as host, ThreadPoolExecutor(16) as pool:
        host.offers.up({"name": "Summer"})
        emulator.expire_tokens()
        list(pool.map(lambda name: host.offers.up({"name": name}), NAMES[:16]))
        assert emulator.tokens_issued == 2


def test_both_families_share_one_token(start: Start) -> None:
    """One process is one client of the service."""
    with running() as emulator, start(config_of(emulator)) as host:
        host.offers.up({"name": "Summer"})
        host.placements.up({"name": "Banner", "channel": "web", "componentType": "html"})
        assert emulator.tokens_issued == 1


def test_max_concurrency_holds_for_both_families_together(start: Start) -> None:
    """The limit is that of the process."""
    with running(latency_ms=50) as emulator, start(config_of(emulator, maxConcurrency="1")) as host:
        host.offers.up({"name": "Summer"})
        emulator.clear_requests()
        with ThreadPoolExecutor(4) as pool:
            offers = [pool.submit(host.offers.up, {"name": name}) for name in NAMES[:2]]
            placement = {"name": "Banner", "channel": "web", "componentType": "html"}
            placements = [pool.submit(host.placements.up, placement) for _ in range(2)]
            assert all(call.result().id for call in [*offers, *placements])
        starts = sorted(request.at for request in emulator.requests)
    assert all(later - earlier > 0.045 for earlier, later in itertools.pairwise(starts))


@pytest.mark.parametrize(
    ("config", "env", "most"),
    [
        pytest.param({}, {}, 16, id="as many as aep:maxConcurrency is by default"),
        pytest.param({"maxConcurrency": "9"}, {}, 9, id="as many as it says"),
        pytest.param({}, {SWITCH: "no"}, 4, id="switched off"),
        pytest.param({}, {"PYTHONPATH": str(Path(__file__).with_name("anotherpool"))}, 4, id="a pool we do not know"),
    ],
)
def test_calls_at_once_from_the_first_one_on(config: dict[str, Any], env: dict[str, str], most: int) -> None:
    """A destroy has that many requests under way, and where the pool cannot be widened it works all the same."""
    with running() as emulator, Host(config_of(emulator, **config), env=env) as host:
        assert_deletes_at_once(emulator, most, delete(host), calls=20)


def test_the_plugin_has_as_many_requests_under_way_as_are_wanted() -> None:
    """Its threads are its own, so there is no pool to be widened."""
    with running() as emulator, Host(config_of(emulator, maxConcurrency="64"), door=PLUGIN) as host:
        assert_deletes_at_once(emulator, 64, delete(host), calls=64)
