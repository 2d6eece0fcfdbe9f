"""What the families besides offers and placements refuse, each mistake at its member."""

from __future__ import annotations

from typing import Any

import pytest

from offer_resources.objects.families import COLLECTIONS, DECISION_RULES, DECISIONS, PERSONALIZED_OFFERS, TAGS
from offer_resources.objects.family import Family
from offer_resources.objects.values import dotted

Object = dict[str, Any]

TAG = "dps:tag:1a0b1c2d3e4f5061"
RULE = "dps:eligibility-rule:1a0b1c2d3e4f5061"
PLACEMENT = "xcore:offer-placement:1a0b1c2d3e4f5061"
FALLBACK = "dps:fallback-offer:1a0b1c2d3e4f5061"
OFFER = "dps:personalized-offer:1a0b1c2d3e4f5061"
COLLECTION = "dps:offer-filter:1a0b1c2d3e4f5061"

CONDITION = {"type": "PQL", "format": "pql/text", "value": "true"}
CRITERION = {"placements": [PLACEMENT], "optionSelection": {"filter": COLLECTION}}
CAPPING = {"limit": 3, "scope": "profile", "entity": "offer"}
BY_RULE = "eligibilityRule"

# An object without mistakes of each family.
GOOD: list[tuple[Family, Object]] = [
    (TAGS, {"name": "Season"}),
    (DECISION_RULES, {"name": "Adults", "condition": CONDITION}),
    (PERSONALIZED_OFFERS, {"name": "Boots", "selectionConstraint": {}}),
    (COLLECTIONS, {"name": "Seasonal", "filterType": "any-tags", "ids": [TAG]}),
    (DECISIONS, {"name": "Hero", "fallback": FALLBACK, "criteria": [CRITERION]}),
]
_good = {family.key: good for family, good in GOOD}


def constrained(**members: Any) -> Object:
    return {"selectionConstraint": members}


def capped(**members: Any) -> Object:
    return {"frequencyCappingConstraints": [CAPPING, {**CAPPING, **members}]}


def shown_in(placement: str) -> Object:
    html = {"type": "html", "format": "text/html", "content": "<p>"}
    return {"representations": [{"placement": placement, "channel": "web", "components": [html]}]}


def chosen(**members: Any) -> Object:
    return {"criteria": [CRITERION, {**CRITERION, **members}]}


def found(family: Family, given: Object) -> list[str]:
    """The problems of a good object of the family after a change; None takes a member away."""
    return [str(problem) for problem in family.problems({**_good[family.key], **given})]


@pytest.mark.parametrize(("family", "good"), GOOD, ids=lambda value: getattr(value, "key", ""))
def test_good_object_has_no_problem(family: Family, good: Object) -> None:
    assert family.problems(good) == []


@pytest.mark.parametrize(("family", "good"), GOOD, ids=lambda value: getattr(value, "key", ""))
def test_every_required_member_is_asked_for(family: Family, good: Object) -> None:
    """Each member of the good object, and no other."""
    assert [dotted(problem.path) for problem in family.problems({})] == list(good)


