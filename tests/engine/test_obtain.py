"""`engine/obtain.py` as `make setup` runs it: which source it takes, and what it leaves when none has an engine."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.sigint import sigint

CHECKOUT = Path(__file__).resolve().parents[2]
OBTAIN = CHECKOUT / "engine" / "obtain.py"
SYSTEM = "/usr/bin:/bin"
SAYS_VERSION = 'echo v{version}; [ "$1" = version ] || echo "$1:$PATH"'

Obtain = Callable[..., "subprocess.CompletedProcess[str]"]
Program = Callable[..., Path]
Build = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Writes a shell script and says which folder to put on PATH for it."""

    def write(name: str, script: str, *, folder: str = "tools") -> Path:
        file = tmp_path / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file.parent

    return write


@pytest.fixture
def pulumi(program: Program) -> Program:
    """Return an engine of some version with its language host."""

    def write(version: str, *, folder: str = "tools") -> Path:
        program("pulumi-language-python", "", folder=folder)
        return program("pulumi", SAYS_VERSION.format(version=version), folder=folder)

    return write


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    return tmp_path / "check out" / ".engine"


@pytest.fixture
def obtain(engine: Path) -> Obtain:
    """Runs the script with this PATH; the vendor's download is out of reach."""

    def run(*path: Path | str, only: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, OBTAIN, engine],
            env=environment(*path, only=only),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def environment(*path: Path | str, only: str = "") -> dict[str, str]:
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.pathsep.join(map(str, path)),
        "HOME": "/nonexistent",
        "https_proxy": nowhere,
        "OFFERS_ENGINE_SOURCE": only,
    }


def call(engine: Path, *arguments: str, path: str = SYSTEM) -> str:
    command = [str(engine / "bin" / "pulumi"), *arguments]
    return subprocess.run(command, env={"PATH": path}, check=True, capture_output=True, text=True).stdout


def test_takes_the_pulumi_on_path(obtain: Obtain, engine: Path, pulumi: Program) -> None:
    """A suitable pulumi on PATH is the engine, and the run says so."""
    folder = pulumi("3.260.0")

    result = obtain(folder, SYSTEM)

    assert result.returncode == 0, result.stderr
    assert result.stdout == f"Engine: Pulumi 3.260.0, a pulumi on PATH ({folder / 'pulumi'})\n"
    assert call(engine, "version") == "v3.260.0\n"


def test_wrapper_sets_the_path(obtain: Obtain, engine: Path, pulumi: Program) -> None:
    """The wrapper hands its arguments on and puts the virtual environment's Python first."""
    folder = pulumi("3.260.0")
    obtain(folder, SYSTEM)

    output = call(engine, "two words")

    assert output == f"v3.260.0\ntwo words:{Path(sys.executable).parent}:{folder}:{SYSTEM}\n"


def test_wrapper_restores_sigint(obtain: Obtain, engine: Path, pulumi: Program, program: Program) -> None:
    """The engine hears an interrupt even where its parent ignores it."""
    folder = pulumi("3.260.0")
    obtain(folder, SYSTEM)
    program("pulumi", "kill -INT $$; echo ignored")

    with sigint(signal.SIG_IGN):
        result = subprocess.run([engine / "bin" / "pulumi"], env={"PATH": SYSTEM}, capture_output=True, check=False)

    assert result.returncode == -signal.SIGINT
    assert result.stdout == b""


@pytest.mark.parametrize("version", ["3.200.0", "3.274.1-alpha.17+dirty", "3.1000.0"])
def test_new_enough(obtain: Obtain, pulumi: Program, version: str) -> None:
    """Every 3.x from the minimum on will do."""
    result = obtain(pulumi(version), SYSTEM, only="path")

    assert f"Engine: Pulumi {version}, " in result.stdout


@pytest.mark.parametrize("version", ["3.199.9", "2.300.0", "4.0.0"])
def test_wrong_version(obtain: Obtain, engine: Path, pulumi: Program, version: str) -> None:
    """An older or a next major engine is refused with its version."""
    folder = pulumi(version)

    result = obtain(folder, SYSTEM, only="path")

    assert result.returncode == 1
    assert f"failed: {folder / 'pulumi'} is {version}, and not 3.200.0 or a newer 3.x\n" in result.stderr
    assert not (engine / "bin").exists()


