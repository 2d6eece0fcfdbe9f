"""The provider host as the engine runs it: a process of its own, `python -u -m pulumi.dynamic`, called over gRPC.

    with Host(config) as host:
        checked = host.offers.check({"name": "Summer"})

What goes in and comes out are plain dicts; numbers in answers are floats, as on the wire. The requests are filled as
`sdk/go/common/resource/plugin/provider_plugin.go` of Pulumi 3.250 fills them.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from typing_extensions import Self

from offer_resources import provider as provider_classes
from offer_resources.dynamic.provider import OfferLibraryProvider
from offer_resources.provider import FallbackOfferProvider, PlacementProvider
from tests.support.forks import Fork, Forks

Props = dict[str, Any]

# Stands for a value that is not known yet, at any depth.
UNKNOWN = rpc.UNKNOWN

_START_SECONDS = 60
_CALL_SECONDS = 60
_SECRET_KEYS = ("aep:clientSecret", "aep:accessToken")
_pickling = threading.Lock()
_CHANNEL_OPTIONS = [
    *_GRPC_CHANNEL_OPTIONS,
    ("grpc.enable_http_proxy", 0),
    # A later host may get an earlier one's port, and must not inherit the back-off of that connection.
    ("grpc.use_local_subchannel_pool", 1),
]


class HostError(Exception):
    """The provider raised; the text is what the engine prints after `error: `."""


class HostGone(Exception):
    """The host did not answer: it was killed, or it hangs."""


@dataclass(frozen=True)
class Checked:
    """What `check` returns; failures are pairs of property and reason."""

    inputs: Props
    failures: list[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    """What `diff` returns; `changes` is the name of the wire's constant."""

    changes: str
    replaces: list[str]


@dataclass(frozen=True)
class Created:
    """What `create` returns, and the inputs it was given."""

    id: str
    outs: Props
    inputs: Props


@dataclass(frozen=True)
class Read:
    """What `read` returns; `inputs` is None where the answer has none."""

    id: str
    outs: Props
    inputs: Props | None


class Calls:
    """The engine's calls for one family; may be made from several threads."""

    def __init__(self, stub: Any, provider: type[OfferLibraryProvider]) -> None:
        self._stub = stub
        self._payload = payload_of(provider)

    def check(self, news: Props, olds: Props | None = None) -> Checked:
        """Called with what a program gives, and the old inputs."""
        request = provider_pb2.CheckRequest(olds=self._struct(olds or {}), news=self._struct(news))
        answer = _call(self._stub.Check, request)
        return Checked(_props(answer.inputs), [(failure.property, failure.reason) for failure in answer.failures])

    def diff(self, id_: str, olds: Props, news: Props) -> Difference:
        """Called with old outputs and checked inputs."""
        request = provider_pb2.DiffRequest(id=id_, olds=self._struct(olds), news=self._struct(news))
        answer = _call(self._stub.Diff, request)
        return Difference(provider_pb2.DiffResponse.DiffChanges.Name(answer.changes), list(answer.replaces))

    def create(self, props: Props) -> Created:
        """Called with checked inputs."""
        answer = _call(self._stub.Create, provider_pb2.CreateRequest(properties=self._struct(props)))
        return Created(answer.id, _props(answer.properties), props)

    def read(self, id_: str, props: Props | None = None) -> Read:
        """Called with old outputs in a refresh, and with what the program gives for a look-up."""
        request = provider_pb2.ReadRequest(id=id_, properties=self._struct(props or {}))
        answer = _call(self._stub.Read, request)
        inputs = _props(answer.inputs) if answer.HasField("inputs") else None
        return Read(answer.id, _props(answer.properties), inputs)

    def update(self, id_: str, olds: Props, news: Props) -> Props:
        """Called with old outputs and checked inputs; returns the new outputs."""
        request = provider_pb2.UpdateRequest(id=id_, olds=self._struct(olds), news=self._struct(news))
        return _props(_call(self._stub.Update, request).properties)

    def delete(self, id_: str, props: Props) -> None:
        """Called with old outputs."""
        _call(self._stub.Delete, provider_pb2.DeleteRequest(id=id_, properties=self._struct(props)))

    def up(self, news: Props) -> Created:
        """Check and create, as the engine does for a new resource."""
        checked = self.check(news)
        assert checked.failures == []
        return self.create(checked.inputs)

    def _struct(self, props: Props) -> Any:
        return _struct({PROVIDER_KEY: self._payload, **props})


