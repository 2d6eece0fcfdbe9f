"""Which language hosts can be asked for, where they come from, and for which languages an SDK can be generated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.language_host import HOSTS, provide
from engine.obtain import CLI, HERE, Unavailable, pinned

# Builds what it is asked for, and adds a line to the file `built` beside it.
GO = """#!/bin/sh
for word; do [ "$before" = -o ] && echo host > "$word/pulumi-language-yaml"; before=$word; done
echo >> "$(dirname "$0")/built"
"""


def a_script(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def an_engine(folder: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the `.engine` whose engine is in `folder`, the only one of its PATH besides the system's."""
    a_script(folder / "pulumi", f"#!/bin/sh\necho {pinned(CLI)}\n")
    a_script(folder / "pulumi-language-python", "")
    a_script(folder / "go", GO)
    noted = folder / ".engine"
    noted.mkdir()
    engine = {"source": source, "version": "", "pulumi": str(folder / "pulumi")}
    (noted / "engine.json").write_text(json.dumps(engine))
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return noted


def test_each_host_has_its_pinned_module() -> None:
    for name, package in HOSTS.items():
        assert f"tool {package}\n" in (HERE / f"{name}-host" / "go.mod").read_text(encoding="utf-8")


def test_a_host_is_built_once_for_each_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is built anew where the module asks for another version than the one that is there was built from."""
    noted = an_engine(tmp_path, "build", monkeypatch)

    assert provide("yaml", noted) == provide("yaml", noted) == tmp_path / "pulumi-language-yaml"
    (tmp_path / "yaml-host.go.mod").write_text("module old\n")
    provide("yaml", noted)

    assert (tmp_path / "built").read_text() == "\n\n"


def test_nothing_is_built_for_an_engine_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own host is used; its folder may be one that nobody but root writes to."""
    noted = an_engine(tmp_path, "path", monkeypatch)

    with pytest.raises(Unavailable, match=r"pulumi-language-yaml is neither on PATH nor in .*: install it with Pulumi"):
        provide("yaml", noted)
    a_script(tmp_path / "pulumi-language-yaml", "")

    assert provide("yaml", noted) == tmp_path / "pulumi-language-yaml"
    assert not (tmp_path / "built").exists()


@pytest.mark.parametrize(
    ("module", "arguments", "wanted"),
    [
        ("language_host", [], "got no name; it takes nodejs and yaml\n"),
        ("language_host", ["yaml", "java"], "got yaml java; it takes nodejs and yaml\n"),
        ("sdk", ["go"], "got go; it takes nodejs or go, and a project's folder\n"),
        ("sdk", ["java", "p"], "got java p; it takes nodejs or go, and a project's folder\n"),
    ],
)
def test_other_words_are_refused(module: str, arguments: list[str], wanted: str) -> None:
    command = [sys.executable, "-m", f"engine.{module}", *arguments]
    ended = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", wanted)
