"""An emulator for each file of tests, empty and unflipped for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from offer_resources.emulator import Emulator, running
from tests.emulator.api import Api, token
from tests.support.browser import _page, base_url, browser, page  # noqa: F401 - fixtures


@pytest.fixture(scope="module")
def _emulator() -> Iterator[Emulator]:
    with running(control=True) as emulator:
        yield emulator


@pytest.fixture
def emulator(_emulator: Emulator) -> Emulator:
    """Return a running emulator that holds nothing."""
    _emulator.reset()
    return _emulator


@pytest.fixture
def api(emulator: Emulator) -> Iterator[Api]:
    """Yield a client of sandbox `dev` with a valid token."""
    api = Api(emulator.endpoint, token(emulator))
    yield api
    api.close()
