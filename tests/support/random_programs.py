"""Random programs of all seven kinds, which refer to each other, and what becomes of one when somebody edits it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Mapping
from typing import Any

from tests.support.programs import KINDS, Members, Program, Ref, kind_of, references

WEB = "https://ns.adobe.com/xdm/channel-types/web"
# Two of them are one instant.
DATES = ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2026-02-01T00:00:00Z"]
# Shown where a decision finds nothing else; it has content for every placement of its program.
EVERYDAY = "fallback-offer-0"


def a_program(chance: random.Random, most: int) -> Program:
    """Of any size, but of few objects rather than many: they find as much in less time."""
    size = math.ceil(most * (1 - chance.random()) ** 2)
    return _written(chance, chance.sample(names_of(most), size), {})


def changed(chance: random.Random, program: Program, most: int, owed: Collection[str]) -> Program:
    """Return the program after a change: some objects gone, some new, some edited, in another order.

    Args:
        owed: resources that state does not have. A person leaves them in the program, under the names their objects
            have, until a run has gone through: the next create of that name is what finds an object that a killed run
            has left. If none ever comes, a person has to look for it.
    """
    staying = [name for name in program if name in owed or chance.random() > 0.2]
    others = [name for name in names_of(most) if name not in staying]
    new = chance.sample(others, min(len(others), chance.randint(0 if staying else 1, 3)))
    kept = {name: program[name] for name in staying if chance.random() > 0.3}
    after = _written(chance, staying + new, kept)
    return {name: {**one, "name": program[name]["name"]} if name in owed else one for name, one in after.items()}


def _written(chance: random.Random, names: Collection[str], kept: Program) -> Program:
    """Return a program of these resources and of those that they need.

    Args:
        kept: those that stay as they are, if all that they refer to is there.
    """
    needed = [EVERYDAY, "placement-0", "collection-0"] if "decision" in map(kind_of, names) else []
    names = list(dict.fromkeys([*names, *needed]))
    by_kind = {kind: [name for name in names if kind_of(name) == kind] for kind in KINDS}
    writer = _Writer(chance, by_kind)
    program: Program = {}
    for of_kind in by_kind.values():
        for name in chance.sample(of_kind, len(of_kind)):
            one = kept.get(name)
            if one is None or not {*references(one)} <= {*names} or (name == EVERYDAY and not writer.fits(one)):
                one = writer.members(name)
            program[name] = one
    return program


def names_of(most: int) -> list[str]:
    """Return the names of so many resources, the kinds in turn."""
    kinds = list(KINDS)
    return [f"{kinds[number % len(kinds)]}-{number // len(kinds)}" for number in range(most)]


class _Writer:
    """Writes the members of resources that may refer to those of a program.

    Args:
        by_kind: the names of the program's resources, by their kinds.
    """

    def __init__(self, chance: random.Random, by_kind: Mapping[str, list[str]]) -> None:
        self._chance = chance
        self._by_kind = by_kind
        self._own: dict[str, Callable[[str], Members]] = {
            "tag": lambda name: {},
            "rule": self._a_rule,
            "placement": self._a_placement,
            "fallback-offer": self._content,
            "personalized-offer": self._a_personalized_offer,
            "collection": self._a_collection,
            "decision": self._a_decision,
        }

    def members(self, name: str) -> Members:
        """Of few contents, so that many are alike but for their names; and the name is one of two."""
        called = self._chance.choice([name, f"{name} (renamed)"])
        return {"name": called, "description": self._chance.choice("abc"), **self._own[kind_of(name)](name)}

    def fits(self, everyday: Members) -> bool:
        """Whether a decision may fall back to this offer, wherever it shows."""
        shown_in = {shown["placement"] for shown in everyday.get("representations", ())}
        return shown_in == {*self._by_kind["placement"]}

    def _a_rule(self, _name: str) -> Members:
        pql = f"profile.person.birthYear < {self._chance.randint(2007, 2008)}"
        return {"condition": {"type": "PQL", "format": "pql/text", "value": pql}}

    def _a_placement(self, _name: str) -> Members:
        return {"channel": WEB, "componentType": self._chance.choice(["html", "text"])}

    def _content(self, name: str) -> Members:
        places = list(map(Ref, self._by_kind["placement"])) if name == EVERYDAY else self._some("placement")
        html = {"type": "html", "format": "text/html", "content": self._chance.choice(["<b>", "<i>"])}
        return {
            "status": self._chance.choice(["draft", "approved"]),
            "representations": [{"placement": one, "channel": WEB, "components": [html]} for one in places],
            **self._maybe(tags=self._some("tag")),
            **self._maybe(characteristics={"theme": self._chance.choice("ab")}),
        }

    def _a_personalized_offer(self, name: str) -> Members:
        capping = {"limit": self._chance.randint(1, 2), "scope": "profile", "entity": "offer"}
        return {
            **self._content(name),
            "rank": {"priority": self._chance.randint(0, 1)},
            "selectionConstraint": {"startDate": self._chance.choice(DATES), **self._for_whom()},
            **self._maybe(frequencyCappingConstraints=[capping]),
        }

    def _a_collection(self, _name: str) -> Members:
        type_ = self._chance.choice(["offers", "any-tags", "all-tags"])
        return {"filterType": type_, "ids": self._some("personalized-offer" if type_ == "offers" else "tag")}

    def _a_decision(self, _name: str) -> Members:
        return {
            "status": self._chance.choice(["draft", "live"]),
            "fallback": Ref(EVERYDAY),
            "criteria": [self._a_criterion() for _ in range(self._chance.randint(1, 2))],
            **self._maybe(startDate=self._chance.choice(DATES)),
        }

    def _a_criterion(self) -> Members:
        return {
            "placements": self._some("placement", 1),
            "optionSelection": {"filter": Ref(self._chance.choice(self._by_kind["collection"]))},
            **self._maybe(rank={"priority": self._chance.randint(0, 1)}),
            **self._maybe(profileConstraint=self._for_whom()),
        }

    def _for_whom(self) -> Members:
        rules = self._some("rule")
        if not rules:
            return {"profileConstraintType": "none"}
        return {"profileConstraintType": "eligibilityRule", "eligibilityRule": rules[0]}

    def _some(self, kind: str, least: int = 0) -> list[Ref]:
        names = self._by_kind[kind]
        return [Ref(one) for one in self._chance.sample(names, min(len(names), self._chance.randint(least, 2)))]

    def _maybe(self, **members: Any) -> Members:
        return members if self._chance.random() < 0.5 else {}
