"""Finds everything that is wrong with a declared resource, and writes it in the lines that a user reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pulumi

from ..door import output_texts
from ..objects.family import ADOPT_ID, Family, is_id, references
from ..objects.values import Path, Problem, shown
from .declaration import Declaration
from .resolver import Resolver


class Report:
    """The problems of a program.

    Args:
        declared: all resources of the program so far.
        resolver: has the answers of the Outputs that need no engine.
    """

    def __init__(self, declared: Sequence[Declaration], resolver: Resolver) -> None:
        self._resolver = resolver
        self._named = _by_name(declared, resolver)
        self._attributes = {
            value: f"the {attribute} of {one.label}"
            for one in declared
            for attribute, value in vars(one.resource).items()
            if isinstance(value, pulumi.Output) and value is not one.resource.id and attribute != "adopt_id"
        }

    def of(self, one: Declaration) -> list[str]:
        """Return a line with the resource and its place, then a line for each problem; nothing if it has none."""
        if output_texts.is_of_output(one.name):
            label = f"{type(one.resource).__name__} ({one.where}):"
            return [label, f"  the resource's name: got {output_texts.GOT}, wanted plain text"]
        secrets: list[Path] = []
        known = self._resolver.known(one.inputs, secrets=secrets)
        problems: list[Problem] = []
        for found in (output_texts.problems(known), self._of_references(one), one.family.problems(known)):
            # The first problem at a path says most: a text made from an Output is not an id either.
            told = {problem.path for problem in problems}
            problems += [problem for problem in found if problem.path not in told]
        shown = dict.fromkeys(_masked(one.family, problem, secrets) for problem in problems)
        problems = [*one.option_problems, *map(one.family.as_written, shown)]
        return [f"{one.label} ({one.where}):", *(f"  {problem}" for problem in problems)] if problems else []

    def _of_references(self, one: Declaration) -> Iterator[Problem]:
        """Yield a problem for each text or attribute of a resource that stands in place of an id and cannot be one.

        Only what the program itself writes is looked at. The value of an Output comes from the service, or from a unit
        test's mocks, whose ids may be any text. An adopted object may refer to whatever it refers to in the sandbox.
        """
        if one.inputs.get(ADOPT_ID) is not None:
            return
        for path, reference, text in references(one.family.record, one.inputs):
            if isinstance(text, pulumi.Output) and text in self._attributes:
                yield Problem(path, self._attributes[text], f"{reference.wanted}: give its .id")
            if not isinstance(text, str):
                continue
            # Every id that the service has given out has colons (docs/reference/offer-library-api.md 3.2).
            if not text or (is_id(text) and ":" in text):
                continue
            keys = {family.key for family in reference.to}
            named = [other.label for other in self._named.get(text, ()) if other.family.key in keys]
            if named:
                yield Problem(path, shown(text), f"{reference.wanted}: give the .id of {named[0]}")
            elif not is_id(text) or not reference.may_be_made_up:
                yield Problem(
                    path, shown(text), f"{reference.wanted}: give the .id of a resource, or of a look-up by name"
                )


def _by_name(declared: Sequence[Declaration], resolver: Resolver) -> Mapping[str, list[Declaration]]:
    """Return the resources by what a user may take for their ids: the resource's name, and the object's name."""
    found: dict[str, list[Declaration]] = {}
    for one in declared:
        secrets: list[Path] = []
        name: Any = resolver.known(one.inputs.get("name"), secrets=secrets)
        for text in {one.name, name} if isinstance(name, str) and not secrets else {one.name}:
            found.setdefault(text, []).append(one)
    return found


def _masked(family: Family, problem: Problem, secrets: Sequence[Path]) -> Problem:
    around = next((path for path in secrets if problem.path[: len(path)] == path), None)
    return problem if around is None else family.masked(problem, around)
