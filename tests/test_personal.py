"""Personal values: kept under names, looked up by nobody but a decision, erased for good (Z13)."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from engine.core import records as r
from engine.core.decide import STARTED
from engine.core.explain.then import account_then, journey_then
from engine.core.journey import Account, Address, Context, Signal
from engine.language.values import Day, Personal, Value
from engine.runtime.asking import read_journey
from engine.runtime.clock import ManualClock
from engine.runtime.deep import check_deep
from engine.runtime.failures import EngineError, OtherBodyError, UnacceptableError
from engine.runtime.rows import read_effect
from engine.runtime.service import Engine
from engine.runtime.store import Store

from .personal_workspace import personal
from .small_story import AMOUNT
from .small_workspace import DAY, MONDAY, at, compiled

pytestmark = pytest.mark.clause("S7.4")

PHONE, VISITOR, GUEST = "13812345678", "梅兰芳 Lanfang", "Tchaikovsky"
BORN = Day(dt.date(1977, 12, 31))
SECRETS = (PHONE, VISITOR, GUEST, "梅兰芳", "1977-12-31", "Gershwin", "13900000000")
WHO: dict[str, Value] = {"who": VISITOR}
ADDRESS = Address(account="acme", line="steel", playbook="offer")


@pytest.fixture
def engine(store: Store, clock: ManualClock) -> Iterator[Engine]:
    with Engine(store, personal(), clock=clock) as opened:
        yield opened


@pytest.fixture
def on_disk(tmp_path: Path, clock: ManualClock) -> Iterator[Engine]:
    with Engine.open(f"sqlite:///{tmp_path / 'disk.db'}", personal(), clock=clock) as opened:
        yield opened


def fill(engine: Engine, account: str = "acme") -> str:
    """Let a journey learn a secret in every way there is; return its id."""
    context = Context(Account(account, facts={"client.phone": "13900000000"}))
    begun = Signal(STARTED, "begin", at=MONDAY, data=AMOUNT, address=Address(
        account=account, line="steel", playbook="offer",
    ))  # fmt: skip
    journey = engine.begin(begun, context).journey
    engine.signal(journey, Signal("client.called", "call", data={"phone": PHONE}))
    engine.signal(journey, Signal("offer.visited", "visit", data=WHO))
    engine.complete(journey, "greet", id="greeted")
    engine.complete(journey, "tell", id="said")
    engine.signal(journey, Signal("offer.visited", "visit-2", data={"who": "Gershwin"}))
    engine.signal(journey, Signal("guest.came", "guest", data={"number": "G1", "name": GUEST}))
    rows: dict[str, tuple[dict[str, Value], ...]] = {"guest": ({"number": "G2", "name": GUEST},)}
    done = engine.complete(
        journey, "register", by="小李", data={"client.born_on": BORN}, rows=rows, id="form"
    )
    assert done.outcome == "taken", done
    engine.accept(journey, Signal("offer.visited", "later", data={"who": "Gershwin"}))
    engine.set_facts(account, {"client.phone": "13900000000"}, id="told")
    return journey


def everything(engine: Engine, journey: str) -> str:
    """Return all that can be asked of a journey and its account, as one text."""
    account = engine.journey(journey).account
    asked = (
        engine.journey(journey), engine.history(journey), engine.why(journey),
        engine.account(account), engine.account_history(account), engine.explain(journey),
        engine.incidents(), engine.tasks(), engine.journeys(),
    )  # fmt: skip
    return repr(asked)


def readable(path: Path, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Return which secrets stand in which table."""
    found = []
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in tables.fetchall():
            if name in without:
                continue
            for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
                whole = b"|".join(
                    each if isinstance(each, bytes) else str(each).encode() for each in row
                )
                found += [(name, each) for each in SECRETS if each.encode() in whole]
    return found


APART = frozenset({"personal", "personal_keys"})


@pytest.mark.fault("Z13")
def test_a_decision_sees_what_no_table_shows(on_disk: Engine, tmp_path: Path) -> None:
    journey = fill(on_disk)
    facts = on_disk.journey(journey).facts
    assert facts["offer.visitor"] == "Gershwin"
    assert on_disk.account("acme").facts["client.phone"] == "13900000000"
    assert on_disk.account("acme").facts["client.born_on"] == BORN
    items = on_disk.journey(journey).items
    assert {item.facts["guest.name"] for item in items.values()} == {GUEST}
    told = everything(on_disk, journey)
    assert all(each in told for each in (PHONE, VISITOR, GUEST, "Gershwin"))
    assert check_deep(on_disk.store).flaws == ()
    assert readable(tmp_path / "disk.db", APART) == []
    assert {each for _, each in readable(tmp_path / "disk.db")} >= {PHONE, VISITOR, GUEST}


