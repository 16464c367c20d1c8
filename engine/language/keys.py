"""How the parts of a program are named in its legend, and the ways out of a state beside them.

A move's alternatives are ``alternative/STAGE.STATE.SIGNAL#0``, and ``….else`` for what follows
a bound; the other ways are ``give_up/STAGE.STALL``, ``timeout/STAGE.STATE`` and
``wake/STAGE.STATE.SIGNAL``. A stage that declares tracks names them before the state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .program import Alternative, Stage, Track

MAIN = "main"
"""The one track of a stage that declares none."""
BEYOND = ".else"
"""What the key of an alternative ends with for the way beyond its bound."""


def key_of(kind: str, stage: Stage, track: Track, name: str) -> str:
    """Return the legend key of something of a track; a lone track is not named in it."""
    return f"{kind}/{stage.id}.{'' if track.id == MAIN else f'{track.id}.'}{name}"


def alternative_keys(
    stage: Stage, track: Track, source: str, signal: str, ways: Sequence[Alternative]
) -> Iterator[tuple[str, Alternative, str]]:
    """Yield the key of every alternative of a move with it and its target, bounds included."""
    for index, way in enumerate(ways):
        key = key_of("alternative", stage, track, f"{source}.{signal}#{index}")
        yield key, way, way.to
        if way.otherwise:
            yield f"{key}{BEYOND}", way, way.otherwise
