"""Secrets stay where they are (docs/reference/pulumi-dynamic-provider.md 2, 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
import requests

from offer_resources.door.protocol import HINTS, PLAIN
from offer_resources.emulator import Answer, Cut, Emulator, Garble, Redirect, Throttle, running
from offer_resources.emulator.steering.faults import Effect
from offer_resources.objects.equality import fingerprint
from tests.dynamic.calls import HostError, Secret
from tests.dynamic.doors import in_turn
from tests.dynamic.emulated import config_of, edit
from tests.dynamic.host import Host, Start
from tests.support.sweep import SWEEPING

SECRET = "p8e-CANARY-secret"
TEXT = "an offer's CANARY text"
SECRET_OFFER = {"name": "Summer", "description": Secret(TEXT), HINTS: {PLAIN: {"name": fingerprint("Summer")}}}
LATER = {"retry-after": "3600"}


@dataclass(frozen=True)
class Watched:
    """A host whose secrets are canaries, and its emulator."""

    host: Host
    emulator: Emulator

    def said(self, call: Callable[[], object]) -> str:
        """Return all that leaves the host in a call: what it returns or raises, and stderr."""
        try:
            answer = repr(call())
        except HostError as error:
            answer = str(error)
        return answer + self.host.stderr

    def secrets_in(self, text: str) -> list[str]:
        """Return the secret, if it is in the text, and what looks like the beginning of the emulator's tokens."""
        return [secret for secret in (SECRET, TEXT, "eyJ") if secret in text]


_LOGS = {"debugging": "debug", **({"plain": ""} if SWEEPING else {})}


