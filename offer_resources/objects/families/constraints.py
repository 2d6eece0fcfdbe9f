"""Members that say when something is valid, and for whom: dates, a rule, segments.

Source: docs/reference/offer-library-api.md 5, 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from ..family import reference_to
from ..fields import Field, Instant, JsonList
from ..formats import one_of
from ..values import Members, Path, Problem, Unknown, instant, is_empty, shown
from .decision_rules import DECISION_RULES

DATES: dict[str, Field] = {"startDate": Instant(), "endDate": Instant()}

PROFILE: dict[str, Field] = {
    "profileConstraintType": one_of("none", "eligibilityRule", "anySegments", "allSegments", "rules"),
    "eligibilityRule": reference_to(DECISION_RULES),
    "segmentIdentities": JsonList(),
}

_BY_RULE = "eligibilityRule"


def end_is_after_start(value: Members, path: Path) -> Iterator[Problem]:
    """Check that the end is after the start: otherwise the object is never valid."""
    start, end = (instant(value.get(name)) for name in ("startDate", "endDate"))
    if start and end and end <= start:
        yield Problem((*path, "endDate"), shown(value["endDate"]), f"a moment after {value['startDate']}")


def rule_goes_with_its_type(value: Members, path: Path) -> Iterator[Problem]:
    """Check that a rule and the type for rules are given together.

    The API refused a rule without the type (docs/reference/offer-library-api.md 5).
    """
    type_, rule = value.get("profileConstraintType"), value.get("eligibilityRule")
    if isinstance(type_, Unknown):
        return
    if not is_empty(rule) and type_ != _BY_RULE:
        yield Problem((*path, "profileConstraintType"), shown(type_), f"{_BY_RULE}, as there is a rule")
    if type_ == _BY_RULE and is_empty(rule):
        yield Problem((*path, "eligibilityRule"), "nothing", f"the id of a decision rule, as the type is {_BY_RULE}")


def ended(value: Members) -> Iterator[str]:
    """Report an end that is in the past."""
    end = instant(value.get("endDate"))
    if end and end <= datetime.now(timezone.utc):
        yield f"ended at {value['endDate']}, so it is not shown: give it a later end, or archive it"