@pytest.mark.fault("Z13")
def test_after_an_erasure_no_byte_of_it_is_left(on_disk: Engine, tmp_path: Path) -> None:
    """Not in any row, nor in the free pages of the file, nor in its log."""
    journey = fill(on_disk)
    path = tmp_path / "disk.db"
    files = [path, Path(f"{path}-wal")]
    before = b"".join(each.read_bytes() for each in files)
    assert all(each.encode() in before for each in (PHONE, VISITOR, GUEST))
    assert on_disk.erase("acme", by="auditor") == 7
    after = b"".join(each.read_bytes() for each in files if each.exists())
    assert [each for each in SECRETS if each.encode() in after] == []
    told = everything(on_disk, journey)
    assert [each for each in SECRETS if each in told] == []
    assert [row.code for row in on_disk.incidents()] == []


@pytest.mark.fault("Z13")
def test_after_an_erasure_everything_still_holds(engine: Engine, clock: ManualClock) -> None:
    journey = fill(engine)
    before = engine.journey(journey)
    engine.erase("acme", by="auditor")
    found = engine.journey(journey)
    assert found.facts == {"offer.amount": before.facts["offer.amount"]}
    assert engine.account("acme").facts == {"client.on_hold": False}
    assert (found.lanes, found.tasks, found.timers) == (before.lanes, before.tasks, before.timers)
    assert check_deep(engine.store).flaws == ()
    assert engine.check(journey)
    assert engine.check_account("acme")
    erased = engine.account_history("acme")[-1]
    assert erased == r.PersonalErased(MONDAY, 7, "auditor")
    # Journeys go on: what waited is decided, what is due comes due, what is said anew is known.
    clock.set(MONDAY + DAY)
    engine.tick()
    assert "offer.visitor" not in engine.journey(journey).facts
    engine.signal(journey, Signal("offer.visited", "visit-3", data=WHO))
    assert engine.journey(journey).facts["offer.visitor"] == VISITOR
    assert engine.signal(journey, Signal("send_offer.done", "sent")).outcome == "taken"
    clock.set(at("04-30 09:00"))
    engine.tick()
    assert check_deep(engine.store).flaws == ()
    # And can be erased again; who had nothing to erase has nothing recorded.
    assert engine.erase("acme") > 0
    assert engine.erase("acme") == 0
    assert [type(each) for each in engine.account_history("acme")].count(r.PersonalErased) == 2


@pytest.mark.fault("Z13")
def test_repeats_are_answered_before_and_after(engine: Engine) -> None:
    journey = fill(engine)
    visit = Signal("offer.visited", "visit", data=WHO)
    first = engine.signal(journey, visit)
    assert first.is_duplicate
    assert any(isinstance(each, r.FactSet) and each.value == VISITOR for each in first.records)
    other = Signal("offer.visited", "visit", data={"who": "Somebody Else"})
    with pytest.raises(OtherBodyError):
        engine.signal(journey, other)
    with pytest.raises(OtherBodyError):
        engine.accept(journey, Signal("offer.visited", "later", data={"who": "Somebody Else"}))
    engine.accept(journey, Signal("offer.visited", "later", data={"who": "Gershwin"}))
    engine.erase("acme")
    again = engine.signal(journey, visit)
    assert again.is_duplicate
    assert (again.first, again.last) == (first.first, first.last)
    assert "Lanfang" not in repr(again)
    # Nobody can tell any more what it said: a name is all that is left of it.
    assert engine.signal(journey, other).is_duplicate
    told = engine.set_facts("acme", {"client.phone": "13900000000"}, id="told")
    assert all(each.is_duplicate for each in told)
    engine.accept(journey, Signal("offer.visited", "later", data={"who": "Gershwin"}))


def test_the_digest_of_a_personal_signal_is_no_key_to_it(on_disk: Engine, tmp_path: Path) -> None:
    """Whoever guesses a number cannot check the guess against the inbox (S7.2)."""
    fill(on_disk)
    with closing(sqlite3.connect(tmp_path / "disk.db")) as connection:
        digests = dict(connection.execute("SELECT signal_id, digest FROM inbox").fetchall())
    keyed = {name for name, digest in digests.items() if digest.startswith("k:")}
    assert keyed == {"call", "visit", "visit-2", "guest", "form", "told", "later"}
    assert len(digests["begin"]) == 64


