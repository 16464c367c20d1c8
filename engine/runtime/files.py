"""The only reader of the disk: a workspace's files as bytes, or every problem with them (X12)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ..language.problems import Place, PlaybookErrors, Problem, problem
from ..language.source import MAX_BYTES

SUFFIXES = frozenset({".yaml", ".yml"})
MAX_FILES = 2_000
"""More files than any workspace has; a wrong folder is told from a slow one at once (X7)."""

LEVELS_ABOVE = 4
"""How far above a story its workspace is looked for."""

_PLAYBOOK = b"schema: playbook/"
_ID = re.compile(r"^id: ([a-z][a-z0-9_]*)", re.MULTILINE)


def read_workspace(folder: str | Path) -> dict[str, bytes]:
    """Return every YAML file below a folder, ``path → bytes``, sorted by path.

    Paths are as the caller wrote the folder. For one file, such as a story, the workspace
    it lies in is read: the nearest folder above it that holds a playbook. Hidden folders
    are passed over; a link that leaves the folder is refused (X12).

    Raises:
        PlaybookErrors: nothing is there, or some of it cannot be read; all problems.
    """
    root = Path(folder)
    if root.is_file():
        root = workspace_of(root)
    elif not root.is_dir():
        raise PlaybookErrors([_unreadable(root, _why_missing(root))])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    paths = list(islice(_below(root), MAX_FILES + 1))
    if len(paths) > MAX_FILES:
        place = Place(root.as_posix(), 1, 1, 2)
        raise PlaybookErrors([problem(place, "too-many-files", limit=MAX_FILES)])
    for path in sorted(paths, key=lambda each: each.as_posix()):
        found = _read(root, path)
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            files[path.as_posix()] = found
    if problems:
        raise PlaybookErrors(problems)
    if not files:
        raise PlaybookErrors([_empty(root)])
    return files


def stage_ids(folder: Path) -> list[str]:
    """Return the ids of the playbooks of a workspace as its files say, without compiling it."""
    found: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = path.read_text("utf-8", "replace")
        except OSError:
            continue
        declared = _ID.search(text) if "schema: playbook/" in text else None
        found += [declared[1]] if declared else []
    return found


def shipped_playbooks() -> Path:
    """Return the folder of the playbooks that come with the engine.

    In an installed wheel they lie inside the package, in the source tree beside it.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "playbooks"
    return inside if inside.is_dir() else package.parent / "playbooks"


def _below(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".")]
        here = Path(folder)
        yield from (here / name for name in files if Path(name).suffix.lower() in SUFFIXES)
        # os.walk does not follow links to folders; one that leads out is named, not ignored.
        yield from (here / name for name in names if (here / name).is_symlink())


def _read(root: Path, path: Path) -> bytes | Problem | None:
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            return _unreadable(path, "the link leaves the folder")
        if real.is_dir():
            return None if path.is_symlink() else _unreadable(path, "it is a folder")
        if not real.is_file():
            return _unreadable(path, "it is not an ordinary file")
        size = real.stat().st_size
        if size > MAX_BYTES:
            place = Place(path.as_posix(), 1, 1, 2)
            return problem(place, "file-too-large", bytes=size, limit=MAX_BYTES)
        return real.read_bytes()
    except (OSError, RuntimeError) as error:
        return _unreadable(path, getattr(error, "strerror", None) or str(error))


def workspace_of(file: Path) -> Path:
    """Return the workspace a file lies in: the nearest folder above it that holds a playbook.

    Raises:
        PlaybookErrors: there is none near, or the file is no YAML file.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise PlaybookErrors([_unreadable(file, "it is not a .yaml file")])
    above = list(file.parents)
    if not file.is_absolute():
        # What was written ends at "."; the workspace may begin further up.
        above += [Path(*[".."] * count) for count in range(1, len(Path.cwd().parents) + 1)]
    # Near only: somebody else's playbooks higher up are not this story's workspace.
    for folder in above[:LEVELS_ABOVE]:
        if _has_playbook(folder):
            return folder
    raise PlaybookErrors([_empty(file)])


def workspace_around(path: Path) -> Path:
    """Return the workspace that the stories at a path play in.

    That is the path itself if it holds a playbook; a story, or a folder of stories, plays in
    the workspace it lies in. Where there is none it is the path, for its reader to complain of.
    """
    if any(_has_playbook(Path(folder)) for folder, *_ in os.walk(path)):
        return path
    try:
        return workspace_of(path / f"story{min(SUFFIXES)}" if path.is_dir() else path)
    except PlaybookErrors:
        return path


def _has_playbook(folder: Path) -> bool:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
        return any(path.is_file() and _PLAYBOOK in path.read_bytes() for path in paths)
    except OSError:
        return False


def _why_missing(path: Path) -> str:
    try:
        path.stat()
    except OSError as error:
        return error.strerror or str(error)
    return "it is neither a folder nor an ordinary file"


def _unreadable(path: Path, reason: str) -> Problem:
    return problem(Place(path.as_posix(), 1, 1, 2), "file-unreadable", reason=reason)


def _empty(path: Path) -> Problem:
    return problem(Place(path.as_posix(), 1, 1, 2), "empty-workspace")
