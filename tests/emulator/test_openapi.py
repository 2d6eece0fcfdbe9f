"""The emulator's own description of itself, and the emulator held to it."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from offer_resources.emulator import Emulator
from offer_resources.emulator.emulation import Settings, start
from offer_resources.emulator.http import app
from tests.emulator.api import ORG, token
from tests.support.sweep import rounds

Json = Any

EXAMPLES = rounds(8, 20)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


DOCUMENT = app.behind_gateway(start(Settings(control=True))).openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_operation_keeps_to_its_description(emulator: Emulator, operation: Any) -> None:
    """Whatever is sent, no answer is a 5xx and none is undocumented."""
    credentials = _credentials(emulator)
    collection = operation.path.removeprefix("/data/core/dps/").partition("/")[0]
    existing = _existing(emulator, credentials, collection)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        headers = credentials if case.path.startswith("/data/") else {}
        for path_parameters in (case.path_parameters, {**case.path_parameters, "id": existing}):
            case.path_parameters = path_parameters
            response = case.call(base_url=emulator.url, headers=headers, timeout=30)
            case.validate_response(response, checks=CHECKS)

    ask()


def _existing(emulator: Emulator, credentials: dict[str, str], collection: str) -> str:
    """Return the id of an object in a collection; of nothing for other paths."""
    offer_type = "?offer-type=fallback" if collection == "offers" else ""
    body = {"name": "Existing", "status": "draft"}
    url = f"{emulator.endpoint}{collection}{offer_type}"
    response = requests.post(url, json=body, headers=credentials, timeout=10)
    return str(response.json().get("id", "1"))


def _credentials(emulator: Emulator) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token(emulator)}",
        "x-api-key": "emulator",
        "x-gw-ims-org-id": ORG,
        "x-sandbox-name": "dev",
    }


def test_the_description_is_served(emulator: Emulator) -> None:
    """The description is served at `/openapi.json`."""
    assert requests.get(f"{emulator.url}/openapi.json", timeout=10).json() == DOCUMENT


def test_all_operations_are_described() -> None:
    """Five operations on each of six collection paths, PUT by reading, tokens and the control API."""
    paths = DOCUMENT["paths"]
    library = [(path, method) for path in paths for method in paths[path] if path.startswith("/data/core/dps/")]
    assert (len(library), "/ims/token/v3" in paths, len([path for path in paths if "__emulator__" in path])) == (
        36,
        True,
        7,
    )
