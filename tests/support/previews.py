"""Previews as `pulumi preview --json` prints them, without the members that the package does not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offer_resources.door.tokens import DYNAMIC

WEB = "https://ns.adobe.com/xdm/channel-types/web"
EMAIL = "https://ns.adobe.com/xdm/channel-types/email"
PLACE = {"org": "E2E@AdobeOrg", "sandbox": "dev"}


def a_urn(name: str, kind: str = "FallbackOffer") -> str:
    return f"urn:pulumi:dev::offers::{DYNAMIC.prefix}{kind}::{name}"


def a_step(
    op: str,
    name: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    changed: Sequence[str] = (),
    *,
    kind: str = "FallbackOffer",
    id_: str = "",
    refers_to: Mapping[str, list[str]] | None = None,
) -> dict[str, Any]:
    """One step; `before` and `after` are inputs, None where the engine knows none."""
    state = {"type": DYNAMIC.prefix + kind, "id": id_}
    step: dict[str, Any] = {"op": op, "urn": a_urn(name, kind), "detailedDiff": {path: {} for path in changed}}
    if before is not None:
        step["oldState"] = {**state, "inputs": {"__provider": "…", **before}}
    if after is not None:
        step["newState"] = {**state, "inputs": {"__provider": "…", **after}, "propertyDependencies": refers_to or {}}
    return step


def a_preview(*steps: Mapping[str, Any], warnings: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a preview with these steps, and warnings by the URN they are about."""
    diagnostics = [
        {"severity": "warning", "message": f"warning: {text}\n", **({"urn": urn} if urn else {})}
        for urn, text in (warnings or {}).items()
    ]
    return {"steps": list(steps), "diagnostics": diagnostics}


def an_html(content: str) -> dict[str, Any]:
    return {"type": "html", "format": "text/html", "content": content}


def shown_in(placement: str, *components: Mapping[str, Any], channel: str = WEB) -> dict[str, Any]:
    """Return a representation."""
    return {"placement": placement, "channel": channel, "components": list(components)}
