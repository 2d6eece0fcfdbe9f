"""What SIGINT does, for tests that start processes: they inherit whether it is ignored."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def sigint(action: Any) -> Iterator[None]:
    """Set what SIGINT does here, and so in the processes that are started meanwhile."""
    previous = signal.signal(signal.SIGINT, action)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
