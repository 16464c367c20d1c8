"""What must hold of any store after any fault, O1 to O10; each says what it found wrong.

``check(url, told)`` reads the tables past the engine and compares them with what the outside
knows: what was acknowledged to clients, what the receiver of effects wrote down, and what
processes said. Tests break a sound database by hand to see each oracle fail.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from engine.core.evolve import evolve_account, refold
from engine.core.journey import Account, Journey
from engine.core.records import (
    AccountRecord,
    IncidentRaised,
    Record,
    SignalRefused,
    SignalTaken,
    TimerFired,
    decode_record,
)
from engine.core.timers import next_timer
from engine.language.values import Instant
from engine.runtime.deep import check_deep
from engine.runtime.failures import FAILURES, EngineError, StoreError
from engine.runtime.store.opening import open_store

from . import held
from .held import Held, Row
from .receiver import ONCE, SINK


class Sent(NamedTuple):
    """A signal that a client was told is accepted."""

    journey: str
    source: str
    id: str


class Delivered(NamedTuple):
    """An attempt that reached the receiver of effects, and which one it said it was."""

    key: str
    body: str
    target: str = SINK
    attempt: int = 1


@dataclass(frozen=True)
class Told:
    """What is known outside the store, and what may be asked of it.

    ``is_at_rest``: faults have stopped and everything was given time until ``horizon``.
    ``resting`` is where journeys must have come to. ``said`` is all that processes wrote.
    ``usage`` is a process's open files and memory in KiB, read again and again.
    """

    accepted: tuple[Sent, ...] = ()
    sink: Path | None = None
    horizon: Instant = 2**62
    is_at_rest: bool = False
    resting: dict[str, str] = field(default_factory=dict)
    said: str = ""
    secrets: tuple[str, ...] = ()
    refusals: tuple[BaseException, ...] = ()
    usage: tuple[tuple[int, int], ...] = ()


class Violation(NamedTuple):
    """What one oracle found; ``kind`` is lost, twice or wrong."""

    oracle: str
    kind: str
    what: str


Found = Iterator[Violation]
FILES_MAX = 2
"""How many more open files a process may have at the end than after its first round."""
MEMORY_MAX = 8_192
"""How many more KiB."""


def check(url: str, told: Told) -> list[Violation]:
    """Return what every oracle finds wrong, in order."""
    rows = defaultdict(list, held.read(url))
    found = [each for oracle in ORACLES for each in oracle(rows, told)]
    state = held.integrity(url)
    if state != "ok":
        found.append(Violation("O8", "wrong", state))
    elif told.is_at_rest:
        found += _flaws(url)
    return found


def _flaws(url: str) -> list[Violation]:
    """Return what ``check --deep`` finds: by now it must agree, hashes and all."""
    with contextlib.closing(open_store(url)) as store:
        try:
            flaws = check_deep(store).flaws
        except StoreError as error:
            return [Violation("O3", "wrong", error.line("en"))]
    return [Violation("O3", "wrong", f"{each.of}: {each.line('en')}") for each in flaws]


def losses(found: list[Violation]) -> tuple[int, int]:
    """Return how many things were lost and how many happened twice."""
    kinds = Counter(each.kind for each in found)
    return kinds["lost"], kinds["twice"]


def _journals(rows: Held) -> dict[str, list[tuple[int, Record]]]:
    """Return each journey's records by number."""
    found: dict[str, list[tuple[int, Record]]] = defaultdict(list)
    for row in rows["journal"]:
        found[row["journey"]].append((row["number"], decode_record(row["record"])))
    return {journey: sorted(each, key=lambda one: one[0]) for journey, each in found.items()}


def o1_each_signal_once(rows: Held, told: Told) -> Found:
    """Each accepted signal is in its journal exactly once, or still waits its turn."""
    answered = {(row["journey"], row["source"], row["signal_id"]) for row in rows["inbox"]}
    waiting = Counter(_waiting(row) for row in rows["waiting"])
    for sent in told.accepted:
        if tuple(sent) not in answered and not waiting[sent]:
            yield Violation("O1", "lost", f"{sent} was acknowledged and is nowhere")
    for sent, times in waiting.items():
        if times > 1 or tuple(sent) in answered:
            yield Violation("O1", "twice", f"{sent} waits and is answered, or waits twice")
    for journey, journal in _journals(rows).items():
        arrivals = Counter(filter(None, (_arrival(record) for _, record in journal)))
        for (source, signal), times in sorted(arrivals.items()):
            if times > 1:
                yield Violation("O1", "twice", f"{journey}: {source}/{signal} {times} times")
            if (journey, source, signal) not in answered:
                yield Violation("O1", "wrong", f"{journey}: {source}/{signal} has no answer")


