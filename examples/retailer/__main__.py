"""One stack, one sandbox: what the three share is in storefront.py, season.py and content/, what differs in stacks/."""

from typing import cast

import pulumi
from season import Season
from storefront import Storefront
from texts import Texts

from offer_resources import OfferStatus


def with_house_label(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Add our access label to the labels of every offer."""
    if not args.type_.endswith("Offer"):
        return None
    labels = [*cast(list[str], args.props.get("labels") or []), "core/C1"]
    return pulumi.ResourceTransformResult({**args.props, "labels": labels}, args.opts)


pulumi.runtime.register_resource_transform(with_house_label)

config = pulumi.Config()
status = cast(OfferStatus, config.require("status"))  # another text is reported with its offer
protected = pulumi.ResourceOptions(protect=config.require_bool("protect"))
texts = Texts(
    languages=config.require_object("languages"),
    shop=config.require("shop"),
    free_delivery_from=config.require_int("freeDeliveryFrom"),
)
storefront = Storefront("storefront", texts=texts, status=status, opts=protected)
season = Season("season", texts=texts, status=status, everyday=storefront.home, opts=protected)

pulumi.export("home", storefront.home.id)
pulumi.export("newsletter", storefront.newsletter.id)
pulumi.export("app", storefront.app.id)
pulumi.export("boots", season.boots.id)
pulumi.export("homePage", season.home_page.id)
