"""The offers that every sandbox has. What they say is in content/: edit that, not this file."""

import json
from collections.abc import Sequence

import pulumi
from texts import Texts

from offer_resources import Component, FallbackOffer, OfferStatus, Placement, Representation


class Storefront(pulumi.ComponentResource):
    """What customers see who qualify for nothing else: on the home page, in the newsletter, in the app."""

    def __init__(
        self, name: str, *, texts: Texts, status: OfferStatus, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("retailer:offers:Storefront", name, opts=opts)
        self._status = status
        picture = json.loads(texts.of("newsletter.json"))

        self.home = self._offer(
            "home",
            name="Everyday banner",
            placement_name="Home page banner",
            channel="web",
            components=texts.html("home"),
        )
        self.newsletter = self._offer(
            "newsletter",
            name="Everyday picture",
            placement_name="Newsletter picture",
            channel="email",
            components=[
                Component(
                    type="imagelink", format="image/png", delivery_url=picture["picture"], link_url=picture["link"]
                )
            ],
        )
        self.app = self._offer(
            "app",
            name="Everyday message",
            placement_name="App message",
            channel="mobile",
            components=texts.plain("app"),
        )
        self.register_outputs({})

    def _offer(
        self, resource_name: str, *, name: str, placement_name: str, channel: str, components: Sequence[Component]
    ) -> FallbackOffer:
        """An offer for one of the platform team's placements (placements/): names are alike everywhere, ids are not."""
        ours = pulumi.ResourceOptions(parent=self)
        placement = Placement.find(resource_name, placement_name=placement_name, opts=ours)
        return FallbackOffer(
            resource_name,
            name=name,
            status=self._status,
            representations=[Representation(placement=placement.id, channel=channel, components=components)],
            opts=ours,
        )
