"""Makes `.engine/bin/pulumi`: the Pulumi engine behind every command of this checkout.

Three sources are tried in turn: a `pulumi` on PATH, the vendor's download, a build from upstream's
Go modules. What is found is noted in `.engine/engine.json`, so that a second run has nothing to do.
Nothing else in the project knows how the engine came to be.

`obtain.py [FOLDER]` puts it into FOLDER instead of `.engine`; OFFERS_ENGINE_SOURCE=path, download or
build allows only that source.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import http.client
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLI = HERE / "cli"
HOST = HERE / "python-host"

# `--run-program`, on which refresh with fresh credentials stands, came with 3.160 to 3.170 and
# resource hooks with 3.182; engines older than 3.200 were never tried with this package.
MINIMUM = (3, 200, 0)


class Unavailable(Exception):
    """A source cannot give an engine on this machine; the text says why."""


@dataclasses.dataclass(frozen=True)
class Engine:
    source: str
    version: str
    pulumi: str


@dataclasses.dataclass(frozen=True)
class Source:
    title: str
    needs: str
    find: Callable[[Path], Path]


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / ".engine").resolve()
    only = os.environ.get("OFFERS_ENGINE_SOURCE")
    if only and only not in SOURCES:
        return fail(f"OFFERS_ENGINE_SOURCE is {only!r}; it takes {', '.join(SOURCES)}.")
    names = [only] if only else list(SOURCES)
    with sole_use_of(folder):
        try:
            known = noted(folder, names)
            engine = known or obtain(folder, names)
        except Unavailable as reason:
            return fail(str(reason))
        except KeyboardInterrupt:
            return fail("Interrupted; the next run begins this part anew")
        note(folder, engine)
    if engine != known:
        print(f"Engine: Pulumi {engine.version}, {SOURCES[engine.source].title} ({engine.pulumi})")
    return 0


def fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


@contextlib.contextmanager
def sole_use_of(folder: Path) -> Iterator[None]:
    """Keeps a second `make setup` waiting, and clears what a killed one left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for unfinished in folder.glob("unfinished-*"):
            shutil.rmtree(unfinished)
        yield


def noted(folder: Path, names: list[str]) -> Engine | None:
    """Return the engine that an earlier run found, if it still works and is still the wanted one."""
    try:
        engine = Engine(**json.loads((folder / "engine.json").read_text()))
        engine = dataclasses.replace(engine, version=suitable(Path(engine.pulumi)))
    except (OSError, ValueError, TypeError, Unavailable):
        return None
    wanted = engine.source in names
    if engine.source == "build":
        wanted = wanted and engine.version == pinned(CLI).removeprefix("v")
    return engine if wanted else None


def obtain(folder: Path, names: list[str]) -> Engine:
    """Return the engine of the first source that has one."""
    failures = []
    for name in names:
        source = SOURCES[name]
        try:
            pulumi = source.find(folder)
            return Engine(source=name, version=suitable(pulumi), pulumi=str(pulumi))
        except Unavailable as reason:
            failures.append(f"  {source.title}\n    failed: {reason}\n    needs:  {source.needs}")
    raise Unavailable("There is no Pulumi engine, and none could be had. What was tried:\n" + "\n".join(failures))


def note(folder: Path, engine: Engine) -> None:
    """Write the wrapper, then the note that makes the next run short; both whole or not at all."""
    launch = [sys.executable, "-IS", str(HERE / "launch.py"), engine.pulumi]
    wrapper = f'#!/bin/sh\nexec {shlex.join(launch)} "$@"\n'
    replace(folder / "bin" / "pulumi", wrapper, mode=0o755)
    replace(folder / "engine.json", json.dumps(dataclasses.asdict(engine), indent=2), mode=0o644)


def replace(file: Path, text: str, *, mode: int) -> None:
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(text)
    new.chmod(mode)
    new.replace(file)


def suitable(pulumi: Path) -> str:
    """Return the version of an engine that is new enough and supports Python."""
    try:
        output = run([str(pulumi), "version"], timeout=60)
    except (OSError, subprocess.SubprocessError) as exc:
        raise Unavailable(f"{pulumi} does not run: {last_words(exc)}") from exc
    version = re.search(r"^v?((\d+)\.(\d+)\.(\d+)\S*)$", output, re.MULTILINE)
    if version is None:
        raise Unavailable(f"{pulumi} does not tell its version, but {output.strip()!r}")
    number = tuple(map(int, version.groups()[1:]))
    if not MINIMUM <= number < (MINIMUM[0] + 1,):
        raise Unavailable(f"{pulumi} is {version[1]}, and not {dotted(MINIMUM)} or a newer 3.x")
    beside = [str(pulumi.parent), str(pulumi.resolve().parent), os.environ.get("PATH", "")]
    if shutil.which("pulumi-language-python", path=os.pathsep.join(beside)) is None:
        raise Unavailable(f"{pulumi} comes without pulumi-language-python")
    return version[1]


# Source 1: a pulumi on PATH


