"""``touchline doctor``: what it looks at, what it finds, and that it changes nothing."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from cli import cli
from engine.commands.outcome import ENVIRONMENT, FINDINGS, OK
from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.language.program import encode, encoded_hash
from engine.present import phrases_doctor
from engine.present.examined import examined_text
from engine.present.phrases_doctor import size
from engine.runtime import examination
from engine.runtime.clock import ManualClock, now
from engine.runtime.examination import Examination, Sign
from engine.runtime.service import Engine
from engine.runtime.store import DeliveryRow, IncidentRow, OutboxRow, WorkerRow
from engine.runtime.store.opening import open_store

from .harness import needs_harness
from .live import begin
from .small_workspace import DAY, MONDAY

VERSION = "0.1.0"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/j.db"


@pytest.fixture
def made(url: str) -> str:
    """A database with nothing in it."""
    open_store(url).close()
    return url


def look(
    url: str, clock: ManualClock | None = None, settings: Mapping[str, str] | None = None
) -> dict[str, Sign]:
    """Return what is found, by code; ``settings`` stand in for those of the store."""
    store = open_store(url, only_reading=True)
    said = store.describe()
    store.describe = lambda: {**said, **(settings or {})}  # type: ignore[method-assign]
    try:
        signs = Examination(store, VERSION, clock=clock or now).signs()
    finally:
        store.close()
    return {sign.code: sign for sign in signs}


def doctor(url: str, *words: str) -> Result:
    return CliRunner().invoke(cli, ["doctor", "--db", url, *words])


# --- all is well


def test_of_a_new_database_there_is_nothing_to_mend(url: str, workspace: Compiled) -> None:
    with Engine.open(url, workspace, clock=now) as engine:
        begin(engine)
    Path(url.removeprefix("sqlite:///")).chmod(0o600)
    found = look(url)
    assert [code for code, sign in found.items() if sign.verdict == "ill"] == []
    assert {"touchline", "python", "store", "schema", "durable", "room", "agrees", "pinned",
            "in-time", "outbox", "nothing-deployed"} == set(found)  # fmt: skip
    result = doctor(url)
    assert result.exit_code == OK, result.output
    assert "1 under way" in result.output


def test_it_changes_nothing(url: str, workspace: Compiled) -> None:
    with Engine.open(url, workspace, clock=now) as engine:
        begin(engine)
    path = Path(url.removeprefix("sqlite:///"))
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
    assert doctor(url).exit_code == OK
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["j.db"]


def test_an_older_database_is_left_as_it_is(url: str) -> None:
    """Looking does not upgrade it; what would is told."""
    open_store(url).close()
    path = Path(url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    before = path.read_bytes()
    result = doctor(url)
    assert result.exit_code == ENVIRONMENT
    assert "[older-schema]" in result.stderr
    assert path.read_bytes() == before


def test_it_makes_no_database(tmp_path: Path) -> None:
    result = doctor(f"sqlite:///{tmp_path}/none.db")
    assert result.exit_code == ENVIRONMENT
    assert list(tmp_path.iterdir()) == []


# --- what it finds


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"synchronous": "normal"}, "not-durable"),
        ({"synchronous": "off"}, "not-durable"),
        ({"journal_mode": "delete"}, "no-log"),
        ({"wal_bytes": str(1 << 30)}, "log-long"),
        ({"store": "memory"}, "in-memory"),
    ],
)
def test_a_setting_that_durability_rests_on(
    made: str, settings: Mapping[str, str], code: str
) -> None:
    """F4, F10: NORMAL loses what was answered when the power goes."""
    assert look(made, settings=settings)[code].verdict == "ill"


@pytest.mark.fault("F4")
def test_a_database_that_is_told_not_to_wait_for_its_disk(made: str) -> None:
    """The one way to switch durability off is to ask for it, and the doctor says so."""
    result = doctor(f"{made}?synchronous=normal", "--lang", "zh")
    assert result.exit_code == FINDINGS
    assert "断电可能丢失已经答复的信号（normal）" in result.output


@pytest.mark.parametrize("setting", ["full", "on", "remote_apply"])
def test_a_setting_that_is_durable(made: str, setting: str) -> None:
    assert look(made, settings={"synchronous": setting})["durable"].verdict == "well"


@pytest.mark.fault("F20")
@pytest.mark.parametrize(
    ("seconds", "code"), [(0, "agrees"), (4, "agrees"), (7, "skewed"), (-7, "skewed")]
)
def test_a_clock_that_differs(url: str, seconds: int, code: str) -> None:
    """By the database's time; here both stand still."""
    store = open_store(url)
    with store.reading() as reading:
        there = reading.now()
    store.close()
    found = look(url, ManualClock(there + seconds * 1_000_000))
    assert code in found


