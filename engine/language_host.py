"""Makes language hosts besides Python's, for an engine that was built here: every official Pulumi has them.

`python -m engine.language_host NAME...` puts them beside the engine of `.engine`.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from engine.obtain import HERE, SOURCES, Engine, Unavailable, fail, go, installing, noted, replace, sole_use_of

# What to build in the module `NAME-host`. That of Node.js is upstream's last one in a module that a registry serves.
HOSTS = {
    "nodejs": "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    "yaml": "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
}


def main() -> int:
    names = sys.argv[1:]
    if not names or set(names) - set(HOSTS):
        return fail(f"got {' '.join(names) or 'no name'}; it takes {' and '.join(HOSTS)}")
    try:
        for name in names:
            provide(name, HERE.parent / ".engine")
    except Unavailable as reason:
        return fail(str(reason))
    return 0


def provide(name: str, folder: Path) -> Path:
    """Return the host of the engine of `folder`; for an engine that was built here it is built too.

    Raises:
        Unavailable: there is no engine, an engine from elsewhere comes without the host, or the build fails.
    """
    with sole_use_of(folder):
        engine = noted(folder, list(SOURCES))
        if engine is None:
            raise Unavailable("there is no engine: run `make setup`")
        return _built(name, folder, engine) if engine.source == "build" else _installed(name, engine)


def _installed(name: str, engine: Engine) -> Path:
    """Return the host that came with somebody's Pulumi, in whose folder we write nothing."""
    host = f"pulumi-language-{name}"
    beside = Path(engine.pulumi).resolve().parent
    found = shutil.which(host, path=os.pathsep.join([str(beside), os.environ.get("PATH", os.defpath)]))
    if found is None:
        raise Unavailable(f"{host} is neither on PATH nor in {beside}: install it with Pulumi")
    return Path(found)


def _built(name: str, folder: Path, engine: Engine) -> Path:
    """Build the host beside the engine, as one on PATH is a warning in every command, unless it is there."""
    host = Path(engine.pulumi).resolve().with_name(f"pulumi-language-{name}")
    wanted, made_from = (HERE / f"{name}-host" / "go.mod").read_text(), host.with_name(f"{name}-host.go.mod")
    if host.exists() and made_from.exists() and made_from.read_text() == wanted:
        return host
    with installing(folder / f"{name}-host") as new:
        flags = ("-trimpath", "-buildvcs=false", "-ldflags", "-s -w")
        go(HERE / f"{name}-host", "build", *flags, "-o", f"{new}/bin/", HOSTS[name])
    shutil.copy(folder / f"{name}-host" / "bin" / host.name, host.with_suffix(".new"))
    host.with_suffix(".new").replace(host)
    replace(made_from, wanted, mode=0o644)
    return host


if __name__ == "__main__":
    sys.exit(main())
