"""Many clients at once: no lost update, no error but those asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from offer_resources.emulator import Emulator, Throttle
from tests.emulator.api import FALLBACK, ORG, Api, an_offer, token
from tests.support.sweep import rounds

CLIENTS = 8
# Enough for the fault below to be used up.
TURNS = rounds(15, 150)


@dataclass
class Tally:
    """What one client did."""

    appended: int = 0
    refused: int = 0
    unasked: list[str] = field(default_factory=list)


@pytest.mark.timeout(300)
def test_eight_clients_at_once(emulator: Emulator, api: Api) -> None:
    """Eight clients append to one shared list and write objects of their own: all that succeeded is there."""
    shared = api.offer(tags=["start"])
    emulator.fault(Throttle(retry_after=0), method="PATCH", nth=100, times=20)
    with ThreadPoolExecutor(CLIENTS) as pool:
        work = [pool.submit(_work, emulator, shared, number) for number in range(CLIENTS)]
        tallies = [one.result() for one in work]
    appended = sum(tally.appended for tally in tallies)
    kept = api.get(shared).json()
    own = [row for row in emulator.objects(org=ORG, sandbox="dev") if row["name"] != "Autumn"]
    assert (
        [problem for tally in tallies for problem in tally.unasked],
        sum(tally.refused for tally in tallies),
        len(kept["tags"]),
        kept["etag"],
        len(set(kept["tags"])),
        {row["etag"] for row in own},
    ) == ([], 20, appended + 1, appended + 1, appended + 1, {2})


def _work(emulator: Emulator, shared: str, number: int) -> Tally:
    """Append, create, patch, read and list, one turn after the other."""
    tally, api = Tally(), Api(emulator.endpoint, token(emulator))
    for turn in range(TURNS):
        answer = api.patch(shared, [{"op": "add", "path": "/tags/-", "value": f"{number}-{turn}"}])
        if answer.status_code == 429:
            tally.refused += 1
        elif answer.ok:
            tally.appended += 1
        else:
            tally.unasked.append(answer.text)
        _own_object(api, f"{number}-{turn}", tally)
    api.close()
    return tally


def _own_object(api: Api, name: str, tally: Tally) -> None:
    """Create, patch and find an object that no other client touches; delete it if its patch was refused."""
    created = api.post(FALLBACK, an_offer(name=name))
    item = f"offers/{created.json()['id']}?offer-type=fallback"
    patched = api.patch(item, [{"op": "add", "path": "/description", "value": name}])
    if patched.status_code == 429:
        tally.refused += 1
        patched = api.delete(item)
    listed = api.get(f"{FALLBACK}&limit=5")
    tally.unasked += [answer.text for answer in (created, patched, listed) if not answer.ok]
