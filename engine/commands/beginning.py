"""``init``: a workspace begun, or refused without anything lost."""

from __future__ import annotations

from pathlib import Path

from ..language.titles import Lang
from ..present.closing import word
from ..runtime.starter import FolderNotEmptyError, begin_workspace
from .outcome import CONFLICT, StoppedError


def begin(folder: Path, lang: Lang) -> list[Path]:
    """Write the starter workspace; return its files.

    Raises:
        StoppedError: the folder holds something, or is a file; nothing was written.
    """
    try:
        return begin_workspace(folder, lang)
    except FolderNotEmptyError as error:
        name = "not-empty" if error.found else "not-a-folder"
        told = word(name, lang, folder=folder.as_posix(), found=error.found)
        raise StoppedError(told, CONFLICT) from error
