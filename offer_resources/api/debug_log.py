"""Writes the debug log: a line for each exchange, on stderr, which the engine shows."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import one_line
from ..masking import mask

_log = logging.getLogger("offer_resources.exchanges")

_LONGEST_TEXT = 100
_LONGEST_LIST = 10
_LONGEST_BODY = 2_000


@dataclass(frozen=True)
class Json:
    """A body as a JSON value."""

    value: Any


def start() -> None:
    """Start the log, on stderr."""
    if not _log.handlers:
        _log.addHandler(logging.StreamHandler())
        _log.setLevel(logging.DEBUG)


def is_on() -> bool:
    """Return whether the log is on; if not, callers need not prepare anything for it."""
    return _log.isEnabledFor(logging.DEBUG)


def log_exchange(
    request: str, outcome: str, started: float, details: Mapping[str, Any] | None = None, hidden: Iterable[str] = ()
) -> None:
    """Log one exchange.

    Args:
        request: method and address.
        outcome: the answer's status, or why there is none.
        started: when it began, on the monotonic clock.
        details: more to log, by name: texts in full, `Json` shortened, None left out.
        hidden: texts to mask wherever they appear.
    """
    milliseconds = (time.monotonic() - started) * 1000
    shown = {name: _shown(detail, hidden) for name, detail in (details or {}).items() if detail is not None}
    parts = [
        f"offers: {request}: {outcome} in {milliseconds:.0f} ms",
        *(f"{name} {text}" for name, text in shown.items()),
    ]
    _log.debug("%s", one_line(", ".join(parts)))


def _shown(detail: str | Json, hidden: Iterable[str]) -> str:
    return _in_brief(detail.value, hidden) if isinstance(detail, Json) else mask(detail, hidden)


def _in_brief(value: Any, hidden: Iterable[str]) -> str:
    text = json.dumps(_shortened(value, hidden), ensure_ascii=False)
    return text if len(text) <= _LONGEST_BODY else f"{text[:_LONGEST_BODY]}…"


def _shortened(value: Any, hidden: Iterable[str]) -> Any:
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}… ({len(value)} characters)"
        return mask(cut, hidden)
    if isinstance(value, dict):
        return {_shortened(name, hidden): _shortened(item, hidden) for name, item in value.items()}
    if isinstance(value, list):
        more = [f"… ({len(value)} items)"] if len(value) > _LONGEST_LIST else []
        return [_shortened(item, hidden) for item in value[:_LONGEST_LIST]] + more
    return value
