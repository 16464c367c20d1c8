"""What is read, as statements for every database alike; built once, values bound by name.

A statement lists the columns in the order of its row's fields. Nothing a caller says ever
becomes part of a statement's text (Z2).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from . import kept
from . import tables as t

Statement = sa.Select[*tuple[Any, ...]]

_b = sa.bindparam

LAST = 2**63 - 1
"""Larger than every number of a record."""


def _rows(table: sa.Table, row: type[Struct]) -> Statement:
    return sa.select(*(table.c[field] for field in row.__struct_fields__))


_journeys = _rows(t.journeys, kept.JourneyRow)
_journal = _rows(t.journal, kept.JournalRow)
_account_journal = _rows(t.account_journal, kept.AccountJournalRow)
_inbox = _rows(t.inbox, kept.InboxRow)
_outbox = _rows(t.outbox, kept.OutboxRow)
_deliveries = _rows(t.deliveries, kept.DeliveryRow)
_delivery_id = (
    t.deliveries.c.journey,
    t.deliveries.c.record,
    t.deliveries.c.index,
    t.deliveries.c.target,
)

# --- programs, people, workers

PROGRAM = sa.select(t.programs.c.data).where(t.programs.c.id == _b("id"))
PROGRAM_IDS = (
    sa.select(t.programs.c.id, sa.func.count(t.journeys.c.id))
    .select_from(
        t.programs.outerjoin(
            t.journeys, sa.and_(t.journeys.c.program == t.programs.c.id, t.IS_ALIVE)
        )
    )
    .group_by(t.programs.c.id)
    .order_by(t.programs.c.id)
)
DIRECTORY = (
    sa.select(t.directories.c.version, t.directories.c.snapshot)
    .order_by(t.directories.c.version.desc())
    .limit(1)
)
DEPLOYMENTS = _rows(t.deployments, kept.DeploymentRow).order_by(t.deployments.c.number.desc())
WORKERS = _rows(t.workers, kept.WorkerRow).order_by(t.workers.c.id)

# --- journeys

JOURNEY = _journeys.where(t.journeys.c.id == _b("id"))
JOURNEYS = _journeys.order_by(t.journeys.c.id)
OF_ACCOUNT = JOURNEYS.where(t.journeys.c.account == _b("account"))
ALIVE_OF_ACCOUNT = OF_ACCOUNT.where(t.IS_ALIVE)
ALIVE = sa.select(t.journeys.c.id).where(
    t.journeys.c.account == _b("account"),
    t.journeys.c.line == _b("line"),
    t.journeys.c.playbook == _b("playbook"),
    t.journeys.c.key == _b("key"),
    t.IS_ALIVE,
)
COUNT = (
    sa.select(sa.func.count())
    .select_from(t.journeys)
    .where(
        t.journeys.c.account == _b("account"),
        t.journeys.c.line == _b("line"),
        t.journeys.c.playbook == _b("playbook"),
    )
)
DUE = (
    sa.select(t.journeys.c.id)
    .where(t.journeys.c.next_due <= _b("until"))
    .order_by(t.journeys.c.next_due, t.journeys.c.id)
    .limit(_b("limit"))
)
DUE_CLAIMS = (
    sa.select(t.journeys.c.id, t.journeys.c.account)
    .where(t.journeys.c.next_due <= _b("until"))
    .order_by(t.journeys.c.next_due, t.journeys.c.id)
    .limit(_b("limit"))
)
NEXT_DUE = sa.select(sa.func.min(t.journeys.c.next_due)).where(t.journeys.c.next_due.is_not(None))
HISTORY = _journal.where(
    t.journal.c.journey == _b("journey"), t.journal.c.number.between(_b("low"), _b("high"))
).order_by(t.journal.c.number)

# --- accounts

ACCOUNT = _rows(t.accounts, kept.AccountRow).where(t.accounts.c.id == _b("id"))
ACCOUNT_IDS = (
    sa.select(t.accounts.c.id)
    .where(t.accounts.c.id > _b("after"))
    .order_by(t.accounts.c.id)
    .limit(_b("limit"))
)
ACCOUNT_HISTORY = _account_journal.where(
    t.account_journal.c.account == _b("account"),
    t.account_journal.c.number.between(_b("low"), _b("high")),
).order_by(t.account_journal.c.number)
ACCOUNT_RECORDS = _account_journal.where(
    t.account_journal.c.journey == _b("journey"), t.account_journal.c.decision == _b("decision")
).order_by(t.account_journal.c.number)
PERSONAL_KEY = sa.select(t.personal_keys.c.key).where(t.personal_keys.c.account == _b("account"))
PERSONAL = (
    sa.select(t.personal.c.name, t.personal.c.value)
    .where(t.personal.c.account == _b("account"))
    .order_by(t.personal.c.name)
)

# --- signals

ANSWERED = _inbox.where(
    t.inbox.c.journey == _b("journey"),
    t.inbox.c.source == _b("source"),
    t.inbox.c.signal_id == _b("signal_id"),
)
ANSWERS = _inbox.where(t.inbox.c.journey == _b("journey")).order_by(
    t.inbox.c.source, t.inbox.c.signal_id
)
ASKED = _inbox.where(
    t.inbox.c.account == _b("account"),
    t.inbox.c.source == _b("source"),
    t.inbox.c.signal_id == _b("signal_id"),
)
WAITING = (
    _rows(t.waiting, kept.WaitingRow)
    .where(t.waiting.c.journey == _b("journey"))
    .order_by(t.waiting.c.number)
)
_before = t.waiting.alias("before")
_IS_FIRST = sa.not_(
    sa.exists().where(
        _before.c.journey == t.waiting.c.journey,
        sa.or_(
            _before.c.accepted_at < t.waiting.c.accepted_at,
            sa.and_(
                _before.c.accepted_at == t.waiting.c.accepted_at,
                _before.c.number < t.waiting.c.number,
            ),
        ),
    )
)
# By the index, from the oldest on; grouped, every claim would read all that wait.
WAITING_JOURNEYS = (
    sa.select(t.waiting.c.journey)
    .where(_IS_FIRST)
    .order_by(t.waiting.c.accepted_at, t.waiting.c.journey)
    .limit(_b("limit"))
)
WAITING_CLAIMS = (
    sa.select(t.waiting.c.journey, sa.func.coalesce(t.journeys.c.account, t.waiting.c.journey))
    .select_from(t.waiting.outerjoin(t.journeys, t.journeys.c.id == t.waiting.c.journey))
    .where(_IS_FIRST)
    .order_by(t.waiting.c.accepted_at, t.waiting.c.journey)
    .limit(_b("limit"))
)
ATTEMPTS = sa.select(t.attempts.c.begun).where(t.attempts.c.journey == _b("journey"))

# --- effects and incidents

OUTBOX = _outbox.where(
    t.outbox.c.journey == _b("journey"), t.outbox.c.record.between(_b("low"), _b("high"))
).order_by(t.outbox.c.record, t.outbox.c.index)
PENDING_EFFECTS = (
    _outbox.where(t.IS_PENDING)
    .order_by(t.outbox.c.journey, t.outbox.c.record, t.outbox.c.index)
    .limit(_b("limit"))
)
EFFECT = _outbox.where(
    t.outbox.c.journey == _b("journey"),
    t.outbox.c.record == _b("record"),
    t.outbox.c.index == _b("index"),
)
NEXT_UNSENT = sa.select(sa.func.min(t.deliveries.c.due_at)).where(t.IS_UNSENT)
NEXT_LEASED = sa.select(sa.func.min(t.deliveries.c.lease_until)).where(t.IS_LEASED)
# By the index alone: with a million of them due, a hundred cost what a hundred cost.
UNSENT = (
    _deliveries.where(t.IS_UNSENT, t.deliveries.c.due_at <= _b("until"))
    .order_by(t.deliveries.c.due_at)
    .limit(_b("limit"))
)
LEASE_RUN_OUT = (
    _deliveries.where(t.IS_LEASED, t.deliveries.c.lease_until <= _b("now"))
    .order_by(t.deliveries.c.lease_until)
    .limit(_b("limit"))
)
INCIDENTS = _rows(t.incidents, kept.IncidentRow).order_by(
    t.incidents.c.journey, t.incidents.c.record
)

# --- what speaks of nobody


def _stray(of: sa.Column[Any], home: sa.Column[Any], *tests: sa.ColumnElement[bool]) -> Statement:
    table: sa.Label[Any] = sa.literal_column(f"'{of.table.name}'").label("table_name")
    is_homeless = sa.not_(sa.exists().where(home == of))
    return sa.select(table, of.label("of")).where(is_homeless, *tests).distinct()


_strays = sa.union_all(
    _stray(t.account_journal.c.account, t.accounts.c.id),
    _stray(t.inbox.c.journey, t.journeys.c.id, t.inbox.c.journey.contains("/")),
    *(
        _stray(table.c.journey, t.journeys.c.id)
        for table in (t.incidents, t.journal, t.outbox, t.tasks, t.waiting)
    ),
).subquery()
STRAYS = (
    sa.select(_strays.c.table_name, _strays.c.of)
    .order_by(_strays.c.table_name, _strays.c.of)
    .limit(_b("limit"))
)

# --- how much there is

WAITING_COUNT = sa.select(sa.func.count(), sa.func.min(t.waiting.c.accepted_at)).select_from(
    t.waiting
)
PENDING_COUNT = sa.select(sa.func.count()).select_from(t.outbox).where(t.IS_PENDING)
DELIVERY_COUNTS = (
    sa.select(t.deliveries.c.state, sa.func.count())
    .where(t.deliveries.c.state != sa.literal_column("'done'"))
    .group_by(t.deliveries.c.state)
    .order_by(t.deliveries.c.state)
)
OPEN_INCIDENTS = (
    sa.select(sa.func.count())
    .select_from(t.incidents)
    .where(t.incidents.c.state == sa.literal_column("'open'"))
)


@cache
def deliveries_in(states: int, *, of_journey: bool) -> Statement:
    """Return what finds deliveries in ``state0`` … of so many states, up to ``limit``."""
    asked = t.deliveries.c.state.in_([_b(f"state{number}") for number in range(states)])
    found = _deliveries.where(asked).order_by(t.deliveries.c.due_at, *_delivery_id)
    if of_journey:
        found = found.where(t.deliveries.c.journey == _b("journey"))
    return found.limit(_b("limit"))


# --- what people ask for

_JOURNEY_TESTS = {
    "account": t.journeys.c.account == _b("account"),
    "line": t.journeys.c.line == _b("line"),
    "playbook": t.journeys.c.playbook == _b("playbook"),
    "key": t.journeys.c.key == _b("key"),
    "status": t.journeys.c.status == _b("status"),
    "program": t.journeys.c.program == _b("program"),
    "is_stalled": t.journeys.c.stalls > sa.literal_column("0"),
}
_TASK_TESTS = {
    "owner": t.tasks.c.owner == _b("owner"),
    "role": t.tasks.c.role == _b("role"),
    # Tasks have no index by account: their journeys have.
    "account": t.tasks.c.journey.in_(
        sa.select(t.journeys.c.id).where(t.journeys.c.account == _b("account"))
    ),
    "journey": t.tasks.c.journey == _b("journey"),
    "status": t.tasks.c.status == _b("status"),
    "is_overdue": t.tasks.c.is_overdue == sa.true(),
    "due_by": t.tasks.c.due_at <= _b("due_by"),
}


def asked_for(wanted: kept.JourneyFilter | kept.TaskFilter) -> dict[str, Any]:
    """Return what a filter asks about, by field, in the order of its fields."""
    values = {field: getattr(wanted, field) for field in wanted.__struct_fields__}
    return {field: each for field, each in values.items() if each is not None and each is not False}


@cache
def journeys_where(fields: tuple[str, ...]) -> Statement:
    """Return what finds journeys behind ``after`` by these fields, up to ``limit``."""
    tests = [_JOURNEY_TESTS[field] for field in fields]
    return JOURNEYS.where(t.journeys.c.id > _b("after"), *tests).limit(_b("limit"))


@cache
def tasks_where(fields: tuple[str, ...]) -> Statement:
    """Return what finds tasks by these fields, up to ``limit``."""
    tests = [_TASK_TESTS[field] for field in fields]
    return (
        _rows(t.tasks, kept.TaskRow)
        .where(*tests)
        .order_by(sa.nulls_last(t.tasks.c.due_at.asc()), t.tasks.c.journey, t.tasks.c.id)
        .limit(_b("limit"))
    )
