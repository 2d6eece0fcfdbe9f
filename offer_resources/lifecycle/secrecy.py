"""Keeps with an object in state which of its members are not secret, for the calls in which no program runs.

The engine does not tell a dynamic provider what is secret in state, so outputs carry a hidden note. It lists the plain
members, not the secret ones: a member that it does not list, or every member where there is no note, may be secret. The
plugin is told, and puts its own note in place of the one in state (plugin/wire.py).
"""

from __future__ import annotations

from collections.abc import Container

from ..objects import checked
from ..objects.family import Family
from ..objects.values import Inputs, Outputs

PLAIN = "__plain"


def note(family: Family, props: Inputs | Outputs, secret: Container[str]) -> Outputs:
    """Return the note for an object with these inputs or outputs."""
    return {PLAIN: sorted(name for name in checked.members(family, props) if name not in secret)}


def secret_in(family: Family, outputs: Outputs) -> frozenset[str]:
    """Return the members of an object in state that are secret, or may be."""
    return frozenset(family.record.members) - set(outputs.get(PLAIN, ()))


def kept_secret(family: Family, outputs: Outputs) -> frozenset[str]:
    """Return the members that state has, and certainly as secrets."""
    return secret_in(family, outputs) & outputs.keys() if PLAIN in outputs else frozenset()


def no_longer_given(family: Family, olds: Outputs, news: Inputs) -> frozenset[str]:
    """Return the members among those of `secret_in` that state has and the program no longer gives."""
    return secret_in(family, olds) & olds.keys() - news.keys()
