"""The web page in a real browser: what it shows, that it can be used, and that no offer can run anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page

from offer_resources.emulator import Emulator, running
from offer_resources.emulator.library.store import Place
from offer_resources.emulator.web import decisions
from tests.emulator.api import FALLBACK, ORG, Api, an_offer, id_of, shown_in

IN_PAGE = {"org": ORG, "sandbox": "dev"}
PAYLOADS = """
<p id="rendered">Rendered</p>
<img src="{url}/seen" alt="">
<script>new Image().src = "{url}/canary/script"</script>
<img src="{url}/none" onerror="new Image().src = '{url}/canary/onerror'" alt="">
<svg onload="new Image().src = '{url}/canary/onload'"></svg>
<details open ontoggle="new Image().src = '{url}/canary/ontoggle'"></details>
<iframe srcdoc="<script>new Image().src = '{url}/canary/inner'</script>"></iframe>
<a id="link" href="javascript:void(new Image().src = '{url}/canary/link')">Click</a>
<form action="{url}/canary/form"><button id="send">Send</button></form>
<meta http-equiv="refresh" content="0;url={url}/canary/refresh">
"""


@pytest.fixture(scope="module")
def base_url(_emulator: Emulator) -> str:
    return _emulator.url


def canaries(emulator: Emulator) -> list[str]:
    """Return what was asked for by content that ran."""
    return [request.path for request in emulator.requests if request.path.startswith("/canary")]


def wait_for(emulator: Emulator, path: str, page: Page) -> None:
    """Let the browser work until it has asked for a path."""
    for _ in range(200):
        if any(request.path == path for request in emulator.requests):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{path} was never asked for")


def open_offer(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="dev", exact=True).click()
    page.get_by_role("link", name=name, exact=True).click()


def test_from_sandbox_to_offer(emulator: Emulator, api: Api, page: Page) -> None:
    """A person finds an offer by clicking, and sees its content rendered."""
    placement = id_of(api.made("placements", {"name": "Web hero"}))
    api.offer(name="Summer", representations=[shown_in(placement, content="<h1>Hello</h1>")])
    open_offer(page, "Summer")
    rendered = page.frame_locator("iframe").locator("h1").inner_text()
    assert (rendered, page.get_by_role("link", name="Web hero").count()) == ("Hello", 1)


def test_nothing_in_an_offer_runs(emulator: Emulator, api: Api, page: Page) -> None:
    """Scripts, event handlers, javascript: links, forms, frames and refreshes in an offer's HTML do nothing."""
    api.offer(name="Evil", representations=[shown_in("p", content=PAYLOADS.format(url=emulator.url))])
    open_offer(page, "Evil")
    wait_for(emulator, "/seen", page)
    frame = page.frame_locator("iframe")
    frame.locator("#link").click()
    frame.locator("#send").click()
    # Nothing tells that nothing happens: as long as the canaries need where they may run, many times over.
    page.wait_for_timeout(500)
    assert (frame.locator("#rendered").inner_text(), canaries(emulator)) == ("Rendered", [])


def test_the_canary_can_sing(emulator: Emulator, page: Page) -> None:
    """The same content does run where nothing keeps it from running."""
    page.goto(f"{emulator.url}/none")
    page.set_content(PAYLOADS.format(url=emulator.url).partition("<meta")[0])
    page.locator("#link").click()
    for kind in ("script", "onerror", "onload", "ontoggle", "inner", "link"):
        wait_for(emulator, f"/canary/{kind}", page)


def test_text_stays_text(emulator: Emulator, api: Api, page: Page) -> None:
    """Markup in names, keys, addresses and patches is shown as text; addresses that run are no links."""
    evil = f"\"'><script>new Image().src='{emulator.url}/canary/text'</script>"
    link = f"javascript:new Image().src='{emulator.url}/canary/address'"
    component = {"type": "imagelink", "format": "image/png", "deliveryURL": link, "linkURL": link}
    text = {"type": "text", "format": "text/plain", "content": evil}
    shown = {"placement": "p", "channel": evil, "components": [component, text, {**text, "type": "json"}]}
    offer = api.offer(name="Evil", description=evil, tags=["t"], characteristics={evil: evil}, representations=[shown])
    api.patch(offer, [{"op": "add", "path": "/description", "value": evil * 2}])
    api.get("tags", params={"property": evil})
    open_offer(page, "Evil")
    running_links = page.locator("[href^='javascript:'], [src^='javascript:']").count()
    page.goto("/library/requests")
    page.wait_for_timeout(1500)
    assert (running_links, canaries(emulator)) == (0, [])


