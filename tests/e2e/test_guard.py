"""A run that would delete much of a stack stops before it does anything."""

from __future__ import annotations

from offer_resources.emulator import Emulator
from tests.e2e.stack import Stack
from tests.support.log import patches, writes


def offers(count: int, more: str = "") -> str:
    """Return a program of so many offers."""
    return f"""\
for number in range({count}):
    FallbackOffer(f"o{{number}}", name=f"Offer {{number}}"{more})
"""


def test_a_program_that_lost_much_is_stopped(stack: Stack, emulator: Emulator) -> None:
    """More than 10 and more than 30 % of the stack: a preview warns, an up stops, a person may allow it for once."""
    stack.program(offers(14)).up("--skip-preview").succeeded()
    emulator.clear_requests()
    stack.program(offers(3, ', description="new"'))

    warned = stack.preview().succeeded().out
    stopped = stack.up("--skip-preview").failed().out
    nothing_sent = writes(emulator)
    stack.up("--skip-preview", env={"OFFERS_MAX_DELETES": "11"}).succeeded()

    would_delete = "this run would delete 11 of the stack's 14 objects (79 %), which is more than 10 and more than 30 %"
    assert f"warning: {would_delete}" in warned
    assert f"has a problem: {would_delete}" in stopped
    assert "run again with OFFERS_MAX_DELETES=11 in the environment" in stopped
    assert nothing_sent == []
    assert len(stack.offers()) == 3


def test_a_program_that_lost_everything_is_stopped(stack: Stack) -> None:
    """Also one that declares nothing at all; the limit may be set for a stack; a destroy is never held up."""
    stack.program(offers(3)).up("--skip-preview").succeeded()
    stack.set_config(maxDeletes="2")

    stopped = stack.program("").up("--skip-preview").failed().out

    assert (
        "has a problem: this run would delete 3 of the stack's 3 objects (100 %), which is more than aep:maxDeletes 2"
        in stopped
    )
    assert len(stack.offers()) == 3
    stack.destroy("--skip-preview").succeeded()
    assert stack.offers() == []


def test_offers_that_come_late_or_under_another_name_are_not_lost(stack: Stack, emulator: Emulator) -> None:
    """Not counted: what an `apply` declares later, what an alias or a parent names, what is only read."""
    stack.set_config(maxDeletes="0")
    stack.program("""\
FallbackOffer("late", name="Late")
FallbackOffer("old", name="Renamed")
FallbackOffer("root", name="In a component")
FallbackOffer("typed", name="Moved")
""").up("--skip-preview").succeeded()

    stack.program(f"""\
import asyncio
class Group(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("shop:Group", name)
        inside = pulumi.ResourceOptions(parent=self, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)])
        FallbackOffer("root", name="In a component", opts=inside)
FallbackOffer("new", name="Renamed", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
FallbackOffer("moved", name="Moved", opts=pulumi.ResourceOptions(aliases=[
    "urn:pulumi:dev::offers::pulumi-python:dynamic/offers:FallbackOffer::typed"]))
Group("group")
async def soon():
    await asyncio.sleep(0.2)
    return FallbackOffer("late", name="Late").id
pulumi.export("late", pulumi.Output.from_input(soon()))
FallbackOffer.get("read", "{stack.ids()["late"]}")
""")
    emulator.clear_requests()
    stack.up("--skip-preview").succeeded()
    unmoved = writes(emulator)
    stack.program('FallbackOffer("late", name="Late")\nFallbackOffer("new", name="Renamed")').set_config(maxDeletes="2")
    stack.up("--skip-preview").succeeded()

    assert unmoved == []
    assert sorted(offer["name"] for offer in stack.offers()) == ["Late", "Renamed"]


def test_a_replacement_of_everything_is_stopped(stack: Stack, emulator: Emulator) -> None:
    """A sandbox changed by mistake would delete every offer where it lives."""
    stack.program(offers(2)).up("--skip-preview").succeeded()
    emulator.clear_requests()
    stack.set_config(sandbox="stage", maxDeletes="1")

    stopped = stack.up("--skip-preview").failed().out

    assert "this run would delete 2 of the stack's 2 objects" in stopped
    assert writes(emulator) == []


def test_a_limit_that_is_none_is_refused(stack: Stack) -> None:
    """The key, what it got and what it takes."""
    stack.program(offers(1)).up("--skip-preview").succeeded()
    stack.set_config(maxDeletes="half")

    stopped = stack.up("--skip-preview").failed().out

    assert "aep:maxDeletes got 'half', takes a whole number from 0 up" in stopped


GROUPS = """\
class Group(pulumi.ComponentResource):
    def __init__(self, name, type_="shop:Group", **opts):
        super().__init__(type_, name, opts=pulumi.ResourceOptions(**opts))
        FallbackOffer(f"{name}-hero", name="Hero", opts=pulumi.ResourceOptions(parent=self))
        FallbackOffer(f"footer-of-{len(name)}", name="Footer", opts=pulumi.ResourceOptions(parent=self))
"""


def test_a_renamed_component_loses_nothing(stack: Stack, emulator: Emulator) -> None:
    """Its alias holds for what is in it, as it does for the engine: also for names made of its own, and its type."""
    stack.set_config(maxDeletes="0")
    stack.program(GROUPS + 'Group("old")\nGroup("typed")').up("--skip-preview").succeeded()
    emulator.clear_requests()
    stack.program(f"""{GROUPS}
Group("new", aliases=[pulumi.Alias(name="old")])
Group("typed", "shop:Section", aliases=[pulumi.Alias(type_="shop:Group")])
""")

    stack.up("--skip-preview").succeeded()

    assert writes(emulator) == []
    assert sorted(stack.ids()) == ["footer-of-3", "footer-of-5", "new-hero", "typed-hero"]


