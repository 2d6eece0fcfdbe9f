"""Prepares what the pages show for the templates, as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from .. import strict_json
from ..library import normalizing
from ..library.families import BY_KIND
from ..library.store import Change, Store, StoredObject
from ..steering.request_log import LoggedRequest

Json = Any


@dataclass(frozen=True)
class Component:
    """One component; its type decides which of the members are set."""

    type: str
    format: str
    language: list[str]
    html: str | None = None
    text: str | None = None
    image: str = ""
    url_text: str = ""
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True)
class Representation:
    """What an offer shows in one placement."""

    placement: str
    placement_name: str
    channel: str
    components: list[Component]


@dataclass(frozen=True)
class ChangedMember:
    """One member before and after a change, as text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One entry of a history."""

    what: str
    at: int
    by: str
    etag: int
    patch: Json
    patch_text: str
    members: list[ChangedMember]


def pretty(value: Json) -> str:
    """Return JSON laid out to read."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def search(text: str) -> tuple[str, tuple[str, ...]]:
    """Return SQL that finds a text anywhere in an object, ignoring case."""
    wanted = text.strip()
    if not wanted:
        return "", ()
    # A body is kept as JSON, where quotes, backslashes and line breaks are escaped. No LIKE: its patterns have a limit.
    as_kept = json.dumps(wanted, ensure_ascii=False)[1:-1]
    return "AND (instr(lower(body), lower(?)) OR instr(lower(id), lower(?)))", (as_kept, wanted)


def representations(store: Store, obj: StoredObject) -> list[Representation]:
    """Return the content of an offer; empty for other families."""
    return [
        Representation(
            placement=one["placement"],
            placement_name=_name(store, obj, one["placement"]),
            channel=one["channel"].rsplit("/", 1)[-1],
            components=[_component(component) for component in one["components"]],
        )
        for one in known(obj).get("representations", ())
    ]


def known(obj: StoredObject) -> dict[str, Json]:
    """Return the members that the family's model knows and has checked; others may hold anything."""
    return {name: value for name, value in obj.body.items() if name in BY_KIND[obj.kind].members}


def change(entry: Change) -> Entry:
    """Return an entry of the history, with the members that differ."""
    what = "Created" if entry.before is None else "Replaced" if entry.patch is None else "Patched"
    members = list(_changed(entry.before or {}, entry.after)) if entry.before is not None else []
    return Entry(what, entry.at, entry.by, entry.etag, entry.patch, pretty(entry.patch), members)


def request(logged: LoggedRequest) -> Json:
    """Return a row of the request log."""
    status = logged.status
    return {
        "time": datetime.fromtimestamp(logged.at, timezone.utc).strftime("%H:%M:%S"),
        "status": status or "cut",
        "status_class": status // 100 if status else 0,
        "method": logged.method,
        "path": logged.raw_path or logged.path,
        "query": logged.query,
        "body": "" if logged.body is None else pretty(logged.body)[:4_000],
        "sandbox": logged.headers.get("x-sandbox-name", ""),
        "milliseconds": "" if logged.milliseconds is None else f"{logged.milliseconds:.1f}",
    }


def _component(component: dict[str, Json]) -> Component:
    content, url, link = (component.get(name) or "" for name in ("content", "deliveryURL", "linkURL"))
    type_ = normalizing.short_type(component["type"])
    is_html = type_.startswith("html") and bool(content)
    return Component(
        type=component["type"],
        format=component["format"],
        language=component.get("language") or [],
        html=content if is_html else None,
        text=_text(type_, content) if content and not is_html else None,
        image=url if _is_web(url) else "",
        url_text="" if _is_web(url) else url,
        link=link if _is_web(link) else "",
        link_text="" if _is_web(link) else link,
    )


def _text(type_: str, content: str) -> str:
    return strict_json.indented(content) if type_ == "json" else content


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _name(store: Store, obj: StoredObject, id_: str) -> str:
    found = store.find(obj.place, id_)
    return str(found.body["name"]) if found else ""


def _changed(before: dict[str, Json], after: dict[str, Json]) -> Iterator[ChangedMember]:
    for name in sorted(before.keys() | after.keys()):
        old, new = (pretty(side[name]) if name in side else "(absent)" for side in (before, after))
        if old != new:
            yield ChangedMember(name, old, new)