OWN_SOURCES = frozenset({"engine", "timer"})
"""What sends signals from inside; nobody waits for an answer to them."""


def _arrival(record: Record) -> tuple[str, str] | None:
    if isinstance(record, SignalTaken | SignalRefused | IncidentRaised):
        is_outside = bool(record.id) and record.source not in OWN_SOURCES
        return (record.source, record.id) if is_outside else None
    return None


def _waiting(row: Row) -> Sent:
    signal = json.loads(row["signal"])
    return Sent(row["journey"], signal.get("source", "api"), signal["id"])


def o2_each_effect_at_least_once(rows: Held, told: Told) -> Found:
    """What was sent was decided; what was decided is sent; one key has one body; effects once."""
    if told.sink is None:
        return
    due = {key_of(row) for row in rows["outbox"] if is_delivered(row)}
    bodies: dict[str, set[str]] = defaultdict(set)
    times: Counter[tuple[str, str]] = Counter()
    for attempt in read_sink(told.sink):
        bodies[attempt.key].add(attempt.body)
        times[attempt.key, attempt.target] += 1
    for key, different in sorted(bodies.items()):
        if key not in due:
            yield Violation("O2", "wrong", f"{key} was sent, and nobody decided it")
        if len(different) > 1:
            yield Violation("O2", "twice", f"{key} was sent with {len(different)} bodies")
        if times[key, ONCE] > 1:
            yield Violation("O2", "twice", f"{key} was sent {times[key, ONCE]} times to {ONCE}")
    if told.is_at_rest:
        yield from _never_sent(rows, due, set(times))


def _never_sent(rows: Held, due: set[str], sent: set[tuple[str, str]]) -> Found:
    unknown = {key_of(row) for row in rows["deliveries"] if row["state"] == "unknown"}
    for key in sorted(due):
        if (key, SINK) not in sent:
            yield Violation("O2", "lost", f"{key} was never sent")
        if (key, ONCE) not in sent and key not in unknown:
            yield Violation("O2", "lost", f"{key} was never sent to {ONCE}, and nobody was asked")


def is_delivered(row: Row) -> bool:
    """Tell whether an effect goes outside; what is for other journeys is done where decided."""
    return json.loads(row["effect"])["effect"] not in {"start", "send"}


def key_of(row: Row) -> str:
    """Return an effect's key: journey, record and index, for ever (S7.3)."""
    return f"{row['journey']}#{row['record']}.{row['index']}"


def read_sink(path: Path) -> list[Delivered]:
    """Return what the receiver wrote down; a line cut short by a kill was never answered."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(Delivered(**json.loads(line)))
        except (json.JSONDecodeError, TypeError):
            continue
    return found


def o3_state_is_the_fold(rows: Held, _told: Told) -> Found:
    """Every snapshot is, byte for byte, what its journal adds up to (S7.4)."""
    journals = _journals(rows)
    for row in rows["journeys"]:
        records = [record for _, record in journals.get(row["id"], ())]
        try:
            folded = msgspec.json.encode(refold(row["id"], records))
        except LookupError as error:
            yield Violation("O3", "wrong", f"{row['id']} does not fold: {error!r}")
            continue
        if folded != row["snapshot"]:
            yield Violation("O3", "wrong", f"{row['id']} is not the fold of its journal")
    yield from _accounts_fold(rows)


def _accounts_fold(rows: Held) -> Found:
    journals: dict[str, list[Row]] = defaultdict(list)
    for row in rows["account_journal"]:
        journals[row["account"]].append(row)
    for row in rows["accounts"]:
        account = msgspec.json.decode(row["origin"], type=Account)
        made = sorted(journals[row["id"]], key=lambda each: each["number"])
        numbers = [each["number"] for each in made]
        if numbers != list(range(account.version + 1, row["version"] + 1)):
            yield Violation("O4", "wrong", f"account {row['id']} is numbered {numbers}")
        for each in made:
            record = msgspec.json.decode(each["record"], type=AccountRecord)
            account = evolve_account(account, record)
        if msgspec.json.encode(account) != row["snapshot"]:
            yield Violation("O3", "wrong", f"account {row['id']} is not the fold of its journal")


def o4_no_gap_no_repeat(rows: Held, _told: Told) -> Found:
    """Records of a journey are numbered from one to its version; answers lie inside (P3)."""
    versions = {row["id"]: row["version"] for row in rows["journeys"]}
    journals = _journals(rows)
    for journey in sorted({*versions, *journals}):
        numbers = [number for number, _ in journals.get(journey, ())]
        if numbers != list(range(1, versions.get(journey, 0) + 1)):
            yield Violation("O4", "wrong", f"{journey} is numbered {numbers[-5:]}")
    for row in rows["inbox"]:
        if row["journey"] in versions and row["last"] > versions[row["journey"]]:
            yield Violation("O4", "wrong", f"an answer points behind {row['journey']}")


def o5_timers(rows: Held, told: Told) -> Found:
    """No timer fired early or twice; none that is due was forgotten; the index is in step."""
    for journey, journal in _journals(rows).items():
        fired = [record for _, record in journal if isinstance(record, TimerFired)]
        for (timer, at), times in Counter((each.id, each.at) for each in fired).items():
            if times > 1:
                yield Violation("O5", "twice", f"{journey}: {timer} fired {times} times at {at}")
        for each in fired:
            if each.taken_at < each.at or each.at > told.horizon:
                yield Violation("O5", "wrong", f"{journey}: {each.id} fired early")
    for row in rows["journeys"]:
        due = next_timer(msgspec.json.decode(row["snapshot"], type=Journey))
        if row["next_due"] != (due.due_at if due else None):
            yield Violation("O5", "wrong", f"{row['id']}: next_due is not its next timer's")
        if told.is_at_rest and row["next_due"] is not None and row["next_due"] <= told.horizon:
            yield Violation("O5", "lost", f"{row['id']} has a timer due that nobody fired")


def o6_no_old_fence(rows: Held, told: Told) -> Found:
    """Fences and attempts only rise: a row never says less than a receiver saw."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for each in read_sink(told.sink) if told.sink else ():
        seen[each.key, each.target] = max(seen[each.key, each.target], each.attempt)
    for row in rows["deliveries"]:
        known = seen[key_of(row), row["target"]]
        if min(row["fence"], row["attempts"]) < known:
            yield Violation(
                "O6", "wrong", f"{key_of(row)} says fence {row['fence']} after attempt {known}"
            )