def test_offers_of_other_sandboxes_are_counted(stack: Stack, emulator: Emulator) -> None:
    """Those of a `Sandbox`, given to them or to their component: if they are dropped, and if it moves elsewhere."""
    stack.set_config(maxDeletes="1")
    given = """\
stage = Sandbox("stage", sandbox="stage")
FallbackOffer("o", name="O", opts=pulumi.ResourceOptions(provider=stage))
"""
    program = GROUPS + given + 'Group("group", providers=[stage])'
    stack.program(program).up("--skip-preview").succeeded()
    emulator.clear_requests()

    dropped = stack.program(given.partition("\n")[0]).up("--skip-preview").failed().out
    moved = stack.program(program.replace('sandbox="stage"', 'sandbox="prod"')).up("--skip-preview").failed().out
    kept = stack.program(program).up("--skip-preview").succeeded().out

    assert "this run would delete 3 of the stack's 3 objects" in dropped
    assert "this run would delete 3 of the stack's 3 objects" in moved
    assert "would delete" not in kept
    assert writes(emulator) == []


def test_only_an_up_is_stopped(stack: Stack, emulator: Emulator) -> None:
    """Not a refresh or a destroy that runs the program, nor an `up` of single resources."""
    stack.program(offers(13)).up("--skip-preview").succeeded()
    urns = {name: one["urn"] for name, one in stack.resources().items()}
    stack.program('FallbackOffer("o11", name="Offer 11", description="new")')
    emulator.clear_requests()

    stack.refresh("--skip-preview", "--run-program").succeeded()
    unwritten = writes(emulator)
    stack.up("--skip-preview", "--target", urns["o11"]).succeeded()
    stack.up("--skip-preview", "--target", urns["o3"]).succeeded()
    targeted = sorted(stack.ids())
    stack.up("--skip-preview").failed()
    stack.destroy("--skip-preview", "--run-program").succeeded()

    assert unwritten == []
    assert targeted == sorted(urns.keys() - {"o3"})
    assert patches(emulator) == [[{"op": "add", "path": "/description", "value": "new"}]]
    assert (stack.offers(), stack.exported().count("DeleteGuard")) == ([], 0)


def test_what_a_stack_lets_go_of_is_not_counted(stack: Stack, emulator: Emulator) -> None:
    """The objects of resources with `retain_on_delete` stay where they are."""
    stack.set_config(maxDeletes="1")
    stack.program(offers(3, ", opts=pulumi.ResourceOptions(retain_on_delete=True)")).up("--skip-preview").succeeded()
    emulator.clear_requests()

    stack.program("").up("--skip-preview").succeeded()

    assert (writes(emulator), len(stack.offers()), stack.ids()) == ([], 3, {})


NEW_NAMES = """\
class Group(pulumi.ComponentResource):
    def __init__(self, name, depth=0, **opts):
        super().__init__("shop:Group", name, opts=pulumi.ResourceOptions(**opts))
        inside = pulumi.ResourceOptions(parent=self)
        if depth:
            Group(f"{name}-inner", depth - 1, parent=self)
        else:
            FallbackOffer(f"{name}-hero", name="Hero", opts=inside)
"""


def test_every_way_to_give_an_alias_is_followed(stack: Stack, emulator: Emulator) -> None:
    """A URN made by the SDK, a transform of one or of all, a transformation, and a component two levels up."""
    stack.set_config(maxDeletes="0")
    stack.program(NEW_NAMES + offers(4) + 'Group("old", 2)').up("--skip-preview").succeeded()
    emulator.clear_requests()
    stack.program(f"""{NEW_NAMES}
def renamed(number):
    return [pulumi.Alias(name=f"o{{number}}")]
def aliased(args):
    return pulumi.ResourceTransformResult(args.props, pulumi.ResourceOptions.merge(
        args.opts, pulumi.ResourceOptions(aliases=renamed(args.name[-1]))))
def of_the_stack(args):
    return aliased(args) if args.name == "new-1" else None
def transformation(args):
    return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(
        args.opts, pulumi.ResourceOptions(aliases=renamed(2))))
urn = pulumi.create_urn("o0", "pulumi-python:dynamic/offers:FallbackOffer")
pulumi.runtime.register_resource_transform(of_the_stack)
FallbackOffer("new-0", name="Offer 0", opts=pulumi.ResourceOptions(aliases=[urn]))
FallbackOffer("new-1", name="Offer 1")
FallbackOffer("new-2", name="Offer 2", opts=pulumi.ResourceOptions(transformations=[transformation]))
FallbackOffer("new-3", name="Offer 3", opts=pulumi.ResourceOptions(transforms=[aliased]))
Group("new", 2, aliases=[pulumi.Alias(name="old")])
""")

    stack.up("--skip-preview").succeeded()

    assert writes(emulator) == []
    assert sorted(stack.ids()) == ["new-0", "new-1", "new-2", "new-3", "new-inner-inner-hero"]


def test_a_limit_for_one_run_that_is_none_is_refused(stack: Stack) -> None:
    """The variable is blamed, not the key."""
    stopped = stack.program(offers(1)).up("--skip-preview", env={"OFFERS_MAX_DELETES": "half"}).failed().out

    assert "error: OFFERS_MAX_DELETES got 'half', takes a whole number from 0 up" in stopped
