"""A workspace on disk as other services load it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from ..core.clock import instant as instant_of
from ..core.clock import parse_local
from ..language.compiler import Compiled, compile_files
from ..language.problems import PlaybookErrors
from ..language.values import Instant
from .collecting import paused_collector
from .files import read_workspace


class Workspace(Compiled):
    """A compiled folder of playbooks: its program, identity, texts and stories."""

    __slots__ = ()

    @classmethod
    def load(cls, folder: str | Path) -> Workspace:
        """Read and compile a folder.

        Raises:
            PlaybookErrors: carrying every problem found, each with its place.
        """
        files = read_workspace(folder)
        with paused_collector():
            compiled, problems = compile_files(files)
        if compiled is None:
            raise PlaybookErrors(problems)
        return cls(*(getattr(compiled, each.name) for each in dataclasses.fields(compiled)))


def instant(moment: dt.datetime | str, zone: str | None = None) -> Instant:
    """Return microseconds UTC of an aware datetime, or of a local text in ``zone``.

    Raises:
        ValueError: a datetime or text without a zone: nothing is guessed (S3.1).
    """
    if isinstance(moment, dt.datetime):
        return instant_of(moment)
    if zone is None:
        return instant_of(dt.datetime.fromisoformat(moment))
    return parse_local(moment, zone)
