"""The offers that every sandbox has. What they say is in content/: edit that, not this file."""

import json
from collections.abc import Sequence
from pathlib import Path
from string import Template

import pulumi

from offer_resources import Component, FallbackOffer, OfferStatus, Placement, Representation

CONTENT = Path(__file__).parent / "content"


class Storefront(pulumi.ComponentResource):
    """What customers see who qualify for nothing else: on the home page, in the newsletter, in the app."""

    def __init__(
        self,
        name: str,
        *,
        shop: str,
        status: OfferStatus,
        languages: Sequence[str],
        free_delivery_from: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("retailer:offers:Storefront", name, opts=opts)
        self._status = status
        self._facts = {"shop": shop, "free_delivery_from": free_delivery_from}
        picture = json.loads(self._content("newsletter.json"))

        self.home = self._offer(
            "home",
            name="Everyday banner",
            placement_name="Home page banner",
            channel="web",
            components=[
                Component(
                    type="html",
                    format="text/html",
                    content=self._content(f"home.{language}.html"),
                    language=[language],
                )
                for language in languages
            ],
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
            components=[
                Component(
                    type="text",
                    format="text/plain",
                    content=self._content(f"app.{language}.txt"),
                    language=[language],
                )
                for language in languages
            ],
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

    def _content(self, file: str) -> str:
        """What a file of content/ says, filled in."""
        text = (CONTENT / file).read_text(encoding="utf-8").strip()
        try:
            return Template(text).substitute(self._facts)
        except (KeyError, ValueError) as error:
            known = ", ".join(f"${{{fact}}}" for fact in self._facts)
            raise pulumi.RunError(f"content/{file}: {error}; what can be filled in: {known}; $$ for a dollar") from None
