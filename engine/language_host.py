"""Makes language hosts besides Python's, for an engine that was built here: every official Pulumi has them.

`python -m engine.language_host NAME...` puts them beside the engine of `.engine`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from engine.obtain import HERE, Unavailable, fail, go, installing, noted, sole_use_of

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
            obtain(name, HERE.parent / ".engine")
    except Unavailable as reason:
        return fail(str(reason))
    return 0


def obtain(name: str, folder: Path) -> Path:
    """Return the host; it is built where the engine of `folder` has none beside it.

    Raises:
        Unavailable: there is no engine, or the build fails.
    """
    with sole_use_of(folder):
        engine = noted(folder, ["path", "download", "build"])
        if engine is None:
            raise Unavailable("there is no engine: run `make setup`")
        host = f"pulumi-language-{name}"
        beside = Path(engine.pulumi).resolve().parent / host
        found = shutil.which(host)
        if beside.exists() or (engine.source != "build" and found):
            return beside if beside.exists() else Path(str(found))
        with installing(folder / f"{name}-host") as new:
            flags = ("-trimpath", "-buildvcs=false", "-ldflags", "-s -w")
            go(HERE / f"{name}-host", "build", *flags, "-o", f"{new}/bin/", HOSTS[name])
        # Beside the engine, as one on PATH is a warning in every command.
        shutil.copy(folder / f"{name}-host" / "bin" / host, beside)
        return beside


if __name__ == "__main__":
    sys.exit(main())