@pytest.fixture(scope="module", params=_LOGS.values(), ids=[*_LOGS])
def env(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of a host, with frames in its errors, and in a sweep without them as well."""
    return {"OFFERS_LOG": request.param}


@pytest.fixture(scope="module", params=["fetched", "ready-made"])
def watched(request: pytest.FixtureRequest, env: dict[str, str], start: Start) -> Iterator[Watched]:
    """Yield a host with a token it fetches, or with a ready-made one."""
    with running(client_secret=SECRET, control=True) as emulator:
        token = emulator.emulation.tokens.issue() if request.param == "ready-made" else None
        with start(config_of(emulator, clientSecret=SECRET, accessToken=token), env=env) as host:
            yield Watched(host, emulator)


FAULTS: list[Effect] = [
    *(Answer(status=status, headers=LATER) for status in (400, 401, 403, 404, 409, 412, 418, 422, 429, 500, 503)),
    Answer(status=403, shape="html"),
    Throttle(retry_after=3600, as_date=True),
    Cut(when="before"),
    Cut(when="after"),
    Garble(how="broken-json"),
    Garble(how="truncated"),
    Garble(how="html"),
    Garble(how="wrong-shape"),
    Redirect(location="https://example.com/"),
]


@pytest.mark.parametrize(("fault", "door"), in_turn(FAULTS, repr), indirect=["door"])
def test_no_error_of_the_library_tells_a_secret(watched: Watched, fault: Effect) -> None:
    """Whatever the Offer Library answers."""
    watched.emulator.clear_faults()
    watched.emulator.fault(fault, method="POST", path="/offers$", times=0)
    said = watched.said(lambda: watched.host.offers.up(SECRET_OFFER).id)
    went_on = "no answer came to the create of fallback offer" in said
    assert ("Error: " in said or went_on, watched.secrets_in(said)) == (True, [])


@pytest.mark.parametrize(
    "fault",
    [
        Answer(status=400, body={"error": "invalid_scope"}),
        Answer(status=401, body={"error": "invalid_client", "error_description": "invalid client_secret"}),
        Answer(status=429, headers=LATER),
        Answer(status=503, headers=LATER),
    ],
    ids=repr,
)
def test_no_error_of_the_token_service_tells_a_secret(env: dict[str, str], fault: Effect, start: Start) -> None:
    """Whatever the token service answers."""
    with running(client_secret=SECRET) as emulator, start(config_of(emulator, clientSecret=SECRET), env=env) as host:
        watched = Watched(host, emulator)
        emulator.fault(fault, path="/ims/", times=0)
        said = watched.said(lambda: host.offers.up({"name": "Summer"}))
    assert ("Error: " in said, watched.secrets_in(said)) == (True, [])


def test_no_answer_of_the_token_service_that_is_none_tells_a_secret(start: Start) -> None:
    """Nor what cannot be understood; each is asked for several times, so all are tried at once."""
    faults: list[Effect] = [
        Answer(status=200, body={"token": "none"}),
        Answer(status=200, shape="html"),
        Cut(),
        Redirect(location="https://example.com/"),
    ]
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(len(faults)))
        watched = [stack.enter_context(_without_token(fault, start)) for fault in faults]
        said = list(pool.map(lambda one: one.said(lambda: one.host.offers.up({"name": "Summer"})), watched))
    assert ["Error: " in text and SECRET not in text for text in said] == [True] * len(faults)


@contextmanager
def _without_token(fault: Effect, start: Start) -> Iterator[Watched]:
    """Yield a host whose every token request fails this way."""
    env = {"OFFERS_LOG": "debug"}
    with running(client_secret=SECRET) as emulator, start(config_of(emulator, clientSecret=SECRET), env=env) as host:
        emulator.fault(fault, path="/ims/", times=0)
        yield Watched(host, emulator)


def test_no_success_tells_a_secret(watched: Watched) -> None:
    """Outputs go into state, and stderr onto the screen."""
    watched.emulator.clear_faults()
    offers = watched.host.offers
    made = offers.up({"name": "Summer"})
    outs = offers.update(made.id, made.outs, {**made.inputs, "name": "Winter"})
    answers = (made, outs, offers.diff(made.id, outs, made.inputs), offers.read(made.id, outs), offers.read(made.id))
    said = watched.said(lambda: answers)
    assert ("Winter" in said, watched.secrets_in(said)) == (True, [])


def test_no_problem_tells_a_secret(watched: Watched) -> None:
    """A value that is only known while the engine runs is checked here, and may be secret.

    No property is named, as the engine would show its value.
    """
    attributes = {SECRET: 3, TEXT: 4}
    news = {
        "name": "Summer",
        "status": Secret(SECRET),
        "tags": [Secret(SECRET), 7],
        "characteristics": Secret(attributes),
        HINTS: {PLAIN: {"name": fingerprint("Summer")}},
    }
    checked = watched.host.offers.check(news)
    assert sorted(checked.failures) == [
        ("", "characteristics: got [secret], wanted text"),
        ("", "status: got [secret], wanted one of draft, approved, archived"),
        ("", "tags[1]: got [secret], wanted the id of a tag"),
    ]


def test_no_refresh_and_no_delete_tells_a_secret(watched: Watched) -> None:
    """A dynamic host is not told what is secret in state, so state holds a note. A plain name is in the message."""
    watched.emulator.clear_faults()
    for name, plain in ((Secret(TEXT), {}), ("Summer", {"name": fingerprint("Summer")})):
        made = watched.host.offers.up({"name": name, "description": Secret(TEXT), HINTS: {PLAIN: plain}})
        edit(watched.emulator, made.id, {"op": "replace", "path": "/description", "value": "theirs"})
        watched.emulator.fault(Answer(status=403), method="GET", path="/offers", times=0)
        said = watched.said(lambda made=made: watched.host.offers.read(made.id, made.outs))  # type: ignore[misc]
        watched.emulator.clear_faults()
        said += watched.said(lambda made=made: watched.host.offers.delete(made.id, made.outs))  # type: ignore[misc]
        words = f'fallback offer "{name if plain else "[secret]"}" ({made.id}) in sandbox dev: '
        told = [f"Error: read {words}403", f"Error: delete {words}it was changed"]
        assert ([text in said for text in told], watched.secrets_in(said)) == ([True, True], [])


@pytest.mark.parametrize("page", ["", "library/requests", "library/requests/rows", "__emulator__/requests"])
def test_no_page_of_the_emulator_tells_a_secret(watched: Watched, page: str) -> None:
    """The terminal and the control API show requests, but no credentials."""
    watched.emulator.clear_faults()
    # The texts of offers are there, as in any server.
    watched.emulator.clear_requests()
    watched.host.offers.up({"name": "Summer"})
    shown = requests.get(f"{watched.emulator.url}/{page}", timeout=10).text
    assert ("<html" in shown or "/data/core/dps/offers" in shown, watched.secrets_in(shown)) == (True, [])


def test_no_overwritten_edit_tells_a_secret(start: Start) -> None:
    """What is said on stderr is about the object."""
    with (
        running(client_secret=SECRET) as emulator,
        start(config_of(emulator, clientSecret=SECRET, onConflict="overwrite")) as host,
    ):
        made = host.offers.up({"name": "Summer"})
        edit(emulator, made.id, {"op": "replace", "path": "/name", "value": "Hail"})
        host.offers.update(made.id, made.outs, {**made.inputs, "name": "Winter"})
        said = host.stderr
        assert ("overwritten" in said, Watched(host, emulator).secrets_in(said)) == (True, [])


@pytest.mark.parametrize("secret", ["CANARY\nsecond line", "CANARY ü", 5.0])
@pytest.mark.parametrize("key", ["clientSecret", "accessToken"])
def test_a_secret_that_cannot_be_sent_is_not_shown(emulator: Emulator, key: str, secret: object, start: Start) -> None:
    """The config error names the key, and no part of the value."""
    with pytest.raises(HostError) as error, start(config_of(emulator, **{key: secret})) as host:
        host.offers.check({"name": "Summer"})
    said = str(error.value).removeprefix("ConfigError: ")
    assert said == f"aep:{key} got something else (not shown), takes one line of plain ASCII text"


@pytest.mark.parametrize("name", ["AEP_CLIENT_SECRET", "AEP_ACCESS_TOKEN"])
def test_a_variable_that_cannot_be_sent_is_not_shown(emulator: Emulator, name: str, start: Start) -> None:
    """A file with two lines in a variable is a config error, before any library quotes it."""
    with (
        pytest.raises(HostError) as error,
        start(config_of(emulator), env={name: "CANARY\nsecond line"}) as host,
    ):
        host.offers.check({"name": "Summer"})
    said = str(error.value).removeprefix("ConfigError: ")
    assert said == f"{name} got something else (not shown), takes one line of plain ASCII text"


def test_a_password_in_an_endpoint_is_not_shown(emulator: Emulator, start: Start) -> None:
    """An URL may carry one, so it is not repeated."""
    with (
        pytest.raises(HostError, match=r"\A(ConfigError: )?aep:endpoint takes an https URL [^\n]*\Z") as error,
        start(config_of(emulator, endpoint="https://me:CANARY@example.com/")) as host,
    ):
        host.offers.check({"name": "Summer"})
    assert "CANARY" not in str(error.value)


def test_a_secret_the_token_service_repeats_is_masked(env: dict[str, str], start: Start) -> None:
    """Even if the service quotes what it was sent."""
    with running() as emulator:
        body = {"error": "invalid_client", "error_description": f"no such secret: {SECRET}"}
        emulator.fault(Answer(status=401, body=body), path="/ims/")
        with (
            start(config_of(emulator, clientSecret=SECRET), env=env) as host,
            pytest.raises(HostError, match=r"AuthenticationError: .* no such secret: \[secret\]") as error,
        ):
            host.offers.up({"name": "Summer"})
    assert SECRET not in str(error.value)


def test_a_token_the_library_repeats_is_masked(start: Start) -> None:
    """Even if the gateway quotes what it was sent."""
    with running() as emulator:
        token = emulator.emulation.tokens.issue()
        body = {"error_code": "401013", "message": f"not valid: Bearer {token}"}
        emulator.fault(Answer(status=401, body=body), path="/offers")
        with (
            start(config_of(emulator, accessToken=token)) as host,
            pytest.raises(HostError, match=r"AuthenticationError: .* not valid: Bearer \[secret\] ") as error,
        ):
            host.offers.up({"name": "Summer"})
    assert token not in str(error.value)
