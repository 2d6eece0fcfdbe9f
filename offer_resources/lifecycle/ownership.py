"""Which objects the stack is known to hold in this run: what keeps one object from having two owners.

The engine never tells a provider what is in state; it shows, one by one, the objects it compares. What it has shown,
and what this process has made or taken over, is held.
"""

from __future__ import annotations

import threading

from ..settings import Place

Key = tuple[Place, str]


class Ownership:
    """Objects by place and id; safe to use from several threads.

    An *adoption* tells the resource that took an object over from the one that had it before; it is None for a
    resource whose object was made for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: dict[Key, str | None] = {}
        self._taken: dict[Key, str] = {}
        self._made: set[Key] = set()
        self._wanted: set[Key] = set()

    def show(self, key: Key, adoption: str | None) -> None:
        """The engine compares this object: a resource of the program holds it."""
        with self._lock:
            self._shown[key] = adoption

    def make(self, key: Key) -> None:
        """An object was made here."""
        with self._lock:
            self._made.add(key)

    def want(self, key: Key) -> None:
        """A resource is going to take the object over."""
        with self._lock:
            self._wanted.add(key)

    def is_wanted(self, key: Key) -> bool:
        with self._lock:
            return key in self._wanted

    def take(self, key: Key, adoption: str) -> bool:
        """An object is taken over; False if another resource of this run has done so already."""
        with self._lock:
            self._wanted.discard(key)
            return self._taken.setdefault(key, adoption) == adoption

    def release(self, key: Key) -> None:
        """The object was not taken over after all."""
        with self._lock:
            del self._taken[key]

    def is_held(self, key: Key) -> bool:
        with self._lock:
            return key in self._shown or key in self._taken or key in self._made

    def is_held_by_another(self, key: Key, adoption: str | None) -> bool:
        """Whether a resource other than the one with this adoption holds the object."""
        with self._lock:
            return self._taken.get(key, adoption) != adoption or self._shown.get(key, adoption) != adoption


class NameLocks:
    """One lock for each name in a place, as objects of one name could be taken for one another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Key, threading.Lock] = {}

    def of(self, place: Place, name: str) -> threading.Lock:
        """To be held while an object of this name is made there, or one that is there is taken for it."""
        with self._lock:
            return self._locks.setdefault((place, name), threading.Lock())
