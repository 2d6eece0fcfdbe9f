"""What tests of this door know of the emulator: the settings that lead to it, what it was sent, what it holds."""

from __future__ import annotations

from typing import Any

from offer_resources.emulator import Emulator
from tests.dynamic.calls import Props

ORG = "ORG@AdobeOrg"

Patch = list[dict[str, Any]]


def config_of(emulator: Emulator, **changes: Any) -> Props:
    """The config of a stack in the emulator's sandbox `dev`; `changes` by key without `aep:`, None takes one away."""
    config = {
        "orgId": ORG,
        "sandbox": "dev",
        "clientId": "emulator",
        "clientSecret": "emulator-secret",
        "endpoint": emulator.endpoint,
        "imsEndpoint": emulator.ims_endpoint,
    }
    return {f"aep:{key}": value for key, value in {**config, **changes}.items() if value is not None}


def sent(emulator: Emulator, *, sandbox: str = "dev") -> list[tuple[str, str, Any]]:
    """Method, path and body of every request to a sandbox so far, without the one look before the first create."""
    return [
        (request.method, request.path.removeprefix("/data/core/dps/"), request.body)
        for request in emulator.requests
        if request.headers.get("x-sandbox-name") == sandbox and "limit=50" not in request.query
    ]


def methods(emulator: Emulator, *, sandbox: str = "dev") -> list[str]:
    """Return the methods of the requests to a sandbox so far."""
    return [method for method, _, _ in sent(emulator, sandbox=sandbox)]


def edit(emulator: Emulator, id_: str, *operations: dict[str, Any]) -> None:
    """Edit an object of sandbox `dev` as somebody else would."""
    emulator.edit(id_, list(operations), org=ORG, sandbox="dev")


def live(emulator: Emulator, id_: str, *, kind: str = "fallback-offer", sandbox: str = "dev") -> Props:
    """Return the object of that id as a read shows it; {} if there is none."""
    found = [item for item in emulator.objects(kind, org=ORG, sandbox=sandbox) if item["id"] == id_]
    return dict(found[0]) if found else {}
