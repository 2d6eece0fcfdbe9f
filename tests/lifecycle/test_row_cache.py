"""Rows of lists, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from offer_resources.errors import ServerError
from offer_resources.lifecycle.row_cache import RowCache
from offer_resources.objects.families import FALLBACK_OFFERS
from offer_resources.objects.target import Target
from offer_resources.settings import Place


def many() -> int:
    return 1000


class Server:
    """A list of six rows on three pages, and how many of them were asked for; it may fail at a page."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.fails_at = fails_at
        self.asked = 0

    def pages(self, _: Target) -> Iterator[list[dict[str, Any]]]:
        for page in ("ab", "cd", "ef"):
            self.asked += 1
            if self.asked == self.fails_at:
                raise ServerError("down")
            yield [{"id": id_, "page": self.asked} for id_ in page]


def target(id_: str, sandbox: str = "dev") -> Target:
    return Target(Place("ORG@AdobeOrg", sandbox), FALLBACK_OFFERS, id_)


@pytest.mark.parametrize(("id_", "asked"), [("a", 1), ("d", 2), ("e", 3), ("x", 3)])
def test_pages_are_asked_for_as_far_as_needed(id_: str, asked: int) -> None:
    """A row of the first page costs one request, one that does not exist all of them."""
    server = Server()
    row = RowCache(server.pages).take(target(id_), most_unused=many)
    assert (row, server.asked) == (None if id_ == "x" else {"id": id_, "page": asked}, asked)


def test_a_row_is_used_once() -> None:
    """A second question for a row means that the object was written, or a write was refused."""
    server = Server()
    listings = RowCache(server.pages)
    found = [listings.take(target("c"), most_unused=many) for _ in range(2)]
    assert (found, server.asked) == ([{"id": "c", "page": 2}, None], 2)


@pytest.mark.parametrize("pages_before", [0, 1, 2])
def test_the_row_of_a_written_object_is_not_used(pages_before: int) -> None:
    """Whether its page has come already or is still to come."""
    server = Server()
    listings = RowCache(server.pages)
    for id_ in "ac"[:pages_before]:
        listings.take(target(id_), most_unused=many)
    listings.drop(target("d"))
    assert listings.take(target("d"), most_unused=many) is None


def test_too_many_rows_for_nothing_end_the_reading() -> None:
    """Reading stops after the first page, as two of its rows have not been asked for."""
    server = Server()
    listings = RowCache(server.pages)
    assert (listings.take(target("f"), most_unused=lambda: 2), server.asked) == (None, 1)
    assert listings.take(target("b"), most_unused=lambda: 2) == {"id": "b", "page": 1}


def test_an_old_row_is_not_used() -> None:
    """Its age counts from before its page was asked for."""
    assert RowCache(Server().pages).take(target("a"), most_unused=many, within_seconds=0.0) is None


def test_a_list_that_cannot_be_read_ends_where_it_fails() -> None:
    """What came before is good; what is missing is asked for elsewhere."""
    listings = RowCache(Server(fails_at=2).pages)
    found = [listings.take(target(id_), most_unused=many) for id_ in "cab"]
    assert found == [None, {"id": "a", "page": 1}, {"id": "b", "page": 1}]


def test_each_place_has_a_list_of_its_own() -> None:
    """The same id in two sandboxes is two objects."""
    asked: list[str] = []

    def pages(target: Target) -> Iterator[list[dict[str, Any]]]:
        asked.append(str(target))
        yield [{"id": "a", "in": target.place.sandbox}]

    listings = RowCache(pages)
    rows = [listings.take(target("a", sandbox), most_unused=many) for sandbox in ("dev", "stage")]
    assert rows == [{"id": "a", "in": "dev"}, {"id": "a", "in": "stage"}]
    assert asked == ["fallback offer in sandbox dev", "fallback offer in sandbox stage"]
