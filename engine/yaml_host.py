"""Makes the language host of YAML, for an engine that was built here: every official Pulumi has it.

`yaml_host.py [FOLDER]` puts it beside the engine of FOLDER, `.engine` if none is given.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from engine.obtain import HERE, Unavailable, fail, go, installing, noted, sole_use_of

NAME = "pulumi-language-yaml"


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / ".engine").resolve()
    try:
        obtain(folder)
    except Unavailable as reason:
        return fail(str(reason))
    return 0


def obtain(folder: Path) -> Path:
    """The host; it is built where the engine has none beside it.

    Raises:
        Unavailable: there is no engine, or the build fails.
    """
    with sole_use_of(folder):
        engine = noted(folder, ["path", "download", "build"])
        if engine is None:
            raise Unavailable("there is no engine: run `make setup`")
        beside = Path(engine.pulumi).resolve().parent / NAME
        found = shutil.which(NAME)
        if beside.exists() or (engine.source != "build" and found):
            return beside if beside.exists() else Path(str(found))
        with installing(folder / "yaml-host") as new:
            package = f"github.com/pulumi/pulumi-yaml/cmd/{NAME}"
            go(
                HERE / "yaml-host",
                "build",
                "-trimpath",
                "-buildvcs=false",
                "-ldflags",
                "-s -w",
                "-o",
                f"{new}/bin/",
                package,
            )
        # Beside the engine, as one on PATH is a warning in every command.
        shutil.copy(folder / "yaml-host" / "bin" / NAME, beside)
        return beside


if __name__ == "__main__":
    sys.exit(main())
