"""Names every open question of the Offer Library as a switch.

The vendor's pages leave questions open. A *reading* is such a question with its possible answers: the default, which
has the best support, and others that a client may meet. This module only names them; the code that behaves differently
asks for them. `source` lists sections of docs/reference/offer-library-api.md, as in a citation after the page's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Reading(NamedTuple):
    """One switch: its default, its values (the default first), its source and its meaning."""

    default: str
    values: tuple[str, ...]
    source: str
    about: str


def _switch(default: str, about: str, *, source: str) -> Any:
    return Field(default=default, description=about, json_schema_extra={"source": source})


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Readings(BaseModel):
    """One value for every switch."""

    model_config = ConfigDict(alias_generator=_kebab, extra="forbid", frozen=True)

    # What a write answers.
    create_status: Literal["201", "200"] = _switch("201", "status of a create", source="16 #1, 17")
    update_status: Literal["200", "202"] = _switch("200", "status of an update", source="16 #1, 17")
    delete_status: Literal["200", "202", "204"] = _switch("200", "status of a delete", source="3.7, 15 #25")
    write_answer: Literal["receipt", "object"] = _switch(
        "receipt", "a write answers the receipt alone, or the business members too", source="15 #4"
    )
    first_etag: Literal["1", "2"] = _switch(
        "1", "etag of a fallback offer just created; all other families start at 1", source="15 #5"
    )
    dataset_id: Literal["fallback-update", "never", "always"] = _switch(
        "fallback-update", "which receipts carry datasetId", source="3.1, 15 #6"
    )
    receipt_members: Literal["full", "lean"] = _switch(
        "full", "lean: no createdByClientId and lastModifiedByClientId in receipts", source="3.1, 15 #7"
    )
    etag_header: Literal["absent", "present"] = _switch(
        "absent", "an ETag header on reads of one object and on receipts", source="3.8"
    )

    # What is kept of a body, and how it reads.
    read_dates: Literal["offset", "zulu"] = _switch(
        "offset", "dates in reads end in +00:00 or in Z; receipts always say Z", source="3.1, 15 #3"
    )
    schemas: Literal["versioned", "unversioned", "empty"] = _switch(
        "versioned", "the string in `schemas`", source="3.3, 15 #26"
    )
    fallback_constraints: Literal["dropped", "kept"] = _switch(
        "dropped", "selectionConstraint and rank sent with a fallback offer", source="4.5, 15 #8"
    )
    fallback_extras: Literal["kept", "dropped", "refused"] = _switch(
        "kept", "tags, characteristics and linkURL of a fallback offer", source="4.2, 16 #3"
    )
    characteristics_name: Literal["characteristics", "customMetadata"] = _switch(
        "characteristics", "the name of the attribute map; under the other name it is dropped", source="15 #32"
    )
    defined_on: Literal["dropped", "kept"] = _switch("dropped", "definedOn of a rule in reads", source="9, 15 #27")
    component_type: Literal["as-sent", "short", "prefixed", "uri"] = _switch(
        "as-sent", "a component's type as kept: html, component-html, or the full URI", source="4.4.2, 15 #9"
    )
    empty_description: Literal["kept", "dropped"] = _switch("kept", 'a description set to ""', source="15 #28")
    approved_reads_as: Literal["approved", "live"] = _switch(
        "approved", "the status kept for an approved fallback offer", source="4.3, 15 #15"
    )
    offer_statuses: Literal["documented", "xdm"] = _switch(
        "documented",
        "statuses accepted on offers: draft, approved, archived, or the schemas' others too",
        source="4.3, 15 #31",
    )
    server_defaults: Literal["none", "filled"] = _switch(
        "none", "members the client left out are filled in", source="6, 16 #7"
    )
    member_order: Literal["as-sent", "rearranged"] = _switch(
        "as-sent", "representations, tags and labels come back in another order", source="16 #8"
    )
    unknown_members: Literal["kept", "dropped", "refused"] = _switch(
        "kept", "members of an object that no page names", source="4.4, 4.5"
    )

    # Lists.
    orderby_spelling: Literal["either", "lower", "camel"] = _switch(
        "either", "orderby, orderBy or both are heard", source="3.5, 15 #10"
    )
    cursor_parameter: Literal["start", "href"] = _switch(
        "start", "the parameter of a next link that carries the cursor", source="3.5, 15 #11"
    )
    link_offer_type: Literal["upper", "lower"] = _switch("upper", "offer-type in links", source="3.5, 15 #12")
    link_filter: Literal["kept", "dropped"] = _switch("kept", "property in links", source="3.5, 15 #13, 17")
    placement_limit: Literal["honoured", "ignored"] = _switch(
        "honoured", "limit on lists of placements", source="15 #14"
    )
    max_limit: Literal["none", "100", "50"] = _switch("none", "a greater limit counts as this one", source="3.5, 16 #9")
    page_size: Literal["exact", "hint"] = _switch("exact", "hint: pages are shorter than limit", source="3.5")
    total: Literal["overall", "remaining"] = _switch(
        "overall", "total counts everything, or from this page on", source="3.5"
    )
    regex_match: Literal["whole", "anywhere"] = _switch("whole", "what ~ must match of a value", source="3.5.1")

    # Updates.
    patch_operations: Literal["listed", "basic", "all"] = _switch(
        "listed", "all but move; add, replace and remove only; all six", source="3.6, 15 #22"
    )
    patch_content_type: Literal["json-or-json-patch", "json"] = _switch(
        "json-or-json-patch", "content types accepted on PATCH", source="2.2"
    )
    replace_absent: Literal["documented", "refused", "accepted"] = _switch(
        "documented",
        "replace of a member the object lacks; documented: accepted for members that its family's pages name, as the "
        "pages of personalized offers and of collections replace a description that their creates do not send",
        source="3.6, 5, 8",
    )
    remove_absent: Literal["refused", "accepted"] = _switch(
        "refused", "remove of a member the object lacks", source="3.6"
    )
    append_absent: Literal["refused", "accepted"] = _switch(
        "refused", "add at /- of a list the object lacks", source="3.6"
    )
    failed_test: Literal["409", "412", "400", "422"] = _switch(
        "409", "status of a patch whose test operation fails", source="17"
    )
    server_members: Literal["422", "400", "ignored"] = _switch(
        "422", "a patch of id, etag, created and the like", source="17, 19"
    )
    unchanged_patch: Literal["counts", "nothing"] = _switch(
        "counts", "a patch that changes nothing moves etag and modified", source="17"
    )
    put: Literal["refused", "replaces"] = _switch("refused", "PUT of a whole object", source="3.6, 15 #30")
    if_match: Literal["ignored", "409", "412"] = _switch(
        "ignored", "an If-Match header that names another etag", source="3.8, 16 #10"
    )
    archived: Literal["terminal", "reusable"] = _switch(
        "terminal", "whether an object can leave the status archived", source="11.3, 15 #16"
    )
    live_decision_offer: Literal["editable", "locked"] = _switch(
        "editable", "an approved offer that a live decision uses, as its fallback or in a collection", source="16 #5"
    )

    # Validation.
    invalid_body: Literal["400", "422", "500"] = _switch(
        "400", "status of a write whose object is not valid", source="3.9, 14.3, 17"
    )
    missing_status: Literal["refused", "draft"] = _switch("refused", "an offer without status", source="4.2, 17")
    empty_representations: Literal["accepted", "refused"] = _switch(
        "accepted", "an offer without representations", source="4.2, 16 #4"
    )
    personalized_members: Literal["optional", "required"] = _switch(
        "optional", "selectionConstraint and rank of a personalized offer", source="4.2, 5"
    )
    format_pattern: Literal["unchecked", "enforced"] = _switch(
        "unchecked", "the MIME pattern of a component's format", source="4.4"
    )
    placement_match: Literal["unchecked", "enforced"] = _switch(
        "unchecked", "channel and component type must be those of the placement", source="4.4, 4.4.2"
    )
    filter_type: Literal["kebab", "camel", "both"] = _switch(
        "kebab", "spelling of a collection's filterType", source="8, 15 #18"
    )
    order_evaluation_type: Literal["any", "kebab"] = _switch(
        "any", "spelling of a decision's orderEvaluationType", source="10, 15 #19"
    )
    collection_labels: Literal["any", "static-only"] = _switch(
        "any", "labels on collections that are found by tags", source="8, 15 #20"
    )
    unique_names: Literal["not-needed", "required"] = _switch(
        "not-needed", "a second object of the same family and name", source="4.2, 7, 16 #2"
    )
    references: Literal["unchecked", "strict"] = _switch(
        "unchecked", "strict: writes name existing objects only, what is in use is not deleted", source="11.2, 14.3, 17"
    )
    refused_delete: Literal["409", "400", "403", "422"] = _switch(
        "409", "status of a delete refused under references=strict", source="11.2, 16 #6"
    )
    guardrails: Literal["published", "enforced"] = _switch(
        "published", "the numbers of objects and of their parts", source="12"
    )
    offer_size: Literal["unlimited", "300KB", "1KB"] = _switch(
        "unlimited", "the size of an offer with its representations", source="12, 15 #17"
    )

    # Errors, ids, credentials.
    problem_shape: Literal["platform", "content", "trigger"] = _switch(
        "platform", "members of an error body: shape B, D or E", source="14.1"
    )
    missing_token: Literal["403", "401"] = _switch("403", "status without Authorization", source="14.2, 17")
    missing_content_type: Literal["400", "415"] = _switch(
        "400", "status of a body without a JSON content type", source="14.1, 17"
    )
    unknown_sandbox: Literal["400", "403", "404"] = _switch(
        "400", "status for a sandbox the control API declared unknown", source="2.4, 17"
    )
    offer_type_case: Literal["any", "lower"] = _switch("any", "case of offer-type in requests", source="15 #12, 17")
    missing_offer_type: Literal["400", "accepted"] = _switch(
        "400", "offer-type left out on an item", source="4.1, 16 #11"
    )
    wrong_offer_type: Literal["404", "400"] = _switch(
        "404", "offer-type of the other kind on an item", source="4.1, 16 #11"
    )
    malformed_id: Literal["400", "404"] = _switch("400", "an id with spaces", source="3.2, 14.3")
    colons_in_paths: Literal["either", "encoded"] = _switch(
        "either", "ids with raw colons in paths", source="3.2, 15 #33"
    )
    id_form: Literal["dps", "xcore", "untyped"] = _switch("dps", "the form of new ids", source="3.2")
    request_id: Literal["echoed", "own", "absent"] = _switch(
        "echoed", "x-request-id of an answer", source="2.2, 16 #12"
    )
    expires_in: Literal["seconds", "milliseconds"] = _switch("seconds", "unit of expires_in", source="2.3")
    labelled_objects: Literal["visible", "not-found", "forbidden"] = _switch(
        "visible", "objects with access labels, to a caller without them", source="2.4"
    )

    # Consistency; a moment is half a second.
    create_visibility: Literal["immediate", "delayed"] = _switch(
        "immediate", "reads do not see a new object for a moment", source="13, 17"
    )
    update_visibility: Literal["immediate", "delayed"] = _switch(
        "immediate", "reads of one object see the state before a patch for a moment", source="13, 17"
    )
    delete_visibility: Literal["immediate", "lingering"] = _switch(
        "immediate", "reads of one object see it for a moment after its delete", source="13, 17"
    )


def named(pairs: Mapping[str, str]) -> Readings:
    """Return the readings with the given switches flipped.

    Raises:
        ValueError: there is no such reading or value; one line says which are known.
    """
    try:
        return Readings.model_validate(dict(pairs))
    except ValidationError as exc:
        raise ValueError(_first_problem(exc)) from exc


def parsed(flags: Iterable[str]) -> Readings:
    """Return the readings of `NAME=VALUE` flags."""
    pairs: dict[str, str] = {}
    for flag in flags:
        name, separator, value = flag.partition("=")
        if not separator:
            raise ValueError(f"reading {flag!r}: wanted NAME=VALUE")
        pairs[name] = value
    return named(pairs)


def _first_problem(exc: ValidationError) -> str:
    problem = exc.errors()[0]
    name = str(problem["loc"][0])
    if name not in READINGS:
        return f"no reading is called {name!r}; `offers emulator --list-readings` shows them all"
    return f"reading {name}: got {problem['input']!r}, wanted one of {', '.join(READINGS[name].values)}"


def _reading(field: Any) -> Reading:
    source = field.json_schema_extra["source"]
    return Reading(field.default, get_args(field.annotation), source, field.description)


READINGS: Mapping[str, Reading] = {_kebab(name): _reading(field) for name, field in Readings.model_fields.items()}
