"""Values of the core ↔ rows of a store. Bytes that do not read back are damage, not a crash."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from ..core.journey import Account, Directory, Journey, Signal, Task
from ..core.personal import is_named, known
from ..core.records import (
    AccountRecord,
    Decision,
    Effect,
    IncidentRaised,
    Record,
    Send,
    Start,
    Why,
    decode_account_record,
    decode_effect,
    decode_record,
    encode_records,
)
from ..core.timers import next_timer
from ..language.values import Instant
from .chain import account_chained, begin_account, begin_journey, chained
from .failures import StoreError
from .personal import shown
from .store import (
    AccountJournalRow,
    AccountRow,
    IncidentRow,
    JournalRow,
    JourneyRow,
    OutboxRow,
    Reading,
    Status,
    TaskRow,
    WaitingRow,
)

SHARDS = 1024
"""An account and all its journeys share one (S7.5)."""

_Json = bytes | str
_encode = msgspec.json.Encoder(order="sorted").encode

_NEWER = re.compile(r"unknown field|^Invalid value .*`\$\.(?:record|effect)`$")


def digest(signal: Signal) -> str:
    """Return what tells one body from another under the same id (S7.2)."""
    return hashlib.sha256(msgspec.json.encode(signal, order="sorted")).hexdigest()


def snapshot(value: Journey | Account | Directory) -> bytes:
    """Return a snapshot; the order of names is kept, because decisions follow it (S1.6)."""
    return msgspec.json.encode(value)


def journey_row(
    journey: Journey, began_at: Instant, head: bytes, kept: Journey | None = None
) -> JourneyRow:
    """Return the row of a journey; what a store searches by stands beside the snapshot.

    ``began_at`` is the instant of its first record, ``head`` the hash of its last; ``kept`` is
    the journey with names in the place of personal values, where it has any.
    """
    due = next_timer(journey)
    return JourneyRow(
        journey.id, journey.account, journey.line, journey.playbook, journey.key,
        journey.program, journey.version, _status(journey), due.due_at if due else None,
        zlib.crc32(journey.account.encode()) % SHARDS, snapshot(kept or journey),
        began_at, len(journey.stalls), head,
    )  # fmt: skip


def _status(journey: Journey) -> Status:
    if journey.outcome == "dormant":
        return "dormant"
    return "ended" if journey.outcome else "running"


def task_rows(journey: Journey) -> list[TaskRow]:
    """Return a journey's work as people ask for it."""
    return [_task_row(journey, task) for task in journey.tasks.values()]


def task_changes(before: Journey, after: Journey) -> tuple[list[TaskRow], list[tuple[str, str]]]:
    """Return what :meth:`Writing.save_tasks` needs to know after a decision: new, and gone."""
    kept = before.tasks
    changed = [
        _task_row(after, task)
        for name, task in after.tasks.items()
        # What a decision did not touch is still the very same object, mostly.
        if kept.get(name) is not task and kept.get(name) != task
    ]
    return changed, [(after.id, name) for name in kept if name not in after.tasks]


def _task_row(journey: Journey, task: Task) -> TaskRow:
    return TaskRow(
        journey.id, task.id, journey.account, task.name, task.owner, task.role, task.status,
        task.opened_at, task.due_at, task.is_overdue,
    )  # fmt: skip


def journal_rows(journey: str, first: int, head: bytes, decision: Decision) -> list[JournalRow]:
    """Return a decision's records, each with why it was made; chained to ``head`` (Z11)."""
    why = {each.record: each for each in decision.why}
    head = head or begin_journey(journey)
    made = []
    for number, record in enumerate(encode_records(decision.records), first):
        reason = _bytes(why.get(number))
        head = chained(head, record, reason)
        made.append(JournalRow(journey, number, record.decode(), reason.decode(), head))
    return made


def account_rows(
    held: AccountRow, journey: str, decision: int, records: tuple[AccountRecord, ...]
) -> list[AccountJournalRow]:
    """Return a decision's account records with the decision that made them; chained to ``held``."""
    head = held.head
    made = []
    for number, record in enumerate(encode_records(records), held.version + 1):
        head = account_chained(head, journey, decision, record)
        made.append(AccountJournalRow(held.id, number, journey, decision, record.decode(), head))
    return made


def first_account_row(account: Account, origin: bytes) -> AccountRow:
    """Return the row of an account before its first record; what is known of it is its origin."""
    head = begin_account(account.id, origin)
    return AccountRow(account.id, account.version, origin, origin, head)


def outbox_rows(
    journey: str,
    effects: tuple[Effect, ...],
    encode: Callable[[Effect], bytes] = msgspec.json.encode,
) -> list[OutboxRow]:
    """Return a decision's effects, named for ever by journey, record and index (S7.3)."""
    return [
        OutboxRow(
            journey,
            effect.record,
            effect.index,
            encode(effect).decode(),
            # What is for other journeys of the store is done in the same transaction (S2.6).
            "done" if isinstance(effect, Start | Send) else "pending",
        )
        for effect in effects
    ]


def incident_rows(journey: str, first: int, records: tuple[Record, ...]) -> list[IncidentRow]:
    """Return the incidents among a decision's records."""
    return [
        IncidentRow(
            journey,
            number,
            record.at,
            record.code,
            " ".join((record.signal, record.key, *record.names)),
        )
        for number, record in enumerate(records, first)
        if isinstance(record, IncidentRaised)
    ]


