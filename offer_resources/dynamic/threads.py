"""More than four calls at a time in Pulumi's provider host, whose thread pool has a fixed size.

The reasoning, and what upstream should do instead, is in docs/design/host-threads.md.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

# Calls that send nothing, such as checks, go on while all others wait for answers.
_SPARE = 4

# However high aep:maxConcurrency is: the engine has 4 steps for each core under way at once.
_MOST = 128

SWITCH = "OFFERS_WIDEN"


def allow_more_threads(most_in_flight: int, environ: Mapping[str, str] = os.environ) -> None:
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
    """The pool this thread works for; nobody hands it to a provider, but its threads have a reference to it.

    Asking the garbage collector instead would get hold of tuples that other threads are still building, which fails
    them (https://github.com/python/cpython/issues/39117).
    """
    arguments = getattr(threading.current_thread(), "_args", ())
    reference = next(iter(arguments), None)
    pool = reference() if isinstance(reference, weakref.ref) else None
    return pool if type(pool) is ThreadPoolExecutor else None
