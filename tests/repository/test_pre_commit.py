"""The hooks run what `make check` runs."""

from __future__ import annotations

import re

from tests.repository.test_citations import text_of


def test_hooks_are_the_tools_of_make_check() -> None:
    hooks = re.findall(
        r"language: (\w+),.* entry: (\S+(?: format| check)?).*}$", text_of(".pre-commit-config.yaml"), re.MULTILINE
    )
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", text_of("Makefile"), re.MULTILINE)
    assert recipe is not None

    # A hook formats, where the command only looks whether it would; and mypy checks the example in a second run.
    tools = re.findall(r"^\t(\.venv/bin/\S+(?: format| check)?)", recipe[1], re.MULTILINE)
    assert hooks == [("system", tool) for tool in tools]
    assert len(hooks) == 5