def test_work_that_nobody_does(url: str, workspace: Compiled) -> None:
    clock = ManualClock(MONDAY)
    with Engine.open(url, workspace, clock=clock) as engine:
        engine.accept(begin(engine), Signal("send_offer.done", "m-1"))
    assert look(url, clock)["in-time"].values["waiting"] == 1
    clock.set(MONDAY + 61 * 1_000_000)
    late = look(url, clock)["late"]
    assert (late.verdict, late.values["seconds"]) == ("ill", 61.0)
    clock.set(MONDAY + DAY)
    assert look(url, clock)["late"].values["seconds"] == DAY / 1_000_000


def test_what_a_person_must_look_at(url: str) -> None:
    store = open_store(url)
    effect = OutboxRow("a/b/c/1", 1, 0, "{}")
    rows = [DeliveryRow("a/b/c/1", 1, 0, name) for name in ("x", "y", "z")]
    with store.writing() as tx:
        tx.add_effects([effect])
        tx.route([effect], rows)
        tx.add_incidents([IncidentRow("a/b/c/1", 1, 0, "loop", "")])
    with store.writing() as tx:
        leased = tx.lease_deliveries(now(), 2, 60.0)
        for row, state in zip(leased, ("dead", "unknown"), strict=True):
            assert tx.save_delivery(replace(row, state=state))
    store.close()
    found = look(url)
    for code in ("dead", "unknown", "incidents"):
        assert (found[code].verdict, found[code].values["count"]) == ("ill", 1)
    assert found["outbox"].values == {"unrouted": 0, "underway": 1}
    assert doctor(url).exit_code == FINDINGS


def test_workers_that_are_there_and_gone(url: str) -> None:
    store = open_store(url)
    with store.writing() as tx:
        there = tx.now()
        tx.save_worker(WorkerRow("a", there, there, "host", VERSION))
        tx.save_worker(WorkerRow("b", there, there - 120 * 1_000_000, "host", VERSION))
        tx.save_worker(WorkerRow("c", there, there, "host", "0.0.9"))
    store.close()
    found = look(url)
    assert found["at-work"].values["worker"] == "a"
    assert (found["gone"].values["worker"], found["gone"].verdict) == ("b", "note")
    assert (found["other-version"].values["worker"], found["other-version"].verdict) == (
        "c",
        "note",
    )


@pytest.mark.clause("S3.4")
def test_how_far_public_holidays_are_published(url: str, workspace: Compiled) -> None:
    """Of the programs that journeys run by: nearly over, and over."""
    program = workspace.program
    office = program.calendars["office"]
    known = replace(program, calendars={"office": replace(office, known_until=2026)})
    data = encode(known)
    with Engine.open(url, workspace, clock=lambda: MONDAY) as engine:
        journey = begin(engine)
        with engine.store.writing() as tx:
            row = tx.journey(journey)
            assert row is not None
            tx.add_program(encoded_hash(data), data)
            tx.save_journey(replace(row, program=encoded_hash(data)), expected=row.version)
    clock = ManualClock(MONDAY)
    assert look(url, clock)["published"].values == {"calendar": "office", "year": 2026}
    clock.set(MONDAY + 270 * DAY)
    soon = look(url, clock)["ends-soon"]
    assert (soon.verdict, soon.values["days"]) == ("note", 34)
    clock.set(MONDAY + 305 * DAY)
    over = look(url, clock)["unpublished"]
    assert (over.verdict, over.values["journeys"]) == ("ill", 1)


