"""What the stack's state has, as the engine tells a program that asks. Knows Pulumi, nothing of offers' contents."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
import pulumi
from google.protobuf import struct_pb2  # type: ignore[import-untyped]  # ships no types
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc
from pulumi.runtime.settings import get_monitor

from ..dynamic.protocol import TYPE_PREFIX

# A function of the engine's own, with which the SDKs list a stack's resources (`pkg/resource/deploy/builtins.go` of
# Pulumi 3.250). It tells outputs, not ids.
_FUNCTION = "pulumi:pulumi:readStackResourceOutputs"


@dataclass(frozen=True)
class Recorded:
    """A resource of ours in state.

    Attributes:
        type_: its type token, after that of its parent if that is not the stack: `parent$type`.
        name: the resource's name.
        told: its outputs that are text.
    """

    type_: str
    name: str
    told: dict[str, str]


async def in_stack() -> list[Recorded] | None:
    """The stack's resources of ours before this run, without look-ups; None where it cannot be asked.

    It cannot where a unit test's mocks stand in for the engine.
    """
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
    ours = [
        _recorded(urn, resource.struct_value.fields["outputs"].struct_value)
        for urn, resource in resources.items()
        if TYPE_PREFIX in urn
    ]
    return [one for one in ours if "objectId" not in one.told]


def _recorded(urn: str, outputs: struct_pb2.Struct) -> Recorded:
    # urn:pulumi:STACK::PROJECT::TYPES::NAME; a name may hold "::" itself
    _, _, types, name = urn.split("::", 3)
    told = {key: _text(value) for key, value in outputs.fields.items()}
    return Recorded("$".join(types.split("$")[-2:]), name, {key: text for key, text in told.items() if text})


def _text(value: Any) -> str:
    """The text in a value, also in one that is marked as a secret."""
    return str(value.string_value or value.struct_value.fields["value"].string_value)
