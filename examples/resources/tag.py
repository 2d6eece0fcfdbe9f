"""A tag for everything that belongs to a season."""

import pulumi

from offer_resources import Tag

season = Tag("season-tag", name="Season tag", description="What belongs to a season")

pulumi.export("season", season.id)