@pytest.mark.parametrize(
    ("family", "given", "problem"),
    [
        (TAGS, {"name": " "}, 'name: got " ", wanted text that is not empty'),
        (TAGS, {"status": "draft"}, "status: got a member of that name, wanted"),
        (
            DECISION_RULES,
            {"condition": {**CONDITION, "value": " "}},
            'condition.value: got " ", wanted a PQL expression',
        ),
        (DECISION_RULES, {"condition": {**CONDITION, "value": "ß" * 7_501}}, 'condition.value: got "ßß'),
        (DECISION_RULES, {"condition": {}}, "condition.value: got nothing"),
        (DECISION_RULES, {"definedOn": "profile"}, 'definedOn: got "profile", wanted an object'),
        (PERSONALIZED_OFFERS, {"status": "live"}, 'status: got "live", wanted one of draft, approved, archived'),
        (PERSONALIZED_OFFERS, {"tags": [TAG, PLACEMENT]}, f'tags[1]: got "{PLACEMENT}", wanted the id of a tag'),
        (
            PERSONALIZED_OFFERS,
            shown_in(TAG),
            f'representations[0].placement: got "{TAG}", wanted the id of a placement',
        ),
        (
            PERSONALIZED_OFFERS,
            constrained(eligibilityRule=RULE),
            "selectionConstraint.profileConstraintType: got nothing, wanted eligibilityRule",
        ),
        (
            PERSONALIZED_OFFERS,
            constrained(profileConstraintType=BY_RULE),
            "selectionConstraint.eligibilityRule: got nothing, wanted the id of a decision rule",
        ),
        (
            PERSONALIZED_OFFERS,
            constrained(profileConstraintType=BY_RULE, eligibilityRule=TAG),
            f'selectionConstraint.eligibilityRule: got "{TAG}", wanted the id of a decision rule',
        ),
        (
            PERSONALIZED_OFFERS,
            constrained(startDate="2026-12-01T01:00:00+01:00", endDate="2026-12-01T00:00:00Z"),
            'selectionConstraint.endDate: got "2026-12-01T00:00:00Z", wanted a moment after',
        ),
        (
            PERSONALIZED_OFFERS,
            constrained(startDate="2026-12-01T00:00:00"),
            'selectionConstraint.startDate: got "2026-12-01T00:00:00", wanted a date and time with an offset',
        ),
        (
            PERSONALIZED_OFFERS,
            constrained(segmentIdentities=["a"]),
            'selectionConstraint.segmentIdentities[0]: got "a", wanted an object',
        ),
        (PERSONALIZED_OFFERS, {"rank": {"priority": -1}}, "rank.priority: got the number -1, wanted a whole number"),
        (PERSONALIZED_OFFERS, {"rank": {"priority": 1.5}}, "rank.priority: got the number 1.5"),
        (PERSONALIZED_OFFERS, {"rank": {"priority": True}}, "rank.priority: got true"),
        (PERSONALIZED_OFFERS, {"rank": {"priority": 1, "order": {}}}, "rank.order: got a member of that name"),
        (PERSONALIZED_OFFERS, capped(limit=0), "frequencyCappingConstraints[1].limit: got the number 0"),
        (PERSONALIZED_OFFERS, capped(limit=None), "frequencyCappingConstraints[1].limit: got nothing"),
        (PERSONALIZED_OFFERS, capped(scope="team"), 'frequencyCappingConstraints[1].scope: got "team"'),
        (PERSONALIZED_OFFERS, capped(entity="tag"), 'frequencyCappingConstraints[1].entity: got "tag"'),
        (
            PERSONALIZED_OFFERS,
            capped(repeat={"unit": "year"}),
            'frequencyCappingConstraints[1].repeat.unit: got "year"',
        ),
        (
            PERSONALIZED_OFFERS,
            capped(repeat={"unitCount": 0}),
            "frequencyCappingConstraints[1].repeat.unitCount: got the number 0",
        ),
        (
            PERSONALIZED_OFFERS,
            {"frequencyCappingConstraints": [CAPPING] * 11},
            "frequencyCappingConstraints: got 11 of them, wanted at most 10",
        ),
        (PERSONALIZED_OFFERS, {"cappingConstraint": {"globalCap": "1"}}, 'cappingConstraint.globalCap: got "1"'),
        (COLLECTIONS, {"filterType": "tags"}, 'filterType: got "tags", wanted one of offers, any-tags, all-tags'),
        (COLLECTIONS, {"ids": [PLACEMENT]}, f'ids[0]: got "{PLACEMENT}", wanted the id of a'),
        (COLLECTIONS, {"ids": [""]}, "ids[0]: got an empty text, wanted the id of a"),
        (COLLECTIONS, {"filterType": "tags", "ids": [OFFER]}, 'filterType: got "tags"'),
        (COLLECTIONS, {"filterType": None, "ids": [OFFER] * 21}, "filterType: got nothing"),
        (COLLECTIONS, {"ids": [OFFER]}, f'ids[0]: got "{OFFER}", wanted the id of a tag'),
        (COLLECTIONS, {"filterType": "offers"}, f'ids[0]: got "{TAG}", wanted the id of a personalized offer'),
        (COLLECTIONS, {"ids": [f"{TAG}{n}" for n in range(21)]}, "ids: got 21 of them, wanted at most 20 tags"),
        (
            COLLECTIONS,
            {"filterType": "offers", "ids": [f"{OFFER}{n}" for n in range(501)]},
            "ids: got 501 of them, wanted at most 500 personalized offers",
        ),
        (DECISIONS, {"status": "approved"}, 'status: got "approved", wanted one of draft, live, complete, archived'),
        (DECISIONS, {"fallback": OFFER}, f'fallback: got "{OFFER}", wanted the id of a fallback offer'),
        (DECISIONS, {"criteria": []}, "criteria: got none, wanted at least 1"),
        (DECISIONS, chosen(placements=None), "criteria[1].placements: got nothing"),
        (DECISIONS, chosen(placements=[]), "criteria[1].placements: got none, wanted at least one id of a placement"),
        (DECISIONS, chosen(placements=[TAG]), f'criteria[1].placements[0]: got "{TAG}", wanted the id of a placement'),
        (DECISIONS, chosen(optionSelection={}), "criteria[1].optionSelection.filter: got nothing"),
        (
            DECISIONS,
            chosen(optionSelection={"filter": RULE}),
            f'criteria[1].optionSelection.filter: got "{RULE}", wanted the id of a collection',
        ),
        (DECISIONS, chosen(rank={"priority": "1"}), 'criteria[1].rank.priority: got "1"'),
        (
            DECISIONS,
            chosen(rank={"priority": 1, "order": {}}),
            "criteria[1].rank.order.orderEvaluationType: got nothing",
        ),
        (
            DECISIONS,
            chosen(profileConstraint={"profileConstraintType": BY_RULE}),
            "criteria[1].profileConstraint.eligibilityRule: got nothing",
        ),
        (
            DECISIONS,
            {"startDate": "2026-12-01T00:00:00Z", "endDate": "2026-12-01T00:00:00Z"},
            'endDate: got "2026-12-01T00:00:00Z", wanted a moment after 2026-12-01T00:00:00Z',
        ),
    ],
)
def test_one_mistake_is_one_problem_at_its_member(family: Family, given: Object, problem: str) -> None:
    (only,) = found(family, given)
    assert only.startswith(problem)


