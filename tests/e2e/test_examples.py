"""The examples as they are: a copy that differs in the virtual environment and in where the Offer Library is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import CHECKOUT, Stack, forked_python
from tests.support.log import writes

RETAILER = "RETAILER@AdobeOrg"
PLACEMENTS = [
    ("Home page banner", "web", "html"),
    ("Newsletter picture", "email", "imagelink"),
    ("App message", "mobile", "text"),
]


@pytest.fixture
def retailer(emulator: Emulator, tmp_path: Path) -> Iterator[Path]:
    """Yield a copy of examples/retailer."""
    folder = tmp_path / "retailer"
    shutil.copytree(CHECKOUT / "examples" / "retailer", folder)
    for project in folder.rglob("Pulumi.yaml"):
        _replace(project, r"(?<=virtualenv: ).*", str(forked_python()))
        _replace(project, "http://127.0.0.1:8900", emulator.url)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_sandboxes_differ_as_their_config_says(retailer: Path, emulator: Emulator) -> None:
    """The same offers everywhere, each in its sandbox's own placement; status, languages, shop and a number differ."""
    stacks = [_stack(retailer, emulator, name) for name in ("dev", "stage", "prod")]
    for stack in (_stack(retailer / "placements", emulator, "all"), *stacks):
        assert "warning" not in stack.up("--skip-preview").succeeded().out

    dev, stage, prod = sandboxes = [_offers(emulator, stack.name) for stack in stacks]
    for stack, offers in zip(stacks, sandboxes, strict=True):
        assert {name: _placement(emulator, stack.name, offer) for name, offer in offers.items()} == {
            "Everyday banner": "Home page banner",
            "Everyday picture": "Newsletter picture",
            "Everyday message": "App message",
            "Winter boots": "Home page banner",
        }
        assert [offer["labels"] for offer in offers.values()] == [["core/C1"]] * 4
    assert [offers["Everyday banner"]["status"] for offers in sandboxes] == ["draft", "approved", "approved"]
    assert [set(_banner(offers)) for offers in sandboxes] == [{"en-us", "de-de"}, {"en-us", "de-de"}, {"en-us"}]
    decisions = [emulator.objects("decision", org=RETAILER, sandbox=stack.name) for stack in stacks]
    assert [[one["status"] for one in each] for each in decisions] == [["draft"], ["live"], ["live"]]
    banner = _banner(dev)["en-us"]
    assert _banner(stage)["en-us"] == banner.replace("//dev.", "//stage.").replace("50 euros", "40 euros")
    assert _banner(prod)["en-us"] == banner.replace("//dev.", "//")

    stacks[0].destroy("--skip-preview").succeeded()
    assert [_offers(emulator, stack.name) for stack in stacks] == [{}, stage, prod]


def test_a_marketer_edits_a_file(retailer: Path, emulator: Emulator) -> None:
    """What a preview shows of an edited banner is what `up` sends: one PATCH; after that there is nothing to do."""
    stack = _with_placements(_stack(retailer, emulator, "dev"))
    stack.up("--skip-preview").succeeded()
    emulator.clear_requests()

    _replace(retailer / "content" / "home.en-us.html", "every day", "every single day")
    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert "every single day" in shown
    assert "~ 1 to update" in shown
    assert writes(emulator) == [("PATCH", f"offers/{stack.ids()['home']}")]
    assert "every single day" in _banner(_offers(emulator, "dev"))["en-us"]
    stack.preview("--expect-no-changes").succeeded()


def test_production_is_protected(retailer: Path, emulator: Emulator) -> None:
    """Its offers refuse to be deleted until the config says otherwise, which takes an `up`."""
    stack = _with_placements(_stack(retailer, emulator, "prod"))
    stack.up("--skip-preview").succeeded()

    assert "protected" in stack.destroy().failed().out
    assert len(_offers(emulator, "prod")) == 4
    stack.pulumi("config", "set", "protect", "false", "--stack", "prod").succeeded()
    stack.up("--skip-preview").succeeded()
    stack.destroy("--skip-preview").succeeded()
    assert _offers(emulator, "prod") == {}


