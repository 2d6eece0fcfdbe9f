"""Writes objects as a file for `pulumi import --file`, which works through the plugin (docs/doors.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...door.tokens import PLUGIN
from .selection import Found


def resources(found: Sequence[Found]) -> dict[str, Any]:
    """Return what the file holds: type, resource name and id of each object that can be taken over."""
    return {
        "resources": [
            {"type": PLUGIN.prefix + one.resource.__name__, "name": one.resource_name, "id": one.row["id"]}
            for one in found
            if not one.problems
        ]
    }