@pytest.mark.fault("Z13")
def test_a_message_about_a_person_is_not_sent_after_an_erasure(engine: Engine) -> None:
    fill(engine)

    def letters() -> list[str]:
        with engine.store.reading() as reading:
            pending = reading.pending_effects(100)
            found = [read_effect(reading, row) for row in pending]
        return [each.texts["en"] for each in found if isinstance(each, r.SendMessage)]

    before = letters()
    assert "Dear 梅兰芳 Lanfang" in before
    assert "Our offer is on its way." in before
    engine.erase("acme")
    assert set(letters()) == {"Our offer is on its way."}


def test_another_account_keeps_its_own(engine: Engine) -> None:
    fill(engine)
    other = fill(engine, "beta")
    engine.erase("acme")
    assert engine.journey(other).facts["offer.visitor"] == "Gershwin"
    assert check_deep(engine.store).flaws == ()


def test_nobody_else_can_send_a_name_for_a_value(engine: Engine) -> None:
    """A name is only ever a store's own: nobody reads another's value by guessing it."""
    journey = fill(engine)
    told: dict[str, Value] = {"who": Personal("00ff")}
    with pytest.raises(UnacceptableError):
        engine.signal(journey, Signal("offer.visited", "trick", data=told))
    looks_like = '{"type":"personal","under":"00ff"}'
    engine.signal(journey, Signal("offer.visited", "text", data={"who": looks_like}))
    assert engine.journey(journey).facts["offer.visitor"] == looks_like
    assert check_deep(engine.store).flaws == ()


def test_what_marks_nothing_is_kept_as_ever(tmp_path: Path) -> None:
    """Journals without personal facts cost nothing more and keep their bytes."""
    path = tmp_path / "plain.db"
    with Engine.open(f"sqlite:///{path}", compiled(), clock=ManualClock(MONDAY)) as engine:
        journey = engine.start("acme", line="steel", playbook="offer", facts=AMOUNT)
        engine.set_facts("acme", {"client.on_hold": True})
        assert engine.erase("acme") == 0
        with engine.store.reading() as reading:
            assert reading.personal_key("acme") is None
            kept = [row.record for row in reading.history(journey)]
        records = [each.decode() for each in r.encode_records(engine.history(journey))]
    assert kept == records
    with closing(sqlite3.connect(path)) as connection:
        for name in APART:
            assert connection.execute(f"SELECT * FROM {name}").fetchall() == []  # noqa: S608


def test_what_is_explained_knows_nothing_of_what_was_erased(
    on_disk: Engine, tmp_path: Path, clock: ManualClock
) -> None:
    """Also as of an instant before the erasure."""
    journey = fill(on_disk)
    clock.set(MONDAY + DAY)
    on_disk.erase("acme")
    then = on_disk.explain(journey, "known_visitor", at=MONDAY)
    assert then
    facts = journey_then(journey, on_disk.history(journey), MONDAY)[0].facts
    assert facts.keys() == {"offer.amount"}
    assert [each for each in SECRETS if each in repr(then)] == []
    told = account_then(Account("acme"), on_disk.account_history("acme"), MONDAY)
    assert told.facts.keys() <= {"client.on_hold"}
    read = read_journey(f"sqlite:///{tmp_path / 'disk.db'}", journey)
    assert [each for each in SECRETS if each in repr(read)] == []


# --- Z6: in no log, error or description


