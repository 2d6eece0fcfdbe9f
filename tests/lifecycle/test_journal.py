"""The journal of creates: what it keeps, for whom, and what becomes of a run when it cannot be kept."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from offer_resources.lifecycle.journal import Begun, Journal, Sent, subject
from offer_resources.objects.equality import digest
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.family import Family
from offer_resources.objects.target import Target
from offer_resources.settings import Place, Settings

SINCE = datetime(2026, 3, 1, 12, 30, 0, 123_000, timezone.utc)
HERE = Place("O@AdobeOrg", "dev")
SETTINGS = Settings(HERE, "client")
TARGET = Target(HERE, FALLBACK_OFFERS, name="Summer")

# A process of its own that begins one create and ends.
ANOTHER_PROCESS = """
import sys
from pathlib import Path
from offer_resources.lifecycle.journal import Journal
journal = Journal(Path(sys.argv[1]), print)
for number in range(int(sys.argv[2])):
    journal.begin("subject", str(number), None)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "offer-resources" / "creates.sqlite"


@pytest.fixture
def said() -> list[str]:
    return []


def journal(file: Path | None, said: list[str] | None = None, run: str | None = None) -> Journal:
    return Journal(file, ([] if said is None else said).append, run)


def begun_by_another_process(file: Path, count: int = 1) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", ANOTHER_PROCESS, str(file), str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def left(journal: Journal) -> list[Begun]:
    """Return what is left of the one subject, with what differs from run to run taken out."""
    return [replace(one, entry=0, at=SINCE) for one in journal.unfinished("subject")]


def a_begun(**known: object) -> Begun:
    return replace(Begun(0, SINCE, "content", SINCE, None, "", is_under_way=False), **known)  # type: ignore[arg-type]


def test_a_create_that_has_made_something(file: Path) -> None:
    """A later run finds what it sent, what it made, and when."""
    run = journal(file)
    run.made(run.begin("subject", "content", SINCE), "id", "2026-03-01T12:30:01.000Z")

    assert left(journal(file)) == [a_begun(id_="id", created="2026-03-01T12:30:01.000Z")]


def test_a_create_without_an_answer(file: Path) -> None:
    """It is under way as long as its process waits for the answer."""
    run = journal(file)
    entry = run.begin("subject", "content", SINCE)
    waiting = left(journal(file))
    run.give_up(entry)

    assert (waiting, left(journal(file))) == ([a_begun(is_under_way=True)], [a_begun()])


def test_a_create_of_a_process_that_has_died(file: Path) -> None:
    """No process waits for its answer."""
    with begun_by_another_process(file) as process:
        process.wait()

    assert left(journal(file)) == [a_begun(content="0", since=None)]


def test_what_nobody_needs_to_know_any_more(file: Path) -> None:
    """An entry goes when its create has surely made nothing, and when state has the object."""
    run = journal(file)
    run.forget(run.begin("subject", "nothing made", SINCE))
    run.made(run.begin("subject", "made", SINCE), "id", "")
    assert journal(file).has("id")

    journal(file).is_in_state("id")

    assert (journal(file).unfinished("subject"), journal(file).has("id")) == ([], False)


def test_one_run_does_not_find_its_own(file: Path) -> None:
    """Nor do the other processes of the same engine; but what it gave up may be begun again."""
    run = journal(file, run="127.0.0.1:4711")
    run.begin("subject", "content", SINCE)
    given_up = run.begin("subject", "given up", SINCE)
    run.give_up(given_up)

    assert left(journal(file, run="127.0.0.1:4711")) == left(run) == [a_begun(content="given up")]


def test_the_latest_comes_first(file: Path) -> None:
    """Of several creates of one subject."""
    for content in "abc":
        journal(file).begin("subject", content, None)

    assert [one.content for one in journal(file).unfinished("subject")] == ["c", "b", "a"]


def test_what_is_forgotten_after_a_month(file: Path) -> None:
    """It is not resumed."""
    journal(file).begin("subject", "content", SINCE)
    journal(file).sends("id", Sent(1, "tags", "content", "given", "null"))
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE begun_1 SET at = at - 31 * 86400")
        database.execute("UPDATE sent_1 SET at = at - 31 * 86400")

    assert (journal(file).unfinished("subject"), journal(file).sent("id")) == ([], [])


def test_what_updates_have_sent(file: Path) -> None:
    """Of one object, however often it was sent, until it is forgotten."""
    tags, labels = (Sent(1, member, "content", "given", "[null]", is_secret=True) for member in ("tags", "labels"))

    are_new = [journal(file).sends("id", sent) for sent in (tags, labels, tags)]
    journal(file).sends("another", tags)
    journal(file).forget_sent("id", labels)

    assert (are_new, journal(file).sent("id")) == ([True, True, False], [tags])


