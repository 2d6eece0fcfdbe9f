"""A story as a comment on a pull request, fit for GitHub and GitLab: a table, and folded differences."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from .page import DONE, About, sentence
from .story import Item, Story, some

# GitHub refuses a longer comment; GitLab takes a million.
MOST_CHARACTERS = 65_536

# Room for the words on what is missing.
_ENDING = 400

# Characters that Markdown takes for markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]()|+\-])")
# What GitHub or GitLab takes for a mention, a reference, an emoji or a link, even where the character is escaped.
_REFERENCE = re.compile(
    r"([@#!~%$&^*\[]|:(?=\\?[\w+]+:)|.(?=://)|(?:mailto|xmpp)(?=:)|www(?=\.)|GH(?=\\?-))", re.IGNORECASE
)
_ZERO_WIDTH = "\u200b"


def render(story: Story, about: About) -> str:
    """Return the comment; cut at whole objects where it would be longer than GitHub takes."""
    parts = [_head(story, about), *_table(story)]
    text, left = "\n".join(parts) + "\n", MOST_CHARACTERS - _ENDING
    if len(text) > left:
        return _cut(story, about)
    for position, item in enumerate(story.items):
        details = _details(item)
        if len(text) + len(details) > left:
            return f"{text}\n{_missing(len(story.items) - position, 'details')}\n"
        text += details
    return text


def _cut(story: Story, about: About) -> str:
    """Return the comment without details, and with as many rows as there is room for."""
    text = _head(story, about) + "\n"
    rows = list(_table(story))
    for position, row in enumerate(rows):
        if len(text) + len(row) > MOST_CHARACTERS - _ENDING:
            return f"{text}\n{_missing(len(rows) - position, 'rows')}\n"
        text += row + "\n"
    return text


def _missing(number: int, what: str) -> str:
    return f"*Left out here, as a comment may not be longer: {what} of {number} objects. The page has all of it.*"


def _head(story: Story, about: About) -> str:
    title = f"### {plain(sentence(story, about))}"
    note = f"Program {plain(about.project)}, stack {plain(about.stack)}, previewed {plain(about.at)}."
    return "\n".join([title, "", note, "", *_warnings(story.warnings)])


def _warnings(warnings: Sequence[str]) -> Iterator[str]:
    """Yield the warnings; of more than there is room for, how many are missing."""
    left = MOST_CHARACTERS // 4
    for position, warning in enumerate(warnings):
        line = f"> **Warning:** {plain(warning)}\n"
        left -= len(line)
        if left < 0:
            yield f"> **Warnings:** {len(warnings) - position} more are on the page.\n"
            return
        yield line


def _table(story: Story) -> Iterator[str]:
    if not story.items:
        return
    yield "| What happens | Object | Status | Shown in |"
    yield "| --- | --- | --- | --- |"
    for item in story.items:
        before, after = item.statuses
        status = f"{before} → {after}" if before and before != after else after
        shown_in = some(item.shown_in) or (f"through {some(item.on_air_through)}" if item.on_air_through else "")
        cells = DONE[item.verb], f"{item.family.kind} **{plain(item.name)}**", plain(status), plain(shown_in)
        yield f"| {' | '.join(cells)} |"


def _details(item: Item) -> str:
    warnings = "".join(f"{line}\n" for line in _warnings(item.warnings))
    title = f"{DONE[item.verb]}: {item.family.kind} {item.name}"
    return f"\n<details><summary>{escaped(title)}</summary>\n\n{warnings}{fenced(list(_lines(item)))}\n\n</details>\n"


def _lines(item: Item) -> Iterator[str]:
    """Return the members as a difference; what comes or goes whole, a line a member."""
    for member in item.members:
        if member.is_set:
            yield f" {member.label}"
            yield from (f"-{one}" for one in member.taken)
            yield from (f"+{one}" for one in member.added)
        elif member.before is None or member.after is None:
            sign, value = ("+", member.after) if member.before is None else ("-", member.before)
            first, *more = f"{member.label}: {value}".splitlines()
            yield from (f"{sign}{line}" for line in (first, *more))
        else:
            yield f" {member.label}"
            yield from (f"-{line}" for line in member.before.splitlines())
            yield from (f"+{line}" for line in member.after.splitlines())


def fenced(lines: list[str]) -> str:
    """Return the lines in a block that none of them can end: its fence is longer than any run of backticks in them."""
    body = "\n".join("".join(char if char.isprintable() else _spelled(char) for char in line) for line in lines)
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}diff\n{body}\n{fence}"


def plain(text: str) -> str:
    """Return the text as text: no markup, no mention, no link, in one line."""
    return escaped(_MARKUP.sub(r"\\\1", text))


def escaped(text: str) -> str:
    """Return the same where only HTML counts, as in a summary."""
    return html.escape(_REFERENCE.sub(lambda found: found[0] + _ZERO_WIDTH, _line(text)), quote=False)


def _line(text: str) -> str:
    return "".join(char if char.isprintable() else _spelled(char) for char in " ".join(text.split()))


def _spelled(char: str) -> str:
    return char.encode("unicode_escape", errors="backslashreplace").decode()
