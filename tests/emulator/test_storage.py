"""The data file: kept through a restart and a kill, one process at a time, never written to when damaged."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from offer_resources.emulator import DataFileError, running
from tests.emulator.api import ORG, Api, token
from tests.emulator.process import Running, data_flag, forked, refused, started
from tests.support.forks import EMULATOR, Fork, Forks
from tests.support.sweep import rounds

KILLS = rounds(20, 50)
# A process is killed at a random moment within this many acknowledged writes.
WRITES_BEFORE_KILL = 12


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a data file may be."""
    return tmp_path / "library.db"


def test_objects_survive_a_restart(file: Path) -> None:
    """What was written is there after the next start, with its history."""
    with running(data=file) as emulator:
        api = Api(emulator.endpoint, token(emulator))
        api.patch(api.made("tags", {"name": "before"}), [{"op": "replace", "path": "/name", "value": "after"}])
        written = emulator.objects("tag", org=ORG, sandbox="dev")
        api.close()
    with running(data=file) as emulator:
        assert emulator.objects("tag", org=ORG, sandbox="dev") == written


@pytest.mark.timeout(600)
def test_a_killed_process_loses_nothing(file: Path) -> None:
    """Killed many times under load: every acknowledged write is there, none half done."""
    acknowledged: dict[str, int] = {}
    lost: list[str] = []
    with Forks(EMULATOR) as forks:
        for _ in range(KILLS):
            with forked(forks, *data_flag(file)) as running_process:
                lost += _missing(running_process, acknowledged)
                _write_until_killed(running_process, acknowledged)
        with forked(forks, *data_flag(file)) as running_process:
            lost += _missing(running_process, acknowledged)
    assert (lost, len(acknowledged) >= KILLS) == ([], True)


def test_a_second_process_is_refused(file: Path) -> None:
    """A second emulator on the same file stops with one line that names the file."""
    with started(*data_flag(file)):
        code, out, err = refused(*data_flag(file))
    assert (code, out, err) == (
        1,
        "",
        f"offers: {file} is in use by another emulator; stop that one or give --data another file name\n",
    )


def test_the_file_is_free_after_a_kill(file: Path) -> None:
    """A killed process leaves nothing that keeps the next one out."""
    with started(*data_flag(file)) as first:
        first.process.kill()
        first.process.wait()
        with started(*data_flag(file)) as second:
            assert second.api().get("tags").status_code == 200


def _garbage(file: Path) -> None:
    file.write_bytes(b"this is no database at all " * 100)


def _of_another_program(file: Path) -> None:
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()


def _of_another_version(file: Path) -> None:
    with running(data=file):
        pass
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


def _scribbled(file: Path) -> None:
    with running(data=file) as emulator:
        api = Api(emulator.endpoint, token(emulator))
        for number in range(40):
            api.made("tags", {"name": f"tag {number}", "description": "x" * 500})
        api.close()
    content = bytearray(file.read_bytes())
    content[4096:20_000] = b"\xa5" * (20_000 - 4096)
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_garbage, "is damaged or not a data file of the emulator"),
        (_scribbled, "is damaged or not a data file of the emulator"),
        (_of_another_program, "is a database of another program"),
        (_of_another_version, "has data format 99"),
    ],
)
def test_a_damaged_file_is_left_alone(file: Path, spoil: Callable[[Path], None], says: str) -> None:
    """A file that cannot be used is named, with what to do, and not a byte of it changes."""
    spoil(file)
    before = file.read_bytes()
    with pytest.raises(DataFileError, match=r"library\.db") as caught, running(data=file):
        pass
    assert (says in str(caught.value), "\n" in str(caught.value), file.read_bytes() == before) == (True, False, True)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A data file that cannot be made is one line."""
    code, out, err = refused(*data_flag(tmp_path / "none" / "library.db"))
    assert (code, out, err.count("\n"), err.startswith("offers: cannot use ")) == (1, "", 1, True)


def _write_until_killed(running_process: Running[Fork], acknowledged: dict[str, int]) -> None:
    """Write from three threads; kill after so many acknowledged writes, in the middle of others."""
    enough = threading.Semaphore(0)
    threads = [threading.Thread(target=_write, args=(running_process.api(), acknowledged, enough)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(WRITES_BEFORE_KILL):
        assert enough.acquire(timeout=30)
    running_process.process.kill()
    for thread in threads:
        thread.join()


def _write(api: Api, acknowledged: dict[str, int], enough: threading.Semaphore) -> None:
    """Create objects and patch them until the server is gone; note what it acknowledged."""
    try:
        while True:
            receipt = api.post("tags", {"name": "1"}).json()
            acknowledged[receipt["id"]] = 1
            enough.release()
            api.patch(f"tags/{receipt['id']}", [{"op": "replace", "path": "/name", "value": "2"}]).json()
            acknowledged[receipt["id"]] = 2
            enough.release()
    except requests.RequestException:
        api.close()


def _missing(running_process: Running[Fork], acknowledged: dict[str, int]) -> list[str]:
    """Return what was acknowledged and is not there; name and etag of a row are written together or not at all."""
    api = running_process.api()
    rows = {row["id"]: row for row in api.get("tags?limit=10000").json()["results"]}
    api.close()
    lost = [id_ for id_, etag in acknowledged.items() if id_ not in rows or rows[id_]["etag"] < etag]
    return lost + [id_ for id_, row in rows.items() if row["name"] != str(row["etag"])]
