"""A story as one HTML file: no network, no foreign host, and no script but our own few lines.

What an offer contains is somebody else's. Its HTML is shown in frames whose sandbox allows nothing (HTML standard,
`iframe.sandbox`), under a content security policy of their own inside that of the page; everything else is text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2

from ... import look
from .story import VERBS, Story, Verb, some

_TEMPLATES = Path(__file__).parent / "templates"

DONE: Mapping[Verb, str] = {
    "delete": "Deleted",
    "replace": "Replaced",
    "change": "Changed",
    "adopt": "Taken over",
    "create": "Created",
}


@dataclass(frozen=True)
class About:
    """What the page is about.

    Attributes:
        place: the sandbox and its organisation, in words.
        at: when it was previewed.
    """

    project: str
    stack: str
    place: str
    at: str


def render(story: Story, about: About, *, with_images: bool = False, with_live: bool = False) -> str:
    """Return the page.

    Args:
        with_images: load the images of offers at once; else an image loads on a click, and those inside HTML never.
        with_live: show what is live now where it is neither before nor after.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([_TEMPLATES, look.FOLDER]), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["framed"] = lambda html: _framed(html, with_images=with_images)
    environment.filters["some"] = some
    script = _source("report.js")
    return environment.get_template("report.html").render(
        story=story,
        about=about,
        sentence=sentence(story, about),
        title=f"{about.project}, stack {about.stack}: the next update",
        kinds=sorted({kind for counted in story.counts.values() for kind in counted}),
        has_content=any(item.showings for item in story.items),
        done=DONE,
        policy=_policy(script),
        style=(look.FOLDER / "style.css").read_text(encoding="utf-8") + _source("report.css"),
        script=script,
        with_images=with_images,
        with_live=with_live,
    )


def sentence(story: Story, about: About) -> str:
    """Return what the next update does, and where, in one sentence."""
    parts = [
        f"{verb} {sum(story.counts[verb].values())} object{'' if sum(story.counts[verb].values()) == 1 else 's'}"
        for verb in VERBS
        if verb in story.counts
    ]
    if not parts:
        return f"The next update changes nothing in {about.place}."
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"The next update will {listed.replace('adopt', 'take over')} in {about.place}."


def _policy(script: str) -> str:
    """Only our script runs; images load only where our script or `--images` puts them; no frame leads anywhere."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src https: http: data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _framed(html: str, *, with_images: bool) -> str:
    """Return the document of a frame: the policy comes first, so that it holds for all that follows."""
    images = "https: http: data:" if with_images else "data:"
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src {images}; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="content-security-policy" content="{policy}">'
        f'<meta name="referrer" content="no-referrer"><title>Content</title><body>{html}'
    )


def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
