"""One customer's life: the account on its clock, the customer, and those who work for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from ...core import records as r
from ...core.journey import Account, Directory, Journey
from ...language.values import Instant, Money
from ..figures.worth import lifetime_value
from ..population.values import Fixed, Segment, Worth
from .agenda import Agenda
from .behaving import Behaving
from .chance import Chance
from .colleagues import Colleagues
from .hosting import AccountHost
from .observing import Customer, Observer
from .setting import Setting
from .staff import Team
from .telling import Scene, amount, chosen, tell_all


class Piece(Protocol):
    """What a life shares with others: a clock, a team, and who is told."""

    setting: Setting
    observer: Observer
    agenda: Agenda
    team: Team
    directory: Directory


class Life:
    """Brings together one customer's account, its behaviour and its colleagues."""

    def __init__(self, piece: Piece, index: int, at: Instant) -> None:
        """Draw who comes: its kind, what it is worth, whose customer it is."""
        setting, team = piece.setting, piece.team
        self.setting, self.observer = setting, piece.observer
        chance = Chance(setting.plan.seed, index)
        self.segment = segment_of(setting, chance)
        customer = Customer(
            index, self.segment.id, team.number, at, worth_of(setting.population.worth, chance)
        )
        self.host = AccountHost(setting, piece.observer, piece.agenda, customer, chance)
        self.host.directory = piece.directory
        self.host.account = Account(customer.account, owners=self._owners(team, index))
        self.host.listener = self._hear
        self.behaving = Behaving(self.host, self.segment)
        self.colleagues = Colleagues(self.host, self.segment, team)
        # What is being heard: the journey before and after, and the stage it is in by then.
        self._before = self._after = Journey("")
        self._stage = ""

    def come(self) -> None:
        """The customer arrives, and its first journey begins."""
        self.observer.came(self.host.customer)
        self.host.pending += 1
        self.host.happen(self.host.customer.arrives_at, self._begin, None)

    def _begin(self, _nothing: None) -> None:
        host = self.host
        scene = Scene(host, Journey(host.customer.account))
        facts = tell_all(scene, self.segment.facts, "fact")
        self.colleagues.facts = facts
        # Of a thing with several items nothing is known before there is one.
        many = self.setting.program.many
        host.begin({name: facts[name] for name in facts if name.partition(".")[0] not in many})

    def _owners(self, team: Team, index: int) -> dict[str, str]:
        """Return whose customer it is, by role and line: dealt in turn."""
        line, found = self.setting.population.line, {}
        for role, desk in team.desks.items():
            if self.setting.program.program.roles[role].one_for_each:
                turn = index // max(self.setting.population.teams, 1)
                found[f"{role}/{line}"] = desk.people[turn % len(desk.people)].name
        return found

    def _hear(self, before: Journey, after: Journey, decision: r.Decision) -> None:
        """Let the customer and the colleagues see what a decision means for them."""
        self._before, self._after, self._stage = before, after, before.playbook
        listeners = self._LISTENERS
        for record in decision.records:
            listener = listeners.get(type(record))
            if listener is not None:
                listener(self, record)
        if decision.outcome == "taken":
            self.colleagues.look_again()

    def _entered_stage(self, record: r.JourneyStarted | r.StageEntered) -> None:
        self._stage = record.playbook if isinstance(record, r.JourneyStarted) else record.stage
        self.behaving.entered_stage(self._after.id, self._stage)
        if not self.setting.is_rehearsed(self._stage):
            self.host.retire(self._after.id)

    def _entered(self, record: r.StateEntered) -> None:
        if self.setting.is_rehearsed(self._stage):
            self.behaving.entered(self._after, self._stage, record)

    def _left(self, record: r.StateLeft) -> None:
        self.behaving.left(self._after.id, record.track)

    def _ended(self, record: r.JourneyEnded) -> None:
        # Asleep a customer may still come back.
        if record.outcome != "dormant":
            self.behaving.ended(self._after.id)

    def _opened(self, record: r.TaskOpened) -> None:
        if self.setting.is_rehearsed(self._stage):
            self.colleagues.opened(self._after, self._stage, record)

    def _done(self, record: r.TaskDone) -> None:
        task = self._before.tasks.get(record.id)
        if task is not None and task.kind != "blocker":
            self.behaving.touched(self._stage, task, self._after.id)
        self._settled(record)

    def _settled(self, record: r.TaskDone | r.TaskCancelled | r.TaskSkipped) -> None:
        self.colleagues.closed(self._after.id, record)
        task = self._before.tasks.get(record.id)
        if task is not None:
            self.behaving.settled(task, self._after.id)

    def _reminded(self, record: r.TaskReminded | r.TaskOverdue) -> None:
        self.colleagues.reminded(self._after.id, record.id)

    def _escalated(self, record: r.Escalated) -> None:
        self.colleagues.reminded(self._after.id, record.climb)

    def _reassigned(self, record: r.TaskReassigned) -> None:
        self.colleagues.reassigned(self._after.id, record)

    _LISTENERS: ClassVar[dict[type[r.Record], Callable[[Life, Any], None]]] = {
        r.JourneyStarted: _entered_stage,
        r.StageEntered: _entered_stage,
        r.StateEntered: _entered,
        r.StateLeft: _left,
        r.JourneyEnded: _ended,
        r.TaskOpened: _opened,
        r.TaskDone: _done,
        r.TaskCancelled: _settled,
        r.TaskSkipped: _settled,
        r.TaskReminded: _reminded,
        r.TaskOverdue: _reminded,
        r.Escalated: _escalated,
        r.TaskReassigned: _reassigned,
    }


def segment_of(setting: Setting, chance: Chance) -> Segment:
    """Return the kind of customer that one is."""
    segments = setting.population.segments
    index = chosen([each.share for each in segments], chance.uniform("segment"))
    return segments[min(index, len(segments) - 1)]


def worth_of(worth: Worth | None, chance: Chance) -> Money | None:
    """Return what a customer is worth where that is drawn (D4.4)."""
    if worth is None or isinstance(worth.monthly, str):
        return None
    if isinstance(worth.monthly, Fixed):
        monthly = worth.monthly.value
    else:
        monthly = amount(worth.monthly, chance.uniform("worth"))
    assert isinstance(monthly, Money)
    return lifetime_value(monthly, worth.years)


def directory_of(setting: Setting, team: Team) -> Directory:
    """Return who fills which role: the first of a team's people, else whoever there is."""
    if not team.desks:
        return setting.directory
    people = dict(setting.directory.people)
    people |= {role: desk.people[0].name for role, desk in team.desks.items()}
    return Directory(1, people, team.absences)
