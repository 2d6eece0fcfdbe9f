"""The picture of `offers report` in the README: the example program with one text changed, as the page shows it.

`make picture` runs it after `make up`; a release does so too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

CHECKOUT = Path(__file__).resolve().parents[1]
PICTURE = CHECKOUT / "docs" / "images" / "report.png"
CHROMIUM = "/usr/bin/chromium"

BEFORE, AFTER = "30 euros", "25 euros"
WIDTH, HEIGHT = 1000, 820


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = report(changed_program(Path(folder)))
        PICTURE.parent.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            tab.goto(page.as_uri())
            tab.wait_for_load_state("networkidle")
            tab.screenshot(path=PICTURE)
            browser.close()
    print(f"wrote {PICTURE.relative_to(CHECKOUT)}")


def changed_program(folder: Path) -> Path:
    """Return a copy of the example program in which one text differs."""
    shutil.copytree(CHECKOUT / "stacks", folder / "stacks")
    program = (CHECKOUT / "__main__.py").read_text(encoding="utf-8")
    if BEFORE not in program:
        sys.exit(f'__main__.py does not say "{BEFORE}" any more: correct tools/picture.py')
    (folder / "__main__.py").write_text(program.replace(BEFORE, AFTER), encoding="utf-8")
    project = (CHECKOUT / "Pulumi.yaml").read_text(encoding="utf-8")
    (folder / "Pulumi.yaml").write_text(project.replace(" .venv", f" {CHECKOUT / '.venv'}"), encoding="utf-8")
    return folder


def report(folder: Path) -> Path:
    """Return the page of what the next update of stack dev would do."""
    page = folder / "report.html"
    path = os.pathsep.join([str(CHECKOUT / ".engine" / "bin"), str(CHECKOUT / ".venv" / "bin"), os.environ["PATH"]])
    command = ["offers", "report", "--stack", "dev", "--out", str(page)]
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=False)
    if done.returncode != 2:  # changes
        sys.exit(f"offers report ended with {done.returncode}")
    return page


if __name__ == "__main__":
    main()
