"""What a person sees when something goes wrong (docs/reference/pulumi-dynamic-provider.md 11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from offer_resources.door.tokens import PLUGIN, Door
from offer_resources.emulator import Answer, Cut, Emulator, Redirect
from tests.dynamic.calls import HostError
from tests.dynamic.emulated import config_of, methods
from tests.dynamic.host import Host, Start
from tests.dynamic.quitting import QuittingProvider

CHECKOUT = Path(__file__).parents[2]
SUMMER = {"name": "Summer", "org": "ORG@AdobeOrg", "sandbox": "dev"}
STATE = {**SUMMER, "etag": 3, "createdDate": "2026-01-15T09:30:00.000Z"}

# So long that the client gives up at once, as it would go beyond its budget.
LATER = {"retry-after": "3600"}


@pytest.fixture(scope="module")
def debugging(_emulator: Emulator, start: Start) -> Iterator[Host]:
    """Yield a host that shows frames."""
    with start(config_of(_emulator), env={"OFFERS_LOG": "debug"}) as host:
        yield host


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "InvalidOfferError"),
        (401, "AuthenticationError"),
        (403, "ForbiddenError"),
        (404, "OfferNotFoundError"),
        (409, "ConflictError"),
        (412, "ConflictError"),
        (418, "OfferLibraryError"),
        (422, "InvalidOfferError"),
        (429, "RateLimitedError"),
        (500, "ServerError"),
        (503, "ServerError"),
    ],
)
def test_an_answer_that_is_an_error_is_one_line(host: Host, emulator: Emulator, status: int, name: str) -> None:
    """The class, what was tried on what and where, what the API said, its request id, what to do; no frames."""
    emulator.fault(Answer(status=status, headers=LATER), method="POST", path="/offers", times=0)
    with pytest.raises(HostError) as error:
        host.offers.create(SUMMER)
    assert re.fullmatch(
        rf'{name}: create fallback offer "Summer" in sandbox dev: {status} Injected fault: Asked for through the'
        r" control API \(request id [-0-9a-f]{36}\): [^\n]+",
        str(error.value),
    )


@pytest.mark.parametrize("shape", ["problem", "gateway", "content", "trigger", "version", "html", "empty"])
def test_a_body_of_any_shape_is_one_line(host: Host, emulator: Emulator, shape: str) -> None:
    """Error bodies differ from layer to layer of the service; none spreads over lines."""
    emulator.fault(Answer(status=403, shape=shape), method="POST", path="/offers")  # type: ignore[arg-type]  # one of its literals
    with pytest.raises(HostError, match=r"\AForbiddenError: create [^\n]*: 403 [^\n]*\Z"):
        host.offers.create(SUMMER)


@pytest.mark.parametrize(
    ("effect", "name"),
    [
        (Cut(when="before"), "TransportError"),
        (Answer(status=200, shape="html"), "ServerError"),
        (Answer(status=200, body=["no", "receipt"]), "ServerError"),
        (Answer(status=201, body={"etag": 1}), "ServerError"),
        (Redirect(location="https://example.com/"), "OfferLibraryError"),
    ],
)
def test_an_answer_that_is_none_is_one_line(
    host: Host, emulator: Emulator, effect: Answer | Cut | Redirect, name: str
) -> None:
    """No exception of the HTTP library and no frame reaches the person."""
    emulator.fault(effect, method="POST", path="/offers", times=0)
    with pytest.raises(HostError, match=rf'\A{name}: create fallback offer "Summer" in sandbox dev: [^\n]+\Z'):
        host.offers.create(SUMMER)


def test_an_error_of_ours_is_one_line_too(host: Host, door: Door) -> None:
    """A mistake in the package says that it is one, and how to report it."""
    with pytest.raises(HostError) as error:
        host.offers.update("dps:fallback-offer:1", STATE, {})
    call = "Update" if door is PLUGIN else "update"
    assert str(error.value) == (
        f"OfferResourcesError: {call}: an error in offer_resources itself: KeyError: 'name'."
        " Run again with OFFERS_LOG=debug in the environment and report what it shows"
    )


def test_debugging_keeps_the_frames_of_an_answer(debugging: Host, emulator: Emulator) -> None:
    """With OFFERS_LOG=debug the error has its frames."""
    emulator.fault(Answer(status=403), method="POST", path="/offers")
    with pytest.raises(HostError, match=r"(?s)\ATraceback .*client\.py\", line .*\nForbiddenError: [^\n]*\Z"):
        debugging.offers.create(SUMMER)


def test_debugging_shows_each_exchange(debugging: Host, emulator: Emulator) -> None:
    """On stderr, which the engine displays: a line for each, the token's without a body."""
    debugging.offers.create(SUMMER)
    lines = debugging.stderr.splitlines()
    assert f"offers: POST {emulator.ims_endpoint}: 200 in " in lines[0]
    assert re.fullmatch(
        rf"offers: POST {emulator.endpoint}offers\?offer-type=fallback: 201 in \d+ ms, sandbox dev, request id \S+,"
        r' sent {.*"name": "Summer".*}, got {"etag": 1.*}',
        lines[-1],
    )


def test_debugging_keeps_the_frames_of_our_own_errors(debugging: Host) -> None:
    """With OFFERS_LOG=debug the error has its frames."""
    with pytest.raises(HostError, match=r"(?s)\ATraceback .*calls\.py\", line .*\nKeyError: 'name'\n"):
        debugging.offers.update("dps:fallback-offer:1", STATE, {})


@pytest.mark.parametrize("env", [{}, {"OFFERS_LOG": "debug"}])
@pytest.mark.parametrize(("member", "raised"), [("exit", "SystemExit: enough"), ("interrupt", "KeyboardInterrupt: ")])
def test_an_attempt_to_end_the_process_is_an_error(
    emulator: Emulator, member: str, raised: str, env: dict[str, str]
) -> None:
    """Such an exception would pass the host by and leave the engine waiting for ever."""
    with (
        Host(config_of(emulator), env={"PYTHONPATH": str(CHECKOUT), **env}) as host,
        pytest.raises(HostError, match=f"OfferResourcesError: check: an error in offer_resources itself: {raised}"),
    ):
        host.calls(QuittingProvider).check({member: "x"})


def test_a_host_goes_on_after_an_error(host: Host, emulator: Emulator) -> None:
    """One refused offer does not spoil the next."""
    emulator.fault(Answer(status=400), method="POST", path="/offers")
    with pytest.raises(HostError):
        host.offers.create(SUMMER)
    assert host.offers.create(SUMMER).outs["etag"] == 1


def test_errors_write_nothing_to_stderr(emulator: Emulator, start: Start) -> None:
    """The engine shows the error already; lines of the host would appear without a resource."""
    with start(config_of(emulator)) as host:
        emulator.fault(Answer(status=400), method="POST", path="/offers")
        with pytest.raises(HostError):
            host.offers.create(SUMMER)
        assert host.stderr == ""


def test_trouble_that_passes_is_not_seen(host: Host, emulator: Emulator) -> None:
    """A read may be repeated, and is."""
    made = host.offers.create(SUMMER)
    emulator.fault(Answer(status=503, headers={"retry-after": "0"}), method="GET")
    host.offers.read(made.id, made.outs)
    assert methods(emulator) == ["POST", "GET", "GET"]
