"""States that older versions left behind, in the hands of this one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.states import recording
from tests.support.log import patches, writes

RECORDED = sorted(path.parent for path in recording.FOLDER.glob("*/state.json"))


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_an_old_state_lives_on(folder: Path, stack: Stack, emulator: Emulator) -> None:
    """Nothing to do at first, drift is seen, a change is one PATCH, and a destroy leaves only what was looked up."""
    recording.set_up(folder, stack)
    (offer,) = (one for one in stack.offers() if one.get("description") == "as recorded")

    stack.preview("--expect-no-changes").succeeded()
    # With the client secret as the state has it encrypted.
    stack.refresh("--skip-preview", "--expect-no-changes", env={"AEP_CLIENT_SECRET": ""}).succeeded()
    assert writes(emulator) == []

    replaced = {"op": "replace", "path": "/description"}
    stack.edited_elsewhere(offer["id"], {**replaced, "value": "theirs"})
    drift = ("refresh", "--preview-only", "--diff", "--expect-no-changes", "--stack", "dev")
    shown = stack.pulumi(*drift).failed(7).out
    assert [line.strip() for line in shown.splitlines() if " => " in line] == [
        '~ description: "as recorded" => "theirs"'
    ]

    stack.edited_elsewhere(offer["id"], {**replaced, "value": "as recorded"})
    program = (folder / "program.py").read_text(encoding="utf-8")
    stack.program(program.replace('"as recorded"', '"changed"')).up("--skip-preview").succeeded()
    assert writes(emulator) == [("PATCH", f"offers/{offer['id']}")]
    assert patches(emulator) == [[{**replaced, "value": "changed"}]]

    stack.destroy("--skip-preview").succeeded()
    assert {one.id for one in recording.objects(emulator)} == looked_up(folder)


def looked_up(folder: Path) -> set[str]:
    """Return the ids of what the state does not manage."""
    state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    return {one["id"] for one in state["deployment"]["resources"] if one.get("external")}
