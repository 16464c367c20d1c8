"""``check --deep``: every journal is folded again and compared with what stands beside it.

Numbering, hash chain, snapshot byte for byte, the columns a store searches by, tasks, answers
and effects (S7.4, P7, Z11). Read in pages: memory stays flat however many journeys there are
and however long one is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec.structs import asdict

from ..core.evolve import apply, evolve_account
from ..core.folding.fold import Fold
from ..core.journey import Account, Journey
from ..core.personal import is_named
from ..core.records import decode_account_record, decode_effect, decode_record
from ..language.program import decode, encoded_hash
from . import rows
from .answering import escaped
from .chain import account_chained, begin_account, begin_journey, chained
from .flaws import Checked, Flaw, Subject
from .programs import is_newer
from .store import (
    AccountJournalRow,
    AccountRow,
    InboxRow,
    JournalRow,
    JourneyFilter,
    JourneyRow,
    OutboxRow,
    Reading,
    Store,
    TaskFilter,
)

PAGE = 500
"""How many records, journeys or accounts are held at once."""

_MANY = 1_000_000
_IMPOSSIBLE = (LookupError, AttributeError, TypeError, ValueError)


class _BrokenError(Exception):
    """The first record of a journal that is not right; nothing behind it can be judged."""

    def __init__(self, code: str, record: int, **values: object) -> None:
        super().__init__(code)
        self.code, self.record = code, record
        self.values = {name: str(value) for name, value in values.items()}


def check_deep(store: Store, tell: Callable[[int], None] = lambda _done: None) -> Checked:
    """Look through everything a store holds; ``tell`` hears how many journeys are done.

    Each page is read as one view, so that people may work on while it is looked through.

    Raises:
        StoreError: the store cannot be read, or its files are damaged.
    """
    store.verify()
    flaws: list[Flaw] = []
    counts = {"journeys": 0, "accounts": 0, "records": 0}
    with store.reading() as reading:
        programs = {each: _program_flaw(reading, each) for each in reading.program_ids()}
        flaws += (
            Flaw("store", "", "stray-rows", 0, {"table": table, "of": of})
            for table, of in reading.strays(PAGE)
        )
    flaws += (flaw for _, flaw in sorted(programs.items()) if flaw is not None)
    for reading, row in _accounts(store):
        flaws += account_flaws(reading, row)
        counts["accounts"] += 1
        counts["records"] += row.version if isinstance(row.version, int) else 0
    for reading, found in _journeys(store):
        # Asked again where it was published only now.
        if found.program not in programs and reading.program(found.program) is None:
            values = {"program": found.program}
            flaws.append(Flaw("journey", found.id, "program-missing", 0, values))
        flaws += journey_flaws(reading, found)
        counts["journeys"] += 1
        counts["records"] += found.version if isinstance(found.version, int) else 0
        tell(counts["journeys"])
    return Checked(**counts, programs=len(programs), flaws=tuple(flaws))


def _journeys(store: Store) -> Iterator[tuple[Reading, JourneyRow]]:
    after = ""
    while True:
        with store.reading() as reading:
            page = reading.select_journeys(JourneyFilter(), after, PAGE)
            for row in page:
                yield reading, row
        if not page:
            return
        after = page[-1].id


def _accounts(store: Store) -> Iterator[tuple[Reading, AccountRow]]:
    after = ""
    while True:
        with store.reading() as reading:
            page = reading.account_ids(after, PAGE)
            for each in page:
                row = reading.account(each)
                if row is not None:
                    yield reading, row
        if not page:
            return
        after = page[-1]


def _program_flaw(reading: Reading, program_id: str) -> Flaw | None:
    data = reading.program(program_id)
    if not isinstance(data, bytes) or encoded_hash(data) != program_id:
        return Flaw("program", program_id, "program-changed")
    try:
        program = decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Flaw("program", program_id, "program-unreadable")
    newer = is_newer(program, data)
    return Flaw("program", program_id, "program-newer") if newer else None


# --- journeys


def journey_flaws(reading: Reading, row: JourneyRow) -> list[Flaw]:
    """Return what is wrong with a journey: its first bad record, or all that stands beside."""
    try:
        _check_types(row)
        folded, began_at = _refolded(reading, row)
    except _BrokenError as broken:
        return [Flaw("journey", row.id, broken.code, broken.record, broken.values)]
    flaws = list(_beside(reading, row, folded, began_at))
    answers = (each for each in reading.answers(row.id) if _is_astray(each, row))
    flaws += (_answer_flaw("journey", row.id, each) for each in answers)
    for first in range(1, row.version + 1, PAGE):
        effects = reading.outbox(row.id, first, min(first + PAGE - 1, row.version))
        flaws += (_effect_flaw(each) for each in effects if _is_unreadable(each))
    beyond = reading.outbox(row.id, row.version + 1, _MANY * _MANY)
    return [*flaws, *map(_effect_flaw, beyond)]


def _refolded(reading: Reading, row: JourneyRow) -> tuple[Journey, int]:
    """Fold a journal again; return the journey and when it began.

    Raises:
        _BrokenError: at the first record that is not right.
    """
    fold, head, began_at = Fold(Journey(row.id)), begin_journey(row.id), 0
    number = 0
    for each in _journal(reading, row.id):
        number += 1
        _check_number(each.number, number, row.version)
        _check_text(number, each.record, each.why)
        wanted = chained(head, each.record.encode(), each.why.encode())
        head = _checked_hash(each.hash, wanted, number)
        record: Any = _decoded(each.record, decode_record, number)
        began_at = began_at or record.at
        try:
            apply(fold, record)
        except _IMPOSSIBLE as error:
            raise _BrokenError("record-impossible", number) from error
    _check_end(number, row.version, head, row.head)
    return fold.journey, began_at


def _journal(reading: Reading, journey: str) -> Iterator[JournalRow]:
    first = 1
    while page := reading.history(journey, first, first + PAGE - 1):
        yield from page
        first += PAGE
    # Behind a gap of a whole page there may be more.
    yield from reading.history(journey, first, None)[:1]


def _check_number(found: int, wanted: int, last: int) -> None:
    if found != wanted:
        raise _BrokenError("record-missing", wanted)
    if wanted > last:
        raise _BrokenError("record-beyond", wanted, last=last)


def _check_types(row: JourneyRow | AccountRow) -> None:
    # SQLite keeps whatever it is given in any column: a text edited by hand where bytes belong.
    why = _misfit(row)
    if why:
        raise _BrokenError("column-unreadable", 0, why=why)


def _misfit(row: msgspec.Struct) -> str:
    """Return which column of a row is not of its type; nothing where all are."""
    try:
        msgspec.convert(asdict(row), type(row))
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _check_text(number: int, *texts: object) -> None:
    if not all(isinstance(each, str) for each in texts):
        raise _BrokenError("record-unreadable", number)


def _checked_hash(found: bytes, wanted: bytes, number: int) -> bytes:
    if found != wanted:
        raise _BrokenError("record-changed", number)
    return wanted


def _check_end(number: int, last: int, head: bytes, kept: bytes) -> None:
    if number < last:
        raise _BrokenError("record-missing", number + 1)
    if head != kept:
        raise _BrokenError("head-differs", number)


def _decoded(text: str, decode: Callable[[str], Any], number: int) -> Any:
    """Read a record as it is stored: names of personal values stay names."""
    try:
        return decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        code = "record-newer" if rows.is_newer(error) else "record-unreadable"
        raise _BrokenError(code, number) from error


def _beside(reading: Reading, row: JourneyRow, folded: Journey, began_at: int) -> Iterator[Flaw]:
    """Yield what stands beside the journal and does not follow from it."""
    differing = _differing(row.snapshot, folded)
    if differing:
        yield Flaw("journey", row.id, differing[0], 0, {"names": differing[1]})
    wanted = rows.journey_row(folded, began_at, row.head)
    for name in JourneyRow.__struct_fields__:
        if name not in {"snapshot", "head"} and getattr(row, name) != getattr(wanted, name):
            values = {
                "column": name, "found": str(getattr(row, name)),
                "wanted": str(getattr(wanted, name)),
            }  # fmt: skip
            yield Flaw("journey", row.id, "column-differs", 0, values)
    if reading.account(row.account) is None:
        yield Flaw("journey", row.id, "account-missing", 0, {"account": row.account})
    listed = {each.id: each for each in reading.tasks(TaskFilter(journey=row.id), _MANY)}
    tasks = {each.id: each for each in rows.task_rows(folded)}
    for name in sorted(listed.keys() | tasks.keys()):
        if listed.get(name) != tasks.get(name):
            yield Flaw("journey", row.id, "task-differs", 0, {"task": name})


def _differing(held: bytes, folded: Journey | Account) -> tuple[str, str] | None:
    """Return the code of what is wrong with a snapshot, and in which fields it differs."""
    wanted = rows.snapshot(folded)
    # Bytes, because decisions also follow the order in which things are held.
    if held == wanted:
        return None
    try:
        found = msgspec.json.decode(held, type=type(folded))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "snapshot-unreadable", ""
    names = [
        name
        for name in folded.__struct_fields__
        if msgspec.json.encode(getattr(found, name)) != msgspec.json.encode(getattr(folded, name))
    ]
    return "snapshot-differs", ", ".join(names) or "bytes"


def _is_astray(answer: InboxRow, row: JourneyRow | AccountRow) -> bool:
    if _misfit(answer):
        return True
    nothing = answer.last < answer.first
    return not nothing and not 1 <= answer.first <= answer.last <= row.version


def _answer_flaw(subject: Subject, of: str, answer: InboxRow) -> Flaw:
    values = {name: str(getattr(answer, name)) for name in ("source", "first", "last")}
    return Flaw(subject, of, "answer-astray", 0, {**values, "id": answer.signal_id})


def _is_unreadable(row: OutboxRow) -> bool:
    if _misfit(row):
        return True
    if is_named(row.effect):
        return False
    try:
        effect = decode_effect(row.effect)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return True
    return (effect.record, effect.index) != (row.record, row.index)


def _effect_flaw(row: OutboxRow) -> Flaw:
    return Flaw("journey", row.journey, "effect-astray", row.record, {"index": str(row.index)})


# --- accounts


def account_flaws(reading: Reading, row: AccountRow) -> list[Flaw]:
    """Return what is wrong with an account: its first bad record, or its snapshot."""
    try:
        _check_types(row)
        folded = _refolded_account(reading, row)
    except _BrokenError as broken:
        return [Flaw("account", row.id, broken.code, broken.record, broken.values)]
    told = reading.answers(escaped(row.id))
    flaws = [_answer_flaw("account", row.id, each) for each in told if _is_astray(each, row)]
    differing = _differing(row.snapshot, folded)
    if differing:
        flaws.append(Flaw("account", row.id, differing[0], 0, {"names": differing[1]}))
    return flaws


def _refolded_account(reading: Reading, row: AccountRow) -> Account:
    try:
        folded = msgspec.json.decode(row.origin, type=Account)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _BrokenError("record-unreadable", 0) from error
    head, number = begin_account(row.id, row.origin), folded.version
    ended: dict[str, int] = {}
    for each in _account_journal(reading, row.id, number + 1):
        number += 1
        _check_number(each.number, number, row.version)
        _check_text(number, each.record, each.journey)
        if not isinstance(each.decision, int):
            raise _BrokenError("record-unreadable", number)
        wanted = account_chained(head, each.journey, each.decision, each.record.encode())
        head = _checked_hash(each.hash, wanted, number)
        record: Any = _decoded(each.record, decode_account_record, number)
        _check_decision(reading, each, ended)
        try:
            folded = evolve_account(folded, record)
        except _IMPOSSIBLE as error:
            raise _BrokenError("record-impossible", number) from error
    _check_end(number, row.version, head, row.head)
    return folded


def _account_journal(reading: Reading, account: str, first: int) -> Iterator[AccountJournalRow]:
    while page := reading.account_history(account, first, first + PAGE - 1):
        yield from page
        first += PAGE
    yield from reading.account_history(account, first, None)[:1]


def _check_decision(reading: Reading, row: AccountJournalRow, ended: dict[str, int]) -> None:
    """Check that the decision an account record names is there; a journey is asked once."""
    if not row.journey:
        return
    if row.journey not in ended:
        journey = reading.journey(row.journey)
        ended[row.journey] = journey.version if journey else 0
    last = ended[row.journey]
    if not isinstance(last, int) or not 1 <= row.decision <= last:
        values = {"journey": row.journey, "decision": row.decision}
        raise _BrokenError("decision-missing", row.number, **values)
