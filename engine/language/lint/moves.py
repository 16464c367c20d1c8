"""Moves: is every case answered, and does every circle end?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..constants import decide_constant
from ..problems import Problem, problem
from ..program import Alternative, Fact, Stage, State, Touchpoint
from ..terms import Either, Term
from ..values import Moment
from .circles import circles
from .subject import Subject
from .views import StageView, TrackView
from .ways import Way


def missing_otherwise(subject: Subject) -> Iterator[Problem]:
    """Every alternative has a condition, and nothing says what happens where none holds.

    每条去向都带条件，却没写都不成立时怎么办。

    Why: The signal comes, nothing fits, and the journey stays where it is: the customer's word seems to have no effect. A bounded alternative (`up_to`) without `else` is such a condition too.
    为什么：信号来了，一条都不合，旅程原地不动，客户的话好像石沉大海。只写 up_to 而没有 else 的去向也是一种条件。

    Bad::

        check_terms.passed:
          - {if: offer.amount >= large, to: stay}

    Good::

        check_terms.passed:
          - {if: offer.amount >= large, to: stay}
          - {to: won}

    Cure: Add a last alternative without a condition; `{to: stay}` says that staying is meant.
    改法：最后补一条不带条件的去向；若本来就该留在原地，写 {to: stay}。
    """
    for view in subject.tracks:
        for state in view.working():
            for signal, alternatives in state.moves.items():
                case = _uncovered(alternatives, subject.program.facts)
                if case:
                    last = view.at(state.id, "moves", signal, len(alternatives) - 1)
                    yield problem(last.place, case, signal=signal)


def _uncovered(alternatives: Sequence[Alternative], facts: Mapping[str, Fact]) -> str:
    """Return the case of alternatives that leave something open, or nothing."""
    taken = [each for each in alternatives if not each.up_to or each.otherwise]
    if _covers([each.condition for each in taken], facts):
        return ""
    bounded = alternatives[-1].up_to and alternatives[-1].condition is None
    return "missing-otherwise.bound" if bounded else "missing-otherwise"


def _covers(conditions: Sequence[Term | None], facts: Mapping[str, Fact]) -> bool:
    """Whether one of the conditions always holds."""
    written = [each for each in conditions if each is not None]
    if len(written) < len(conditions):
        return True
    return len(written) > 1 and decide_constant(Either(tuple(written)), facts) is True


def stay_without_work(subject: Subject) -> Iterator[Problem]:
    """The only work of the state is done, the journey stays, and nobody has anything to do.

    状态里唯一的事已做完，旅程却留在原地，谁也没有事做。

    Why: It is our turn, and nothing is open: the journey waits for a task that nobody has.
    为什么：轮到我方，却没有任何任务开着：旅程在等一件没人手里有的事。

    Bad::

        meet_client.agreed: review
        meet_client.dropped: stay

    Good::

        meet_client.agreed: review
        meet_client.dropped: lost

    Cure: Lead on, or add a touchpoint that `starts: after` this one.
    改法：写明去向，或加一个 starts: after 它的触点。
    """
    for view in subject.tracks:
        for state in view.working():
            if state.waits_for == "us":
                yield from _idle(view, state)


def _idle(view: TrackView, state: State) -> Iterator[Problem]:
    by_id = {each.id: each for each in state.touchpoints}
    for signal, alternatives in state.moves.items():
        touchpoint = by_id.get(signal.partition(".")[0])
        if touchpoint is None or touchpoint.repeats or _has_more(touchpoint, by_id):
            continue
        for index, each in enumerate(alternatives):
            if "stay" in {each.to, each.otherwise}:
                place = view.at(state.id, "moves", signal, index, "to").place
                yield problem(place, "stay-without-work", name=touchpoint.id, state=state.id)


def _has_more(touchpoint: Touchpoint, beside: dict[str, Touchpoint]) -> bool:
    """Whether a state has work that need not be over when ``touchpoint`` is done."""
    before: set[str] = set()
    waiting = [touchpoint.id]
    while waiting:
        name = waiting.pop()
        if name not in before and name in beside:
            before.add(name)
            starts = beside[name].starts
            waiting += [each.partition(".")[0] for each in (starts.after if starts else ())]
    return len(before) < len(beside)


def eventless_cycle(subject: Subject) -> Iterator[Problem]:
    """States or rules set each other off without anything happening, for ever.

    几个状态或规则不等任何事发生就互相触发，没完没了。

    Why: The engine stops after a thousand steps and reports an incident; nothing of that decision is kept (S1.6).
    为什么：引擎走到一千步就停下并报事故，这一次的决定全部作废（S1.6）。

    Bad::

        timeout: {after: 0 minutes, to: asking}

    Good::

        timeout: {after: 20 business days, to: called_off}

    Cure: Let one step of the circle wait: for a signal, a task, or a real length of time.
    改法：让圈里的某一步等一等：等信号、等任务，或等一段真正的时间。
    """
    for view in subject.tracks:
        graph = {name: _at_once(state) for name, state in view.track.states.items()}
        for group in circles(graph) if any(graph.values()) else ():
            place = view.at(group[0], "timeout").key
            yield problem(place, "eventless-cycle", names=" → ".join([*group, group[0]]))
    for stage in subject.stages:
        emitted = _emitted(stage.stage)
        for group in circles({signal: out.keys() for signal, out in emitted.items()}):
            section, rule = next(
                name for signal, name in emitted[group[0]].items() if signal in group
            )
            place = stage.file.here.into(section, rule).key
            yield problem(place, "eventless-cycle.rules", names=" → ".join([*group, group[0]]))


def _at_once(state: State) -> list[str]:
    """The states a state goes on to in the very moment it is entered."""
    timeout = state.timeout
    if timeout is None or not _is_now(timeout.moment):
        return []
    if timeout.to:
        return [timeout.to]
    return [each.to for each in state.moves.get(timeout.signal, ())]


def _is_now(moment: Moment) -> bool:
    return moment.span.count == 0 and moment == Moment(moment.span)


def _emitted(stage: Stage) -> dict[str, dict[str, tuple[str, str]]]:
    """What each signal makes rules and patterns emit at once, and which one does."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    heard = [("rules", each.id, each.when, each.actions) for each in stage.rules]
    heard += [
        ("patterns", each.id, each.signals, each.actions)
        for each in stage.patterns
        if each.kind == "count" and each.at_least <= 1
    ]
    for section, name, signals, actions in heard:
        for signal in signals:
            for action in actions:
                if action.verb == "emit":
                    found.setdefault(signal, {}).setdefault(action.name, (section, name))
    return found


