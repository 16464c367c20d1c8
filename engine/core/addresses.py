"""Which journeys a signal is for when only the account is known, and whose twin is whose (S7.2).

Pure: the shell says which journeys there are, and does what is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..language.values import Instant
from . import records as r
from .journey import Address, Journey, Signal
from .link import LinkedProgram

GRAINS = ("account", "line", "contract", "order")
"""What a stage is run once for, from coarse to fine (S2.5)."""


class Whereabouts(NamedTuple):
    """A journey that is running or dormant, as far as addresses go."""

    id: str
    line: str
    key: str
    playbook: str


class Candidate(NamedTuple):
    """A journey a signal might be for, and when it began."""

    journey: Journey
    started_at: Instant


def is_alive(journey: Journey) -> bool:
    """Tell whether a journey has begun and not ended: dormant ones can still be woken."""
    return bool(journey.playbook) and journey.outcome in {"", "dormant"}


def twin(program: LinkedProgram, wanted: Address, alive: Iterable[Whereabouts]) -> str | None:
    """Return the journey that already runs for what a new one is wanted for (S2.6).

    A journey is the only one of its account, line and key in the stages of one grain; of a
    grain of ``line`` whatever the key, of ``account`` whatever the line. A playbook that no
    lifecycle names is a grain of its own.
    """
    grain = program.grains.get(wanted.playbook, "")
    for each in alive:
        same = (
            program.grains.get(each.playbook, "") == grain
            if grain
            else each.playbook == wanted.playbook
        )
        beside = grain == "account" and each.playbook != wanted.playbook
        if not same or beside or (grain != "account" and each.line != wanted.line):
            continue
        if grain in {"account", "line"} or each.key == wanted.key:
            return each.id
    return None


def addressees(
    program: LinkedProgram, signal: Signal, alive: Sequence[Candidate]
) -> tuple[str, ...]:
    """Return the journeys an account-addressed signal is for; several where that is unclear.

    Those that its line and key leave are asked in turn: who waits for it where it stands,
    whose playbook speaks of it, who is there at all. ``correlate: all`` means all whose
    playbook speaks of it, ``newest`` the one that began last; without either, or with
    ``refuse``, more than one means that nobody can tell: :func:`ambiguous` (S7.2).
    """
    address = signal.address
    near = [
        each
        for each in alive
        if address.line in {"", each.journey.line}
        and address.key in {"", each.journey.key}
        and address.playbook in {"", each.journey.playbook}
    ]
    waiting = [each for each in near if _waits(program, each.journey, signal.type)]
    speaking = [each for each in near if _speaks(program, each.journey.playbook, signal.type)]
    kind = program.program.signals.get(signal.type)
    how = kind.correlate if kind is not None else ""
    if how == "all" and speaking:
        return tuple(each.journey.id for each in speaking)
    chosen = waiting or speaking or near
    if how in {"newest", "all"} and chosen:
        return (max(chosen, key=lambda each: (each.started_at, each.journey.id)).journey.id,)
    return tuple(each.journey.id for each in chosen)


def is_ambiguous(program: LinkedProgram, signal: Signal, found: Sequence[str]) -> bool:
    """Tell whether nobody can tell which of the journeys found a signal is for."""
    kind = program.program.signals.get(signal.type)
    return len(found) > 1 and (kind is None or kind.correlate != "all")


def ambiguous(journey: Journey, signal: Signal, now: Instant, among: tuple[str, ...]) -> r.Decision:
    """Return the incident that parks a signal nobody can tell the journey of (S7.2)."""
    now = max(now, journey.now)
    raised = r.IncidentRaised(
        min(signal.at or now, now), "ambiguous-address", "", among, signal.type, signal.source,
        signal.id, now, signal,
    )  # fmt: skip
    return r.Decision("incident", (raised,))


def _waits(program: LinkedProgram, journey: Journey, signal: str) -> bool:
    linked = program.stages.get(journey.playbook)
    if linked is None:
        return False
    for lane in journey.lanes.values():
        track = linked.tracks.get(lane.track.partition("/")[0])
        state = track.states.get(lane.state) if track is not None else None
        if track is None or state is None:
            continue
        is_exit = not state.end and signal in track.anytime
        if is_exit or signal in state.moves or signal in state.wakes or signal in track.opened_by:
            return True
    return False


def _speaks(program: LinkedProgram, playbook: str, signal: str) -> bool:
    linked = program.stages.get(playbook)
    return linked is not None and linked.speaks_of(signal)
