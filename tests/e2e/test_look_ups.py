"""Look-ups by name of what the same program makes or renames."""

from __future__ import annotations

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import wire

PROGRAM = """\
class Group(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("shop:Group", name)
        self.hero = FallbackOffer("hero", name="{name}", opts=pulumi.ResourceOptions(parent=self))
group = Group("group")
"""
FIND_AFTER = 'FallbackOffer.find("found", offer_name="{name}", opts=pulumi.ResourceOptions(depends_on='
FINDS = {
    "its name": 'FallbackOffer.find("found", offer_name=group.hero.name)',
    "depends_on": FIND_AFTER + "group.hero))",
    "a component": FIND_AFTER + "[group]))",
}


@pytest.mark.parametrize("find", FINDS.values(), ids=FINDS)
def test_what_the_program_makes_and_renames_is_found(stack: Stack, emulator: Emulator, find: str) -> None:
    """A preview does not look for it while what it depends on will be written; afterwards it does."""

    def program(name: str) -> Stack:
        return stack.program(
            (PROGRAM + find + '\npulumi.export("id", found.id)')
            .replace("FallbackOffer.find", "found = FallbackOffer.find")
            .format(name=name)
        )

    for name in ("Hero", "Renamed"):
        emulator.clear_requests()
        program(name).preview().succeeded()
        unread = wire(emulator)
        program(name).up("--skip-preview").succeeded()

        assert unread == []
        assert stack.outputs()["id"] == stack.ids()["hero"]

    stack.preview("--expect-no-changes").succeeded()