def from_path(folder: Path) -> Path:
    reasons = []
    for directory in os.environ.get("PATH", "").split(os.pathsep):
        # A checkout's own wrapper is what we make here, and is no engine.
        found = shutil.which("pulumi", path=directory) if directory else None
        if found is None or Path(found).resolve().parent.parts[-2:] == (".engine", "bin"):
            continue
        pulumi = Path(found).absolute()
        try:
            suitable(pulumi)
            return pulumi
        except Unavailable as reason:
            reasons.append(str(reason))
    raise Unavailable("; ".join(reasons) or "no pulumi on PATH")


# Source 2: the vendor's download


def from_download(folder: Path) -> Path:
    try:
        # Here and not above: a second run gets by without this import's half second.
        from pulumi.automation import InvalidVersionError, PulumiCommand
    except ImportError as exc:
        raise Unavailable(str(exc)) from exc
    socket.setdefaulttimeout(30)
    with installing(folder / "download") as new:
        try:
            PulumiCommand.install(root=str(new))
        except (
            OSError,
            http.client.HTTPException,
            subprocess.SubprocessError,
            InvalidVersionError,
        ) as exc:
            raise Unavailable(last_words(exc)) from exc
    return folder / "download" / "bin" / "pulumi"


# Source 3: a build from Go modules


def from_build(folder: Path) -> Path:
    if shutil.which("go") is None:
        raise Unavailable("no go on PATH")
    print(f"Building Pulumi {pinned(CLI)} from Go modules: minutes the first time", flush=True)
    with installing(folder / "build") as new:
        # Two modules, because the two parts need different versions of Pulumi's sdk: the language
        # host has moved into a module that no registry serves, and this is its last one before.
        go_build(CLI, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", new / "bin")
        host = "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
        go_build(HOST, host, new / "bin")
        sdk = Path(go(CLI, "list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"))
        for script in (
            sdk / "python" / "cmd" / "pulumi-language-python-exec",
            sdk / "python" / "dist" / "pulumi-resource-pulumi-python",
        ):
            shutil.copyfile(script, new / "bin" / script.name)
            (new / "bin" / script.name).chmod(0o755)
    return folder / "build" / "bin" / "pulumi"


def go_build(module: Path, package: str, into: Path) -> None:
    name = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
    flags = f"-s -w -X {name}={pinned(module)}"
    go(module, "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", f"{into}/", package)


def go(module: Path, *arguments: str) -> str:
    """Run Go for this machine and with this module's checksums, whatever else it is set up for."""
    foreign = {"GOOS", "GOARCH", "GOROOT", "GOEXPERIMENT"}
    env = {name: value for name, value in os.environ.items() if name not in foreign}
    env |= {
        "CGO_ENABLED": "0",
        "GO111MODULE": "on",
        "GOFLAGS": "-mod=readonly",
        "GOTOOLCHAIN": "auto",
        "GOWORK": "off",
    }
    try:
        return run(["go", *arguments], cwd=module, env=env).strip()
    except (OSError, subprocess.SubprocessError) as exc:
        raise Unavailable(f"go {arguments[0]} in {module}: {last_words(exc)}") from exc


def pinned(module: Path) -> str:
    """Return the version of Pulumi in a module's go.mod."""
    required = {CLI: "pkg", HOST: "sdk"}[module]
    pattern = rf"github\.com/pulumi/pulumi/{required}/v3 (v\S+)"
    version = re.search(pattern, (module / "go.mod").read_text())
    assert version is not None
    return version[1]


# What the sources share


@contextlib.contextmanager
def installing(target: Path) -> Iterator[Path]:
    """Make a new folder that becomes `target` once it is complete, and is removed otherwise."""
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=target.parent) as unfinished:
        new = Path(unfinished) / target.name
        (new / "bin").mkdir(parents=True)
        yield new
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)


def run(
    command: list[str],
    *,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    timeout: float | None = None,
) -> str:
    env = {**(os.environ if env is None else env), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    return subprocess.run(command, cwd=cwd, env=env, timeout=timeout, check=True, capture_output=True, text=True).stdout


def last_words(exc: Exception) -> str:
    """Return an error in one line; for a failed command, the last three lines of its output."""
    if isinstance(exc, subprocess.CalledProcessError):
        said = exc.stderr or exc.output or ""
        lines = (said if isinstance(said, str) else said.decode(errors="replace")).split("\n")
        return " / ".join([line.strip() for line in lines if line.strip()][-3:]) or str(exc)
    return f"{exc} ({type(exc).__name__})"


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


SOURCES = {
    "path": Source(
        title="a pulumi on PATH",
        needs=f"Pulumi {dotted(MINIMUM)} or newer with its Python language host",
        find=from_path,
    ),
    "download": Source(
        title="the vendor's download",
        needs="https access to get.pulumi.com",
        find=from_download,
    ),
    "build": Source(
        title="a build from Go modules",
        needs="Go 1.25.11 or newer, a Go module proxy (or a filled module cache), 4 GB of disk",
        find=from_build,
    ),
}


if __name__ == "__main__":
    sys.exit(main())
