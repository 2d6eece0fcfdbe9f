"""Runs an emulator inside a test: `with running() as emulator: ...`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from . import readings
from .emulation import Emulation, Settings, start
from .http import server
from .http.gateway import BASE, TOKEN
from .library import views
from .library.datafile import DataFileError
from .library.families import BY_KIND
from .library.library import SOMEBODY_ELSE
from .library.store import Place
from .library.visibility import Visibility
from .steering import faults
from .steering.access import Access, Permission
from .steering.request_log import LoggedRequest
from .steering.tokens import LIFETIME_SECONDS

Json = Any
Others = Literal["allowed", "unknown"]


class Emulator:
    """A running emulator, seen from the test that started it."""

    def __init__(self, emulation: Emulation, url: str) -> None:
        self.emulation = emulation
        self.url = url
        self.endpoint = f"{url}{BASE}/"
        self.ims_endpoint = f"{url}{TOKEN}"

    @property
    def requests(self) -> list[LoggedRequest]:
        """The requests seen so far, oldest first, credentials masked."""
        return self.emulation.log.requests()

    def wait_for(
        self, method: str, path: str, *, count: int = 1, answered: bool = False, timeout_seconds: float = 60
    ) -> None:
        """Wait until `count` such requests have arrived and, with `answered`, were answered; `path` as in a fault."""
        if not self.emulation.log.wait_for(method, path, count, timeout_seconds, answered=answered):
            what = "were not answered" if answered else "did not arrive"
            raise TimeoutError(f"{count} {method} {path} {what} within {timeout_seconds} seconds")

    def clear_requests(self) -> None:
        """Empty the request log."""
        self.emulation.log.clear()

    def reset(self) -> None:
        """Reset it to its start: no objects, requests or faults, every reading at its default."""
        self.emulation.library.store.clear()
        self.emulation.library.readings = self.emulation.settings.readings
        self.emulation.library.visibility = Visibility()
        self.emulation.tokens.lifetime_seconds = LIFETIME_SECONDS
        self.emulation.access = Access()
        self.clear_faults()
        self.clear_requests()

    @property
    def tokens_issued(self) -> int:
        """The number of access tokens issued."""
        return self.emulation.tokens.issued

    def fault(
        self,
        effect: faults.Effect,
        *,
        method: str | None = None,
        path: str | None = None,
        query: str | None = None,
        nth: int = 1,
        times: int = 1,
    ) -> None:
        """Apply an effect to the nth matching request, and to up to `times` requests in all (0: to all)."""
        fault = faults.Fault(effect=effect, method=method, path=path, query=query, nth=nth, times=times)
        self.emulation.faults.add(fault)

    def clear_faults(self) -> None:
        """Remove all faults; requests that a `Delay` holds continue."""
        self.emulation.faults.clear()

    def expire_tokens(self) -> None:
        """Expire every access token issued so far."""
        self.emulation.tokens.expire_all()

    def create(self, kind: str, body: dict[str, Json], *, org: str, sandbox: str, client: str = SOMEBODY_ELSE) -> str:
        """Create an object as somebody else would, and return its id."""
        return self.emulation.library.create(Place(org, sandbox), BY_KIND[kind], body, client=client).id

    def edit(self, id_: str, patch: list[dict[str, Json]], *, org: str, sandbox: str) -> None:
        """Edit an object as somebody else would."""
        self.emulation.library.edit_as_somebody_else(Place(org, sandbox), id_, patch)

    def delete(self, id_: str, *, org: str, sandbox: str) -> None:
        """Delete an object as somebody else would."""
        store = self.emulation.library.store
        with store.transaction():
            found = store.find(Place(org, sandbox), id_)
            if found is None:
                raise KeyError(id_)
            store.delete(found)

    def objects(self, kind: str = "fallback-offer", *, org: str, sandbox: str) -> list[Json]:
        """Return the objects of a kind in a sandbox as a read shows them, the oldest first."""
        library = self.emulation.library
        rows = library.store.select(Place(org, sandbox), kind, "ORDER BY created")
        return [views.document(row, library.readings) for row in rows]

    def access(self, sandboxes: Mapping[str, Iterable[Permission]], others: Others = "allowed") -> None:
        """Set the permissions by sandbox name."""
        held = {name: frozenset(permissions) for name, permissions in sandboxes.items()}
        self.emulation.access = Access(sandboxes=held, others=others)

    @property
    def readings(self) -> dict[str, str]:
        """The readings in force."""
        return self.emulation.library.readings.model_dump(by_alias=True)

    def set_readings(self, **flipped: str) -> None:
        """Set these readings, by names with underscores; all others are at their default."""
        pairs = {name.replace("_", "-"): value for name, value in flipped.items()}
        self.emulation.library.readings = readings.named(pairs)


@contextlib.contextmanager
def running(
    *,
    port: int = 0,
    data: Path | None = None,
    latency_ms: int = 0,
    client_id: str = "emulator",
    client_secret: str = "emulator-secret",
    control: bool = False,
    flipped: Mapping[str, str] | None = None,
    example: bool = False,
) -> Iterator[Emulator]:
    """Run an emulator on a free loopback port during the block; `flipped` are readings by name."""
    settings = Settings(data, latency_ms, client_id, client_secret, control, readings.named(flipped or {}), example)
    sock = server.listen(port)
    try:
        emulation = start(settings, server.url_of(sock))
    except DataFileError:
        sock.close()
        raise
    try:
        with server.in_thread(emulation, sock):
            yield Emulator(emulation, server.url_of(sock))
    finally:
        emulation.library.store.close()
