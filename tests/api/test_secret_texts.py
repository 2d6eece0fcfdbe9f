"""Members that hold a secret: neither what we send of them nor what is live is in a message or in the debug log."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from typing import Any

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Answer, Cut, Edit, Emulator
from offer_resources.errors import DriftConflictError, OfferResourcesError, PlaceError
from offer_resources.lifecycle.hints import Hint
from offer_resources.lifecycle.journal import Journal
from offer_resources.lifecycle.ownership import Ownership
from offer_resources.lifecycle.read_ahead import ReadAhead
from offer_resources.lifecycle.reading import Reader
from offer_resources.lifecycle.run import Run
from offer_resources.lifecycle.secrecy import PLAIN
from offer_resources.lifecycle.sent_members import SentMembers
from offer_resources.lifecycle.updating import Updater
from offer_resources.objects.families import FALLBACK_OFFERS
from offer_resources.objects.target import Target
from offer_resources.settings import Settings
from tests.support.life import Life, a_page
from tests.support.place import DEV, SUMMER, a_library, a_target, settings_for
from tests.support.wire import an_answer, saying

OURS, THEIRS, OLD = "our-CANARY-text", "their-CANARY-text", "old-CANARY-text"
ID = "dps:fallback-offer:0123456789abcdef"


def secret(target: Target, *members: str) -> Target:
    """Return the target with these members secret."""
    return replace(target, secret=frozenset(members))


def replaced(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


class Offer:
    """An offer of which state knows what it was made with, and the updates of it."""

    def __init__(self, settings: Settings, *members: str, **body: Any) -> None:
        library = OfferLibrary(settings)
        self.known = {**SUMMER, **body}
        self.said: list[str] = []
        collection = secret(a_target(), *members)
        self.target = replace(collection, id_=library.create(collection, self.known)["id"])
        journal = Journal(None, self.said.append)
        run = Run(FALLBACK_OFFERS, library, settings, journal, Ownership(journal), self.said.append)
        reader = Reader(run, ReadAhead(library, settings.timeout_seconds))
        self._updater = Updater(run, reader, SentMembers(run))

    def update(self, **body: Any) -> None:
        self._updater.update(self.target, self.known, {**SUMMER, **body})

    def edit(self, emulator: Emulator, *operations: dict[str, Any]) -> None:
        emulator.edit(str(self.target.id_), list(operations), org=DEV.org, sandbox=DEV.sandbox)


# Conflicts


def test_a_conflict_names_a_secret_member_and_shows_the_others(emulator: Emulator, settings: Settings) -> None:
    """Who reads it knows where to look; the values are not on the screen."""
    offer = Offer(settings, "description", description=OLD, tags=["a"])
    offer.edit(emulator, replaced("/description", THEIRS), replaced("/tags", ["b"]))
    with pytest.raises(DriftConflictError) as caught:
        offer.update(description=OURS, tags=["a"])
    told = str(caught.value).splitlines()[1:3]
    assert told == ["    description: theirs [secret], ours [secret]", '    tags: theirs with "b", ours with "a"']


def test_an_overwritten_secret_is_not_shown(emulator: Emulator, settings: Settings) -> None:
    """Nor is what we put in its place."""
    offer = Offer(replace(settings, on_conflict="overwrite"), "description", description=OLD)
    offer.edit(emulator, replaced("/description", THEIRS))
    offer.update(description=OURS)
    assert [line.partition("says: ")[2] for line in offer.said] == ["description: theirs [secret], ours [secret]"]


@pytest.mark.parametrize(
    ("member", "ours", "theirs"),
    [
        ("tags", [OURS, f"{OURS}-2"], [THEIRS]),
        ("characteristics", {OURS: "x"}, {THEIRS: "x"}),
        ("representations", [a_page(OURS)], [a_page(THEIRS, placement="dps:offer-placement:CANARY")]),
    ],
)
def test_a_path_into_a_secret_member_is_not_shown(
    emulator: Emulator, settings: Settings, member: str, ours: Any, theirs: Any
) -> None:
    """A tag, a name or a placement may itself be the secret."""
    offer = Offer(settings, member, **{member: ours})
    offer.edit(emulator, replaced(f"/{member}", theirs))
    with pytest.raises(DriftConflictError) as caught:
        offer.update(**{member: ours})
    assert f"since the last run: {member}: theirs [secret], ours [secret]. Run " in str(caught.value)


def test_a_lost_edit_of_a_secret_is_told_without_it(emulator: Emulator, settings: Settings) -> None:
    """What came between our read and our write, too."""
    offer = Offer(settings, "description", description=OLD)
    emulator.fault(Edit(patch=[replaced("/description", THEIRS)]), method="PATCH")
    offer.update(description=OURS)
    assert [line.partition("may be lost: ")[2] for line in offer.said] == [
        "description: was [secret] when read, is [secret]. Run `pulumi refresh` to see what it is now"
    ]


def test_a_secret_name_is_in_no_message(emulator: Emulator, library: OfferLibrary) -> None:
    """A message names the offer by its id."""
    target = Target(DEV, FALLBACK_OFFERS, ID, OURS, frozenset({"name"}))
    with pytest.raises(OfferResourcesError, match=rf'^read fallback offer "\[secret\]" \({ID}\) in sandbox dev: 404'):
        library.get(target)


def test_a_secret_name_is_not_in_the_message_of_another_organisation(settings: Settings) -> None:
    """That is told by a comparison, which knows by the note in state what is not secret."""
    life = Life(settings, hint=Hint(secret=frozenset({"name"})))
    inputs = life.checked(name=OURS)
    with pytest.raises(PlaceError, match=r'^fallback offer "\[secret\]" \(.*\) in sandbox dev lives in') as caught:
        life.lifecycle.diff(ID, {**inputs, "name": OLD, "org": "OTHER@AdobeOrg", PLAIN: []}, inputs)
    assert "CANARY" not in str(caught.value)


# The words of the API


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 418, 422, 429, 500, 503])
@pytest.mark.parametrize("word", [OURS, OURS[:12], f'<p>"{OURS}"</p>'])
def test_no_refusal_repeats_a_secret(emulator: Emulator, settings: Settings, status: int, word: str) -> None:
    """Whatever the API says of what it was sent, whole, in part or with something around it."""
    refusal = Answer(status=status, body={"title": "Bad", "detail": f"no such {word}"}, headers={"retry-after": "99"})
    emulator.fault(refusal, method="POST", path="/offers$", times=0)
    library = OfferLibrary(replace(settings, retry_budget_seconds=0.0))
    with pytest.raises(OfferResourcesError, match=rf": {status} Bad: no such .*\[secret\].* \(request id ") as caught:
        library.create(secret(a_target(), "description"), {**SUMMER, "description": f"<p>{OURS}</p>"})
    assert "CANARY" not in f"{caught.value!r}"


@pytest.mark.parametrize("word", [OURS, OLD])
def test_no_refusal_of_a_patch_repeats_a_secret(emulator: Emulator, settings: Settings, word: str) -> None:
    """Neither the new one nor the one that is live."""
    offer = Offer(settings, "representations", representations=[a_page(OLD)])
    refusal = Answer(status=422, body={"title": f"cannot replace {word} at /representations"})
    emulator.fault(refusal, method="PATCH")
    with pytest.raises(OfferResourcesError, match=r": 422 cannot replace \[secret\] at /"):
        offer.update(representations=[a_page(OURS)])


def test_words_that_are_no_secret_stay(emulator: Emulator, library: OfferLibrary) -> None:
    """Short texts are everywhere, and what is in other members is no secret."""
    body = {**SUMMER, "description": "ab", "tags": [OURS]}
    emulator.fault(Answer(status=400, body={"title": f"about {OURS}"}), method="POST", path="/offers$")
    with pytest.raises(OfferResourcesError, match=f": 400 about {OURS} "):
        library.create(secret(a_target(), "description"), body)


@pytest.mark.parametrize("body", [b'{"title": "\\u0065yJ-a-ready-made-token"}', b'{"title": "eyJ-a-ready-ma..."}'])
def test_a_token_that_is_repeated_otherwise_is_masked(body: bytes) -> None:
    """Spelled with escapes, or cut."""
    with saying(an_answer(body, status="400 Bad")) as wire, pytest.raises(OfferResourcesError, match=r"400 \[secret\]"):
        a_library(wire.endpoint).get(a_target(ID))


# The debug log


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Switch the debug log on, and return it."""
    caplog.set_level(logging.DEBUG, "offer_resources.exchanges")
    return caplog


