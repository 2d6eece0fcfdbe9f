"""The other door: `aep:door: plugin`, `pulumi import`, and what happens between the two doors."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from offer_resources.emulator import Cut
from tests.e2e.offers import offers
from tests.e2e.stack import ORG, VENV, Stack

PROGRAM = """
banner = Placement("banner", name="Banner", channel="web", component_type="html")
app = Placement("app", name="App", channel="mobile", component_type="html")
shown = [
    Representation(
        placement=where.id,
        channel=where.channel,
        components=[Component(type="html", format="text/html", content=pulumi.Output.secret("hush-hush"))],
    )
    for where in (banner, app)
]
FallbackOffer("summer", name="Summer", status="approved", representations=shown, tags=[])
stage = Sandbox("stage", sandbox="stage")
FallbackOffer("winter", name="Winter", opts=pulumi.ResourceOptions(provider=stage))
"""

SUMMER = 'FallbackOffer("summer", name="Summer")'

# What a program in any other language registers, and so one without our classes.
IMPORTING = """
pulumi.CustomResource(
    "aep:index:FallbackOffer", "again", {{"name": "Summer"}}, pulumi.ResourceOptions(import_="{id}")
)
"""

OTHER_VERSION = f"""\
#!{sys.executable}
import importlib.metadata
importlib.metadata.version = lambda name: "9.9.9"
from offer_resources.plugin.serving import main
main()
"""


@pytest.fixture
def other_plugin(stack: Stack) -> Path:
    """A plugin of another version in a folder `other`, which PATH begins with."""
    plugin = stack.folder / "other" / "pulumi-resource-aep"
    plugin.parent.mkdir()
    plugin.write_text(OTHER_VERSION, encoding="utf-8")
    plugin.chmod(0o755)
    stack.env["PATH"] = f"{plugin.parent}{os.pathsep}{stack.env['PATH']}"
    return plugin


def writes(stack: Stack) -> list[str]:
    """The methods of the writes since the last time, without requests for a token."""
    found = [
        request.method
        for request in stack.emulator.requests
        if request.method != "GET" and request.path.startswith("/data/core/dps")
    ]
    stack.emulator.clear_requests()
    return found


def types(stack: Stack) -> set[str]:
    """The types of the resources in state that are not the engine's own."""
    deployment = json.loads(stack.exported())["deployment"]
    return {one["type"] for one in deployment["resources"] if not one["type"].startswith("pulumi:")}


def test_a_stack_goes_over_and_back_without_a_write(stack: Stack) -> None:
    """With the default provider and an explicit one; each door can then refresh and delete what the other has made."""
    stack.program(PROGRAM).up("--skip-preview").succeeded()
    ids = stack.ids()
    writes(stack)

    stack.set_config(door="plugin")
    assert "5 unchanged" in stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()
    assert types(stack) == {"aep:index:FallbackOffer", "aep:index:Placement"}
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()

    stack.set_config(door="dynamic")
    stack.up("--skip-preview").succeeded()
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()
    assert stack.ids() == ids
    assert writes(stack) == []

    stack.set_config(door="plugin")
    stack.up("--skip-preview").succeeded()
    stack.destroy("--skip-preview").succeeded()
    assert sorted(writes(stack)) == ["DELETE"] * 4


def test_what_the_plugin_has_made_goes_over_to_the_dynamic_door(stack: Stack) -> None:
    """Also what was imported there, of which state has no payload yet: an update that sends nothing puts it there."""
    stack.set_config(door="plugin")
    stack.program(SUMMER).up("--skip-preview").succeeded()
    theirs = stack.emulator.create("fallback-offer", {"name": "Theirs", "status": "draft"}, org=ORG, sandbox="dev")
    stack.pulumi(
        "import", "aep:index:FallbackOffer", "theirs", theirs, "--yes", "--protect=false", "--generate-code=false"
    ).succeeded()
    stack.program('FallbackOffer("summer", name="Summer")\nFallbackOffer("theirs", name="Theirs", status="draft")')
    writes(stack)

    stack.set_config(door="dynamic")
    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()
    stack.refresh("--skip-preview", "--expect-no-changes").succeeded()

    assert "~ 1 to update" in shown
    assert writes(stack) == []
    stack.destroy("--skip-preview").succeeded()
    assert writes(stack) == ["DELETE"] * 2


