"""Touchpoints: can each of them open, in time, once, and by somebody able to do it?"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..problems import Problem, problem
from ..program import HandsOver, Partner, Stall, State, Touchpoint
from ..values import NOTHING, Moment
from .circles import circles
from .lengths import Length, is_surely_longer, length
from .subject import Subject
from .views import TrackView
from .ways import stalls_of

AT_ONCE = Moment(NOTHING)
"""When a touchpoint without ``starts`` opens."""


def touchpoint_never_opens(subject: Subject) -> Iterator[Problem]:
    """A touchpoint waits for something that cannot come while its state lasts.

    触点等的那件事，在它的状态里不可能发生。

    Why: `starts: after X` counts what happens during this visit of the state. A signal that led in came before it, one that leads out ends it, and a touchpoint of another state is not there to be done.
    为什么：starts: after X 只看进入本状态之后发生的事。带进来的信号在之前，带出去的信号一来状态就结束了，别的状态的触点在这里也做不了。

    Bad::

        starts: after meet_client

    Good::

        starts: after check_terms

    Cure: Name a touchpoint or signal of this state; leave `starts` out to open on entry; `stays: true` lets it outlast the state.
    改法：写本状态里的触点或信号；想一进入就开始，就删掉 starts；要跨过本状态，写 stays: true。
    """
    for view in subject.tracks:
        for state in view.working():
            waits = {each.id: _waits_for(each) for each in state.touchpoints}
            for group in circles(waits) if any(waits.values()) else ():
                place = view.at(state.id, "touchpoints", group[0], "starts").place
                yield problem(place, "touchpoint-never-opens.circle", names=", ".join(group))
            for each in state.touchpoints:
                if not each.stays:
                    yield from _never_opens(view, state, each)


def _waits_for(touchpoint: Touchpoint) -> list[str]:
    return [name.partition(".")[0] for name in (touchpoint.starts or AT_ONCE).after]


def _never_opens(view: TrackView, state: State, touchpoint: Touchpoint) -> Iterator[Problem]:
    for name in (touchpoint.starts or AT_ONCE).after:
        case = _out_of_reach(view, state, name)
        if case:
            place = view.at(state.id, "touchpoints", touchpoint.id, "starts").place
            home = view.stage.homes.get(name.partition(".")[0])
            other = home[1] if home else ""
            yield problem(place, case, name=touchpoint.id, signal=name, state=state.id, other=other)


def _out_of_reach(view: TrackView, state: State, signal: str) -> str:
    """Return why ``signal`` cannot come during a visit of ``state``, or nothing."""
    name = signal.partition(".")[0]
    home = view.stage.homes.get(name)
    awaited = view.stage.touchpoints.get(name)
    if home is not None and awaited is not None:
        elsewhere = home[0].track.id == view.track.id and home[1] != state.id
        if elsewhere and not awaited.stays and not awaited.once:
            return "touchpoint-never-opens.elsewhere"
    if _always_leaves(view, state, signal):
        return "touchpoint-never-opens.leaves"
    enters = any(way.signal == signal for way in view.entries[state.id] if way.source != state.id)
    return "touchpoint-never-opens.enters" if enters and signal not in state.moves else ""


def _always_leaves(view: TrackView, state: State, signal: str) -> bool:
    alternatives = (*view.track.anytime.get(signal, ()), *state.moves.get(signal, ()))
    if not alternatives or any("stay" in {each.to, each.otherwise} for each in alternatives):
        return False
    return any(each.condition is None and not each.up_to for each in alternatives)


def due_beyond_stall(subject: Subject) -> Iterator[Problem]:
    """A deadline lies beyond the stall of its own state: the stall fires while all is in time.

    触点的期限比本状态的停滞还晚：人人按时，停滞却先响了。

    Why: The ladder is climbed and the play begins although nobody is late; people learn to ignore both.
    为什么：没有人迟到，却已升级、已挽回；大家很快就学会对它视而不见。

    Bad::

        starts: 1 business day
        due: 5 business days

    Good::

        starts: 1 business day
        due: 1 business day

    Cure: Shorten the deadline, lengthen the stall, or let the stall be reset by what is done (`without:`).
    改法：缩短期限，放宽停滞，或让做完的事重置停滞（without:）。
    """
    for view in subject.tracks:
        for name, stall in stalls_of(view.track):
            if stall.at is None and not stall.silence_from:
                yield from _beyond(view, view.track.states[name], stall)


def _beyond(view: TrackView, state: State, stall: Stall) -> Iterator[Problem]:
    limit = length(stall.after)
    by_id = {each.id: each for each in state.touchpoints}
    known: dict[str, Length | None] = {}
    for each in state.touchpoints:
        latest = _latest(each, by_id, stall.resets, known)
        if latest is not None and is_surely_longer(latest, limit):
            place = view.at(state.id, "touchpoints", each.id, "due").place
            values = {"name": each.id, "stall": stall.id, "latest": latest, "limit": limit}
            yield problem(place, "due-beyond-stall", **values)


def _latest(
    touchpoint: Touchpoint,
    beside: dict[str, Touchpoint],
    resets: tuple[str, ...],
    known: dict[str, Length | None],
) -> Length | None:
    """How long after entry, or after the silence last broke, a touchpoint may be due."""
    if touchpoint.id in known:
        return known[touchpoint.id]
    known[touchpoint.id] = None  # a circle of starts is told elsewhere
    starts, due = touchpoint.starts or AT_ONCE, touchpoint.due
    if due is None or touchpoint.stays or _is_dated(due) or due.after or _is_dated(starts):
        return None
    total = length(starts.span) + length(due.span)
    for name in starts.after:
        before = beside.get(name.partition(".")[0])
        if before is None or not _signals_of(before).isdisjoint(resets):
            continue
        earlier = _latest(before, beside, resets, known)
        if earlier is not None:
            total = total + earlier
            break
    known[touchpoint.id] = total
    return total


def _is_dated(moment: Moment) -> bool:
    return bool(moment.fact or moment.span_fact or moment.next_day)


def _signals_of(touchpoint: Touchpoint) -> set[str]:
    own = {f"{touchpoint.id}.{word}" for word in ("done", *touchpoint.outcomes)}
    return own | set(touchpoint.counts_as.values())


def same_touchpoint_twice(subject: Subject) -> Iterator[Problem]:
    """Two touchpoints of one stage are the same but for their names.

    同一阶段里两个触点除了名字完全一样。

    Why: The customer is asked twice, or a change is made in one copy and forgotten in the other.
    为什么：客户会被问两次；或者改了一处，忘了另一处。

    Bad::

        ask_wishes:
          title: 了解需求 | Ask what is wanted
          with: customer.buyer
          via: [phone, visit]
          due: 1 business day
          standard: 逐项记录 | Item by item
          form: wishes
          produces: wish_list
        ask_needs:
          title: 问清需要 | Ask for the needs
          with: customer.buyer
          via: [phone, visit]
          due: 1 business day
          standard: 逐项记录 | Item by item
          form: wishes
          produces: wish_list

    Good::

        ask_wishes:
          title: 了解需求 | Ask what is wanted
          with: customer.buyer
          via: [phone, visit]
          due: 1 business day
          standard: 逐项记录 | Item by item
          form: wishes
          produces: wish_list

    Cure: Keep one of them; where both are meant, say what differs: who, how, by when, or which form.
    改法：只留一个；若两个都要，写明差别：谁做、怎么做、何时前、哪张表单。
    """
    for view in subject.stages:
        seen: dict[bytes, str] = {}
        for each in view.touchpoints.values():
            if not (each.form or each.produces or each.message or each.outcomes):
                continue  # plain tasks look alike and are not
            same = msgspec.json.encode(msgspec.structs.replace(each, id="", starts=None))
            first = seen.setdefault(same, each.id)
            if first != each.id:
                place = view.at(each.id).key
                yield problem(place, "same-touchpoint-twice", name=each.id, first=first)


def partner_not_able(subject: Subject) -> Iterator[Problem]:
    """Work is handed over to a partner who lacks the authority, the tools or the training for it.

    把事情交给伙伴，可伙伴没有相应的权限、工具或培训。

    Why: Handovers break where the one who takes over may not, cannot or does not know how (D3.5).
    为什么：衔接总是断在接手的人不能做、没法做或不会做的地方（D3.5）。

    Bad::

        hands_over: {authority: [change_address], tools: [tracking], trained_in: [unloading]}

    Good::

        hands_over: {authority: [change_date], tools: [tracking], trained_in: [unloading]}

    Cure: Give the partner in people.yaml what is needed, hand over less, or choose another partner.
    改法：在 people.yaml 里给伙伴补上所需，或少交一些，或换一个伙伴。
    """
    for view, touchpoint in subject.touchpoints():
        if touchpoint.hands_over is None:
            continue
        spot = view.at(touchpoint.id, "hands_over")
        kind, _, name = touchpoint.contact.partition(".")
        partner = subject.program.partners.get(name) if kind == "partner" else None
        missing = _missing(touchpoint.hands_over, partner) if partner else []
        if missing:
            yield problem(spot.key, "partner-not-able", name=name, missing=", ".join(missing))


def _missing(wanted: HandsOver, partner: Partner) -> list[str]:
    able = partner.able
    pairs = (
        (wanted.authority, able.authority),
        (wanted.tools, able.tools),
        (wanted.trained_in, able.trained_in),
    )
    return [each for needed, has in pairs for each in needed if each not in has]


CHECKS = (
    touchpoint_never_opens,
    due_beyond_stall,
    same_touchpoint_twice,
    partner_not_able,
)
