"""docs/settings.md names every key and every environment variable that the code does, with the defaults that hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from offer_resources import settings
from offer_resources.errors import ConfigError
from tests.repository.test_citations import text_of, tracked

PAGE = text_of("docs/settings.md")
VARIABLE = re.compile(r"(?:AEP|OFFERS|PULUMI)_[A-Z_]+|NO_COLOR|FORCE_COLOR")
# Files in which a variable may stand as text of any kind: no Python, no prose, no data.
SCRIPTS = re.compile(r"(?:.*/)?(?:Makefile|run|[\w.-]+\.(?:ya?ml|bash|sh|toml))")


def _named_in_python(text: str) -> Iterator[str]:
    """Yield variables: whole strings, such as keys of `os.environ`, and keywords, as in `dict(NO_COLOR="1")`."""
    for node in ast.walk(ast.parse(text)):
        name = node.value if isinstance(node, ast.Constant) else node.arg if isinstance(node, ast.keyword) else None
        if isinstance(name, str) and VARIABLE.fullmatch(name):
            yield name


@cache
def _named_in_code() -> frozenset[str]:
    python = {name for file in tracked() if file.endswith(".py") for name in _named_in_python(text_of(file))}
    scripts = {name for file in tracked() if SCRIPTS.fullmatch(file) for name in VARIABLE.findall(text_of(file))}
    return frozenset(python | scripts)


def test_every_key_has_a_row() -> None:
    asked: list[str] = []

    with pytest.raises(ConfigError):
        settings.read(asked.append, environ={})
    settings.max_deletes(asked.append, environ={})

    assert set(re.findall(r"^\| `(aep:\w+)`", PAGE, re.MULTILINE)) == set(asked) - {settings.OWN_CREDENTIAL}


def test_defaults_of_keys_are_those_of_the_code() -> None:
    rows = dict(re.findall(r"^\| `aep:(\w+)` \| [^|]+ \| `([^`]+)` \|", PAGE, re.MULTILINE))

    assert rows == {
        "scopes": settings.DEFAULT_SCOPES,
        "endpoint": settings.DEFAULT_ENDPOINT,
        "imsEndpoint": settings.DEFAULT_IMS_ENDPOINT,
        "timeoutSeconds": f"{settings.Settings.timeout_seconds:g}",
        "maxConcurrency": f"{settings.Settings.max_concurrency}",
        "onConflict": settings.Settings.on_conflict,
        "checks": settings.Settings.checks,
        "door": settings.Settings.door,
    }


def test_every_environment_variable_is_named() -> None:
    assert _named_in_code() - set(VARIABLE.findall(PAGE)) == set()


def test_every_row_is_of_a_variable_that_exists() -> None:
    rows = set(re.findall(rf"^\| `({VARIABLE.pattern})`", PAGE, re.MULTILINE))

    assert rows - _named_in_code() == set()
    assert {"OFFERS_LOG", "AEP_CLIENT_SECRET", "PULUMI_HOME"} <= rows
