"""docs/releasing.md up to the upload, in a copy of the checkout that is a git repository of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.checkout import copy_tracked

UV = Path(sys.executable).parent / "uv"

Release = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "check out"
    copy_tracked(folder)
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


@pytest.fixture
def release(copy: Path) -> Release:
    def run(command: str) -> subprocess.CompletedProcess[str]:
        script = copy / "tools" / "release.py"
        return subprocess.run([sys.executable, script, command], cwd=copy, capture_output=True, text=True, check=False)

    return run


def git(folder: Path, *arguments: str) -> str:
    ours = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *ours, *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "as it is")


def replace(file: Path, pattern: str, text: str) -> None:
    old = file.read_text(encoding="utf-8")
    new = re.sub(pattern, text, old)
    assert new != old
    file.write_text(new, encoding="utf-8")


def test_a_release_up_to_the_upload(release: Release, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not ready is named, all of it; then the commit is tagged, and an index would take both files."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "T")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "t@example.com")
    replace(copy / "README.md", "# Offers as code", "# Offers as programs")
    refused = release("tag")

    replace(copy / "pyproject.toml", "git.example.com/offers", "git.offers.test/offers")
    replace(copy / "CHANGELOG.md", r"## \[Unreleased\]", "## [Unreleased]\n\n## [0.2.0] - 2026-12-01")
    commit(copy)
    tagged = release("tag")
    again = release("tag")

    assert refused.returncode == 1
    assert "Repository is still the placeholder https://git.example.com/offers\n" in refused.stderr
    assert 'CHANGELOG.md has no "## [0.2.0] - ' in refused.stderr
    assert refused.stderr.endswith("  not committed: README.md\n")
    assert tagged.returncode == 0, tagged.stderr
    assert git(copy, "rev-parse", "v0.2.0^{commit}") == git(copy, "rev-parse", "HEAD")
    assert "there is a tag v0.2.0 already: raise the version in pyproject.toml" in again.stderr
    # Nothing listens at this index: the dry run only checks the files as an upload does.
    nowhere = ["--publish-url", "http://127.0.0.1:9/", "--token", "none"]
    subprocess.run([UV, "publish", "--quiet", "--dry-run", *nowhere], cwd=copy, check=True)


def test_check(release: Release, copy: Path) -> None:
    """Any commit can be checked, whatever the changelog says."""
    checked = release("check")

    assert checked.returncode == 0, checked.stderr
    assert checked.stdout == (
        "dist/offer_resources-0.2.0-py3-none-any.whl and dist/offer_resources-0.2.0.tar.gz are whole,"
        " and the wheel runs where it is installed\n"
    )
    assert git(copy, "status", "--porcelain") == ""


def test_what_must_not_be_released(release: Release, copy: Path) -> None:
    """A module that is left out, a file that lay about, a licence that is gone: each is named."""
    replace(copy / "pyproject.toml", r'packages = \["offer_resources"\]', r'\g<0>\nexclude = ["masking.py"]')
    replace(copy / "pyproject.toml", r'license-files = \["LICENSE"\]\n', "")
    (copy / "LICENSE").unlink()
    (copy / "key.txt").write_text("p8e-secret")

    checked = release("check")

    assert checked.returncode == 1
    assert checked.stderr.splitlines() == [
        "This must not be released:",
        "  the wheel lacks offer_resources/masking.py",
        "  the wheel lacks LICENSE",
        "  the sdist has key.txt, which is not in git",
    ]


def test_a_dependency_that_nobody_has(release: Release, copy: Path) -> None:
    """The metadata's requirements are looked at where the wheel is installed."""
    replace(copy / "pyproject.toml", '"requests>=2.32,<3"', '"requests>=99"')

    checked = release("check")

    assert checked.returncode == 1
    assert "No matching distribution found for requests>=99" in checked.stderr


def test_wheel(release: Release, copy: Path) -> None:
    """`make wheel` names the command that installs it."""
    assert release("wheel").stdout == "pip install dist/offer_resources-0.2.0-py3-none-any.whl\n"
    assert [file.name for file in (copy / "dist").iterdir() if file.suffix == ".whl"] == [
        "offer_resources-0.2.0-py3-none-any.whl"
    ]
