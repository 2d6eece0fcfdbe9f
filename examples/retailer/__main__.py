"""One stack, one sandbox: what the three share is in storefront.py and content/, what differs in stacks/."""

from typing import cast

import pulumi
from storefront import Storefront

from offer_resources import OfferStatus


def with_house_label(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Add our access label to the labels of every offer."""
    if not args.type_.endswith(":FallbackOffer"):
        return None
    labels = [*cast(list[str], args.props.get("labels") or []), "core/C1"]
    return pulumi.ResourceTransformResult({**args.props, "labels": labels}, args.opts)


pulumi.runtime.register_resource_transform(with_house_label)

config = pulumi.Config()
storefront = Storefront(
    "storefront",
    shop=config.require("shop"),
    status=cast(OfferStatus, config.require("status")),  # another text is reported with its offer
    languages=config.require_object("languages"),
    free_delivery_from=config.require_int("freeDeliveryFrom"),
    opts=pulumi.ResourceOptions(protect=config.require_bool("protect")),
)
pulumi.export("home", storefront.home.id)
pulumi.export("newsletter", storefront.newsletter.id)
pulumi.export("app", storefront.app.id)