def test_a_preview_shows_the_item_that_went_and_no_secret(stack: Stack) -> None:
    stack.set_config(door="plugin")
    stack.program(PROGRAM).up("--skip-preview").succeeded()

    shown = stack.program(PROGRAM.replace("in (banner, app)", "in (app,)")).preview().succeeded().out

    assert "- [0]: {" in shown
    assert "[1]" not in shown
    assert "hush-hush" not in shown + stack.exported()


def test_pulumi_import(stack: Stack) -> None:
    """A missing object is one line; one that is there is managed as it is."""
    stack.set_config(door="plugin")
    stack.program("")
    theirs = stack.emulator.create("fallback-offer", {"name": "Theirs", "status": "draft"}, org=ORG, sandbox="dev")
    wrong = stack.pulumi("import", "aep:index:FallbackOffer", "theirs", "dps:fallback-offer:1", "--yes")
    assert "resource 'dps:fallback-offer:1' does not exist" in wrong.failed().out

    stack.pulumi("import", "aep:index:FallbackOffer", "theirs", theirs, "--yes", "--generate-code=false").succeeded()
    stack.program('FallbackOffer("theirs", name="Theirs", status="draft", opts=pulumi.ResourceOptions(protect=True))')

    stack.preview("--expect-no-changes").succeeded()
    assert writes(stack) == []


def test_a_whole_sandbox_is_imported_by_a_file(stack: Stack) -> None:
    """The exported program then changes nothing: its resources have the names and members of the imported ones."""
    stack.set_config(door="plugin")
    banner = {"name": "Banner", "channel": "https://ns.adobe.com/xdm/channel-types/web", "componentType": "html"}
    stack.emulator.create("placement", banner, org=ORG, sandbox="dev")
    stack.emulator.create("fallback-offer", {"name": "Theirs", "status": "draft"}, org=ORG, sandbox="dev")

    offers(stack, "export", "--no-adopt-id", "--out", "__main__.py", "--import-file", "import.json").succeeded()
    stack.pulumi("import", "--file", "import.json", "--yes", "--protect=false", "--generate-code=false").succeeded()

    stack.preview("--expect-no-changes").succeeded()
    assert writes(stack) == []


def test_an_import_of_what_the_other_door_holds_does_not_end_in_its_deletion(stack: Stack) -> None:
    stack.program(SUMMER).up("--skip-preview").succeeded()
    id_ = stack.ids()["summer"]
    writes(stack)

    ran = stack.program(IMPORTING.format(id=id_)).up("--skip-preview").succeeded()

    assert "is not deleted: another resource of this run has adopted it" in ran.out
    assert [offer["id"] for offer in stack.offers()] == [id_]
    assert writes(stack) == []
    assert types(stack) == {"aep:index:FallbackOffer"}


def test_what_a_run_does_by_itself_is_said(stack: Stack) -> None:
    """The engine hides what a plugin writes to stderr; the debug log is shown too."""
    stack.set_config(door="plugin")
    stack.emulator.fault(Cut(when="after"), method="POST", path="/data/core/dps/offers")
    stack.program(SUMMER)

    said = stack.up("--skip-preview", env={"OFFERS_LOG": "debug"}).succeeded().out

    assert 'no answer came to the create of fallback offer "Summer"' in said
    assert "offers: POST " in said
    assert len(stack.offers()) == 1


def test_a_setting_that_is_wrong_is_said_at_the_provider(stack: Stack) -> None:
    """In a preview, whatever the language."""
    stack.set_config(door="plugin", onConflikt="stop")
    said = stack.program(SUMMER).preview().failed()

    assert "aep:onConflikt is not a setting: did you mean aep:onConflict?" in said.out