@pytest.mark.parametrize(
    ("family", "given"),
    [
        (DECISION_RULES, {"condition": {**CONDITION, "value": "ß" * 7_500}}),
        (PERSONALIZED_OFFERS, {"frequencyCappingConstraints": [CAPPING] * 10}),
        (COLLECTIONS, {"filterType": "allTags", "ids": [f"{TAG}{n}" for n in range(20)] * 2}),
        (COLLECTIONS, {"filterType": "offers", "ids": [f"{OFFER}{n}" for n in range(500)]}),
        (COLLECTIONS, {"ids": ["dps::untyped", "anything"]}),
        (DECISIONS, chosen(rank={"priority": 0, "order": {"orderEvaluationType": "scoringFunction", "function": "f"}})),
    ],
)
def test_last_good_value_of_a_limit_is_no_problem(family: Family, given: Object) -> None:
    """Nor is an id that does not tell its family, nor a repetition in a set."""
    assert found(family, given) == []


def test_all_mistakes_of_a_decision_come_at_once() -> None:
    wrong = {
        "name": "",
        "status": "on",
        "startDate": "tomorrow",
        "fallback": TAG,
        **chosen(placements=[TAG, RULE], optionSelection={"filter": TAG}, rank={"priority": -1}, extra=1),
    }
    assert {one.partition(":")[0] for one in found(DECISIONS, wrong)} == {
        "name",
        "status",
        "startDate",
        "fallback",
        "criteria[1].placements[0]",
        "criteria[1].placements[1]",
        "criteria[1].optionSelection.filter",
        "criteria[1].rank.priority",
        "criteria[1].extra",
    }
