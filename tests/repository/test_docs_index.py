"""docs/README.md leads to every page."""

from __future__ import annotations

import posixpath
import re

from tests.repository.test_citations import text_of, tracked

INDEX = "docs/README.md"
# An index of its own, which `make docs` writes.
RESOURCES = "docs/resources/README.md"


def test_every_page_is_in_the_index() -> None:
    links = re.findall(r"\]\(([^)#]+)", text_of(INDEX))
    linked = {posixpath.normpath(posixpath.join("docs", link)) for link in links}
    pages = {name for name in tracked() if re.fullmatch(r"docs/.*\.md", name)}

    assert pages - linked == {INDEX} | {name for name in pages if name.startswith("docs/resources/")} - {RESOURCES}
