"""Paging while others write: what was there from start to end is seen exactly once."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offer_resources.emulator import Emulator
from tests.emulator.api import Api, id_of

ORDERS = st.sampled_from(["-modified", "modified", "created", "-created", "id", "-id", "name", "-name"])
# What somebody else does between two pages.
STEPS = st.lists(st.sampled_from(["create", "delete", "nothing"]), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.integers(0, 9), limit=st.integers(1, 4), orderby=ORDERS, steps=STEPS)
def test_rows_left_alone_are_seen_once(
    emulator: Emulator, api: Api, before: int, limit: int, orderby: str, steps: list[str]
) -> None:
    """Whatever is made and deleted between two pages, every other row appears exactly once."""
    emulator.reset()
    kept = [id_of(api.made("tags", {"name": f"kept {number % 3}"})) for number in range(before)]
    extra = [api.made("tags", {"name": f"extra {number}"}) for number in range(3)]
    seen = _sweep(api, f"tags?orderby={orderby}&limit={limit}", list(steps), extra)
    assert sorted(id_ for id_ in seen if id_ in kept) == sorted(kept)


def _sweep(api: Api, path: str, steps: list[str], extra: list[str]) -> list[str]:
    """Read all pages, while others write in between, and return the ids."""
    seen: list[str] = []
    following: str | None = "/" + path
    while following:
        page = api.get(following[1:]).json()
        seen += [row["id"] for row in page["results"]]
        following = page["_links"].get("next", {}).get("href")
        step = steps.pop() if steps else "nothing"
        if step == "create":
            extra.append(api.made("tags", {"name": f"late {len(seen)}"}))
        elif step == "delete" and extra:
            api.delete(extra.pop())
    return seen
