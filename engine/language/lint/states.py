"""States: can they be come to and left, and does somebody notice when nothing happens?"""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Place, Problem, problem
from ..program import Clock, State
from .circles import circles
from .subject import Subject
from .views import TrackView
from .ways import ANYWHERE, Way, stalls_of


def unreachable_state(subject: Subject) -> Iterator[Problem]:
    """No way leads into this state.

    没有任何路走进这个状态。

    Why: What is planned in it never happens, and everybody who reads the playbook believes it does.
    为什么：里面安排的事永远不会发生，而读剧本的人都以为会。

    Bad::

        find_goods.found: {to: picking, up_to: 2 times, else: called_off}
        find_goods.none: called_off

    Good::

        find_goods.found: {to: picking, up_to: 2 times, else: asking}
        find_goods.none: asking

    Cure: Lead a move into it, or remove the state.
    改法：让某个 moves 通到它，或删掉这个状态。
    """
    for view in subject.tracks:
        for name in view.track.states:
            if name not in view.reachable:
                yield problem(view.at(name).key, "unreachable-state", name=name)


def dead_end(subject: Subject) -> Iterator[Problem]:
    """A journey that comes here never leaves again, and this is no end.

    旅程到了这个状态就再也出不去，而它又不是终点。

    Why: The journey stays open for ever: nobody is told that it is over, and it counts as running in every figure.
    为什么：旅程永远挂着：没人知道它已经结束，统计里它永远“进行中”。

    Bad::

        talks:
          title: 当面谈 | Talks in person
          waits_for: us
          owner: lead
          touchpoints:
            meet_client:
              title: 与客户面谈 | Meet the client
              with: customer.boss
              via: [visit]
              due: 3 business days
              outcomes: {agreed: 谈定 | Agreed, dropped: 放弃 | Dropped}

    Good::

        talks:
          title: 当面谈 | Talks in person
          waits_for: us
          owner: lead
          touchpoints:
            meet_client:
              title: 与客户面谈 | Meet the client
              with: customer.boss
              via: [visit]
              due: 3 business days
              outcomes: {agreed: 谈定 | Agreed, dropped: 放弃 | Dropped}
          moves:
            meet_client.agreed: review
            meet_client.dropped: lost

    Cure: Add a move, a timeout or a give_up that leads out; or make the state an end with `end: success`, `lost` or `dormant`.
    改法：补一条走出去的 moves、timeout 或 give_up；若它本来就是终点，写 end: success、lost 或 dormant。
    """
    for view in subject.tracks:
        if view.track.endless or not _ends(view):
            continue  # staying is meant
        stuck = {
            state.id: case
            for state in view.working()
            if state.id in view.reachable and (case := _stuck(view, state))
        }
        for name, case in stuck.items():
            yield problem(view.at(name).key, case, name=name)
        for group in _closed_circles(view):
            if not stuck.keys() & set(group):
                names = ", ".join(group)
                yield problem(view.at(group[0]).key, "dead-end.circle", names=names)


def _stuck(view: TrackView, state: State) -> str:
    """Return the case of a state that nothing leaves, or nothing but a loss."""
    if any(way.to != state.id for way in view.ways[state.id]) or state.id in _counted(view):
        return ""
    leaving = [way.to for way in view.anywhere if way.to != state.id]
    if not leaving:
        return "dead-end"
    ends = {view.track.states[name].end for name in leaving}
    return "dead-end.anytime" if ends <= {"lost", "dormant"} else ""


def _counted(view: TrackView) -> set[str]:
    """The states in which the stage may end, although the track does not (S2.2)."""
    return {name for end in view.stage.stage.ends for name in end.when.get(view.track.id, ())}


def _ends(view: TrackView) -> list[str]:
    return [state.id for state in view.track.states.values() if state.end]


def _closed_circles(view: TrackView) -> Iterator[tuple[str, ...]]:
    """Yield circles of states that no way leaves."""
    if any(view.track.states[way.to].end for way in view.anywhere):
        return
    graph = {
        state.id: [way.to for way in (*view.ways[state.id], *view.anywhere)]
        for state in view.working()
        if state.id in view.reachable
    }
    for group in circles(graph):
        inside = set(group)
        is_closed = all(to in inside for name in group for to in graph[name])
        if len(group) > 1 and is_closed and not inside & _counted(view):
            yield group


