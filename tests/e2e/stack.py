"""A Pulumi project in a temporary folder, driven by the real engine's command line."""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offer_resources.cli import COMMANDS
from offer_resources.emulator import Emulator, running
from tests.support import key_service
from tests.support.forks import EMULATOR, PLUGIN_PROCESS, PROVIDER_HOST

CHECKOUT = Path(__file__).resolve().parents[2]
ENGINE = CHECKOUT / ".engine" / "bin" / "pulumi"

ORG = "E2E00000000000000000000@AdobeOrg"

PROJECT = """\
name: offers
runtime:
  name: python
  options: {toolchain: pip, virtualenv: PYTHON}
plugins:
  providers: [{name: aep, path: PLUGIN}]
"""
VENV = CHECKOUT / ".venv"
FORKED = Path(__file__).parent / "forked" / "server.py"

# How the engine encrypts the stack's secrets.
_KEPT_IN_STACK_FILE = ("encryptionsalt", "encryptedkey", "secretsprovider")

# Removed when the process ends.
_ROOM = tempfile.TemporaryDirectory(prefix="prepared-stacks-")

IMPORTS = """\
import pulumi
from offer_resources import Component, FallbackOffer, Placement, Representation, ReturnMetadata, Sandbox
"""


@dataclass(frozen=True)
class Run:
    """One command: its exit code and what it printed."""

    code: int
    out: str

    def succeeded(self) -> Run:
        assert self.code == 0, self.out
        return self

    def failed(self, code: int = 1) -> Run:
        assert self.code == code, self.out
        assert "Traceback" not in self.out
        assert ".py" not in self.out.replace("__main__.py", "")
        return self


