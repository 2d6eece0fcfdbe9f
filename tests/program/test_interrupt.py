"""What SIGINT does to a program: the engine sends it once a run has failed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from offer_resources.program import interrupt
from tests.support.checkout import CHECKOUT
from tests.support.sigint import sigint

# As the engine's script: it waits at its end for a call of which no answer comes.
RUNNER = """\
import asyncio, concurrent.futures, sys, threading
from offer_resources.program import interrupt

loop, calls = asyncio.new_event_loop(), concurrent.futures.ThreadPoolExecutor()
loop.set_default_executor(calls)

async def program():
    interrupt.end_at_once()
    {run}()
    await loop.run_in_executor(None, call)

def call():
    main = threading.main_thread().ident
    while sys._current_frames()[main].f_globals["__name__"] != "selectors":
        pass
    print("waits", flush=True)
    threading.Event().wait()

def nothing():
    pass

def work():
    try:
        print("works", flush=True)
        while True:
            pass
    finally:
        print("cleared up", flush=True)

try:
    loop.run_until_complete(program())
finally:
    calls.shutdown(wait=True)
"""


def interrupted(folder: Path, run: str) -> tuple[int, str]:
    """Run a program, send it SIGINT once it says what it does, and return its end and what it has printed since."""
    script = folder / "runner.py"
    script.write_text(RUNNER.format(run=run))
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with (
        sigint(signal.default_int_handler),
        subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=env) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.readline()
        if rest:
            process.kill()
        return process.wait(), rest


def test_a_program_that_waits_for_the_engine_ends(tmp_path: Path) -> None:
    """It does not wait for calls under way, which no answer may come to before it ends."""
    assert interrupted(tmp_path, "nothing") == (-signal.SIGINT, "")


def test_the_programs_own_code_can_clear_up(tmp_path: Path) -> None:
    """It is stopped as any code in Python, so that it does what it has to do in the end."""
    assert interrupted(tmp_path, "work")[1] == "cleared up\n"


@pytest.mark.parametrize("handler", [signal.SIG_IGN, lambda *_: None], ids=["ignored", "another"])
def test_a_handler_of_the_programs_own_stays(handler: object) -> None:
    with sigint(handler):
        interrupt.end_at_once()
        assert signal.getsignal(signal.SIGINT) is handler


def test_a_process_of_the_users_own_is_left_alone() -> None:
    """The Automation API runs a program in a thread of it."""
    with sigint(signal.default_int_handler), ThreadPoolExecutor() as threads:
        threads.submit(interrupt.end_at_once).result()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
