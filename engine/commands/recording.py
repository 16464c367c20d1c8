"""``touchline record``: a recorded journey written down as a story that can be played again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..language.titles import Lang
from ..present.closing import word
from .outcome import ENVIRONMENT, USAGE, StoppedError

if TYPE_CHECKING:
    from ..language.program import Program
    from ..studies.recording import Recording

# Imported where they are used: the durable engine costs more to load than a journal to read.
# ruff: noqa: PLC0415


def record_file(program: Program, path: Path, lang: Lang) -> str:
    """Return the story of a journal kept in a file, one record of JSON a line.

    Raises:
        StoppedError: the file cannot be read, a line is no record, or no journey begins in it.
    """
    from ..core.records import decode_record
    from ..studies.recording import record_story

    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        told = word("not-readable", lang, path=path.as_posix(), reason=error.strerror or error)
        raise StoppedError(told, USAGE) from error
    records = []
    for number, line in enumerate(lines, 1):
        try:
            records.append(decode_record(line))
        except (msgspec.DecodeError, ValueError) as error:
            told = word("no-record", lang, place=f"{path.as_posix()}:{number}")
            raise StoppedError(told, USAGE) from error
    return _told(record_story(program, records), path.stem, path.as_posix(), lang)


def record_journey(url: str, journey_id: str, lang: Lang) -> str:
    """Return the story of a journey in a database, by the program it began with.

    Raises:
        StoppedError: the database cannot be used, or has no such journey.
    """
    from ..runtime.asking import read_journey
    from ..runtime.failures import EngineError
    from ..studies.recording import record_story

    try:
        found = read_journey(url, journey_id)
    except EngineError as error:
        raise StoppedError(error.line(lang), ENVIRONMENT) from error
    context = found.context
    recording = record_story(
        found.program.program, found.history, context.directory, context.account.facts
    )
    return _told(recording, journey_id, journey_id, lang)


def _told(recording: Recording | None, name: str, where: str, lang: Lang) -> str:
    from ..present.recorded import recorded_text

    if recording is None:
        raise StoppedError(word("no-beginning", lang, path=where), USAGE)
    return recorded_text(recording, f"{name} 的记录 | Recorded from {name}", lang)
