"""The sinks that stay on this machine: the program's log, and a file of JSON lines."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .envelope import body_of
from .message import DELIVERED, Message, Outcome, SinkError

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows: one process writes a file there
    fcntl = None  # type: ignore[assignment]

LOGGER = "touchline.effects"


def make_log(options: Mapping[str, Any], *, timeout: float) -> Log:  # noqa: ARG001  # the shape of all
    """Make the sink ``log``."""
    return Log()


class Log:
    """Says each message as one line of the logger ``touchline.effects``."""

    def send(self, message: Message) -> Outcome:
        """Log it, as JSON: no text of a message can pretend to be another line (Z9)."""
        logging.getLogger(LOGGER).info("%s", body_of(message).decode())
        return DELIVERED

    def close(self) -> None:
        """Do nothing: nothing is held."""


def make_lines(options: Mapping[str, Any], *, timeout: float) -> Lines:  # noqa: ARG001  # as above
    """Make the sink ``jsonl``.

    Raises:
        SinkError: nobody says which file.
    """
    path = options.get("path", "")
    if not path:
        raise SinkError("jsonl needs a path")
    return Lines(Path(path))


class Lines:
    """Appends each message as one line to a file; several processes may share it."""

    def __init__(self, path: Path) -> None:
        """Append to ``path``, which is made where it is not there, for its owner alone."""
        self._path = path
        self._lock = threading.Lock()

    def send(self, message: Message) -> Outcome:
        """Append it; a line is there whole or not at all."""
        line = body_of(message) + b"\n"
        try:
            with self._lock, self._opened() as file:
                _append(file, line)
        except OSError as error:
            return Outcome("retry", f"{self._path}: {error.strerror or 'it cannot be written'}")
        return DELIVERED

    def close(self) -> None:
        """Do nothing: the file is opened anew each time, so that it may be moved away."""

    @contextlib.contextmanager
    def _opened(self) -> Iterator[int]:
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def _append(file: int, line: bytes) -> None:
    size = os.lseek(file, 0, os.SEEK_END)
    if size and _last(file) != b"\n":
        # Somebody died in the middle of a line: it stays what it is, and ours stands alone.
        line = b"\n" + line
    written = 0
    try:
        while written < len(line):
            written += os.write(file, line[written:])
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise


def _last(file: int) -> bytes:
    os.lseek(file, -1, os.SEEK_END)
    return os.read(file, 1)
