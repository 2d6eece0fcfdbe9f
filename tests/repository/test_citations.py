"""Every citation leads to a section of docs/reference, and every path and link to something in this repository.

A citation is a page and its sections, with the number of a row or an item where there is one:
docs/reference/offer-library-api.md 4.4, 15 #7. Standards are cited by name: RFC 6901 section 3.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from offer_resources.emulator.readings import READINGS

CHECKOUT = Path(__file__).parents[2]
REFERENCE = "docs/reference/"
API = "docs/reference/offer-library-api.md"

PLACE = r"\d+(?:\.\d+)*(?: #\d+)?"
PLACES = re.compile(rf"{PLACE}(?:, {PLACE})*")
CITATION = re.compile(rf"(docs/reference/[\w-]+\.md) ({PLACES.pattern})")
# What names a section without its page: allowed for standards, and inside a page of docs/reference.
BARE = re.compile(rf"(?<!RFC \d{{4}} )\b[Ss]ections? ({PLACE}(?:(?:, | and | to ){PLACE})*)")
NUMBER_ALONE = re.compile(r"\(\d{1,2}(?:\.\d+)+(?=[,);])|^[\s#]*\d{1,2}(?:\.\d+)+(?=:)|\b\d+ #\d+")
LINK = re.compile(r"\]\(([^)#:\s]*)(?:#([^)\s]+))?\)")
FILE = re.compile(r"(?<![\w/.:@~$*=<>{}%-])(?:[\w.-]+/)*[\w.-]*\w\.(?:py|md|html|toml)\b")
FOLDERS = "benchmarks|docs|engine|examples|offer_resources|stacks|tests|tools"
BELOW = re.compile(rf"(?<![\w/.:@~$*=<>{{}}%-])(?:{FOLDERS})/[\w./-]*\w")

# Named, and not in this repository.
ELSEWHERE = {
    "pulumi/dynamic/__main__.py",  # the SDK's
    "stage.py",  # what readers make by a command of docs/promotion.md
    "tests/states/v0_3_0",  # the next recorded state, in tests/states/README.md
}


@cache
def tracked() -> frozenset[str]:
    """Return every file of the repository and every folder of one, also those not yet added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.splitlines()
    files = [Path(name) for name in names if (CHECKOUT / name).exists()]
    return frozenset(path.as_posix() for file in files for path in (file, *file.parents))


@cache
def text_of(name: str) -> str:
    """Return the text of a file of the repository."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


@cache
def places(page: str) -> frozenset[str]:
    """Return every section of a reference page, and every numbered row and item of one, as a citation names them."""
    section, found = "", set()
    for line in text_of(page).splitlines():
        if heading := re.match(r"#+ (\d+(?:\.\d+)*)\.? ", line):
            section = heading[1]
            found.add(section)
        elif numbered := re.match(r"(?:\| )?(\d{1,2})(?: \||\. )", line):
            found.add(f"{section} #{numbered[1]}")
    return frozenset(found)


@cache
def anchors(page: str) -> frozenset[str]:
    """Return the anchors that a Markdown page's headings get."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def prose(name: str, text: str) -> Iterator[str]:
    """Yield what is written for readers, each part on one line.

    In a program that is docstrings and comments, in a page all but its blocks of code.
    """
    if name.endswith(".py"):
        parts = _docstrings(text) + _comments(text)
    elif name.endswith(".html"):
        parts = re.findall(r"<!--.*?-->|{#.*?#}", text, re.DOTALL)
    else:
        parts = [_without_code(text)]
    for part in parts:
        yield re.sub(r"\s*\n[\s#>]*", " ", part)


def problems(name: str, text: str) -> Iterator[str]:
    """Yield what leads nowhere in a file of this name and text."""
    for words in prose(name, text):
        yield from (
            f"{page} has no section {place}" for page, place in _cited(name, words) if not _is_there(page, place)
        )
        if not name.startswith(REFERENCE):
            yield from (f"{bare} of what?" for bare in _bare(name, words))
        yield from (f"there is no {path}" for path in _paths(name, words) if not _exists(path))
    if name.endswith(".md"):
        yield from (f"the link {link} leads nowhere" for link in _dead_links(name, text))


def _without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)


def _docstrings(text: str) -> list[str]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, owners)]


def _comments(text: str) -> list[str]:
    """Comments on lines one after the other are one comment."""
    parts: list[str] = []
    last_line = -1
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            if token.start[0] == last_line + 1:
                parts[-1] += "\n" + token.string
            else:
                parts.append(token.string)
            last_line = token.start[0]
    return parts


