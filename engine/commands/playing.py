"""Stories played, in memory or on a durable engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..language.titles import Lang
from ..present.closing import word
from .outcome import CONFLICT, ENVIRONMENT, StoppedError

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..studies.host import Host
    from ..studies.script import Script
    from ..studies.stories import Played

# Imported where they are used: the durable engine costs more to load than a story to play.
# ruff: noqa: PLC0415


def play_each(
    scripts: Iterable[Script], compiled: Compiled, url: str | None, lang: Lang
) -> Iterator[Played]:
    """Play stories one after the other, in memory or on the database at ``url``.

    A story of what the engine does not run yet is passed over; its ``not_yet`` says why.

    Raises:
        StoppedError: the database cannot be used, or has seen a story told otherwise (S7.2).
    """
    from ..runtime.failures import EngineError, OtherBodyError
    from ..studies.stories import play

    try:
        with _hosts(compiled, url) as host:
            for script in scripts:
                if script.not_yet:
                    continue
                try:
                    played = play(script, host())
                except OtherBodyError as error:
                    told = word("told-otherwise", lang, path=script.path)
                    raise StoppedError(told, CONFLICT) from error
                yield played
    except EngineError as error:
        raise StoppedError(error.line(lang), ENVIRONMENT) from error


@contextmanager
def _hosts(compiled: Compiled, url: str | None) -> Iterator[Callable[[], Host]]:
    """Open the place stories are played in, and close it whatever happens.

    In memory each story has a place of its own: its journeys are numbered the same whatever was
    played before, and a rule that draws a share draws the same ones (S1.4).
    """
    if url is None:
        from ..core.link import link
        from ..studies.host import MemoryHost

        program = link(compiled.program)
        yield lambda: MemoryHost(program)
        return
    from ..runtime.clock import ManualClock
    from ..runtime.rehearsing import StoredHost
    from ..runtime.service import Engine

    clock = ManualClock()
    with Engine.open(url, compiled, clock=clock) as engine:
        host = StoredHost(engine, clock)
        yield lambda: host
