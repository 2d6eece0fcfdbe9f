"""docs/upgrading.md names the versions that this checkout is built and tested with."""

from __future__ import annotations

import re

from tests.repository.test_citations import text_of

PAGE = text_of("docs/upgrading.md")


def _found(pattern: str, name: str) -> str:
    found = re.search(pattern, text_of(name), re.MULTILINE)
    assert found is not None
    return found[1]


def test_pins_are_the_versions_of_this_checkout() -> None:
    package = _found(r'^version = "(.*)"', "pyproject.toml")
    sdk = _found(r"^pulumi==(\S+)", "requirements.lock")

    assert re.findall(r"`([\w-]+==[\d.]+)`", PAGE) == [f"offer-resources=={package}", f"pulumi=={sdk}"]


def test_versions_tried_and_accepted_are_those_of_the_code() -> None:
    engine = _found(r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)", "engine/cli/go.mod")
    oldest_engine = _found(r"^MINIMUM = \((.*)\)", "engine/obtain.py").replace(", ", ".")
    sdk = _found(r"^pulumi==(\S+)", "requirements.lock")
    oldest_sdk = _found(r'"pulumi>=([\d.]+),', "pyproject.toml")
    oldest_python = _found(r'^requires-python = ">=(.*)"', "pyproject.toml")

    rows = [tuple(re.findall(r"\d+(?:\.\d+)+", row)) for row in re.findall(r"\|([^|]*\|[^|]*)\|$", PAGE, re.MULTILINE)]
    assert [row for row in rows if row] == [(sdk, oldest_sdk), (engine, oldest_engine), ("3.11", oldest_python)]