@pytest.mark.parametrize(
    ("door", "folder", "said"),
    [
        ("plugn", str(VENV / "bin"), "aep:door got 'plugn', takes dynamic or plugin"),
        (
            "plugin",
            "state",
            "state: install offer-resources there, or correct the path under `plugins:` in Pulumi.yaml",
        ),
    ],
    ids=["no door", "no plugin"],
)
def test_a_door_that_is_none_and_a_plugin_that_is_not_there(stack: Stack, door: str, folder: str, said: str) -> None:
    """Before anything is sent, and before the engine looks for a plugin."""
    stack.set_config(door=door)
    project = stack.folder / "Pulumi.yaml"
    project.write_text(re.sub("path: [^}]+", f"path: {folder}", project.read_text()))

    out = stack.program(SUMMER).up("--skip-preview").failed().out

    assert said in out
    assert stack.emulator.requests == []


def test_of_two_plugins_the_one_that_the_project_names_runs(stack: Stack, other_plugin: Path) -> None:
    """Without it the one on PATH does, and one of another version is refused in a line that says where it is."""
    stack.set_config(door="plugin")
    out = stack.program(SUMMER).up("--skip-preview").succeeded().out
    assert "$PATH" not in out
    writes(stack)

    project = stack.folder / "Pulumi.yaml"
    project.write_text(project.read_text().partition("plugins:")[0])
    said = stack.program(SUMMER.replace('"Summer"', '"Changed"')).up("--skip-preview").failed().out
    assert f", and the plugin {other_plugin} is 9.9.9: under `plugins:` in Pulumi.yaml name the environment" in said
    assert writes(stack) == []
    assert stack.ids() != {}


def test_the_option_import_and_a_function(stack: Stack) -> None:
    """What differs from the program is updated in the same run; a function finds the object whose id it is."""
    same, other = (
        stack.emulator.create("fallback-offer", {"name": name, "status": "draft"}, org=ORG, sandbox="dev")
        for name in ("Same", "Other")
    )
    stack.set_config(door="plugin")
    stack.program(f"""
FallbackOffer("same", name="Same", status="draft", opts=pulumi.ResourceOptions(import_="{same}"))
FallbackOffer("other", name="Other", status="approved", opts=pulumi.ResourceOptions(import_="{other}"))
found = pulumi.runtime.invoke("aep:index:getFallbackOffer", {{"name": "Same"}}).value
pulumi.export("found", found["id"])
""")

    shown = stack.preview().succeeded().out
    stack.up("--skip-preview").succeeded()

    assert "= 2 to import" in shown
    assert '~ status: "draft" => "approved"' in shown
    assert stack.ids() == {"same": same, "other": other}
    assert stack.outputs() == {"found": same}
    assert writes(stack) == ["PATCH"]
    # What is imported is in state, so the option may stay, whatever the door.
    stack.set_config(door="dynamic")
    stack.program(f'FallbackOffer("same", name="Same", status="draft", opts=pulumi.ResourceOptions(import_="{same}"))')
    stack.up("--skip-preview", "--target", "**same").succeeded()
    assert writes(stack) == []


def test_what_becomes_secret_is_so_in_state(stack: Stack) -> None:
    """Without an update; of an import by one that sends nothing, in the same run."""
    theirs = stack.emulator.create(
        "fallback-offer", {"name": "Theirs", "status": "draft", "tags": ["hush-hush"]}, org=ORG, sandbox="dev"
    )
    stack.set_config(door="plugin")
    summer = 'FallbackOffer("summer", name="Summer", tags=["open", {}])\n'
    stack.program(summer.format('"hush-hush"')).up("--skip-preview").succeeded()
    writes(stack)

    # What a program in any other language registers: a class of ours refuses an import with a secret.
    stack.program(
        summer.format('pulumi.Output.secret("hush-hush")')
        + 'inputs = {"name": "Theirs", "status": "draft", "tags": [pulumi.Output.secret("hush-hush")]}\n'
        + f'opts = pulumi.ResourceOptions(import_="{theirs}")\n'
        + 'pulumi.CustomResource("aep:index:FallbackOffer", "theirs", inputs, opts)\n'
    )
    ran = stack.up("--skip-preview").succeeded().out

    assert "hush-hush" not in ran + stack.exported()
    assert "= 1 imported" in ran
    assert "~ 1 updated" in ran
    assert writes(stack) == []
    stack.preview("--expect-no-changes").succeeded()


