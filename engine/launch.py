"""Starts the engine: `launch.py ENGINE ARGUMENT...`, as `.engine/bin/pulumi` does.

Two things are put right first, so that every engine behaves the same wherever it came from and
whoever starts it.
"""

import os
import signal
import sys

engine = sys.argv[1]

# Where SIGINT is ignored (nohup, a shell's background job, some CI runners) the language host
# never hears the engine's "stop" and is killed after 5 s, on every run of a program.
signal.signal(signal.SIGINT, signal.SIG_DFL)

# A language host runs the first python3 on PATH where it does not know Pulumi.yaml's
# `virtualenv`, and the engine looks for its plugins on PATH.
os.environ["PATH"] = os.pathsep.join(
    [
        os.path.dirname(sys.executable),
        os.path.dirname(engine),
        os.environ.get("PATH", os.defpath),
    ]
)

os.execv(engine, sys.argv[1:])
