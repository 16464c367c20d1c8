"""What comes from outside: a customer's replies, silence, and what touches them after all."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...core import records as r
from ...core.identity import track_of
from ...core.journey import Journey, Signal, Task
from ..population.values import WHOLE, Behaviour, Reply, Segment
from .hosting import SOURCE, AccountHost
from .telling import Scene, chosen, tell_all

_INSIDE = frozenset({"", "internal"})
"""Whom a touchpoint contacts that no customer notices."""


@dataclass(slots=True, eq=False)
class Stay:
    """A visit of a state, or the time in a stage, in which replies still count."""

    journey: str
    key: str
    lane: str = ""
    item: str = ""
    behaviour: Behaviour | None = None
    waits_for: list[str] = field(default_factory=list)
    is_silent: bool = False
    is_over: bool = False


@dataclass(slots=True, eq=False)
class Coming:
    """A reply on its way: ``left`` more of it are to come after it."""

    stay: Stay
    reply: Reply
    purpose: str
    left: int


class Behaving:
    """One customer as it behaves in all its journeys."""

    def __init__(self, host: AccountHost, segment: Segment) -> None:
        """Behave as a segment of the population does."""
        self.host, self.segment = host, segment
        self._visits: dict[str, dict[str, Stay]] = {}
        self._stages: dict[str, Stay] = {}
        self._answered: set[str] = set()

    # --- where the journeys go

    def entered_stage(self, journey: str, stage: str) -> None:
        """Draw what may come at any time while a stage lasts."""
        self.ended(journey)
        replies = self.segment.anytime.get(stage, ())
        if not self.host.setting.is_rehearsed(stage):
            return
        if replies:
            stay = self._stages[journey] = Stay(journey, stage)
            for reply in replies:
                self._maybe(stay, reply, f"anytime/{stage}.{reply.signal}")

    def entered(self, after: Journey, stage: str, record: r.StateEntered) -> None:
        """A visit of a state begins: what comes from outside is drawn now, or once work is done."""
        lane = record.track
        self.left(after.id, lane)
        found = self.host.setting.behaviour(self.segment, stage, track_of(lane), record.state)
        if found is None:
            return
        key, behaviour = found
        stay = Stay(after.id, key, lane, record.item, behaviour)
        self._visits.setdefault(after.id, {})[lane] = stay
        if behaviour.once_done:
            stay.waits_for = [
                name for name in behaviour.once_done if self._is_to_come(after, stage, name)
            ]
        if not stay.waits_for:
            self._draw(stay, behaviour)

    def _is_to_come(self, after: Journey, stage: str, name: str) -> bool:
        """Tell whether a touchpoint is still to be done: one done once and for all is not."""
        touchpoint = self.host.setting.touchpoint(stage, name)
        is_settled = touchpoint is not None and touchpoint.once
        return not is_settled or any(task.name == name for task in after.tasks.values())

    def _draw(self, stay: Stay, behaviour: Behaviour) -> None:
        """Draw one of the replies, or silence, and whatever else comes by itself."""
        chance, key = self.host.chance, stay.key
        if behaviour.replies:
            share, after = chance.uniform(f"reply/{key}"), chance.uniform(f"after/{key}")
            index = chosen([each.chance for each in behaviour.replies], share)
            if index < len(behaviour.replies):
                self._answer(stay, behaviour.replies[index], after)
            else:
                stay.is_silent = True
        for reply in behaviour.also:
            self._maybe(stay, reply, f"also/{key}.{reply.signal}")

    def settled(self, task: Task, journey: str) -> None:
        """A touchpoint was done, or will not be: the last that was waited for starts the rest."""
        stay = self._visits.get(journey, {}).get(task.track)
        if stay is None or stay.behaviour is None or task.name not in stay.waits_for:
            return
        stay.waits_for.remove(task.name)
        if not stay.waits_for:
            self._draw(stay, stay.behaviour)

    def left(self, journey: str, lane: str) -> None:
        """A visit is over: what was to come in it no longer does."""
        stay = self._visits.get(journey, {}).pop(lane, None)
        if stay is not None:
            stay.is_over = True

    def ended(self, journey: str) -> None:
        """A stage, or the whole journey, is over, and all visits with it."""
        for stay in self._visits.pop(journey, {}).values():
            stay.is_over = True
        stage = self._stages.pop(journey, None)
        if stage is not None:
            stage.is_over = True

    def touched(self, stage: str, task: Task, journey: str) -> None:
        """Something was done that may make a silent customer answer after all."""
        stay = self._visits.get(journey, {}).get(task.track)
        if stay is None or not stay.is_silent or stay.behaviour is None:
            return
        reactions = stay.behaviour.reactions
        reaction = reactions.get(task.name)
        if reaction is None and self._is_noticed(stage, task):
            reaction = reactions.get("")
        if reaction is None:
            return
        chance, purpose = self.host.chance, f"{stay.key}/{task.name}"
        share, after = chance.uniform(f"react/{purpose}"), chance.uniform(f"react_after/{purpose}")
        which = chance.uniform(f"react_with/{purpose}")
        if share * WHOLE >= reaction.chance:
            return
        replies = stay.behaviour.replies
        known = sum(each.chance for each in replies)
        if not known:
            return  # nobody ever answers here, whatever is done
        stay.is_silent = False
        index = chosen([each.chance for each in replies], which * known / WHOLE)
        reply = replies[min(index, len(replies) - 1)]
        at = self.host.setting.after(self.host.now, reaction.after, after)
        self.host.plan(at, self._come, Coming(stay, reply, stay.key, reply.times - 1))

    def _is_noticed(self, stage: str, task: Task) -> bool:
        touchpoint = self.host.setting.touchpoint(stage, task.name)
        return touchpoint is None or touchpoint.contact not in _INSIDE

    # --- what is sent

    def _maybe(self, stay: Stay, reply: Reply, purpose: str) -> None:
        chance = self.host.chance
        share, after = chance.uniform(purpose), chance.uniform(f"{purpose}/after")
        if share * WHOLE < reply.chance:
            self._answer(stay, reply, after)

    def _answer(self, stay: Stay, reply: Reply, after: float) -> None:
        host = self.host
        at = host.setting.after(host.now, reply.after, after)
        host.plan(at, self._come, Coming(stay, reply, stay.key, reply.times - 1))

    def _come(self, coming: Coming) -> None:
        stay, host = coming.stay, self.host
        if stay.is_over:
            return
        if not stay.lane and host.journeys[stay.journey].outcome:
            return  # asleep: what may come at any time comes while the stage is at work
        if coming.left:
            coming.left -= 1
            apart = coming.reply.apart or coming.reply.after
            u = host.chance.uniform(f"apart/{coming.purpose}.{coming.reply.signal}")
            host.plan(host.setting.after(host.now, apart, u), self._come, coming)
        self._send(stay, coming.reply)

    def _send(self, stay: Stay, reply: Reply) -> None:
        host = self.host
        journey = host.journeys[stay.journey]
        purpose = f"said/{stay.key}.{reply.signal}"
        scene = Scene(host, journey, stay.item)
        data = tell_all(scene, reply.data, purpose)
        thing = stay.item.partition("/")[0]
        if thing and thing == reply.signal.partition(".")[0] and stay.item in journey.items:
            # What is said in an item's own lane is said of that item.
            key = scene.key_of(thing)
            if key is not None:
                data.setdefault(host.program.many[thing], key)
        signal = Signal(
            reply.signal, host.signal_id(), SOURCE, at=host.now, data=data, brings=reply.brings
        )
        self._hand_in(journey, signal)

    def _hand_in(self, journey: Journey, signal: Signal) -> None:
        """Let a signal arrive, or go astray on the way, as the population's chaos has it."""
        host, kind = self.host, signal.type
        chaos, chance = host.setting.population.chaos, host.chance
        if host.setting.is_calm:
            host.take(journey.id, signal)
            return
        if chaos.lost and chance.uniform(f"lost/{kind}") * WHOLE < chaos.lost:
            return
        copies = 1
        if chaos.duplicated and chance.uniform(f"twice/{kind}") * WHOLE < chaos.duplicated:
            copies = 2
        for _ in range(copies):
            at = host.now
            if chaos.late and chaos.late_by is not None:
                late, by = chance.uniform(f"late/{kind}"), chance.uniform(f"late_by/{kind}")
                if late * WHOLE < chaos.late:
                    at = host.setting.after(host.now, chaos.late_by, by)
            if at > host.now:
                host.plan(at, self._arrive, (journey.id, signal))
            else:
                self._arrive((journey.id, signal))

    def _arrive(self, told: tuple[str, Signal]) -> None:
        """Take a signal once: a second one of the same id has been answered already (S7.1)."""
        journey, signal = told
        if self.host.setting.population.chaos.duplicated:
            if signal.id in self._answered:
                return
            self._answered.add(signal.id)
        self.host.take(journey, signal)
