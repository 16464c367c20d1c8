"""A replay is exact: to the day, to the opening, over changes of the clock, for every N (S3).

What the engine counts is counted again by scripts of a few lines, which know nothing of it.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from engine.core import records as r
from engine.core.link import link
from engine.language.loader import load_file
from engine.present.recorded import recorded_text
from engine.studies.backtest.one_case import OneCase
from engine.studies.backtest.replaying import replay
from engine.studies.host import MemoryHost
from engine.studies.recording import record_story
from engine.studies.script import prepare
from engine.studies.stories import play

from .harness import needs_harness
from .histories import a_mapping, at, case, found_in, observed_files
from .kit import ROOT
from .lifecycles import compiled
from .real_logs import SCMS, UCI, real_log
from .semantics import playbooks_of

EXAMPLES = ROOT / "examples"
MOST = 90
"""A rule "N days after X unless Y" is tried for every N up to here."""

AT_ONCE = 15
"""So many N are tried together on a whole log: each of many open deadlines costs all others."""


# --- N days after X unless Y


def _silent(days: Iterable[int], unit: str = "day") -> str:
    stalls = "".join(
        f"      s{n}: {{after: {n} {unit}{'s' * (n > 1)}, silent: customer}}\n" for n in days
    )
    return (
        "start: a\nstates:\n  a:\n    waits_for: customer\n    moves: {deal.asked: b}\n"
        f"    stalls:\n{stalls}  b: {{end: success}}\n"
    )


_MAPPING = """
schema: mapping/1
title: 历史 | History
begins: stage
zone: Etc/UTC
"""

_DELIVERIES = """
log: {kind: csv}
case: ID
columns:
  PQ First Sent to Client Date:
    {date: M/D/YY, at: "12:00", unknown: [Pre-PQ Process, Date Not Captured]}
  PO Sent to Vendor Date:
    {date: M/D/YY, at: "12:00", unknown: [N/A - From RDC, Date Not Captured]}
starts: [PQ First Sent to Client Date]
where: {known: [PQ First Sent to Client Date]}
ends: 2015-09-30
events:
  - {signal: deal.asked, at: PO Sent to Vendor Date}
"""

_TICKETS = """
log: {kind: csv}
case: number
columns:
  opened_at: {time: D/M/YYYY HH:mm}
  sys_updated_at: {time: D/M/YYYY HH:mm}
starts: [opened_at, sys_updated_at]
at: sys_updated_at
ties: rows
ends: 2017-02-18
events:
  - {signal: deal.asked, when: {incident_state: Closed}, changed: incident_state}