def test_a_program_that_cannot_be_read(url: str, workspace: Compiled) -> None:
    """F31, P8: it is named, and everything else is still looked at."""
    with Engine.open(url, workspace, clock=now) as engine:
        journey = begin(engine)
        with engine.store.writing() as tx:
            row = tx.journey(journey)
            assert row is not None
            tx.add_program("0123456789abcdef", b"{}")
            tx.save_journey(replace(row, program="0123456789abcdef"), expected=row.version)
    found = look(url)
    assert found["damaged"].values == {"program": "0123456789abcdef", "journeys": 1}
    assert "in-time" in found


def test_a_file_that_others_can_read(url: str) -> None:
    open_store(url).close()
    path = Path(url.removeprefix("sqlite:///"))
    path.chmod(0o644)
    assert look(url)["open-to-all"].verdict == "note"
    path.chmod(0o640)
    assert "open-to-all" not in look(url)


def test_a_disk_that_fills_up(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """F6, before it happens."""
    monkeypatch.setattr(examination, "ROOM_LEAST", 1 << 60)
    assert look(made)["room-tight"].verdict == "ill"


@needs_harness("postgres")
def test_on_a_server(postgres_url: str, workspace: Compiled) -> None:
    """What of SQLite's is not asked, and what of the server's is."""
    with Engine.open(postgres_url, workspace, clock=now) as engine:
        begin(engine)
    assert doctor(postgres_url).exit_code == OK
    found = look(postgres_url)
    assert found["store"].values["store"] == "postgresql"
    assert {"durable", "isolation", "agrees", "pinned", "in-time"} <= set(found)
    assert {"room", "log-long", "open-to-all"} & set(found) == set()
    assert look(postgres_url, settings={"synchronous": "off"})["not-durable"].verdict == "ill"
    unset = look(postgres_url, settings={"client_connection_check_interval": "0"})["unset"]
    assert unset.values == {"setting": "client_connection_check_interval"}


# --- how it is told


def test_json_is_ids_and_values(url: str) -> None:
    open_store(url).close()
    signs: list[dict[str, Any]] = json.loads(doctor(url, "--format", "json").stdout)
    assert {"area": "settings", "code": "durable", "verdict": "well", "setting": "full"} in signs


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_has_words_and_what_is_ill_has_a_cure(lang: Any) -> None:
    """Also those that no test here brings about."""
    told = phrases_doctor._FOUND  # noqa: SLF001
    source = Path(examination.__file__).read_text("utf-8")
    codes = {code for code in told if f'"{code}"' in source}
    assert codes == set(told)
    for code in told:
        assert told[code].text(lang)
    for code in ("not-durable", "log-long", "skewed", "late", "dead", "incidents", "room-tight"):
        assert phrases_doctor.cure(code, lang)


def test_a_cure_stands_below_what_it_cures() -> None:
    signs = [Sign("clock", "agrees", values={"seconds": 0.0}),
             Sign("clock", "skewed", "ill", {"seconds": 7.5})]  # fmt: skip
    assert examined_text(signs, "en").splitlines() == [
        "well  clock  0.0 s from the database's",
        "ILL   clock  7.5 s from the database's",
        "  → set both machines' clocks by NTP",
        "1 to be mended, 0 to be noted",
    ]
    assert examined_text(signs, "zh").splitlines()[1] == "要处理  时钟  与数据库相差 7.5 秒"
    coloured = examined_text(signs, "en", is_coloured=True).splitlines()
    assert [line.startswith("\x1b") for line in coloured] == [False, True, True, False]


def test_sizes_as_people_say_them() -> None:
    assert [size(each) for each in (0, 999, 380_928, 64 << 20, 24_416_202_752)] == [
        "0 B", "999 B", "381 KB", "67.1 MB", "24.4 GB",
    ]  # fmt: skip
