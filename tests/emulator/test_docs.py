"""docs/emulator.md says what is: its table of readings is generated, its commands run, its names exist.

`OFFERS_WRITE_DOCS=1 pytest tests/emulator/test_docs.py` writes the table anew.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from offer_resources.cli.emulator import command
from offer_resources.emulator import Emulator
from offer_resources.emulator.readings import READINGS
from offer_resources.emulator.steering import faults
from tests.emulator.test_openapi import DOCUMENT

PAGE = Path(__file__).parents[2] / "docs" / "emulator.md"
TABLE = re.compile(r"(?<=<!-- readings -->\n).*?(?=<!-- /readings -->)", re.DOTALL)
TEXT = PAGE.read_text(encoding="utf-8")


def generated() -> str:
    """Return the table of readings."""
    rows = ["", f"{len(READINGS)} readings, {sum(len(one.values) for one in READINGS.values())} values.", ""]
    rows += ["| reading | values, the default first | about | source |", "| --- | --- | --- | --- |"]
    for name, reading in READINGS.items():
        values = ", ".join(f"`{value}`" for value in reading.values)
        rows.append(f"| `{name}` | {values} | {reading.about} | {reading.source} |")
    return "\n".join([*rows, "", ""])


def test_the_table_of_readings() -> None:
    """The page's table is the one the readings give."""
    if os.environ.get("OFFERS_WRITE_DOCS"):
        PAGE.write_text(TABLE.sub(lambda _: generated(), TEXT), encoding="utf-8")
    assert TABLE.findall(PAGE.read_text(encoding="utf-8")) == [generated()]


@pytest.mark.parametrize("block", re.findall(r"```bash\n(.*?)```", TEXT, re.DOTALL))
def test_the_commands_run(emulator: Emulator, block: str) -> None:
    """Every command of the page succeeds against a running emulator."""
    script = block.replace("http://127.0.0.1:8900", emulator.url)
    done = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The example of a test runs as it stands."""
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(block, str(PAGE), "exec"), {})
    assert capsys.readouterr().out.startswith("http://127.0.0.1:")


def test_every_flag_is_named() -> None:
    """The page's table of flags is the command's."""
    flags = {option.opts[0] for option in command.params}
    assert set(re.findall(r"^\| `(--[a-z-]+)", TEXT, re.MULTILINE)) == flags


def test_every_effect_is_named() -> None:
    """The page's table of effects holds every fault there is."""
    effects = {get_args(one.model_fields["do"].annotation)[0] for one in get_args(get_args(faults.Effect)[0])}
    table = TEXT.partition("| `effect` | happens |")[2].partition("##")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == effects


def test_every_way_to_spoil_is_named() -> None:
    """The page names every way to garble an answer and every shape of an error."""
    words = (*get_args(faults.Garble.model_fields["how"].annotation), *_shapes())
    assert [word for word in words if f"`{word}`" not in TEXT] == []


def test_every_control_path_is_named() -> None:
    """The page names every path of the control API."""
    paths = [path for path in DOCUMENT["paths"] if path.startswith("/__emulator__/")]
    assert [path for path in paths if path not in TEXT] == []


def test_everything_of_a_running_emulator_is_named() -> None:
    """The page names whatever `running()` gives."""
    names = [name for name in vars(Emulator) if not name.startswith("_")]
    assert [name for name in names if f"`.{name}" not in TEXT] == []


def _shapes() -> tuple[str, ...]:
    return get_args(faults.Answer.model_fields["shape"].annotation)
