"""Whether many objects of a place are about to be updated: the engine compares them all, and then calls for each."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field

from ..api.client import PAGE_ROWS
from ..objects.target import Target
from ..settings import Place

# A page is worth its request where at least one in ten of its rows is of an object that is to be updated.
_ROWS_FOR_EACH = 10
_MANY = PAGE_ROWS // _ROWS_FOR_EACH

# A first update waits so long for the engine to compare others.
_COMPANY_SECONDS = 0.1


@dataclass
class _Compared:
    count: int = 0
    changed: set[str] = field(default_factory=set)


class Changes:
    """What the engine has compared, by place; safe to use from several threads."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._compared: defaultdict[Place, _Compared] = defaultdict(_Compared)

    def compared(self, target: Target, *, is_changed: bool) -> None:
        """The engine has compared the object, and will have it updated if it is changed."""
        with self._news:
            here = self._compared[target.place]
            here.count += 1
            if is_changed:
                here.changed.add(str(target.id_))
                self._news.notify_all()

    def rows_worth(self, target: Target) -> int:
        """How many rows of a list may be read for nothing, now that this object is updated; 0 if it is one of few."""
        with self._news:
            here = self._compared[target.place]
            if target.id_ not in here.changed:
                return 0
            self._news.wait_for(lambda: len(here.changed) >= _MANY, _COMPANY_SECONDS)
            worth = len(here.changed) * _ROWS_FOR_EACH
            return worth if len(here.changed) >= _MANY and worth >= here.count else 0