def test_what_updates_of_an_older_version_have_sent(file: Path) -> None:
    """It has fewer columns; processes that open its journal at the same time add the others once."""
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TABLE sent_1 (id TEXT NOT NULL, etag INTEGER NOT NULL, member TEXT NOT NULL, content TEXT NOT NULL,"
            " at REAL NOT NULL, PRIMARY KEY (id, etag, member, content))"
        )
        now = datetime.now(timezone.utc).timestamp()
        database.execute("INSERT INTO sent_1 VALUES ('id', 1, 'tags', 'content', ?)", (now,))
    said: list[str] = []

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: one.sent("id"), [journal(file, said) for _ in range(8)]))

    assert (found, said) == ([[Sent(1, "tags", "content")]] * 8, [])


@pytest.mark.parametrize(
    ("settings", "target", "stack"),
    [
        (replace(SETTINGS, endpoint="https://elsewhere.example.com/"), TARGET, "offers/dev"),
        (SETTINGS, replace(TARGET, place=replace(HERE, sandbox="stage")), "offers/dev"),
        (SETTINGS, replace(TARGET, place=replace(HERE, org="P@AdobeOrg")), "offers/dev"),
        (SETTINGS, replace(TARGET, family=PLACEMENTS), "offers/dev"),
        (SETTINGS, replace(TARGET, name="Winter"), "offers/dev"),
        (SETTINGS, TARGET, "offers/stage"),
    ],
    ids=["endpoint", "sandbox", "organisation", "family", "name", "stack"],
)
def test_what_a_create_is_to_make(settings: Settings, target: Target, stack: str) -> None:
    """Whatever tells one object from another makes another subject."""
    assert subject(settings, target, stack) != subject(SETTINGS, TARGET, "offers/dev")


@pytest.mark.parametrize(
    ("family", "known_as"),
    [(FALLBACK_OFFERS, "9729671b2230877ced198eb9f643a335"), (PLACEMENTS, "71d52d41f55dff74f331508742b4ffd0")],
)
def test_entries_of_versions_before_are_found(family: Family, known_as: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed run of an older version is gone on with: what a create is to make is called as ever."""
    monkeypatch.chdir("/")
    assert subject(SETTINGS, replace(TARGET, family=family), "offers/dev") == known_as


def test_the_file_holds_digests_only(file: Path) -> None:
    """It has no name, no text and no place, so no secret of a program; and other users cannot read it."""
    body = {"name": "Canary-name", "description": "Canary-text"}
    target = Target(Place("Canary@AdobeOrg", "Canary-sandbox"), FALLBACK_OFFERS, name="Canary-name")
    run = journal(file)
    run.begin(subject(SETTINGS, target, "Canary/dev"), digest(FALLBACK_OFFERS, body), SINCE)

    written = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert b"begun_1" in written
    assert b"anary" not in written
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_run_that_creates_nothing_makes_no_file(file: Path) -> None:
    """A preview, a refresh or an up without a change leaves the machine as it was."""
    run = journal(file)
    run.is_in_state("id")

    assert (run.unfinished("subject"), file.exists()) == ([], False)


def garbled(folder: Path) -> Path:
    (folder / "creates.sqlite").write_bytes(b"not a database" * 100)
    return folder / "creates.sqlite"


def of_another_shape(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "creates.sqlite")) as database:
        database.execute("CREATE TABLE begun_1 (other TEXT)")
    return folder / "creates.sqlite"


def where_a_file_is(folder: Path) -> Path:
    (folder / "offer-resources").write_bytes(b"")
    return folder / "offer-resources" / "creates.sqlite"


def where_nobody_can_look(folder: Path) -> Path:
    return folder / ("long" * 100) / "creates.sqlite"


@pytest.mark.parametrize(
    "spoilt", [garbled, of_another_shape, where_a_file_is, where_nobody_can_look], ids=lambda spoilt: spoilt.__name__
)
def test_a_journal_that_cannot_be_kept_is_said_once(
    tmp_path: Path, said: list[str], spoilt: Callable[[Path], Path]
) -> None:
    """The run goes on without it."""
    file = spoilt(tmp_path)
    run = journal(file, said)

    run.is_in_state("id")
    for number in range(2):
        run.made(run.begin("subject", "content", SINCE), f"id {number}", "")

    assert len(said) == 1
    assert f"the journal {file} cannot be kept: " in said[0]


def test_several_processes_write_at_once(file: Path) -> None:
    """Nothing is lost or reported."""
    processes = [begun_by_another_process(file, 50) for _ in range(2)]
    told = [process.communicate()[0] for process in processes]

    assert (told, len(journal(file).unfinished("subject"))) == ([""] * 2, 100)
