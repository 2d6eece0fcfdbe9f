"""Whether the engine will find the plugin that a program wants."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest

from offer_resources.program import chosen_door

NAMED = "plugins:\n  providers:\n    - name: aep\n      path: .venv/bin\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `Pulumi.yaml` of a stack whose door is the plugin, on a machine that has none."""
    monkeypatch.setattr(pulumi.runtime.settings.SETTINGS, "root_directory", str(tmp_path))
    pulumi.runtime.set_all_config({"aep:door": "plugin"})
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    file = tmp_path / "Pulumi.yaml"
    file.write_text("name: aep\nruntime: python\n")
    return file


def test_a_project_without_the_plugin_is_told_what_to_add(project: Path) -> None:
    """Before the engine looks for one on the net."""
    told = chosen_door.missing_plugin() or ""

    assert told.startswith("aep:door is plugin, and Pulumi.yaml does not say where pulumi-resource-aep is: add")


@pytest.mark.parametrize("plugins", [NAMED, "plugins: {providers: [{name: 'aep', path: .venv/bin}]}\n"])
def test_a_project_that_names_the_plugin(project: Path, plugins: str) -> None:
    project.write_text(project.read_text() + plugins)
    folder = project.parent / ".venv" / "bin"

    assert chosen_door.missing_plugin() == (
        f"aep:door is plugin, and there is no pulumi-resource-aep in {folder}: install offer-resources there, or"
        " correct the path under `plugins:` in Pulumi.yaml"
    )
    folder.mkdir(parents=True)
    (folder / "pulumi-resource-aep").touch(mode=0o755)
    assert chosen_door.missing_plugin() is None


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("Pulumi.yaml", "plugins:\n  providers:\n    - name: aep-extra\n      path: .venv/bin\n"),
        ("Pulumi.yaml", "# plugins: {providers: [{name: aep, path: .venv/bin}]}\n"),
        ("Pulumi.yml", ""),
    ],
    ids=["another plugin", "a comment", "another file"],
)
def test_a_project_that_does_not_name_the_plugin(project: Path, file: str, text: str) -> None:
    """Whatever looks like it."""
    project.rename(project.with_name(file)).write_text("name: offers\nruntime: python\n" + text)

    assert f"{file} does not say where pulumi-resource-aep is" in (chosen_door.missing_plugin() or "")


def test_the_folder_of_another_plugin(project: Path) -> None:
    """Each entry has its own."""
    other = project.parent / "other"
    other.mkdir()
    (other / "pulumi-resource-aep").touch(mode=0o755)
    project.with_name("Pulumi.json").write_text(
        '{"plugins": {"providers": [{"name": "other", "path": "other"}, {"name": "aep", "path": "bin"}]}}'
    )
    project.unlink()

    assert (chosen_door.missing_plugin() or "").endswith("correct the path under `plugins:` in Pulumi.json")


def test_of_two_entries_the_first_counts(project: Path) -> None:
    """The engine looks at no other."""
    folder = project.parent / "second"
    folder.mkdir()
    (folder / "pulumi-resource-aep").touch(mode=0o755)
    project.write_text(
        "plugins: {providers: [{name: aep, path: first}, {name: aep, path: second}]}\n", encoding="utf-8"
    )

    assert f"there is no pulumi-resource-aep in {project.parent / 'first'}: " in (chosen_door.missing_plugin() or "")


def test_a_lock_in_the_engines_cache_is_no_plugin(project: Path) -> None:
    (project.parent / "plugins").mkdir()
    (project.parent / "plugins" / "resource-aep-v0.1.0.lock").touch()

    assert chosen_door.missing_plugin() is not None


def test_a_plugin_in_the_engines_cache(project: Path) -> None:
    (project.parent / "plugins" / "resource-aep-v0.1.0").mkdir(parents=True)

    assert chosen_door.missing_plugin() is None


def test_the_dynamic_door_needs_none(project: Path) -> None:
    pulumi.runtime.set_all_config({})

    assert chosen_door.missing_plugin() is None
