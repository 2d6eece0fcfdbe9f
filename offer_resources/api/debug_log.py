"""The debug log: a line for each exchange, on stderr, where the engine shows it. Nobody else knows its form."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import one_line
from ..masking import masked

_log = logging.getLogger("offer_resources.exchanges")

_LONGEST_TEXT = 100
_LONGEST_LIST = 10
_LONGEST_BODY = 2_000


def start() -> None:
    """From now on there is a log, and it goes to stderr."""
    if not _log.handlers:
        _log.addHandler(logging.StreamHandler())
        _log.setLevel(logging.DEBUG)


def is_on() -> bool:
    """Whether anybody reads it; if not, nothing need be put together for it."""
    return _log.isEnabledFor(logging.DEBUG)


def tell(
    request: str,
    outcome: str,
    *,
    started: float,
    notes: Mapping[str, str | None],
    sent: Any = None,
    got: Any = None,
    hidden: Iterable[str] = (),
) -> None:
    """Log one exchange.

    Args:
        request: method and address.
        outcome: the answer's status, or why there is none.
        started: when it began, on the monotonic clock.
        notes: what else to tell, such as headers; None is left out.
        sent: the request's body, a JSON value.
        got: the answer's body, a JSON value.
        hidden: texts that must not be seen, wherever they are.
    """
    milliseconds = (time.monotonic() - started) * 1000
    parts = [f"{name} {masked(note, hidden)}" for name, note in notes.items() if note is not None]
    bodies = {"sent": sent, "got": got}
    parts += [f"{name} {_in_brief(value, hidden)}" for name, value in bodies.items() if value is not None]
    _log.debug("%s", one_line(", ".join([f"offers: {request}: {outcome} in {milliseconds:.0f} ms", *parts])))


def _in_brief(value: Any, hidden: Iterable[str]) -> str:
    text = json.dumps(_shortened(value, hidden), ensure_ascii=False)
    return text if len(text) <= _LONGEST_BODY else f"{text[:_LONGEST_BODY]}…"


def _shortened(value: Any, hidden: Iterable[str]) -> Any:
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}… ({len(value)} characters)"
        return masked(cut, hidden)
    if isinstance(value, dict):
        return {_shortened(name, hidden): _shortened(item, hidden) for name, item in value.items()}
    if isinstance(value, list):
        more = [f"… ({len(value)} items)"] if len(value) > _LONGEST_LIST else []
        return [_shortened(item, hidden) for item in value[:_LONGEST_LIST]] + more
    return value