def test_without_language_host(obtain: Obtain, program: Program) -> None:
    """An engine that cannot run Python programs is refused."""
    folder = program("pulumi", SAYS_VERSION.format(version="3.260.0"))

    result = obtain(folder, SYSTEM, only="path")

    assert f"failed: {folder / 'pulumi'} comes without pulumi-language-python\n" in result.stderr


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo hello", "does not tell its version, but 'hello'"),
        ("echo no such library >&2; exit 3", "does not run: no such library"),
    ],
)
def test_broken_pulumi(obtain: Obtain, program: Program, script: str, reason: str) -> None:
    """A pulumi that does not work is refused with what it said."""
    folder = program("pulumi", script)

    result = obtain(folder, SYSTEM, only="path")

    assert f"failed: {folder / 'pulumi'} {reason}\n" in result.stderr


def test_later_folder_of_path(obtain: Obtain, pulumi: Program) -> None:
    """An unsuitable pulumi does not hide a suitable one further down PATH."""
    result = obtain(pulumi("3.100.0", folder="old"), pulumi("3.260.0", folder="new"), SYSTEM, only="path")

    assert "Engine: Pulumi 3.260.0, " in result.stdout


def test_wrapper_is_no_engine(obtain: Obtain, engine: Path, pulumi: Program) -> None:
    """The wrapper of this or another checkout, first on PATH, is passed over."""
    other = pulumi("3.270.0", folder="other/.engine/bin")

    result = obtain(engine / "bin", other, pulumi("3.260.0"), SYSTEM)

    assert "Engine: Pulumi 3.260.0, " in result.stdout


def test_second_run(obtain: Obtain, engine: Path, pulumi: Program) -> None:
    """A second run has nothing to do or to say, and needs no PATH."""
    obtain(pulumi("3.260.0"), SYSTEM)
    before = {file: file.stat().st_mtime_ns for file in (engine / "bin" / "pulumi", engine / "engine.json")}

    second = obtain(SYSTEM)

    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert before == {file: file.stat().st_mtime_ns for file in before}


def test_engine_gone(obtain: Obtain, pulumi: Program) -> None:
    """An engine that was taken from PATH and is no longer there is looked for again."""
    folder = pulumi("3.260.0", folder="old")
    obtain(folder, SYSTEM)
    (folder / "pulumi").unlink()

    result = obtain(pulumi("3.261.0", folder="new"), SYSTEM)

    assert "Engine: Pulumi 3.261.0, " in result.stdout


def test_all_three_fail(obtain: Obtain, engine: Path) -> None:
    """One message names the three sources, why each failed and what each needs."""
    result = obtain("")

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        "There is no Pulumi engine, and none could be had. What was tried:\n"
        "  a pulumi on PATH\n"
        "    failed: no pulumi on PATH\n"
        "    needs:  Pulumi 3.200.0 or newer with its Python language host\n"
        "  the vendor's download\n"
        "    failed: <urlopen error [Errno 111] Connection refused> (URLError)\n"
        "    needs:  https access to get.pulumi.com\n"
        "  a build from Go modules\n"
        "    failed: no go on PATH\n"
        f"    needs:  Go {go_directive()} or newer, a Go module proxy (or a filled module cache), 4 GB of disk\n"
    )
    assert [file.name for file in engine.iterdir()] == ["lock"]


def go_directive() -> str:
    lines = (CHECKOUT / "engine" / "cli" / "go.mod").read_text().splitlines()
    return next(line.removeprefix("go ") for line in lines if line.startswith("go "))


def test_unknown_source(obtain: Obtain) -> None:
    """A source that does not exist is named, with those that do."""
    result = obtain(SYSTEM, only="guess")

    assert result.returncode == 1
    assert result.stderr == "OFFERS_ENGINE_SOURCE is 'guess'; it takes path, download, build.\n"


