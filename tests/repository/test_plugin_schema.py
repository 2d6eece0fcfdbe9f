"""The schema of the plugin is what `make docs` makes of the code, and the engine accepts it."""

from __future__ import annotations

import json
import subprocess

import pytest

from offer_resources.objects.families import ALL
from offer_resources.objects.family import Family
from tests.repository.test_citations import CHECKOUT, text_of
from tools import plugin_schema

SCHEMA = json.loads(text_of("offer_resources/plugin/schema.json"))


def test_schema_is_current() -> None:
    assert text_of("offer_resources/plugin/schema.json") == plugin_schema.text(), "run `make docs`"


def test_engine_accepts_the_schema() -> None:
    """With its warnings, which are printed as the errors are."""
    checked = subprocess.run(
        [CHECKOUT / ".engine/bin/pulumi", "schema", "check", "offer_resources/plugin/schema.json"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


@pytest.mark.parametrize("family", ALL, ids=lambda family: family.key)
def test_a_resource_has_every_member(family: Family) -> None:
    """Each with words or a type of its own."""
    resource = SCHEMA["resources"][f"aep:index:{family.type_name}"]

    assert resource["inputProperties"].keys() == family.record.members.keys() | {"adoptId"}
    assert resource["requiredInputs"] == list(family.record.required)
    assert f"aep:index:get{family.type_name}" in SCHEMA["functions"]


def test_credentials_are_secret() -> None:
    settings = SCHEMA["provider"]["inputProperties"]

    assert [name for name, one in settings.items() if one.get("secret")] == ["clientSecret", "accessToken"]
