"""`plugin_schema.py`: writes the schema of the packaged plugin, from families and from what the classes say.

Types and limits come from the family's fields, words from the docstrings that the resource pages show too. The engine,
other languages' SDKs and their editors read it: https://www.pulumi.com/docs/iac/build-with-pulumi/schema/.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from offer_resources import settings
from offer_resources.door.tokens import DYNAMIC, PLUGIN
from offer_resources.objects.family import ADOPT_ID, PLACE, Family
from offer_resources.objects.fields import Count, Field, Flag, Json, JsonList, Text, TextList, TextMap
from offer_resources.objects.records import Record, Records
from offer_resources.program.resources import RESOURCES
from offer_resources.program.resources.base import OUTPUTS as OUTPUT_NAMES
from offer_resources.program.resources.base import VALUE_CLASSES, OfferLibraryResource
from offer_resources.program.sandbox import Sandbox
from tools.resource_pages import OUTPUTS, args, attributes, limits, sentences

FILE = Path(__file__).resolve().parent.parent / "offer_resources" / "plugin" / "schema.json"

Spec = dict[str, Any]

# Outputs that every object has; the API may omit the others.
ALWAYS_THERE = ("etag", *PLACE)


def main() -> None:
    FILE.write_text(text(), encoding="utf-8")


def text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def schema() -> Spec:
    """Return the schema without a version; the plugin adds its own."""
    types: dict[str, Spec] = {}
    resources = {_token(one): _resource(one, types) for one in RESOURCES}
    functions = {_token(one, "get"): _function(one, types) for one in RESOURCES}
    given = dict(_settings())
    return {
        "name": PLUGIN.package,
        "displayName": "Offers as code",
        "description": "Offers of Adobe Journey Optimizer's Offer Library (Decision Management).",
        "license": "Apache-2.0",
        "language": {"python": {"packageName": "offer_resources"}, "nodejs": {"packageName": "offer-resources"}},
        # None is required here: environment and the stack's config have what a program does not give.
        "config": {"variables": given},
        "provider": {"description": sentences(Sandbox), "inputProperties": given},
        "types": types,
        "resources": resources,
        "functions": functions,
    }


def _token(resource: type[OfferLibraryResource], verb: str = "") -> str:
    return f"{PLUGIN.prefix}{verb}{resource.__name__}"


def _settings() -> Iterator[tuple[str, Spec]]:
    keys = {key.lower(): key for key in settings.KEYS}
    said = args(inspect.getdoc(Sandbox.__init__) or "")
    named = {name: keys.get(name.replace("_", ""), name) for name in said}
    words = {named[name]: _in_api_names(text, lambda python: named.get(python, python)) for name, text in said.items()}
    numbers = {"timeoutSeconds": "number", "maxConcurrency": "integer"}
    secret = {key.removeprefix("aep:") for key in settings.SECRET_KEYS}
    for key in settings.KEYS:
        spec: Spec = {"type": numbers.get(key, "string"), "description": words[key]}
        yield key, spec | ({"secret": True} if key in secret else {})


def _resource(resource: type[OfferLibraryResource], types: dict[str, Spec]) -> Spec:
    family = resource.provider_class.family
    members = _members(resource, family, types)
    adopt_id = {ADOPT_ID: {"type": "string", "description": args(_doc(resource))["adopt_id"]}}
    required = list(family.record.required)
    return {
        "description": sentences(resource),
        "inputProperties": _with_defaults(members, resource, family) | adopt_id,
        "requiredInputs": required,
        "properties": members | adopt_id | _metadata(),
        "required": [*required, *ALWAYS_THERE],
        # A program in another language takes over what one in Python has made through the other door.
        "aliases": [{"type": f"{DYNAMIC.prefix}{resource.__name__}"}],
    }


def _function(resource: type[OfferLibraryResource], types: dict[str, Spec]) -> Spec:
    family = resource.provider_class.family
    found = _members(resource, family, types) | _metadata()
    id_ = {"id": {"type": "string", "description": f"the id of a {family.kind}."}}
    name = {"name": {"type": "string", "description": f"the name of the one {family.kind} that has it, without `id`."}}
    return {
        "description": f"Reads a {family.kind} of the sandbox, by its id, or by a name that no other has.",
        "inputs": {"properties": id_ | name},
        "outputs": {"properties": id_ | found, "required": ["id", "name", *ALWAYS_THERE]},
    }


def _metadata() -> dict[str, Spec]:
    types = {"etag": "integer"}
    found: dict[str, Spec] = {
        wire: {"type": types.get(wire, "string"), "description": OUTPUTS[name]} for name, wire in OUTPUT_NAMES.items()
    }
    found["sandbox"]["willReplaceOnChanges"] = True
    return found


def _members(resource: type[OfferLibraryResource], family: Family, types: dict[str, Spec]) -> dict[str, Spec]:
    return _properties(family.record, args(_doc(resource)), resource.__name__, types)


def _properties(record: Record, words: Mapping[str, str], owner: str, types: dict[str, Spec]) -> dict[str, Spec]:
    found = {}
    for name, field in record.members.items():
        python = record.python_name(name)
        said, limited = words.get(python, "").rstrip("."), limits(field, words.get(python, ""))
        parts = [_in_api_names(said, record.wire_name)] if said else []
        parts += [f"Limits: {limited}"] if limited else []
        about = {"description": f"{'. '.join(parts)}."} if parts else {}
        found[name] = {**_type(field, f"{owner}{name[0].upper()}{name[1:]}", types), **about}
    return found


def _in_api_names(words: str, wire_name: Callable[[str], str]) -> str:
    """The words, with the names in backticks as other languages spell them."""
    return re.sub(r"`(\w+)`", lambda found: f"`{wire_name(found[1])}`", words)


def _type(field: Field, name: str, types: dict[str, Spec]) -> Spec:
    """The type of a field; `name` is what its record or enumeration is called if it has no name of its own."""
    anything = {"$ref": "pulumi.json#/Any"}
    if isinstance(field, Record):
        return _object(field, name, types)
    if isinstance(field, JsonList):
        return {"type": "array", "items": {"type": "object", "additionalProperties": anything}}
    if isinstance(field, (Records, TextList)):
        return {"type": "array", "items": _type(field.inner[0], name, types)}
    if isinstance(field, Json):
        return {"type": "object", "additionalProperties": anything}
    if isinstance(field, TextMap):
        return {"type": "object", "additionalProperties": {"type": "string"}}
    if isinstance(field, (Flag, Count)):
        return {"type": "boolean" if isinstance(field, Flag) else "integer"}
    names = field.names if isinstance(field, Text) else ()
    return _enumeration(names, name, types) if names else {"type": "string"}


def _object(record: Record, name: str, types: dict[str, Spec]) -> Spec:
    """Records of one value class are one type, with all that any of them has; what both have is the same."""
    token = f"{PLUGIN.prefix}{record.value_class or name}"
    value_class = VALUE_CLASSES.get(record.value_class or "")
    known = types.setdefault(token, {"type": "object", "properties": {}})
    if value_class:
        known["description"] = sentences(value_class)
    words = attributes(value_class) if value_class else {}
    properties = _properties(record, words, record.value_class or name, types)
    differing = [name for name, spec in properties.items() if known["properties"].get(name, spec) != spec]
    assert not differing, f"two records of {token} have another {', '.join(differing)}"
    known["properties"] |= properties
    if record.required:
        known["required"] = list(record.required)
    return {"$ref": f"#/types/{token}"}


def _enumeration(names: Iterable[str], name: str, types: dict[str, Spec]) -> Spec:
    """Return text or one of the names: the provider accepts other spellings and reports what is wrong."""
    token = f"{PLUGIN.prefix}{name}"
    types[token] = {"type": "string", "enum": [{"value": one} for one in names]}
    return {"type": "string", "oneOf": [{"type": "string"}, {"$ref": f"#/types/{token}"}]}


def _with_defaults(
    members: Mapping[str, Spec], resource: type[OfferLibraryResource], family: Family
) -> dict[str, Spec]:
    """The members with the defaults that the class in Python has."""
    parameters = inspect.signature(resource.__init__).parameters
    defaults = {name: parameters[family.record.python_name(name)].default for name in members}
    return {
        name: {**spec, "default": defaults[name]} if isinstance(defaults[name], (bool, int, str)) else dict(spec)
        for name, spec in members.items()
    }


def _doc(resource: type[OfferLibraryResource]) -> str:
    return inspect.getdoc(resource.__init__) or ""


if __name__ == "__main__":
    main()
