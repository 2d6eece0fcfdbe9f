"""Generates the plugin's SDK for another language, as `pulumi package add` does where Pulumi is an official one.

`python -m engine.sdk LANGUAGE PROJECT` writes it to PROJECT/sdks/aep. The text is upstream's own: the language hosts
that generate SDKs are in modules that no registry serves, but what they call is part of the engine's.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from engine.obtain import CLI, HERE, Unavailable, fail, go, last_words, run

LANGUAGES = ("nodejs", "go")
PULUMI = HERE.parent / ".engine" / "bin" / "pulumi"
PLUGIN = Path(sys.executable).parent / "pulumi-resource-aep"


def main() -> int:
    arguments = sys.argv[1:]
    if len(arguments) != 2 or arguments[0] not in LANGUAGES:
        return fail(
            f"got {' '.join(arguments) or 'nothing'}; it takes {' or '.join(LANGUAGES)}, and a project's folder"
        )
    try:
        generate(arguments[0], Path(arguments[1]).resolve())
    except Unavailable as reason:
        return fail(str(reason))
    return 0


def generate(language: str, project: Path) -> None:
    """Write the SDK of `nodejs` or `go` in place of the one that the project has.

    Raises:
        Unavailable: the plugin gives no schema, or the generator cannot be built or fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder) / "schema.json"
        schema.write_text(_schema(), encoding="utf-8")
        sdk = Path(folder) / "sdk"
        go(CLI, "run", "-trimpath", "-buildvcs=false", "./sdk", language, str(schema), str(sdk))
        shutil.rmtree(project / "sdks" / "aep", ignore_errors=True)
        shutil.copytree(sdk, project / "sdks" / "aep")


def _schema() -> str:
    """Return the schema with the version, as the plugin gives it to `pulumi package add`."""
    try:
        return run([str(PULUMI), "package", "get-schema", str(PLUGIN)], timeout=120)
    except (OSError, subprocess.SubprocessError) as exc:
        raise Unavailable(f"{PLUGIN}: {last_words(exc)}") from exc


if __name__ == "__main__":
    sys.exit(main())