def test_json_is_shown_as_it_is_stored(emulator: Emulator, api: Api, page: Page) -> None:
    """JSON content is laid out, and keeps its escapes, its zeros, and a name that occurs twice."""
    shown = shown_in("p", type="json", format="application/json", content='{"a":"\\ud83d","a":1.10,"b":[]}')
    api.offer(name="Summer", representations=[shown])
    open_offer(page, "Summer")
    assert page.locator("figure pre").inner_text() == '{\n  "a": "\\ud83d",\n  "a": 1.10,\n  "b": []\n}'


def test_search(emulator: Emulator, api: Api, page: Page) -> None:
    """The slash key reaches the search; it finds a text anywhere in an object."""
    api.offer(name="Summer", description="100% sunshine")
    api.offer(name="Winter")
    page.goto("/")
    page.get_by_role("link", name="dev", exact=True).click()
    # Until the page has loaded its script the key does nothing.
    page.wait_for_url("**/library?**", wait_until="load")
    page.keyboard.press("/")
    page.keyboard.type("100% SUN")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=100**")
    assert page.locator(".objects a").all_inner_texts() == ["Summer"]


def test_a_decision_shows_what_it_would_choose_from(browser: Browser) -> None:
    """Its criteria with the offers of their collections, and the fallback offer with its content rendered."""
    with running(example=True) as emulator:
        page = browser.new_page(base_url=emulator.url)
        page.goto("/library?org=DEMO@AdobeOrg&sandbox=dev&kind=decision")
        page.get_by_role("link", name="Home page and newsletter").click()
        page.wait_for_url("**/library/object?**", wait_until="load")
        facts = page.locator(".choice dd").all_inner_texts()
        rows = [row.locator("td").all_inner_texts() for row in page.locator(".choice tbody tr").all()]
        rendered = page.frame_locator("iframe").locator("h1").inner_text()
        page.close()
    start, end = "2026-06-01T00:00:00.000+00:00", "2026-09-01T00:00:00.000+00:00"
    assert facts == ["Web hero, Newsletter banner", "Summer offers", "Summer", "Members in Basel"]
    assert rows == [
        ["Garden weeks", "approved", start, end, "10", ""],
        ["Double points", "draft", start, end, "20", "Newsletter banner"],
    ]
    assert rendered == "New in this season"


@pytest.mark.parametrize(
    ("filter_type", "ids", "held"),
    [
        ("any-tags", ["t1", "t2"], ["one", "both"]),
        ("all-tags", ["t1", "t2"], ["both"]),
        ("offers", ["none"], ["listed"]),
        ("any-tags", [], []),
        (None, [], []),
    ],
)
def test_the_offers_of_a_collection(
    emulator: Emulator, api: Api, filter_type: str | None, ids: list[str], held: list[str]
) -> None:
    """A collection holds the offers it lists, or those with one of its tags, or with all; what is missing is named."""
    for name, tags in {"one": ["t1"], "both": ["t2", "t1"], "listed": []}.items():
        made = api.made("offers?offer-type=personalized", {"name": name, "status": "draft", "tags": tags})
    wanted = [id_of(made), *ids] if filter_type == "offers" else ids
    collection = id_of(api.made("offer-collections", {"name": "c", "filterType": filter_type, "ids": wanted}))
    criterion = {"placements": ["gone"], "optionSelection": {"filter": collection}, "rank": None}
    item = api.made("offer-decisions", {"name": "d", "fallback": "lost", "criteria": [criterion]})
    decision = emulator.emulation.library.store.find(Place(ORG, "dev"), id_of(item))
    assert decision is not None
    (choice,) = decisions.choices(emulator.emulation.library.store, decision)
    assert [one.offer.name for one in choice.offers] == held
    page = requests.get(f"{emulator.url}/library/object", {**IN_PAGE, "id": id_of(item)}, timeout=10).text
    assert ["<code>gone</code> <em>(missing)</em>" in page, "no fallback offer <code>lost</code>" in page] == [True] * 2