@pytest.mark.fault("Z6")
def test_a_secret_stands_in_no_log_error_or_description(
    on_disk: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Refused, repeated with another body, of another type, and where the engine itself fails."""
    caplog.set_level(logging.DEBUG)
    journey = fill(on_disk)
    said: list[str] = []
    wrong: tuple[Signal, ...] = (
        Signal("offer.visited", "visit", data={"who": f"{VISITOR}!"}),
        Signal("offer.visited", "w1", data={"who": (VISITOR, "\0")}),
        Signal("offer.visited", "w2", data={"who": f"{VISITOR}\ud800"}),
    )
    for signal in wrong:
        with pytest.raises(EngineError) as raised:
            on_disk.signal(journey, signal)
        said += [raised.value.line("zh"), raised.value.line("en"), repr(raised.value)]
        said += ["".join(traceback.format_exception(raised.value))]
    nested: dict[str, Value] = {"who": {VISITOR: VISITOR}}  # type: ignore[dict-item]
    refused = on_disk.signal(journey, Signal("offer.visited", "w3", data=nested))
    assert refused.outcome == "refused"
    said += [refused.reason, *refused.names]

    def broken(*_arguments: object) -> object:
        raise ValueError(f"cannot read {VISITOR} {PHONE}")

    monkeypatch.setattr("engine.runtime.step.step", broken)
    parked = on_disk.signal(journey, Signal("offer.visited", "poison", data=WHO))
    assert parked.outcome == "incident"
    with pytest.raises(EngineError) as raised:
        on_disk.set_facts("acme", {"client.born_on": PHONE})
    said += [raised.value.line("en"), *(row.about for row in on_disk.incidents())]
    said += on_disk.store.describe().values()
    said += [caplog.text, *capfd.readouterr()]
    whole = "\n".join(said)
    assert [each for each in SECRETS if each in whole] == []


@pytest.mark.fault("Z6")
def test_a_parked_signal_is_kept_under_names(
    on_disk: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = fill(on_disk)

    def broken(*_arguments: object) -> object:
        raise ValueError(f"cannot read {VISITOR} {PHONE}")

    with monkeypatch.context() as patch:
        patch.setattr("engine.runtime.step.step", broken)
        on_disk.signal(journey, Signal("offer.visited", "poison", data=WHO))
    raised = on_disk.history(journey)[-1]
    assert isinstance(raised, r.IncidentRaised)
    assert raised.parked is not None
    assert raised.parked.data == WHO
    assert readable(tmp_path / "disk.db", APART) == []
    on_disk.erase("acme")
    raised = on_disk.history(journey)[-1]
    assert isinstance(raised, r.IncidentRaised)
    assert raised.parked is not None
    assert isinstance(raised.parked.data["who"], Personal)
    assert check_deep(on_disk.store).flaws == ()


def test_a_signal_that_waits_is_kept_under_names(
    on_disk: Engine, tmp_path: Path, clock: ManualClock
) -> None:
    journey = on_disk.start("acme", line="steel", playbook="offer", facts=AMOUNT)
    on_disk.accept(journey, Signal("offer.visited", "later", data=WHO))
    assert readable(tmp_path / "disk.db", APART) == []
    on_disk.accept(journey, Signal("guest.came", "guest", data={"number": "G1", "name": GUEST}))
    on_disk.tick()
    assert on_disk.journey(journey).facts["offer.visitor"] == VISITOR
    on_disk.accept(journey, Signal("offer.visited", "last", data={"who": "Gershwin"}))
    on_disk.erase("acme")
    clock.set(MONDAY + DAY)
    on_disk.tick()
    # It came, and what it said nobody knows: that is recorded, and nothing else follows.
    [refused] = [each for each in on_disk.history(journey) if isinstance(each, r.SignalRefused)]
    assert (refused.id, refused.reason, refused.names) == ("last", "fact-unknown", ("signal.who",))
    assert "offer.visitor" not in on_disk.journey(journey).facts
    assert check_deep(on_disk.store).flaws == ()


def test_many_at_once_agree_on_one_key(engine: Engine) -> None:
    """The first values of an account, from several threads on several of its journeys (S7.8)."""
    lines = [f"line-{number}" for number in range(6)]
    journeys = [engine.start("acme", line=line, playbook="offer", facts=AMOUNT) for line in lines]

    def visit(number: int) -> str:
        visited = Signal("offer.visited", f"visit-{number}", data={"who": f"Guest {number}"})
        return engine.signal(journeys[number], visited).outcome

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(visit, range(6))) == ["taken"] * 6
    for number, journey in enumerate(journeys):
        assert engine.journey(journey).facts["offer.visitor"] == f"Guest {number}"
    assert check_deep(engine.store).flaws == ()
    assert engine.erase("acme") == 6
    assert all("offer.visitor" not in engine.journey(each).facts for each in journeys)


def test_a_mark_that_comes_later_covers_what_is_written_from_then_on(engine: Engine) -> None:
    """Also by journeys of the program before it; what was written before stays written."""
    engine.deploy(personal(marked=False))
    journey = engine.start("acme", line="steel", playbook="offer", facts=AMOUNT)
    engine.signal(journey, Signal("client.called", "before", data={"phone": PHONE}))
    engine.signal(journey, Signal("offer.visited", "v-1", data=WHO))
    with engine.store.reading() as reading:
        assert reading.personal_key("acme") is None
    engine.deploy(personal())
    assert engine.journey(journey).program == personal(marked=False).id
    engine.signal(journey, Signal("client.called", "after", data={"phone": "13900000000"}))
    assert engine.account("acme").facts["client.phone"] == "13900000000"
    assert check_deep(engine.store).flaws == ()
    assert engine.erase("acme") == 1
    assert "client.phone" not in engine.account("acme").facts
    assert engine.journey(journey).facts["offer.visitor"] == VISITOR
    assert check_deep(engine.store).flaws == ()
