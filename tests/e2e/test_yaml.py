"""Programs in YAML, which reach the plugin without a line of Python."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import yaml_host
from engine.obtain import Unavailable
from offer_resources.emulator import Emulator
from tests.e2e.stack import CHECKOUT, Stack

DEMO = "DEMO@AdobeOrg"


@pytest.fixture(scope="module", autouse=True)
def host() -> Path:
    """The language host, beside the engine."""
    try:
        return yaml_host.obtain(CHECKOUT / ".engine")
    except Unavailable as reason:
        pytest.skip(f"no language host of YAML: {reason}")


@pytest.fixture
def example(emulator: Emulator, tmp_path: Path) -> Iterator[Stack]:
    """A copy of examples/yaml on an emulator of its own, with its stack made."""
    folder = tmp_path / "yaml"
    shutil.copytree(CHECKOUT / "examples" / "yaml", folder)
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("http://127.0.0.1:8900", emulator.url)
        file.write_text(text.replace("../../.venv", str(CHECKOUT / ".venv")), encoding="utf-8")
    (folder / "state").mkdir()
    stack = Stack(folder, emulator, "dev")
    stack.pulumi("stack", "init", "dev").succeeded()
    yield stack
    shutil.rmtree(folder, ignore_errors=True)


def test_the_example_from_up_to_destroy(example: Stack, emulator: Emulator) -> None:
    """With content from files; a second run sends nothing; a mistake is told at its line or at its resource."""
    example.up("--skip-preview").succeeded()
    (offer,) = emulator.objects(org=DEMO, sandbox="dev")
    assert offer["name"] == "Everyday"
    contents = [shown["components"][0]["content"] for shown in offer["representations"]]
    assert contents[0].startswith("<h1>Good things")
    assert len(contents) == 2
    example.preview("--expect-no-changes").succeeded()

    program = example.folder / "Pulumi.yaml"
    good = program.read_text(encoding="utf-8")
    program.write_text(good.replace("channel: email\n", "channel: e mail\n"), encoding="utf-8")
    assert 'representations[1].channel: got "e mail", wanted' in example.preview().failed().out
    program.write_text(re.sub("status: approved", "state: approved", good), encoding="utf-8")
    assert "Property state does not exist on 'aep:index:FallbackOffer'" in example.preview().failed().out

    program.write_text(good, encoding="utf-8")
    example.destroy("--skip-preview").succeeded()
    assert emulator.objects(org=DEMO, sandbox="dev") == []


def test_import_writes_the_program(example: Stack, emulator: Emulator) -> None:
    """The code that `pulumi import` prints has every member, and the values as they are."""
    body = {"name": "Theirs", "status": "approved", "characteristics": {"theme": "winter"}}
    id_ = emulator.create("fallback-offer", body, org=DEMO, sandbox="dev")

    printed = example.pulumi("import", "aep:index:FallbackOffer", "theirs", id_, "--yes").succeeded().out

    assert re.search(r"type: aep:FallbackOffer\n +properties:\n( +.*\n)+", printed), printed
    assert "name: Theirs" in printed
    assert "theme: winter" in printed
