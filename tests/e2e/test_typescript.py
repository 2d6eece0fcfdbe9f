"""A program in TypeScript, on Pulumi's own Node.js host, with an SDK that is generated from the plugin's schema."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import CHECKOUT, Stack, example_stack
from tests.support.web import KINDS

DEMO = "DEMO@AdobeOrg"
PACKAGES = CHECKOUT / "examples" / "typescript" / "node_modules"


@pytest.fixture
def example(emulator: Emulator, tmp_path: Path) -> Iterator[Stack]:
    """Yield the stack of a copy of examples/typescript, which `make typescript-sdk` has installed."""
    if not (PACKAGES / ".installed").exists():
        pytest.skip("`make typescript-sdk` has not been run, or failed")
    with example_stack("typescript", tmp_path / "typescript", emulator, ("node_modules", "sdks")) as stack:
        # `tsc` below looks at the types, once.
        stack.env["PULUMI_NODEJS_TRANSPILE_ONLY"] = "true"
        yield stack


def test_the_example_from_up_to_destroy(example: Stack, emulator: Emulator) -> None:
    """Its types hold; a second run sends nothing; a change of a text shows as that text alone."""
    assert _problems_of_types(example) == ""
    example.up("--skip-preview").succeeded()
    assert _held(emulator) == {
        "placement": ["Newsletter footer", "Web banner"],
        "tag": ["Season"],
        "rule": ["Members"],
        "personalized-offer": ["Winter boots"],
        "fallback-offer": ["Everyday"],
    }
    example.preview("--expect-no-changes").succeeded()

    content = example.folder / "content" / "everyday.html"
    content.write_text(content.read_text(encoding="utf-8").replace("30", "25"), encoding="utf-8")
    shown = example.preview().succeeded().out
    changes = [line.strip() for line in shown.splitlines() if line.lstrip().startswith(("~", "+", "-"))]
    assert changes == [
        "~ aep:index:FallbackOffer: (update)",
        "~ representations: [",
        "~ [0]: {",
        "~ components: [",
        "~ [0]: {",
        "~ content:",
        "- <h1>Good things, every day</h1><p>Free delivery from 30 euros.</p>",
        "+ <h1>Good things, every day</h1><p>Free delivery from 25 euros.</p>",
        "~ 1 to update",
    ]

    example.destroy("--skip-preview").succeeded()
    assert _held(emulator) == {}


def _held(emulator: Emulator) -> dict[str, list[str]]:
    """Return the names of all objects by kind."""
    held = {kind: emulator.objects(kind, org=DEMO, sandbox="typescript") for kind in KINDS}
    return {kind: sorted(one["name"] for one in objects) for kind, objects in held.items() if objects}


def _problems_of_types(stack: Stack) -> str:
    """What the compiler says of the program, and of the SDK that it uses."""
    command = [str(PACKAGES / ".bin" / "tsc"), "--noEmit", "--pretty", "false"]
    return subprocess.run(command, cwd=stack.folder, capture_output=True, text=True, check=False).stdout
