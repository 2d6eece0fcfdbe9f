"""Watches the engine that started this process, as state will not have what is written after the engine's end.

The engine starts a provider with its own address as the last argument (`pulumi.dynamic.__main__`, and
`plugin/provider_plugin.go` of Pulumi 3.250). It ends a host with SIGINT, but not if it is killed itself.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Sequence

_SECONDS = 1.0
_SECONDS_BETWEEN_LOOKS = 2.0


class ParentEngine:
    """The engine of this process.

    Attributes:
        address: where it listens, different for each run; None if something else started this process.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        address = arguments[-1] if arguments else ""
        is_one = re.fullmatch(r"(127\.0\.0\.1|localhost):\d{1,5}", address) and _answers(address)
        self.address = address if is_one else None

    @property
    def is_gone(self) -> bool:
        return self.address is not None and not _answers(self.address)

    def end_with_it(self) -> None:
        """End this process, from now on, when the engine has gone, as if the engine had ended it."""
        if self.address is not None:
            threading.Thread(target=self._end_with_it, daemon=True).start()

    def _end_with_it(self) -> None:
        while not self.is_gone:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        # The host finishes the calls under way first; a second signal would end them.
        if threading.main_thread().is_alive():
            os.kill(os.getpid(), _last_signal())


def _last_signal() -> signal.Signals:
    """Return SIGINT, or SIGTERM where it is ignored, also in the host: nohup, background jobs, some CI runners."""
    return signal.SIGTERM if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else signal.SIGINT


def _answers(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        socket.create_connection((host, int(port)), _SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:  # the engine is too busy, or we have too many open files: it still runs
        return True
    return True