class Host:
    """A provider host, from `with` to the end of the block.

    Attributes:
        offers: the calls for fallback offers.
        placements: the calls for placements.

    Args:
        config: what the engine sends: text under `aep:…` keys for the default provider, typed values for an explicit.
        env: its environment besides PATH and PULUMI_HOME; nothing else of ours is inherited.
        cwd: its working directory.
        engine: the address it is told as the engine's; without one it belongs to no engine.
        forks: what to fork it from, rather than starting Python anew.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path = Path("/"),
        engine: str | None = None,
        forks: Forks | None = None,
    ):
        self._config = dict(config)
        self._arguments = [engine] if engine else []
        inherited = {name: os.environ[name] for name in ("PATH", "PULUMI_HOME")}
        self._env = {**inherited, "OFFERS_RETRY_WAIT_SECONDS": "0.01", **(env or {})}
        self._cwd = cwd
        self._forks = forks
        self._cleanup = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._stderr = stack.enter_context(tempfile.TemporaryFile())
            self._process = self._start(stack)
            channel = grpc.insecure_channel(f"127.0.0.1:{self._port()}", options=_CHANNEL_OPTIONS)
            stack.callback(channel.close)
            self._stub = provider_pb2_grpc.ResourceProviderStub(channel)
            _call(self._stub.Configure, _configure_request(self._config))
            self.offers = self.calls(FallbackOfferProvider)
            self.placements = self.calls(PlacementProvider)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    def calls(self, provider: type[OfferLibraryProvider]) -> Calls:
        """Return the calls for any family's provider class."""
        return Calls(self._stub, provider)

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

    def _start(self, stack: contextlib.ExitStack) -> subprocess.Popen[bytes] | Fork:
        process: subprocess.Popen[bytes] | Fork
        if self._forks:
            process = self._forks.start(self._arguments, cwd=self._cwd, env=self._env, stderr=self._stderr)
        else:
            process = subprocess.Popen(
                [sys.executable, "-u", "-m", "pulumi.dynamic", *self._arguments],
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


def payload_of(provider: type[OfferLibraryProvider]) -> str:
    """Return what travels as `__provider`: the provider object as the SDK pickles it."""
    # The SDK puts a pickler of its own into the pickle module meanwhile.
    with _pickling:
        return str(serialize_provider(provider()))


def _configure_request(config: Props) -> provider_pb2.ConfigureRequest:
    """Build the request of Configure, the only one in which the engine marks secrets."""
    marked = {key: _secret(value) if key in _SECRET_KEYS else value for key, value in config.items()}
    return provider_pb2.ConfigureRequest(args=_struct(marked), acceptSecrets=True, acceptResources=True)


def _secret(value: Any) -> Props:
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}


def _call(method: Callable[..., Any], request: Any) -> Any:
    try:
        return method(request, timeout=_CALL_SECONDS)
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.UNKNOWN:
            raise HostError(error.details()) from None
        raise HostGone(f"{error.code().name}: {error.details()}") from None


def _struct(props: Props) -> Any:
    struct = struct_pb2.Struct()
    struct.update(props)
    return struct


def _props(struct: Any) -> Props:
    """Return a Struct as a dict, without what the host adds."""
    return {key: _plain(value) for key, value in struct.fields.items() if key != PROVIDER_KEY}


def _plain(value: Any) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {key: _plain(item) for key, item in value.struct_value.fields.items()}
    if kind == "list_value":
        return [_plain(item) for item in value.list_value.values]
    return None if kind == "null_value" else getattr(value, kind)
