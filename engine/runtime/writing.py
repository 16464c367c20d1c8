"""Files written whole or not at all: a reader never sees half of one."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PLAIN_MODE = 0o644


class ReadOnlyFileError(PermissionError):
    """The file may not be written; replacing it would go around what its owner decided."""


class ChangedMeanwhileError(Exception):
    """The file is not what was read; writing would lose somebody's work."""

    def __init__(self, path: Path) -> None:
        """Keep the path."""
        super().__init__(str(path))
        self.path = path


def write_file(path: Path, data: bytes) -> None:
    """Write a file in one step; a link is followed, and an existing file keeps its mode.

    Raises:
        ReadOnlyFileError: the file exists and nobody may write it.
        OSError: the disk refuses; what stood there before still stands.
    """
    with written_whole(path) as file:
        file.write(data)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written piece by piece; it takes its place when all of it is there.

    Raises:
        ReadOnlyFileError: the file exists and nobody may write it.
        OSError: the disk refuses; what stood there before still stands.
    """
    real = path.resolve()
    mode = PLAIN_MODE
    if real.exists():
        mode = stat.S_IMODE(real.stat().st_mode)
        if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(real, os.W_OK):
            raise ReadOnlyFileError(13, "the file is read-only", str(path))
        if not real.is_file():
            # A device or a pipe is written to, not replaced.
            with real.open("wb") as device:
                yield device
            return
    try:
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=".touchline-")
    except OSError as error:
        # Of the person's file, not of our temporary one, is told.
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).chmod(mode)
        Path(name).replace(real)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


@contextmanager
def written_at_end(path: Path | None) -> Iterator[Callable[[bytes], object] | None]:
    """Open a file that is written at the end, so that what forbids it is known before a long run.

    Raises:
        OSError: see :func:`written_whole`.
    """
    if path is None:
        yield None
        return
    with written_whole(path) as file:
        yield file.write


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Write ``after`` over a file that is still ``before``.

    Raises:
        ChangedMeanwhileError: it is something else by now.
        OSError: see :func:`write_file`.
    """
    if path.read_bytes() != before:
        raise ChangedMeanwhileError(path)
    write_file(path, after)
