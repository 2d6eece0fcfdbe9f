"""`offers doctor`: whether a stack has everything that a run of it needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path

import click

from ..api.client import OfferLibrary
from ..errors import ConfigError, OfferResourcesError
from ..inspection import checks, environment, stacks
from ..inspection.stacks import Project, Stack
from ..inspection.state_and_sandbox import Overview, managed, provider_of
from ..inspection.state_file import StateResource
from ..lifecycle.journal import Journal
from ..objects.values import Live
from ..objects.words import visible
from ..program.resources import RESOURCES
from ..settings import Settings
from .reading import FAMILIES, read
from .terminal import console, counted, plain_option, stack_option, warn

_EXAMPLE = """
Example: before the first `pulumi up` of a new stack.

\b
    offers doctor --stack prod

The exit code is 0 if every check passes, and 1 if one does not.
"""


@click.command("doctor", epilog=_EXAMPLE)
@stack_option
@plain_option
def command(stack_name: str | None, plain: bool) -> None:
    """Check everything that a run of a stack needs.

    Engine, project, Python environment, config, credential, network, permissions, and the objects in state. Nothing
    is written.
    """
    out = console(plain=plain)
    is_well = can_go_on = True
    for name, check, others_need_it in _Examination(Path.cwd(), stack_name, plain=plain).checks():
        if not can_go_on:
            out.print(f"-      {name:<12}not tried", soft_wrap=True)
            continue
        try:
            out.print(f"ok     {name:<12}{visible(check())}", soft_wrap=True)
        except OfferResourcesError as wrong:
            out.print(f"wrong  {name:<12}{visible(str(wrong))}", style="red", soft_wrap=True)
            is_well, can_go_on = False, not others_need_it
    sys.exit(0 if is_well else 1)


class _Examination:
    """The checks in their order; later checks use what earlier ones have found."""

    def __init__(self, folder: Path, stack_name: str | None, *, plain: bool) -> None:
        self._folder = folder
        self._stack_name = stack_name
        self._plain = plain

    def checks(self) -> list[tuple[str, Callable[[], str], bool]]:
        """Return name and function of each check, and whether all later checks need it to pass."""
        return [
            ("engine", self._engine, True),
            ("project", self._of_project, True),
            ("environment", self._environment, True),
            ("checkpoints", self._checkpoints, False),
            ("stack", self._of_stack, True),
            ("config", self._config, True),
            ("credential", self._credential, False),
            ("network", self._network, True),
            ("clock", self._clock, False),
            ("token", self._token, True),
            ("read", self._read, True),
            ("write", self._write, False),
            ("placements", self._placements, False),
            ("twins", self._twins, False),
            ("leftovers", self._leftovers, False),
        ]

    def _engine(self) -> str:
        return stacks.engine(self._folder)

    def _of_project(self) -> str:
        language, _ = self._project.runtime
        if language != "python":
            raise ConfigError(f"Pulumi.yaml names the runtime {language}: this package is for python")
        return self._project.name

    def _environment(self) -> str:
        _, options = self._project.runtime
        return environment.described(self._folder, options)

    def _checkpoints(self) -> str:
        return checks.checkpoints(os.environ)

    def _of_stack(self) -> str:
        held = [one for one in self._resources if provider_of(one)]
        return f"{self._stack.name}, which holds {counted(len(held), 'object')}"

    def _config(self) -> str:
        place = self._settings.place
        return f"sandbox {place.sandbox} of {place.org} at {self._settings.endpoint}"

    def _credential(self) -> str:
        return checks.credential(self._settings, os.environ, self._stack.exposed)

    def _network(self) -> str:
        return checks.network(self._library, self._settings)

    def _clock(self) -> str:
        return checks.clock(self._library, datetime.now(timezone.utc))

    def _token(self) -> str:
        return checks.token(self._settings)

    def _read(self) -> str:
        return ", ".join(counted(len(rows), kind) for kind, rows in self._contents.items())

    def _write(self) -> str:
        return checks.write(self._library, self._settings.place, FAMILIES)

    def _placements(self) -> str:
        return checks.referred(self._overview)

    def _twins(self) -> str:
        return checks.unadopted(self._overview)

    def _leftovers(self) -> str:
        stack = f"{self._project.name}/{self._stack.name.rpartition('/')[2]}"
        journal = Journal(self._settings.journal, warn)
        return checks.left_behind(self._overview, self._settings, journal, stack)

    @cached_property
    def _project(self) -> Project:
        return Project(self._folder)

    @cached_property
    def _stack(self) -> Stack:
        return self._project.stack(self._stack_name)

    @cached_property
    def _resources(self) -> list[StateResource]:
        return self._stack.resources()

    @cached_property
    def _settings(self) -> Settings:
        # A user waits for the answer, so nothing is repeated: report at once what cannot be reached.
        return replace(self._stack.settings(), retry_budget_seconds=0.0)

    @cached_property
    def _library(self) -> OfferLibrary:
        return OfferLibrary(self._settings, say=warn)

    @cached_property
    def _contents(self) -> dict[str, list[Live]]:
        return read(self._library, self._settings.place, FAMILIES, plain=self._plain)

    @cached_property
    def _overview(self) -> Overview:
        place = self._settings.place
        held = {
            cls.provider_class.family.kind: managed(self._resources, cls.provider_class.__name__, place)
            for cls in RESOURCES
        }
        return Overview(FAMILIES, held, self._contents)
