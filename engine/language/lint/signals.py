"""Signals: does somebody send what is awaited, and await what is declared?"""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Problem, problem
from ..program import SignalKind, State
from .subject import Subject
from .views import TrackView


def signal_never_sent(subject: Subject) -> Iterator[Problem]:
    """A move waits for a signal that cannot come.

    moves 在等一个不可能来的信号。

    Why: A touchpoint of another state cannot be done here, and what is `from: system` comes only where a timeout, a rule or a touchpoint sends it.
    为什么：别的状态的触点在这里做不了；from: system 的信号，只有 timeout、规则或触点发出时才会来。

    Bad::

        moves:
          send_offer.done: waiting
          meet_client.agreed: review

    Good::

        moves:
          send_offer.done: waiting

    Cure: Wait for a signal of this state, write `stays: true` at the touchpoint, or let something send it: `counts_as`, `timeout: {signal: …}`, `emit`.
    改法：改等本状态的信号，或给那个触点写 stays: true，或写明谁发出它：counts_as、timeout: {signal: …}、emit。
    """
    if not subject.is_whole:
        return
    sent = subject.uses.sent
    for view in subject.tracks:
        for state in view.track.states.values():
            if state.id not in view.reachable:
                continue
            for signal in (*state.moves, *state.wakes):
                case = _unsent(subject, view, state, signal, sent)
                if case:
                    section = "moves" if signal in state.moves else "wakes"
                    place = view.at(state.id, section, signal).key
                    yield problem(place, case, name=signal, state=state.id)


def _unsent(
    subject: Subject, view: TrackView, state: State, signal: str, sent: frozenset[str]
) -> str:
    name = signal.partition(".")[0]
    home = view.stage.homes.get(name)
    if home is not None and name in view.stage.touchpoints:
        elsewhere = home[0].track is view.track and home[1] != state.id
        is_open = view.stage.touchpoints[name].stays
        return "signal-never-sent.elsewhere" if elsewhere and not is_open else ""
    kind = subject.program.signals.get(signal)
    is_ours = kind is not None and kind.party == "system"
    return "signal-never-sent" if is_ours and signal not in sent else ""


def signal_never_awaited(subject: Subject) -> Iterator[Problem]:
    """A signal is declared, and nothing in the workspace takes notice of it.

    声明了一个信号，却没有任何地方理会它。

    Why: Whoever sends it believes that something happens. A signal that fills a fact, brings a document, or breaks somebody's silence does have an effect.
    为什么：发它的人以为会有下文。能填事实、带来单据，或能打破对方沉默的信号，算有作用。

    Bad::

        waived: {title: 免付 | Waived, from: us}
        reminded: {title: 已催 | Reminded, from: us}

    Good::

        waived: {title: 免付 | Waived, from: us}

    Cure: Write a move, stall, rule or pattern that waits for it, or remove it.
    改法：写一条等它的 moves、停滞、规则或模式，或删掉它。
    """
    if not subject.is_whole:
        return
    awaited = subject.uses.awaited
    for name, kind in subject.program.signals.items():
        if name not in awaited and not _has_effect(kind):
            yield problem(subject.named("signal", name), "signal-never-awaited", name=name)


def _has_effect(kind: SignalKind) -> bool:
    return bool(kind.sets or kind.computes or kind.brings)


CHECKS = (signal_never_sent, signal_never_awaited)
