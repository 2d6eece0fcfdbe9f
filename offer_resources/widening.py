"""More than four calls at a time in Pulumi's provider host, whose thread pool has a fixed size.

The reasoning, and what upstream should do instead, is in docs/design/host-threads.md.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

# Calls that send nothing, such as checks, go on while all others wait for answers.
_SPARE = 4

# However high aep:maxConcurrency is: the engine has 4 steps for each core under way at once.
_MOST = 128

SWITCH = "OFFERS_WIDEN"


def widen(most_in_flight: int, environ: Mapping[str, str] = os.environ) -> None:
    """Let this thread's pool run so many calls at once; where that cannot be done, all stays as it is."""
    if most_in_flight <= _SPARE or environ.get(SWITCH) == "no":
        return
    pool = _own_pool()
    wanted = min(most_in_flight + _SPARE, _MOST)
    if pool is None or getattr(pool, "_max_workers", wanted) >= wanted:
        return
    pool._max_workers = wanted
    # A pool starts threads only when something is submitted; calls may be waiting already, and none be submitted
    # before one of them is done.
    for _ in range(wanted):
        pool.submit(int)


def _own_pool() -> ThreadPoolExecutor | None:
    """The pool this thread works for; nobody hands it to a provider."""
    thread = threading.current_thread()
    for found in gc.get_objects():
        if type(found) is ThreadPoolExecutor and thread in getattr(found, "_threads", ()):
            return found
    return None
