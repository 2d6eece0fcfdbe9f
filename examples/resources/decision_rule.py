"""A rule that grown-ups meet."""

import pulumi

from offer_resources import Condition, DecisionRule

adults = DecisionRule(
    "adults-rule",
    name="Adults rule",
    description="Profiles that were born before 2008",
    condition=Condition(value="profile.person.birthYear < 2008"),
)

pulumi.export("adults", adults.id)
