"""Literal data the tests start from: small, canonical, and overridden by name."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]

WEB = "https://ns.adobe.com/xdm/channel-types/web"
EMAIL = "https://ns.adobe.com/xdm/channel-types/email"
HERO = "dps:offer-placement:1a0b1c2d3e4f5061"
FOOTER = "dps:offer-placement:2a0b1c2d3e4f5062"


def an_html(content: str = "<h1>Hello</h1>", **members: Any) -> Object:
    return {"type": "html", "format": "text/html", "content": content, **members}


def an_image(url: str = "https://cdn.example.com/b.png", **members: Any) -> Object:
    return {"type": "imagelink", "format": "image/png", "deliveryURL": url, **members}


def a_representation(*components: Any, placement: Any = HERO, **members: Any) -> Object:
    return {"placement": placement, "channel": WEB, "components": list(components or [an_html()]), **members}


def an_offer(**members: Any) -> Object:
    return {"name": "Summer fallback", **members}


def a_live(id_: str = "dps:fallback-offer:1b2c3d4e5f607182", **members: Any) -> Object:
    """Return an offer as the API returns it."""
    return {
        "created": "2026-01-15T09:30:00.123+00:00",
        "modified": "2026-01-15T09:30:00.123+00:00",
        "etag": 1,
        "schemas": ["https://ns.adobe.com/experience/offer-management/fallback-offer;version=0.8"],
        "createdBy": "somebody@AdobeID",
        "lastModifiedBy": "somebody@AdobeID",
        "id": id_,
        **an_offer(status="draft"),
        **members,
    }
