"""Starts the engine: `launch.py ENGINE ARGUMENT...`, as `.engine/bin/pulumi` does.

Two things are put right first, so that every engine behaves the same wherever it came from and
whoever starts it.
"""

from __future__ import annotations

import os
import re
import signal
import sys

# Verbs that run a program or its provider. Others, such as `pulumi install`, need no environment yet.
RUNS_PYTHON = {"up", "update", "preview", "pre", "refresh", "destroy", "down", "watch", "import"}

# Options before the verb that take no value. Of all others the engine takes the next word for the value.
SWITCHES = {
    "-Q",
    "-e",
    "-h",
    "--disable-integrity-checking",
    "--emoji",
    "--fully-qualify-stack-names",
    "--help",
    "--logflow",
    "--logtostderr",
    "--non-interactive",
}


def main() -> None:
    engine, arguments = sys.argv[1], sys.argv[2:]
    # Where SIGINT is ignored (nohup, a shell's background job, some CI runners) the language host
    # never hears the engine's "stop" and is killed after 5 s, on every run of a program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A language host runs the first python3 on PATH where it does not know Pulumi.yaml's
    # `virtualenv`, and the engine looks for its plugins on PATH.
    folders = [environment(arguments), os.path.dirname(engine), os.environ.get("PATH", os.defpath)]
    os.environ["PATH"] = os.pathsep.join(folders)
    os.execv(engine, [engine, *arguments])


def environment(arguments: list[str]) -> str:
    """Return the folder of the program's python3: of the project's `virtualenv`, else of this checkout's."""
    own = os.path.dirname(sys.executable)
    folder, verb = read(arguments)
    project = project_file(folder)
    named = project and virtualenv(project)
    if named and os.path.exists(os.path.join(named, "bin", "python3")):
        return os.path.join(named, "bin")
    if named and verb in RUNS_PYTHON:
        sys.exit(
            f"error: {project} names the virtualenv {named}, which has no bin/python3:"
            " make it, and install offer-resources there with pip"
        )
    return own


def read(arguments: list[str]) -> tuple[str, str]:
    """Return the folder in which the engine will look for the project (its --cwd or -C), and its verb."""
    folder, verb, rest = os.curdir, "", iter(arguments)
    for argument in rest:
        if argument in ("--cwd", "-C"):
            folder = next(rest, folder)
        elif argument.startswith("--cwd="):
            folder = argument.removeprefix("--cwd=")
        elif verb:
            continue
        elif not argument.startswith("-"):
            verb = argument
        elif "=" not in argument and argument not in SWITCHES:
            next(rest, None)
    return os.path.abspath(folder), verb


def project_file(folder: str) -> str | None:
    """Return the nearest project file, in this folder or above it."""
    while True:
        for name in ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json"):
            if os.path.isfile(os.path.join(folder, name)):
                return os.path.join(folder, name)
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)


def virtualenv(project: str) -> str | None:
    """Return the folder that the project's `virtualenv` names, from its line: there is no YAML parser here."""
    with open(project, encoding="utf-8") as file:
        found = re.search(r"""^[^#\n]*\bvirtualenv["']?:[ \t]*(["']?)([^"'#,}\n]+)\1""", file.read(), re.MULTILINE)
    return os.path.normpath(os.path.join(os.path.dirname(project), found[2].strip())) if found else None


if __name__ == "__main__":
    main()