def stall_missing(subject: Subject) -> Iterator[Problem]:
    """Nobody notices when nothing happens in this state.

    这个状态里若一直没动静，没有人会发现。

    Why: This is how contacts break off: what should come does not come, and no deadline, timeout or stall says so (D5.1). While we wait for somebody else, a deadline counts only where meeting it leads on.
    为什么：触点就是这样断掉的：该来的没来，而没有任何期限、到期或停滞提醒（D5.1）。等对方的时候，只有“做完就能往下走”的触点期限才算数。

    Bad::

        moves:
          parcel.agreed: packing

    Good::

        timeout: {after: 20 business days, to: called_off}
        moves:
          parcel.agreed: packing

    Cure: Add a stall with `after:` and what it does, a timeout, or a `due:` on the touchpoint that leads on.
    改法：加一个 stalls（写 after 和怎么办），或 timeout，或给能往下走的触点写 due。
    """
    for view in subject.tracks:
        watched = {name for name, _ in stalls_of(view.track)} | _clocked(view)
        for state in view.working():
            if state.id in watched or state.timeout or state.id not in view.reachable:
                continue
            if not _has_deadline(state):
                yield problem(view.at(state.id).key, "stall-missing", name=state.id)


def _has_deadline(state: State) -> bool:
    for touchpoint in state.touchpoints:
        if touchpoint.due is None:
            continue
        done = {f"{touchpoint.id}.{word}" for word in ("done", *touchpoint.outcomes)}
        heard = done | set(touchpoint.counts_as.values())
        if state.waits_for == "us" or heard & state.moves.keys():
            return True
    return False


def _clocked(view: TrackView) -> set[str]:
    """Return the states in which a clock with a ladder runs, whichever way led there."""
    ways = [way for leading in view.ways.values() for way in leading]
    running: set[str] = set()
    for clock in view.track.clocks:
        if not clock.ladder:
            continue
        still = _without(view, clock, ways)
        running |= {
            state.id
            for state in view.working()
            if state.id not in still
            and state.waits_for not in clock.pauses
            and {way.signal for way in view.ways[state.id]}.issuperset(clock.stops)
        }
    return running


def _without(view: TrackView, clock: Clock, ways: list[Way]) -> set[str]:
    """Return the states that can be entered while a clock does not run."""
    begins = set(view.track.opened_by or ("journey.started",))
    ending = set(clock.stops).difference(clock.starts)
    still = {way.to for way in ways if way.signal in ending}
    if not begins.issubset(clock.starts):
        still |= {start.to for start in view.track.starts}
    found: set[str] = set()
    while still:
        found |= still
        still = {
            way.to
            for way in ways
            if way.source in {*still, ANYWHERE} and way.signal not in clock.starts
        } - found
    return found


def silence_not_their_turn(subject: Subject) -> Iterator[Problem]:
    """A stall counts somebody's silence while it is not their turn.

    停滞在计算对方的沉默，可这时并不轮到对方。

    Why: In a state that waits for us, the customer has nothing to answer yet: the clock would blame our own delay on them, and the play would chase somebody who owes us nothing.
    为什么：轮到我方的状态里，客户还没有什么要回的：这只表会把我方的拖延算到客户头上，再去催一个不欠我们答复的人。

    Bad::

        waiting:
          title: 等答复 | Waiting for the answer
          waits_for: us

    Good::

        waiting:
          title: 等答复 | Waiting for the answer
          waits_for: customer

    Cure: Put the stall into the state that waits for them, say `silence_from:` a touchpoint of ours, or name what must come with `without:`.
    改法：把停滞移到等对方的状态，或写 silence_from: 我方触点，或用 without: 写明等哪个信号。
    """
    for view in subject.tracks:
        model = view.stage.model
        flow = model.tracks[view.track.id] if model.tracks else model
        for name, state in flow.states.items():
            for key, stall in state.stalls.items():
                if stall.silent and not stall.silence_from and state.waits_for != stall.silent:
                    spot = view.at(name, "stalls", key)
                    yield _not_their_turn(spot.into("silent").place, stall.silent, name)
        for key, stall in flow.stalls.items():
            for name in stall.in_ or ():
                watched = flow.states.get(name)
                if stall.silent and watched is not None and watched.waits_for != stall.silent:
                    place = view.here.into("stalls", key, "silent").place
                    yield _not_their_turn(place, stall.silent, name)


def _not_their_turn(place: Place, party: str, state: str) -> Problem:
    return problem(place, "silence-not-their-turn", party=party, state=state)


CHECKS = (unreachable_state, dead_end, stall_missing, silence_not_their_turn)
