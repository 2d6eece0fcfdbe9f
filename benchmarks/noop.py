"""Dynamic resources that do nothing: what the engine and its Python host cost alone.

In a module of their own and without attributes, so that state keeps a short name of them and no code.
"""

from __future__ import annotations

import os
from typing import Any

from pulumi.dynamic import CheckResult, CreateResult, Resource, ResourceProvider, UpdateResult

# Where to send one request before anything is created; for the time to the first request.
ASK = "BENCH_ASK"

# What state keeps of an offer besides its members: where it lives, and what the API tells of it.
_PLACE = {"org": "E2E00000000000000000000@AdobeOrg", "sandbox": "same"}
_TOLD = {
    "etag": 1,
    "createdDate": "2026-01-15T09:30:00.123Z",
    "lastModifiedDate": "2026-01-15T09:30:00.123Z",
    "createdBy": "91C477BFB062DDF0B760B33B@techacct.adobe.com",
    "lastModifiedBy": "91C477BFB062DDF0B760B33B@techacct.adobe.com",
    "sandboxId": "bb410ba1-6c37-52d1-ac04-f0334e165e3f",
}
# What a program may ask of an offer, whether it was given or not.
_ATTRIBUTES = ("tags", "labels", "characteristics", "adoptId", *_PLACE, *_TOLD)


class NoopProvider(ResourceProvider):
    """Keeps what it is given and sends nothing."""

    serialize_as_secret_always = False

    def create(self, props: Any) -> CreateResult:
        if ASK in os.environ:
            import requests

            requests.get(os.environ[ASK], timeout=30)
        return CreateResult(f"noop:{props['name']}", props)

    def update(self, _id: str, _olds: Any, news: Any) -> UpdateResult:
        return UpdateResult(news)


class Noop(Resource, module="bench", name="Noop"):
    """A resource with any inputs."""

    def __init__(self, resource_name: str, inputs: dict[str, Any]) -> None:
        super().__init__(NoopProvider(), resource_name, inputs)


class KeepingProvider(NoopProvider):
    """Sends nothing either, and keeps as much as ours."""

    def check(self, _olds: Any, news: Any) -> CheckResult:
        return CheckResult({**news, **_PLACE}, [])

    def create(self, props: Any) -> CreateResult:
        return CreateResult(f"same:{props['name']}", {**props, **_TOLD})

    def update(self, _id: str, _olds: Any, news: Any) -> UpdateResult:
        return UpdateResult({**news, **_TOLD})


class Same(Resource, module="bench", name="Same"):
    """A resource with as many outputs as an offer has, and a state as long."""

    def __init__(self, resource_name: str, inputs: dict[str, Any]) -> None:
        super().__init__(KeepingProvider(), resource_name, {**dict.fromkeys(_ATTRIBUTES), **inputs})