def test_each_exchange_is_one_line(emulator: Emulator, library: OfferLibrary, log: pytest.LogCaptureFixture) -> None:
    """Method, address, sandbox, status, time, request id, what was sent and what was answered."""
    id_ = library.create(a_target(), SUMMER)["id"]
    library.patch(a_target(id_), [replaced("/name", "Winter")], etag=1)
    token, post, patch = log.messages
    milliseconds = r"in \d+ ms"
    assert re.fullmatch(rf"offers: POST {emulator.ims_endpoint}: 200 {milliseconds}", token)
    item = re.escape(f"{emulator.endpoint}offers/{id_.replace(':', '%3A')}?offer-type=fallback")
    assert re.fullmatch(
        rf'offers: PATCH {item}: 200 {milliseconds}, sandbox dev, request id [-0-9a-f]{{36}}, If-Match "1",'
        r' sent \[{"op": "replace", "path": "/name", "value": "Winter"}\], got {"etag": 2, .*}',
        patch,
    )
    assert f"sent {json.dumps(SUMMER)}, got {{" in post


def test_exchanges_without_an_answer_are_logged(emulator: Emulator, settings: Settings, log: Any) -> None:
    """And every attempt, with how long the API asks to wait."""
    emulator.fault(Answer(status=503, headers={"retry-after": "0"}), method="GET")
    emulator.fault(Cut(), method="GET", nth=2)
    emulator.fault(Answer(status=404, shape="html"), method="GET", nth=3)
    with pytest.raises(OfferResourcesError):
        OfferLibrary(settings).get(a_target(ID))
    refused, cut, page = [
        re.sub(r"\d+ ms|[-0-9a-f]{36}", "…", line.split("=fallback: ")[-1]) for line in log.messages[1:]
    ]
    assert refused.startswith("503 in …, sandbox dev, request id …, Retry-After 0, got {")
    assert cut.startswith("no answer: ConnectionError (")
    assert page == '404 in …, sandbox dev, request id …, got "101 bytes: the answer is not a JSON object"'