def unbounded_loop(subject: Subject) -> Iterator[Problem]:
    """We can go round in a circle of our own for ever: nothing counts the rounds.

    我方可以自己绕圈，没有什么限制圈数。

    Why: Work that is sent back again and again is never finished, and nobody above hears of it, because every deadline begins anew.
    为什么：一再退回的事永远做不完，而每一圈期限都重新计时，上级永远听不到。

    Bad::

        find_goods.found: picking

    Good::

        find_goods.found: {to: picking, up_to: 2 times, else: asking}

    Cure: Bound the way back: `{to: …, up_to: 2 times, else: …}`.
    改法：给往回走的那一步设上限：{to: …, up_to: 2 times, else: …}。
    """
    for view in subject.tracks:
        if view.track.endless:
            continue  # going round is what it is for
        graph = {
            name: [way.to for way in view.ways[name] if _is_ours(view, way)]
            for name in view.track.states
        }
        for group in circles(graph) if any(graph.values()) else ():
            if group[0] not in view.reachable:
                continue
            way = next(w for w in view.ways[group[-1]] if w.to in group and _is_ours(view, w))
            place = view.at(way.source, "moves", way.signal).key
            yield problem(place, "unbounded-loop", names=" → ".join([*group, group[0]]))


def _is_ours(view: TrackView, way: Way) -> bool:
    """Whether a way can be gone again and again without anybody outside having a word in it."""
    state = view.track.states[way.source]
    if way.by != "move" or way.is_bounded or state.waits_for != "us":
        return False
    return _is_our_own(view.stage, way.signal)


def _is_our_own(stage: StageView, signal: str) -> bool:
    touchpoint = stage.touchpoints.get(signal.partition(".")[0])
    return touchpoint is not None and touchpoint.contact in {"", "internal"}


CHECKS = (missing_otherwise, stay_without_work, eventless_cycle, unbounded_loop)
