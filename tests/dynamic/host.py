"""A provider as the engine runs it: a process of its own, `python -u -m pulumi.dynamic` or the plugin, called by gRPC.

with Host(config) as host:
    checked = host.offers.check({"name": "Summer"})
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime import rpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from typing_extensions import Self

from offer_resources import provider as provider_classes
from offer_resources.door.tokens import DYNAMIC, PLUGIN, Door
from offer_resources.dynamic.provider import OfferLibraryProvider
from offer_resources.provider import FallbackOfferProvider, PlacementProvider
from offer_resources.settings import SECRET_KEYS
from tests.dynamic.calls import Calls, HostError, HostGone, call, struct
from tests.support.forks import Fork, Forks

_COMMANDS = {
    DYNAMIC: [sys.executable, "-u", "-m", "pulumi.dynamic"],
    PLUGIN: [str(Path(sys.executable).with_name("pulumi-resource-aep"))],
}

_START_SECONDS = 60
_CHANNEL_OPTIONS = [
    *_GRPC_CHANNEL_OPTIONS,
    ("grpc.enable_http_proxy", 0),
    # A later host may get an earlier one's port, and must not inherit the back-off of that connection.
    ("grpc.use_local_subchannel_pool", 1),
]


class Host:
    """A provider host, from `with` to the end of the block.

    Attributes:
        offers: the calls for fallback offers.
        placements: the calls for placements.
        stub: all calls, as they are on the wire.

    Args:
        config: what the engine sends: text under `aep:…` keys for the default provider, typed values for an explicit.
        door: which provider it is.
        env: its environment besides PATH and PULUMI_HOME; nothing else of ours is inherited.
        cwd: its working directory.
        engine: the address it is told as the engine's; without one it belongs to no engine.
        forks: what to fork it from, rather than starting Python anew.
        provider: the name of the engine's resource for it, which begins with `default` unless a program declares it.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        *,
        door: Door = DYNAMIC,
        env: Mapping[str, str] | None = None,
        cwd: Path = Path("/"),
        engine: str | None = None,
        forks: Forks | None = None,
        provider: str = "default",
    ):
        self._config = {door.config_prefix + key.removeprefix("aep:"): value for key, value in config.items()}
        self._door = door
        self._arguments = [engine] if engine else []
        inherited = {name: os.environ[name] for name in ("PATH", "PULUMI_HOME")}
        self._env = {**inherited, "OFFERS_RETRY_WAIT_SECONDS": "0.01", **(env or {})}
        self._cwd = cwd
        self._forks = forks
        self._provider = provider
        self._cleanup = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._stderr = stack.enter_context(tempfile.TemporaryFile())
            self._process = self._start(stack)
            channel = grpc.insecure_channel(f"127.0.0.1:{self._port()}", options=_CHANNEL_OPTIONS)
            stack.callback(channel.close)
            self.stub = provider_pb2_grpc.ResourceProviderStub(channel)
            self._configure()
            self.offers = self.calls(FallbackOfferProvider)
            self.placements = self.calls(PlacementProvider)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    def calls(self, provider: type[OfferLibraryProvider]) -> Calls:
        """Return the calls for any family's provider class."""
        return Calls(self.stub, provider, self._door)

    def resource(self, name: str) -> Calls:
        """Return the calls for the resource class of this name."""
        return self.calls(getattr(provider_classes, f"{name}Provider"))

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def stderr(self) -> str:
        """What the host has written to stderr so far; the engine shows it to the person at the terminal."""
        # The process shares the file's position with us, so ours must not move it.
        return os.pread(self._stderr.fileno(), os.fstat(self._stderr.fileno()).st_size, 0).decode()

    def wait(self) -> None:
        """Return once the process has ended by itself."""
        self._process.wait(_START_SECONDS)

    def kill(self) -> None:
        """End the process with SIGKILL; calls under way and later ones raise HostGone."""
        self._process.kill()
        self._process.wait()

    def _configure(self) -> None:
        """Hand over the settings, as they are for the dynamic host and checked for the plugin."""
        args = struct(self._config)
        if self._door is PLUGIN:
            urn = f"urn:pulumi:dev::offers::{PLUGIN.provider_type}::{self._provider}"
            checked = call(self.stub.CheckConfig, provider_pb2.CheckRequest(urn=urn, news=args))
            if checked.failures:
                raise HostError("; ".join(failure.reason for failure in checked.failures))
            args = checked.inputs
        else:
            secret = {key: rpc.wrap_rpc_secret(self._config[key]) for key in SECRET_KEYS if key in self._config}
            args.update(secret)
        request = provider_pb2.ConfigureRequest(args=args, acceptSecrets=True, acceptResources=True)
        call(self.stub.Configure, request)

    def _start(self, stack: contextlib.ExitStack) -> subprocess.Popen[bytes] | Fork:
        process: subprocess.Popen[bytes] | Fork
        # What Python itself reads of its environment, it reads when it starts.
        if self._forks and not any(name.startswith("PYTHON") for name in self._env):
            process = self._forks.start(self._arguments, cwd=self._cwd, env=self._env, stderr=self._stderr)
        else:
            process = subprocess.Popen(
                [*_COMMANDS[self._door], *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                cwd=self._cwd,
                env=self._env,
            )
        stack.enter_context(process)  # closes the pipe and waits
        stack.callback(process.kill)
        return process

    def _port(self) -> int:
        """Return the first line the host prints; it accepts connections by then."""
        assert self._process.stdout is not None
        readable, _, _ = select.select([self._process.stdout], [], [], _START_SECONDS)
        line = self._process.stdout.readline() if readable else b""
        if not line:
            raise HostGone(f"the host told no port: {self.stderr}")
        return int(line)


# Makes a Host, with its arguments.
Start = Callable[..., Host]