def _cited(name: str, words: str) -> Iterator[tuple[str, str]]:
    cited = [(match[1], match[2]) for match in CITATION.finditer(words)]
    if name.startswith(REFERENCE):
        cited += [(name, match[1]) for match in BARE.finditer(words)]
    for page, listed in cited:
        yield from ((page, place) for place in re.findall(PLACE, listed))


def _bare(name: str, words: str) -> Iterator[str]:
    """Sections without a page."""
    rest = CITATION.sub("", words)
    for pattern in (BARE, NUMBER_ALONE) if name.endswith(".py") else (BARE,):
        yield from (match[0].strip("(# ") for match in pattern.finditer(rest))


def _is_there(page: str, place: str) -> bool:
    return page in tracked() and place in places(page)


def _paths(name: str, words: str) -> set[str]:
    """Of reference pages only what begins with a folder of ours: they name their sources' files."""
    patterns = [BELOW] if name.startswith(REFERENCE) else [BELOW, FILE]
    return {re.sub(r"^(\.\./)+", "", match[0]) for pattern in patterns for match in pattern.finditer(words)}


def _exists(path: str) -> bool:
    """Return whether a path exists; it may leave out its first folders, and FOLDER/state.json is a placeholder."""
    is_placeholder = re.match(r"[A-Z]+/", path)
    return bool(is_placeholder) or path in ELSEWHERE or any(f"/{one}".endswith(f"/{path}") for one in tracked())


def _dead_links(name: str, text: str) -> Iterator[str]:
    for path, anchor in LINK.findall(_without_code(text)):
        target = (CHECKOUT / name).parent.joinpath(path).resolve() if path else CHECKOUT / name
        page = target.relative_to(CHECKOUT).as_posix() if target.is_relative_to(CHECKOUT) else ""
        if page not in tracked() or (anchor and page.endswith(".md") and anchor not in anchors(page)):
            yield f"{path}#{anchor}" if anchor else path


@pytest.mark.parametrize("name", sorted(name for name in tracked() if name.endswith((".py", ".md", ".html", ".toml"))))
def test_citations_paths_and_links_lead_somewhere(name: str) -> None:
    assert list(problems(name, text_of(name))) == []


@pytest.mark.parametrize("name", READINGS)
def test_source_of_a_reading_is_a_list_of_sections_of_the_api_page(name: str) -> None:
    source = READINGS[name].source
    assert PLACES.fullmatch(source), source
    assert [place for place in re.findall(PLACE, source) if not _is_there(API, place)] == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.py", '"""See docs/reference/offer-library-api.md 99."""', f"{API} has no section 99"),
        ("a.py", "# docs/reference/offer-library-api.md 4.4,\n# 15 #99", f"{API} has no section 15 #99"),
        ("a.py", "# docs/reference/missing.md 1", "docs/reference/missing.md has no section 1"),
        ("a.py", "x = 1  # as in notes.md", "there is no notes.md"),
        ("a.py", "def f():\n    '''As section\n    4.4 says.'''", "section 4.4 of what?"),
        ("a.py", "# 4.4: two spellings", "4.4 of what?"),
        ("a.py", "# The default (4.4, by analogy).", "4.4 of what?"),
        ("a.py", "# As in 15 #3.", "15 #3 of what?"),
        ("a.toml", "# offer_resources/missing.py", "there is no offer_resources/missing.py"),
        ("a.html", "<!-- tests/missing/ -->", "there is no tests/missing"),
        ("docs/reference/offer-library-api.md", "as in section 98", f"{API} has no section 98"),
        ("docs/a.md", "[here](b.md)", "the link b.md leads nowhere"),
        ("docs/a.md", "[here](reference/README.md#nowhere)", "the link reference/README.md#nowhere leads nowhere"),
    ],
)
def test_checker_finds_what_leads_nowhere(name: str, text: str, problem: str) -> None:
    assert problem in list(problems(name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", '"""RFC 6901\nsection 3; docs/reference/offer-library-api.md 4.4.2, 15 #25."""'),
        ("a.py", "# https://example.com/notes.md and FOLDER/program.py, 0.5 s"),
        ("a.py", "path = 'section 4 of notes.md'"),
        ("docs/a.md", "[here](reference/offer-library-api.md#44-representations-and-components)"),
    ],
)
def test_checker_passes_what_leads_somewhere(name: str, text: str) -> None:
    assert list(problems(name, text)) == []
