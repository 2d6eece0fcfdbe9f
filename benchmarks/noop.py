"""Dynamic resources that do nothing: what the engine and its Python host cost alone.

In a module of their own and without attributes, so that state keeps a short name of them and no code.
"""

from __future__ import annotations

import os
from typing import Any

from pulumi.dynamic import CreateResult, Resource, ResourceProvider, UpdateResult

# Where to send one request before anything is created; for the time to the first request.
ASK = "BENCH_ASK"


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