def test_history(emulator: Emulator, api: Api, page: Page) -> None:
    """An offer's history shows each patch with the members before and after it."""
    offer = api.offer(description="old")
    api.patch(offer, [{"op": "replace", "path": "/description", "value": "new"}])
    open_offer(page, "Autumn")
    page.get_by_text("1 operation").click()
    assert [
        page.locator(".before pre").all_inner_texts(),
        page.locator(".after pre").all_inner_texts(),
        '"path": "/description"' in page.locator(".history details pre").inner_text(),
    ] == [['"old"'], ['"new"'], True]


def test_the_log_follows(emulator: Emulator, api: Api, page: Page) -> None:
    """A request made after the page was opened appears by itself."""
    page.goto("/library/requests")
    api.get("placements?limit=7")
    page.get_by_text("/data/core/dps/placements?limit=7").wait_for()


def test_a_paused_log_stands_still(emulator: Emulator, api: Api, page: Page) -> None:
    """A paused log changes nothing until it is resumed."""
    page.goto("/library/requests")
    page.get_by_role("button", name="Pause").click()
    api.get("placements?limit=8")
    page.wait_for_timeout(1500)
    paused = page.get_by_text("limit=8").count()
    page.get_by_role("button", name="Resume").click()
    page.get_by_text("limit=8").wait_for()
    assert paused == 0


def test_by_keyboard_alone(emulator: Emulator, api: Api, page: Page) -> None:
    """From the first page to an offer's source with Tab and Enter only."""
    api.offer(name="Summer", representations=[shown_in("p")])
    page.goto("/")
    _tab_to(page, "a", "dev")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library?**")
    _tab_to(page, "a", "Summer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library/object**")
    _tab_to(page, "summary", "Source")
    page.keyboard.press("Enter")
    assert page.locator("details[open] pre").inner_text() == "<p>Hi</p>"


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark(emulator: Emulator, page: Page, scheme: str, dark: bool) -> None:
    """The page follows the person's choice of light or dark."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    assert (brightness < 200) == dark


def test_the_example_fits_every_screen_and_asks_nobody_else(browser: Browser) -> None:
    """At phone width and on a desk no page is scrolled sideways, asks another host, or reports an error."""
    asked: list[str] = []
    with running(example=True) as emulator:
        page = browser.new_page(base_url=emulator.url)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(f"{message.type}: {message.text}"))
        wide = {url: [width for width in (360, 1200) if _is_wider_than(width, page)] for url in _visits(page)}
        page.close()
    assert (len(wide), [url for url, widths in wide.items() if widths]) == (7, [])
    assert [one for one in asked if not one.startswith((emulator.url, "about:"))] == []


def test_the_policy_of_every_page(emulator: Emulator, api: Api) -> None:
    """Every page forbids all scripts but its own file."""
    api.post(FALLBACK, an_offer())
    place = "org=x&sandbox=y"
    paths = ("/", f"/library?{place}", f"/library/object?{place}&id=z", "/library/requests")
    policies = [requests.get(emulator.url + path, timeout=10).headers["content-security-policy"] for path in paths]
    assert {"script-src 'self'" in policy and "default-src 'none'" in policy for policy in policies} == {True}


def _is_wider_than(width: int, page: Page) -> bool:
    page.set_viewport_size({"width": width, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def _visits(page: Page) -> Iterator[str]:
    """Open the pages of the example one after the other, each loaded to its end."""
    page.goto("/")
    yield page.url
    page.get_by_role("link", name="dev", exact=True).click()
    page.wait_for_url("**/library?**", wait_until="load")
    yield page.url
    page.get_by_role("link", name="Season default").click()
    page.wait_for_url("**/library/object?**", wait_until="load")
    yield page.url
    page.goto("/library?org=DEMO@AdobeOrg&sandbox=stage&kind=decision")
    yield page.url
    page.get_by_role("link", name="Home page and newsletter").click()
    page.wait_for_url("**/library/object?**", wait_until="load")
    yield page.url
    for path in (
        "/library/requests",
        "/library?org=none&sandbox=none",
    ):
        page.goto(path)
        yield page.url


def _tab_to(page: Page, tag: str, text: str) -> None:
    """Press Tab until that element has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.localName, document.activeElement.innerText || '']")
        if focused == [tag, text]:
            return
    raise AssertionError(f"Tab never reached {text}")
