"""What the engine's calls mean for an object of the Offer Library, the same for every family. Knows no Pulumi.

`inputs` are what a program gives, after `check`; `outputs` are what state keeps: the members we manage as the server
last had them, its metadata, and the place. What is in the outputs is what was managed before.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from . import patch, retry
from .client import OfferLibrary, Target
from .diff import Change, between
from .errors import DriftConflictError, OfferNotFoundError, PlaceError
from .families import Family
from .families.family import ADOPT_ID
from .families.values import Problem, dotted, shown
from .settings import Place, Settings

Object = dict[str, Any]

# What a look-up by id reports its object's id under: the engine hands a program the id it asked for (see resources.py).
OBJECT_ID = "objectId"

_YOUNG_SECONDS = 60.0


@dataclass(frozen=True)
class Recorded:
    """An object as state is to keep it."""

    id_: str
    inputs: Object
    outputs: Object


@dataclass(frozen=True)
class Difference:
    """Whether anything differs, and the properties that cannot change in place."""

    is_any: bool
    replaces: list[str]


def _say(line: str) -> None:
    """The engine shows what a provider writes to stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class Lifecycle:
    """The life of one family's objects.

    Args:
        say: tells the person at the terminal one line.
    """

    def __init__(
        self,
        family: Family,
        library: OfferLibrary,
        settings: Settings,
        say: Callable[[str], None] = _say,
    ) -> None:
        self._family = family
        self._library = library
        self._settings = settings
        self._say = say
        # Objects this run's program names by adopt_id: none of them may be deleted as another resource's leftover.
        self._adopted: set[tuple[Place, str]] = set()
        self._kept: set[tuple[Place, str]] = set()
        self._adopting = threading.Lock()

    def check(self, news: Object) -> tuple[Object, list[Problem]]:
        """The inputs to store, in canonical form and with the place filled in, and everything wrong with `news`."""
        problems = self._family.problems(news)
        if problems:
            return news, problems
        adopt_id = {ADOPT_ID: news[ADOPT_ID]} if news.get(ADOPT_ID) is not None else {}
        return {**self._family.canonical(news), **adopt_id, **_place_members(self._settings.place)}, []

    def diff(self, id_: str, olds: Object, news: Object) -> Difference:
        """Whether the program's managed members mean something else than state's. No network.

        Raises:
            PlaceError: the object lives in another organisation, where these credentials cannot reach it.
        """
        lives_in, wanted_in = self._place_of(olds), self._place_of(news)
        if lives_in.org != wanted_in.org:
            raise PlaceError(
                f'{self._family.kind} "{olds.get("name", "")}" ({id_}) lives in organisation {lives_in.org}, but the'
                f" stack is configured for {wanted_in.org}, whose credentials cannot reach it: set aep:orgId back, or"
                " use another stack for the other organisation"
            )
        if lives_in.sandbox != wanted_in.sandbox:
            return Difference(True, ["sandbox"])
        if news.get(ADOPT_ID) == id_:
            self._kept.add((lives_in, id_))
        before = {name: value for name, value in self._members(olds).items() if self._is_managed(name, news)}
        changes = between(self._family.comparable(before), self._family.comparable(self._members(news)))
        return Difference(bool(changes), [])

    def create(self, inputs: Object) -> Recorded:
        """POST the object once, or take over the one named by `adoptId`. After the POST nothing may fail."""
        target = Target(self._place_of(inputs), self._family, name=inputs["name"])
        if inputs.get(ADOPT_ID) is not None:
            return self._adopt(replace(target, id_=inputs[ADOPT_ID]), inputs)
        receipt = self._library.create(target, self._family.body(inputs))
        return Recorded(receipt["id"], inputs, self._outputs(inputs, receipt, target.place))

    def update(self, id_: str, olds: Object, news: Object) -> Recorded:
        """GET, stop at somebody else's change of what we manage, PATCH what differs.

        Raises:
            DriftConflictError: a managed member is neither as state says nor as the program wants it.
            OfferNotFoundError: the object is gone.
        """
        target = Target(self._place_of(olds), self._family, id_, news["name"])
        answer = self._bring_about(target, self._members(olds), news)
        known = {**olds, **self._family.metadata(answer)}
        return Recorded(id_, news, self._outputs(news, known, target.place))

    def read(self, id_: str, props: Object) -> Recorded | None:
        """The object as it is now, None if it is gone.

        Args:
            props: the old outputs in a refresh; what the program gave in a look-up by id. Only outputs have an etag.

        Raises:
            OfferNotFoundError: a look-up names an object that does not exist.
        """
        refreshing = "etag" in props
        target = Target(self._place_of(props), self._family, id_, props.get("name"))
        # An object may be invisible for a moment after its creation (offer-library-api.md section 13).
        patience = retry.repeating(self._settings, retry.is_not_found if _is_young(props) else retry.never)
        try:
            live = patience(self._library.get, target)
        except OfferNotFoundError:
            if refreshing:
                return None
            raise
        known = self._members(props)
        # State written by an import knows ids only; then everything there is becomes managed.
        members = self._family.managed(live, known) if known else self._family.canonical(live)
        inputs = {**{name: props[name] for name in (ADOPT_ID,) if name in props}, **members}
        outputs = self._outputs(inputs, {**props, **self._family.metadata(live)}, target.place)
        looked_up = {OBJECT_ID: id_} if OBJECT_ID in props or not refreshing else {}
        return Recorded(id_, {**inputs, **_place_members(target.place)}, {**outputs, **looked_up})

    def delete(self, id_: str, props: Object) -> None:
        """DELETE the object where it lives; one that is gone already is a success."""
        target = Target(self._place_of(props), self._family, id_, props.get("name"))
        key = (target.place, id_)
        # A destroy that refreshes first has seen the adopting resource too: that one may go with its object.
        if key in self._adopted or (key in self._kept and props.get(ADOPT_ID) != id_):
            self._say(f"{target} stays: another resource of this run has taken it over with adopt_id")
            return
        self._library.delete(target)

    def _adopt(self, target: Target, inputs: Object) -> Recorded:
        key = (target.place, str(target.id_))
        with self._adopting:
            if key in self._adopted:
                raise DriftConflictError(f"adopt {target}: another resource of this run has taken it over already")
            self._adopted.add(key)
        try:
            answer = self._bring_about(target, {}, inputs)
        except BaseException:
            self._adopted.discard(key)
            raise
        return Recorded(key[1], inputs, self._outputs(inputs, answer, target.place))

    def _bring_about(self, target: Target, before: Object, news: Object) -> Object:
        """Make the live object what the program wants and return what tells its metadata.

        A PATCH whose answer was lost is not sent again before the object was read again: what is already as wanted
        needs no second one.
        """
        once = retry.repeating(self._settings, retry.outcome_is_unknown)
        return once(self._read_compare_patch, target, before, self._members(news))

    def _read_compare_patch(self, target: Target, before: Object, after: Object) -> Object:
        live = self._library.get(target)
        self._settle_conflicts(target, self._conflicts(live, before, after))
        operations = patch.build(self._family, live, before, after)
        return {**live, **self._library.patch(target, operations)} if operations else live

    def _conflicts(self, live: Object, before: Object, after: Object) -> list[Change]:
        """Their values and ours where live is neither what state says nor what the program wants."""
        comparable, managed = self._family.comparable, self._family.managed
        wanted = patch.wanted(self._family, live, before, after)
        conflicts = []
        for name, was in before.items():
            if not self._is_managed(name, after):
                continue
            if between(comparable({name: was}), comparable(managed(live, {name: was}))):
                conflicts += between(comparable({name: live.get(name)}), comparable({name: wanted.get(name)}))
        return conflicts

    def _settle_conflicts(self, target: Target, conflicts: list[Change]) -> None:
        if not conflicts:
            return
        fields = "; ".join(
            f"{dotted(change.path)}: theirs {shown(change.before)}, ours {shown(change.after)}" for change in conflicts
        )
        if self._settings.on_conflict == "overwrite":
            self._say(f"{target} was changed elsewhere and is overwritten, as aep:onConflict says: {fields}")
            return
        raise DriftConflictError(
            f"update {target}: it was changed elsewhere since the last run: {fields}. Run `pulumi refresh` to take"
            " their values into state and see them in the next preview, or set aep:onConflict to overwrite"
        )

    def _is_managed(self, name: str, news: Object) -> bool:
        """Of a member state has: whether the program gives it, or takes it away by giving it no longer."""
        return name in news or name not in self._family.never_removed

    def _outputs(self, inputs: Object, known: Object, place: Place) -> Object:
        adopt_id = {ADOPT_ID: inputs[ADOPT_ID]} if ADOPT_ID in inputs else {}
        # An answer need not tell a revision, but a state without one would be taken for a look-up (see `read`).
        metadata = {"etag": 0, **self._family.metadata(known)}
        return {**self._members(inputs), **adopt_id, **metadata, **_place_members(place)}

    def _members(self, props: Object) -> Object:
        return {name: value for name, value in props.items() if name in self._family.record.members}

    def _place_of(self, props: Object) -> Place:
        """The place recorded on the object; state from before places were recorded means the configured one."""
        configured = self._settings.place
        return Place(props.get("org") or configured.org, props.get("sandbox") or configured.sandbox)


def _place_members(place: Place) -> Object:
    return {"org": place.org, "sandbox": place.sandbox}


def _is_young(props: Object) -> bool:
    try:
        created = datetime.fromisoformat(str(props.get("createdDate")).replace("Z", "+00:00"))
        return abs((datetime.now(timezone.utc) - created).total_seconds()) < _YOUNG_SECONDS
    except (ValueError, TypeError):
        return False
