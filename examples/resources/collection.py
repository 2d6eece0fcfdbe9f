"""A collection of all offers that carry a tag."""

import pulumi

from offer_resources import Collection, Tag

sale = Tag("sale-tag", name="Sale tag")

sales = Collection(
    "sales", name="Sales", description="Everything that is on sale", filter_type="any-tags", ids=[sale.id]
)

pulumi.export("sales", sales.id)
