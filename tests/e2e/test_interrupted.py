"""Runs that end before their time: after what docs/recovery.md says, the sandbox holds exactly what the program says.

The page's commands are run as they stand there, with the answer to their question given.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from offer_resources.emulator import Delay, Emulator
from tests.e2e import processes
from tests.e2e.offers import commands, shell
from tests.e2e.stack import CHECKOUT, VENV, Run, Stack
from tests.support.log import counted, posts
from tests.support.sweep import SWEEPING

PAGE = CHECKOUT / "docs" / "recovery.md"

MANY = range(80)
ALL = range(12)
FEW = range(3)
SUMMER = 'FallbackOffer("summer", name="Summer"{})'

Running = subprocess.Popen[str]


def a_program(numbers: range, text: str) -> str:
    return f"""\
for number in {numbers}:
    FallbackOffer(f"o{{number}}", name=f"Offer {{number}}", description="{text}")
"""


# By verb: the method of its requests, the program before and the one that is interrupted.
VERBS = {
    "create": ("POST", (range(0), ""), (ALL, "new")),
    "update": ("PATCH", (ALL, "old"), (ALL, "new")),
    "delete": ("DELETE", (ALL, "old"), (FEW, "old")),
}


def ctrl_c(run: Running) -> None:
    """Return once the engine has heard of it; it waits for what is under way."""
    run.send_signal(signal.SIGINT)
    assert run.stdout is not None
    while "press ^C again" not in run.stdout.readline():
        assert run.poll() is None


def ctrl_c_twice(run: Running) -> None:
    ctrl_c(run)
    run.send_signal(signal.SIGINT)
    run.wait(timeout=60)


def kill_the_cli(run: Running) -> None:
    run.kill()
    run.wait(timeout=60)


def kill_the_provider(run: Running) -> None:
    hosts = [pid for pid, command in processes.descendants(run.pid).items() if processes.PROVIDER_HOST in command]
    assert len(hosts) == 1
    os.kill(hosts[0], signal.SIGKILL)
    run.wait(timeout=60)


WAYS = (ctrl_c, ctrl_c_twice, kill_the_cli, kill_the_provider)

# In `make test` each way with one verb, and so each verb; in a sweep the rest.
SAMPLE = list(zip(WAYS, itertools.cycle(VERBS)))
INTERRUPTED = [pair for pair in itertools.product(WAYS, VERBS) if (pair in SAMPLE) != SWEEPING]


def command_of(process: int) -> str:
    shown = subprocess.run(["ps", "-o", "args=", "-p", str(process)], capture_output=True, text=True, check=False)
    return shown.stdout


@contextmanager
def interrupted(
    stack: Stack, emulator: Emulator, interrupt: Callable[[Running], None], method: str = "POST", answered: int = 0
) -> Iterator[dict[int, str]]:
    """Yield an up that is ended when so many of its requests are answered and others are under way; its processes.

    They are those that a person has, not forks of ours: which of them end, and how, matters here.
    What is under way is executed when the engine has heard of its end, or is gone.
    """
    emulator.clear_requests()
    emulator.fault(Delay(milliseconds=600_000), method=method, path="/offers", nth=1 + answered, times=0)
    with ExitStack() as end:
        with stack.on(VENV):
            run = end.enter_context(stack.running("up", "--yes", "--skip-preview", "--stack", stack.name))
            emulator.wait_for(method, "/offers", count=1 + 2 * answered)
        emulator.wait_for(method, "/offers", count=answered, answered=True)
        started = processes.descendants(run.pid)
        try:
            interrupt(run)
            emulator.clear_faults()
            run.wait(timeout=60)
            yield started
        finally:
            processes.kill(started)


def recover(stack: Stack, *, is_locked: bool) -> Run:
    """Run the page's commands, and return the last command's run."""
    if is_locked:
        assert quoted("error: the stack") in stack.up("--skip-preview").failed().out
        for command in commands(PAGE, "## The lock"):
            shell(stack, f"{command} --yes").succeeded()
    for command in commands(PAGE, "## The records"):
        done = shell(stack, f"{command} --yes --skip-preview").succeeded()
    return done


def quoted(beginning: str, id_: str = "") -> str:
    """Return the line that the page shows, about another object than there."""
    found = re.search(rf"^{beginning}.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return re.sub(r"dps:[-a-z]+:\w+", id_, found[0])


def pending(stack: Stack) -> list[str]:
    operations = json.loads(stack.exported())["deployment"].get("pending_operations", [])
    return [operation["type"] for operation in operations]


@pytest.mark.parametrize(
    ("interrupt", "verb"), [pytest.param(way, verb, id=f"{way.__name__}-{verb}") for way, verb in INTERRUPTED]
)
def test_an_interrupted_run(stack: Stack, emulator: Emulator, interrupt: Callable[[Running], None], verb: str) -> None:
    """After the page's steps no object is doubled and none is missing, and state agrees."""
    method, before, after = VERBS[verb]
    if len(before[0]):
        stack.program(a_program(*before)).up("--skip-preview").succeeded()
    stack.program(a_program(*after))

    with interrupted(stack, emulator, interrupt, method, answered=2):
        recover(stack, is_locked=interrupt is kill_the_cli)

    numbers, text = after
    there = {offer["id"]: (offer["name"], offer["description"]) for offer in stack.offers()}
    assert sorted(there.values()) == sorted((f"Offer {number}", text) for number in numbers)
    assert sorted(stack.ids().values()) == sorted(there)
    assert pending(stack) == []
    stack.preview("--expect-no-changes").succeeded()
    assert len(posts(emulator)) == (len(ALL) if verb == "create" else 0)


