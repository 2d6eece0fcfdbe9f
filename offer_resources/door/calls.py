"""Calls of the engine, as far as they are the same through both doors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..lifecycle.hints import Hint, StateOfName
from ..objects.equality import fingerprint
from ..objects.family import Family
from ..objects.values import Inputs, Problem
from . import output_texts
from .protocol import BY_NAME, HINTS, NOT_GIVEN, OBJECT_ID, PLAIN, PREVIEW

if TYPE_CHECKING:
    from ..lifecycle.calls import Lifecycle, Stored

# The types whose values the engine prints as a program writes them.
_PLAIN = (str, int, float)


def given(news: Inputs, hidden: Mapping[str, Any], olds: Inputs) -> Inputs:
    """Return what the program gives.

    Args:
        news: what the engine hands over of the program's inputs.
        hidden: the inputs that Pulumi does not show.
        olds: the inputs that state has. If it has none, a value that the program does not give comes from a transform.
    """
    not_given = (hidden.get(NOT_GIVEN) or ()) if olds else ()
    return {name: value for name, value in news.items() if name not in not_given}


def check(lifecycle: Lifecycle, given: Inputs, olds: Inputs, hint: Hint) -> tuple[Inputs, list[Problem]]:
    """Return the inputs to store, and every problem.

    Args:
        given: what the program gives.
        olds: the inputs that state has, if it has any.
    """
    inputs, problems = lifecycle.check(given, hint, olds)
    return inputs, [*output_texts.problems(given), *problems]


def hint_in(hidden: Mapping[str, Any], given: Inputs) -> Hint:
    """Return the hint that program/gate.py put into a hidden input, which is not stored."""
    told = hidden.get(HINTS) or {}
    dates, plain = told.get("elsewhere"), told.get(PLAIN)
    secret = () if plain is None else (name for name, value in given.items() if plain.get(name) != fingerprint(value))
    return Hint(
        stack=told.get("stack", ""),
        state_of_name=None if dates is None else StateOfName.of(dates),
        secret=frozenset(secret),
        creates=int(told.get("creates", 0)),
    )


def is_preview(hidden: Mapping[str, Any]) -> bool:
    """Return whether this is a preview, in which no create would show the problem of an adoption."""
    return bool((hidden.get(HINTS) or {}).get(PREVIEW))


def failures(
    family: Family, problems: Iterable[Problem], given: Inputs, secret: frozenset[str], *, in_python: bool
) -> list[tuple[str, str]]:
    """Return property and reason of each problem.

    Args:
        given: what the program gives.
        secret: the members with secret values.
        in_python: whether the program writes Python's names.
    """
    shown = [family.masked(one, one.path[:1]) if one.path[0] in secret else one for one in problems]
    plain = {name: value for name, value in given.items() if name not in secret and isinstance(value, _PLAIN)}
    return [_failure(one, family.as_written(one) if in_python else one, plain) for one in dict.fromkeys(shown)]


def _failure(problem: Problem, written: Problem, plain: Inputs) -> tuple[str, str]:
    """Return property and reason: a plain value at its property, anything else with its path in the reason.

    The engine prints the property's name, and its value: a secret too, `<nil>` for what is missing, and lists and dicts
    as Go writes them. So a property is named only where that is what the program says.

    Args:
        written: the same problem at the names that the program writes.
        plain: the members whose values may be printed.
    """
    if len(problem.path) == 1 and problem.path == written.path and problem.path[0] in plain:
        return str(problem.path[0]), problem.reason
    return "", str(written)


def look_up(lifecycle: Lifecycle, id_: str) -> Stored:
    """Read an object that the stack does not manage, by its id or by its name.

    Its outputs contain its id besides, as the engine returns to a program the id that it asked for.
    """
    if id_.startswith(BY_NAME):
        id_ = lifecycle.find(id_.removeprefix(BY_NAME))
    stored = lifecycle.look_up(id_)
    return replace(stored, outputs={**stored.outputs, OBJECT_ID: id_})
