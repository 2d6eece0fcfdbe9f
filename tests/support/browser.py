"""Debian's Chromium for tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.system import installed

# As root, and without a word to the browser maker's hosts.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """Yield a browser with further flags."""
    chromium = installed("usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a browser for the tests of a file."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def base_url() -> str | None:
    """What addresses without a host are relative to, unless a file has a fixture of its own."""
    return None


@pytest.fixture(scope="module")
def _page(browser: Browser, base_url: str | None) -> Iterator[Page]:
    page = browser.new_page(base_url=base_url)
    page.set_default_timeout(15_000)
    yield page
    page.close()


@pytest.fixture
def page(_page: Page) -> Page:
    """Return an empty page, the same for the tests of a file: each further one is a process and a second more."""
    _page.emulate_media(color_scheme="light")
    _page.set_viewport_size({"width": 1280, "height": 720})
    _page.goto("about:blank")
    return _page
