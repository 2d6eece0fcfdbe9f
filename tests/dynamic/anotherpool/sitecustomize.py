"""A Python in which the host's thread pool is of another make: Python imports this before anything else."""

from __future__ import annotations

import concurrent.futures
import queue
import threading
from collections.abc import Callable
from typing import Any


class AnotherPool(concurrent.futures.Executor):
    """Threads that take calls from a queue; nothing in it is called as in ThreadPoolExecutor."""

    def __init__(self, max_workers: int) -> None:
        self.calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        for _ in range(max_workers):
            threading.Thread(target=self.work, daemon=True).start()

    def work(self) -> None:
        while True:
            self.calls.get()()

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()

        def run() -> None:
            try:
                future.set_result(call(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - the caller of result() gets it
                future.set_exception(error)

        self.calls.put(run)
        return future


concurrent.futures.ThreadPoolExecutor = AnotherPool  # type: ignore[misc,assignment]  # that is the point
