"""Patterns matched by durable-rules, in the part of it that is exact (S6.1).

Python chooses the rows of every place, as for its own loops; durable-rules only joins them,
over integers, in a process of its own with a time-out. A pattern or a value outside that part,
and every question after the process has died or hung, is Python's: the matches are the same,
and ``fell_back`` says why.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...core.patterns import (
    Match,
    PythonMatcher,
    Table,
    Watch,
    checks,
    counted,
    pinned,
    table,
)
from ...core.sightings import Sighting
from ...language.joins import Check, Join, Row
from ...language.values import Instant

MAX_FACTS = 2_000
MAX_PARTS = 8
MAX_TERMS = 12
MAX_WHOLE = 2**62
TIMEOUT_SECONDS = 10.0

Fact = dict[str, int | str]


class NotExactError(Exception):
    """The question lies outside the part of durable-rules that is exact."""


class DurableMatcher:
    """durable-rules behind the protocol of :class:`engine.core.patterns.Matcher`."""

    def __init__(self, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Start no process before the first question.

        ``timeout_seconds`` is how long one question may take before Python answers it.
        """
        self.fell_back: tuple[str, ...] = ()
        self.asked = 0
        self._timeout = timeout_seconds
        self._python = PythonMatcher()
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self._is_lost = False

    def match(self, watch: Watch, sightings: Sequence[Sighting], now: Instant) -> tuple[Match, ...]:
        """Return the matches that the newest sighting completes; of an absence, those due."""
        if not sightings:
            return ()
        if self._is_lost:
            return self._python.match(watch, sightings, now)
        try:
            return self._match(watch, sightings, now)
        except NotExactError as error:
            self._note(str(error))
            return self._python.match(watch, sightings, now)

    def close(self) -> None:
        """End the process, if one was started."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # what was never read cannot be flushed
                        pipe.close()
            self._process = None

    def _match(
        self, watch: Watch, sightings: Sequence[Sighting], now: Instant
    ) -> tuple[Match, ...]:
        rows, asked = table(watch, sightings), checks(watch, sightings)
        kind = watch.pattern.kind
        if kind == "count":
            return counted(watch, rows, lambda: self._join(watch.join, rows.rows, rows, asked))
        if kind == "absent":
            due = (tuple(row for row in rows.rows[0] if row.reach <= now),)
            return tuple(sorted(self._join(watch.join, due, rows, asked)))
        found = [self._join(watch.join, each, rows, asked) for each in pinned(rows)]
        return tuple(sorted(match for matches in found for match in matches))

    def _join(
        self,
        join: Join,
        places: Sequence[Sequence[Row]],
        rows: Table,
        asked: Sequence[Check],
    ) -> list[Match]:
        if not all(places):
            return []
        facts, numbers = feed(places, rows.none)
        found = self._ask(rules(join), facts)
        matches = [tuple(numbers[fact] for fact in match) for _rule, match in found]
        # What compares data is Python's: it is asked of the few that the join has left.
        by_place = dict(zip(join.checks, asked, strict=True))
        return [
            match
            for match in dict.fromkeys(matches)
            if all(check(*match[: place + 1]) for place, check in by_place.items())
        ]

    def _ask(self, ruleset: str, facts: Sequence[Fact]) -> list[tuple[str, list[int]]]:
        self.asked += 1
        try:
            process = self._process or self._start()
            assert process.stdin is not None
            process.stdin.write(json.dumps({"rules": ruleset, "facts": facts}) + "\n")
            process.stdin.flush()
            line = self._lines.get(timeout=self._timeout)
        except (OSError, queue.Empty) as error:
            reason = "no answer in time" if isinstance(error, queue.Empty) else str(error)
            raise self._lost(reason) from error
        if not line:
            raise self._lost("the process ended")
        found: list[tuple[str, list[int]]] = json.loads(line)
        return found

    def _start(self) -> subprocess.Popen[str]:
        program = str(Path(__file__).with_name("child.py"))
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own file
            [sys.executable, program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._process = process
        threading.Thread(target=_read, args=(process, self._lines), daemon=True).start()
        return process

    def _lost(self, reason: str) -> NotExactError:
        self._is_lost = True
        self.close()
        return NotExactError(reason)

    def _note(self, reason: str) -> None:
        if reason not in self.fell_back:
            self.fell_back = (*self.fell_back, reason)


def _read(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    # A pipe cannot be waited for with a time-out everywhere; a thread can.
    assert process.stdout is not None
    with contextlib.suppress(ValueError):  # closed while being read
        for line in process.stdout:
            lines.put(line)
    lines.put("")


# --- rows → facts: integers only, every fact with all that its tags compare


def feed(
    places: Sequence[Sequence[Row]], none: Sequence[Row]
) -> tuple[list[Fact], tuple[int, ...]]:
    """Return the facts in the order to be fed, and the sighting number of each by its id.

    A row in several places is one fact with several tags; one that must not come is a fact of
    its own, fed before all others, so that nothing is ever taken back.

    Raises:
        NotExactError: too many rows, or a number too large.
    """
    tags: dict[Row, list[int]] = {}
    for place, rows in enumerate(places):
        for row in rows:
            tags.setdefault(row, []).append(place)
    if len(tags) + len(none) > MAX_FACTS:
        raise NotExactError("more sightings than durable-rules is safe with")
    ranks = {place: rank for rank, place in enumerate(sorted({r.place for r in (*tags, *none)}))}
    likes: dict[object, int] = {}
    facts: list[Fact] = []
    numbers: list[int] = []
    for row, tagged in [*((row, None) for row in none), *tags.items()]:
        if not -MAX_WHOLE < row.at <= row.reach < MAX_WHOLE:
            raise NotExactError("an instant beyond what durable-rules can hold")
        fact: Fact = {"id": str(len(facts)), "one": 1, "at": row.at, "reach": row.reach}
        fact["place"] = ranks[row.place]
        fact["key"] = likes.setdefault(("key", row.key), len(likes))
        for field, value in enumerate(row.differs):
            fact[f"d{field}"] = likes.setdefault((field, value), len(likes))
        fact.update({f"p{place}": 1 for place in tagged} if tagged is not None else {"none": 1})
        facts.append(fact)
        numbers.append(row.number)
    return facts, tuple(numbers)


# --- a join → rules of durable-rules


def rules(join: Join) -> str:
    """Return the rules of a join as JSON.

    Raises:
        NotExactError: it has more parts or comparisons than are safe.
    """
    if join.parts > MAX_PARTS:
        raise NotExactError("more steps than durable-rules is safe with")
    parts: list[dict[str, Any]] = [
        {f"a{place}": _and([{f"p{place}": 1}, *_compared(join, place)])}
        for place in range(join.parts)
    ]
    if join.none:
        parts.append({"z$not": _and([{"none": 1}, *_barred(join)])})
    every = {"boot": {"all": [{"m": {"boot": 1}}]}, "join": {"all": parts}}
    _check_names(every)
    return json.dumps(every, sort_keys=True)


def _compared(join: Join, place: int) -> Iterator[dict[str, Any]]:
    if not place:
        return
    yield {"$gt": {"place": {f"a{place - 1}": "place"}}}
    yield {"$lte": {"at": {"a0": "reach"}}}
    yield {"key": {"a0": "key"}}
    for before in range(place):
        for field in range(join.differing):
            yield {"$neq": {f"d{field}": {f"a{before}": f"d{field}"}}}


def _barred(join: Join) -> Iterator[dict[str, Any]]:
    yield {"key": {"a0": "key"}}
    yield {"$gt": {"place": {"a0": "place"}}}
    if join.none == "between":
        yield {"$lt": {"place": {f"a{join.parts - 1}": "place"}}}
    else:
        yield {"$lte": {"at": {"a0": "reach"}}}


def _and(terms: list[dict[str, Any]]) -> dict[str, Any]:
    if len(terms) > MAX_TERMS:
        raise NotExactError("more comparisons than durable-rules is safe with")
    if len(terms) == 1:
        return terms[0]
    # A false last comparison across facts reads past an array; this one is never false.
    return {"$and": [*terms, {"one": {"a0": "one"}}]}


def _check_names(every: Mapping[str, Any]) -> None:
    """Texts are told apart by a 32-bit hash only: those used must not collide."""
    names = {"id", "sid", "$s", "boot", "one", "none", "at", "reach", "place", "key"}
    names |= {f"p{place}" for place in range(MAX_PARTS)} | {
        f"d{place}" for place in range(MAX_TERMS)
    }
    ids = {str(number) for number in range(MAX_FACTS)} | {"b", "sid-0"}
    for texts in (names, ids):
        if len({_hash(text) for text in texts}) != len(texts):
            raise NotExactError(f"names of {sorted(every)} that durable-rules takes for one")


def _hash(text: str) -> int:
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value
