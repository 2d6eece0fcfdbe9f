"""Programs in YAML, which reach the plugin without a line of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import language_host
from engine.obtain import Unavailable
from offer_resources.emulator import Emulator
from tests.e2e.stack import CHECKOUT, ORG, Stack, example_stack
from tests.support.log import writes

DEMO = "DEMO@AdobeOrg"

PYTHON = """
banner = Placement("banner", name="Banner", channel="web", component_type="html")
html = Component(type="html", format="text/html", content="<h1>Hello</h1>")
FallbackOffer(
    "summer",
    name="Summer",
    status="approved",
    representations=[Representation(placement=banner.id, channel="web", components=[html])],
)
"""

HEAD = """\
name: offers
runtime: yaml
plugins:
  providers: [{name: aep, path: VENV/bin}]
resources:
"""

# The same. What the class in Python sends unless told, a program in YAML has to give.
YAML = (
    HEAD
    + """\
  banner:
    type: aep:Placement
    properties:
      name: Banner
      channel: web
      componentType: html
      itemCount: 1
      allowDuplicatePlacements: false
      returnContent: true
      returnMetaData:
        decisionName: true
        offerName: true
        offerAttributes: true
        offerPriority: true
        placementName: true
        channelType: true
        contentType: true
    options:
      aliases: ["urn:pulumi:dev::offers::pulumi-python:dynamic/offers:Placement::banner"]
  summer:
    type: aep:FallbackOffer
    properties:
      name: Summer
      status: approved
      representations:
        - placement: ${banner.id}
          channel: web
          components: [{type: html, format: text/html, content: "<h1>Hello</h1>"}]
    options:
      aliases: ["urn:pulumi:dev::offers::pulumi-python:dynamic/offers:FallbackOffer::summer"]
"""
)


# With another sandbox than the stack's, and nothing else of its own.
PROVIDER = (
    HEAD
    + """\
  stage: {type: pulumi:providers:aep, properties: {sandbox: stage}}
  summer: {type: aep:FallbackOffer, properties: {name: Summer}, options: {provider: "${stage}"}}
"""
)

FUNCTION = """\
variables:
  found: {fn::invoke: {function: aep:getTag, arguments: {name: Nope}}}
outputs: {found: "${found.id}"}
"""


@pytest.fixture(scope="module", autouse=True)
def host() -> Path:
    """Return the language host, beside the engine."""
    try:
        return language_host.provide("yaml", CHECKOUT / ".engine")
    except Unavailable as reason:
        pytest.skip(f"no language host of YAML: {reason}")


@pytest.fixture
def example(emulator: Emulator, tmp_path: Path) -> Iterator[Stack]:
    """Yield the stack of a copy of examples/yaml."""
    with example_stack("yaml", tmp_path / "yaml", emulator) as stack:
        yield stack


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


def test_a_stack_of_the_dynamic_provider_goes_over_to_yaml(stack: Stack, emulator: Emulator) -> None:
    """With an alias for each resource, its whole old URN: nothing is written, and the next run needs no alias."""
    stack.program(PYTHON).up("--skip-preview").succeeded()
    ids = stack.ids("Placement") | stack.ids()
    emulator.clear_requests()

    (stack.folder / "Pulumi.yaml").write_text(YAML.replace("VENV", str(CHECKOUT / ".venv")), encoding="utf-8")
    stack.up("--skip-preview", "--expect-no-changes").succeeded()
    without = re.sub("aliases: .*", "", (stack.folder / "Pulumi.yaml").read_text(encoding="utf-8"))
    (stack.folder / "Pulumi.yaml").write_text(without.replace("    options:\n", ""), encoding="utf-8")
    stack.preview("--expect-no-changes").succeeded()

    assert stack.ids("Placement") | stack.ids() == ids
    assert writes(emulator) == []


def test_a_provider_has_the_settings_of_the_stack_that_it_is_not_given(stack: Stack, emulator: Emulator) -> None:
    """A credential in config too, which state keeps as a secret; what a function does not find is one line of ours."""
    stack.env["AEP_CLIENT_SECRET"] = ""
    stack.pulumi("config", "set", "--secret", "aep:clientSecret", "emulator-secret").succeeded()
    program = PROVIDER.replace("VENV", str(CHECKOUT / ".venv"))
    (stack.folder / "Pulumi.yaml").write_text(program, encoding="utf-8")

    stack.up("--skip-preview").succeeded()
    assert [offer["name"] for offer in stack.offers("stage")] == ["Summer"]
    assert "emulator-secret" not in stack.exported()
    stack.preview("--expect-no-changes").succeeded()

    (stack.folder / "Pulumi.yaml").write_text(program + FUNCTION, encoding="utf-8")
    said = stack.preview().failed().out
    assert 'aep:index:getTag invoke failed: LookupFailedError: find tag "Nope" in sandbox dev: none has' in said
    assert "rpc error" not in said

    stack.destroy("--skip-preview").succeeded()
    assert stack.offers("stage") == []


def test_get_reads_and_takes_nothing_in(stack: Stack, emulator: Emulator) -> None:
    """The object is somebody else's: no change in later previews, and nothing is written, not even by a destroy."""
    theirs = emulator.create("fallback-offer", {"name": "Theirs", "status": "draft"}, org=ORG, sandbox="dev")
    head = HEAD.replace("VENV", str(CHECKOUT / ".venv"))
    program = f"{head}  theirs: {{type: aep:FallbackOffer, get: {{id: '{theirs}'}}}}\n"
    (stack.folder / "Pulumi.yaml").write_text(program + "outputs: {name: '${theirs.name}'}\n", encoding="utf-8")

    stack.up("--skip-preview").succeeded()
    assert stack.outputs() == {"name": "Theirs"}
    stack.preview("--expect-no-changes").succeeded()
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()
    stack.destroy("--skip-preview").succeeded()

    assert writes(emulator) == []
    assert [offer["id"] for offer in emulator.objects(org=ORG, sandbox="dev")] == [theirs]
