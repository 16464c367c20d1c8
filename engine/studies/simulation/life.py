"""One customer's life: the account on its clock, the customer, and those who work for it."""

from __future__ import annotations

from typing import Protocol

from ...core import records as r
from ...core.journey import Account, Directory, Journey
from ...language.values import Instant, Money
from ..population.values import Fixed, Segment, Worth
from .agenda import Agenda
from .behaving import Behaving
from .chance import Chance
from .colleagues import Colleagues
from .hosting import AccountHost
from .observing import Customer, Observer
from .setting import Setting
from .staff import Team
from .telling import amount, chosen, tell_all

MONTHS = 12

_CLOSED = (r.TaskDone, r.TaskCancelled, r.TaskSkipped)


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

    def come(self) -> None:
        """The customer arrives, and its first journey begins."""
        self.observer.came(self.host.customer)
        self.host.pending += 1
        self.host.happen(self.host.customer.arrives_at, self._begin, None)

    def _begin(self, _nothing: None) -> None:
        host = self.host
        nothing = Journey(host.customer.account)
        host.begin(
            tell_all(self.setting, host.chance, self.segment.facts, "fact", host.now, nothing)
        )

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
        journey, stage = after.id, before.playbook
        for record in decision.records:
            kind = type(record)
            if kind is r.TaskOpened:
                self.colleagues.opened(after, stage, record)
            elif kind in _CLOSED:
                self._closed(before, stage, record)
            elif kind is r.StateEntered:
                self.behaving.entered(journey, stage, record)
            elif kind is r.StateLeft:
                self.behaving.left(journey, record.track)
            elif kind is r.TaskReminded or kind is r.TaskOverdue:
                self.colleagues.reminded(journey, record.id)
            elif kind is r.Escalated:
                self.colleagues.reminded(journey, record.climb)
            elif kind is r.TaskReassigned:
                self.colleagues.reassigned(journey, record)
            elif kind is r.JourneyStarted or kind is r.StageEntered:
                stage = record.playbook if kind is r.JourneyStarted else record.stage
                self.behaving.entered_stage(journey, stage)
            elif kind is r.JourneyEnded and record.outcome != "dormant":
                self.behaving.ended(journey)

    def _closed(
        self, before: Journey, stage: str, record: r.TaskDone | r.TaskCancelled | r.TaskSkipped
    ) -> None:
        self.colleagues.closed(before.id, record)
        task = before.tasks.get(record.id)
        if isinstance(record, r.TaskDone) and task is not None and task.kind != "blocker":
            self.behaving.touched(stage, task, before.id)


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
    return Money(monthly.amount * MONTHS * worth.years, monthly.currency)


def directory_of(setting: Setting, team: Team) -> Directory:
    """Return who fills which role: the first of a team's people, else whoever there is."""
    if not team.desks:
        return setting.directory
    people = dict(setting.directory.people)
    people |= {role: desk.people[0].name for role, desk in team.desks.items()}
    return Directory(1, people, team.absences)
