"""A database and what it runs on, looked over: settings, clocks, calendars, work; changed nowhere.

What is found are signs: ids, values and how bad it is. Their words are of the room ``present``.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from ..core.clock import local
from ..language.program import Program
from .clock import Clock, now
from .failures import StoreError
from .programs import Programs
from .store import Reading, Store

SECOND = 1_000_000

SKEW_MOST = 5.0
"""Seconds our clock and the database's may differ (F20)."""
LATE_MOST = 60.0
"""Seconds a timer or signal may wait before somebody ought to look whether a worker runs."""
SEEN_WITHIN = 60.0
"""Seconds within which a worker that runs has given a sign of life."""
HORIZON = 60
"""Days before the last published holidays end in which new ones ought to be looked for (S3.4)."""
LOG_MOST = 64 << 20
"""Bytes of SQLite's log: a longer one means a reader that does not end (F10)."""
ROOM_LEAST = 1 << 30
"""Bytes free on the disk, and never less than the database's own size again."""

DURABLE = frozenset({"full", "extra", "on", "remote_write", "remote_apply", "local"})
"""Settings with which what was answered survives a power cut (P1); NORMAL is none of them."""

UNUSABLE = frozenset({"newer-program", "program-missing", "damaged"})
"""Why a program cannot be used; anything else has no name of its own here."""

Verdict = Literal["well", "note", "ill"]


class Sign(msgspec.Struct, frozen=True):
    """One thing looked at: ``code`` says what was found, ``values`` fill its words.

    ``note`` is worth knowing, ``ill`` needs a hand.
    """

    area: str
    code: str
    verdict: Verdict = "well"
    values: dict[str, str | int | float] = {}


