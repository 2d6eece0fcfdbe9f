"""Every open question of the Offer Library as a named switch.

The vendor's pages leave questions open. A *reading* is one answer to such a question: a default, which is
the best supported answer, and the other answers a client may meet. This module only names them; what a
reading changes is done where the behaviour lives. `source` cites the section of the API reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Reading(NamedTuple):
    """One switch: its default, every value it takes (the default first), its source and its meaning."""

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

    create_status: Literal["201", "200"] = _switch("201", "status of a successful create", source="16 row 1; 17")
    first_etag: Literal["1", "2"] = _switch(
        "1", "etag of a fallback offer just created; all other families start at 1", source="15 #5"
    )
    read_dates: Literal["offset", "zulu"] = _switch(
        "offset", "dates in reads end in +00:00 or in Z; receipts always say Z", source="3.1, 15 #3"
    )
    fallback_constraints: Literal["dropped", "kept"] = _switch(
        "dropped", "selectionConstraint and rank sent with a fallback offer", source="4.5, 15 #8"
    )
    defined_on: Literal["dropped", "kept"] = _switch("dropped", "definedOn of a rule in reads", source="9, 15 #27")
    dataset_id: Literal["fallback-update", "never"] = _switch(
        "fallback-update", "where a receipt carries datasetId", source="3.1, 15 #6"
    )


def named(pairs: Mapping[str, str]) -> Readings:
    """The readings with the given switches flipped; a ValueError in one line names what is wrong."""
    try:
        return Readings.model_validate(dict(pairs))
    except ValidationError as exc:
        raise ValueError(_first_problem(exc)) from exc


def parsed(flags: Iterable[str]) -> Readings:
    """The readings of `NAME=VALUE` flags."""
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
