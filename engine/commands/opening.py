"""A database opened for a person: its engine, its titles, its clock, and how it may fail."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.clock import instant, parse_local
from ..present.board import Around, Wording
from ..present.closing import word
from ..present.phrases_live import say
from ..runtime.clock import ManualClock, now
from ..runtime.failures import (
    EngineError,
    FactsRefusedError,
    NobodyServesError,
    NotYetRunError,
    OtherBodyError,
    RefusedError,
    StaleError,
    StartRefusedError,
    StoreError,
    UnacceptableError,
    UnknownAccountError,
    UnknownJourneyError,
    UnknownTaskError,
)
from ..runtime.service import Engine
from ..runtime.working import Around as AroundDecision
from ..runtime.working import nothing_around
from .outcome import CONFLICT, ENVIRONMENT, FINDINGS, USAGE, StoppedError
from .places import Place
from .surroundings import is_coloured

if TYPE_CHECKING:
    from ..core.journey import Journey
    from ..core.link import LinkedProgram
    from ..language.compiler import Compiled
    from ..language.program import Legend
    from ..language.values import Instant
    from ..runtime.clock import Clock

CLOCK = "TOUCHLINE_NOW"
"""The variable that stands in for the clock, for trying things out."""

_CODES: dict[type[EngineError], int] = {
    OtherBodyError: CONFLICT,
    UnknownJourneyError: USAGE,
    UnknownAccountError: USAGE,
    UnknownTaskError: USAGE,
    FactsRefusedError: USAGE,
    UnacceptableError: USAGE,
    StaleError: CONFLICT,
    RefusedError: FINDINGS,
    StartRefusedError: FINDINGS,
    NobodyServesError: FINDINGS,
    NotYetRunError: FINDINGS,
}


class Opened:
    """One database, as a command of a person uses it."""

    def __init__(
        self, engine: Engine, place: Place, compiled: Compiled | None, clock: Clock
    ) -> None:
        self.engine, self.place, self.lang = engine, place, place.lang
        self._compiled, self._clock = compiled, clock
        self._legends: dict[str, Legend] = {}

    @property
    def now(self) -> Instant:
        """What time it is."""
        return self._clock()

    @property
    def around(self) -> Around:
        """Who reads, and when."""
        return Around(self.now, self.lang, is_coloured())

    @property
    def zone(self) -> str:
        """The local time of the first playbook's calendar, for what is no journey's."""
        linked = self.engine.linked()
        first = next(iter(linked.stages.values())).stage
        return linked.calendars[first.calendar].data.zone

    def program(self, journey: Journey) -> LinkedProgram:
        """Return the program a journey runs by."""
        return self.engine.linked(journey.program)

    def wording(self, stage: str, program_id: str) -> Wording:
        """Return how to speak of a journey in a stage of a program."""
        linked = self.engine.linked(program_id)
        calendar = linked.stages[stage].stage.calendar
        return Wording(stage, linked.calendars[calendar].data.zone, self.legend(program_id))

    def legend(self, program_id: str) -> Legend:
        """Return the titles of a program: those it was deployed with, else the newest there are."""
        if self._compiled is not None:
            return self._compiled.legend
        if not self._legends:
            for each in self.engine.deployments():
                self._legends.setdefault("", each.legend)
                self._legends.setdefault(each.program, each.legend)
        return self._legends.get(program_id, self._legends[""])

    def instant(self, text: str | None, zone: str) -> Instant | None:
        """Return a local time as it was typed, as an instant.

        Raises:
            StoppedError: it is none.
        """
        if text is None:
            return None
        try:
            return parse_local(text, zone)
        except ValueError:
            raise StoppedError(word("no-time", self.lang, text=text), USAGE) from None

    def stop(self, phrase: str, /, **values: object) -> StoppedError:
        """Return the error of a mistake in what was typed."""
        return StoppedError(say(phrase, self.lang, **values), USAGE)


@contextmanager
def opening(
    place: Place, compiled: Compiled | None = None, *, makes: bool = False
) -> Iterator[Opened]:
    """Open a database for a command; ``makes`` where it may be a new one.

    ``compiled`` is what new journeys run by, else the workspace the place names, else what was
    deployed there last.

    Raises:
        StoppedError: it cannot be opened or used, or what was asked of it cannot be done.
    """
    clock = _clock(place)
    if not makes:
        check_there(place)
    with told(place), _opened(place, compiled or _workspace(place), clock) as here:
        yield here


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what the engine refuses into a sentence and an exit code."""
    try:
        yield
    except EngineError as error:
        raise StoppedError(error.line(place.lang), code_of(error)) from error


def code_of(error: EngineError) -> int:
    """Return the exit code of what went wrong: 3 unless it was what somebody asked for."""
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), ENVIRONMENT)


def open_engine(
    place: Place,
    compiled: Compiled | None,
    clock: Clock = now,
    around: AroundDecision = nothing_around,
) -> tuple[Engine, Compiled | None]:
    """Open an engine by a workspace, else by what was deployed; return it, and the workspace.

    Where nobody deployed anything it is the shipped playbooks, so that trying it out is one
    command.

    Raises:
        StoreError: the database cannot be used.
    """
    try:
        return Engine.open(place.url, compiled, clock=clock, around=around), compiled
    except StoreError as error:
        if error.code != "nothing-deployed":
            raise
        from .loading import compile_at  # noqa: PLC0415  # compiling costs more than looking

        compiled = compile_at(None, place.lang)[0]
        return Engine.open(place.url, compiled, clock=clock, around=around), compiled


@contextmanager
def _opened(place: Place, compiled: Compiled | None, clock: Clock) -> Iterator[Opened]:
    engine, compiled = open_engine(place, compiled, clock)
    with engine:
        yield Opened(engine, place, compiled, clock)


def _workspace(place: Place) -> Compiled | None:
    if place.workspace is None:
        return None
    from .loading import compile_at  # noqa: PLC0415  # compiling costs more than looking

    return compile_at(place.workspace, place.lang)[0]


def check_there(place: Place) -> None:
    """End where a file is named that is not there.

    Looking at a database must not make one: a slip of the keyboard would show an empty one.

    Raises:
        StoppedError: there is no such file.
    """
    name = place.url.removeprefix("sqlite:///")
    if name != place.url and name and not Path(name).exists():
        raise StoppedError(say("no-database", place.lang, path=name), ENVIRONMENT)


def _clock(place: Place) -> Clock:
    said = os.environ.get(CLOCK)
    if not said:
        return now
    try:
        at = instant(dt.datetime.fromisoformat(said))
    except ValueError:
        raise StoppedError(say("no-clock", place.lang, text=said), USAGE) from None
    click.echo(say("clock-set", place.lang, at=said), err=True)
    return ManualClock(at)
