"""What the next `pulumi up` of a stack would do, as the engine's own preview reports it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pulumi.automation import CommandError
from pulumi.runtime.rpc import UNKNOWN

from ..door.protocol import OBJECT_ID
from ..door.tokens import class_name
from ..errors import StackError
from ..objects.values import Inputs, Unknown
from .stacks import Stack

# What `pulumi preview --json` prints, and one of the steps in it.
Document = dict[str, Any]
StepDocument = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """What the preview says of one resource of ours.

    Attributes:
        op: the engine's word: `create`, `update`, `replace`, `delete`, `same`, `refresh`, `read`, …
        kind: the name of the resource's class, such as `FallbackOffer`.
        name: the resource's name in the program.
        before: the inputs in state; empty for a new resource.
        after: the inputs of the program; empty for a deleted resource. Unknown values are `Unknown`.
        ids: those that others may know the object by; a look-up by name has two.
        changed: the top-level members that the engine lists as changed; empty where it lists none.
        refers_to: the URNs of the resources that each member's values come from.
    """

    op: str
    urn: str
    kind: str
    name: str
    id_: str
    ids: frozenset[str]
    before: Inputs
    after: Inputs
    changed: frozenset[str]
    refers_to: Mapping[str, list[str]]

    @property
    def given(self) -> Inputs:
        """The inputs of the program, or of a deleted resource those in state."""
        return self.after or self.before


@dataclass(frozen=True)
class Message:
    """A warning or a note of the run; `urn` is empty where it is about no single resource."""

    severity: str
    text: str
    urn: str


@dataclass(frozen=True)
class Preview:
    """Everything a preview reports."""

    steps: list[Step]
    messages: list[Message]


def run(stack: Stack, *, refresh: bool) -> Preview:
    """Preview the stack's program; see `document`."""
    return parsed(document(stack, "--show-sames", *(["--refresh"] if refresh else [])))


def document(stack: Stack, *options: str, env: Mapping[str, str] | None = None) -> Document:
    """Return what `pulumi preview --json` prints of the stack. Nothing is written, neither to the sandbox nor to state.

    Raises:
        StackError: the preview fails; the first thing that the engine reports.
    """
    try:
        printed = stack.pulumi("preview", "--json", *options, env=env)
    except CommandError as failure:
        raise StackError(f"pulumi preview of stack {stack.name}: {_first_error(str(failure))}") from None
    return _document(printed)


def parsed(document: Document) -> Preview:
    """Return the preview in what `pulumi preview --json` prints."""
    return Preview(
        [_step(step) for step in document.get("steps") or () if _class_name(step)],
        [_message(one) for one in document.get("diagnostics") or ()],
    )


def _document(printed: str) -> Document:
    found: Document = json.loads(printed[printed.index("{") :])
    return found


def _first_error(failure: str) -> str:
    """Return the first error among the diagnostics of a preview that failed, in one line."""
    printed = failure.partition("stdout: ")[2].rpartition("\n stderr: ")[0]
    try:
        messages = parsed(_document(printed)).messages
    except ValueError:
        messages = []
    errors = [_without_frames(one.text) for one in messages if one.severity == "error"]
    said = errors or [line for line in failure.rpartition("stderr: ")[2].splitlines() if line.strip()]
    return re.sub("^error: ", "", said[0]) if said else "it ended without a message"


def _without_frames(text: str) -> str:
    """Return a program's exception as its last line, after the place it comes from."""
    frames = re.findall(r'File "([^"]+)", line (\d+)', text)
    if "Traceback" not in text or not frames:
        return text
    file, line = frames[-1]
    return f"the program failed in {PurePath(file).name}, line {line}: {text.strip().splitlines()[-1]}"


def _class_name(step: StepDocument) -> str | None:
    """Return the name of the class of a resource of ours."""
    return class_name(step["urn"].split("::", 3)[2].rpartition("$")[2])


def _step(step: StepDocument) -> Step:
    before, after = step.get("oldState") or {}, step.get("newState") or {}
    paths = [*(step.get("detailedDiff") or ()), *(step.get("diffReasons") or ())]
    return Step(
        op=step["op"],
        urn=step["urn"],
        kind=_class_name(step) or "",
        name=step["urn"].split("::", 3)[3],
        id_=after.get("id") or before.get("id") or "",
        ids=frozenset(_ids(before)) | frozenset(_ids(after)),
        before=_inputs(before),
        after=_inputs(after),
        changed=frozenset(re.split(r"[.\[]", path, maxsplit=1)[0] for path in paths),
        refers_to=after.get("propertyDependencies") or {},
    )


def _ids(state: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(id_) for id_ in (state.get("id"), (state.get("outputs") or {}).get(OBJECT_ID)) if id_)


def _inputs(state: Mapping[str, Any]) -> Inputs:
    return {name: _known(value) for name, value in (state.get("inputs") or {}).items() if not name.startswith("__")}


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return Unknown() if value == UNKNOWN else value


def _message(diagnostic: Mapping[str, Any]) -> Message:
    text = re.sub(r"<\{%[^%]*%\}>", "", str(diagnostic.get("message", "")))
    return Message(str(diagnostic.get("severity", "")), text.strip(), str(diagnostic.get("urn", "")))
