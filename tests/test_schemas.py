"""JSON Schemas for editors say the same as the models they are generated from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from engine.language.loader import KINDS, load
from engine.language.source import plain
from schemas.generate import FOLDER, MODELS, schema_text

from .kit import PLAYBOOKS, shipped_files


@pytest.mark.parametrize("name", MODELS)
def test_the_committed_schema_is_current(name: str, golden: Callable[[Path, str], None]) -> None:
    """An editor helps with exactly what the models accept."""
    golden(FOLDER / f"{name}.schema.json", schema_text(name))


def test_every_kind_of_file_has_a_schema() -> None:
    """No kind is left without help in the editor, and no schema without a kind."""
    assert {kind.partition("/")[0] for kind in KINDS} == set(MODELS)
    assert {path.name.partition(".")[0] for path in FOLDER.iterdir()} == set(MODELS)


def test_shipped_files_satisfy_their_schema() -> None:
    """Short forms (a name where a list may stand) are allowed by the schema too."""
    files, problems = load(shipped_files())
    assert problems == []
    for file in files:
        schema = json.loads(schema_text(file.kind.partition("/")[0]))
        jsonschema.Draft202012Validator(schema).validate(plain(file.here.tree))


def test_every_shipped_file_names_its_schema() -> None:
    """The modeline leads to a file that exists, so an editor completes at once."""
    for path in sorted(PLAYBOOKS.rglob("*.yaml")):
        first = path.read_text("utf-8").split("\n", 1)[0]
        prefix = "# yaml-language-server: $schema="
        assert first.startswith(prefix), path
        target = path.parent / Path(first.removeprefix(prefix))
        kind = path.read_text("utf-8").partition("schema: ")[2].partition("/")[0]
        assert target.resolve() == FOLDER / f"{kind}.schema.json", path
