"""Time: durations nobody meant, days nobody knows yet, and clocks that cannot run."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator

from schemas.shared import Calendars

from ..here import Here
from ..problems import Problem, problem
from ..program import Clock, Stall, Touchpoint, Track
from ..values import Moment, Span
from .lengths import is_over_years
from .subject import Subject
from .views import TrackView

YEARS_MAX = 5
"""No deadline of a playbook is longer than this many years."""

Timed = Iterator[tuple[tuple[str | int, ...], Span, bool]]
"""The way to a span from where its touchpoint or track stands, the span, and whether it may be zero."""


def unlikely_duration(subject: Subject) -> Iterator[Problem]:
    """A length of time that nobody can have meant: none at all, or more than five years.

    一段不像是有意写的时长：零，或超过五年。

    Why: A stall after no time stalls at once, a deadline of no time is missed when the task opens, and one of many years is a slip of the pen.
    为什么：零时长的停滞一进来就停滞，零时长的期限一打开就逾期；好几年的期限多半是笔误。

    Bad::

        due: 0 business days
        outcomes: {agreed: 谈定 | Agreed, dropped: 放弃 | Dropped}

    Good::

        due: 3 business days
        outcomes: {agreed: 谈定 | Agreed, dropped: 放弃 | Dropped}

    Cure: Write the length that is meant, such as `3 business days`; leave the key out where there is no deadline.
    改法：写真正的时长，如 3 business days；没有期限就不写这个键。
    """
    for here, timed in _timed(subject):
        for steps, span, may_be_zero in timed:
            if span.count == 0 and not may_be_zero:
                yield problem(here().into(*steps).place, "unlikely-duration.zero")
            elif is_over_years(span, YEARS_MAX):
                yield problem(here().into(*steps).place, "unlikely-duration", years=YEARS_MAX)


def _timed(subject: Subject) -> Iterator[tuple[Callable[[], Here], Timed]]:
    """Yield every span of a workspace by its owner, whose spot is looked up for a finding only."""
    for stage, touchpoint in subject.touchpoints():
        yield functools.partial(stage.at, touchpoint.id), _of_touchpoint(touchpoint)
    for view in subject.tracks:
        yield functools.partial(view.here.into), _of_track(view.track)
    for name, ladder in subject.program.ladders.items():
        tiers = ((("tiers", at, "after"), tier.after, True) for at, tier in enumerate(ladder.tiers))
        yield functools.partial(subject.shared, "escalations/1", name), tiers
    for name, play in subject.program.recoveries.items():
        steps = (
            (("follow_ups", at, "after"), step.after, True) for at, step in enumerate(play.steps)
        )
        yield functools.partial(subject.shared, "recoveries/1", name), steps


def _of_track(track: Track) -> Timed:
    for state in track.states.values():
        for stall in state.stalls:
            yield from _of_stall(("states", state.id, "stalls", stall.id), stall)
        if state.timeout is not None:
            steps = ("states", state.id, "timeout", "after")
            yield from _of_moment(steps, state.timeout.moment, may_be_zero=True)
    for stall in track.stalls:
        yield from _of_stall(("stalls", stall.id), stall)
    for clock in track.clocks:
        yield ("clocks", clock.id, "within"), clock.within, False


def _of_touchpoint(touchpoint: Touchpoint) -> Timed:
    yield from _of_moment(("starts",), touchpoint.starts, may_be_zero=True)
    yield from _of_moment(("due",), touchpoint.due, may_be_zero=False)
    if touchpoint.repeats is not None:
        yield ("repeats",), touchpoint.repeats.every, False


def _of_stall(steps: tuple[str, ...], stall: Stall) -> Timed:
    if stall.at is None:
        yield (*steps, "after"), stall.after, False
    yield from _of_moment((*steps, "at"), stall.at, may_be_zero=True)
    if stall.give_up is not None:
        yield (*steps, "give_up", "after"), stall.give_up.after, True


def _of_moment(steps: tuple[str, ...], moment: Moment | None, *, may_be_zero: bool) -> Timed:
    if moment is not None:
        anchored = moment != Moment(moment.span)
        yield steps, moment.span, may_be_zero or anchored


def calendar_year_unknown(subject: Subject) -> Iterator[Problem]:
    """A calendar names days of its own in a year whose public holidays are not published yet.

    日历写到了某一年自己的日子，而那一年的法定节假日还没公布。

    Why: Deadlines in that year are counted without holidays and make-up days; they are provisional, and move when the year is published (S3.4). Writing into such a year shows that work is planned there.
    为什么：那一年的期限没算节假日和调休，只是暂定，公布后会变（S3.4）。既然写到了那一年，说明已经在安排那时的事。

    Bad::

        - {date: 2031-12-31, title: 盘点 | Stocktaking}

    Good::

        - {date: 2026-12-31, title: 盘点 | Stocktaking}

    Cure: Take the day out until the year is published; or allow it with the reason, and update when it is.
    改法：等公布后再写；或写明理由放行，公布后更新。
    """
    for file in subject.of_kind("calendars/1"):
        assert isinstance(file.model, Calendars)
        for name, written in (file.model.__pydantic_extra__ or {}).items():
            known_until = subject.program.calendars[name].known_until
            for section, days in (("off", written.off), ("work", written.work)):
                for index, day in enumerate(days):
                    year = dt.date.fromisoformat(day.date).year
                    if year > known_until:
                        place = file.here.into(name, section, index, "date").place
                        values = {"name": name, "year": year, "known": known_until}
                        yield problem(place, "calendar-year-unknown", **values)


def start_within_stop(subject: Subject) -> Iterator[Problem]:
    """A clock is stopped by the very signal that starts it.

    计时的开始信号同时也是它的停止信号。

    Why: It never runs: every case counts as answered in no time, and nobody is ever late.
    为什么：它从来不走：每一件都算“零时长完成”，永远没人迟到。

    Bad::

        stops: parcel.opened

    Good::

        stops: parcel.checked

    Cure: Name the signal that ends the work in `stops`.
    改法：stops 里写真正表示做完的信号。
    """
    for view, clock in _clocks(subject):
        for signal in clock.starts:
            if signal in clock.stops:
                place = view.here.into("clocks", clock.id, "stops").place
                yield problem(place, "start-within-stop", name=clock.id, signal=signal)


def pause_within_start(subject: Subject) -> Iterator[Problem]:
    """A clock is paused from the moment it starts.

    计时一开始就处于暂停。

    Why: What starts it also begins the hold, or leads into a state that waits for the party it pauses for: it stands still until somebody else moves, and our own deadline does not count.
    为什么：开始它的信号同时开始了暂停，或把旅程带进“等对方”的状态：对方不动，我方的时限就不算。

    Bad::

        starts: parcel.postponed

    Good::

        starts: parcel.opened

    Cure: Start it by a signal after which it is our turn, or pause it for something else.
    改法：换一个轮到我方时的开始信号，或改写 pauses。
    """
    for view, clock in _clocks(subject):
        for signal in clock.starts:
            if _starts_paused(view, clock, signal):
                place = view.here.into("clocks", clock.id, "starts").place
                yield problem(place, "pause-within-start", name=clock.id, signal=signal)


def _starts_paused(view: TrackView, clock: Clock, signal: str) -> bool:
    pausing = (hold for hold in view.track.holds if {hold.id, hold.waits_for} & {*clock.pauses})
    if any(signal in hold.begins for hold in pausing):
        return True
    states = view.track.states
    led = {way.to for ways in view.ways.values() for way in ways if way.signal == signal}
    if signal in view.track.opened_by:
        led |= {start.to for start in view.track.starts}
    led = {name for name in led if not states[name].end}
    return bool(led) and all(states[name].waits_for in clock.pauses for name in led)


def start_excludes_pause(subject: Subject) -> Iterator[Problem]:
    """A clock pauses for something that never happens while it can run.

    计时写了暂停，可它运行期间那种情形从不出现。

    Why: Somebody relies on a pause that never comes: the time in which the customer is thinking counts as ours.
    为什么：有人指望它会停，其实从不停：客户考虑的时间也算到了我方头上。

    Bad::

        pauses: while waiting for partner

    Good::

        pauses: while waiting for customer

    Cure: Pause for a party that some state of this track waits for, or leave `pauses` out.
    改法：pauses 写本线里真有状态在等的一方，或删掉 pauses。
    """
    for view, clock in _clocks(subject):
        waited = {state.waits_for for state in view.working()}
        holds = {hold.id for hold in view.track.holds}
        waited |= {hold.waits_for for hold in view.track.holds}
        for pause in clock.pauses:
            if pause not in waited | holds:
                place = view.here.into("clocks", clock.id, "pauses").place
                yield problem(place, "start-excludes-pause", name=clock.id, pause=pause)


def _clocks(subject: Subject) -> Iterator[tuple[TrackView, Clock]]:
    return ((view, clock) for view in subject.tracks for clock in view.track.clocks)


CHECKS = (
    unlikely_duration,
    calendar_year_unknown,
    start_within_stop,
    pause_within_start,
    start_excludes_pause,
)
