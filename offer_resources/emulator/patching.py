"""JSON Patch (RFC 6902): the shape of a patch and what it makes of a document; all operations or none."""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import Annotated, Any, Literal

import jsonpatch
import jsonpointer
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from offer_resources.emulator import problems

Json = Any

# RFC 6901 section 3: every reference token starts with a slash; `~` only as `~0` or `~1`.
Pointer = Annotated[str, StringConstraints(pattern=r"^(/([^~/]|~0|~1)*)*$")]


class _Operation(BaseModel):
    # RFC 6902 section 4: members an operation does not define are ignored.
    model_config = ConfigDict(extra="ignore", strict=True)

    path: Pointer


class WithValue(_Operation):
    """`add`, `replace` and `test`."""

    op: Literal["add", "replace", "test"]
    value: Json = Field(...)


class WithFrom(_Operation):
    """`copy` and `move`."""

    op: Literal["copy", "move"]
    from_: Pointer = Field(alias="from")


class Remove(_Operation):
    """`remove`."""

    op: Literal["remove"]


Operation = Annotated[WithValue | WithFrom | Remove, Field(discriminator="op")]
PATCH = TypeAdapter(list[Operation])


class _Test(jsonpatch.TestOperation):
    """RFC 6902 section 4.6: `true` is not `1`, as it is for Python."""

    def apply(self, obj: Json) -> Json:
        subdocument, part = self.pointer.to_last(obj)
        found = subdocument if part is None else self.pointer.walk(subdocument, part)
        if not same_json(found, self.operation["value"]):
            raise jsonpatch.JsonPatchTestFailed(f"{self.operation['path']} has another value")
        return obj


class _Patch(jsonpatch.JsonPatch):
    operations = MappingProxyType({**jsonpatch.JsonPatch.operations, "test": _Test})


def check(patch: Json, allowed: frozenset[str]) -> list[dict[str, Json]]:
    """The patch, if it is a list of well-formed operations the API knows; else a 400."""
    try:
        operations = PATCH.validate_python(patch)
    except ValidationError as exc:
        problem = exc.errors()[0]
        where = "/".join(str(part) for part in problem["loc"])
        raise problems.bad_request(f"Not a JSON Patch: {where or 'body'}: {problem['msg']}") from exc
    for operation in operations:
        if operation.op not in allowed:
            raise problems.bad_request(f"The operation '{operation.op}' is not supported")
    return [operation.model_dump(by_alias=True) for operation in operations]


def apply(document: Json, patch: list[dict[str, Json]], *, failed_test: int = 409) -> Json:
    """The document after the whole patch; the given one is not changed."""
    try:
        return _Patch(patch).apply(copy.deepcopy(document))
    except jsonpatch.JsonPatchTestFailed as exc:
        raise problems.conflict(f"A test operation failed: {exc}", failed_test) from exc
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as exc:
        raise problems.bad_request(f"The patch cannot be applied: {exc}") from exc


def same_json(one: Json, other: Json) -> bool:
    """Whether two JSON values are equal as RFC 6902 section 4.6 says."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)
