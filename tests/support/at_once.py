"""How many requests are under way at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from offer_resources.emulator import Delay, Emulator


def assert_deletes_at_once(emulator: Emulator, most: int, delete: Callable[[int], object], *, calls: int) -> None:
    """Assert that of so many deletes that begin together `most` are sent before the first is answered, and no more.

    Args:
        delete: sends the delete of a number, from 0 up.
    """
    emulator.clear_requests()
    emulator.fault(Delay(milliseconds=600_000), method="DELETE", times=0)
    with ThreadPoolExecutor(calls) as pool:
        deletes = [pool.submit(delete, number) for number in range(calls)]
        try:
            emulator.wait_for("DELETE", "/offers", count=most)
            with pytest.raises(TimeoutError):
                emulator.wait_for("DELETE", "/offers", count=most + 1, timeout_seconds=0.3)
        finally:
            emulator.clear_faults()
    assert [one.exception() for one in deletes] == [None] * calls
    assert [request.method for request in emulator.requests].count("DELETE") == calls