def test_the_log_is_short(library: OfferLibrary, log: pytest.LogCaptureFixture) -> None:
    """A page of offers is a number of objects, a long text its beginning."""
    library.create(a_target(), {**SUMMER, "description": "x" * 10_000})
    next(library.pages(a_target()))
    assert '"results": 1,' in log.messages[-1]
    assert "(10000 characters)" in log.messages[-2]
    assert max(map(len, log.messages)) < 1_000


def test_the_log_holds_no_secret(emulator: Emulator, log: pytest.LogCaptureFixture) -> None:
    """Of no exchange, well or not: credentials, what we send, what is live, what is on a page."""
    settings = settings_for(emulator)
    offer = Offer(settings, "description", "representations", description=OLD, representations=[a_page(OLD)])
    library = OfferLibrary(settings)
    offer.update(description=OURS, representations=[a_page(OURS)])
    emulator.fault(Answer(status=400, body={"title": OURS, "report": {"x": [f"<b>{OURS}</b>"]}}), method="PATCH")
    with pytest.raises(OfferResourcesError):
        library.patch(offer.target, [replaced("/description", OURS)])
    next(library.pages(a_target()))
    said = "\n".join(log.messages)
    beginning = emulator.emulation.tokens.issue()[:8]
    assert [canary for canary in (OURS, OLD, "emulator-secret", beginning) if canary in said] == []


def test_nothing_is_logged_unless_asked_for(library: OfferLibrary, caplog: pytest.LogCaptureFixture) -> None:
    """Not a line."""
    library.create(a_target(), SUMMER)
    assert caplog.records == []
