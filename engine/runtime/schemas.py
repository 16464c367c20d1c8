"""The JSON Schemas that come with the engine: found, and written out for an editor."""

from __future__ import annotations

from pathlib import Path

import schemas

from .writing import write_file

ENDING = ".schema.json"


def schema_files() -> dict[str, Path]:
    """Return the schema file of each kind, by the kind's name."""
    # The package is imported for its folder only: no model of it is built for this.
    folder = Path(schemas.__file__).resolve().parent / "json"
    return {path.name.removesuffix(ENDING): path for path in sorted(folder.glob(f"*{ENDING}"))}


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into a folder, made where it is missing; return the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path in schema_files().values():
        target = folder / path.name
        write_file(target, path.read_bytes())
        written.append(target)
    return written
