"""Translates the `property` parameters of a list request into SQL.

Source: docs/reference/offer-library-api.md 3.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .. import instants, problems

# Members that every object has, each with its column or indexed expression.
COLUMNS = {
    "id": "id",
    "etag": "etag",
    "created": "created",
    "modified": "modified",
    "createdBy": "created_by",
    "lastModifiedBy": "modified_by",
    "name": "json_extract(body, '$.name')",
}
# A technical limit: SQLite's expressions may be 1,000 deep.
MOST_TERMS = 100
DATES = frozenset({"created", "modified"})

_FIELD = r"[\w@:-]+(?:\.[\w@:-]+)*"
_EXPRESSION = re.compile(rf"(?P<negated>!?)(?P<field>{_FIELD})(?:(?P<op>==|!=|<=|>=|<|>|~)(?P<value>.*))?", re.DOTALL)
_COMPARISONS = {"==": "=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}
_AS_TEXT = "CASE v.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(v.value AS TEXT) END"


@dataclass(frozen=True)
class Clause:
    """A piece of SQL with the values for its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


def where(properties: Iterable[str], *, whole_match: bool = True) -> Clause:
    """Return all expressions joined with AND; repeated parameters and commas mean the same.

    Source: docs/reference/offer-library-api.md 3.5.1.
    """
    texts = [text.strip() for parameter in properties for text in parameter.split(",")]
    if len(texts) > MOST_TERMS:
        raise problems.bad_request(f"property: {len(texts)} expressions, at most {MOST_TERMS} are taken")
    clauses = [_expression(text, whole_match) for text in texts]
    return Clause(
        "".join(f" AND {clause.sql}" for clause in clauses),
        tuple(value for clause in clauses for value in clause.values),
    )


def json_path(field: str) -> str:
    """Return the SQLite JSON path of a dotted field."""
    return "$" + "".join(f'."{part}"' for part in field.split("."))


def is_field(text: str) -> bool:
    """Return whether a text can name a field."""
    return re.fullmatch(_FIELD, text) is not None


def _expression(text: str, whole_match: bool) -> Clause:
    parsed = _EXPRESSION.fullmatch(text)
    if parsed is None:
        raise problems.bad_request(f"'{text}' is not a property expression")
    field, op, value = parsed["field"], parsed["op"], parsed["value"]
    if op is None:
        clause = _exists(field)
    elif field in COLUMNS:
        clause = _on_column(field, op, value, whole_match)
    else:
        clause = _on_body(field, op, value, whole_match)
    return Clause(f"NOT {clause.sql}", clause.values) if parsed["negated"] else clause


def _exists(field: str) -> Clause:
    if field in COLUMNS:
        return Clause("(1=1)")
    return Clause("(json_type(body, ?) IS NOT NULL)", (json_path(field),))


def _on_column(field: str, op: str, value: str, whole_match: bool) -> Clause:
    column = COLUMNS[field]
    if op == "!=":
        equal = _on_column(field, "==", value, whole_match)
        return Clause(f"(NOT {equal.sql})", equal.values)
    if op == "~":
        return Clause(f"(REGEXP_MATCH(?, {column}, ?))", (_pattern(value), int(whole_match)))
    if field in DATES or field == "etag":
        return Clause(f"({column} {_COMPARISONS[op]} ?)", (_number(field, value),))
    return Clause(f"({column} {_COMPARISONS[op]} ?)", (value,))


def _on_body(field: str, op: str, value: str, whole_match: bool) -> Clause:
    # A list matches if one of its elements does. Inferred: the vendor's pages do not mention lists.
    if op == "!=":
        equal = _on_body(field, "==", value, whole_match)
        return Clause(f"(NOT {equal.sql})", equal.values)
    if op == "~":
        test, values = f"REGEXP_MATCH(?, {_AS_TEXT}, ?)", (_pattern(value), int(whole_match))
    else:
        test, values = _comparison(_COMPARISONS[op], value)
    return Clause(f"(EXISTS (SELECT 1 FROM json_each(body, ?) AS v WHERE {test}))", (json_path(field), *values))


def _comparison(operator: str, value: str) -> tuple[str, tuple[Any, ...]]:
    """Return a comparison of numbers if both sides are numbers, and of texts otherwise."""
    as_text = f"(v.type NOT IN ('integer', 'real', 'null') AND {_AS_TEXT} {operator} ?)"
    try:
        number = float(value)
    except ValueError:
        return as_text, (value,)
    return f"({as_text} OR (v.type IN ('integer', 'real') AND v.value {operator} ?))", (value, number)


def _number(field: str, value: str) -> int:
    try:
        number = instants.milliseconds(value) if field in DATES else int(value)
    except ValueError as exc:
        raise problems.bad_request(f"'{value}' cannot be compared with {field}") from exc
    # SQLite's integers have 64 bits; no etag comes near.
    return max(-(2**62), min(2**62, number))


def _pattern(text: str) -> str:
    try:
        re.compile(text, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as exc:
        raise problems.bad_request(f"'{text}' is not a regular expression: {exc}") from exc
    return text
