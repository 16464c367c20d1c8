"""What can go wrong with a store that lives, by number: promises, faults, bad input, attacks.

A test says ``@pytest.mark.fault("F1")``. ``shown_by`` names tests that stand elsewhere, with
what they are about; ``tests/faults/test_catalogue.py`` holds both to account.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One thing that can go wrong, and the tests of other files that show what happens then."""

    what: str
    shown_by: tuple[str, ...] = ()


CATALOGUE: dict[str, Entry] = {
    "P1": Entry("accepted is durable"),
    "P2": Entry("each accepted signal counts exactly once"),
    "P3": Entry("one order per journey, without gaps"),
    "P4": Entry("effects at least once, under the same key, never before their decision"),
    "P5": Entry("timers never early, never twice"),
    "P6": Entry("a dead worker's work is taken over, a frozen one cannot write"),
    "P7": Entry("the state is the fold of the journal"),
    "P8": Entry("one bad playbook or signal never stops the others"),
    "F1": Entry("kill -9 at every named point"),
    "F2": Entry("kill -9 again while recovering, all pairs"),
    "F3": Entry("kill -9 between sent and marked as sent"),
    "F4": Entry("power lost at each write"),
    "F5": Entry("input/output error at write or sync n"),
    "F6": Entry("disk full"),
    "F7": Entry("file read-only, or its log is missing"),
    "F8": Entry("page corrupt, log cut short, not ours, or newer"),
    "F9": Entry("eight processes write at once"),
    "F10": Entry("a reader that never ends"),
    "F11": Entry("PostgreSQL killed under load"),
    "F12": Entry("one session of PostgreSQL killed"),
    "F13": Entry("committed, but the answer was lost"),
    "F14": Entry("serialization failure, deadlock, statement timeout"),
    "F15": Entry("a restored backup lacks the last commits"),
    "F16": Entry("very many timers due at once"),
    "F17": Entry("a frozen worker wakes"),
    "F18": Entry("a worker killed in the middle of a statement"),
    "F19": Entry("workers that crash again and again"),
    "F20": Entry("the wall clock jumps by a day"),
    "F21": Entry(
        "daylight saving, leap days, month ends, the year 9999",
        ("tests/test_calendar.py",),
    ),
    "F22": Entry("a calendar year nobody knows yet", ("tests/test_days.py",)),
    "F23": Entry("rules that start each other"),
    "F24": Entry("one signal, very many actions"),
    "F25": Entry("the same signal a thousand times, in parallel"),
    "F26": Entry("the same id with another body"),
    "F27": Entry("reordered, late, from the future, after the end"),
    "F28": Entry("a signal or a sink that kills the process"),
    "F29": Entry("an action that hangs"),
    "F30": Entry("a receiver that misbehaves"),
    "F31": Entry("the playbook changes while journeys run"),
    "F32": Entry("old and new engine on one database", ("tests/test_kept_journals.py",)),
    "F33": Entry("SIGTERM during work"),
    "F34": Entry("threads, fork, asyncio"),
    "X8": Entry("a body too deep, too large, not a number"),
    "X9": Entry("what one store takes every store takes"),
    "Z1": Entry("a webhook aimed at our own network"),
    "Z2": Entry("SQL in a filter or an id"),
    "Z6": Entry("secrets in what we write"),
    "Z9": Entry("formulas and line breaks in what we export"),
    "Z11": Entry("somebody edits the journal"),
    "Z13": Entry("personal facts are erased"),
}