def read_journey(reading: Reading, row: JourneyRow) -> Journey:
    """Read a journey's snapshot; what was erased of it is unknown."""
    found: Journey = _read_snapshot(reading, row.account, row.snapshot, Journey, row.id)
    return found


def read_account(reading: Reading, row: AccountRow) -> Account:
    """Read an account's snapshot; what was erased of it is unknown."""
    found: Account = _read_snapshot(reading, row.id, row.snapshot, Account, row.id)
    return found


def kept_journey(row: JourneyRow) -> Journey | None:
    """Read a journey with names for its personal values, None where it has none (S7.4)."""
    return _read(row.snapshot, Journey, f"journey {row.id}") if is_named(row.snapshot) else None


def kept_account(row: AccountRow) -> Account | None:
    """Read an account with names for its personal values, None where it has none (S7.4)."""
    return _read(row.snapshot, Account, f"account {row.id}") if is_named(row.snapshot) else None


def read_origin(reading: Reading, row: AccountRow) -> Account:
    """Read what was known of an account before its first record."""
    found: Account = _read_snapshot(reading, row.id, row.origin, Account, row.id)
    return found


def read_directory(data: bytes) -> Directory:
    """Read who fills which role."""
    found: Directory = _read(data, Directory, "directory")
    return found


def read_records(reading: Reading, rows: Sequence[JournalRow]) -> tuple[Record, ...]:
    """Read records of a journal; values that were erased are still their names."""
    found: list[Record] = []
    of = rows[0].journey if rows else ""
    texts = _shown(reading, of, [row.record for row in rows])
    for row, text in zip(rows, texts, strict=True):
        with damage(f"journey {row.journey}, record {row.number}"):
            found.append(decode_record(text))
    return tuple(found)


def read_why(reading: Reading, rows: Sequence[JournalRow]) -> tuple[Why, ...]:
    """Read why records were made."""
    reasoned = [row for row in rows if row.why]
    of = reasoned[0].journey if reasoned else ""
    texts = _shown(reading, of, [row.why for row in reasoned])
    return tuple(
        _read(text, Why, f"journey {row.journey}, record {row.number}")
        for row, text in zip(reasoned, texts, strict=True)
    )


def read_account_records(
    reading: Reading, rows: Sequence[AccountJournalRow]
) -> tuple[AccountRecord, ...]:
    """Read records of an account's journal; values that were erased are still their names."""
    texts = [row.record for row in rows]
    if any(is_named(text) for text in texts):
        values = reading.personal(rows[0].account)
        texts = [shown(text, values) for text in texts]
    found: list[AccountRecord] = []
    for row, text in zip(rows, texts, strict=True):
        with damage(f"account {row.account}, record {row.number}"):
            found.append(decode_account_record(text))
    return tuple(found)


def read_effects(reading: Reading, rows: Sequence[OutboxRow]) -> tuple[Effect, ...]:
    """Read effects of the outbox; those whose content was erased are left out."""
    found = (read_effect(reading, row) for row in rows)
    return tuple(effect for effect in found if effect is not None)


def read_effect(reading: Reading, row: OutboxRow) -> Effect | None:
    """Read an effect of the outbox, None where its content was erased (S7.4)."""
    text = _shown(reading, row.journey, [row.effect])[0]
    if is_named(text):
        return None
    with damage(f"outbox of {row.journey}, record {row.record}"):
        return decode_effect(text)


def read_waiting(reading: Reading, row: WaitingRow) -> Signal:
    """Read a signal that waits to be decided; what was erased of it is left out (S7.9)."""
    text = known(_shown(reading, row.journey, [row.signal])[0])
    found: Signal = _read(text, Signal, f"signal {row.number} waiting for {row.journey}")
    return found


def is_erased(reading: Reading, row: WaitingRow) -> bool:
    """Tell whether something that a waiting signal said was erased (S7.4)."""
    return is_named(_shown(reading, row.journey, [row.signal])[0])


def _shown(reading: Reading, journey_id: str, texts: list[str]) -> list[str]:
    """Return texts of one journey's rows with their personal values in place."""
    if not any(is_named(text) for text in texts):
        return texts
    journey = reading.journey(journey_id)
    values = reading.personal(journey.account) if journey else {}
    return [shown(text, values) for text in texts]


def _read_snapshot(reading: Reading, account: str, data: bytes, kind: Any, what: str) -> Any:
    what = f"{kind.__name__.lower()} {what}"
    if not is_named(data):
        return _read(data, kind, what)
    with damage(what):
        # SQLite keeps a text where bytes belong, if somebody puts one there.
        read = data.decode() if isinstance(data, bytes) else data
        text = known(shown(read, reading.personal(account)))
    return _read(text, kind, what)


@contextmanager
def damage(what: str) -> Iterator[None]:
    """Report bytes that do not read back as damage to ``what``, or as a later engine's (F32).

    Raises:
        StoreError: they do not.
    """
    try:
        yield
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        code = "newer-row" if is_newer(error) else "damaged"
        raise StoreError(code, what=what) from error


def is_newer(error: Exception) -> bool:
    """Tell whether JSON failed to read back because a later engine has a word more (F32)."""
    return isinstance(error, msgspec.ValidationError) and bool(_NEWER.search(str(error)))


def _read(data: _Json, kind: Any, what: str) -> Any:
    with damage(what):
        return msgspec.json.decode(data, type=kind)


def _bytes(value: Why | None) -> bytes:
    return b"" if value is None else _encode(value)
