"""Adobe Journey Optimizer offers as code."""

from .program import gate
from .program.resources.collection import Collection
from .program.resources.constraints import (
    ProfileConstraint,
    ProfileConstraintDict,
    Rank,
    RankDict,
    RankOrder,
    RankOrderDict,
    SelectionConstraint,
    SelectionConstraintDict,
)
from .program.resources.decision import Criterion, CriterionDict, Decision, OptionSelection, OptionSelectionDict
from .program.resources.decision_rule import Condition, ConditionDict, DecisionRule
from .program.resources.fallback_offer import FallbackOffer
from .program.resources.personalized_offer import (
    FrequencyCapping,
    FrequencyCappingDict,
    PersonalizedOffer,
    Repeat,
    RepeatDict,
)
from .program.resources.placement import Placement, ReturnMetadata, ReturnMetadataDict
from .program.resources.representation import (
    Component,
    ComponentDict,
    ComponentType,
    OfferStatus,
    Representation,
    RepresentationDict,
)
from .program.resources.tag import Tag
from .program.sandbox import Sandbox

__all__ = [
    "Collection",
    "Component",
    "ComponentDict",
    "ComponentType",
    "Condition",
    "ConditionDict",
    "Criterion",
    "CriterionDict",
    "Decision",
    "DecisionRule",
    "FallbackOffer",
    "FrequencyCapping",
    "FrequencyCappingDict",
    "OfferStatus",
    "OptionSelection",
    "OptionSelectionDict",
    "PersonalizedOffer",
    "Placement",
    "ProfileConstraint",
    "ProfileConstraintDict",
    "Rank",
    "RankDict",
    "RankOrder",
    "RankOrderDict",
    "Repeat",
    "RepeatDict",
    "Representation",
    "RepresentationDict",
    "ReturnMetadata",
    "ReturnMetadataDict",
    "Sandbox",
    "SelectionConstraint",
    "SelectionConstraintDict",
    "Tag",
]

# A program that has lost all its offers declares none: only this import can start the guard against mass deletes.
gate.watch()