"""


def _counted_by_the_engine(folder: Path, log: Path, mapping: str, size: int) -> dict[int, int]:
    """Return how often each N fired: workspaces with a stall for so many N, replayed in turn."""
    found: dict[int, int] = {}
    for first in range(1, MOST + 1, size):
        work = folder / f"from_{first}"
        _write(work, _silent(range(first, first + size)), mapping)
        words = [str(work), str(log), "--mapping", "m", "--format", "json"]
        ran = CliRunner().invoke(cli, ["backtest", *words], catch_exceptions=False)
        assert ran.exit_code == 0, ran.stderr
        watches = json.loads(ran.stdout)["watches"]
        found |= {int(each["name"][1:]): each["count"] for each in watches}
    return found


def _write(work: Path, stage: str, mapping: str) -> None:
    for name, data in playbooks_of({"stage": stage}).items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(data)
    (work / "mappings").mkdir()
    (work / "mappings" / "m.yaml").write_text(_MAPPING.strip() + mapping, "utf-8")


def _counted_by_hand(
    pairs: Iterable[tuple[dt.datetime, dt.datetime | None]], ends: dt.datetime
) -> dict[int, int]:
    """Count, for every N, where Y is not there N days after X; what is open at the end is judged.

    Y at that very instant is in time; a deadline at the very end of the log is over.
    """
    found = dict.fromkeys(range(1, MOST + 1), 0)
    for begins, answer in pairs:
        for days in found:
            due = begins + dt.timedelta(days=days)
            found[days] += due <= ends if answer is None else answer > due
    return {days: count for days, count in found.items() if count}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            data = archive.read(next(each for each in archive.namelist() if "csv" in each))
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text, newline=None))


def _deliveries(path: Path) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
    def date(text: str) -> dt.datetime | None:
        if not text[:1].isdigit():
            return None
        return dt.datetime.strptime(text, "%m/%d/%y").replace(hour=12)  # noqa: DTZ007

    for row in _rows(path):
        quoted = date(row["PQ First Sent to Client Date"])
        ordered = date(row["PO Sent to Vendor Date"])
        if quoted is not None:
            # An order before its quotation stood first: the case began with it, and was over.
            yield (quoted, ordered) if ordered is None or ordered >= quoted else (ordered, ordered)


def _tickets(path: Path) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
    def time(text: str) -> dt.datetime:
        return dt.datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007

    begun: dict[str, dt.datetime] = {}
    closed: dict[str, dt.datetime] = {}
    for row in _rows(path):
        name, changed = row["number"], time(row["sys_updated_at"])
        begun[name] = min(begun.get(name, changed), changed, time(row["opened_at"]))
        if row["incident_state"] == "Closed":
            closed[name] = min(closed.get(name, changed), changed)
    yield from ((begins, closed.get(name)) for name, begins in begun.items())


_END_OF_DELIVERIES = dt.datetime(2015, 9, 30, 23, 59, 59)  # noqa: DTZ001
_END_OF_TICKETS = dt.datetime(2017, 2, 18, 23, 59, 59)  # noqa: DTZ001


def _check_deliveries(folder: Path, log: Path, size: int = MOST) -> dict[int, int]:
    counted = _counted_by_the_engine(folder, log, _DELIVERIES, size)
    assert counted == _counted_by_hand(_deliveries(log), _END_OF_DELIVERIES)
    return counted


def _check_tickets(folder: Path, log: Path, size: int = MOST) -> dict[int, int]:
    counted = _counted_by_the_engine(folder, log, _TICKETS, size)
    assert counted == _counted_by_hand(_tickets(log), _END_OF_TICKETS)
    return counted


def test_every_n_is_counted_as_by_hand_on_a_slice_of_deliveries(tmp_path: Path) -> None:
    counted = _check_deliveries(tmp_path, EXAMPLES / "scms/data/delivery_history_slice.csv")
    assert len(counted) == MOST
    assert len(set(counted.values())) > 20, "a slice in which hardly any N differs shows nothing"


def test_every_n_is_counted_as_by_hand_on_a_slice_of_tickets(tmp_path: Path) -> None:
    counted = _check_tickets(tmp_path, EXAMPLES / "uci/data/tickets_slice.csv")
    assert len(set(counted.values())) > 10


@needs_harness("data")
def test_every_n_is_counted_as_by_hand_on_all_deliveries(tmp_path: Path) -> None:
    counted = _check_deliveries(tmp_path, real_log(SCMS), AT_ONCE)
    assert counted[30] == 1_460 + 3_801, "of those ordered, and of those of which no order is known"


@needs_harness("data")
def test_every_n_is_counted_as_by_hand_on_all_tickets(tmp_path: Path) -> None:
    counted = _check_tickets(tmp_path, real_log(UCI), AT_ONCE)
    assert len(counted) == MOST


# --- business days


OFF = (dt.date(2025, 3, 5), dt.date(2025, 3, 17))
_OFFICE = {
    "calendars": {
        "schema": "calendars/1",
        "office": {
            "zone": "Etc/UTC",
            "weekly": {"monday to friday": ["09:00-12:00", "13:00-17:00"]},
            "off": [{"date": f"{each}", "title": "停 | Off"} for each in OFF],
        },
    }
}


def _by_hand(begins: dt.datetime, days: int) -> dt.datetime:
    """Return the same time so many working days later; begun outside a shift, from its opening."""
    shifts = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))

    def works(date: dt.date) -> bool:
        return date.weekday() < 5 and date not in OFF

    date, minutes = begins.date(), begins.hour * 60 + begins.minute
    opening = [begin for begin, end in shifts if works(date) and minutes < end]
    if not opening:
        date += dt.timedelta(days=1)
        while not works(date):
            date += dt.timedelta(days=1)
        minutes = shifts[0][0]
    else:
        minutes = max(minutes, opening[0])
    for _ in range(days):
        date += dt.timedelta(days=1)
        while not works(date):
            date += dt.timedelta(days=1)
    return dt.datetime.combine(date, dt.time(), begins.tzinfo) + dt.timedelta(minutes=minutes)


def test_business_days_fire_where_a_walk_over_the_dates_ends() -> None:
    """Nights, noons, weekends and days off, for every N up to 30; Y at that instant is in time."""
    files = playbooks_of({"stage": _silent(range(1, 31), "business day")}, shared=_OFFICE)
    text_of = {name: data.decode() for name, data in files.items()}
    assert "2025-03-17" in text_of["shared/calendars.yaml"]
    program = observed_files(files)
    begun = [
        dt.datetime(2025, 3, 1, tzinfo=dt.UTC) + dt.timedelta(hours=7 * number, minutes=number)
        for number in range(60)
    ]
    cases = [
        case(f"{number}", f"{each:%Y-%m-%d %H:%M}", (f"{answer:%Y-%m-%d %H:%M}", "deal.asked"))
        for number, each in enumerate(begun)
        for answer in [_by_hand(each, number % 30 + 1)]
    ]
    tally, _ = found_in(program, cases, size=100)
    told = {(each.case, int(each.name[1:])): each.fired_at for each in tally.firings}
    expected = {
        (f"{number}", days): at(f"{_by_hand(each, days):%Y-%m-%d %H:%M}")
        for number, each in enumerate(begun)
        for days in range(1, number % 30 + 1)
    }
    assert told == expected
    assert len(told) == 2 * sum(range(30))


def test_a_business_rule_fires_at_the_very_opening() -> None:
    """Begun on a Friday evening, one business day is over on Tuesday at nine."""
    program = observed_files(playbooks_of({"stage": _silent([1], "business day")}))
    tally, _ = found_in(program, (case("1", "2025-01-03 18:30"),))
    assert [each.fired_at for each in tally.firings] == [at("2025-01-07 09:00")]


# --- changes of the clock


_ZONED = {
    "calendars": {
        "schema": "calendars/1",
        "office": {"zone": "Europe/Berlin", "weekly": {"monday to sunday": ["00:00-24:00"]}},
    }
}


def _zoned(zone: str, *lengths: str) -> str:
    del zone
    stalls = "".join(
        f"      s{n}: {{after: {length}, silent: customer}}\n" for n, length in enumerate(lengths)
    )
    return (
        "start: a\nstates:\n  a:\n    waits_for: customer\n    moves: {deal.asked: b}\n"
        f"    stalls:\n{stalls}  b: {{end: success}}\n"
    )


@pytest.mark.parametrize(
    ("zone", "begins", "days", "hours"),
    [
        # A day is the same time on another date, an hour is an hour, whatever the clock does.
        ("Europe/Berlin", "2025-03-29 12:00", "2025-03-31 12:00", "2025-03-31 13:00"),
        ("Europe/Berlin", "2025-10-25 12:00", "2025-10-27 12:00", "2025-10-27 11:00"),
        ("America/New_York", "2025-03-08 02:30", "2025-03-10 02:30", "2025-03-10 03:30"),
        ("Australia/Lord_Howe", "2025-10-04 12:00", "2025-10-06 12:00", "2025-10-06 12:30"),
        # Samoa left out the 30th of December 2011.
        ("Pacific/Apia", "2011-12-29 12:00", "2011-12-31 12:00", "2012-01-01 12:00"),
        ("Asia/Shanghai", "2025-03-29 12:00", "2025-03-31 12:00", "2025-03-31 12:00"),
    ],
)  # fmt: skip
def test_a_change_of_the_clock_inside_a_case_moves_hours_and_no_days(
    zone: str, begins: str, days: str, hours: str
) -> None:
    shared = {"calendars": {**_ZONED["calendars"], "office": {
        "zone": zone, "weekly": {"monday to friday": ["09:00-17:00"]},
    }}}  # fmt: skip
    program = observed_files(
        playbooks_of({"stage": _zoned(zone, "2 days", "48 hours")}, shared=shared)
    )
    tally, _ = found_in(program, (case("1", begins, zone=zone),), begins="2011-01-01 00:00")
    found = {each.name: each.fired_at for each in tally.firings}
    assert found == {"s0": at(days, zone), "s1": at(hours, zone)}


def test_a_log_that_changes_its_zone_changes_nothing() -> None:
    """The same instants told in Berlin's time and in New York's are the same history."""
    program = observed_files(playbooks_of({"stage": _silent(range(1, 8))}))
    berlin = case("1", "2025-03-29 12:00", ("2025-04-02 12:00", "deal.asked"), zone="Europe/Berlin")
    york = case(
        "1", "2025-03-29 07:00", ("2025-04-02 06:00", "deal.asked"), zone="America/New_York"
    )
    assert berlin == york
    first, second = found_in(program, (berlin,))[0], found_in(program, (york,))[0]
    assert first.firings == second.firings != []


# --- ties, and stories


_TIED = """
log: {kind: csv}
case: Case
columns:
  Asked: {date: YYYY-MM-DD, at: "12:00"}
  Checked: {date: YYYY-MM-DD, at: "12:00"}
