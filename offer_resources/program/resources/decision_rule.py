"""`DecisionRule`: which profiles an offer or a criterion of a decision is for."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypedDict

from pulumi import Input, Output, ResourceOptions
from typing_extensions import NotRequired, Self

from ...provider import DecisionRuleProvider
from .base import OfferLibraryResource, by_name, value_class

# The union of all profile schemas (docs/reference/offer-library-api.md 9).
DEFINED_ON = {"profile": {"schema": {"ref": "https://ns.adobe.com/xdm/context/profile_union", "version": "1"}}}


@value_class
@dataclasses.dataclass(frozen=True, kw_only=True)
class Condition:
    """What a profile has to meet.

    Attributes:
        value: the expression, up to 15,000 bytes.
        type: the expression's language.
        format: the expression's format.
    """

    value: Input[str]
    type: Input[str] = "PQL"
    format: Input[str] = "pql/text"


class ConditionDict(TypedDict):
    """A `Condition` as a plain dict."""

    value: Input[str]
    type: NotRequired[Input[str]]
    format: NotRequired[Input[str]]


class DecisionRule(OfferLibraryResource, module="offers", name="DecisionRule"):
    """A decision rule: which profiles an offer or a criterion of a decision is for."""

    provider_class = DecisionRuleProvider

    name: Output[str]
    description: Output[str | None]
    condition: Output[dict[str, str]]
    defined_on: Output[dict[str, Any] | None]
    etag: Output[int]

    def __init__(
        self,
        resource_name: str,
        *,
        name: Input[str],
        condition: Input[Condition | ConditionDict],
        description: Input[str] | None = None,
        defined_on: Input[Mapping[str, Any]] | None = DEFINED_ON,
        adopt_id: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare a decision rule.

        A member that is not given is not managed; a member that is given empty is kept empty on the server.

        Args:
            resource_name: the resource's name in the stack.
            name: the rule's name.
            condition: what a profile has to meet.
            description: what the rule is for.
            defined_on: the schemas that the condition is about, in the API's own form; unless given, the union of all
                profile schemas. The API never returns it. So it is sent with a create and kept in state, a change of
                it is sent, and an adoption does not touch it.
            adopt_id: take over the rule with this id instead of creating one.
            opts: Pulumi's options, as for every resource.

        Raises:
            pulumi.RunError: the program has problems; raised at its end, with every problem of every resource.
        """
        inputs = {
            "name": name,
            "description": description,
            "condition": condition,
            "defined_on": defined_on,
            "adopt_id": adopt_id,
        }
        self._declare(resource_name, inputs, opts)

    @classmethod
    def find(cls, resource_name: str, *, rule_name: Input[str], opts: ResourceOptions | None = None) -> Self:
        """Read the one decision rule of this name in the sandbox; it fails if none or several have it."""
        return cls._looked_up(resource_name, by_name(resource_name, rule_name, opts), opts)
