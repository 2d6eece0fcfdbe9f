"""Whether the engine that started this process still runs: what is written after its end, no state will ever have.

The engine starts a provider host with its own address as the only argument (`pulumi.dynamic.__main__`, and
`plugin/provider_plugin.go` of Pulumi 3.250). It ends a host by SIGINT, but not when it is killed itself.
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
        address: where it listens, which tells one run from another; None if something else has started the process.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        address = arguments[0] if arguments else ""
        is_one = re.fullmatch(r"(127\.0\.0\.1|localhost):\d{1,5}", address) and _answers(address)
        self.address = address if is_one else None

    @property
    def is_gone(self) -> bool:
        return self.address is not None and not _answers(self.address)

    def end_with_it(self) -> None:
        """From now on this process ends when the engine is gone, as if the engine had ended it."""
        if self.address is not None:
            threading.Thread(target=self._end_with_it, daemon=True).start()

    def _end_with_it(self) -> None:
        while not self.is_gone:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        # Calls under way come to their end first; a second signal would cut them off.
        if threading.main_thread().is_alive():
            os.kill(os.getpid(), _last_signal())


def _last_signal() -> signal.Signals:
    """SIGINT, but below nohup, in a shell's background job and on some CI runners it is ignored, also in the host."""
    return signal.SIGTERM if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else signal.SIGINT


def _answers(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        socket.create_connection((host, int(port)), _SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:  # too busy, or we have too many open files: it is there all the same
        return True
    return True
