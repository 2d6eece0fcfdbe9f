"""Hosts that are forked have nothing of weight left to import: it is most of what a start costs."""

from __future__ import annotations

from pathlib import Path

from offer_resources.emulator import Emulator
from tests.dynamic.emulated import config_of
from tests.dynamic.host import Host
from tests.support.forks import PROVIDER_HOST, Forks, Program

_TELLING = """\
import sys
sys.addaudithook(lambda event, about: event == "import" and print("imported", about[0], file=sys.stderr))
"""
_WEIGHTY = ("offer_resources", "requests", "urllib3", "tenacity", "sqlite3", "grpc._server", "deepdiff", "pulumi")


def test_what_the_first_calls_need_is_there(emulator: Emulator, tmp_path: Path) -> None:
    """No module of the package, of the SDK or of what both use is imported when calls come."""
    program = Program(_TELLING + PROVIDER_HOST.code, PROVIDER_HOST.imported)
    with Forks(program) as forks, Host(config_of(emulator), env={"PULUMI_HOME": str(tmp_path)}, forks=forks) as host:
        made = host.offers.up({"name": "Summer"})
        host.offers.update(made.id, made.outs, {**made.inputs, "description": "Ours"})
        imported = [line.split()[1] for line in host.stderr.splitlines() if line.startswith("imported ")]

    assert "runpy" in imported
    # The host itself is run by its name.
    assert [name for name in imported if name.startswith(_WEIGHTY) and name != "pulumi.dynamic.__main__"] == []