def test_what_a_killed_run_leaves(stack: Stack, emulator: Emulator) -> None:
    """Its object, which the next run names and goes on with, and Pulumi's language host, which the page finds."""
    stack.program(SUMMER.format(""))

    with interrupted(stack, emulator, kill_the_cli) as started:
        [listing] = commands(PAGE, "## What still runs")
        rows = [line.split(maxsplit=2) for line in shell(stack, listing).succeeded().out.splitlines()]
        parents = {int(pid): int(parent) for pid, parent, _ in rows}
        left = [pid for pid, command in started.items() if "pulumi-language-python " in command]
        told = recover(stack, is_locked=True).out

    assert len(left) == 1
    assert "bin/pulumi" not in command_of(parents[left[0]])
    assert quoted('fallback offer "Summer"', stack.ids()["summer"]) in told


def test_another_machine(stack: Stack, emulator: Emulator) -> None:
    """Without the killed run's journal the next up makes nothing and names what is there; `adopt_id` ends it right."""
    stack.program(SUMMER.format(""))
    with interrupted(stack, emulator, kill_the_cli):
        emulator.wait_for("POST", "/offers", answered=True)
        stack.env["PULUMI_HOME"] = str(stack.folder / "another home")
        stack.pulumi("cancel", "--yes", stack.name).succeeded()
        stack.refresh("--clear-pending-creates", "--skip-preview").succeeded()
    id_ = stack.offers()[0]["id"]

    stopped = stack.up("--skip-preview").failed().out
    stack.program(SUMMER.format(f', adopt_id="{id_}"')).up("--skip-preview").succeeded()

    assert quoted('create fallback offer "Summer"', id_).partition(" (created")[0] in stopped
    assert [offer["id"] for offer in stack.offers()] == [stack.ids()["summer"]] == [id_]
    assert len(posts(emulator)) == 1
    stack.program(SUMMER.format("")).preview("--expect-no-changes").succeeded()


def kill_amid_many(stack: Stack, emulator: Emulator, *arguments: str) -> None:
    """Run an `up` without checkpoints, and kill the engine's process group when most of its offers are made."""
    emulator.clear_requests()
    up = ("up", "--yes", "--skip-preview", "--stack", stack.name, *arguments)
    with stack.on(VENV), stack.running(*up, new_group=True) as run:
        emulator.wait_for("POST", "/offers", count=60, answered=True)
        started = processes.descendants(run.pid)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait(timeout=60)
    processes.kill(started)
    for command in commands(PAGE, "## The lock"):
        shell(stack, f"{command} --yes").succeeded()


@pytest.fixture
def killed_amid_many(stack: Stack, emulator: Emulator) -> Stack:
    """A stack whose first run was killed, and whose state has nothing of it."""
    stack.env["PULUMI_SKIP_CHECKPOINTS"] = "true"
    kill_amid_many(stack.program(a_program(MANY, "new")), emulator)
    assert stack.ids() == {}
    return stack


def assert_as_the_program_says(stack: Stack) -> None:
    there = {offer["id"]: offer["name"] for offer in stack.offers()}
    assert sorted(there.values()) == sorted(f"Offer {number}" for number in MANY)
    assert sorted(stack.ids().values()) == sorted(there)
    stack.preview("--expect-no-changes").succeeded()


def test_many_creates_without_checkpoints(killed_amid_many: Stack, emulator: Emulator) -> None:
    """State knows of none of them, but the journal does: one `up`, and no offer is made twice."""
    killed_amid_many.up("--skip-preview").succeeded()

    assert_as_the_program_says(killed_amid_many)
    assert len(posts(emulator)) == len(MANY)


