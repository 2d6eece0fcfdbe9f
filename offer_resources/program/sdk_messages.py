"""Leaves out what the SDK reports to nobody: four debug messages about every resource of a program.

Each is a call of the engine that the program waits for, and the engine shows none without its option `--debug`. They
were a quarter of a preview of 500 offers (docs/reference/pulumi-dynamic-provider.md 14 #9).
"""

from __future__ import annotations

import sys
from typing import Any

from pulumi import log

from ..door.process import is_debugging


class _Log:
    """`pulumi.log` as the SDK's own modules see it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(log, name)

    def debug(self, *message: Any, **options: Any) -> None:
        if is_debugging():
            log.debug(*message, **options)


def leave_out_debug() -> None:
    """From now on send debug messages of the SDK only with `OFFERS_LOG=debug`; those of the program go on."""
    for name in ("pulumi.runtime.resource", "pulumi.runtime.rpc_manager"):
        module = sys.modules.get(name)
        # The SDK promises these names to nobody. Without them its messages are sent, and only time is lost.
        if hasattr(module, "log"):
            vars(module)["log"] = _Log()
