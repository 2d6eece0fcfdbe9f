"""What the season is about. Its dates, its words and how often it is shown are in content/winter.*."""

import json

import pulumi
from texts import Texts

from offer_resources import (
    Collection,
    Condition,
    Criterion,
    Decision,
    DecisionRule,
    FallbackOffer,
    FrequencyCapping,
    OfferStatus,
    OptionSelection,
    PersonalizedOffer,
    Placement,
    Repeat,
    Representation,
    SelectionConstraint,
    Tag,
)


class Season(pulumi.ComponentResource):
    """An offer for members, and the decision that shows it on the home page, or else the everyday banner."""

    def __init__(
        self,
        name: str,
        *,
        texts: Texts,
        status: OfferStatus,
        everyday: FallbackOffer,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("retailer:offers:Season", name, opts=opts)
        ours = pulumi.ResourceOptions(parent=self)
        facts = json.loads(texts.of("winter.json"))
        placement = Placement.find("home-page", placement_name="Home page banner", opts=ours)
        winter = Tag("winter", name="Winter", opts=ours)
        members = DecisionRule("members", name="Members", condition=Condition(value="loyalty.tier != null"), opts=ours)
        self.boots = PersonalizedOffer(
            "boots",
            name="Winter boots",
            status="approved",  # nobody sees it before the decision is live
            representations=[Representation(placement=placement.id, channel="web", components=texts.html("winter"))],
            selection_constraint=SelectionConstraint(
                start_date=facts["from"],
                end_date=facts["until"],
                profile_constraint_type="eligibilityRule",
                eligibility_rule=members.id,
            ),
            frequency_capping_constraints=[
                FrequencyCapping(
                    limit=facts["times_a_week"],
                    scope="profile",
                    entity="offer",
                    repeat=Repeat(enabled=True, unit="week", unit_count=1),
                )
            ],
            tags=[winter.id],
            opts=ours,
        )
        seasonal = Collection("seasonal", name="Seasonal offers", filter_type="any-tags", ids=[winter.id], opts=ours)
        self.home_page = Decision(
            "home-page",
            name="Home page",
            status="live" if status == "approved" else "draft",
            fallback=everyday.id,
            criteria=[Criterion(placements=[placement.id], option_selection=OptionSelection(filter=seasonal.id))],
            opts=ours,
        )
        self.register_outputs({})
