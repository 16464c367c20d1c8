"""``check --deep``: what was changed behind the engine's back is found and named (S7.4, Z11)."""

# ruff: noqa: S608  # the statements are put together from names of this test

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime import deep
from engine.runtime.clock import ManualClock
from engine.runtime.deep import check_deep
from engine.runtime.flaws import FLAWS, Checked
from engine.runtime.service import Engine
from engine.runtime.store.opening import open_store

from . import small_story
from .small_workspace import MONDAY, compiled

pytestmark = [pytest.mark.clause("S7.4"), pytest.mark.fault("Z11")]

JOURNEY = "acme%2F中国/steel/offer/1"
ACCOUNT = "acme/中国"


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    return compiled()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, workspace: Compiled) -> Path:
    """Return a database with one long journey, one short one, and an account told twice."""
    path = tmp_path_factory.mktemp("played") / "journeys.db"
    small_story.play(path, workspace)
    clock = ManualClock(MONDAY)
    with Engine.open(f"sqlite:///{path}", workspace, clock=clock) as engine:
        engine.start("beta", line="steel", playbook="offer", facts=small_story.AMOUNT)
        engine.set_facts(ACCOUNT, {"client.on_hold": True}, id="told-1")
        engine.set_facts(ACCOUNT, {"client.on_hold": False}, id="told-2")
    return path


