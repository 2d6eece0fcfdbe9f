"""`offers doctor` on a real project: all that is well, and the first thing that is not."""

from __future__ import annotations

import platform
import re
import venv
from importlib import metadata

import pytest

from offer_resources.emulator import Emulator
from tests.e2e.offers import offers
from tests.e2e.stack import ENGINE, ORG, Stack
from tests.support.log import writes

CHECKS = (
    "engine project environment checkpoints stack config credential network clock token read write placements twins"
    " leftovers"
).split()


def told(out: str) -> dict[str, tuple[str, str]]:
    """For each check: ok, wrong or -, and the rest of its line."""
    lines = [line.split(maxsplit=2) for line in out.splitlines()]
    return {name: (mark, text) for mark, name, text in lines}


def test_a_stack_that_has_all_it_needs(stack: Stack, emulator: Emulator) -> None:
    """One line for each check, in the order in which they rest on each other, and exit code 0."""
    found = told(offers(stack, "doctor").succeeded().out)

    assert list(found) == CHECKS
    assert {mark for mark, _ in found.values()} == {"ok"}
    assert found["stack"][1] == "dev, which holds 0 objects"
    assert re.fullmatch(rf"Pulumi 3\.\d+\.\S+ \(minimum 3\.200\.0\), {ENGINE}", found["engine"][1])
    assert found["environment"][1] == (
        f"{stack.python}: offer-resources {metadata.version('offer-resources')},"
        f" Python {platform.python_version()} (minimum 3.10), Pulumi SDK {metadata.version('pulumi')} (minimum 3.272)"
    )


def test_what_is_wrong_in_the_sandbox(stack: Stack, emulator: Emulator) -> None:
    """No permission, a placement that is gone, a twin: each is told, nothing is written, no secret is shown."""
    stack.program(
        'FallbackOffer("o", name="O", representations=[Representation(placement="dps:offer-placement:gone",'
        ' channel="web", components=[Component(type="html", format="text/html", content="x")])])'
    )
    stack.up("--skip-preview").succeeded()
    (offer,) = stack.offers()
    members = {name: offer[name] for name in ("name", "status", "representations")}
    twin = emulator.create("fallback-offer", members, org=ORG, sandbox="dev")
    emulator.access({"dev": ["view-decisions"]})
    emulator.clear_requests()

    out = offers(stack, "doctor").failed().out
    found = told(out)

    assert [name for name in CHECKS if found[name][0] == "wrong"] == ["write", "placements", "twins"]
    assert "o names dps:offer-placement:gone" in found["placements"][1]
    assert f"{offer['id']} is managed, {twin} is not" in found["twins"][1]
    assert writes(emulator) == [("PATCH", "tags/dps:tag:0000000000000000")]
    assert "emulator-secret" not in out


def test_no_command_shows_or_writes_a_secret(stack: Stack, emulator: Emulator) -> None:
    """Credentials are in no output or file, a secret name is in no check, and secret members are no obstacle."""
    stack.pulumi("config", "set", "--secret", "aep:clientSecret", "emulator-secret", "--stack", "dev").succeeded()
    stack.program('FallbackOffer("o", name=pulumi.Output.secret("canary"), tags=pulumi.Output.secret(["a"]))')
    env = {"AEP_CLIENT_SECRET": ""}
    stack.up("--skip-preview", env=env).succeeded()
    emulator.create("fallback-offer", {"name": "canary", "tags": ["a"], "status": "draft"}, org=ORG, sandbox="dev")

    doctor = offers(stack, "doctor", env=env).failed().out
    written = [
        doctor,
        offers(stack, "doctor", env={"AEP_ACCESS_TOKEN": "emulator-secret"}).failed().out,
        offers(stack, "compare", "dev", "dev", "--json", env=env).failed(2).out,
        offers(stack, "export", "--out", "exported.py", env=env).succeeded().out,
        (stack.folder / "exported.py").read_text("utf-8"),
    ]

    assert 'fallback offer "[secret]": ' in told(doctor)["twins"][1]
    assert "canary" not in doctor
    assert [text for text in written if "emulator-secret" in text or "eyJ" in text] == []


@pytest.mark.parametrize(
    ("env", "arguments", "wrong", "text"),
    [
        ({"PATH": "/nowhere"}, [], "engine", "there is no Pulumi engine: install Pulumi"),
        ({}, ["--stack", "nowhere"], "stack", "pulumi: no stack named 'nowhere' found"),
        ({"AEP_CLIENT_SECRET": ""}, [], "config", "aep:clientSecret is not set"),
        ({"AEP_CLIENT_SECRET": "hush"}, [], "token", "fetch an access token from 127.0.0.1"),
        ({"AEP_ACCESS_TOKEN": "of-yesterday"}, [], "read", "look for tag in sandbox dev: 401"),
    ],
)
def test_what_is_missing(stack: Stack, env: dict[str, str], arguments: list[str], wrong: str, text: str) -> None:
    """The first thing that is not there is told with what to do, and what rests on it is not tried."""
    found = told(offers(stack, "doctor", *arguments, env=env).failed().out)

    marks = [found[name][0] for name in CHECKS]
    assert marks == ["ok"] * CHECKS.index(wrong) + ["wrong"] + ["-"] * (len(CHECKS) - CHECKS.index(wrong) - 1)
    assert found[wrong][1].startswith(text)
    assert not {"hush", "of-yesterday"} & set(found[wrong][1].split())


def test_an_api_that_is_not_there(stack: Stack) -> None:
    """Nothing listens at the endpoint: the network is wrong, and nothing after it is tried."""
    stack.set_config(endpoint="http://127.0.0.1:1/")

    found = told(offers(stack, "doctor").failed().out)

    assert [name for name in CHECKS if found[name][0] == "wrong"] == ["network"]
    assert found["network"][1].endswith("check the network and aep:endpoint")


@pytest.mark.parametrize(
    ("project", "wrong", "text"),
    [
        ("name: x\nruntime: python\n", "environment", "Pulumi.yaml names no runtime.options.virtualenv"),
        ("name: x\nruntime: nodejs\n", "project", "Pulumi.yaml names the runtime nodejs"),
        (
            "name: x\nruntime: {name: python, options: {virtualenv: v}}\n",
            "environment",
            "the virtualenv v of Pulumi.yaml does not exist",
        ),
        (
            "name: x\nruntime: {name: python, options: {virtualenv: bare}}\n",
            "environment",
            "the virtualenv bare does not have offer-resources: install it there",
        ),
        (None, "project", "there is no Pulumi.yaml in "),
    ],
)
def test_a_project_that_cannot_run(stack: Stack, project: str | None, wrong: str, text: str) -> None:
    """What the provider's host would stumble over later is told now."""
    venv.create(stack.folder / "bare")
    (stack.folder / "Pulumi.yaml").unlink()
    if project is not None:
        (stack.folder / "Pulumi.yaml").write_text(project)

    mark, reason = told(offers(stack, "doctor").failed().out)[wrong]

    assert mark == "wrong"
    assert reason.startswith(text)
