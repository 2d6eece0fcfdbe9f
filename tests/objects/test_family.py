"""What a new kind of object takes, and what it does not take."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import offer_resources
from offer_resources.objects import families
from offer_resources.objects.family import Family
from offer_resources.objects.values import Unknown
from offer_resources.program.resources import RESOURCES

PACKAGE = Path(offer_resources.__file__).parent
# The module under families/, the class and its public name, the provider's name in state.
ITS_OWN = {"objects/families", "program/resources/", "__init__.py", "provider.py"}


def test_nothing_else_knows_a_family_by_name() -> None:
    """A family is its module, its class, and its provider's name; all else follows from what it says of itself."""
    constants = {name for name, value in vars(families).items() if isinstance(value, Family)}
    named = constants | {cls.__name__ for cls in RESOURCES}
    modules = [
        path
        for path in PACKAGE.rglob("*.py")
        if not path.relative_to(PACKAGE).as_posix().startswith((*ITS_OWN, "emulator/"))
    ]

    found = {
        (path.name, node.id)
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id in named
    }

    assert len(named) == 2 * len(RESOURCES)
    assert found == set()


@pytest.mark.parametrize(
    ("family", "before", "never"),
    [
        (families.FALLBACK_OFFERS, "archived", {"draft", "approved"}),
        (families.PERSONALIZED_OFFERS, "archived", {"draft", "approved"}),
        (families.DECISIONS, "complete", {"draft", "live"}),
        (families.DECISIONS, "archived", {"draft", "live", "complete"}),
        (families.DECISIONS, "live", set()),
    ],
)
def test_status_that_ends_an_objects_use_is_not_left_again(family: Family, before: str, never: set[str]) -> None:
    """docs/reference/offer-library-api.md 11.3"""
    statuses = {"draft", "approved", "live", "complete", "archived"} & set(
        family.record.members["status"].wanted.replace(",", "").split()
    )

    assert {status for status in statuses if family.stuck({"status": before}, {"status": status})} == never
    assert family.stuck({"status": before}, {"status": Unknown()}) == family.stuck({"status": before}, {}) == []
