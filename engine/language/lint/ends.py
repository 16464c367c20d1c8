"""Ends: is every way a stage with tracks can be over heard?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..problems import Problem, problem
from ..program import Stage, StageEnd, Track
from .subject import Subject

MOST_MASKS = 4096
"""Combinations told apart before the question is given up; a stage of people has a few dozen."""

Found = Mapping[int, tuple[str, ...]]
"""Sets of ends that hold together, as bits, each with a combination of track ends showing it."""


def ends_leave_gap(subject: Subject) -> Iterator[Problem]:
    """The tracks can end in a combination that no entry of `ends` names: the stage stays open.

    几条线都结束了，却没有一条 ends 说这种组合怎么算：阶段永远挂着。

    Why: Nobody hears that the stage is over, nothing is closed, and no next stage begins (S2.2).
    为什么：没人知道阶段已经结束，什么都没收尾，下一阶段也不会开始（S2.2）。

    Bad::

        when: {goods: [ready, called_off], payment: paid}

    Good::

        when: {goods: [ready, called_off]}

    Cure: Name the combination in an entry of `ends`, or leave the track out where it does not matter.
    改法：在 ends 里写上这种组合；某条线无所谓，就不写它。
    """
    for view in subject.stages:
        found = combinations(view.stage) if view.stage.ends else None
        if found is not None and 0 in found:
            place = view.file.here.into("ends").key
            yield problem(place, "ends-leave-gap", combination=", ".join(found[0]))


def end_shadowed(subject: Subject) -> Iterator[Problem]:
    """An entry of `ends` is never taken: whenever it holds, one above it holds too.

    ends 里的一条永远轮不到：它成立时，上面的某条总已成立。

    Why: The first that holds is taken: a loss written below a success that names less is never counted.
    为什么：第一条成立的算数：写在后面的“有损结束”会被前面写得更宽的“成功”盖住。

    Bad::

        when: {goods: [ready, called_off]}

    Good::

        when: {goods: ready, payment: [paid, waived]}

    Cure: Put the narrower entry first, or let it name what only it means.
    改法：把更窄的一条放到前面，或写出只有它才有的组合。
    """
    for view in subject.stages:
        ends = view.stage.ends
        found = combinations(view.stage) if len(ends) > 1 else None
        if found is None:
            continue
        taken = {(mask & -mask).bit_length() - 1 for mask in found if mask}
        for index, end in enumerate(ends):
            if index and index not in taken:
                place = view.file.here.into("ends", end.id).key
                yield problem(place, "end-shadowed", name=end.id)


def combinations(stage: Stage) -> Found | None:
    """Return every set of ends that can hold together once all tracks have ended, or None.

    Each track is taken in turn and combinations that satisfy the same ends are told apart
    no further, so the work grows with the ends of a stage and not with their product.
    """
    found: dict[int, tuple[str, ...]] = {(1 << len(stage.ends)) - 1: ()}
    for track in stage.tracks:
        choices = _choices(track, stage.ends)
        following: dict[int, tuple[str, ...]] = {}
        for mask, named in found.items():
            for own, word in choices.items():
                following.setdefault(mask & own, (*named, word))
        found = following
        if len(found) > MOST_MASKS:
            return None
    return found


def _choices(track: Track, ends: tuple[StageEnd, ...]) -> dict[int, str]:
    """Return the ways a track can be over: the ends each satisfies, and its words."""
    found: dict[int, str] = {}
    names = [state.id for state in track.states.values() if state.end]
    for name in names or ["–"]:
        mask = sum(
            1 << index
            for index, end in enumerate(ends)
            if track.id not in end.when or name in end.when[track.id]
        )
        found.setdefault(mask, f"{track.id}: {name}")
    if track.each:
        _mix(found)
    return found


def _mix(found: dict[int, str]) -> None:
    """Add what several items together satisfy: each must be in an end that counts (S2.10)."""
    single = dict(found)
    waiting = list(found)
    while waiting and len(found) <= MOST_MASKS:
        mask = waiting.pop()
        for own, word in single.items():
            both = mask & own
            if both not in found:
                found[both] = f"{found[mask]} + {word.rpartition(' ')[2]}"
                waiting.append(both)


CHECKS = (ends_leave_gap, end_shadowed)