class Stack:
    """One stack of the project in `folder`; `python`: its virtual environment, unless it is one that starts at once."""

    timeout_seconds = 240

    def __init__(
        self,
        folder: Path,
        emulator: Emulator,
        sandbox: str = "dev",
        name: str | None = None,
        env: Mapping[str, str] | None = None,
        python: Path | None = None,
    ) -> None:
        self.folder = folder
        self.python = python or forked_python()
        self.emulator = emulator
        self.sandbox = sandbox
        self.name = name or sandbox
        self.config = {
            "aep:orgId": ORG,
            "aep:sandbox": sandbox,
            "aep:clientId": "emulator",
            "aep:endpoint": emulator.endpoint,
            "aep:imsEndpoint": emulator.ims_endpoint,
        }
        self.env = {
            **{
                name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "AEP_", "OFFERS_"))
            },
            "AEP_CLIENT_SECRET": "emulator-secret",
            "OFFERS_RETRY_WAIT_SECONDS": "0.2",
            "PULUMI_BACKEND_URL": _backend(folder),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "",
            "VAULT_SERVER_URL": key_service.url(),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "NO_COLOR": "1",
            # Less work for Go's garbage collector, and more memory for as long as a command runs.
            "GOGC": "400",
            **(env or {}),
        }

    def create(self) -> Stack:
        """Make the stack, and select it: by the engine, or as a copy of one that the engine has made."""
        if self._is_in_folder and not self.env["PULUMI_CONFIG_PASSPHRASE"]:
            self._copy(_prepared(self.name))
        else:
            self.init()
        self.set_config()
        return self

    def init(self, *arguments: str) -> None:
        """Have the engine make the stack."""
        (self.folder / "state").mkdir(exist_ok=True)
        self._write_project()
        self.pulumi("stack", "init", self.name, *arguments).succeeded()

    def _write_project(self) -> None:
        plugin = self.python / ("bin" if self.python == VENV else "plugin")
        text = PROJECT.replace("PYTHON", str(self.python)).replace("PLUGIN", str(plugin))
        (self.folder / "Pulumi.yaml").write_text(text)

    @contextmanager
    def on(self, python: Path) -> Iterator[None]:
        """Until the block ends, start commands on the Python of another virtual environment."""
        usual, self.python = self.python, python
        self._write_project()
        yield
        self.python = usual
        self._write_project()

    @property
    def _is_in_folder(self) -> bool:
        """Whether state is kept in the project's own folder."""
        return self.env["PULUMI_BACKEND_URL"] == _backend(self.folder)

    def _copy(self, prepared: Stack) -> None:
        shutil.copytree(prepared.folder / "state", self.folder / "state", dirs_exist_ok=True)
        self._write_project()
        shutil.copy(prepared.folder / f"Pulumi.{self.name}.yaml", self.folder)
        self._selection.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(prepared._selection, self._selection)

    @property
    def _selection(self) -> Path:
        """Where the engine notes which stack of the project is selected."""
        project = hashlib.sha1(str(self.folder / "Pulumi.yaml").encode(), usedforsecurity=False).hexdigest()
        return self.folder / "home" / "workspaces" / f"offers-{project}-workspace.json"

    def set_config(self, **changed: str) -> None:
        """Config in plain text, `aep:` keys by their bare names; the rest stays as it was."""
        self.config |= {f"aep:{key}": value for key, value in changed.items()}
        path = self.folder / f"Pulumi.{self.name}.yaml"
        kept = [line for line in path.read_text().splitlines() if line.startswith(_KEPT_IN_STACK_FILE)]
        lines = [f"  {key}: {json.dumps(value)}" for key, value in self.config.items()]
        path.write_text("\n".join([*kept, "config:", *lines, ""]))

    def program(self, text: str) -> Stack:
        """Set the program, given without its imports."""
        (self.folder / "__main__.py").write_text(IMPORTS + textwrap.dedent(text), encoding="utf-8")
        return self

    @contextmanager
    def running(
        self, *arguments: str, env: dict[str, str] | None = None, new_group: bool = False
    ) -> Iterator[subprocess.Popen[str]]:
        """A command while the block runs, killed at its end if it still runs; `new_group`: with those it starts."""
        with subprocess.Popen(
            [ENGINE, *arguments, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=new_group,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def pulumi(self, *arguments: str, env: dict[str, str] | None = None) -> Run:
        with self.running(*arguments, env=env) as process:
            out, _ = process.communicate(timeout=self.timeout_seconds)
        return Run(process.returncode, out)

    def up(self, *arguments: str, env: dict[str, str] | None = None) -> Run:
        return self.pulumi("up", "--yes", "--stack", self.name, *arguments, env=env)

    def preview(self, *arguments: str) -> Run:
        return self.pulumi("preview", "--diff", "--stack", self.name, *arguments)

    def refresh(self, *arguments: str, env: dict[str, str] | None = None) -> Run:
        return self.pulumi("refresh", "--yes", "--stack", self.name, *arguments, env=env)

    def destroy(self, *arguments: str, env: dict[str, str] | None = None) -> Run:
        return self.pulumi("destroy", "--yes", "--stack", self.name, *arguments, env=env)

    def outputs(self) -> dict[str, Any]:
        """Return what the program exports."""
        (root,) = (one for one in self._deployment()["resources"] if one["type"] == "pulumi:pulumi:Stack")
        outputs: dict[str, Any] = root.get("outputs", {})
        return outputs

    def exported(self) -> str:
        """Return what `pulumi stack export` prints."""
        return json.dumps({"version": 3, "deployment": self._deployment()}, indent=4, ensure_ascii=False)

    def resources(self, type_: str = "FallbackOffer") -> dict[str, dict[str, Any]]:
        """Return what state keeps of each resource of a type, by resource name."""
        resources = self._deployment().get("resources", [])
        return {
            one["urn"].rpartition("::")[2]: one
            for one in resources
            if one["type"].endswith((f"offers:{type_}", f"index:{type_}"))
        }

    def _deployment(self) -> dict[str, Any]:
        """What the engine keeps; from its own file where there is one, as each command of the engine takes a second."""
        if not self._is_in_folder:
            exported = self.pulumi("stack", "export", "--stack", self.name).succeeded().out
            deployment: dict[str, Any] = json.loads(exported)["deployment"]
            return deployment
        (path,) = (self.folder / "state" / ".pulumi" / "stacks").glob(f"*/{self.name}.json")
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["checkpoint"]["latest"]
        return kept

    def ids(self, type_: str = "FallbackOffer") -> dict[str, str]:
        return {name: one["id"] for name, one in self.resources(type_).items()}

    def offers(self, sandbox: str | None = None) -> list[dict[str, Any]]:
        """Return the sandbox's fallback offers as the emulator has them."""
        return self.emulator.objects("fallback-offer", org=ORG, sandbox=sandbox or self.sandbox)

    def edited_elsewhere(self, id_: str, *operations: dict[str, Any]) -> None:
        self.emulator.edit(id_, list(operations), org=ORG, sandbox=self.sandbox)

    def deleted_elsewhere(self, id_: str) -> None:
        self.emulator.delete(id_, org=ORG, sandbox=self.sandbox)


@contextmanager
def example_stack(example: str, folder: Path, emulator: Emulator, shared: Iterable[str] = ()) -> Iterator[Stack]:
    """Yield the stack `dev` of a copy of examples/… on an emulator of its own; what is `shared` is linked."""
    original = CHECKOUT / "examples" / example
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns(*shared))
    for name in shared:
        (folder / name).symlink_to(original / name)
    for file in (folder / "Pulumi.yaml", *folder.glob("stacks/*.yaml")):
        text = file.read_text(encoding="utf-8").replace("http://127.0.0.1:8900", emulator.url)
        file.write_text(text.replace("../../.venv", str(CHECKOUT / ".venv")), encoding="utf-8")
    (folder / "state").mkdir()
    stack = Stack(folder, emulator, "dev")
    stack.pulumi("stack", "init", "dev", "--secrets-provider", key_service.PROVIDER).succeeded()
    try:
        yield stack
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _backend(folder: Path) -> str:
    return f"file://{folder / 'state'}?metadata=skip"


@functools.cache
def forked_python() -> Path:
    """Return the virtual environment whose Python starts at once, for as long as this process runs."""
    folder = Path(_ROOM.name) / "venv"
    # The SDK imports dill amid changes of its own to pickle.
    modules = dict.fromkeys([*PROVIDER_HOST.imported, *PLUGIN_PROCESS.imported, *EMULATOR.imported, *COMMANDS.values()])
    server = forking(folder, "offer_resources", *(name for name in modules if name != "dill"))
    atexit.register(server.communicate)
    return folder


def forking(folder: Path, *imported: str) -> subprocess.Popen[bytes]:
    """Return a process that has made such an environment, which works until the process's stdin ends."""
    command = [sys.executable, "-u", str(FORKED), str(folder), *imported]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


@functools.cache
def _prepared(name: str) -> Stack:
    """Return a stack just made, once for each process that runs tests."""
    folder = Path(_ROOM.name) / name
    folder.mkdir()
    with running() as emulator:
        stack = Stack(folder, emulator, name)
        stack.init("--secrets-provider", key_service.PROVIDER)
    return stack


@contextmanager
def temporary_stack(
    folder: Path,
    emulator: Emulator,
    sandbox: str = "dev",
    env: Mapping[str, str] | None = None,
    python: Path | None = None,
) -> Iterator[Stack]:
    stack = Stack(folder, emulator, sandbox, env=env, python=python)
    try:
        yield stack.create()
    finally:
        # The emulator, the state and the engine's home go with the folder; no process is left behind.
        shutil.rmtree(folder, ignore_errors=True)
