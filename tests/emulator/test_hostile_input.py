"""Bodies, parameters and orders that JSON, SQLite, HTTP or the page cannot take: refused, or shown as they are."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from offer_resources.emulator import Emulator, strict_json
from tests.emulator.api import ORG, SECRET, Api, id_of, shown_in

Json = Any

IS_JSON = {"Content-Type": "application/json"}
IN_PAGE = {"org": ORG, "sandbox": "dev"}

KINDS = {
    "placements": "placement",
    "tags": "tag",
    "offer-rules": "rule",
    "offer-collections": "collection",
    "offer-decisions": "decision",
}

# What Python's parser takes for JSON, and no UTF-8, SQLite or other parser does.
NOT_KEPT = {
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "endless number": b"1e400",
    "endless number in a list": b"[1, {}, -1e999]",
    "half a pair": b'"\\ud83d"',
    "half a pair as a name": b'{"\\udc00": 1}',
    "5,000 digits": b"9" * 5_000,
    "300 deep": b"[" * 300 + b"]" * 300,
    "100,000 deep": b"[" * 100_000,
}
not_kept = pytest.mark.parametrize("value", [pytest.param(value, id=name) for name, value in NOT_KEPT.items()])


@pytest.fixture(autouse=True)
def nothing_was_a_fault_of_ours(emulator: Emulator) -> Iterator[None]:
    """Whatever was asked, no answer was a 500, and the log can be read and looked at afterwards."""
    yield
    pages = [f"{emulator.url}/__emulator__/requests", f"{emulator.url}/library/requests"]
    assert [requests.get(page, timeout=10).status_code for page in pages] == [200, 200]
    assert [request for request in emulator.requests if request.status == 500] == []


@not_kept
def test_a_body_that_cannot_be_kept(api: Api, value: bytes) -> None:
    """A value that cannot be kept is refused in a create, in a patch and in a put."""
    tag = api.made("tags", {"name": "a"})
    bodies = {
        ("POST", "tags"): b'{"name": "a", "x": %s}',
        ("PATCH", tag): b'[{"op": "add", "path": "/x", "value": %s}]',
    }
    statuses = [
        api.send(method, path, data=body % value, headers=IS_JSON).status_code
        for (method, path), body in bodies.items()
    ]
    assert (statuses, api.get("tags").json()["total"]) == ([400, 400], 1)


@not_kept
@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("faults", '{"effect": {"do": "answer", "body": %s}}'),
        ("edits", '{"org": "o", "sandbox": "s", "id": "i", "patch": [{"op": "add", "path": "/x", "value": %s}]}'),
    ],
)
def test_an_order_that_cannot_be_kept(emulator: Emulator, path: str, order: str, value: bytes) -> None:
    """The control API refuses the same values, and nothing of them is in force."""
    url = f"{emulator.url}/__emulator__/{path}"
    response = requests.post(url, data=order.encode() % value, headers=IS_JSON, timeout=10)
    assert (response.status_code in (400, 422), emulator.emulation.faults.active()) == (True, [])


@pytest.mark.parametrize(
    "effect",
    [
        {"do": "answer", "headers": {"a b": "x"}},
        {"do": "answer", "headers": {"a": "x\r\nset-cookie: y"}},
        {"do": "answer", "headers": {"a": "日"}},
        {"do": "answer", "headers": {"Content-Length": "3"}},
        {"do": "redirect", "location": "http://日/"},
        {"do": "redirect", "location": "/a\nb"},
        {"do": "throttle", "retry_after": 10**20, "as_date": True},
        {"do": "rate-limit", "per_second": 1, "retry_after": -1},
        {"do": "short-tokens", "seconds": 10**400},
        {"do": "delay", "milliseconds": 10**400},
    ],
    ids=lambda effect: json.dumps(effect)[:50],
)
def test_a_fault_that_no_answer_can_carry(emulator: Emulator, effect: Json) -> None:
    """Headers, dates and times that HTTP or the clock cannot take are refused when they are asked for."""
    url = f"{emulator.url}/__emulator__/faults"
    assert requests.post(url, json={"effect": effect}, timeout=10).status_code == 422


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("faults", {"effect": {"do": "cut"}, "path": "a{99999999999999999999}"}),
        ("tokens", {"expires_in": 10**400}),
        ("tokens", {"expires_in": -1}),
        ("readings", {"\ud800": "1"}),
        ("access", {"sandboxes": {"\ud800": []}}),
    ],
)
def test_other_orders(emulator: Emulator, path: str, order: Json) -> None:
    """Expressions, lifetimes and names that make no sense are refused by the rest of the control API."""
    method = "POST" if path == "faults" else "PUT"
    assert requests.request(method, f"{emulator.url}/__emulator__/{path}", json=order, timeout=10).status_code == 422


def test_an_answer_without_a_body(emulator: Emulator, api: Api) -> None:
    """A fault may answer with a status that has no body; the connection lives on."""
    for nth, status in enumerate((204, 205, 304), 1):
        fault = {"effect": {"do": "answer", "status": status}, "nth": nth}
        requests.post(f"{emulator.url}/__emulator__/faults", json=fault, timeout=10)
    assert [api.get("tags").status_code for _ in range(4)] == [204, 205, 304, 200]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"property": ",".join(["a"] * 1_500)}, 400),
        ({"property": ",".join(["a==1"] * 100)}, 200),
        ({"orderby": ",".join(f"m{number}" for number in range(2_100))}, 400),
        ({"orderby": "name", "start": base64.urlsafe_b64encode(b'["\\ud800", "x"]').decode().rstrip("=")}, 400),
        ({"orderby": "name", "start": base64.urlsafe_b64encode(b"[1e400, 1]").decode().rstrip("=")}, 400),
        ({"property": "name==a\x00b"}, 200),
        ({"property": "name~\x00"}, 200),
        ({"property": b"name==\xed\xa0\xbd"}, 200),
        ({"property": "etag==" + "9" * 400}, 200),
        ({"property": "x<nan"}, 200),
        ({"property": "created>=0001-01-01T00:00:00+14:00"}, 200),
        ({"limit": "9" * 400}, 200),
    ],
    ids=lambda value: str(value)[:40],
)
def test_parameters_of_a_list(api: Api, params: Json, status: int) -> None:
    """More terms than SQLite can take, and values that no database holds, are refused or match nothing."""
    api.made("tags", {"name": "a"})
    assert api.get("tags", params=params).status_code == status


@pytest.mark.parametrize("times", [150, 1_500])
def test_a_patch_that_digs(api: Api, times: int) -> None:
    """A patch cannot nest an object deeper than a create may, whatever its operations."""
    tag = api.made("tags", {"name": "a", "x": {}})
    response = api.patch(tag, [{"op": "copy", "from": "/x", "path": "/x/y"}] * times)
    assert (response.status_code, api.get(tag).json()["x"]) == (400, {})


def test_a_patch_that_doubles(api: Api) -> None:
    """A patch cannot make an object of a hundred thousand values out of one."""
    tag = api.made("tags", {"name": "a", "x": [1]})
    doubles = [{"op": "copy", "from": "/x", "path": "/x/-"}, {"op": "copy", "from": "/x", "path": "/y"}]
    doubles += [{"op": "copy", "from": "/y", "path": "/x/-"}, {"op": "copy", "from": "/x", "path": "/y"}] * 40
    assert "more than 100000 values" in api.patch(tag, doubles).json()["detail"]


@pytest.mark.parametrize("path", KINDS)
def test_members_of_other_families(emulator: Emulator, api: Api, path: str) -> None:
    """A member that another family has may be anything; the pages and the readings do not trip over it."""
    emulator.set_readings(member_order="rearranged", component_type="short", server_defaults="filled")
    odd = {"tags": 5, "representations": 7, "characteristics": [1], "status": "draft", "rank": None, "components": "x"}
    if path != "offer-collections":
        odd["labels"] = True
    item = api.made(path, {"name": "\x00\x1b[1m\u202e\U0001f600", **odd})
    pages = [("library", {"kind": KINDS[path]}), ("library/object", {"id": id_of(item)})]
    answers = [requests.get(f"{emulator.url}/{page}", {**IN_PAGE, **query}, timeout=10) for page, query in pages]
    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ('say "hi"', True),
        ("back\\slash", True),
        ("two\nlines", True),
        ("\x1b", True),
        ("100%_", True),
        ("\x00", False),
        ("x" * 51_000, False),
        (b"\xed\xa0\xbd", False),
        ('","', False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_search_for_anything(emulator: Emulator, api: Api, wanted: str | bytes, found: bool) -> None:
    """Quotes, backslashes and control characters are found as they were written; a search may be of any length."""
    api.made("tags", {"name": 'say "hi" back\\slash two\nlines \x1b 100%_'})
    answer = requests.get(f"{emulator.url}/library", {**IN_PAGE, "kind": "tag", "search": wanted}, timeout=10)
    assert (answer.status_code, "1 match" in answer.text) == (200, found)


def test_secrets_in_a_body_that_is_no_json(emulator: Emulator, api: Api) -> None:
    """A body that is logged as text, since it cannot be kept as JSON, has its secrets masked too."""
    api.send("POST", "tags", data=f'{{"client_secret": "{SECRET}", "x": 1e400}}', headers=IS_JSON)
    assert emulator.requests[-1].body == '{"client_secret": "***", "x": 1e400}'


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ('{"a": "\\ud83d"}', '{\n  "a": "\\ud83d"\n}'),
        ('{"a":1,"a":1.10,"b":1E5}', '{\n  "a": 1,\n  "a": 1.10,\n  "b": 1E5\n}'),
        ('["\\u00e9\\/", {}, [ ], [[1]]]', '[\n  "\\u00e9\\/",\n  {},\n  [],\n  [\n    [\n      1\n    ]\n  ]\n]'),
        ('"{\\"a\\":[1,2]}"', '"{\\"a\\":[1,2]}"'),
        ("12345678901234567890.0", "12345678901234567890.0"),
        ("{{ profile.name }}", "{{ profile.name }}"),
        ("{'a': 1}", "{'a': 1}"),
        ("[NaN]", "[NaN]"),
        ("[" * 100_000, "[" * 100_000),
        ("", ""),
    ],
    ids=lambda value: value[:30],
)
def test_json_is_laid_out_and_nothing_else(content: str, shown: str) -> None:
    """JSON to read has the very tokens of the text: a name twice, zeros, escapes; other texts stay as they are."""
    assert strict_json.indented(content) == shown


def test_the_page_of_json_that_is_half_a_pair(emulator: Emulator, api: Api) -> None:
    """The page of an offer shows JSON that no UTF-8 could hold if its escapes were undone."""
    shown = shown_in("p", type="json", format="application/json", content='{"a": "\\ud83d", "a": 1.10}')
    query = {**IN_PAGE, "id": id_of(api.offer(representations=[shown]))}
    page = requests.get(f"{emulator.url}/library/object", query, timeout=10)
    assert (page.status_code, "&#34;a&#34;: &#34;\\ud83d&#34;,\n  &#34;a&#34;: 1.10" in page.text) == (200, True)
