"""Lets a program end at once when its run has failed.

The engine then interrupts the program with SIGINT, and waits for five seconds before it kills it (`ExecPlugin` in
`go/common/resource/plugin/plugin.go` of Pulumi's SDK 3.250). The script that runs programs in Python waits at its end
for the registrations under way, which the engine may answer only after the program has ended.
"""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType


def end_at_once() -> None:
    """From now on end at SIGINT while the program waits for the engine; elsewhere the program's own code is stopped.

    Leaves a program alone that has its own handler, and one that the Automation API runs: in a thread of the user's
    process.
    """
    is_own_process = threading.current_thread() is threading.main_thread()
    if is_own_process and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def _end(number: int, frame: FrameType | None) -> None:
    if frame is None or frame.f_globals.get("__name__") != "selectors":
        signal.default_int_handler(number, frame)
    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
