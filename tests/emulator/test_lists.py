"""Lists: the filter grammar, orders, cursors, counts and links."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from offer_resources.emulator import Emulator
from tests.emulator.api import FALLBACK, ORG, Api, an_offer

Json = Any

ROWS: dict[str, Json] = {
    "Alpha": {"status": "draft", "description": "first", "rank": {"priority": 1}, "tags": ["red"]},
    "Beta": {"status": "approved", "description": "", "rank": {"priority": 10}, "tags": ["red", "blue"]},
    "Gamma": {"status": "approved", "rank": {"priority": 2}, "live": True},
    "gamma, two": {"status": "draft", "description": "Änderung"},
}


@pytest.fixture
def rows(api: Api) -> Api:
    """Four personalized offers, made in the order of their names."""
    for name, members in ROWS.items():
        api.made("offers?offer-type=personalized", {"name": name, **members})
    return api


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        (["name==Alpha"], "A"),
        (["name==alpha"], ""),
        (["name!=Alpha"], "BGg"),
        (["!name==Alpha"], "BGg"),
        (["status==approved", "name!=Beta"], "G"),
        (["status==approved,name!=Beta"], "G"),
        (["description"], "ABg"),
        (["!description"], "G"),
        (["description=="], "B"),
        (["description==Änderung"], "g"),
        (["name~gamma"], "G"),
        (["name~GAMMA.*"], "Gg"),
        (["name~.a.*"], "Gg"),
        (["rank.priority==10"], "B"),
        (["rank.priority>=2"], "BG"),
        (["rank.priority<2"], "A"),
        (["rank.priority>1.5"], "BG"),
        (["name<Beta"], "A"),
        (["name>=Gamma"], "Gg"),
        (["tags==blue"], "B"),
        (["tags~r.d"], "AB"),
        (["live==true"], "G"),
        (["live!=true"], "ABg"),
        (["etag==1"], "ABGg"),
        (["etag>1"], ""),
        (["id~dps:personalized-offer:.*"], "ABGg"),
        (["created>2026-01-01T00:00:00.000Z"], "ABGg"),
        (["modified<2026-01-01T00:00:00.000+00:00"], ""),
        (["nothing.such==1"], ""),
        (["created"], "ABGg"),
    ],
    ids=lambda value: " and ".join(value) if isinstance(value, list) else None,
)
def test_property_filters(rows: Api, properties: list[str], wanted: str) -> None:
    """An expression selects the rows it says, and `total` counts them."""
    query = {"property": properties, "orderby": "created"}
    page = rows.get("offers?offer-type=personalized", params=query).json()
    assert ("".join(row["name"][0] for row in page["results"]), page["total"]) == (wanted, len(wanted))


@pytest.mark.parametrize(
    "query",
    [
        "property=",
        "property===1",
        "property=a b==1",
        "property=name~(",
        "property=etag==x",
        "property=created>yesterday",
        "limit=0",
        "limit=-1",
        "limit=many",
        "orderby=a b",
        "start=yesterday",
        "orderby=name&start=%ff",
        "orderby=name&start=e30",
        "orderby=name&start=" + base64.urlsafe_b64encode(b"[" * 9_000).decode(),
        "orderby=etag&start=" + base64.urlsafe_b64encode(b'[99999999999999999999, "x"]').decode(),
        "property=name~" + "(" * 5_000,
        'property=a"]==1',
    ],
)
def test_bad_parameters(api: Api, query: str) -> None:
    """A parameter that cannot be understood is refused with 400."""
    assert api.get(f"{FALLBACK}&{query}").status_code == 400


@pytest.mark.parametrize(
    ("orderby", "wanted"),
    [
        ("", "gGBA"),
        ("orderby=modified", "ABGg"),
        ("orderby=-created", "gGBA"),
        ("orderby=name", "ABGg"),
        ("orderby=-name", "gGBA"),
        ("orderby=-status,name", "AgBG"),
        ("orderby=-status&orderby=-name", "gAGB"),
        ("orderby=rank.priority", "AGBg"),
        ("orderBy=-rank.priority", "gBGA"),
    ],
)
def test_orders(rows: Api, orderby: str, wanted: str) -> None:
    """Rows come in the order asked for, last modified first unless told; a missing member sorts last."""
    names = rows.names(f"offers?offer-type=personalized&{orderby}")
    assert "".join(name[0] for name in names) == wanted


@pytest.mark.parametrize("orderby", ["-modified", "created", "id", "-id", "name", "-status,name", "rank.priority"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_following_next_shows_every_row_once(rows: Api, orderby: str, limit: int) -> None:
    """In any order and with any limit, the pages together are the whole list."""
    whole = rows.names(f"offers?offer-type=personalized&orderby={orderby}")
    path: str | None = f"/offers?offer-type=personalized&orderby={orderby}&limit={limit}"
    seen: list[str] = []
    while path:
        page = rows.get(path[1:]).json()
        seen += [row["name"] for row in page["results"]]
        path = page["_links"].get("next", {}).get("href")
    assert seen == whole


def test_prev_leads_back(rows: Api) -> None:
    """The previous page of the second page is the first."""
    path = "offers?offer-type=personalized&limit=2"
    second = rows.get(rows.get(path).json()["_links"]["next"]["href"][1:]).json()
    assert rows.names(second["_links"]["prev"]["href"][1:]) == rows.names(path)


def test_the_links_of_a_page(emulator: Emulator, rows: Api) -> None:
    """Links are relative to the base and show the effective parameters; `start` is the next row's date."""
    page = rows.get("offers?offer-type=personalized&limit=2&property=status").json()
    beta = emulator.objects("personalized-offer", org=ORG, sandbox="dev")[1]["modified"].replace("+00:00", "Z")
    common = "/offers?orderby=-modified&limit=2"
    assert page["_links"] == {
        "self": {"href": f"{common}&property=status&offer-type=PERSONALIZED", "type": "application/json"},
        "next": {
            "href": f"{common}&start={beta}&property=status&offer-type=PERSONALIZED",
            "type": "application/json",
        },
    }


def test_the_default_page(api: Api) -> None:
    """Without parameters a page has 50 rows, last modified first."""
    for number in range(51):
        api.made("tags", {"name": str(number)})
    page = api.get("tags").json()
    assert (page["count"], page["total"], page["_links"]["self"]["href"]) == (
        50,
        51,
        "/tags?orderby=-modified&limit=50",
    )


def test_the_two_kinds_of_offer_are_apart(api: Api) -> None:
    """A list of offers holds one kind."""
    api.made(FALLBACK, an_offer(name="fallback"))
    api.made("offers?offer-type=personalized", an_offer(name="personalized"))
    assert api.names(FALLBACK) == ["fallback"]