# The build itself is proved by `make setup`, wherever there is neither a pulumi nor the download.
GO_THAT_WORKS = """
case $1 in
  list) echo "$HERE/sdk" ;;
  build) eval "into=\\${$(($# - 1))}"
    case ${!#} in */pulumi) name=pulumi ;; *) name=pulumi-language-python ;; esac
    printf '#!/bin/sh\\necho v3.250.0\\n' > "$into$name"; chmod +x "$into$name" ;;
esac
"""


@pytest.fixture
def built_by(program: Program, tmp_path: Path) -> Build:
    """Return a `go` that is this script."""
    sdk = tmp_path / "sdk" / "python"
    for script in (sdk / "cmd" / "pulumi-language-python-exec", sdk / "dist" / "pulumi-resource-pulumi-python"):
        script.parent.mkdir(parents=True)
        script.write_text("#!/bin/sh\n")

    def write(script: str) -> Path:
        return program("go", f'exec bash -c {shlex.quote(f"HERE={tmp_path}; {script}")} go "$@"', folder="go/bin")

    return write


def test_build(obtain: Obtain, engine: Path, built_by: Build) -> None:
    """The build is laid out so that the engine finds its parts beside itself."""
    result = obtain(built_by(GO_THAT_WORKS), SYSTEM, only="build")

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("Engine: Pulumi 3.250.0, a build from Go modules (")
    assert sorted(file.name for file in (engine / "build" / "bin").iterdir() if os.access(file, os.X_OK)) == [
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-python",
    ]


def test_failed_build(obtain: Obtain, engine: Path, built_by: Build) -> None:
    """A build that fails in its second half leaves nothing behind, and says what Go said."""
    go = f"case ${{!#}} in *-python) echo disk full >&2; exit 1 ;; esac; {GO_THAT_WORKS}"

    result = obtain(built_by(go), SYSTEM, only="build")

    assert "failed: go build in " in result.stderr
    assert "python-host: disk full\n" in result.stderr
    assert [file.name for file in engine.iterdir()] == ["lock"]


@pytest.fixture
def killed_build(engine: Path, built_by: Build) -> None:
    """A build that was killed outright, in the middle."""
    go = built_by('echo half > "${@: -2:1}pulumi"; echo building >&2; kill -STOP $$')
    with subprocess.Popen(
        [sys.executable, OBTAIN, engine], env=environment(go, SYSTEM, only="build"), start_new_session=True
    ) as process:
        while not list(engine.glob("unfinished-*/build/bin/pulumi")):
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.usefixtures("killed_build")
def test_killed_build(obtain: Obtain, engine: Path, built_by: Build) -> None:
    """What a killed build left is not taken for an engine, and is cleared away by the next run."""
    assert list(engine.glob("unfinished-*"))

    result = obtain(built_by(GO_THAT_WORKS), SYSTEM, only="build")

    assert result.returncode == 0, result.stderr
    assert sorted(file.name for file in engine.iterdir()) == ["bin", "build", "engine.json", "lock"]


def test_new_pin_builds_again(obtain: Obtain, engine: Path, built_by: Build) -> None:
    """A checkout that moved to another version of Pulumi builds that one."""
    obtain(built_by(GO_THAT_WORKS), SYSTEM, only="build")
    for file in (engine / "engine.json", engine / "build" / "bin" / "pulumi"):
        file.write_text(file.read_text().replace("3.250.0", "3.249.0"))

    obtain(built_by(GO_THAT_WORKS), SYSTEM, only="build")

    assert json.loads((engine / "engine.json").read_text())["version"] == "3.250.0"
    assert call(engine, "version") == "v3.250.0\n"


def test_this_checkout(tmp_path: Path) -> None:
    """This checkout has an engine, and it is the one that was noted."""
    engine = CHECKOUT / ".engine"
    env = {**os.environ, "PULUMI_HOME": str(tmp_path), "PULUMI_SKIP_UPDATE_CHECK": "true"}

    version = subprocess.run(
        [engine / "bin" / "pulumi", "version"], env=env, check=True, capture_output=True, text=True
    ).stdout

    assert version.strip() == f"v{json.loads((engine / 'engine.json').read_text())['version']}"
