"""What the doctor finds out about a credential and a sandbox, and that it changes nothing there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from offer_resources.api.client import OfferLibrary
from offer_resources.emulator import Emulator
from offer_resources.errors import AuthenticationError, ConfigError, ForbiddenError, OfferResourcesError, TransportError
from offer_resources.inspection import checks
from offer_resources.inspection.state_and_sandbox import Overview
from offer_resources.lifecycle.journal import Journal, subject
from offer_resources.objects.families import FALLBACK_OFFERS, PLACEMENTS
from offer_resources.objects.values import instant
from offer_resources.settings import Settings
from tests.support.log import methods
from tests.support.place import DEV, SUMMER, a_library, a_target

FAMILIES = (PLACEMENTS, FALLBACK_OFFERS)
NOW = datetime.now(timezone.utc)


def test_a_clock_that_is_right(library: OfferLibrary) -> None:
    """The time is the Date header of whatever the API answers, without a token."""
    assert checks.clock(library, datetime.now(timezone.utc)) == "within 60 s of the API's"


@pytest.mark.parametrize(("minutes", "said"), [(5, "ahead of"), (-5, "behind")])
def test_a_clock_that_is_wrong(library: OfferLibrary, minutes: int, said: str) -> None:
    """It is told by how much, and in which direction."""
    with pytest.raises(OfferResourcesError, match=f"the clock here is (299|300|301) s {said} the API's: set it"):
        checks.clock(library, datetime.now(timezone.utc) + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "state is written twice for each object that changes; with PULUMI_SKIP_CHECKPOINTS=true once,"),
        ({"PULUMI_SKIP_CHECKPOINTS": "false"}, "state is written twice"),
        ({"PULUMI_SKIP_CHECKPOINTS": "True"}, "PULUMI_SKIP_CHECKPOINTS is set: state is written once,"),
        ({"PULUMI_SKIP_CHECKPOINTS": "1"}, "PULUMI_SKIP_CHECKPOINTS is set"),
    ],
)
def test_how_often_state_is_written(environ: dict[str, str], said: str) -> None:
    """As the engine reads its variable."""
    assert checks.checkpoints(environ).startswith(said)


def test_an_api_in_reach(library: OfferLibrary, settings: Settings, emulator: Emulator) -> None:
    """The host is named; that it refuses who comes without a token is an answer too."""
    assert checks.network(library, settings) == f"{emulator.url.removeprefix('http://')} answers"


def test_an_api_out_of_reach(settings: Settings) -> None:
    """The host is named, and what to check."""
    with pytest.raises(TransportError, match=r"^reach 127\.0\.0\.1:1: ConnectionError \(Failed to .*aep:endpoint$"):
        checks.network(a_library("http://127.0.0.1:1/"), settings)


def test_a_token_is_asked_for(settings: Settings, emulator: Emulator) -> None:
    """A credential is good if it is given a token; a ready-made one is not asked for."""
    assert checks.token(settings) == "the credential gets one"
    assert checks.token(replace(settings, access_token="t")) == "ready-made, and not renewed when it ends"
    with pytest.raises(AuthenticationError):
        checks.token(replace(settings, client_secret="wrong"))


def test_permission_to_write_is_tried_without_writing(library: OfferLibrary, emulator: Emulator) -> None:
    """One PATCH for each family, of an object that does not exist and with an operation that fails on any."""
    assert checks.write(library, DEV, FAMILIES) == "placements and fallback offers may be changed"

    assert methods(emulator) == ["PATCH", "PATCH"]
    assert [request.status for request in emulator.requests if request.method == "PATCH"] == [404, 404]
    assert [request.body for request in emulator.requests if request.method == "PATCH"] == [
        [{"op": "test", "path": "/id", "value": "offers doctor"}]
    ] * 2


def test_no_permission_to_write(library: OfferLibrary, emulator: Emulator) -> None:
    """Who may only look is told which permission is missing."""
    emulator.access({"dev": ["view-decisions"]})

    with pytest.raises(ForbiddenError, match="'Manage offers' in this sandbox"):
        checks.write(library, DEV, FAMILIES)


@pytest.mark.parametrize(
    ("settings_of", "environ", "said"),
    [
        ({"client_secret": "hush"}, {}, "client id from config, client secret from config"),
        (
            {"client_secret": "hush"},
            {"AEP_CLIENT_ID": "x", "AEP_CLIENT_SECRET": "hush"},
            "client id from AEP_CLIENT_ID, client secret from AEP_CLIENT_SECRET",
        ),
        ({"access_token": "hush"}, {"AEP_ACCESS_TOKEN": " "}, "client id from config, access token from config"),
    ],
)
def test_where_a_credential_comes_from(settings_of: dict[str, str], environ: dict[str, str], said: str) -> None:
    """The sources are named, the values are not."""
    settings = Settings(DEV, "client", **settings_of)  # type: ignore[arg-type]  # one of two texts

    assert checks.credential(settings, environ, exposed=[]) == said


def test_a_secret_in_plain_text(settings: Settings) -> None:
    """The message says to replace it."""
    with pytest.raises(ConfigError, match=r"^aep:clientSecret is in plain text .* --secret aep:clientSecret`$"):
        checks.credential(settings, {}, ["aep:clientSecret"])


def test_what_an_unanswered_create_may_have_made_is_named(library: OfferLibrary, settings: Settings) -> None:
    """Of its name, made since, and not in state; another stack's create, or an older object, is nothing of ours."""
    old = library.create(a_target(), SUMMER)
    since = instant(old["createdDate"])
    new = library.create(a_target(), SUMMER)
    contents = {FALLBACK_OFFERS.kind: list(library.rows(a_target()))}
    journal = Journal(None, print)
    journal.give_up(journal.begin(subject(settings, a_target(), "offers/dev"), "content", since))

    def look(stack: str, *held: str) -> str:
        state = {FALLBACK_OFFERS.kind: [{"id": id_} for id_ in held]}
        return checks.left_behind(Overview([FALLBACK_OFFERS], state, contents), settings, journal, stack)

    with pytest.raises(OfferResourcesError, match=f"not in state: fallback offer {new['id']} [^;]*: run `pulumi up`"):
        look("offers/dev")
    assert look("offers/dev", new["id"]) == look("offers/prod") == "no interrupted run has left an object"
