"""docs/resources is what `make docs` makes of the code."""

from __future__ import annotations

import inspect
import re

import pytest

from offer_resources.program.resources import RESOURCES
from offer_resources.program.resources.base import OfferLibraryResource
from tests.repository.test_citations import CHECKOUT, text_of
from tools import resource_pages


def test_pages_are_current() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in (CHECKOUT / "docs" / "resources").glob("*.md")}

    assert kept == resource_pages.pages(), "run `make docs`"


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.__name__)
def test_every_argument_is_on_the_page(resource: type[OfferLibraryResource]) -> None:
    """Written without the command's own code: a parameter of `__init__` has an item with words of its own."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", resource.__name__).lower()
    section = text_of(f"docs/resources/{name}.md").partition("## Arguments")[2].partition("\n## ")[0]
    described = re.findall(r"^\* `(\w+)` \([^)]+\): \S", section, re.MULTILINE)

    assert described == [one for one in inspect.signature(resource.__init__).parameters if one != "self"]