def o7_comes_to_rest(rows: Held, told: Told) -> Found:
    """When faults stop, nothing waits, nothing is on its way, all are where they must be."""
    if not told.is_at_rest:
        return
    for row in rows["waiting"]:
        yield Violation("O7", "wrong", f"{_waiting(row)} still waits")
    for row in rows["attempts"]:
        # One may stand: a worker counted and died while somebody else, who had looked before,
        # did its work. The next one to work on the journey ends it.
        if row["begun"] > 1:
            yield Violation("O7", "wrong", f"{row} was begun and not ended")
    if told.sink is not None:
        for row in rows["outbox"]:
            if row["state"] == "pending" and is_delivered(row):
                yield Violation("O7", "wrong", f"{key_of(row)} is still pending")
        for row in rows["deliveries"]:
            if row["state"] in {"pending", "sending"}:
                yield Violation("O7", "wrong", f"{key_of(row)} is still {row['state']}")
    states = {row["id"]: row["status"] for row in rows["journeys"]}
    for journey, status in sorted(told.resting.items()):
        if states.get(journey) != status:
            found = states.get(journey, "unknown")
            yield Violation("O7", "wrong", f"{journey} is {found}, not {status}")


def o9_usage_is_flat(_rows: Held, told: Told) -> Found:
    """A process that works on holds no more files and memory than after its first round."""
    if len(told.usage) < 2:
        return
    (files, memory), (files_after, memory_after) = told.usage[0], told.usage[-1]
    if files_after - files > FILES_MAX:
        yield Violation("O9", "wrong", f"{files} open files became {files_after}")
    if memory_after - memory > MEMORY_MAX:
        yield Violation("O9", "wrong", f"{memory} KiB became {memory_after} KiB")


_WORDED = re.compile(r"\[[a-z][a-z-]+\]$")


def o10_refusals_have_codes(_rows: Held, told: Told) -> Found:
    """Every no has a code, a sentence and a cure; nobody sees a traceback or a secret."""
    if "Traceback" in told.said:
        yield Violation("O10", "wrong", "a traceback: " + told.said[-500:])
    for secret in told.secrets:
        if secret in told.said:
            yield Violation("O10", "wrong", f"the secret {secret[:4]}… was written")
    for error in told.refusals:
        if not isinstance(error, EngineError) or error.code not in FAILURES:
            yield Violation("O10", "wrong", f"{error!r} has no code")
        elif not all(_WORDED.search(error.line(lang)) for lang in ("zh", "en")):
            yield Violation("O10", "wrong", f"{error.code} does not end in its code")


ORACLES: tuple[Callable[[Held, Told], Found], ...] = (
    o1_each_signal_once,
    o2_each_effect_at_least_once,
    o3_state_is_the_fold,
    o4_no_gap_no_repeat,
    o5_timers,
    o6_no_old_fence,
    o7_comes_to_rest,
    o9_usage_is_flat,
    o10_refusals_have_codes,
)
"""All but O8, which asks the database itself."""
