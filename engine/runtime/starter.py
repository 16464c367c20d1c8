"""A small workspace to begin with, written into an empty folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..language.titles import Lang
from .schemas import schema_files, write_schemas
from .writing import write_file

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "starter"
SCHEMAS = ".touchline/schemas"
"""Beside the playbooks and hidden: an editor finds them offline, a workspace passes them over."""

_COMMENT = re.compile(r"(?P<before>^|.*?  )# (?P<zh>[^|]*?) \| (?P<en>.*)")


class FolderNotEmptyError(Exception):
    """The folder holds something, or is a file; nothing was written."""

    def __init__(self, found: str) -> None:
        """Keep the name of what was found; empty where the folder itself is a file."""
        super().__init__(found)
        self.found = found


def begin_workspace(folder: Path, lang: Lang) -> list[Path]:
    """Write the starter workspace; return the files a person will edit, as the caller names them.

    Comments are written in ``lang``; titles stay in both languages.

    Raises:
        FolderNotEmptyError: something is there already; nothing was written.
        OSError: the disk refuses.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderNotEmptyError("")
    if folder.is_dir():
        for found in sorted(path.name for path in folder.iterdir()):
            raise FolderNotEmptyError(found)
    folder.mkdir(parents=True, exist_ok=True)
    write_schemas(folder / SCHEMAS)
    written = []
    for template in sorted(TEMPLATES.rglob("*.yaml")):
        name = template.relative_to(TEMPLATES)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = in_language(template.read_text("utf-8"), lang)
        write_file(target, (_modeline(text, name) + text).encode())
        written.append(target)
    return written


def in_language(text: str, lang: Lang) -> str:
    """Return a text whose comments ``# 中文 | English`` keep the half of one language."""
    lines = []
    for line in text.splitlines():
        found = _COMMENT.fullmatch(line)
        lines.append(f"{found['before']}# {found[lang]}" if found else line)
    return "\n".join(lines) + "\n"


def _modeline(text: str, name: Path) -> str:
    """Return the line by which an editor finds the schema, from where the file lies."""
    declared = re.search(r"^schema: (\w+)/", text, re.MULTILINE)
    kind = declared[1] if declared else ""
    if kind not in schema_files():
        return ""
    up = os.path.relpath(SCHEMAS, name.parent)
    return f"# yaml-language-server: $schema={Path(up).as_posix()}/{kind}.schema.json\n"
