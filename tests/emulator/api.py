"""A plain client of the emulator: what `curl` would send, and nothing more."""

from __future__ import annotations

from typing import Any

import requests

from offer_resources.emulator import Emulator

Json = Any

ORG = "0123456789ABCDEF01234567@AdobeOrg"
SECRET = "emulator-secret"
FALLBACK = "offers?offer-type=fallback"
WEB = "https://ns.adobe.com/xdm/channel-types/web"


def token(emulator: Emulator) -> str:
    """Return a fresh access token."""
    return token_from(emulator.ims_endpoint)


def token_from(ims_endpoint: str) -> str:
    """Return a fresh access token of the emulator with this token service."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "emulator",
        "client_secret": SECRET,
        "scope": "openid",
    }
    response = requests.post(ims_endpoint, data=form, timeout=30)
    return str(response.json()["access_token"])


def headers(access_token: str, *, org: str = ORG, sandbox: str = "dev") -> dict[str, str]:
    """Return every header that a request needs."""
    return {
        "Authorization": f"Bearer {access_token}",
        "x-api-key": "emulator",
        "x-gw-ims-org-id": org,
        "x-sandbox-name": sandbox,
    }


class Api:
    """Requests with every documented header; `path` is what follows `/data/core/dps/`."""

    def __init__(self, endpoint: str, access_token: str, sandbox: str = "dev") -> None:
        self.endpoint = endpoint
        self.session = requests.Session()
        self.session.headers.update(headers(access_token, sandbox=sandbox))

    def close(self) -> None:
        self.session.close()

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.session.request(method, self.endpoint + path, timeout=30, allow_redirects=False, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Json, **more: Any) -> requests.Response:
        return self.send("POST", path, json=body, **more)

    def patch(self, path: str, patch: Json, **more: Any) -> requests.Response:
        return self.send("PATCH", path, json=patch, **more)

    def delete(self, path: str) -> requests.Response:
        return self.send("DELETE", path)

    def made(self, path: str, body: Json) -> str:
        """Return the item path of a new object."""
        response = self.post(path, body)
        assert response.ok, response.text
        collection, _, query = path.partition("?")
        return f"{collection}/{response.json()['id']}" + (f"?{query}" if query else "")

    def offer(self, **members: Json) -> str:
        """Return the item path of a new fallback offer."""
        return self.made(FALLBACK, an_offer(**members))

    def names(self, path: str) -> list[str]:
        """Return the names in a list, in its order."""
        return [row["name"] for row in self.get(path).json()["results"]]


def an_offer(**members: Json) -> Json:
    """Return a small fallback offer."""
    return {"name": "Autumn", "status": "draft", "representations": [], **members}


def shown_in(placement: str, *, channel: str = WEB, **component: Json) -> Json:
    """Return a representation for a placement."""
    return {
        "placement": placement,
        "channel": channel,
        "components": [{"type": "html", "format": "text/html", "content": "<p>Hi</p>", **component}],
    }


def id_of(path: str) -> str:
    """Return the id in an item path."""
    return path.partition("?")[0].rpartition("/")[2]
