"""Publishing playbooks: new journeys take the newest, those that run keep to theirs (S8.1)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.deep import check_deep
from engine.runtime.failures import StoreError, UnacceptableError
from engine.runtime.service import Engine

from . import small_story
from .small_workspace import MONDAY, at, compiled

pytestmark = pytest.mark.clause("S8.1")

LONGER = {"due: 4 business hours": "due: 8 business hours"}
RENAMED = {"报价 | Offer": "报价单 | Quotation"}


@pytest.fixture(scope="module")
def first() -> Compiled:
    return compiled()


@pytest.fixture(scope="module")
def second() -> Compiled:
    return compiled(LONGER)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'journeys.db'}"


@pytest.fixture
def engine(url: str, first: Compiled) -> Iterator[Engine]:
    with Engine.open(url, first, clock=ManualClock(MONDAY)) as opened:
        yield opened


def begin(engine: Engine, account: str) -> str:
    return engine.start(account, line="steel", playbook="offer", facts=small_story.AMOUNT)


def due(engine: Engine, journey: str) -> int | None:
    return engine.tasks(journey=journey)[0].due_at


def test_the_newest_serves_new_journeys_and_no_other(
    engine: Engine, first: Compiled, second: Compiled
) -> None:
    one = engine.deploy(first, by="王总")
    assert (one.number, one.program, one.at, one.by) == (1, first.id, MONDAY, "王总")
    assert one.legend == first.legend
    old = begin(engine, "acme")
    assert engine.deploy(second).number == 2
    new = begin(engine, "beta")
    assert due(engine, old) == at("03-02 13:00")
    assert due(engine, new) == at("03-02 17:00")
    # What the old one does from now on it still does by its own program.
    engine.signal(old, Signal("send_offer.done", "s-1", at=MONDAY))
    assert [engine.journey(each).program for each in (old, new)] == [first.id, second.id]
    assert [each.number for each in engine.deployments()] == [2, 1]
    assert check_deep(engine.store).is_sound


def test_another_process_takes_what_was_published(
    engine: Engine, url: str, first: Compiled, second: Compiled
) -> None:
    engine.deploy(first)
    with Engine.open(url, clock=ManualClock(MONDAY)) as other:
        engine.deploy(second)
        assert other.journey(begin(other, "acme")).program == first.id
        assert other.refresh() == second.id
        assert other.journey(begin(other, "beta")).program == second.id


def test_the_same_again_is_published_once(engine: Engine, first: Compiled) -> None:
    one = engine.deploy(first, by="a")
    assert engine.deploy(first, by="b", at=MONDAY + 1) == one
    # Other texts are another publication of the same program.
    renamed = compiled(RENAMED)
    two = engine.deploy(renamed)
    assert (two.number, two.program) == (2, one.program)
    assert two.legend.title("stage/offer", "en") == "Quotation"
    # And what was published before may be published again.
    assert engine.deploy(first).number == 3


def test_what_would_change_is_said_and_nothing_done(
    engine: Engine, first: Compiled, second: Compiled
) -> None:
    everything = engine.compare(first)
    assert everything.before is None
    assert {each.how for each in everything.changes} == {"added"}
    engine.deploy(first)
    begin(engine, "acme")
    begin(engine, "beta")
    compared = engine.compare(second)
    assert compared.before is not None
    assert compared.before.number == 1
    assert [(each.how, each.key) for each in compared.changes] == [
        ("changed", "touchpoint/offer.send_offer")
    ]
    assert compared.staying == {first.id: 2}
    assert len(engine.deployments()) == 1
    assert engine.compare(first).changes == ()


def test_a_name_no_store_can_keep_is_refused(engine: Engine, first: Compiled) -> None:
    with pytest.raises(UnacceptableError):
        engine.deploy(first, by="\0")
    assert engine.deployments() == ()


@pytest.mark.fault("F31")
def test_a_program_that_is_gone_stops_its_own_journeys_only(
    engine: Engine, url: str, first: Compiled, second: Compiled
) -> None:
    """Somebody deleted a program: its journeys say so, all others go on (P8)."""
    engine.deploy(first)
    old = begin(engine, "acme")
    engine.deploy(second)
    new, before = begin(engine, "beta"), engine.journey(old)
    engine.close()
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM programs WHERE id = ?", [first.id])
    clock = ManualClock(MONDAY)
    with Engine.open(url, clock=clock) as opened:
        with pytest.raises(StoreError) as raised:
            opened.signal(old, Signal("send_offer.done", "s-1"))
        assert raised.value.code == "program-missing"
        assert opened.signal(new, Signal("send_offer.done", "s-1")).outcome == "taken"
        clock.set(at("03-30 09:00"))
        with pytest.raises(StoreError) as raised:
            opened.tick()
        assert raised.value.code == "program-missing"
        assert opened.journey(new).lanes["main"].state == "asleep"
        assert opened.journey(old) == before
        flaws = check_deep(opened.store).flaws
        assert [(flaw.code, flaw.of) for flaw in flaws] == [("program-missing", old)]


@pytest.mark.fault("F32")
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("journeys", 'snapshot = CAST(replace(snapshot, \'{"id"\', \'{"mood":1,"id"\') AS BLOB)'),
        ("programs", None),
    ],
    ids=["a field more", "a program of a later engine"],
)
def test_what_a_newer_engine_wrote_is_refused_politely(
    engine: Engine, url: str, first: Compiled, table: str, change: str | None
) -> None:
    """An older worker leaves such a journey as it is, and says so; the others go on."""
    engine.deploy(first)
    newer, plain = begin(engine, "acme"), begin(engine, "beta")
    engine.close()
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        if change is not None:
            connection.execute(f"UPDATE {table} SET {change} WHERE account = 'acme'")  # noqa: S608
        else:
            _newer_program(connection, first, newer)
    with Engine.open(url, clock=ManualClock(MONDAY)) as opened:
        before = opened.journeys()
        with pytest.raises(StoreError) as raised:
            opened.signal(newer, Signal("send_offer.done", "s-1"))
        assert raised.value.code in {"newer-row", "newer-program"}
        assert raised.value.line("zh") != raised.value.line("en")
        assert opened.journeys() == before
        assert opened.signal(plain, Signal("send_offer.done", "s-1")).outcome == "taken"


def _newer_program(connection: sqlite3.Connection, first: Compiled, journey: str) -> None:
    """Pin a journey to a program that says something no engine of today reads."""
    from engine.language.program import encode, encoded_hash  # noqa: PLC0415

    data = encode(first.program).replace(b'{"calendars"', b'{"aura":1,"calendars"')
    found = encoded_hash(data)
    connection.execute("INSERT INTO programs (id, data) VALUES (?, ?)", [found, data])
    row = connection.execute("SELECT snapshot FROM journeys WHERE id = ?", [journey]).fetchone()
    snapshot = row[0].replace(first.id.encode(), found.encode())
    values = [found, snapshot, journey]
    connection.execute("UPDATE journeys SET program = ?, snapshot = ? WHERE id = ?", values)
