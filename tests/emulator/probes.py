"""For every reading: what a client sees of it, under each of its values.

A probe does something through the API and returns what it saw; `SEEN` writes down what that is for every
value of the switch. What a probe returns is short on purpose: just the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests

from offer_resources.emulator import Emulator
from tests.emulator.api import FALLBACK, SECRET, WEB, Api, an_offer, id_of, shown_in

Json = Any
Probe = Callable[[Emulator, Api], Any]

PERSONALIZED = "offers?offer-type=personalized"
LINK = "https://example.com/sale"
URI = "https://ns.adobe.com/experience/offer-management/content-component-html"


def create_status(emulator: Emulator, api: Api) -> Any:
    return api.post("tags", {"name": "a"}).status_code


def update_status(emulator: Emulator, api: Api) -> Any:
    return api.patch(api.offer(), [_replace("/name", "b")]).status_code


def delete_status(emulator: Emulator, api: Api) -> Any:
    return api.delete(api.offer()).status_code


def write_answer(emulator: Emulator, api: Api) -> Any:
    return "name" in api.post("tags", {"name": "a"}).json()


def first_etag(emulator: Emulator, api: Api) -> Any:
    return api.post(FALLBACK, an_offer()).json()["etag"], api.post("tags", {"name": "a"}).json()["etag"]


def dataset_id(emulator: Emulator, api: Api) -> Any:
    created = api.post(FALLBACK, an_offer()).json()
    updated = api.patch(f"offers/{created['id']}?offer-type=fallback", [_replace("/name", "b")]).json()
    return "datasetId" in created, "datasetId" in updated


def receipt_members(emulator: Emulator, api: Api) -> Any:
    return "createdByClientId" in api.post("tags", {"name": "a"}).json()


def etag_header(emulator: Emulator, api: Api) -> Any:
    return api.get(api.offer()).headers.get("etag")


def read_dates(emulator: Emulator, api: Api) -> Any:
    return str(api.get(api.offer()).json()["created"])[23:]


def schemas(emulator: Emulator, api: Api) -> Any:
    return [schema.rpartition("/")[2] for schema in api.get(api.offer()).json()["schemas"]]


def fallback_constraints(emulator: Emulator, api: Api) -> Any:
    return api.get(api.offer(rank={"priority": 1})).json().get("rank")


def fallback_extras(emulator: Emulator, api: Api) -> Any:
    offer = an_offer(tags=["t"], characteristics={"a": "b"}, representations=[shown_in("p", linkURL=LINK)])
    response = api.post(FALLBACK, offer)
    if not response.ok:
        return response.status_code
    kept = api.get(f"offers/{response.json()['id']}?offer-type=fallback").json()
    component = kept["representations"][0]["components"][0]
    return kept.get("tags"), kept.get("characteristics"), component.get("linkURL")


def characteristics_name(emulator: Emulator, api: Api) -> Any:
    kept = api.get(api.offer(characteristics={"a": "b"}, customMetadata={"c": "d"})).json()
    return kept.get("characteristics"), kept.get("customMetadata")


def defined_on(emulator: Emulator, api: Api) -> Any:
    return "definedOn" in api.get(api.made("offer-rules", {"name": "a", "definedOn": {"profile": {}}})).json()


def component_type(emulator: Emulator, api: Api) -> Any:
    types = [shown_in("p", type="component-HTML")]
    return api.get(api.offer(representations=types)).json()["representations"][0]["components"][0]["type"]


def empty_description(emulator: Emulator, api: Api) -> Any:
    return api.get(api.offer(description="")).json().get("description")


def approved_reads_as(emulator: Emulator, api: Api) -> Any:
    offer = api.offer(status="approved")
    assert api.patch(offer, [_replace("/name", "b")]).ok
    return api.get(offer).json()["status"]


def offer_statuses(emulator: Emulator, api: Api) -> Any:
    return api.post(FALLBACK, an_offer(status="pending")).status_code


def server_defaults(emulator: Emulator, api: Api) -> Any:
    placement = api.get(api.made("placements", {"name": "a"})).json()
    return placement.get("itemCount"), api.get(api.offer()).json().get("labels")


def member_order(emulator: Emulator, api: Api) -> Any:
    return api.get(api.offer(tags=["a", "b"])).json()["tags"]


def unknown_members(emulator: Emulator, api: Api) -> Any:
    response = api.post("tags", {"name": "a", "colour": "red"})
    return api.get(f"tags/{response.json()['id']}").json().get("colour") if response.ok else response.status_code


def orderby_spelling(emulator: Emulator, api: Api) -> Any:
    for name in ("b", "a", "c"):
        api.made("tags", {"name": name})
    return [api.names(f"tags?{parameter}=name") == ["a", "b", "c"] for parameter in ("orderby", "orderBy")]


def cursor_parameter(emulator: Emulator, api: Api) -> Any:
    _tags(api, 3)
    following = api.get("tags?limit=2").json()["_links"]["next"]["href"]
    return following.partition("href=")[1] or "start=", len(api.names(following[1:]))


def link_offer_type(emulator: Emulator, api: Api) -> Any:
    return api.get(FALLBACK).json()["_links"]["self"]["href"].rpartition("=")[2]


def link_filter(emulator: Emulator, api: Api) -> Any:
    return "property" in api.get("tags?property=name==a").json()["_links"]["self"]["href"]


def placement_limit(emulator: Emulator, api: Api) -> Any:
    for name in ("a", "b"):
        api.made("placements", {"name": name})
    return api.get("placements?limit=1").json()["count"]


def max_limit(emulator: Emulator, api: Api) -> Any:
    return api.get("tags?limit=1000").json()["_links"]["self"]["href"].rpartition("=")[2]


def page_size(emulator: Emulator, api: Api) -> Any:
    _tags(api, 3)
    return api.get("tags?limit=2").json()["count"]


def total(emulator: Emulator, api: Api) -> Any:
    _tags(api, 3)
    following = api.get("tags?limit=2").json()["_links"]["next"]["href"]
    return api.get(following[1:]).json()["total"]


def regex_match(emulator: Emulator, api: Api) -> Any:
    api.made("tags", {"name": "Summer sale"})
    return len(api.names("tags?property=name~summer")), len(api.names("tags?property=name~summer.*"))


def patch_operations(emulator: Emulator, api: Api) -> Any:
    offer = api.offer()
    move = [{"op": "add", "path": "/x", "value": 1}, {"op": "move", "from": "/x", "path": "/y"}]
    test = [{"op": "test", "path": "/name", "value": "Autumn"}]
    return [api.patch(offer, patch).status_code for patch in (test, move)]


def patch_content_type(emulator: Emulator, api: Api) -> Any:
    headers = {"Content-Type": "application/json-patch+json"}
    return api.patch(api.offer(), [_replace("/name", "b")], headers=headers).status_code


def replace_absent(emulator: Emulator, api: Api) -> Any:
    return [api.patch(api.offer(), [_replace(path, "b")]).status_code for path in ("/description", "/unheard")]


def remove_absent(emulator: Emulator, api: Api) -> Any:
    return api.patch(api.offer(), [{"op": "remove", "path": "/description"}]).status_code


def append_absent(emulator: Emulator, api: Api) -> Any:
    return api.patch(api.offer(), [{"op": "add", "path": "/tags/-", "value": "t"}]).status_code


def failed_test(emulator: Emulator, api: Api) -> Any:
    return api.patch(api.offer(), [{"op": "test", "path": "/name", "value": "b"}]).status_code


def server_members(emulator: Emulator, api: Api) -> Any:
    offer = api.offer()
    status = api.patch(offer, [_replace("/etag", 77)]).status_code
    return status, api.get(offer).json()["etag"]


def unchanged_patch(emulator: Emulator, api: Api) -> Any:
    return api.patch(api.offer(), [_replace("/name", "Autumn")]).json()["etag"]


def put(emulator: Emulator, api: Api) -> Any:
    offer = api.offer(description="old")
    status = api.send("PUT", offer, json=an_offer()).status_code
    return status, api.get(offer).json().get("description")


def if_match(emulator: Emulator, api: Api) -> Any:
    offer = api.offer()
    stale = api.patch(offer, [_replace("/name", "b")], headers={"If-Match": '"9"'}).status_code
    return stale, api.patch(offer, [_replace("/name", "c")], headers={"If-Match": '"1"'}).status_code


def archived(emulator: Emulator, api: Api) -> Any:
    return api.patch(api.offer(status="archived"), [_replace("/status", "draft")]).status_code


def live_decision_offer(emulator: Emulator, api: Api) -> Any:
    offer = api.offer(status="approved")
    api.made("offer-decisions", {"name": "d", "status": "live", "fallback": id_of(offer)})
    return api.patch(offer, [_replace("/status", "draft")]).status_code


def invalid_body(emulator: Emulator, api: Api) -> Any:
    return api.post("tags", {"name": 1}).status_code


def missing_status(emulator: Emulator, api: Api) -> Any:
    response = api.post(FALLBACK, {"name": "a"})
    item = f"offers/{response.json().get('id')}?offer-type=fallback"
    return response.status_code if not response.ok else api.get(item).json()["status"]


def empty_representations(emulator: Emulator, api: Api) -> Any:
    return api.post(FALLBACK, an_offer()).status_code


def personalized_members(emulator: Emulator, api: Api) -> Any:
    return api.post(PERSONALIZED, an_offer()).status_code


def format_pattern(emulator: Emulator, api: Api) -> Any:
    return api.post(FALLBACK, an_offer(representations=[shown_in("p", format="html")])).status_code


def placement_match(emulator: Emulator, api: Api) -> Any:
    placement = id_of(api.made("placements", {"name": "p", "channel": WEB, "componentType": "text"}))
    return api.post(FALLBACK, an_offer(representations=[shown_in(placement)])).status_code


def filter_type(emulator: Emulator, api: Api) -> Any:
    spellings = ("any-tags", "anyTags")
    return [api.post("offer-collections", {"name": "c", "filterType": text}).status_code for text in spellings]


def order_evaluation_type(emulator: Emulator, api: Api) -> Any:
    criterion = {
        "placements": ["p"],
        "optionSelection": {"filter": "c"},
        "rank": {"order": {"orderEvaluationType": "rankingStrategy"}},
    }
    return api.post("offer-decisions", {"name": "d", "criteria": [criterion]}).status_code


def collection_labels(emulator: Emulator, api: Api) -> Any:
    collection = {"name": "c", "filterType": "any-tags", "labels": ["core/C1"]}
    return api.post("offer-collections", collection).status_code


def unique_names(emulator: Emulator, api: Api) -> Any:
    return [api.post("tags", {"name": "a"}).status_code for _ in range(2)]


def references(emulator: Emulator, api: Api) -> Any:
    return api.post(FALLBACK, an_offer(representations=[shown_in("nowhere")])).status_code


def refused_delete(emulator: Emulator, api: Api) -> Any:
    emulator.set_readings(references="strict", refused_delete=emulator.readings["refused-delete"])
    placement = api.made("placements", {"name": "p"})
    api.offer(representations=[shown_in(id_of(placement))])
    return api.delete(placement).status_code


def guardrails(emulator: Emulator, api: Api) -> Any:
    return api.post(FALLBACK, an_offer(tags=[f"t{number}" for number in range(21)])).status_code


def offer_size(emulator: Emulator, api: Api) -> Any:
    sizes = (2_000, 400_000)
    return [api.post(FALLBACK, an_offer(description="x" * size)).status_code for size in sizes]


def problem_shape(emulator: Emulator, api: Api) -> Any:
    return sorted(api.get("tags/none").json().keys() - {"type", "title", "status", "detail"})


def missing_token(emulator: Emulator, api: Api) -> Any:
    return requests.get(emulator.endpoint + "tags", timeout=10).status_code


def missing_content_type(emulator: Emulator, api: Api) -> Any:
    return api.send("POST", "tags", data="{}").status_code


def unknown_sandbox(emulator: Emulator, api: Api) -> Any:
    emulator.access({}, others="unknown")
    return api.get("tags").status_code


def offer_type_case(emulator: Emulator, api: Api) -> Any:
    return api.get("offers?offer-type=FALLBACK").status_code


def missing_offer_type(emulator: Emulator, api: Api) -> Any:
    return api.get(api.offer().partition("?")[0]).status_code


def wrong_offer_type(emulator: Emulator, api: Api) -> Any:
    return api.get(api.offer().replace("fallback", "personalized").replace("personalized-", "fallback-")).status_code


def malformed_id(emulator: Emulator, api: Api) -> Any:
    return api.get("tags/a%20b").status_code


def colons_in_paths(emulator: Emulator, api: Api) -> Any:
    tag = api.made("tags", {"name": "a"})
    return api.get(tag).status_code, api.get(tag.replace(":", "%3A")).status_code


def id_form(emulator: Emulator, api: Api) -> Any:
    return id_of(api.made("tags", {"name": "a"})).rpartition(":")[0]


def request_id(emulator: Emulator, api: Api) -> Any:
    answered = api.get("tags", headers={"x-request-id": "mine"}).headers.get("x-request-id")
    return answered if answered in (None, "mine") else "another"


def expires_in(emulator: Emulator, api: Api) -> Any:
    form = {"grant_type": "client_credentials", "client_id": "emulator", "client_secret": SECRET, "scope": "a"}
    return requests.post(emulator.ims_endpoint, data=form, timeout=10).json()["expires_in"]


def labelled_objects(emulator: Emulator, api: Api) -> Any:
    offer = api.offer(labels=["core/C1"])
    return api.get(offer).status_code, api.get(FALLBACK).json()["count"]


def create_visibility(emulator: Emulator, api: Api) -> Any:
    offer = api.offer()
    seen = api.get(offer).status_code, api.get(FALLBACK).json()["count"]
    return seen, _eventually(lambda: api.get(offer).status_code, 200)


def update_visibility(emulator: Emulator, api: Api) -> Any:
    offer = api.offer()
    api.patch(offer, [_replace("/name", "b")])
    return api.get(offer).json()["name"], _eventually(lambda: api.get(offer).json()["name"], "b")


def delete_visibility(emulator: Emulator, api: Api) -> Any:
    offer = api.offer()
    api.delete(offer)
    return api.get(offer).status_code, _eventually(lambda: api.get(offer).status_code, 404)


def _replace(path: str, value: Json) -> Json:
    return {"op": "replace", "path": path, "value": value}


def _tags(api: Api, count: int) -> None:
    for number in range(count):
        api.made("tags", {"name": f"tag {number}"})


def _eventually(look: Callable[[], Any], wanted: Any) -> bool:
    """Look up to 2,000 times, and return whether a look shows what is wanted."""
    return any(look() == wanted for _ in range(2_000))


PROBES: dict[str, tuple[Probe, dict[str, Any]]] = {
    "create-status": (create_status, {"201": 201, "200": 200}),
    "update-status": (update_status, {"200": 200, "202": 202}),
    "delete-status": (delete_status, {"200": 200, "202": 202, "204": 204}),
    "write-answer": (write_answer, {"receipt": False, "object": True}),
    "first-etag": (first_etag, {"1": (1, 1), "2": (2, 1)}),
    "dataset-id": (
        dataset_id,
        {"fallback-update": (False, True), "never": (False, False), "always": (True, True)},
    ),
    "receipt-members": (receipt_members, {"full": True, "lean": False}),
    "etag-header": (etag_header, {"absent": None, "present": '"1"'}),
    "read-dates": (read_dates, {"offset": "+00:00", "zulu": "Z"}),
    "schemas": (
        schemas,
        {"versioned": ["fallback-offer;version=0.8"], "unversioned": ["fallback-offer"], "empty": [""]},
    ),
    "fallback-constraints": (fallback_constraints, {"dropped": None, "kept": {"priority": 1}}),
    "fallback-extras": (
        fallback_extras,
        {"kept": (["t"], {"a": "b"}, LINK), "dropped": (None, None, None), "refused": 400},
    ),
    "characteristics-name": (
        characteristics_name,
        {"characteristics": ({"a": "b"}, None), "customMetadata": (None, {"c": "d"})},
    ),
    "defined-on": (defined_on, {"dropped": False, "kept": True}),
    "component-type": (
        component_type,
        {"as-sent": "component-HTML", "short": "html", "prefixed": "component-html", "uri": URI},
    ),
    "empty-description": (empty_description, {"kept": "", "dropped": None}),
    "approved-reads-as": (approved_reads_as, {"approved": "approved", "live": "live"}),
    "offer-statuses": (offer_statuses, {"documented": 400, "xdm": 201}),
    "server-defaults": (server_defaults, {"none": (None, None), "filled": (1, [])}),
    "member-order": (member_order, {"as-sent": ["a", "b"], "rearranged": ["b", "a"]}),
    "unknown-members": (unknown_members, {"kept": "red", "dropped": None, "refused": 400}),
    "orderby-spelling": (
        orderby_spelling,
        {"either": [True, True], "lower": [True, False], "camel": [False, True]},
    ),
    "cursor-parameter": (cursor_parameter, {"start": ("start=", 1), "href": ("href=", 1)}),
    "link-offer-type": (link_offer_type, {"upper": "FALLBACK", "lower": "fallback"}),
    "link-filter": (link_filter, {"kept": True, "dropped": False}),
    "placement-limit": (placement_limit, {"honoured": 1, "ignored": 2}),
    "max-limit": (max_limit, {"none": "1000", "100": "100", "50": "50"}),
    "page-size": (page_size, {"exact": 2, "hint": 1}),
    "total": (total, {"overall": 3, "remaining": 1}),
    "regex-match": (regex_match, {"whole": (0, 1), "anywhere": (1, 1)}),
    "patch-operations": (patch_operations, {"listed": [200, 400], "basic": [400, 400], "all": [200, 200]}),
    "patch-content-type": (patch_content_type, {"json-or-json-patch": 200, "json": 400}),
    "replace-absent": (replace_absent, {"documented": [200, 400], "refused": [400, 400], "accepted": [200, 200]}),
    "remove-absent": (remove_absent, {"refused": 400, "accepted": 200}),
    "append-absent": (append_absent, {"refused": 400, "accepted": 200}),
    "failed-test": (failed_test, {"409": 409, "412": 412, "400": 400, "422": 422}),
    "server-members": (server_members, {"422": (422, 1), "400": (400, 1), "ignored": (200, 2)}),
    "unchanged-patch": (unchanged_patch, {"counts": 2, "nothing": 1}),
    "put": (put, {"refused": (405, "old"), "replaces": (200, None)}),
    "if-match": (if_match, {"ignored": (200, 200), "409": (409, 200), "412": (412, 200)}),
    "archived": (archived, {"terminal": 409, "reusable": 200}),
    "live-decision-offer": (live_decision_offer, {"editable": 200, "locked": 409}),
    "invalid-body": (invalid_body, {"400": 400, "422": 422, "500": 500}),
    "missing-status": (missing_status, {"refused": 400, "draft": "draft"}),
    "empty-representations": (empty_representations, {"accepted": 201, "refused": 400}),
    "personalized-members": (personalized_members, {"optional": 201, "required": 400}),
    "format-pattern": (format_pattern, {"unchecked": 201, "enforced": 400}),
    "placement-match": (placement_match, {"unchecked": 201, "enforced": 400}),
    "filter-type": (filter_type, {"kebab": [201, 400], "camel": [400, 201], "both": [201, 201]}),
    "order-evaluation-type": (order_evaluation_type, {"any": 201, "kebab": 400}),
    "collection-labels": (collection_labels, {"any": 201, "static-only": 400}),
    "unique-names": (unique_names, {"not-needed": [201, 201], "required": [201, 409]}),
    "references": (references, {"unchecked": 201, "strict": 400}),
    "refused-delete": (refused_delete, {"409": 409, "400": 400, "403": 403, "422": 422}),
    "guardrails": (guardrails, {"published": 201, "enforced": 400}),
    "offer-size": (offer_size, {"unlimited": [201, 201], "300KB": [201, 400], "1KB": [400, 400]}),
    "problem-shape": (
        problem_shape,
        {
            "platform": [],
            "content": ["error-chain", "path", "report", "request-id"],
            "trigger": ["at", "message", "report"],
        },
    ),
    "missing-token": (missing_token, {"403": 403, "401": 401}),
    "missing-content-type": (missing_content_type, {"400": 400, "415": 415}),
    "unknown-sandbox": (unknown_sandbox, {"400": 400, "403": 403, "404": 404}),
    "offer-type-case": (offer_type_case, {"any": 200, "lower": 400}),
    "missing-offer-type": (missing_offer_type, {"400": 400, "accepted": 200}),
    "wrong-offer-type": (wrong_offer_type, {"404": 404, "400": 400}),
    "malformed-id": (malformed_id, {"400": 400, "404": 404}),
    "colons-in-paths": (colons_in_paths, {"either": (200, 200), "encoded": (404, 200)}),
    "id-form": (id_form, {"dps": "dps:tag", "xcore": "xcore:tag", "untyped": "dps:"}),
    "request-id": (request_id, {"echoed": "mine", "own": "another", "absent": None}),
    "expires-in": (expires_in, {"seconds": 86_399, "milliseconds": 86_399_000}),
    "labelled-objects": (
        labelled_objects,
        {"visible": (200, 1), "not-found": (404, 0), "forbidden": (403, 0)},
    ),
    "create-visibility": (
        create_visibility,
        {"immediate": ((200, 1), True), "delayed": ((404, 0), True)},
    ),
    "update-visibility": (update_visibility, {"immediate": ("b", True), "delayed": ("Autumn", True)}),
    "delete-visibility": (delete_visibility, {"immediate": (404, True), "lingering": (200, True)}),
}
