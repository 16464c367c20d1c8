"""Reading a workspace from the disk: what is found, and what is refused (X12)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.language.compiler import compile_files
from engine.language.problems import PlaybookErrors, Problem
from engine.runtime.files import MAX_FILES, read_workspace, shipped_playbooks

PLAYBOOK = b"schema: playbook/1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("desk/b.yaml", "desk/shared/a.yml", "desk/stories/deep/quiet.yaml"):
        write(tmp_path / name)
    (tmp_path / "desk/readme.md").write_text("no")
    return tmp_path


def write(path: Path, data: bytes = b"schema: story/1\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PLAYBOOK if path.name == "b.yaml" else data)


def problems(folder: str | Path) -> tuple[Problem, ...]:
    with pytest.raises(PlaybookErrors) as caught:
        read_workspace(folder)
    return tuple(caught.value.problems)


@pytest.mark.usefixtures("folder")
def test_every_yaml_file_below_in_order_named_as_the_caller_does() -> None:
    found = read_workspace("desk")
    assert list(found) == ["desk/b.yaml", "desk/shared/a.yml", "desk/stories/deep/quiet.yaml"]
    assert found["desk/b.yaml"] == PLAYBOOK
    assert list(read_workspace("./desk/../desk")) == [f"desk/../{name}" for name in found]


def test_an_absolute_folder_stays_absolute(folder: Path) -> None:
    assert next(iter(read_workspace(folder / "desk"))) == f"{folder}/desk/b.yaml"


def test_the_folder_one_stands_in_has_no_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "desk")
    assert next(iter(read_workspace("."))) == "b.yaml"


def test_a_story_brings_the_workspace_it_lies_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_workspace("desk")
    assert read_workspace("desk/stories/deep/quiet.yaml") == whole
    assert read_workspace("desk/b.yaml") == whole
    absolute = read_workspace(folder / "desk/stories/deep/quiet.yaml")
    assert next(iter(absolute)) == f"{folder}/desk/b.yaml"
    monkeypatch.chdir(folder / "desk/stories/deep")
    assert "../../stories/deep/quiet.yaml" in read_workspace("quiet.yaml")


def test_the_nearest_playbook_is_the_one_that_counts(folder: Path) -> None:
    write(folder / "b.yaml")
    assert len(read_workspace("desk/stories/deep/quiet.yaml")) == 3


def test_a_story_without_a_playbook_above_it(folder: Path) -> None:
    write(folder / "alone/quiet.yaml")
    (found,) = problems("alone/quiet.yaml")
    assert (found.rule, found.place.path) == ("empty-workspace", "alone/quiet.yaml")


def test_hidden_folders_are_passed_over(folder: Path) -> None:
    write(folder / "desk/.git/config.yaml")
    assert len(read_workspace("desk")) == 3


def test_nothing_there(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert [found.rule for found in problems("empty")] == ["empty-workspace"]
    (found,) = problems("missing")
    assert (found.rule, found.place.path) == ("file-unreadable", "missing")
    assert "No such file" in found.message("en")
    assert [found.rule for found in problems("desk/readme.md")] == ["file-unreadable"]


@pytest.mark.parametrize("target", ["file", "folder"])
def test_a_link_that_leaves_the_folder_is_refused(folder: Path, target: str) -> None:
    write(folder / "outside/secret.yaml")
    name = "outside/secret.yaml" if target == "file" else "outside"
    (folder / "desk/link.yaml").symlink_to(folder / name)
    (found,) = problems("desk")
    assert (found.rule, found.place.path) == ("file-unreadable", "desk/link.yaml")
    assert "leaves the folder" in found.message("en")


def test_a_folder_of_too_many_files_is_told_at_once(folder: Path) -> None:
    """X7: nothing of it is read."""
    (folder / "many").mkdir()
    for number in range(MAX_FILES + 1):
        (folder / f"many/{number}.yaml").touch()
    (found,) = problems("many")
    assert (found.rule, found.place.path) == ("too-many-files", "many")


def test_a_file_over_a_megabyte_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """X7: its length is enough; the folder's other files have their answer too."""
    large = folder / "desk/large.yaml"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    whole = Path.read_bytes
    opened: list[str] = []

    def noted(path: Path) -> bytes:
        opened.append(path.name)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    (found,) = problems("desk")
    assert (found.rule, found.place.path) == ("file-too-large", "desk/large.yaml")
    assert "large.yaml" not in opened


def test_a_link_inside_the_folder_is_followed_once(folder: Path) -> None:
    (folder / "desk/link.yaml").symlink_to(folder / "desk/b.yaml")
    (folder / "desk/again").symlink_to(folder / "desk/shared")
    assert list(read_workspace("desk")) == [
        "desk/b.yaml", "desk/link.yaml", "desk/shared/a.yml", "desk/stories/deep/quiet.yaml",
    ]  # fmt: skip


def test_all_that_cannot_be_read_is_told_at_once(folder: Path) -> None:
    (folder / "desk/broken.yaml").symlink_to(folder / "desk/nowhere.yaml")
    (folder / "desk/circle.yaml").symlink_to(folder / "desk/circle.yaml")
    (folder / "desk/folder.yaml").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "desk/pipe.yaml")
    found = [each.place.path for each in problems("desk")]
    assert found[:2] == ["desk/broken.yaml", "desk/circle.yaml"]
    assert found[2:] in (["desk/pipe.yaml"], [])


def test_the_shipped_playbooks_compile() -> None:
    files = read_workspace(shipped_playbooks())
    compiled, found = compile_files(files)
    assert [each.line("en") for each in found] == []
    assert compiled is not None
    assert compiled.stories
