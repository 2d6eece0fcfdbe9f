"""The permissions in each sandbox: everything, unless the control API says otherwise.

Source: docs/reference/offer-library-api.md 2.4.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..library.families import COLLECTION, DECISION, Family

Permission = Literal["view-decisions", "manage-offers", "manage-decisions"]
ALL: frozenset[Permission] = frozenset({"view-decisions", "manage-offers", "manage-decisions"})


class Access(BaseModel):
    """The permissions per sandbox name; `others` says what holds for sandboxes not named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sandboxes: dict[str, frozenset[Permission]] = {}
    others: Literal["allowed", "unknown"] = "allowed"

    def knows(self, sandbox: str) -> bool:
        """Return whether the sandbox exists."""
        return self.others == "allowed" or sandbox in self.sandboxes

    def allows(self, sandbox: str, family: Family, method: str) -> bool:
        """Return whether a request is permitted (docs/reference/offer-library-api.md 2.4)."""
        held = self.sandboxes.get(sandbox, ALL)
        if method == "GET":
            return bool(held)
        if family in (COLLECTION, DECISION):
            return "manage-decisions" in held
        return bool(held & {"manage-offers", "manage-decisions"})
