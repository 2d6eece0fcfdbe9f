"""What the Makefile decides before it runs anything: which stacks live in the emulator, and which exist."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
EMULATOR = "http://127.0.0.1:8900/data/core/dps/"
REAL = "https://platform.adobe.io/data/core/dps/"


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make with these arguments, without executing anything."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("STACK", "PORT", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")
    }
    command = ["make", "--dry-run", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: o\nruntime: python\n")
    return tmp_path


@pytest.mark.parametrize(
    ("of_stack", "of_project", "lives_in_emulator"),
    [
        (f"aep:endpoint: {EMULATOR}", "", True),
        (f"aep:endpoint: {EMULATOR}", f"aep:endpoint: {REAL}", True),
        ("aep:endpoint: http://localhost:8900/", "", True),
        ("aep:endpoint: http://127.0.0.1:8913/", "", True),  # the port that is asked for below
        ("", f"aep:endpoint: {EMULATOR}", True),
        ("", "", False),
        (f"aep:endpoint: {REAL}", f"aep:endpoint: {EMULATOR}", False),
        (f'"aep:endpoint": {REAL}', f"aep:endpoint: {EMULATOR}", False),
        (f"aep:endpoint: {{secure: v1:{EMULATOR}}}", f"aep:endpoint: {EMULATOR}", False),
        (f"# aep:endpoint: {EMULATOR}", "", False),
        (f"aep:endpoint: {REAL}  # not {EMULATOR}", "", False),
        (f"aep:imsEndpoint: {EMULATOR}", "", False),
        ("aep:endpoint: http://127.0.0.1:8999/", "", False),
        ("aep:endpoint: http://127.0.0.1.example.com:8900/", "", False),
    ],
)
def test_only_a_stack_in_the_emulator_is_changed_unasked(
    project: Path, of_stack: str, of_project: str, lives_in_emulator: bool
) -> None:
    """The stack's endpoint decides, then the project's; for any other the emulator is not even started."""
    with (project / "Pulumi.yaml").open("a") as file:
        file.write(f"config:\n  {of_project}\n" if of_project else "")
    (project / "Pulumi.x.yaml").write_text(f"config:\n  aep:orgId: o\n  {of_stack}\n")

    for verb in ("up", "refresh", "destroy"):
        would_run = make(verb, f"PROJECT={project}", "STACK=x", "PORT=8913").stdout

        assert f"--cwd {project} {verb}" in would_run
        assert ("--yes" in would_run) is lives_in_emulator
        assert ("tools/emulator.py start 8913" in would_run) is lives_in_emulator


def test_state_is_written_once_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine gets the variable from make, and a person's own value wins."""
    shown = "--eval=shown: ; echo $(PULUMI_SKIP_CHECKPOINTS)"
    monkeypatch.delenv("PULUMI_SKIP_CHECKPOINTS", raising=False)
    by_itself = make(shown, "shown").stdout
    monkeypatch.setenv("PULUMI_SKIP_CHECKPOINTS", "false")

    assert (by_itself, make(shown, "shown").stdout) == ("echo true\n", "echo false\n")


@pytest.mark.parametrize("goal", ["up", "preview", "refresh", "destroy", "pulumi", "offers", "shell"])
def test_unknown_stack(project: Path, goal: str) -> None:
    """A stack without a settings file is one line, before anything is set up or made; it names those that exist."""
    (project / "Pulumi.yaml").write_text("name: o\nstackConfigDir: our/stacks\nruntime: python\n")
    (project / "our" / "stacks").mkdir(parents=True)
    for name in ("dev", "prod"):
        (project / "our" / "stacks" / f"Pulumi.{name}.yaml").write_text("config: {}\n")

    result = make(goal, f"PROJECT={project}", "STACK=prd")

    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert (
        f'There is no stack "prd": {project}/our/stacks/Pulumi.prd.yaml does not exist.'
        " Stacks of this program: dev prod. For a new one, write that file first.  Stop." in line
    )


def test_shell_reads_the_persons_own_settings_first(tmp_path: Path) -> None:
    """What ~/.bashrc puts on PATH does not hide the checkout's commands."""
    (tmp_path / ".bashrc").write_text("PATH=/theirs:$PATH\nTHEIRS=kept\n")

    shell = subprocess.run(
        ["bash", "--rcfile", CHECKOUT / "tools" / "shell.bash", "-i", "-c", 'echo "$PATH $THEIRS $PS1"'],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "OWN_PATH": "/ours"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert shell.stdout.startswith("/ours:/theirs:/usr/bin:/bin kept (offers) ")