def test_commands_know_what_the_plugin_has_made(stack: Stack) -> None:
    """A lost resource is linked, a twin is found, a report counts, and the limit on deletes holds."""
    stack.emulator.create("fallback-offer", {"name": "Autumn", "status": "draft"}, org=ORG, sandbox="dev")
    stack.set_config(door="plugin", maxDeletes="0")
    summer = 'FallbackOffer("summer", name="Summer", status="draft")\n'
    autumn = 'FallbackOffer("autumn", name="Autumn", status="draft")\n'
    stack.program(summer).up("--skip-preview").succeeded()
    writes(stack)

    stack.program(summer + autumn)
    offers(stack, "link", "--state", "linked.json").succeeded()
    stack.pulumi("stack", "import", "--file", "linked.json").succeeded()
    stack.preview("--expect-no-changes").succeeded()
    assert writes(stack) == []
    twin = stack.emulator.create("fallback-offer", {"name": "Summer", "status": "draft"}, org=ORG, sandbox="dev")
    assert twin in offers(stack, "doctor").failed().out
    # It asks for the permission to write with a patch of what does not exist.
    writes(stack)
    stack.program(summer)
    assert "will delete 1 object in sandbox dev" in offers(stack, "report", "--out", "report.html").failed(2).out
    assert "this run would delete 1 of the stack's 2 objects" in stack.up("--skip-preview").failed().out
    assert writes(stack) == []


def test_an_exported_state_is_that_of_the_door(stack: Stack) -> None:
    banner = {"name": "Banner", "channel": "https://ns.adobe.com/xdm/channel-types/web", "componentType": "html"}
    stack.emulator.create("placement", banner, org=ORG, sandbox="dev")
    stack.emulator.create("fallback-offer", {"name": "Theirs", "status": "draft"}, org=ORG, sandbox="dev")
    stack.set_config(door="plugin")

    offers(stack, "export", "--no-adopt-id", "--out", "__main__.py", "--state", "dev.json").succeeded()
    stack.pulumi("stack", "import", "--file", "dev.json").succeeded()

    assert types(stack) == {"aep:index:FallbackOffer", "aep:index:Placement"}
    stack.preview("--expect-no-changes").succeeded()
    assert "holds 2 resources" in offers(stack, "export", "--out", "x.py", "--state", "x.json").failed().out
    offers(stack, "compare", "dev", "dev").succeeded()
    assert writes(stack) == []


def test_commands_know_what_a_sandbox_of_the_plugin_has_made(stack: Stack) -> None:
    """The same through a provider that the program declares: linked, twins found, reported, and its deletes counted."""
    stack.emulator.create("fallback-offer", {"name": "Summer", "status": "draft"}, org=ORG, sandbox="dev")
    stack.set_config(door="plugin", maxDeletes="0")
    stack.program("""
again = Sandbox("again", sandbox="dev")
FallbackOffer("summer", name="Summer", status="draft", opts=pulumi.ResourceOptions(provider=again))
""")

    offers(stack, "link", "--state", "linked.json").succeeded()
    stack.pulumi("stack", "import", "--file", "linked.json").succeeded()
    stack.preview("--expect-no-changes").succeeded()
    twin = stack.emulator.create("fallback-offer", {"name": "Summer", "status": "draft"}, org=ORG, sandbox="dev")
    assert twin in offers(stack, "doctor").failed().out
    writes(stack)

    stack.program('Sandbox("again", sandbox="dev")\nPlacement("app", name="App", channel="web", component_type="html")')
    assert "will delete 1 object and create 1 object" in offers(stack, "report", "--out", "r.html").failed(2).out
    assert "this run would delete 1 of the stack's 1 objects" in stack.up("--skip-preview").failed().out
    assert writes(stack) == []
