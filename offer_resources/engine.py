"""Whether the engine that started this process still runs: what is made after its end, no state will ever have.

The engine starts a provider host with its own address as the only argument (`pulumi.dynamic.__main__`, and
`plugin/provider_plugin.go` of Pulumi 3.250); nothing tells the host when the engine is killed.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Sequence

_SECONDS = 1.0


class Engine:
    """The engine of this process.

    Attributes:
        is_known: whether there is one; a process that something else has started has none.
    """

    def __init__(self, arguments: Sequence[str] = sys.argv[1:]) -> None:
        address = re.fullmatch(r"(127\.0\.0\.1|localhost):(\d{1,5})", arguments[0]) if arguments else None
        self._address = (address[1], int(address[2])) if address else None
        self.is_known = self._answers()

    @property
    def is_gone(self) -> bool:
        return self.is_known and not self._answers()

    def _answers(self) -> bool:
        if self._address is None:
            return False
        try:
            socket.create_connection(self._address, _SECONDS).close()
        except OSError:
            return False
        return True
