"""Stalls, ladders and plays: do they climb in order, end, and leave time to act?"""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Problem, problem
from ..program import Stall
from ..values import Span
from .lengths import is_surely_longer, length
from .subject import Subject
from .views import TrackView


def ladder_out_of_order(subject: Subject) -> Iterator[Problem]:
    """The tiers of a ladder are not in the order they are climbed.

    升级梯的各层没有按先后、由低到高排列。

    Why: Whoever reads it believes that the team hears first; in fact the group does, or the levels go down again.
    为什么：读的人以为先到项目组，其实先到了集团；或者层级又往下走。

    Bad::

        - {id: team, level: team, after: 2 business days, do: remind}
        - {id: unit, level: unit, after: 1 business day, do: take_over}

    Good::

        - {id: team, level: team, after: 0 business days, do: remind}
        - {id: unit, level: unit, after: 1 business day, do: take_over}

    Cure: Sort the tiers by `after`, lowest level first.
    改法：按 after 从早到晚、层级由低到高排列。
    """
    levels = subject.program.levels
    for name, ladder in subject.program.ladders.items():
        for first, second in zip(ladder.tiers, ladder.tiers[1:], strict=False):
            values = {"name": second.id, "before": first.id}
            place = subject.named("tier", f"{name}.{second.id}")
            if is_surely_longer(length(first.after), length(second.after)):
                yield problem(place, "ladder-out-of-order", **values)
            elif levels.index(second.level) < levels.index(first.level):
                yield problem(place, "ladder-out-of-order.level", **values)


def tier_after_give_up(subject: Subject) -> Iterator[Problem]:
    """A tier or a step of a play comes after recovery was given up: it never happens.

    升级的某一层或挽回的某一步排在“放弃”之后：永远轮不到。

    Why: `give_up` leaves the state, and with it the stall, its ladder and its play end.
    为什么：give_up 一到就离开状态，停滞、升级和挽回也随之结束。

    Bad::

        give_up: {after: 1 business day, to: asleep}

    Good::

        give_up: {after: 15 business days, to: asleep}

    Cure: Give up later, or climb and follow up sooner.
    改法：晚一些放弃，或早一些升级和跟进。
    """
    for view in subject.tracks:
        for steps, stall in _stalls(view):
            if stall.give_up is None:
                continue
            late = _late(subject, stall.ladder, stall.recovery, stall.give_up.after)
            for case, name in late:
                place = view.here.into(*steps, "give_up", "after").place
                yield problem(place, case, name=name, stall=stall.id)


def _stalls(view: TrackView) -> Iterator[tuple[tuple[str, ...], Stall]]:
    """Yield each stall of a track once, with the way to where it is written."""
    for state in view.track.states.values():
        for stall in state.stalls:
            yield ("states", state.id, "stalls", stall.id), stall
    for stall in view.track.stalls:
        yield ("stalls", stall.id), stall


def _late(subject: Subject, ladder: str, play: str, limit: Span) -> Iterator[tuple[str, str]]:
    tiers = subject.program.ladders[ladder].tiers if ladder else ()
    steps = subject.program.recoveries[play].steps if play else ()
    given_up = length(limit)
    for tier in tiers:
        if tier.after == limit or is_surely_longer(length(tier.after), given_up):
            yield "tier-after-give-up", tier.id
    for step in steps:
        if step.after == limit or is_surely_longer(length(step.after), given_up):
            yield "tier-after-give-up.step", step.id


def recovery_unbounded(subject: Subject) -> Iterator[Problem]:
    """A recovery play is started, and nothing says when to stop winning the contact back.

    挽回开始了，却没写到什么时候为止。

    Why: After its last step the journey hangs: neither recovered nor lost, and the customer may be chased anew at every silence (D5.3, D5.4).
    为什么：最后一步之后旅程就挂着，既没挽回也没流失；每次沉默又重新来一遍（D5.3、D5.4）。

    Bad::

        recover: call_again

    Good::

        recover: call_again
        give_up: {after: 15 business days, to: asleep}

    Cure: Add `give_up: {after: …, to: …}` to the stall, or `up_to: 2 times per 90 days` to the play.
    改法：给停滞写 give_up: {after: …, to: …}，或给挽回方案写 up_to: 2 times per 90 days。
    """
    bounded = {name for name, play in subject.program.recoveries.items() if play.limit}
    for view in subject.tracks:
        for steps, stall in _stalls(view):
            if stall.recovery and stall.give_up is None and stall.recovery not in bounded:
                place = view.here.into(*steps, "recover").key
                yield problem(place, "recovery-unbounded", name=stall.recovery, stall=stall.id)
    for stage in subject.stages:
        for rule in stage.stage.rules:
            for action in rule.actions:
                if (
                    action.verb == "recover"
                    and rule.throttle is None
                    and action.name not in bounded
                ):
                    place = stage.file.here.into("rules", rule.id).key
                    values = {"name": action.name, "rule": rule.id}
                    yield problem(place, "recovery-unbounded.rule", **values)


CHECKS = (ladder_out_of_order, tier_after_give_up, recovery_unbounded)