class Examination:
    """Looks at one open store, which it only reads."""

    def __init__(self, store: Store, version: str, *, clock: Clock = now) -> None:
        """Look at ``store``; ``version`` is the one of this program."""
        self._store, self._version, self._clock = store, version, clock
        self._settings = store.describe()

    def signs(self) -> tuple[Sign, ...]:
        """Return everything that was looked at, in a fixed order.

        Raises:
            StoreError: the store cannot be read.
        """
        found = [*self._versions(), *self._durability(), *self._place()]
        with self._store.reading() as reading:
            looks: tuple[Callable[[Reading], Iterator[Sign]], ...] = (
                self._clocks, self._programs, self._workers, self._work,
            )  # fmt: skip
            for look in looks:
                found += look(reading)
        return tuple(found)

    # --- what it runs on

    def _versions(self) -> Iterator[Sign]:
        said = self._settings
        yield Sign("versions", "touchline", values={"version": self._version})
        yield Sign("versions", "python", values={"version": platform.python_version()})
        store, version = said.get("store", ""), said.get("version", "")
        yield Sign("versions", "store", values={"store": store, "version": version})
        if "schema" in said:
            yield Sign("versions", "schema", values={"schema": said["schema"]})

    def _durability(self) -> Iterator[Sign]:
        said = self._settings
        if said.get("store") == "memory":
            yield Sign("settings", "in-memory", "ill")
            return
        synchronous = said.get("synchronous", "").lower()
        if synchronous:
            is_durable = synchronous in DURABLE
            yield Sign("settings", "durable" if is_durable else "not-durable",
                       "well" if is_durable else "ill", {"setting": synchronous})  # fmt: skip
        mode = said.get("journal_mode", "").lower()
        if mode and mode != "wal":
            yield Sign("settings", "no-log", "ill", {"setting": mode})
        log = int(said.get("wal_bytes") or 0)
        if log > LOG_MOST:
            yield Sign("settings", "log-long", "ill", {"bytes": log})
        if "isolation" in said:
            yield Sign("settings", "isolation", values={"setting": said["isolation"]})
        for name in ("client_connection_check_interval", "idle_in_transaction_session_timeout"):
            if said.get(name) in {"0", "0ms"}:
                yield Sign("settings", "unset", "note", {"setting": name})

    def _place(self) -> Iterator[Sign]:
        """Look at the file of the database, its folder and its disk, where it is a file."""
        if self._settings.get("store") != "sqlite":
            return
        path = Path(self._settings["path"])
        for each in (path, path.parent):
            if not os.access(each, os.R_OK | os.W_OK):
                yield Sign("place", "not-writable", "ill", {"path": each.name or str(each)})
        if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            yield Sign("place", "open-to-all", "note", {"path": path.name})
        free, size = (int(self._settings[name]) for name in ("free_bytes", "file_bytes"))
        is_tight = free < max(ROOM_LEAST, size)
        yield Sign("place", "room-tight" if is_tight else "room", "ill" if is_tight else "well",
                   {"free": free, "bytes": size})  # fmt: skip

    # --- what is in it

    def _clocks(self, reading: Reading) -> Iterator[Sign]:
        skew = (self._clock() - reading.now()) / SECOND
        is_off = abs(skew) > SKEW_MOST
        yield Sign("clock", "skewed" if is_off else "agrees", "ill" if is_off else "well",
                   {"seconds": round(skew, 1) + 0.0})  # fmt: skip

    def _programs(self, reading: Reading) -> Iterator[Sign]:
        deployed = reading.deployments()
        newest = deployed[0].program if deployed else ""
        if not deployed:
            yield Sign("programs", "nothing-deployed", "note")
        kept = reading.program_ids()
        horizons: dict[tuple[str, int], int] = {}
        reader = Programs()
        for program_id, journeys in kept.items():
            if not journeys and program_id != newest:
                continue
            values: dict[str, str | int | float] = {"program": program_id, "journeys": journeys}
            try:
                program = reader.linked(reading, program_id).program
            except StoreError as error:
                code = error.code if error.code in UNUSABLE else "damaged"
                yield Sign("programs", code, "ill", values)
                continue
            yield Sign("programs", "newest" if program_id == newest else "pinned", values=values)
            for name, year in _horizons(program):
                horizons[name, year] = horizons.get((name, year), 0) + journeys
        for (name, year), journeys in sorted(horizons.items()):
            yield self._horizon(name, year, journeys)

    def _horizon(self, name: str, year: int, journeys: int) -> Sign:
        """Say how far a calendar's public holidays are published (S3.4)."""
        today = local(self._clock(), "UTC").date()
        left = (dt.date(year, 12, 31) - today).days
        values: dict[str, str | int | float] = {"calendar": name, "year": year}
        if left < 0 and journeys:
            return Sign("calendars", "unpublished", "ill", {**values, "journeys": journeys})
        if left < HORIZON:
            return Sign("calendars", "ends-soon", "note", {**values, "days": left})
        return Sign("calendars", "published", values=values)

    def _workers(self, reading: Reading) -> Iterator[Sign]:
        there = reading.now()
        for row in reading.workers():
            seen = round((there - row.seen_at) / SECOND)
            values: dict[str, str | int | float] = {"worker": row.id, "seconds": seen}
            if seen > SEEN_WITHIN:
                yield Sign("workers", "gone", "note", values)
            elif row.version != self._version:
                yield Sign("workers", "other-version", "note", {**values, "version": row.version})
            else:
                yield Sign("workers", "at-work", values=values)

    def _work(self, reading: Reading) -> Iterator[Sign]:
        found, at = reading.backlog(), self._clock()
        due = reading.next_due()
        lag = round(max(0.0, (at - due) / SECOND), 1) if due is not None else 0.0
        waited = 0.0
        if found.waiting_since is not None:
            waited = round(max(0.0, (at - found.waiting_since) / SECOND), 1)
        late = max(lag, waited)
        verdict: Verdict = "ill" if late > LATE_MOST else "well"
        yield Sign("work", "late" if verdict == "ill" else "in-time", verdict,
                   {"seconds": late, "waiting": found.waiting})  # fmt: skip
        for state in ("dead", "unknown"):
            count = found.deliveries.get(state, 0)
            if count:
                yield Sign("work", state, "ill", {"count": count})
        underway = found.deliveries.get("pending", 0) + found.deliveries.get("sending", 0)
        yield Sign("work", "outbox", values={"unrouted": found.effects, "underway": underway})
        if found.incidents:
            yield Sign("work", "incidents", "ill", {"count": found.incidents})


def _horizons(program: Program) -> Iterator[tuple[str, int]]:
    """Yield each calendar that follows public holidays, with the last year they are known for."""
    for name, calendar in program.calendars.items():
        if calendar.known_until < dt.MAXYEAR:
            yield name, calendar.known_until
