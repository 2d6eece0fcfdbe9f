"""`pulumi-resource-aep`: the process of the plugin, as the engine starts and ends it."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2_grpc

from ..door import process
from .engine_log import EngineLog
from .servicer import Plugin

# More than the engine has calls under way: 4 for each core, or as many as --parallel says. Calls beyond these wait for
# their turn; a thread starts only when it is needed.
_THREADS = 132

# How long calls under way may take once the process has been told to end.
_GRACE_SECONDS = 60


def main() -> None:
    """Serve the engine whose address is the last argument, until it ends this process or is gone."""
    gc.freeze()  # what is imported lives as long as the process: the collector need not look through it
    told_to_end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told_to_end.set())
    server = grpc.server(ThreadPoolExecutor(_THREADS), options=_GRPC_CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Plugin(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    address = process.engine().address
    if address is not None:
        sys.stderr = EngineLog(address)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    told_to_end.wait()
    server.stop(_GRACE_SECONDS).wait()
