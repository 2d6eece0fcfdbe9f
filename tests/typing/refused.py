"""What does not type-check: each `type: ignore` is of an error, or mypy reports it as unused."""

from offer_resources import Component, FallbackOffer, Placement, Representation, ReturnMetadata, Sandbox

FallbackOffer("no name")  # type: ignore[call-arg]
FallbackOffer("by position", "Name")  # type: ignore[call-arg]
FallbackOffer("status", name="x", status="live")  # type: ignore[arg-type]
FallbackOffer("tags", name="x", tags=1)  # type: ignore[arg-type]
FallbackOffer("unknown", name="x", priority=1)  # type: ignore[call-arg]
FallbackOffer("number", name=1)  # type: ignore[arg-type]
FallbackOffer(
    "key",
    name="x",
    representations=[{"placement": "p", "chanel": "web", "components": []}],  # type: ignore[list-item]
)
Placement("type", name="x", channel="web", component_type="video")  # type: ignore[arg-type]
Placement("count", name="x", channel="web", component_type="html", item_count="2")  # type: ignore[arg-type]
Placement.find("by position", "x")  # type: ignore[call-arg]
Component(type="html")  # type: ignore[call-arg]
Component(type="video", format="text/html")  # type: ignore[arg-type]
Representation(placement="p", channel="web")  # type: ignore[call-arg]
ReturnMetadata(offer_names=True)  # type: ignore[call-arg]
Sandbox("conflict", sandbox="x", on_conflict="ask")  # type: ignore[arg-type]
Component(type="html", format="text/html").content = "x"  # type: ignore[misc]
