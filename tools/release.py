"""`release.py wheel|check|tag`: the distribution of this checkout in `dist/`, up to the upload (docs/releasing.md).

Everything is built with what the lock file has installed; nothing is downloaded, and nothing is sent.
"""

from __future__ import annotations

import datetime
import email
import email.message
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
UV = str(Path(sysconfig.get_path("scripts")) / "uv")
# The metadata that `pip install` and the package's page on an index need.
METADATA = ("Name", "Version", "Summary", "License-Expression", "Requires-Python", "Description-Content-Type")


def main() -> None:
    {"wheel": build_wheel, "check": check, "tag": tag}[sys.argv[1]]()


def build_wheel() -> Path:
    """Build a wheel, which `pip install` takes in any environment."""
    build("--wheel")
    (wheel,) = DIST.glob("*.whl")
    print(f"pip install {wheel.relative_to(ROOT)}")
    return wheel


def check() -> email.message.Message:
    """Build both distributions, check them, install the wheel into an empty environment, and return its metadata."""
    build()
    (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    metadata = metadata_of(wheel)
    problems = [*metadata_problems(metadata), *wheel_problems(wheel), *sdist_problems(sdist)]
    if problems:
        sys.exit("This must not be released:\n" + "\n".join(f"  {problem}" for problem in problems))
    with tempfile.TemporaryDirectory() as folder:
        try_out(wheel, Path(folder))
    print(
        f"{wheel.relative_to(ROOT)} and {sdist.relative_to(ROOT)} are whole, and the wheel runs where it is installed"
    )
    return metadata


def tag() -> None:
    """Tag the commit that is checked out, if the changelog and the working tree are ready for it."""
    metadata = check()
    version = metadata["Version"]
    problems = [*address_problems(metadata), *changelog_problems(version), *git_problems(f"v{version}")]
    if problems:
        sys.exit(f"{version} is not ready:\n" + "\n".join(f"  {problem}" for problem in problems))
    git("tag", "--annotate", f"v{version}", "--message", f"Version {version}")
    print(f"Tagged v{version}. What is left:\n  git push origin v{version}\n  .venv/bin/uv publish")


def build(*kinds: str) -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    command = [UV, "build", "--quiet", "--offline", "--no-cache", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([*command, *kinds, "--out-dir", str(DIST), str(ROOT)], check=True)


def metadata_of(wheel: Path) -> email.message.Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def metadata_problems(metadata: email.message.Message) -> list[str]:
    problems = [f"the metadata has no {name}" for name in METADATA if not metadata[name]]
    if not str(metadata.get_payload()).strip():
        problems.append("the metadata has no description: README.md is empty")
    return problems


def wheel_problems(wheel: Path) -> list[str]:
    """Return the files that the wheel lacks, and those that it should not have."""
    package = {str(file.relative_to(ROOT)) for file in (ROOT / "offer_resources").rglob("*") if is_source(file)}
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
    inside = {name for name in held if ".dist-info/" not in name}
    problems = [f"the wheel lacks {name}" for name in sorted(package - inside)]
    problems += [f"the wheel has {name}" for name in sorted(inside - package)]
    if not any(name.endswith("/licenses/LICENSE") for name in held):
        problems.append("the wheel lacks LICENSE")
    return problems


def is_source(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts


def sdist_problems(sdist: Path) -> list[str]:
    """Return the files of the sdist that git does not track, such as a note or a key."""
    tracked = set(git("ls-files").splitlines())
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    return [f"the sdist has {name}, which is not in git" for name in sorted(held - tracked - {"PKG-INFO"})]


def try_out(wheel: Path, folder: Path) -> None:
    """Install the wheel into an empty environment, with this one's locked dependencies, and run its commands."""
    venv.create(folder / "venv", symlinks=True)
    python, offers = (str(folder / "venv" / "bin" / name) for name in ("python", "offers"))
    subprocess.run(
        [UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, str(wheel)], check=True
    )
    (site,) = folder.glob("venv/lib/*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [python, "-m", "pip", "--quiet", "--no-cache-dir", "--disable-pip-version-check"]
    for command in (
        # With --no-index this fails if the metadata requires anything that is not installed.
        [*pip, "install", "--no-index", "offer-resources[emulator,export]"],
        [python, "-c", "import offer_resources; from offer_resources import provider"],
        [offers, "--version"],
        [offers, "emulator", "--list-readings"],
    ):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"Where the wheel is installed, this fails: {' '.join(command)}\n{done.stderr}")


def address_problems(metadata: email.message.Message) -> list[str]:
    links = [str(link).partition(", ") for link in metadata.get_all("Project-URL") or []]
    return [
        f"[project.urls] in pyproject.toml: {name} is still the placeholder {url}"
        for name, _, url in links
        if (urlsplit(url).hostname or "").endswith("example.com")
    ]


def changelog_problems(version: str) -> list[str]:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(rf"^## \[{re.escape(version)}\] - (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if section is None or not section[2].strip():
        today = datetime.datetime.now(datetime.timezone.utc).date()
        return [f'CHANGELOG.md has no "## [{version}] - {today}" with what the next `pulumi up` will show']
    return []


def git_problems(name: str) -> list[str]:
    problems = [f"not committed: {line[3:]}" for line in git("status", "--porcelain").splitlines()]
    if git("tag", "--list", name).strip():
        problems.append(f"there is a tag {name} already: raise the version in pyproject.toml")
    return problems


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
