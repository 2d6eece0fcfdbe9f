"""How many requests each command sends, as the server counts them."""

from __future__ import annotations

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import counted

PROGRAM = """
    for number in range(51):
        FallbackOffer(f"o{number}", name=f"O{number}", description="TEXT")
"""


def seen(emulator: Emulator) -> dict[str, int]:
    """Return the requests since the last look."""
    since = counted(emulator)
    emulator.clear_requests()
    return since


def test_each_command_sends_what_it_must(stack: Stack, emulator: Emulator) -> None:
    """Nothing for a preview, a page for each 50 objects that are read, one request for each that is written."""
    stack.program(PROGRAM).up("--skip-preview").succeeded()
    created = seen(emulator)
    stack.program(PROGRAM.replace("TEXT", "new")).preview().succeeded()
    previewed = seen(emulator)
    stack.up("--skip-preview").succeeded()
    updated = seen(emulator)
    stack.refresh("--skip-preview").succeeded()
    refreshed = seen(emulator)
    stack.destroy("--skip-preview").succeeded()
    destroyed = seen(emulator)

    assert (created, previewed) == ({"LIST": 1, "POST": 51}, {})
    # On a busy machine the first few updates come before the engine has compared enough to tell that there are many.
    assert (updated.pop("GET", 0) <= 4, updated) == (True, {"LIST": 2, "PATCH": 51})
    assert (destroyed.pop("GET", 0) <= 4, destroyed) == (True, {"LIST": 2, "DELETE": 51})
    assert refreshed == {"LIST": 2}
