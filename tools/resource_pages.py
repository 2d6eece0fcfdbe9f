"""`resource_pages.py`: writes docs/resources, one page for each resource, from what the code says of itself.

Words come from docstrings, types from annotations, limits and comparisons from the family's fields. The example of each
page is a file of examples/resources.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from offer_resources.objects.family import Family
from offer_resources.objects.fields import Field, Text, TextList, TextMap
from offer_resources.objects.records import Record, Records
from offer_resources.program.resources import RESOURCES
from offer_resources.program.resources.base import VALUE_CLASSES, OfferLibraryResource

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "resources"
EXAMPLES = ROOT / "examples" / "resources"
WIDTH = 120

OUTPUTS = {
    "id": "the object's id, known once it exists.",
    "etag": "a whole number that grows with every change of the object.",
    "created_date": "when it was created (RFC 3339).",
    "last_modified_date": "when it was last changed (RFC 3339).",
    "created_by": "who created it.",
    "last_modified_by": "who last changed it.",
    "sandbox_id": "the sandbox's id, where the API reports it.",
    "org": "the organisation it lives in.",
    "sandbox": "the technical name of the sandbox it lives in.",
}

NOTHING = object()

# What a field wants that its type says already.
SAID_BY_TYPE = ("text", "true or false", "an object", "an object of texts", "a list of objects", "a value")


@dataclasses.dataclass(frozen=True)
class Argument:
    """One argument of a resource, or one member of a value class."""

    name: str
    type: str
    words: str
    default: object
    field: Field | None

    @property
    def is_required(self) -> bool:
        return self.default is NOTHING


def main() -> None:
    PAGES.mkdir(exist_ok=True)
    for old in set(PAGES.glob("*.md")) - {PAGES / name for name in pages()}:
        old.unlink()
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return the text of every page, by its name."""
    found = {f"{_words(resource.__name__, '-')}.md": "\n".join(_page(resource)) for resource in RESOURCES}
    return {"README.md": "\n".join(_index(found)), **found}


def _index(names: Mapping[str, str]) -> Iterator[str]:
    yield "# Resources"
    yield ""
    yield "<!-- Written by `make docs`. -->"
    yield ""
    for resource, name in zip(RESOURCES, names, strict=True):
        yield from _item(f"[{resource.__name__}]({name}): {sentences(resource)}")
    yield ""
    yield from _filled(
        "The rules that all of them share (what is managed, what is a change, existing objects) are in"
        " [writing-offers.md](../writing-offers.md)."
    )
    yield ""


def _page(resource: type[OfferLibraryResource]) -> Iterator[str]:
    family = resource.provider_class.family
    name = resource.__name__
    example = EXAMPLES / f"{_words(name, '_')}.py"
    yield from (f"# {name}", "", "<!-- Written by `make docs`. -->", "")
    yield from (*_filled(sentences(resource)), "")
    yield from ("## Example", "", "```python", example.read_text(encoding="utf-8").rstrip(), "```", "")
    yield from ("## Arguments", "")
    yield from (*_filled("A member that you do not give, and that has no default, is not managed."), "")
    for argument in _arguments(resource, family):
        yield from _item(_described(argument, family))
    yield ""
    for record in _value_records(family.record):
        yield from _value_class(record)
    yield from ("## Outputs", "", *_filled("Besides what you give:"), "")
    for output, words in OUTPUTS.items():
        yield from _item(f"`{output}`: {words}")
    yield from ("", "## Look-ups", "")
    for method in ("get", "find"):
        yield from _item(_look_up(resource, method))
    yield from ("", "## Take over", "")
    yield from _filled(
        f'`{name}("…", …, adopt_id="dps:{family.id_type}:…")` takes an existing {family.kind} over: one read, one PATCH'
        " of what differs, and the id stays. Removing or changing `adopt_id` later is no change."
    )
    yield from ("", "## Export", "")
    kind = family.kind.replace(" ", "-")
    yield from _filled(
        f"`offers export --kind {kind} --out FILE` writes the {family.kind}s of a sandbox as a program:"
        " [taking-over.md](../taking-over.md)."
    )
    yield ""


def _value_class(record: Record) -> Iterator[str]:
    value_class = VALUE_CLASSES[str(record.value_class)]
    words = attributes(value_class)
    types = _types(inspect.getsource(value_class))
    yield from (f"## {value_class.__name__}", "", *_filled(sentences(value_class)), "")
    for one in dataclasses.fields(value_class):
        default = NOTHING if one.default is dataclasses.MISSING else one.default
        member = record.members.get(record.wire_name(one.name))
        yield from _item(_described(Argument(one.name, types[one.name], words.get(one.name, ""), default, member)))
    yield ""


def _arguments(resource: type[OfferLibraryResource], family: Family) -> Iterator[Argument]:
    described = args(inspect.getdoc(resource.__init__) or "")
    types = _types(inspect.getsource(resource))
    for name, parameter in inspect.signature(resource.__init__).parameters.items():
        if name != "self":
            default = NOTHING if parameter.default is parameter.empty else parameter.default
            wire = family.record.wire_name(name)
            # Another spelling of a member has nothing to say beyond its words.
            member = family.record.members.get(wire) if family.record.python_name(wire) == name else None
            if name not in described:
                raise SystemExit(f"{resource.__name__}: the docstring of __init__ says nothing about {name}: add it")
            yield Argument(name, types[name], described[name], default, member)


