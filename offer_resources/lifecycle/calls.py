"""What the engine's calls mean for an object of the Offer Library, the same for every family. Knows no Pulumi.

`inputs` are what a program gives, after `check`; `outputs` are what state keeps: the members we manage as the server
last had them, its metadata, and the place. What is in the outputs is what was managed before.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..api.client import OfferLibrary
from ..errors import DriftConflictError, OfferNotFoundError, PlaceError
from ..objects import checked
from ..objects.diff import Change, between
from ..objects.family import ADOPT_ID, Family
from ..objects.target import Target
from ..objects.values import Body, Inputs, Live, Outputs, Problem, Receipt, contains_unknown
from ..settings import Place, Settings
from .baseline import Baselines
from .creating import Creator
from .deleting import Deleter
from .hints import NO_HINT, Hint, Hints
from .journal import Journal
from .leftovers import Leftovers
from .lookup import NameLookup
from .ownership import NameLocks, Ownership
from .read_ahead import ReadAhead
from .reading import Reader
from .run import Run
from .sent_members import SentMembers
from .updating import Updater

# What tells the resource that took an object over from the one that had it before.
ADOPTION = "adoption"


@dataclass(frozen=True)
class Stored:
    """An object as state is to keep it.

    Attributes:
        is_as_stored: a refresh found nothing else than state has, whose inputs are in the program's own words and
            therefore to be kept.
    """

    id_: str
    inputs: Inputs
    outputs: Outputs
    is_as_stored: bool = False


@dataclass(frozen=True)
class Difference:
    """What differs between state and program.

    Attributes:
        changes: the members that do.
        unseen: members that the object may have and neither state nor the program has; they are to be removed.
        replaces: the properties that cannot change in place.
    """

    changes: list[Change]
    unseen: frozenset[str] = frozenset()
    replaces: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        return bool(self.changes or self.unseen)


class Lifecycle:
    """The life of one family's objects.

    Args:
        say: reports one line to the person who runs the engine.
        journal: where creates are noted before they are sent.
    """

    def __init__(
        self, family: Family, library: OfferLibrary, settings: Settings, *, say: Callable[[str], None], journal: Journal
    ) -> None:
        self._family = family
        self._settings = settings
        self._run = run = Run(family, library, settings, journal, Ownership(), say)
        self._hints = Hints()
        self._read_ahead = ReadAhead(library, settings.timeout_seconds)
        self._reader = Reader(run, self._read_ahead)
        self._sent_members = SentMembers(run)
        self._deleter = Deleter(run, self._reader, self._sent_members)
        self._updater = Updater(run, self._reader, self._sent_members)
        self._baselines = Baselines(library)
        self._name_locks = NameLocks()
        self._leftovers = Leftovers(run)
        self._creator = Creator(run)
        self._names = NameLookup(run)
        self._moves: set[tuple[str, str]] = set()
        self._sandbox_ids: dict[Place, str] = {}

    def check(self, news: Inputs, hint: Hint = NO_HINT, olds: Inputs | None = None) -> tuple[Inputs, list[Problem]]:
        """The inputs to store, as the program writes them and with the place filled in, and all that is wrong.

        Args:
            hint: what the program knows besides; remembered for the create or update of these inputs.
            olds: the inputs that state has, if it has any.
        """
        news = {name: value for name, value in news.items() if name != checked.AS_GIVEN}
        problems = self._family.problems(news)
        if problems:
            return news, problems
        adopt_id = {ADOPT_ID: news[ADOPT_ID]} if news.get(ADOPT_ID) is not None else {}
        members = checked.to_store(self._family, olds or {}, self._family.known(news))
        inputs = {**members, **adopt_id, **_place_members(self._settings.place)}
        self._hints.remember(inputs, hint)
        self._note_adoption(inputs)
        return inputs, []

    def preview_adoption(self, inputs: Inputs) -> None:
        """Report what creating these checked inputs will change of the object that `adoptId` names. Reads only.

        Raises:
            OfferNotFoundError: it does not exist.
        """
        id_ = inputs.get(ADOPT_ID)
        if id_ is None or contains_unknown([id_, inputs["name"]]):
            return
        target = Target(self._place_of(inputs), self._family, id_, inputs["name"], self._hints.recall(inputs).secret)
        try:
            live = self._reader.refresh(target, {})
        except OfferNotFoundError as error:
            raise self._nothing_to_adopt(target, error) from None
        self._updater.report_adoption(target, live, self._members(inputs))

    def diff(self, id_: str, olds: Outputs, news: Inputs) -> Difference:
        """Whether the program's managed members mean something else than state's. No network.

        Raises:
            PlaceError: the object lives in another organisation, where these credentials cannot reach it.
        """
        lives_in, wanted_in = self._place_of(olds), self._place_of(news)
        if lives_in.org != wanted_in.org:
            secret = self._hints.recall(news).secret
            raise PlaceError(
                f"{Target(lives_in, self._family, id_, olds.get('name'), secret)} lives in organisation"
                f" {lives_in.org}, but the stack is configured for {wanted_in.org}, whose credentials cannot reach it:"
                " set aep:orgId back, or use another stack for the other organisation"
            )
        if lives_in.sandbox != wanted_in.sandbox:
            self._warn_of_a_move(lives_in.sandbox, wanted_in.sandbox)
            return Difference([Change(("sandbox",), lives_in.sandbox, wanted_in.sandbox)], replaces=("sandbox",))
        self._remember_sandbox(lives_in, olds)
        self._run.ownership.show((lives_in, id_), olds.get(ADOPTION))
        self._run.journal.is_in_state(id_)
        if contains_unknown(news):
            # Of an update all is known; so the engine asks for the sake of a dependency that it replaces, and deletes
            # this object before its resource comes up.
            self._note_adoption(news)
        difference = self._difference(id_, olds, news)
        self._read_ahead.compared(Target(lives_in, self._family, id_), is_changed=difference.is_any)
        return difference

    def create(self, inputs: Inputs) -> Stored:
        """POST the object once, or take over the one named by `adoptId`. After the POST nothing may fail.

        Raises:
            DriftConflictError: only a person can tell whether the object exists already.
        """
        hint = self._hints.recall(inputs)
        target = Target(self._place_of(inputs), self._family, name=inputs["name"], secret=hint.secret)
        if inputs.get(ADOPT_ID) is not None:
            return self._adopt(replace(target, id_=inputs[ADOPT_ID]), inputs)
        baseline, body = self._baselines.of(target, hint.creates), self._family.body(inputs)
        with self._name_locks.of(target.place, inputs["name"]):
            resumed = self._resume(target, body, inputs, hint)
            if resumed is not None:
                return resumed
            self._leftovers.refuse_a_duplicate(target, body, baseline, hint)
            known_place = replace(target, sandbox_id=self._sandbox_ids.get(target.place))
            answer = self._creator.create(known_place, body, baseline, hint)
        self._remember_sandbox(target.place, answer)
        return Stored(answer["id"], inputs, self._outputs(inputs, answer, target.place))

    def update(self, id_: str, olds: Outputs, news: Inputs) -> Stored:
        """GET, stop at somebody else's change of what we manage, PATCH what differs.

        Raises:
            DriftConflictError: a managed member is neither as state says nor as the program wants it.
            OfferNotFoundError: the object is gone.
        """
        target = Target(self._place_of(olds), self._family, id_, news["name"], self._hints.recall(news).secret)
        answer = self._updater.update(target, olds, self._members(news))
        self._sent_members.end(id_, olds, news)
        known = {**olds, **self._family.metadata(answer)}
        return Stored(id_, news, {**self._outputs(news, known, target.place), **_kept(olds, ADOPTION)})

    def refresh(self, id_: str, outputs: Outputs) -> Stored | None:
        """The object as it is now, as far as the program manages it; None if it is gone.

        Args:
            outputs: what state keeps of it; nothing but the id is known of an object that was imported.
        """
        self._run.journal.is_in_state(id_)
        self._sent_members.is_in_state(id_, outputs)
        target = self._read_target(id_, outputs)
        try:
            live = self._reader.refresh(target, outputs)
        except OfferNotFoundError:
            return None
        known = self._members(outputs)
        if not known:
            return self._as_read(target, live, self._family.known(live), outputs)
        managed = self._family.managed(live, known | self._sent_members.of(live, id_, outputs))
        is_as_stored = not between(self._family.comparable(known), self._family.comparable(managed))
        stored = self._as_read(target, live, managed, outputs)
        # The engine would show the note as a property that went.
        return replace(stored, inputs={**stored.inputs, checked.AS_GIVEN: True}, is_as_stored=is_as_stored)

    def look_up(self, id_: str) -> Stored:
        """An object that the stack does not manage, with all its members.

        Raises:
            OfferNotFoundError: it does not exist in the configured place.
        """
        target = self._read_target(id_, {})
        live = self._reader.get(target, {})
        return self._as_read(target, live, self._family.known(live), {})

    def find(self, name: str) -> str:
        """The id of the one object of this name in the configured place.

        Raises:
            LookupFailedError: there is none, or there are several.
        """
        place = self._settings.place
        return self._names.find(Target(place, self._family, name=name), may_be_new=self._baselines.is_taken(place))

    def delete(self, id_: str, outputs: Outputs) -> None:
        """DELETE the object where it lives, unless somebody has edited it; one that is gone already is a success.

        Raises:
            DriftConflictError: a managed member is not as state says.
        """
        target = Target(self._place_of(outputs), self._family, id_, outputs.get("name"))
        if self._run.ownership.is_held_by_another((target.place, id_), outputs.get(ADOPTION)):
            self._run.say(f"{target} is not deleted: another resource of this run has adopted it")
            return
        if self._run.ownership.is_wanted((target.place, id_)):
            self._run.say(f"{target} is not deleted: adopt_id in the program names it")
            return
        self._deleter.delete(target, outputs)

    def _difference(self, id_: str, olds: Outputs, news: Inputs) -> Difference:
        after = self._members(news)
        before = {name: value for name, value in self._members(olds).items() if self._family.is_managed(name, after)}
        changes = between(self._family.comparable(before), self._family.comparable(after))
        unseen = frozenset(self._sent_members.names(id_, olds) - news.keys())
        # Taking the object over again would not make another one of it.
        replaces = [] if news.get(ADOPT_ID) == id_ else self._family.stuck(olds, after)
        return Difference(changes, unseen, tuple(replaces))

    def _warn_of_a_move(self, sandbox: str, wanted: str) -> None:
        if (sandbox, wanted) not in self._moves:
            self._moves.add((sandbox, wanted))
            self._run.say(
                f"{self._family.kind}s move from sandbox {sandbox} to {wanted}: they are created in {wanted}, with"
                f" new ids, and deleted in {sandbox}"
            )

    def _remember_sandbox(self, place: Place, told: Receipt | Outputs) -> None:
        """Keep what a receipt tells of the place: there is nothing else to compare a new object's receipt with."""
        if told.get("sandboxId") is not None:
            self._sandbox_ids.setdefault(place, str(told["sandboxId"]))

    def _resume(self, target: Target, body: Body, inputs: Inputs, hint: Hint) -> Stored | None:
        """What a killed run has made for this create, as the program wants it by now."""
        for begun, id_ in self._leftovers.of(target, body, hint):
            found = replace(target, id_=id_)
            try:
                # As recently written as it was begun: reads may lag behind.
                stored = self._adopt(found, inputs, made_at=begun.at)
            except OfferNotFoundError:
                self._run.journal.forget(begun.entry)
            else:
                self._run.say(f"{found} was created by an interrupted run: using it")
                return stored
        return None

    def _adopt(self, target: Target, inputs: Inputs, made_at: datetime | None = None) -> Stored:
        """Take an object over: somebody else's, or one that a killed run has made for this resource."""
        known = {"createdDate": made_at.isoformat()} if made_at else {}
        key = (target.place, str(target.id_))
        adoption = uuid.uuid4().hex[:12]
        if not self._run.ownership.take(key, adoption):
            raise DriftConflictError(f"adopt {target}: another resource of this run has already adopted it")
        try:
            answer = self._updater.update(target, known, self._members(inputs), is_ours=made_at is not None)
        except BaseException as error:
            self._run.ownership.release(key)
            if isinstance(error, OfferNotFoundError) and made_at is None:
                raise self._nothing_to_adopt(target, error) from None
            raise
        return Stored(key[1], inputs, {**self._outputs(inputs, answer, target.place), ADOPTION: adoption})

    def _nothing_to_adopt(self, target: Target, error: OfferNotFoundError) -> OfferNotFoundError:
        return OfferNotFoundError(
            f"{error}. adopt_id has to name an object in sandbox {target.place.sandbox}: correct it, or remove it to"
            " create a new object"
        )

    def _note_adoption(self, inputs: Inputs) -> None:
        """The object that a create is about to take over is not to be deleted before."""
        if inputs.get(ADOPT_ID) is not None:
            self._run.ownership.want((self._place_of(inputs), inputs[ADOPT_ID]))

    def _read_target(self, id_: str, known: Outputs) -> Target:
        # Nobody tells the provider what is secret in state, so all but the name is.
        secret = frozenset(self._family.record.members) - {"name"}
        return Target(self._place_of(known), self._family, id_, known.get("name"), secret)

    def _as_read(self, target: Target, live: Live, members: Inputs, known: Outputs) -> Stored:
        inputs = {**_kept(known, ADOPT_ID), **members}
        outputs = self._outputs(inputs, {**known, **self._family.metadata(live)}, target.place)
        stored_inputs = {**inputs, **_place_members(target.place)}
        return Stored(str(target.id_), stored_inputs, {**outputs, **_kept(known, ADOPTION)})

    def _outputs(self, inputs: Inputs, known: Live | Receipt | Outputs, place: Place) -> Outputs:
        # An answer need not tell a revision, but the etag is an output that programs may use.
        metadata = {"etag": 0, **self._family.metadata(known)}
        return {**self._members(inputs), **_kept(inputs, ADOPT_ID), **metadata, **_place_members(place)}

    def _members(self, props: Inputs | Outputs) -> dict[str, Any]:
        return checked.members(self._family, props)

    def _place_of(self, props: Inputs | Outputs) -> Place:
        """The place recorded on the object; state from before places were recorded means the configured one."""
        configured = self._settings.place
        return Place(props.get("org") or configured.org, props.get("sandbox") or configured.sandbox)


def _place_members(place: Place) -> dict[str, Any]:
    return {"org": place.org, "sandbox": place.sandbox}


def _kept(props: Inputs | Outputs, name: str) -> dict[str, Any]:
    return {name: props[name]} if name in props else {}
