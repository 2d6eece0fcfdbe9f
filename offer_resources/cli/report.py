"""`offers report`: writes what the next `up` does as a page."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

import click

from ..errors import ConfigError, StackError
from ..inspection import preview
from ..inspection.stacks import Project
from .terminal import console, plain_option, stack_option

_CHANGES = 2

_EXAMPLE = """
Example: a page for the person who approves the banner, and a comment for the pull request.

\b
    offers report --out report.html --markdown report.md
    offers report --stack prod --out report.html --open

The exit code is 0 if there is nothing to do, 2 if there are changes, and 1 after an error.
"""


@click.command("report", epilog=_EXAMPLE)
@stack_option
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The HTML file to write.")
@click.option(
    "--markdown", "comment", type=click.Path(dir_okay=False, path_type=Path), help="Also write a comment in Markdown."
)
@click.option("--refresh", is_flag=True, help="Look at the sandbox first, and show what is live now.")
@click.option("--images", is_flag=True, help="Load the images of offers when the page is opened, not on a click.")
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@plain_option
def command(
    stack_name: str | None, out: Path, comment: Path | None, refresh: bool, images: bool, opens: bool, plain: bool
) -> None:
    """Show the next `pulumi up` as a page.

    Each change has its content rendered, before beside after.

    Nothing is written to the sandbox or to state.
    """
    if importlib.util.find_spec("jinja2") is None:
        raise ConfigError("offers report needs jinja2; install it with: pip install 'offer-resources[report]'")
    from ..inspection.report import markdown, page, story

    require_files([out] if comment is None else [out, comment])
    project = Project(Path.cwd())
    stack = project.stack(stack_name)
    place = stack.settings().place
    about = page.About(project.name, stack.name, f"sandbox {place.sandbox} of organisation {place.org}", _now())
    with _progress(f"previewing stack {stack.name}", plain=plain):
        found = story.tell(preview.run(stack, refresh=refresh))
        html = page.render(found, about, with_images=images, with_live=refresh)
        files = {out: html} if comment is None else {out: html, comment: markdown.render(found, about)}
    write(files)
    click.echo(f"{page.sentence(found, about)} The page is {out}.")
    if opens:
        webbrowser.open(out.resolve().as_uri())
    sys.exit(_CHANGES if found.items else 0)


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


@contextlib.contextmanager
def _progress(what: str, *, plain: bool) -> Iterator[None]:
    terminal = console(plain=plain, err=True)
    if terminal.color_system is None:
        click.echo(f"offers: {what}", file=sys.stderr)
        yield
        return
    with terminal.status(f"{what} …"):
        yield


def require_files(paths: Sequence[Path]) -> None:
    """Stop before the preview if the files cannot be what the command writes.

    Raises:
        StackError: a path is not one of a file, or two are the same.
    """
    for path in paths:
        if not path.name or (path.exists() and not path.is_file()):
            raise StackError(f"{str(path)!r} is not a file: name a file to write")
    if len({path.resolve() for path in paths}) < len(paths):
        raise StackError(f"--out and --markdown are both {paths[0]}: name two files")


def write(files: Mapping[Path, str]) -> None:
    """Write all files or none; each is replaced in one step, so that it is either complete or unchanged.

    Raises:
        StackError: a file cannot be written.
    """
    parts = {path.resolve(): path.resolve().with_name(f".{path.name}.part") for path in files}
    at = Path()
    try:
        for at, text in files.items():
            parts[at.resolve()].write_text(text, encoding="utf-8", errors="backslashreplace")
        for at, part in parts.items():
            part.replace(at)
    except OSError as trouble:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink()
        raise StackError(f"{at} cannot be written: {trouble.strerror}") from None
