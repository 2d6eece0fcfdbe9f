"""Asks the engine which resources the stack has before a run."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
import pulumi
from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc
from pulumi.runtime.settings import get_monitor

from ..door.tokens import provider_class_name

# A built-in function of the engine, which lists a stack's resources for the SDKs (`pkg/resource/deploy/builtins.go` of
# Pulumi 3.250). It returns outputs, but no ids.
_FUNCTION = "pulumi:pulumi:readStackResourceOutputs"


@dataclass(frozen=True)
class Recorded:
    """A resource of this package in state.

    Attributes:
        kind: the name of its provider class.
        name: the resource's name.
        told: its outputs that are text.
        parent: its parent's type; empty if the parent is the stack.
        type_: its own type; a subclass of an early release has another one than its parent class.
        urn: its URN.
    """

    kind: str
    name: str
    told: dict[str, str]
    parent: str = ""
    type_: str = ""
    urn: str = ""


class StackBefore:
    """The stack's resources of this package before the run; the engine is asked once."""

    def __init__(self) -> None:
        self._asked = asyncio.ensure_future(self._ask())
        # Every resource of the program asks for its own.
        self._by_object_name: defaultdict[str, list[Recorded]] = defaultdict(list)
        self._by_identity: defaultdict[tuple[str, str, str], list[Recorded]] = defaultdict(list)

    async def _ask(self) -> list[Recorded] | None:
        before = await _in_stack()
        for one in before or ():
            self._by_object_name[one.told.get("name", "")].append(one)
            self._by_identity[one.kind, one.name, one.parent].append(one)
        return before

    async def resources(self) -> list[Recorded] | None:
        """Return the resources that the stack manages, by name; None if the engine cannot answer."""
        return await self._asked

    async def hints(self, object_name: str) -> dict[str, Any]:
        """Return what the provider needs to know of the stack to create an object of this name; empty in a preview."""
        before = None if pulumi.runtime.is_dry_run() else await self._asked
        if before is None:
            return {}
        created = [one.told.get("createdDate", "") for one in self._by_object_name[object_name]]
        return {"stack": f"{pulumi.get_project()}/{pulumi.get_stack()}", "elsewhere": created}

    async def former_type(self, kind: str, name: str, parent: str, type_: str) -> pulumi.Alias | None:
        """Return the alias for a resource with another type in state, such as a subclass of an early release."""
        await self._asked
        for one in self._by_identity[kind, name, parent]:
            if one.type_ != type_:
                return pulumi.Alias(type_=one.type_)
        return None


async def _in_stack() -> list[Recorded] | None:
    """Return the stack's resources without look-ups; None under the SDK's mocks, in a unit test."""
    monitor = get_monitor()
    if not isinstance(monitor, resource_pb2_grpc.ResourceMonitorStub):
        return None
    arguments = struct_pb2.Struct()
    arguments["stackName"] = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    request = resource_pb2.ResourceInvokeRequest(tok=_FUNCTION, args=arguments)
    try:
        answer = await asyncio.get_running_loop().run_in_executor(None, monitor.Invoke, request)
    except grpc.RpcError as error:
        pulumi.log.warn(f"the stack's state could not be read, so deletes are not limited in this run: {error}")
        return None
    resources = getattr(answer, "return").fields["outputs"].struct_value.fields
    # The engine's answer has no order.
    recorded = [
        _recorded(urn, resource.struct_value.fields["outputs"].struct_value)
        for urn, resource in sorted(resources.items())
    ]
    return [one for one in recorded if one.kind and "objectId" not in one.told]


def _recorded(urn: str, outputs: struct_pb2.Struct) -> Recorded:
    # urn:pulumi:STACK::PROJECT::TYPES::NAME; a name may hold "::" itself
    _, _, types, name = urn.split("::", 3)
    *ancestors, type_ = types.split("$")
    told = {key: text for key, value in outputs.fields.items() if (text := _text(value))}
    kind = provider_class_name(type_, told) or ""
    return Recorded(kind, name, told, ancestors[-1] if ancestors else "", type_, urn)


def _text(value: Any) -> str:
    """Return the text in a value, also in one that is marked as a secret."""
    return str(value.string_value or value.struct_value.fields["value"].string_value)
