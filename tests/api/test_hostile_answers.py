"""Whatever a server says, to whatever request: a result that state can keep, or one readable error of ours."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # ships no types
from hypothesis import given
from hypothesis import strategies as st

from offer_resources.api.client import OfferLibrary
from offer_resources.api.token import AccessToken
from offer_resources.errors import OfferResourcesError
from offer_resources.lifecycle.calls import Stored
from offer_resources.objects.family import is_id
from offer_resources.settings import Settings
from tests.objects.strategies import json_values, nearly_offers, offers
from tests.support.life import Life
from tests.support.place import DEV, ORG, TOKEN, a_target
from tests.support.wire import Wire, an_answer, saying

ID = "dps:fallback-offer:0123456789abcdef"
OLD = {"name": "Summer", "tags": ["a"], "etag": 3, "sandboxId": "here", "org": ORG, "sandbox": "dev"}
NEW = {"name": "Winter", "org": ORG, "sandbox": "dev"}


def nested(levels: int) -> Any:
    """Return a list in a list in a list."""
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


# What JSON can spell and state cannot keep, or a terminal should not show.
_ODD = ["9" * 5_000, 10**400, 1e308, math.nan, math.inf, "\ud800", {"\udfff": 1}, "\x1b[2J", nested(90), nested(900)]

_anything = st.sampled_from(_ODD) | json_values
_dates = st.just("2026-01-15T09:30:00.123Z") | _anything
_receipts = st.fixed_dictionaries(
    {"id": st.just(ID) | st.sampled_from([ID, "dps:fallback-offer:2", "../x", "a b", ""]) | _anything},
    optional={
        "etag": st.sampled_from([2, 9, "3"]) | _anything,
        "created": _dates,
        "createdDate": _dates,
        "modified": _dates,
        "createdBy": _anything,
        "sandboxId": st.sampled_from(["here", "elsewhere"]) | _anything,
    },
)
_members = st.sampled_from(["name", "description", "tags", "characteristics", "representations"])
_objects = st.builds(
    lambda offer, odd, told: {**offer, **odd, **told},
    offers | nearly_offers,
    st.dictionaries(_members, _anything, max_size=1),
    _receipts,
)
_links = st.sampled_from(["/offers?limit=50&start=1", "http://[", "?a=1&a=2", "//x/y?%ff", "?", ""]) | _anything
_pages = st.builds(
    lambda rows, link: {"results": rows, "_links": {"next": link}},
    st.lists(_objects, max_size=3) | _anything,
    st.fixed_dictionaries({"href": _links}) | _anything,
)
_problems = st.dictionaries(st.sampled_from(["title", "detail", "error_code", "report", "error"]), _anything)
_tokens = st.fixed_dictionaries(
    {"access_token": st.just("eyJ") | _anything},
    optional={"expires_in": st.sampled_from([-1, "nan", "inf", "1e999"]) | _anything},
)
_statuses = st.just("200 OK") | st.just("201 Created") | st.integers(200, 599).map("{} So".format)
_headers = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=9) | st.sampled_from(
    ["nan", "-1", "9" * 400]
)


def spoken(status: str, body: bytes, wait: str, request_id: str) -> bytes:
    """Return an answer of that status and body, with odd headers."""
    return an_answer(body, f"Retry-After: {wait}", f"x-request-id: {request_id}", status=status)


def answers(bodies: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Answers whose body is one of these, any JSON, or any bytes."""
    texts = (bodies | bodies | _problems | _anything).map(lambda value: json.dumps(value).encode())
    return st.builds(spoken, _statuses, texts | texts | st.binary(max_size=9), _headers, _headers)


@pytest.fixture(scope="module")
def server() -> Iterator[Wire]:
    """Yield a server that will say what it is told to."""
    with saying() as wire:
        yield wire


def settings_of(server: Wire, **other: Any) -> Settings:
    """Settings without any patience."""
    given = {"access_token": TOKEN, "endpoint": server.endpoint, **other}
    return Settings(
        DEV, "client", retry_wait_seconds=0.0, retry_budget_seconds=0.0, throttle_budget_seconds=0.0, **given
    )


def outcome(act: Callable[[], Any]) -> Any:
    """Return the call's result, or the message of an error of ours."""
    try:
        return act()
    except OfferResourcesError as error:
        return str(error)


def assert_can_be_kept(life: Life, recorded: Stored) -> None:
    """Through protobuf and JSON into state, and back into the next run."""
    assert is_id(recorded.id_)
    for props in (recorded.outputs, recorded.inputs):
        struct = struct_pb2.Struct()
        struct.update(props)
        struct_pb2.Struct.FromString(struct.SerializeToString())
        json.dumps(props, allow_nan=False)
    life.lifecycle.diff(recorded.id_, recorded.outputs, recorded.inputs)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda life: life.lifecycle.look_up(ID), id="read"),
        pytest.param(lambda life: life.lifecycle.update(ID, OLD, NEW), id="update"),
        pytest.param(lambda life: life.lifecycle.create(NEW), id="create"),
        pytest.param(lambda life: life.lifecycle.delete(ID, OLD), id="delete"),
    ],
)
@given(answer=answers(_objects))
def test_any_answer_is_a_result_or_an_error_of_ours(
    server: Wire, call: Callable[[Life], Stored | None], answer: bytes
) -> None:
    """Nothing a server can say makes us fail in another way, nor puts into state what it cannot keep."""
    server.pieces = (answer,)
    life = Life(settings_of(server))
    found = outcome(lambda: call(life))
    # A conflict has a line for each member.
    assert not isinstance(found, str) or found.replace("\n", "").isprintable(), found
    if isinstance(found, Stored):
        assert_can_be_kept(life, found)


@given(answers(_pages))
def test_any_page_is_a_list_or_an_error_of_ours(server: Wire, answer: bytes) -> None:
    """Every row has an id that can be asked for, and every list ends."""
    server.pieces = (answer,)
    found = outcome(lambda: list(OfferLibrary(settings_of(server)).rows(a_target())))
    assert found.isprintable() if isinstance(found, str) else all(is_id(row["id"]) for row in found)


@given(answers(_tokens))
def test_any_answer_of_the_token_service_is_a_token_or_an_error_of_ours(server: Wire, answer: bytes) -> None:
    """Both are one line."""
    server.pieces = (answer,)
    ims = settings_of(server, access_token=None, client_secret="secret", ims_endpoint=f"http://{server.host}/ims")
    assert outcome(AccessToken(ims).current).isprintable()
