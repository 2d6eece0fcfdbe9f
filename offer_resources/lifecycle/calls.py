"""Carries out the engine's calls for an object of the Offer Library, in the same way for every family. Knows no Pulumi.

`inputs` are what a program gives, after `check`. `outputs` are what state keeps: the managed members with the server's
last values, the object's metadata, and its place. The members in the outputs are those that were managed so far.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from ..api.client import OfferLibrary
from ..errors import DriftConflictError, OfferNotFoundError, PlaceError
from ..objects import checked
from ..objects.diff import Change, between
from ..objects.family import ADOPT_ID, Family
from ..objects.target import Target
from ..objects.values import Body, Inputs, Live, Members, Outputs, Problem, Receipt, contains_unknown
from ..settings import Place, Settings
from . import secrecy
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

# The output that distinguishes the resource that adopted an object from the one that had it before.
ADOPTION = "adoption"


@dataclass(frozen=True)
class Stored:
    """An object in the form that state keeps.

    Attributes:
        is_as_stored: whether a refresh found no difference from state. Then the inputs in state, which have the
            program's own spelling, are to be kept.
    """

    id_: str
    inputs: Inputs
    outputs: Outputs
    is_as_stored: bool = False


@dataclass(frozen=True)
class Difference:
    """The difference between state and program.

    Attributes:
        before: the managed members in state, as they are compared.
        after: the program's.
        unseen: members in which the object may differ from the program, because an update was sent that state has not
            recorded.
        replaces: the properties that differ and cannot change in place.
    """

    before: Members = field(default_factory=dict)
    after: Members = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    replaces: tuple[str, ...] = ()

    @property
    def is_seen(self) -> bool:
        """Whether a member differs that state or the program has."""
        return self.before != self.after

    @property
    def is_any(self) -> bool:
        return self.is_seen or bool(self.unseen)

    @cached_property
    def changes(self) -> list[Change]:
        """The members that differ."""
        return between(self.before, self.after)


class Lifecycle:
    """The calls for one family's objects.

    Args:
        say: reports one line to the user.
        journal: notes creates before they are sent.
    """

    def __init__(
        self, family: Family, library: OfferLibrary, settings: Settings, *, say: Callable[[str], None], journal: Journal
    ) -> None:
        self.family = self._family = family
        self._settings = settings
        self._run = run = Run(family, library, settings, journal, Ownership(journal), say)
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
        """Return the inputs to store, in the program's spelling and with the place added, and every problem.

        Args:
            hint: what else the program knows; kept for the create or update of these inputs.
            olds: the inputs in state, if there are any.
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

    def preview_adoption(self, inputs: Inputs, secret: frozenset[str] = frozenset()) -> None:
        """Report what the create of these checked inputs will change in the object that `adoptId` names. Reads only.

        Args:
            secret: the members that the engine calls secret, besides those of the program's hint.

        Raises:
            OfferNotFoundError: the object does not exist.
        """
        id_ = inputs.get(ADOPT_ID)
        if id_ is None or contains_unknown([id_, inputs["name"]]):
            return
        hint = self._hints.recall(inputs, secret)
        target = Target(self._place_of(inputs), self._family, id_, inputs["name"], hint.secret)
        try:
            live = self._reader.refresh(target, {})
        except OfferNotFoundError as error:
            raise self._nothing_to_adopt(target, error) from None
        self._updater.report_adoption(target, live, self._members(inputs))

    def diff(self, id_: str, olds: Outputs, news: Inputs) -> Difference:
        """Compare the program's managed members with state's. No network.

        Raises:
            PlaceError: the object lives in another organisation, where these credentials cannot reach it.
        """
        lives_in, wanted_in = self._place_of(olds), self._place_of(news)
        if lives_in.org != wanted_in.org:
            raise PlaceError(
                f"{self._target_in_state(id_, olds)} lives in organisation"
                f" {lives_in.org}, but the stack is configured for {wanted_in.org}, whose credentials cannot reach it:"
                " set aep:orgId back, or use another stack for the other organisation"
            )
        if lives_in.sandbox != wanted_in.sandbox:
            self._warn_of_a_move(lives_in.sandbox, wanted_in.sandbox)
            return Difference({"sandbox": lives_in.sandbox}, {"sandbox": wanted_in.sandbox}, replaces=("sandbox",))
        self._remember_sandbox(lives_in, olds)
        self._run.ownership.show((lives_in, id_), olds.get(ADOPTION))
        self._run.journal.is_in_state(id_)
        if contains_unknown(news):
            # Inputs of an update are known. So this is the engine's question whether the replacement of a dependency
            # replaces this resource too; if so, it deletes this object before it checks the resource again.
            self._note_adoption(news)
        difference = self._difference(id_, olds, news)
        self._read_ahead.compared(Target(lives_in, self._family, id_), is_changed=difference.is_any)
        return difference

    def create(self, inputs: Inputs, secret: frozenset[str] = frozenset()) -> Stored:
        """POST the object once, or adopt the one that `adoptId` names. After the POST nothing may fail.

        Args:
            secret: the members that the engine calls secret, besides those of the program's hint.

        Raises:
            DriftConflictError: the object may exist already; only the user can decide.
        """
        hint = self._hints.recall(inputs, secret)
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
        return Stored(answer["id"], inputs, self._written(inputs, answer, target))

    def update(self, id_: str, olds: Outputs, news: Inputs, secret: frozenset[str] = frozenset()) -> Stored:
        """GET, stop if somebody else changed a managed member, PATCH what differs.

        Args:
            secret: the members that the engine calls secret, besides those of the program's hint.

        Raises:
            DriftConflictError: a managed member is neither as in state nor as the program wants it.
            OfferNotFoundError: the object does not exist any more.
        """
        secret = self._hints.recall(news, secret).secret
        target = Target(self._place_of(olds), self._family, id_, news["name"], secret)
        hidden = secrecy.no_longer_given(self._family, olds, news) | self._sent_members.secret(id_, olds)
        hides_more = replace(target, secret=secret | hidden)
        answer = self._updater.update(hides_more, olds, self._members(news))
        self._sent_members.end(id_, self._members(news))
        known = {**olds, **self._family.metadata(answer)}
        return Stored(id_, news, {**self._written(news, known, target), **_kept(olds, ADOPTION)})

    def refresh(self, id_: str, outputs: Outputs) -> Stored | None:
        """Return the managed members of the live object; None if the object does not exist any more.

        Args:
            outputs: state's outputs; empty for an object that was imported by its id.
        """
        self._run.journal.is_in_state(id_)
        self._sent_members.is_in_state(id_, outputs)
        target = self._target_in_state(id_, outputs)
        try:
            live = self._reader.refresh(target, outputs)
        except OfferNotFoundError:
            return None
        known = self._members(outputs)
        if not known:
            return self._as_read(target, live, self._family.known(live), outputs)
        managed = self._family.managed(live, self._sent_members.managed_before(live, id_, outputs))
        is_as_stored = self._family.is_same(known, managed)
        if not is_as_stored and self._would_expose(target, outputs):
            live, managed, is_as_stored = outputs, known, True
        stored = self._as_read(target, live, managed, outputs)
        # Without the note the engine would show it as a removed property.
        return replace(stored, inputs={**stored.inputs, checked.AS_GIVEN: True}, is_as_stored=is_as_stored)

    def take_in(self, id_: str) -> Stored | None:
        """Read an object that the engine imports by its id alone, with all its members; None if it does not exist.

        The resource that had it before, through this door or the other, does not delete it any more.
        """
        target = self._target_in_state(id_, {})
        try:
            live = self._reader.refresh(target, {})
        except OfferNotFoundError:
            return None
        adoption = uuid.uuid4().hex[:12]
        self._run.ownership.show((target.place, id_), adoption)
        return self._as_read(target, live, self._family.known(live), {ADOPTION: adoption})

    def look_up(self, id_: str, secret: frozenset[str] = frozenset()) -> Stored:
        """Return an object that the stack does not manage, with all its members.

        Args:
            secret: `id` or `name`, whichever the program has looked up and calls secret.

        Raises:
            OfferNotFoundError: the object does not exist in the configured place.
        """
        target = self._target_in_state(id_, {})
        live = self._reader.get(replace(target, secret=target.secret | secret), {})
        return self._as_read(target, live, self._family.known(live), {})

    def find(self, name: str, secret: frozenset[str] = frozenset()) -> str:
        """Return the id of the one object of this name in the configured place.

        Args:
            secret: `name`, if the program calls it secret.

        Raises:
            LookupFailedError: no object has the name, or several have it.
        """
        place = self._settings.place
        target = Target(place, self._family, name=name, secret=secret)
        return self._names.find(target, may_be_new=self._baselines.is_taken(place))

    def delete(self, id_: str, outputs: Outputs) -> None:
        """DELETE the object where it lives, unless somebody has edited it; a missing object is a success.

        Raises:
            DriftConflictError: a managed member differs from state.
        """
        target = self._target_in_state(id_, outputs)
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
        unseen = frozenset(self._sent_members.differing(id_, olds, after))
        # A replacement would adopt the same object again, which does not help.
        replaces = [] if news.get(ADOPT_ID) == id_ else self._family.stuck(olds, after)
        difference = Difference(unseen=unseen, replaces=tuple(replaces))
        if before == after:
            return difference
        return replace(difference, before=self._family.comparable(before), after=self._family.comparable(after))

    def _warn_of_a_move(self, sandbox: str, wanted: str) -> None:
        if (sandbox, wanted) not in self._moves:
            self._moves.add((sandbox, wanted))
            self._run.say(
                f"{self._family.kind}s move from sandbox {sandbox} to {wanted}: they are created in {wanted}, with"
                f" new ids, and deleted in {sandbox}"
            )

    def _remember_sandbox(self, place: Place, told: Receipt | Outputs) -> None:
        """Keep the sandbox's id from an answer, to compare later receipts of new objects with it."""
        if told.get("sandboxId") is not None:
            self._sandbox_ids.setdefault(place, str(told["sandboxId"]))

    def _resume(self, target: Target, body: Body, inputs: Inputs, hint: Hint) -> Stored | None:
        """Return the object that a killed run created for this resource, updated as the program wants it, if any."""
        for begun, id_ in self._leftovers.of(target, body, hint):
            found = replace(target, id_=id_)
            try:
                # Reads may lag behind the write, so pass on when it began.
                stored = self._adopt(found, inputs, made_at=begun.at)
            except OfferNotFoundError:
                self._run.journal.forget(begun.entry)
            else:
                self._run.say(f"{found} was created by an interrupted run: using it")
                return stored
        return None

    def _adopt(self, target: Target, inputs: Inputs, made_at: datetime | None = None) -> Stored:
        """Adopt an object: somebody else's, or one that a killed run created for this resource."""
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
        self._run.ownership.show(key, adoption)
        return Stored(key[1], inputs, {**self._written(inputs, answer, target), ADOPTION: adoption})

    def _nothing_to_adopt(self, target: Target, error: OfferNotFoundError) -> OfferNotFoundError:
        return OfferNotFoundError(
            f"{error}. adopt_id has to name an object in sandbox {target.place.sandbox}: correct it, or remove it to"
            " create a new object"
        )

    def _note_adoption(self, inputs: Inputs) -> None:
        """Note the object that a create will adopt, so that it is not deleted before."""
        if inputs.get(ADOPT_ID) is not None:
            self._run.ownership.want((self._place_of(inputs), inputs[ADOPT_ID]))

    def _target_in_state(self, id_: str, known: Outputs) -> Target:
        """Return the object for a call in which no program tells what is secret; by its id alone without a note."""
        name = known.get("name") if secrecy.PLAIN in known else None
        secret = secrecy.secret_in(self._family, known) | self._sent_members.secret(id_, known)
        return Target(self._place_of(known), self._family, id_, name, secret)

    def _would_expose(self, target: Target, outputs: Outputs) -> bool:
        """Return whether state, as it is, would keep a secret of the live object in plain text; report it if so."""
        exposed = self._sent_members.secret(str(target.id_), outputs) - secrecy.kept_secret(self._family, outputs)
        if exposed:
            self._run.say(
                f"{target} stays in state as it was: {', '.join(sorted(exposed))} came from an update that was"
                " interrupted, and is a secret, which state does not know yet. The next `pulumi up` settles it"
            )
        return bool(exposed)

    def _as_read(self, target: Target, live: Live, members: Inputs, known: Outputs) -> Stored:
        inputs = {**_kept(known, ADOPT_ID), **members}
        outputs = self._outputs(inputs, {**known, **self._family.metadata(live)}, target.place)
        stored_inputs = {**inputs, **_place_members(target.place)}
        # Of an object that state had no members of, no program has marked any.
        note = _kept(known, secrecy.PLAIN) if self._members(known) else secrecy.note(self._family, members, ())
        return Stored(str(target.id_), stored_inputs, {**outputs, **_kept(known, ADOPTION), **note})

    def _written(self, inputs: Inputs, known: Live | Receipt | Outputs, target: Target) -> Outputs:
        """Return the outputs of an object that the program has made, adopted or updated."""
        note = secrecy.note(self._family, inputs, target.secret)
        return {**self._outputs(inputs, known, target.place), **note}

    def _outputs(self, inputs: Inputs, known: Live | Receipt | Outputs, place: Place) -> Outputs:
        # An answer may have no etag, but programs may use this output.
        metadata = {"etag": 0, **self._family.metadata(known)}
        return {**self._members(inputs), **_kept(inputs, ADOPT_ID), **metadata, **_place_members(place)}

    def _members(self, props: Inputs | Outputs) -> dict[str, Any]:
        return checked.members(self._family, props)

    def _place_of(self, props: Inputs | Outputs) -> Place:
        """Return the place in the object's outputs; without one, as in old states, the configured place."""
        configured = self._settings.place
        return Place(props.get("org") or configured.org, props.get("sandbox") or configured.sandbox)


def _place_members(place: Place) -> dict[str, Any]:
    return {"org": place.org, "sandbox": place.sandbox}


def _kept(props: Inputs | Outputs, name: str) -> dict[str, Any]:
    return {name: props[name]} if name in props else {}
