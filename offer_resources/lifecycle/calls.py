"""What the engine's calls mean for an object of the Offer Library, the same for every family. Knows no Pulumi.

`inputs` are what a program gives, after `check`; `outputs` are what state keeps: the members we manage as the server
last had them, its metadata, and the place. What is in the outputs is what was managed before.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..api.client import OfferLibrary
from ..errors import DriftConflictError, OfferNotFoundError, PlaceError, one_line
from ..objects import equality
from ..objects.diff import between
from ..objects.family import ADOPT_ID, Family
from ..objects.target import Target
from ..objects.values import Problem
from ..settings import Place, Settings
from .baseline import Snapshots
from .creating import Creation
from .expected_updates import Changes
from .hints import NOTHING_SPECIAL, About
from .journal import Journal
from .leftovers import Twins
from .lookup import Names
from .ownership import Holdings, Turns
from .reading import LiveObjects
from .sent_members import Unrecorded
from .updating import Updating

Object = dict[str, Any]

# What a look-up by id reports its object's id under: the engine hands a program the id it asked for
# (see program/resources.py).
OBJECT_ID = "objectId"

# What tells the resource that took an object over from the one that had it before.
ADOPTION = "adoption"


@dataclass(frozen=True)
class Recorded:
    """An object as state is to keep it."""

    id_: str
    inputs: Object
    outputs: Object


@dataclass(frozen=True)
class Difference:
    """Whether anything differs, the properties that cannot change in place, and whether state alone tells nothing."""

    is_any: bool
    replaces: list[str]
    is_unseen: bool = False


def say(line: str) -> None:
    """The engine shows what a provider writes to stderr."""
    sys.stderr.write(one_line(line) + "\n")
    sys.stderr.flush()


class Lifecycle:
    """The life of one family's objects.

    Args:
        say: tells the person at the terminal one line.
        journal: where creates are noted before they are sent; in memory unless given.
    """

    def __init__(
        self,
        family: Family,
        library: OfferLibrary,
        settings: Settings,
        say: Callable[[str], None] = say,
        journal: Journal | None = None,
    ) -> None:
        self._family = family
        self._library = library
        self._settings = settings
        self._say = say
        self._holdings = Holdings()
        self._journal = journal or Journal(None, say)
        self._snapshots = Snapshots(library)
        self._creation = Creation(family, library, settings, self._holdings, self._journal, say)
        self._changes = Changes()
        self._live = LiveObjects(family, library, settings, self._changes)
        self._unrecorded = Unrecorded(family, self._journal)
        self._updating = Updating(family, library, self._live, settings, self._unrecorded, say)
        self._twins = Twins(family, library, settings, self._holdings, self._journal)
        self._turns = Turns()
        self._moves: set[tuple[str, str]] = set()
        self._names = Names(library, settings)
        self._about: dict[str, About] = {}
        self._sandbox_ids: dict[Place, str] = {}

    def check(self, news: Object, about: About = NOTHING_SPECIAL) -> tuple[Object, list[Problem]]:
        """The inputs to store, in canonical form and with the place filled in, and everything wrong with `news`.

        Args:
            about: what the program knows besides; kept in mind for the create or update of these inputs.
        """
        problems = self._family.problems(news)
        if problems:
            return news, problems
        adopt_id = {ADOPT_ID: news[ADOPT_ID]} if news.get(ADOPT_ID) is not None else {}
        inputs = {**self._family.canonical(news), **adopt_id, **_place_members(self._settings.place)}
        if about != NOTHING_SPECIAL:
            self._about[equality.fingerprint(inputs)] = about
        return inputs, []

    def diff(self, id_: str, olds: Object, news: Object) -> Difference:
        """Whether the program's managed members mean something else than state's. No network.

        Raises:
            PlaceError: the object lives in another organisation, where these credentials cannot reach it.
        """
        lives_in, wanted_in = self._place_of(olds), self._place_of(news)
        if lives_in.org != wanted_in.org:
            secret = self._about.get(equality.fingerprint(news), NOTHING_SPECIAL).secret
            raise PlaceError(
                f"{Target(lives_in, self._family, id_, olds.get('name'), secret)} lives in organisation"
                f" {lives_in.org}, but the stack is configured for {wanted_in.org}, whose credentials cannot reach it:"
                " set aep:orgId back, or use another stack for the other organisation"
            )
        if lives_in.sandbox != wanted_in.sandbox:
            self._warn_of_a_move(lives_in.sandbox, wanted_in.sandbox)
            return Difference(True, ["sandbox"])
        self._sandbox_is(lives_in, olds)
        self._holdings.show((lives_in, id_), olds.get(ADOPTION))
        self._journal.settle(id_)
        before = {name: value for name, value in self._members(olds).items() if self._family.is_managed(name, news)}
        changes = between(self._family.comparable(before), self._family.comparable(self._members(news)))
        unseen = self._unrecorded.names(id_, olds) - news.keys()
        self._changes.compared(Target(lives_in, self._family, id_), is_changed=bool(changes or unseen))
        return Difference(bool(changes or unseen), [], is_unseen=not changes and bool(unseen))

    def create(self, inputs: Object) -> Recorded:
        """POST the object once, or take over the one named by `adoptId`. After the POST nothing may fail.

        Raises:
            DriftConflictError: only a person can tell whether the object exists already.
        """
        about = self._about.get(equality.fingerprint(inputs), NOTHING_SPECIAL)
        target = Target(self._place_of(inputs), self._family, name=inputs["name"], secret=about.secret)
        if inputs.get(ADOPT_ID) is not None:
            return self._adopt(replace(target, id_=inputs[ADOPT_ID]), inputs)
        before, body = self._snapshots.of(target), self._family.body(inputs)
        with self._turns.of(target.place, inputs["name"]):
            left_behind = self._gone_on_with(target, body, inputs, about)
            if left_behind is not None:
                return left_behind
            self._twins.stop_at_one(target, body, before, about)
            expected = replace(target, sandbox_id=self._sandbox_ids.get(target.place))
            answer = self._creation.create(expected, body, before, about)
        self._sandbox_is(target.place, answer)
        return Recorded(answer["id"], inputs, self._outputs(inputs, answer, target.place))

    def update(self, id_: str, olds: Object, news: Object) -> Recorded:
        """GET, stop at somebody else's change of what we manage, PATCH what differs.

        Raises:
            DriftConflictError: a managed member is neither as state says nor as the program wants it.
            OfferNotFoundError: the object is gone.
        """
        about = self._about.get(equality.fingerprint(news), NOTHING_SPECIAL)
        target = Target(self._place_of(olds), self._family, id_, news["name"], about.secret)
        answer = self._updating.bring_about(target, olds, self._members(news))
        self._unrecorded.end(id_, news)
        known = {**olds, **self._family.metadata(answer)}
        return Recorded(id_, news, {**self._outputs(news, known, target.place), **_kept(olds, ADOPTION)})

    def read(self, id_: str, props: Object) -> Recorded | None:
        """The object as it is now, None if it is gone.

        Args:
            props: the old outputs in a refresh; what the program gave in a look-up by id. Only outputs have an etag.

        Raises:
            OfferNotFoundError: a look-up names an object that does not exist.
        """
        refreshing = "etag" in props
        if refreshing:
            self._journal.settle(id_)
            self._unrecorded.settle(id_, props)
        # Nobody tells the provider what is secret in state, so all but the name is.
        unknown = frozenset(self._family.record.members) - {"name"}
        target = Target(self._place_of(props), self._family, id_, props.get("name"), unknown)
        try:
            live = self._live.refresh(target, props) if refreshing else self._live.get(target, props)
        except OfferNotFoundError:
            if refreshing:
                return None
            raise
        known = self._members(props)
        if refreshing and known:
            known |= self._unrecorded.of(live, id_, props)
        # State written by an import knows ids only; then everything there is becomes managed.
        members = self._family.managed(live, known) if known else self._family.canonical(live)
        inputs = {**_kept(props, ADOPT_ID), **members}
        outputs = self._outputs(inputs, {**props, **self._family.metadata(live)}, target.place)
        looked_up = {OBJECT_ID: id_} if OBJECT_ID in props or not refreshing else {}
        outputs |= looked_up | _kept(props, ADOPTION)
        return Recorded(id_, {**inputs, **_place_members(target.place)}, outputs)

    def find(self, name: str) -> str:
        """The id of the one object of this name in the configured place.

        Raises:
            LookupFailedError: there is none, or there are several.
        """
        place = self._settings.place
        return self._names.find(Target(place, self._family, name=name), may_be_new=self._snapshots.is_taken(place))

    def delete(self, id_: str, props: Object) -> None:
        """DELETE the object where it lives; one that is gone already is a success."""
        target = Target(self._place_of(props), self._family, id_, props.get("name"))
        if self._holdings.is_held_by_another((target.place, id_), props.get(ADOPTION)):
            self._say(f"{target} stays: another resource of this run has taken it over")
            return
        self._library.delete(target)
        self._journal.settle(id_)

    def _warn_of_a_move(self, sandbox: str, wanted: str) -> None:
        if (sandbox, wanted) not in self._moves:
            self._moves.add((sandbox, wanted))
            self._say(
                f"{self._family.kind}s move from sandbox {sandbox} to {wanted}: they are made anew in {wanted}, with"
                f" ids of their own, and deleted in {sandbox}"
            )

    def _sandbox_is(self, place: Place, told: Object) -> None:
        """Keep what a receipt tells of the place: there is nothing else to compare a new object's receipt with."""
        if told.get("sandboxId") is not None:
            self._sandbox_ids.setdefault(place, str(told["sandboxId"]))

    def _gone_on_with(self, target: Target, body: Object, inputs: Object, about: About) -> Recorded | None:
        """What a killed run has made for this create, as the program wants it by now."""
        for begun, id_ in self._twins.left_behind(target, body, about):
            found = replace(target, id_=id_)
            try:
                # As recently written as it was begun: reads may lag behind.
                recorded = self._adopt(found, inputs, made_at=begun.at)
            except OfferNotFoundError:
                self._journal.forget(begun.entry)
            else:
                self._say(f"{found} was made by a run that was interrupted: going on with it")
                return recorded
        return None

    def _adopt(self, target: Target, inputs: Object, made_at: datetime | None = None) -> Recorded:
        """Take an object over: somebody else's, or one that a killed run has made for this resource."""
        known = {"createdDate": made_at.isoformat()} if made_at else {}
        key = (target.place, str(target.id_))
        adoption = uuid.uuid4().hex[:12]
        if not self._holdings.take(key, adoption):
            raise DriftConflictError(f"adopt {target}: another resource of this run has taken it over already")
        try:
            answer = self._updating.bring_about(target, known, self._members(inputs), is_ours=made_at is not None)
        except BaseException:
            self._holdings.release(key)
            raise
        return Recorded(key[1], inputs, {**self._outputs(inputs, answer, target.place), ADOPTION: adoption})

    def _outputs(self, inputs: Object, known: Object, place: Place) -> Object:
        # An answer need not tell a revision, but a state without one would be taken for a look-up (see `read`).
        metadata = {"etag": 0, **self._family.metadata(known)}
        return {**self._members(inputs), **_kept(inputs, ADOPT_ID), **metadata, **_place_members(place)}

    def _members(self, props: Object) -> Object:
        return {name: value for name, value in props.items() if name in self._family.record.members}

    def _place_of(self, props: Object) -> Place:
        """The place recorded on the object; state from before places were recorded means the configured one."""
        configured = self._settings.place
        return Place(props.get("org") or configured.org, props.get("sandbox") or configured.sandbox)


def _place_members(place: Place) -> Object:
    return {"org": place.org, "sandbox": place.sandbox}


def _kept(props: Object, name: str) -> Object:
    return {name: props[name]} if name in props else {}