@pytest.fixture
def path(played: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy.db"
    shutil.copy(played, copy)
    return copy


def checked(path: Path) -> Checked:
    with closing(open_store(f"sqlite:///{path}")) as store:
        return check_deep(store)


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            changed = connection.execute(statement).rowcount
            assert changed != 0, statement


def found(path: Path, *statements: str) -> list[tuple[str, str, int]]:
    """Tamper, check, and return code, subject and record of everything found."""
    tamper(path, *statements)
    flaws = checked(path).flaws
    for flaw in flaws:
        assert flaw.line("zh") != flaw.line("en")
        assert "{" not in flaw.line("zh") + flaw.line("en")
    return [(flaw.code, flaw.of, flaw.record) for flaw in flaws]


OF = f"WHERE journey = '{JOURNEY}'"
ALSO = f"WHERE id = '{JOURNEY}'"


def test_a_database_nobody_touched_is_sound(path: Path) -> None:
    result = checked(path)
    assert result.flaws == ()
    assert (result.journeys, result.accounts, result.programs) == (2, 2, 1)
    assert result.records > 100


def test_memory_is_checked_alike(workspace: Compiled) -> None:
    with Engine.open("memory:", workspace, clock=ManualClock(MONDAY)) as engine:
        engine.start("beta", line="steel", playbook="offer", facts=small_story.AMOUNT)
        assert check_deep(engine.store).is_sound


def test_a_changed_record_is_named(path: Path) -> None:
    change = "SET record = replace(record, '小李', '小王')"
    first = f"(SELECT min(number) FROM journal {OF} AND record LIKE '%小李%')"
    with closing(sqlite3.connect(path)) as connection:
        ((number,),) = connection.execute(f"SELECT {first}").fetchall()
    assert found(path, f"UPDATE journal {change} {OF} AND number = {first}") == [
        ("record-changed", JOURNEY, number)
    ]


def test_a_changed_reason_is_named(path: Path) -> None:
    reasoned = f"(SELECT max(number) FROM journal {OF} AND why != '')"
    with closing(sqlite3.connect(path)) as connection:
        ((number,),) = connection.execute(f"SELECT {reasoned}").fetchall()
    assert found(path, f"UPDATE journal SET why = '' {OF} AND number = {reasoned}") == [
        ("record-changed", JOURNEY, number)
    ]


def test_a_record_that_is_no_text_is_named(path: Path) -> None:
    assert found(path, f"UPDATE journal SET record = x'7b' {OF} AND number = 9") == [
        ("record-unreadable", JOURNEY, 9)
    ]


def test_a_removed_record_is_named(path: Path) -> None:
    assert found(path, f"DELETE FROM journal {OF} AND number = 7") == [
        ("record-missing", JOURNEY, 7)
    ]


def test_a_removed_record_whose_gap_was_closed_is_named(path: Path) -> None:
    closing_up = f"UPDATE journal SET number = number - 1 {OF} AND number = "
    with closing(sqlite3.connect(path)) as connection:
        ((last,),) = connection.execute(f"SELECT max(number) FROM journal {OF}").fetchall()
    moves = (f"{closing_up}{number}" for number in range(8, last + 1))
    assert found(path, f"DELETE FROM journal {OF} AND number = 7", *moves) == [
        ("record-changed", JOURNEY, 7)
    ]


def test_a_swapped_pair_is_named(path: Path) -> None:
    swap = f"UPDATE journal SET number = 22 - number - 1000 {OF} AND number IN (10, 12)"
    back = f"UPDATE journal SET number = number + 1000 {OF} AND number < 0"
    assert found(path, swap, back) == [("record-changed", JOURNEY, 10)]


def test_records_cut_from_the_end_are_named(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        ((last,),) = connection.execute(f"SELECT max(number) FROM journal {OF}").fetchall()
    cut = f"DELETE FROM journal {OF} AND number > {last - 3}"
    assert found(path, cut) == [("record-missing", JOURNEY, last - 2)]
    # Even where the version was turned back with them, the last hash tells.
    assert found(path, f"UPDATE journeys SET version = {last - 3} {ALSO}") == [
        ("head-differs", JOURNEY, last - 3)
    ]


def test_a_record_put_behind_the_end_is_named(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        ((last,),) = connection.execute(f"SELECT max(number) FROM journal {OF}").fetchall()
    more = (
        f"INSERT INTO journal SELECT journey, {last + 1}, record, why, hash "
        f"FROM journal {OF} AND number = {last}"
    )
    assert found(path, more) == [("record-beyond", JOURNEY, last + 1)]


def test_a_changed_snapshot_is_named(path: Path) -> None:
    change = (
        "SET snapshot = CAST(replace(CAST(snapshot AS TEXT), '\"steel\"', '\"scrap\"') AS BLOB)"
    )
    assert found(path, f"UPDATE journeys {change} {ALSO}") == [("snapshot-differs", JOURNEY, 0)]
    result = checked(path)
    assert "line" in result.flaws[0].message("en")


def test_a_snapshot_that_is_none_is_named(path: Path) -> None:
    assert found(path, f"UPDATE journeys SET snapshot = x'7b' {ALSO}") == [
        ("snapshot-unreadable", JOURNEY, 0)
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "'running'"), ("next_due", "1"), ("stalls", "9"), ("began_at", "9"),
        ("playbook", "'other'"), ("line", "'scrap'"), ("key", "'K-2'"), ("shard", "1024"),
        ("program", "'0000'"), ("account", "'beta'"),
    ],
)  # fmt: skip
def test_a_changed_column_is_named(path: Path, column: str, value: str) -> None:
    codes = [code for code, *_ in found(path, f"UPDATE journeys SET {column} = {value} {ALSO}")]
    assert "column-differs" in codes
    flaw = next(each for each in checked(path).flaws if each.code == "column-differs")
    assert flaw.values["column"] == column


def test_a_changed_task_is_named(path: Path) -> None:
    other = "beta/steel/offer/1"
    assert found(path, f"UPDATE tasks SET owner = 'thief' WHERE journey = '{other}'") == [
        ("task-differs", other, 0)
    ]
    assert found(path, f"DELETE FROM tasks WHERE journey = '{other}'") == [
        ("task-differs", other, 0)
    ]


def test_an_answer_that_points_nowhere_is_named(path: Path) -> None:
    assert found(path, f"UPDATE inbox SET last = 100000 {OF} AND signal_id = 'line-1'") == [
        ("answer-astray", JOURNEY, 0)
    ]
    tamper(path, f"UPDATE inbox SET last = first {OF} AND signal_id = 'line-1'")
    told = "UPDATE inbox SET last = 77 WHERE signal_id = 'told-2'"
    assert found(path, told) == [("answer-astray", ACCOUNT, 0)]


def test_an_effect_that_belongs_to_nothing_is_named(path: Path) -> None:
    first = f"(SELECT min(record) FROM outbox {OF})"
    with closing(sqlite3.connect(path)) as connection:
        ((number,),) = connection.execute(f"SELECT {first}").fetchall()
    lost = f"UPDATE outbox SET record = 100000 {OF} AND record = {first}"
    assert found(path, lost) == [("effect-astray", JOURNEY, 100_000)]
    torn = f"UPDATE outbox SET record = {number}, effect = '{{' {OF} AND record = 100000"
    assert found(path, torn) == [("effect-astray", JOURNEY, number)]


def test_an_account_is_checked_like_a_journey(path: Path) -> None:
    of = f"WHERE account = '{ACCOUNT}'"
    change = "SET record = replace(record, 'true', 'false')"
    assert found(path, f"UPDATE account_journal {change} {of} AND record LIKE '%true%'")[0][:2] == (
        "record-changed", ACCOUNT,
    )  # fmt: skip


def test_an_account_cut_short_or_changed_is_named(path: Path) -> None:
    of = f"WHERE account = '{ACCOUNT}'"
    with closing(sqlite3.connect(path)) as connection:
        ((last,),) = connection.execute(f"SELECT max(number) FROM account_journal {of}")
    cut = f"DELETE FROM account_journal {of} AND number = {last}"
    assert found(path, cut) == [("record-missing", ACCOUNT, last)]


def test_what_was_known_of_an_account_before_is_covered(path: Path) -> None:
    of = f"WHERE id = '{ACCOUNT}'"
    change = "SET origin = CAST(replace(CAST(origin AS TEXT), '小李', '小王') AS BLOB)"
    assert found(path, f"UPDATE accounts {change} {of}") == [("record-changed", ACCOUNT, 1)]


def test_an_accounts_snapshot_is_compared(path: Path) -> None:
    change = "SET snapshot = CAST(replace(CAST(snapshot AS TEXT), '小李', '小王') AS BLOB)"
    assert found(path, f"UPDATE accounts {change} WHERE id = '{ACCOUNT}'") == [
        ("snapshot-differs", ACCOUNT, 0)
    ]


def test_a_program_that_is_gone_or_changed_is_named(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        ((program,),) = connection.execute("SELECT id FROM programs").fetchall()
    for change in ("CAST(data || ' ' AS BLOB)", "CAST(data AS TEXT)"):
        assert found(path, f"UPDATE programs SET data = {change}") == [
            ("program-changed", program, 0)
        ]
    assert sorted(found(path, "DELETE FROM programs")) == [
        ("program-missing", JOURNEY, 0),
        ("program-missing", "beta/steel/offer/1", 0),
    ]


def test_a_journey_that_is_gone_leaves_its_rows_behind(path: Path) -> None:
    gone = "beta/steel/offer/1"
    codes = found(path, f"DELETE FROM journeys WHERE id = '{gone}'")
    assert codes[-1] == ("decision-missing", "beta", 1)
    strays = [flaw.values for flaw in checked(path).flaws if flaw.code == "stray-rows"]
    tables = ["inbox", "journal", "outbox", "tasks"]
    assert strays == [{"table": table, "of": gone} for table in tables]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("accounts SET origin = CAST(origin AS TEXT)", "column-unreadable"),
        ("accounts SET snapshot = CAST(snapshot AS TEXT)", "column-unreadable"),
        ("accounts SET version = 'many'", "column-unreadable"),
        ("journeys SET snapshot = CAST(snapshot AS TEXT)", "column-unreadable"),
        ("journeys SET head = 'abc'", "column-unreadable"),
        ("journeys SET version = 'many'", "column-unreadable"),
        ("journeys SET next_due = 'soon'", "column-unreadable"),
        ("journal SET hash = 'abc'", "record-changed"),
        ("journal SET why = x'00'", "record-unreadable"),
        ("account_journal SET record = x'00'", "record-unreadable"),
        ("account_journal SET decision = 'first'", "record-unreadable"),
        ("inbox SET last = 'never' WHERE journey LIKE '%/%'", "answer-astray"),
        ("outbox SET effect = x'00'", "effect-astray"),
        ("tasks SET due_at = 'soon'", "task-differs"),
    ],
)
def test_what_is_of_another_type_is_damage_and_no_crash(path: Path, change: str, code: str) -> None:
    """SQLite keeps a text where bytes belong, and a word where a number does."""
    codes = {found_code for found_code, *_ in found(path, f"UPDATE {change}")}
    # What an account's records point at cannot be told any more, either.
    assert codes - {"decision-missing"} == {code}