def test_a_marketer_mistypes(retailer: Path, emulator: Emulator) -> None:
    """A name that the program does not fill in is one line that says in which file, and nothing is sent."""
    stack = _with_placements(_stack(retailer, emulator, "dev"))
    _replace(retailer / "content" / "home.en-us.html", "shop", "shpo")

    assert "error: content/home.en-us.html: 'shpo'; " in stack.up("--skip-preview").failed().out
    assert writes(emulator) == []


def test_config_of_another_type_is_refused(retailer: Path, emulator: Emulator) -> None:
    """The schema in Pulumi.yaml stops a preview that has text where a number belongs."""
    stack = _stack(retailer, emulator, "stage")
    stack.pulumi("config", "set", "freeDeliveryFrom", "forty", "--stack", "stage").succeeded()

    assert "'freeDeliveryFrom' must be of type 'integer'" in stack.preview().failed().out


def test_the_readmes_own_project(emulator: Emulator, tmp_path: Path) -> None:
    """The README's Pulumi.yaml and program run with the package as it is installed, outside a checkout."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    project = readme.partition("## In your own Pulumi project")[2]
    (tmp_path / "Pulumi.yaml").write_text(_block(project, "yaml"), encoding="utf-8")
    (tmp_path / "__main__.py").write_text(_block(readme, "python"), encoding="utf-8")
    _install(tmp_path / ".venv")
    stack = _stack(tmp_path, emulator, "prod")
    stack.set_config()

    stack.up("--skip-preview").succeeded()

    assert [offer["name"] for offer in stack.offers()] == ["Summer fallback"]
    stack.preview("--expect-no-changes").succeeded()


def _install(venv: Path) -> None:
    """A virtual environment with our wheel, and with its dependencies from the checkout's."""
    _uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", venv.parent, CHECKOUT)
    _uv("venv", "--python", sys.executable, venv)
    _uv("pip", "install", "--no-deps", "--python", venv, *venv.parent.glob("*.whl"))
    (site,) = venv.glob("lib/*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")


def _uv(*arguments: str | Path) -> None:
    subprocess.run([CHECKOUT / ".venv" / "bin" / "uv", "--quiet", "--offline", "--no-cache", *arguments], check=True)


def _block(text: str, language: str) -> str:
    """Return the first code block of this language."""
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def _stack(folder: Path, emulator: Emulator, name: str) -> Stack:
    stack = Stack(folder, emulator, name)
    (folder / "state").mkdir(exist_ok=True)
    stack.pulumi("stack", "init", name).succeeded()
    return stack


def _with_placements(stack: Stack) -> Stack:
    """Return what the placements' own stack makes, made by hand."""
    for name, channel, type_ in PLACEMENTS:
        body = {"name": name, "channel": f"https://ns.adobe.com/xdm/channel-types/{channel}", "componentType": type_}
        stack.emulator.create("placement", body, org=RETAILER, sandbox=stack.name)
    return stack


def _offers(emulator: Emulator, sandbox: str) -> dict[str, dict[str, Any]]:
    """Return a sandbox's offers by name."""
    kinds = ("fallback-offer", "personalized-offer")
    offers = [offer for kind in kinds for offer in emulator.objects(kind, org=RETAILER, sandbox=sandbox)]
    return {offer["name"]: offer for offer in offers}


def _placement(emulator: Emulator, sandbox: str, offer: dict[str, Any]) -> str:
    """Return the name of the offer's placement."""
    placements = emulator.objects("placement", org=RETAILER, sandbox=sandbox)
    names = {placement["id"]: placement["name"] for placement in placements}
    return str(names[offer["representations"][0]["placement"]])


def _banner(offers: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the home page's HTML by language."""
    components = offers["Everyday banner"]["representations"][0]["components"]
    return {component["language"][0]: component["content"] for component in components}


def _replace(file: Path, pattern: str, text: str) -> None:
    old = file.read_text(encoding="utf-8")
    new = re.sub(pattern, text, old)
    assert new != old
    file.write_text(new, encoding="utf-8")