def _described(argument: Argument, family: Family | None = None) -> str:
    """One argument in words."""
    wire = family.record.wire_name(argument.name) if family and argument.field else ""
    parts = [f"`{argument.name}` ({argument.type}{', required' if argument.is_required else ''})"]
    parts[0] += f": {argument.words.rstrip('.')}." if argument.words else "."
    if argument.default not in (NOTHING, None):
        parts.append(f"Default: {_value(argument.default)}.")
    elif family and wire in family.on_create:
        parts.append(f"Default, on create: {_value(family.on_create[wire])}.")
    if argument.field is not None:
        parts += [f"Limits: {limits}." for limits in [limits(argument.field, argument.words)] if limits]
        parts.append(f"Compared {_compared(argument.field)}.")
    if family and wire and not argument.is_required:
        parts.append(f"No longer given: {_cleared(argument, family, wire)}.")
    return " ".join(parts)


def limits(field: Field, words: str) -> str:
    """Return what is accepted, beyond the type and what the words say already."""
    if isinstance(field, Record):
        return ""
    item = field.item if isinstance(field, TextList) else field
    wanted = f"each {item.wanted}" if isinstance(field, TextList) else item.wanted
    names = item.names if isinstance(item, Text) else ()
    parts = [] if wanted in SAID_BY_TYPE or _are_all_in(names, words) else [wanted]
    if isinstance(field, (TextList, TextMap, Records)):
        least, most = getattr(field, "least", 0), getattr(field, "most", None)
        parts += [f"at least {least}"] if least else []
        parts += [f"at most {most}"] if most and f"at most {most}" not in words else []
    return ", ".join(parts)


def _are_all_in(names: Sequence[str], words: str) -> bool:
    return bool(names) and all(f"`{name}`" in words for name in names)


def _compared(field: Field) -> str:
    if isinstance(field, Record):
        return "member by member"
    if field.compared == "exactly" and isinstance(field, (TextList, Records)):
        inner = field.inner[0].compared
        return "exactly, order included" if inner == "exactly" else f"{inner}, order included"
    return field.compared


def _cleared(argument: Argument, family: Family, wire: str) -> str:
    if wire in family.never_removed:
        return "it stays as it is"
    if argument.default is not None:
        return "the default again; `None` leaves it alone"
    if wire in family.cleared_to:
        return f"it is set to `{family.cleared_to[wire]!r}`"
    return "it is removed"


def _value_records(record: Record) -> Iterator[Record]:
    """Yield the records below this one that have a value class, each once, from the outside in."""
    seen: set[str] = set()
    waiting: list[Field] = list(record.inner)
    while waiting:
        field = waiting.pop(0)
        waiting += field.inner
        if isinstance(field, Record) and field.value_class and field.value_class not in seen:
            seen.add(field.value_class)
            yield field


def _look_up(resource: type[OfferLibraryResource], method: str) -> str:
    signature = inspect.signature(getattr(resource, method))
    names = [
        f"{name}=…" if parameter.kind is parameter.KEYWORD_ONLY else name
        for name, parameter in signature.parameters.items()
        if name != "opts"
    ]
    return f"`{resource.__name__}.{method}({', '.join(names)})`: {sentences(getattr(resource, method))}"


def _types(source: str) -> dict[str, str]:
    """Return what the annotations of a class, or of its `__init__`, say in words."""
    (tree,) = ast.parse(textwrap.dedent(source)).body
    assert isinstance(tree, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            every = [*node.args.args, *node.args.kwonlyargs]
            return {one.arg: _type(one.annotation) for one in every if one.annotation is not None}
    annotated = (node for node in tree.body if isinstance(node, ast.AnnAssign))
    return {node.target.id: _type(node.annotation) for node in annotated if isinstance(node.target, ast.Name)}


def _type(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp):
        return " or ".join(dict.fromkeys(filter(None, (_type(node.left), _type(node.right)))))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if node.value.id == "Literal":
            return " or ".join(f'`"{value}"`' for value in ast.literal_eval(node.slice))
        inner = node.slice.elts[-1] if isinstance(node.slice, ast.Tuple) else node.slice
        return {"Input": "", "Sequence": "list of ", "Mapping": "map of "}[node.value.id] + _type(inner)
    name = ast.unparse(node)
    plain = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "None": "", "Any": "any"}
    return "" if name.endswith("Dict") else plain.get(name, f"`{name}`")


def _value(value: object) -> str:
    if dataclasses.is_dataclass(value):
        return f"`{type(value).__name__}()`"
    return f"`{value!r}`".replace("'", '"')


def args(doc: str) -> dict[str, str]:
    """Return the `Args:` section of a docstring."""
    return _named(doc.partition("Args:\n")[2].partition("\n\n")[0])


def attributes(value_class: type) -> dict[str, str]:
    return _named((inspect.getdoc(value_class) or "").partition("Attributes:\n")[2])


def _named(section: str) -> dict[str, str]:
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", section, re.MULTILINE)
    return {name: " ".join(words.split()) for name, words in found}


def sentences(owner: object) -> str:
    """Return a docstring up to its first section."""
    doc = re.split(r"\n\n(?=\w+:\n)", inspect.getdoc(owner) or "")[0]
    return " ".join(doc.split())


def _words(name: str, between: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", between, name).lower()


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _item(text: str) -> list[str]:
    return textwrap.wrap(f"* {text}", WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    main()
