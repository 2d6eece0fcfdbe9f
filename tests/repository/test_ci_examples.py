"""The CI files of examples/ are what their services accept, and run the commands that the documentation names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[2] / "examples" / "ci"

COMMANDS = [
    "pulumi preview --stack STACK --refresh --run-program --diff",
    "pulumi up --stack STACK --yes --diff",
    "pulumi refresh --stack STACK --preview-only --diff --expect-no-changes",
]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("github-actions.yml", ["--builtin-schema", "vendor.github-workflows"]),
        ("gitlab-ci.yml", ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
    ],
)
def test_a_ci_file_is_valid(name: str, options: list[str]) -> None:
    """By the service's own schema."""
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *options, CI / name], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_a_ci_file_runs_the_documented_commands(name: str) -> None:
    """A preview, an up and the nightly look, each on the stack of its job; the e2e story runs the same."""
    commands = re.findall(r"^ *(?:- |run: )(pulumi .*)$", (CI / name).read_text(encoding="utf-8"), re.MULTILINE)

    assert [re.sub(r"\$\{\{ matrix\.stack \}\}|\$STACK", "STACK", command) for command in commands] == COMMANDS


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_a_ci_file_has_state_written_once(name: str) -> None:
    """In every job."""
    assert re.findall(r'PULUMI_SKIP_CHECKPOINTS: "(.*)"', (CI / name).read_text(encoding="utf-8")) == ["true"]


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_a_ci_file_brings_a_python_that_is_new_enough(name: str) -> None:
    """The version is named, as the default of an image may be one that the package does not run on."""
    (version,) = re.findall(r'python(?:-version: "|-)(3\.\d+)', (CI / name).read_text(encoding="utf-8"))

    required = re.search(r'requires-python = ">=(.*)"', (CI.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert required is not None
    assert [int(part) for part in version.split(".")] >= [int(part) for part in required[1].split(".")]


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_a_ci_file_takes_changes_for_no_failure(name: str) -> None:
    """`offers report` ends with 2 where there is something to do."""
    (command,) = re.findall(r"offers report .*", (CI / name).read_text(encoding="utf-8"))

    assert command.endswith("|| test $? -eq 2")
    assert {"--refresh", "--out", "--markdown"} <= set(command.split())
