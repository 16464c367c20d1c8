"""A recorded journey asked why: one of a story played up to a date, or one in a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from ..core.clock import parse_local
from ..language.titles import Lang
from ..language.values import Instant
from ..present.closing import named, word
from .outcome import ENVIRONMENT, FINDINGS, USAGE, StoppedError

if TYPE_CHECKING:
    from ..core.journey import Context, Journey
    from ..core.link import LinkedProgram
    from ..core.records import AccountRecord, Record, Why
    from ..language.compiler import Compiled
    from ..language.program import Legend
    from ..studies.script import Script

# Imported where they are used: the durable engine costs more to load than a question to answer.
# ruff: noqa: PLC0415


class Recorded(NamedTuple):
    """A journey with its journal, the program it runs by, and the context it began with."""

    program: LinkedProgram
    context: Context
    journey: Journey
    history: tuple[Record, ...]
    why: tuple[Why, ...]
    account_history: tuple[AccountRecord, ...]
    at: Instant = 0


def recorded_story(compiled: Compiled, path: Path, at: str | None, lang: Lang) -> Recorded:
    """Play a story and return its journey as it stood at a local time; without one, at its end.

    Raises:
        StoppedError: no such story, one with problems or not played yet, or no such time.
    """
    from .preparing import scripts_of

    scripts, problems = scripts_of(compiled, path)
    problems += [each for script in scripts for each in script.not_yet]
    if problems:
        raise StoppedError("\n".join(each.line(lang) for each in problems), FINDINGS)
    if not scripts:
        raise StoppedError(word("no-story", lang, path=path.as_posix()), USAGE)
    until = None if at is None else _instant(at, scripts[0].zone, lang)
    return recorded_script(compiled, scripts[0], until)


def recorded_script(compiled: Compiled, script: Script, at: Instant | None) -> Recorded:
    """Play a script and return its journey as it stood at ``at``; without one, at its end."""
    from ..core.link import link
    from ..studies.host import MemoryHost
    from ..studies.stories import play

    program = link(compiled.program)
    host = MemoryHost(program)
    played = play(script, host)
    until = max([script.begin.at, *(step.at for step in script.steps)]) if at is None else at
    recorded = Recorded(
        program, script.context, host.journey(played.journey), played.records,
        host.why(played.journey), host.account_history(played.journey),
    )  # fmt: skip
    return as_of(recorded, until)


def recorded_journey(url: str, journey_id: str, at: str | None, lang: Lang) -> Recorded:
    """Return a journey of a database as it stood at a local time; without one, as it stands.

    Raises:
        StoppedError: the database cannot be used, has no such journey, or no such time.
    """
    from ..runtime.asking import read_journey
    from ..runtime.failures import EngineError

    try:
        found = read_journey(url, journey_id)
    except EngineError as error:
        raise StoppedError(error.line(lang), ENVIRONMENT) from error
    recorded = Recorded(*found)
    if at is None:
        return as_of(recorded, recorded.journey.now)
    stage = recorded.program.stages[recorded.journey.playbook].stage
    zone = recorded.program.calendars[stage.calendar].data.zone
    return as_of(recorded, _instant(at, zone, lang))


def answer(
    recorded: Recorded, subject: str, legend: Legend, shape: str, lang: Lang
) -> tuple[str, list[str]]:
    """Return the explanations of a subject as text or JSON, and all that may be asked about.

    An empty subject asks about the journey itself.

    Raises:
        StoppedError: the journey's stage has nothing of that name.
    """
    from ..core.explain.asking import explain, subjects
    from ..present.explaining import explained

    program, journey = recorded.program, recorded.journey
    names = [each for group in subjects(program, journey).values() for each in group]
    found = explain(
        program, recorded.context, journey, recorded.history, recorded.why, subject, recorded.at
    )
    if not found:
        raise StoppedError(named("no-subject", subject, names, lang), USAGE)
    if shape == "json":
        return msgspec.json.format(msgspec.json.encode(found), indent=2).decode(), names
    return explained(found, program, legend, journey.playbook, lang), names


def as_of(recorded: Recorded, at: Instant) -> Recorded:
    """Return a journey as it stood at an instant: what was recorded later is left out."""
    from ..core.explain.then import account_then, journey_then

    journey, history = journey_then(recorded.journey.id, recorded.history, at)
    why = tuple(each for each in recorded.why if each.record <= len(history))
    account = account_then(recorded.context.account, recorded.account_history, at)
    return recorded._replace(
        context=replace(recorded.context, account=account),
        journey=journey, history=history, why=why, at=at,
    )  # fmt: skip


def _instant(text: str, zone: str, lang: Lang) -> Instant:
    try:
        return parse_local(text, zone)
    except ValueError:
        raise StoppedError(word("no-time", lang, text=text), USAGE) from None
