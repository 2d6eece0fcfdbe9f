"""Shows what the plugin writes to stderr: the engine shows a dynamic host's, and hides a plugin's.

Source: `newPlugin` in `sdk/go/common/resource/plugin/plugin.go` of Pulumi 3.250.
"""

from __future__ import annotations

import io
import sys

import grpc  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

_SECONDS = 2.0


class EngineLog(io.TextIOBase):
    """A stderr whose lines the engine shows with the run's messages; once it takes none, they go to the real one.

    Args:
        address: where the engine listens.
    """

    def __init__(self, address: str) -> None:
        # The engine is on this machine, and a proxy of the environment is not.
        channel = grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)])
        self._engine = engine_pb2_grpc.EngineStub(channel)
        self._is_deaf = False

    def write(self, text: str) -> int:
        for line in filter(str.strip, text.splitlines()):
            if self._is_deaf or not self._show(line):
                (sys.__stderr__ or io.StringIO()).write(f"{line}\n")
        return len(text)

    def _show(self, line: str) -> bool:
        try:
            self._engine.Log(engine_pb2.LogRequest(severity=engine_pb2.INFO, message=line), timeout=_SECONDS)
        except grpc.RpcError:
            self._is_deaf = True
        return not self._is_deaf