events:
"""
_IN_TURN = """
start: a
states:
  a: {moves: {deal.asked: b}}
  b: {moves: {deal.checked: won}}
  won: {end: success}
"""


@pytest.mark.parametrize(("turned", "fitting"), [(False, 1), (True, 0)])
def test_what_happens_on_one_day_comes_as_the_mapping_declares(
    tmp_path: Path, turned: bool, fitting: int
) -> None:
    """Two dates of the same day: in the order of ``events``, and in no other."""
    events = ["  - {signal: deal.asked, at: Asked}\n", "  - {signal: deal.checked, at: Checked}\n"]
    told = "".join(reversed(events) if turned else events)
    _write(tmp_path / "work", _IN_TURN, _TIED + told)
    (tmp_path / "log.csv").write_text("Case,Asked,Checked\n1,2025-01-02,2025-01-02\n")
    words = [
        str(tmp_path / "work"),
        str(tmp_path / "log.csv"),
        "--mapping",
        "m",
        "--format",
        "json",
    ]
    ran = CliRunner().invoke(cli, ["backtest", *words], catch_exceptions=False)
    assert ran.exit_code == 0, ran.stderr
    assert json.loads(ran.stdout)["conformance"]["fitting"] == fitting


def test_a_story_recorded_from_a_case_leads_to_the_same_journal() -> None:
    """History replayed, written as a story, and played: the same records (S1.1)."""
    workspace = compiled(_STORY)
    program = link(workspace.program)
    told = case(
        "1", "2025-01-06 10:00", ("2025-01-10 10:00", "check.done"),
        ("2025-01-22 10:00", "deal.asked"), facts={"deal.amount": "9 EUR"},
    )  # fmt: skip
    seen = OneCase(0, "1")
    replay(program, a_mapping(), (told,), 0, seen, at("2025-01-22 10:00"))
    journal = tuple(seen.journeys["1"].records)
    recording = record_story(workspace.program, journal)
    assert recording is not None
    assert recording.left_out == ()
    file, problems = load_file("r.yaml", recorded_text(recording, "回 | Back", "en").encode())
    assert file is not None
    assert not problems
    script, problems = prepare(workspace, file)
    assert script is not None, problems
    played = play(script, MemoryHost(program))
    assert played.passed
    kinds = [(type(each), each.at) for each in journal]
    assert [(type(each), each.at) for each in played.records] == kinds
    assert {r.Stalled, r.Escalated, r.TaskOverdue} <= {type(each) for each in journal}


_STORY = """
stages:
  stage:
    start: a
    states:
      a:
        waits_for: customer
        touchpoints: {check: {due: 2 days, overdue: {escalate: ladder}}}
        moves: {deal.asked: won}
        stalls: {quiet: {after: 10 days, silent: customer, escalate: ladder, recover: play}}
      won: {end: success}
"""
