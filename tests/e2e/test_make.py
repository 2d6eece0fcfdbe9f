"""`make` as a newcomer runs it: in a copy of the checkout, with a port, a state and an emulator of its own."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.e2e.stack import ENGINE, Run
from tests.support.checkout import CHECKOUT, copy_tracked

OPERATING = (CHECKOUT / "docs" / "operating.md").read_text(encoding="utf-8")


class Checkout:
    """A copy of the tracked files, with this checkout's environment and engine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        _copy(folder)

    def make(self, *arguments: str, text: str = "", env: Mapping[str, str] | None = None) -> Run:
        return self.run("make", *arguments, text=text, env=env)

    def run(self, *command: str, text: str = "", env: Mapping[str, str] | None = None) -> Run:
        """One command in the checkout; `text` is its stdin."""
        ours = ("PULUMI_", "AEP_", "OFFERS_", "MAKE", "PORT")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**kept, "HOME": str(self.folder.parent), "NO_COLOR": "1", **(env or {})},
            input=text,
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return Run(done.returncode, done.stdout)

    def writes(self) -> list[str]:
        """Return what this checkout's emulator was sent, reads aside."""
        log = requests.get(f"http://127.0.0.1:{self.port}/__emulator__/requests", timeout=10).json()
        seen = [(one["method"], one["path"].rpartition("/dps/")[2]) for one in log if "/dps/" in one["path"]]
        return sorted(f"{method} {path.partition('/')[0]}" for method, path in seen if method != "GET")


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """Yield a checkout in a folder whose name has a space."""
    with _checkout(tmp_path / "check out") as checkout:
        yield checkout


@contextmanager
def _checkout(folder: Path) -> Iterator[Checkout]:
    checkout = Checkout(folder)
    try:
        yield checkout
    finally:
        checkout.make("emulator-stop")


def _copy(folder: Path) -> None:
    copy_tracked(folder)
    # Or make would install anew what this environment was made from.
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(folder / name, (0, 0))
    (folder / ".venv").symlink_to(CHECKOUT / ".venv")
    (folder / ".engine").mkdir()
    shutil.copy(ENGINE.parents[1] / "engine.json", folder / ".engine")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free: int = server.getsockname()[1]
    return free


# Of the example program: sorted, as `writes` is.
CREATES = [
    "POST offer-collections",
    "POST offer-decisions",
    "POST offer-rules",
    *["POST offers"] * 3,
    *["POST placements"] * 2,
    "POST tags",
]
DELETES = [one.replace("POST", "DELETE") for one in CREATES]


def test_another_port(checkout: Checkout, tmp_path: Path) -> None:
    """PORT is enough, no tracked file is edited, the next commands remember it; another checkout is another world."""
    first = checkout.make("up", env={"PORT": str(checkout.port)}).succeeded().out
    assert checkout.writes() == CREATES
    assert "warning" not in first  # of the checks across objects
    assert f"http://127.0.0.1:{checkout.port}/ " in first
    with _checkout(tmp_path / "another") as another:
        another.make("up", f"PORT={another.port}").succeeded()
        another.make("destroy").succeeded()
        assert another.writes() == sorted([*CREATES, *DELETES])

    checkout.make("preview").succeeded()
    assert checkout.writes() == CREATES
    assert filecmp.cmp(checkout.folder / "stacks" / "Pulumi.dev.yaml", CHECKOUT / "stacks" / "Pulumi.dev.yaml", False)


def test_nothing_to_do_and_a_move_to_another_port(checkout: Checkout) -> None:
    """A second `up` reports only the offers: no engine, no emulator, no preview without a question. State made on one
    port is no obstacle on another, not even for a destroy, which uses the last run's config."""
    first = checkout.make("up", f"PORT={checkout.port}").succeeded().out
    second = checkout.make("up").succeeded().out
    checkout.port = _free_port()
    moved = checkout.make("destroy", f"PORT={checkout.port}").succeeded().out

    assert "The emulator is ready at" in first
    assert "10 unchanged" in second
    assert [word for word in ("Engine:", "emulator", "Previewing", "make:") if word in second] == []
    assert f"The emulator has moved to http://127.0.0.1:{checkout.port}; its objects are the same\n" in moved
    assert checkout.writes() == DELETES


def test_be_the_colleague(checkout: Checkout) -> None:
    """The page's commands show drift, then a conflict, then whose change it was; ours is sent in the end."""
    section = OPERATING.partition("### Be the colleague")[2].partition("\n## ")[0]
    edit, change, take = re.findall(r"```bash\n(.*?)```", section, re.DOTALL)
    checkout.make("up", f"PORT={checkout.port}").succeeded()

    def paste(block: str) -> Run:
        return checkout.run("bash", "-euc", block.replace("8900", str(checkout.port)))

    drift = paste(edit).succeeded().out
    assert '~ name: "Hero by hand" => "Everyday hero"' in drift
    conflict = paste(change).failed(2).out
    assert (
        'it was changed elsewhere since the last run: name: theirs "Hero by hand", ours "Hero of the week"' in conflict
    )
    taken = paste(take).succeeded().out
    assert '~ name: "Everyday hero" => "Hero by hand"' in taken
    assert "__" not in taken
    assert checkout.writes() == sorted([*CREATES, "PATCH offers"])


def test_shell(checkout: Checkout, tmp_path: Path) -> None:
    """In `make shell` both commands are the checkout's own, with its state, whatever else is on PATH."""
    checkout.make("up", f"PORT={checkout.port}").succeeded()
    (tmp_path / "pulumi").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "pulumi").chmod(0o755)
    script = "command -v pulumi offers; pulumi preview --expect-no-changes && offers export --out exported.py"

    out = checkout.make("shell", text=script, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}).succeeded().out

    assert f"{checkout.folder}/.engine/bin/pulumi\n{checkout.folder}/.venv/bin/offers\n" in out
    assert (checkout.folder / "exported.py").read_text().count("FallbackOffer(") == 2


def test_compare(checkout: Checkout) -> None:
    """An answer of `offers` is no error of make, and an error is one."""
    checkout.make("up", f"PORT={checkout.port}").succeeded()
    missing = checkout.make("offers", "ARGS=compare dev stage")
    checkout.make("up", "STACK=stage").succeeded()
    same = checkout.make("offers", "ARGS=compare dev stage").succeeded()
    checkout.make("destroy", "STACK=stage").succeeded()

    different = checkout.make("offers", "ARGS=compare dev stage").succeeded()

    assert missing.code == 2
    assert missing.out.startswith("offers: pulumi: no stack named 'stage' found\nmake: *** ")
    assert "Everyday hero" in different.out
    assert [run.out for run in (same, different) if "make" in run.out] == []


def test_another_place_is_asked_for(checkout: Checkout) -> None:
    """A stack outside the emulator is not updated without asking: without a terminal Pulumi refuses."""
    env = {"PULUMI_CONFIG_PASSPHRASE": "ours", "AEP_ACCESS_TOKEN": "none"}

    for verb in ("up", "refresh", "destroy"):
        out = checkout.make(verb, "STACK=prod", env=env).failed(2).out
        assert "must be passed in to proceed when running in non-interactive mode" in out
