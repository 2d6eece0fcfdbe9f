"""States of stacks as a version of this package left them: how they are recorded, and set up again.

`python -m tests.states.recording FOLDER` records the state of FOLDER/program.py.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from offer_resources.emulator import Emulator, running
from offer_resources.emulator.library.store import Place, StoredObject
from tests.e2e.stack import ORG, Stack, temporary_stack

FOLDER = Path(__file__).parent

# Stands for the emulator's address, which is another one in every run; state has it in the stack's config.
ADDRESS = "http://emulator"

# What programs adopt and look up. Ids are the server's own, so these are put into its store.
MADE_BY_HAND: list[tuple[str, str, dict[str, Any]]] = [
    (
        "placement",
        "dps:offer-placement:1000000000000001",
        {"name": "Footer", "channel": "https://ns.adobe.com/xdm/channel-types/web", "componentType": "component-text"},
    ),
    (
        "placement",
        "dps:offer-placement:1000000000000002",
        {"name": "App", "channel": "https://ns.adobe.com/xdm/channel-types/mobile", "componentType": "json"},
    ),
    (
        "fallback-offer",
        "dps:fallback-offer:1000000000000001",
        {"name": "Old", "status": "draft", "labels": ["core/C2"], "representations": []},
    ),
    (
        "fallback-offer",
        "dps:fallback-offer:1000000000000002",
        {"name": "Somebody else's", "status": "approved", "representations": []},
    ),
    ("tag", "dps:tag:1000000000000001", {"name": "Made by hand"}),
    ("tag", "dps:tag:1000000000000003", {"name": "Sale"}),
]


def record(folder: Path) -> None:
    """Run the folder's program on the real engine, and keep the state and all objects beside it."""
    with running() as emulator, tempfile.TemporaryDirectory() as home, temporary_stack(Path(home), emulator) as stack:
        store = emulator.emulation.library.store
        for kind, id_, body in MADE_BY_HAND:
            now = store.tick()
            store.insert(StoredObject(Place(ORG, "dev"), kind, id_, 1, now, now, "a-person", "a-person", body))
        stack.program((folder / "program.py").read_text(encoding="utf-8"))
        stack.pulumi("config", "set", "--secret", "aep:clientSecret", "emulator-secret", "--stack", "dev").succeeded()
        stack.up(env={"AEP_CLIENT_SECRET": ""}).succeeded()
        state = json.loads(stack.exported().replace(emulator.url, ADDRESS))
        _edit(state["deployment"]["resources"])
        _write(folder / "state.json", state)
        _write(folder / "objects.json", [asdict(one) for one in objects(emulator)])


def set_up(folder: Path, stack: Stack) -> None:
    """Bring the recorded state into the stack, the objects into its emulator, and the program beside them."""
    store = stack.emulator.emulation.library.store
    for one in json.loads((folder / "objects.json").read_text(encoding="utf-8")):
        store.insert(StoredObject(**{**one, "place": Place(*one["place"])}))
    stack.program((folder / "program.py").read_text(encoding="utf-8"))
    state = (folder / "state.json").read_text(encoding="utf-8").replace(ADDRESS, stack.emulator.url)
    (stack.folder / "state.json").write_text(state, encoding="utf-8")
    stack.pulumi("stack", "import", "--file", "state.json", "--stack", stack.name).succeeded()


def objects(emulator: Emulator) -> list[StoredObject]:
    """Return the objects of all sandboxes."""
    store = emulator.emulation.library.store
    return [one for place, kinds in store.places().items() for kind in kinds for one in store.select(place, kind)]


def _edit(resources: list[dict[str, Any]]) -> None:
    """Take out where on the recording machine resources were declared, and the place of the one named `placeless`.

    State had no org and sandbox before they were recorded for every object (`lifecycle/calls.py`).
    """
    for resource in resources:
        for name in ("sourcePosition", "stackTrace"):
            resource.pop(name, None)
        if resource["urn"].endswith("::placeless"):
            for name in ("org", "sandbox"):
                del resource["inputs"][name], resource["outputs"][name]


def _write(path: Path, value: Any) -> None:
    # A recorded state is never recorded again: what it was is the point of it.
    with path.open("x", encoding="utf-8") as file:
        json.dump(value, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    record(Path(sys.argv[1]))
