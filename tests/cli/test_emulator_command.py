"""`offers emulator` as a person meets it: the ready line, the command to paste, the end, and one line per mistake."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from offer_resources.emulator.readings import READINGS
from tests.emulator.process import offers, refused, started


def test_the_ready_line() -> None:
    """The first line says where the Library and its token endpoint are, once they answer."""
    with started() as emulator:
        assert emulator.ready == (
            f"Offer Library emulator at {emulator.url}/data/core/dps/ (token endpoint {emulator.url}/ims/token/v3)\n"
        )


def test_it_answers_once_it_is_ready() -> None:
    """After the ready line the first request is answered."""
    with started() as emulator:
        assert emulator.api().get("tags").status_code == 200


def test_the_command_to_paste() -> None:
    """The second line is a command that lists the fallback offers of sandbox dev."""
    with started("--example") as emulator:
        assert emulator.process.stdout is not None
        command = emulator.process.stdout.readline()
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=True)
        assert json.loads(done.stdout)["total"] == 3


def test_a_secret_of_ones_own_is_not_printed() -> None:
    """A client secret given as a flag does not appear in the output."""
    with started("--client-secret", "hush-hush") as emulator:
        assert emulator.process.stdout is not None
        assert "hush-hush" not in emulator.ready + emulator.process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_clean_end(number: signal.Signals) -> None:
    """Told to stop it stops, with exit code 0 and without a word, even while a client is connected."""
    with started() as emulator:
        api = emulator.api()
        api.get("tags")
        emulator.process.send_signal(number)
        _, err = emulator.process.communicate(timeout=10)
        assert (emulator.process.returncode, err) == (0, "")


def test_latency_does_not_queue() -> None:
    """With a latency, requests wait beside each other."""
    with started("--latency", "300") as emulator:
        api = emulator.api()
        begun = time.monotonic()
        with ThreadPoolExecutor(20) as pool:
            statuses = [answer.status_code for answer in pool.map(api.get, ["tags"] * 20)]
        # One after the other they would take six seconds.
        assert (statuses, 0.3 <= time.monotonic() - begun < 3) == ([200] * 20, True)


def test_a_port_in_use() -> None:
    """A port somebody else listens on is one line that says what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = offers("emulator", "--port", str(port))
    assert (code, out, err) == (
        1,
        "",
        f"offers: cannot listen on 127.0.0.1:{port} (Address already in use); give --port another one, or 0 for a"
        " free one\n",
    )


@pytest.mark.parametrize(
    "flags",
    [
        ("--port", "many"),
        ("--port", "70000"),
        ("--latency", "-1"),
        ("--nonsense",),
        ("--reading", "nonsense=1"),
        ("--reading", "create-status=204"),
        ("--reading", "create-status"),
        ("--data", "/"),
        ("argument",),
    ],
)
def test_a_mistake_is_one_line(flags: tuple[str, ...]) -> None:
    """A flag that makes no sense is one line on stderr and exit code 1."""
    code, out, err = refused(*flags)
    assert (code, out, err.count("\n"), err.startswith("offers: ")) == (1, "", 1, True)


def test_an_unknown_command() -> None:
    """A command that does not exist is one line."""
    assert offers("nonsense") == (1, "", "offers: No such command 'nonsense'. (try: offers --help)\n")


def test_no_command() -> None:
    """`offers` alone is one line too."""
    assert offers() == (1, "", "offers: Missing command. (try: offers --help)\n")


def test_without_the_extra() -> None:
    """Without the web framework, one line says what to install."""
    program = "import sys; sys.modules['fastapi'] = None; from offer_resources.cli import main; main(['emulator'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "offers: the emulator needs fastapi; install them with: pip install 'offer-resources[emulator]'\n",
    )


def test_the_list_of_readings() -> None:
    """`--list-readings` names every switch with its values, its default and its source."""
    code, out, _ = offers("emulator", "--list-readings")
    missing = [
        name
        for name, reading in READINGS.items()
        if f"{name}={'|'.join(reading.values)}  (default {reading.default}; source {reading.source})" not in out
    ]
    assert (code, missing) == (0, [])
    assert out.splitlines()[-1].startswith("The sources are sections of docs/reference/offer-library-api.md")


def test_readings_are_flags() -> None:
    """`--reading` flips a switch of the running emulator; several flags add up."""
    with started("--reading", "create-status=200", "--reading", "id-form=xcore") as emulator:
        response = emulator.api().post("tags", {"name": "a"})
        assert (response.status_code, response.json()["id"][:10]) == (200, "xcore:tag:")


def test_the_example_is_made_once(tmp_path: Path) -> None:
    """The example fills its two sandboxes and leaves them alone at the next start."""
    counts = []
    for _ in range(2):
        with started("--example", "--data", str(tmp_path / "library.db")) as emulator:
            for sandbox in ("dev", "stage"):
                api = emulator.api(sandbox)
                api.session.headers["x-gw-ims-org-id"] = "DEMO@AdobeOrg"
                counts.append(api.get("offers?offer-type=fallback").json()["total"])
    assert counts == [3, 2, 3, 2]


def test_the_help_names_the_commands() -> None:
    """`offers --help` lists the subcommands."""
    code, out, _ = offers("--help")
    assert (code, "emulator" in out) == (0, True)