def test_many_creates_without_checkpoints_on_another_machine(killed_amid_many: Stack, emulator: Emulator) -> None:
    """An `up` stops, having made none of them twice; the page's steps take all over at once, and the next one ends."""
    stack = killed_amid_many
    made = len(stack.offers())
    stack.env["PULUMI_HOME"] = str(stack.folder / "another home")
    emulator.clear_requests()

    stopped = stack.up("--skip-preview").failed().out
    looks = counted(emulator)["LIST"]
    for command in commands(PAGE, "## On another machine"):
        shell(stack, f"{command} --stack {stack.name}").succeeded()
    stack.up("--skip-preview").succeeded()

    assert "`offers link --state FILE`" in stopped
    assert looks == math.ceil(made / 50)
    assert_as_the_program_says(stack)


def test_many_replacements_on_another_machine(stack: Stack, emulator: Emulator) -> None:
    """An `up` that replaces again stops before its first create, though the list's first page shows the last 50 alone;
    once what it names is deleted, state and sandbox agree."""
    stack.env["PULUMI_SKIP_CHECKPOINTS"] = "true"
    stack.program(a_program(MANY, "new")).up("--skip-preview").succeeded()
    before = set(stack.ids().values())
    replace = ("--replace", "**FallbackOffer**")
    kill_amid_many(stack, emulator, *replace)
    stack.env["PULUMI_HOME"] = str(stack.folder / "another home")
    emulator.clear_requests()

    stack.up("--skip-preview", *replace).failed()
    made = posts(emulator)
    for left in {offer["id"] for offer in stack.offers()} - before:
        stack.deleted_elsewhere(left)
    stack.up("--skip-preview").succeeded()

    assert made == []
    assert_as_the_program_says(stack)


def test_what_the_program_no_longer_has(stack: Stack, emulator: Emulator) -> None:
    """The doctor names what a killed run has made and the program no longer declares, until it is deleted."""
    stack.program(SUMMER.format(""))
    with interrupted(stack, emulator, kill_the_cli):
        emulator.wait_for("POST", "/offers", answered=True)
        stack.program('FallbackOffer("other", name="Other")')
        recover(stack, is_locked=True)
    (left,) = [offer["id"] for offer in stack.offers() if offer["name"] == "Summer"]
    [doctor] = commands(PAGE, "## What the program no longer has")

    told = shell(stack, doctor).failed().out
    stack.deleted_elsewhere(left)
    shell(stack, doctor).succeeded()

    assert quoted("wrong  leftovers", left) in told
    assert stack.ids()["other"] not in told


def test_a_replacement_is_no_leftover(stack: Stack) -> None:
    """An object that state has is never gone on with, however often a person has it replaced."""
    stack.program(SUMMER.format("")).up("--skip-preview").succeeded()
    urn = stack.resources()["summer"]["urn"]
    ids = {stack.ids()["summer"]}

    for _ in range(2):
        stack.up("--skip-preview", "--replace", urn).succeeded()
        ids.add(stack.ids()["summer"])

    assert len(ids) == 3
    assert [offer["id"] for offer in stack.offers()] == [stack.ids()["summer"]]


def test_a_damaged_journal(stack: Stack) -> None:
    """A run says that it cannot be kept, and goes on; the page's command makes room for a new one."""
    journal = stack.folder / "home" / "offer-resources" / "creates.sqlite"
    journal.parent.mkdir(parents=True)
    journal.write_bytes(b"no database" * 100)

    damaged = stack.program(SUMMER.format("")).up("--skip-preview").succeeded().out
    for command in commands(PAGE, "## The journal"):
        shell(stack, command).succeeded()
    repaired = stack.program(a_program(FEW, "")).up("--skip-preview").succeeded().out

    assert damaged.count("cannot be kept") >= 1
    assert "cannot be kept" not in repaired


def test_a_folder_that_cannot_be_read(stack: Stack) -> None:
    """A file without content beside the state: the page's command takes it away, and state is whole."""
    state = stack.folder / "state"
    stack.env["PULUMI_BACKEND_URL"] = f"file://{state}"
    stack.pulumi("stack", "init", "without").succeeded()
    (state / ".pulumi" / "stacks" / "offers" / "without.json.attrs").write_bytes(b"")

    damaged = stack.pulumi("stack", "export", "--stack", "without").failed().out
    for command in commands(PAGE, "## A folder that cannot be read"):
        shell(stack, command.replace("/srv/offers", str(state))).succeeded()

    assert damaged.strip() == quoted("error: failed")
    stack.pulumi("stack", "export", "--stack", "without").succeeded()


def test_the_page_has_no_other_commands() -> None:
    """Whatever it says to type is run by a test: of this file, and for another machine of `test_promotion.py`."""
    tested = ["The lock", "The records", "A folder that cannot be read", "What the program no longer has"]
    tested += ["On another machine", "What still runs", "The journal"]
    run = [command for heading in tested for command in commands(PAGE, f"## {heading}")]
    assert re.findall(r"^\$ (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == run
