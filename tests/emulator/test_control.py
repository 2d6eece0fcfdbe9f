"""The control API: off unless asked for, typed, and the same as what a test in the process can do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from offer_resources.emulator import Delay, Emulator, running
from tests.emulator.api import ORG, Api, id_of

Json = Any


def control(emulator: Emulator, method: str, path: str, body: Json = None) -> requests.Response:
    return requests.request(method, f"{emulator.url}/__emulator__/{path}", json=body, timeout=10)


def test_it_is_off_unless_asked_for() -> None:
    """Without `--control` its paths do not exist."""
    with running() as emulator:
        assert control(emulator, "GET", "requests").status_code == 404


def test_requests_are_read_and_forgotten(emulator: Emulator, api: Api) -> None:
    """The log is read and emptied; reading it leaves no trace."""
    emulator.clear_requests()
    api.get("tags")
    seen = control(emulator, "GET", "requests").json()
    control(emulator, "DELETE", "requests")
    assert (
        [(request["method"], request["status"], request["headers"]["authorization"]) for request in seen],
        control(emulator, "GET", "requests").json(),
    ) == ([("GET", 200, "***")], [])


def test_a_request_is_waited_for(emulator: Emulator, api: Api) -> None:
    """A test in the process can wait until so many have arrived, and until they are answered."""
    emulator.fault(Delay(milliseconds=60_000), method="GET", times=2)
    with ThreadPoolExecutor(2) as pool:
        pool.map(api.get, ["tags", "tags"])
        emulator.wait_for("GET", "/tags$", count=2)
        assert [request.status for request in emulator.requests if request.method == "GET"] == [None, None]
        emulator.clear_faults()
        emulator.wait_for("GET", "/tags$", count=2, answered=True)
    assert [request.status for request in emulator.requests if request.method == "GET"] == [200, 200]


def test_a_request_that_never_comes(emulator: Emulator) -> None:
    """Waiting ends with an error that names what was waited for."""
    with pytest.raises(TimeoutError, match=r"1 DELETE /tags did not arrive within 0\.01 seconds"):
        emulator.wait_for("DELETE", "/tags", timeout_seconds=0.01)
    with pytest.raises(TimeoutError, match=r"1 DELETE /tags were not answered within 0\.01 seconds"):
        emulator.wait_for("DELETE", "/tags", answered=True, timeout_seconds=0.01)


def test_a_fault_is_put_in_force_and_counted(emulator: Emulator, api: Api) -> None:
    """A fault asked for over HTTP fires, and its counts are shown."""
    added = control(emulator, "POST", "faults", {"effect": {"do": "answer", "status": 503}, "path": "/tags", "nth": 2})
    statuses = [api.get("tags").status_code for _ in range(3)]
    listed = control(emulator, "GET", "faults").json()
    assert (added.status_code, statuses, [(fault["seen"], fault["fired"]) for fault in listed]) == (
        201,
        [200, 503, 200],
        [(3, 1)],
    )


def test_faults_are_taken_back(emulator: Emulator) -> None:
    """One fault or all faults are taken out of force."""
    numbers = [control(emulator, "POST", "faults", {"effect": {"do": "cut"}}).json()["id"] for _ in range(3)]
    one = control(emulator, "DELETE", f"faults/{numbers[0]}").status_code
    left = [fault["id"] for fault in control(emulator, "GET", "faults").json()]
    control(emulator, "DELETE", "faults")
    assert (one, left, control(emulator, "GET", "faults").json()) == (204, numbers[1:], [])


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"effect": {"do": "explode"}},
        {"effect": {"do": "answer", "status": 99}},
        {"effect": {"do": "cut"}, "path": "("},
        {"effect": {"do": "cut"}, "nth": 0},
        {"effect": {"do": "cut"}, "colour": "red"},
    ],
)
def test_a_wrong_fault_is_refused(emulator: Emulator, fault: Json) -> None:
    """A fault that makes no sense is refused with 422."""
    assert control(emulator, "POST", "faults", fault).status_code == 422


def test_an_edit(emulator: Emulator, api: Api) -> None:
    """An object is edited as somebody else would."""
    tag = api.made("tags", {"name": "ours"})
    patch = [{"op": "replace", "path": "/name", "value": "theirs"}]
    body = {"org": ORG, "sandbox": "dev", "id": id_of(tag), "patch": patch}
    assert (control(emulator, "POST", "edits", body).json()["name"], api.get(tag).json()["etag"]) == ("theirs", 2)


def test_an_edit_of_nothing(emulator: Emulator) -> None:
    """Editing an object that does not exist is refused with 404."""
    body = {"org": ORG, "sandbox": "dev", "id": "none", "patch": []}
    assert control(emulator, "POST", "edits", body).status_code == 404


def test_readings_are_flipped(emulator: Emulator, api: Api) -> None:
    """Readings are flipped while running; those not named go back to their default."""
    control(emulator, "PUT", "readings", {"create-status": "200"})
    flipped = control(emulator, "PUT", "readings", {"put": "replaces"}).json()
    assert (flipped["put"], flipped["create-status"], api.post("tags", {"name": "a"}).status_code) == (
        "replaces",
        "201",
        201,
    )


def test_a_wrong_reading_is_refused(emulator: Emulator) -> None:
    """A reading that does not exist is refused, by name."""
    response = control(emulator, "PUT", "readings", {"nonsense": "1"})
    assert (response.status_code, "nonsense" in response.json()["detail"]) == (422, True)


def test_access_is_set(emulator: Emulator, api: Api) -> None:
    """Permissions are set by sandbox."""
    control(emulator, "PUT", "access", {"sandboxes": {"dev": ["view-decisions"]}})
    assert api.post("tags", {"name": "a"}).json() == {"error_code": "403025", "message": "Profile is not valid"}


def test_tokens_are_counted_and_ended(emulator: Emulator, api: Api) -> None:
    """Tokens given out are counted; they can be ended and made short."""
    before = control(emulator, "GET", "tokens").json()["issued"]
    control(emulator, "PUT", "tokens", {"expires_in": 5, "expire_all": True})
    assert (
        before == emulator.tokens_issued,
        api.get("tags").status_code,
        emulator.emulation.tokens.lifetime_seconds,
    ) == (
        True,
        401,
        5,
    )
