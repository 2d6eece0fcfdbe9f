"""docs/architecture.md names files, classes and functions that exist."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.repository.test_citations import text_of, tracked

PAGE = text_of("docs/architecture.md")
# A file, and what the page names of it.
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)`\s`([A-Za-z_][\w.]*)`", PAGE)))
WAY = PAGE.partition("### The way of one offer")[2].partition("\n## ")[0]


@cache
def _names(path: str) -> frozenset[str]:
    """Functions, classes and their methods, as `name` and `Class.name`."""
    tree = ast.parse(text_of(f"offer_resources/{path}"))
    owners = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    top = [node for node in tree.body if isinstance(node, owners)]
    inside = [(node.name, one.name) for node in top for one in node.body if isinstance(one, owners)]
    return frozenset([node.name for node in top] + [f"{owner}.{name}" for owner, name in inside])


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_the_page_names_exists(path: str, name: str) -> None:
    assert name in _names(path)


def test_page_names_what_it_speaks_of() -> None:
    """The pattern finds the page's names, or the test above would test nothing."""
    assert ("lifecycle/creating.py", "Creator.create") in NAMED
    assert len(NAMED) > 30


def test_way_of_an_offer_is_eight_files() -> None:
    files = re.findall(r"^\d\. `([\w/]+\.py)`", WAY, re.MULTILINE)

    assert len(files) == 8
    assert [name for name in files if f"offer_resources/{name}" not in tracked()] == []


def test_every_room_has_a_row() -> None:
    rooms = {name.split("/")[1] for name in tracked() if re.match(r"offer_resources/\w+(?:/|\.py$)", name)}
    table = PAGE.partition("| room |")[2].partition("\n\n")[0]
    rows = set(re.findall(r"`(\w+(?:/|\.py))`", table))

    assert {f"{room}/" if "." not in room else room for room in rooms} - rows == {"__init__.py"}


def test_few_modules_stand_beside_the_rooms() -> None:
    beside = sorted(name for name in tracked() if re.fullmatch(r"offer_resources/\w+\.py", name))

    assert len(beside) <= 8, beside


def test_every_room_has_its_folder_of_tests() -> None:
    rooms = {match[1] for name in tracked() if (match := re.match(r"offer_resources/(\w+)/\w+\.py$", name))}

    # look/ holds templates and styles, which the tests of the pages read.
    assert {room for room in rooms if f"tests/{room}" not in tracked()} == {"look"}