def test_an_account_that_is_gone_is_named(path: Path) -> None:
    codes = found(path, "DELETE FROM accounts WHERE id = 'beta'")
    assert ("account-missing", "beta/steel/offer/1", 0) in codes


def test_everything_is_looked_at_in_pages(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With pages of one, of some and of all the answer is the same; progress is told."""
    sound = checked(path)
    for size in (1, 3, 50):
        monkeypatch.setattr(deep, "PAGE", size)
        assert checked(path) == sound
    heard: list[int] = []
    with closing(open_store(f"sqlite:///{path}")) as store:
        check_deep(store, heard.append)
    assert heard == [1, 2]
    monkeypatch.setattr(deep, "PAGE", 3)
    gap = f"DELETE FROM journal {OF} AND number BETWEEN 4 AND 12"
    assert found(path, gap) == [("record-missing", JOURNEY, 4)]


def test_several_are_all_named(path: Path) -> None:
    codes = found(
        path,
        f"DELETE FROM journal {OF} AND number = 7",
        "UPDATE journeys SET stalls = 4 WHERE id = 'beta/steel/offer/1'",
    )
    assert codes == [
        ("record-missing", JOURNEY, 7), ("column-differs", "beta/steel/offer/1", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("code", list(FLAWS))
def test_every_flaw_says_what_is_wrong_and_what_to_do(code: str) -> None:
    assert FLAWS[code].what.zh
    assert FLAWS[code].what.en
    assert FLAWS[code].cure.zh
    assert FLAWS[code].cure.en


def test_a_repeat_is_answered_after_a_check(path: Path, workspace: Compiled) -> None:
    """The check changed nothing."""
    before = small_story.everything(path)
    assert checked(path).is_sound
    assert small_story.everything(path) == before
    signal: Signal = small_story.SIGNALS[0]
    with Engine.open(f"sqlite:///{path}", workspace, clock=ManualClock(MONDAY)) as engine:
        assert engine.signal(JOURNEY, signal).is_duplicate
