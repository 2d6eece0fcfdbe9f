"""Allows more than four simultaneous calls in Pulumi's provider host, whose thread pool has a fixed size.

The reasoning, and what upstream should do instead, is in docs/design/host-threads.md.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

# Threads for calls that send nothing, such as checks, while all others wait for answers.
_SPARE = 4

# The limit, however high aep:maxConcurrency is: the engine runs 4 steps for each core at once.
_MOST = 128

SWITCH = "OFFERS_WIDEN"


def allow_more_threads(most_in_flight: int, environ: Mapping[str, str] = os.environ) -> None:
    """Let this thread's pool run this many calls at once; change nothing if the pool is not as expected."""
    if most_in_flight <= _SPARE or environ.get(SWITCH) == "no":
        return
    pool = _own_pool()
    wanted = min(most_in_flight + _SPARE, _MOST)
    if pool is None or getattr(pool, "_max_workers", wanted) >= wanted:
        return
    pool._max_workers = wanted
    # A pool starts threads only when a call is submitted. Calls may be waiting already, and the next one may be
    # submitted only after one of them has ended.
    for _ in range(wanted):
        pool.submit(int)


def _own_pool() -> ThreadPoolExecutor | None:
    """Return the pool of this thread, through the reference that the thread has; the host does not hand it out.

    To ask the garbage collector instead would touch tuples that other threads are still building, which breaks them
    (https://github.com/python/cpython/issues/39117).
    """
    arguments = getattr(threading.current_thread(), "_args", ())
    reference = next(iter(arguments), None)
    pool = reference() if isinstance(reference, weakref.ref) else None
    return pool if type(pool) is ThreadPoolExecutor else None
