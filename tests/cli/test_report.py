"""The files of `offers report`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from offer_resources.cli.report import require_files, write
from offer_resources.errors import StackError


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    page, comment = tmp_path / "report.html", tmp_path / "missing" / "report.md"
    page.write_text("of last time")

    with pytest.raises(StackError, match=r"missing/report\.md cannot be written: No such file or directory\Z"):
        write({page: "new", comment: "new"})
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("report.html", "of last time")]

    write({page: "new", tmp_path / "report.md": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"report.html": "new", "report.md": "new"}


def test_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.html", tmp_path / "report.html"
    link.symlink_to(target)

    write({link: "new"})

    assert (link.is_symlink(), target.read_text()) == (True, "new")


@pytest.mark.parametrize("name", ["", ".", "..", "/dev/null"])
def test_what_is_no_file_is_refused(name: str) -> None:
    with pytest.raises(StackError, match=f"'{name or '.'}' is not a file: name a file to write"):
        require_files([Path(name)])


def test_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StackError, match="is not a file"):
        require_files([tmp_path / "pipe"])


def test_page_and_comment_are_two_files(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"--out and --markdown are both .*: name two files"):
        require_files([tmp_path / "report", tmp_path / "x" / ".." / "report"])
