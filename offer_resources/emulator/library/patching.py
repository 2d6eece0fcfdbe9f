"""Checks and applies JSON Patches (RFC 6902); either all operations are applied or none."""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import Annotated, Any, Literal

import jsonpatch
import jsonpointer
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from .. import problems, strict_json
from ..readings import Readings

Json = Any

# docs/reference/offer-library-api.md 3.6: the current pages list all but `move`, older ones three.
KNOWN = {
    "basic": frozenset({"add", "replace", "remove"}),
    "listed": frozenset({"add", "replace", "remove", "copy", "test"}),
    "all": frozenset({"add", "replace", "remove", "copy", "test", "move"}),
}

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


def check(patch: Json, operations: Literal["listed", "basic", "all"]) -> list[dict[str, Json]]:
    """Return the patch if it is a list of well-formed operations that the API accepts; else refuse it with 400."""
    try:
        parsed = PATCH.validate_python(patch)
    except ValidationError as exc:
        problem = exc.errors()[0]
        where = "/".join(str(part) for part in problem["loc"])
        raise problems.bad_request(f"Not a JSON Patch: {where or 'body'}: {problem['msg']}") from exc
    for operation in parsed:
        if operation.op not in KNOWN[operations]:
            raise problems.bad_request(f"The operation '{operation.op}' is not supported")
    return [{"op": operation.op, **operation.model_dump(by_alias=True)} for operation in parsed]


def apply(document: Json, patch: list[dict[str, Json]], readings: Readings, named: frozenset[str]) -> Json:
    """Return the document after the whole patch; the given one is not changed.

    Args:
        named: the members that the vendor's pages name for the document's family.
    """
    result = copy.deepcopy(document)
    try:
        for operation in patch:
            meant = _lenient(result, operation, readings, named)
            if meant is not None:
                result = _Patch([copy.deepcopy(meant)]).apply(result, in_place=True)
                strict_json.check(result)
    except jsonpatch.JsonPatchTestFailed as exc:
        raise problems.conflict(f"A test operation failed: {exc}", int(readings.failed_test)) from exc
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, ValueError) as exc:
        raise problems.bad_request(f"The patch cannot be applied: {exc}") from exc
    return result


def _lenient(
    document: Json, operation: dict[str, Json], readings: Readings, named: frozenset[str]
) -> dict[str, Json] | None:
    """Return the operation as a server would run it that accepts more than RFC 6902; None to skip it."""
    op, path = operation["op"], operation["path"]
    forgiven = {"documented": path[1:] in named, "refused": False, "accepted": True}[readings.replace_absent]
    if op == "replace" and forgiven and not _exists(document, path):
        return {**operation, "op": "add"}
    if op == "remove" and readings.remove_absent == "accepted" and not _exists(document, path):
        return None
    list_path = path.removesuffix("/-")
    if op == "add" and readings.append_absent == "accepted" and path != list_path and not _exists(document, list_path):
        return {"op": "add", "path": list_path, "value": [operation["value"]]}
    return operation


def _exists(document: Json, path: str) -> bool:
    try:
        jsonpointer.resolve_pointer(document, path)
    except jsonpointer.JsonPointerException:
        return False
    return True


def same_json(one: Json, other: Json) -> bool:
    """Return whether two JSON values are equal by RFC 6902 section 4.6."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)
