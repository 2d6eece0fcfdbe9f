"""Keeps one object from having two resources, by noting which objects the stack is known to hold in this run.

The engine never tells a provider what is in state, but it compares the objects one by one. The objects that it has
compared, and those that this process has created or adopted, are held.
"""

from __future__ import annotations

import threading
from typing import Protocol

from ..settings import Place

Key = tuple[Place, str]


class Claims(Protocol):
    """Which objects were adopted, for all processes of a run: each door and each explicit provider has its own."""

    def claim(self, place: Place, id_: str, adoption: str) -> None: ...
    def claimed(self, place: Place, id_: str) -> str | None: ...


class Ownership:
    """The held objects by place and id; safe to use from several threads.

    An *adoption* is an id that distinguishes the resource that adopted an object from the one that had it before. It is
    None for a resource whose object was created for it.
    """

    def __init__(self, claims: Claims) -> None:
        self._claims = claims
        self._lock = threading.Lock()
        self._shown: dict[Key, str | None] = {}
        self._taken: dict[Key, str] = {}
        self._made: set[Key] = set()
        self._wanted: set[Key] = set()

    def show(self, key: Key, adoption: str | None) -> None:
        """Note that a resource of the program holds this object, as the engine compares, imports or adopts it."""
        with self._lock:
            self._shown[key] = adoption
        if adoption is not None:
            self._claims.claim(*key, adoption)

    def make(self, key: Key) -> None:
        """Note that this process created an object."""
        with self._lock:
            self._made.add(key)

    def want(self, key: Key) -> None:
        """Note that a resource is going to adopt the object."""
        with self._lock:
            self._wanted.add(key)

    def is_wanted(self, key: Key) -> bool:
        with self._lock:
            return key in self._wanted

    def take(self, key: Key, adoption: str) -> bool:
        """Note that an object is adopted; False if another resource of this run has adopted it already."""
        with self._lock:
            self._wanted.discard(key)
            return self._taken.setdefault(key, adoption) == adoption

    def release(self, key: Key) -> None:
        """Note that an adoption has failed."""
        with self._lock:
            del self._taken[key]

    def is_held(self, key: Key) -> bool:
        with self._lock:
            return key in self._shown or key in self._taken or key in self._made

    def is_held_by_another(self, key: Key, adoption: str | None) -> bool:
        """Return whether a resource with another adoption than this one holds the object."""
        with self._lock:
            holders = {self._taken.get(key, adoption), self._shown.get(key, adoption)}
        return holders != {adoption} or self._claims.claimed(*key) not in (None, adoption)


class NameLocks:
    """Locks for each name in a place, as one object could be mistaken for another of the same name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Key, threading.Lock] = {}

    def of(self, place: Place, name: str) -> threading.Lock:
        """Return the lock to hold while an object of this name is created there, or an existing one is used instead."""
        with self._lock:
            return self._locks.setdefault((place, name), threading.Lock())
