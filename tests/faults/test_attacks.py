"""Rules and people that mean no good: loops, avalanches, edited journals, SQL in names."""

from __future__ import annotations

from functools import partial

import pytest

from engine.core.journey import Signal
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.deep import check_deep
from engine.runtime.failures import EngineError, StoreError
from engine.runtime.service import Engine
from engine.runtime.store.opening import open_store

from ..small_workspace import MONDAY, at, compiled
from . import held, killing, oracles, workload
from .killing import needs_fork
from .ledger import FaultLedger
from .oracles import Sent, Told

NOON = at("03-02 12:00")
MANY = 120
HOSTILE = ("' OR '1'='1", "x'; DROP TABLE journeys; --", "%", "_", '"', "\\", "a' UNION SELECT 1--")

GOES_ROUND = {
    "states:\n  making:": """\
rules:
  there: {title: 去 | There, if: client.on_hold, in: making, do: [{move: review}]}
  back: {title: 回 | Back, if: client.on_hold, in: review, do: [{move: making}]}
states:
  making:"""
}


def name_of(url: str) -> str:
    return "memory" if url == "memory:" else held.kind(url)


@pytest.mark.fault("F23", "P8")
def test_rules_that_start_each_other_are_put_aside(store_url: str, faults: FaultLedger) -> None:
    with Engine.open(store_url, compiled(GOES_ROUND), clock=ManualClock(NOON)) as engine:
        facts = {**workload.AMOUNT, "client.on_hold": False}
        round_, other = (
            engine.start(account, line="steel", playbook="offer", facts=facts)
            for account in ("a", "b")
        )
        before = engine.journey(round_)
        (receipt,) = engine.set_facts("a", {"client.on_hold": True}, id="1")
        assert receipt.outcome == "incident"
        assert engine.journey(round_).lanes == before.lanes, "nothing of it has happened"
        assert {each.code for each in engine.incidents()} == {"loop"}
        sent = Signal("send_offer.done", "1", "test", at=MONDAY)
        assert engine.signal(other, sent).outcome == "taken"
        assert engine.check(round_)
        assert engine.check(other)
    faults.enter("F23", name_of(store_url), tries=1, refused=1)
    if store_url != "memory:":
        assert oracles.check(store_url, Told((Sent(other, "test", "1"),))) == []


def tell_and_die(url: str, workspace: Compiled) -> None:
    """Tell an account of something that all its journeys must look at; die on the way."""
    points = killing.kill_at_point("after-decide", MANY // 3)
    with Engine.open(url, workspace, clock=ManualClock(NOON), crash_point=points) as engine:
        engine.set_facts("a", {"client.on_hold": True}, id="1")


@needs_fork
@pytest.mark.fault("F24")
def test_one_fact_for_very_many_journeys(
    kept_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    # One commit makes all of them wait; they are decided in batches, with room between.
    with Engine.open(kept_url, workspace, clock=ManualClock(NOON)) as engine:
        for number in range(MANY):
            engine.start(
                "a", line="steel", playbook="offer", key=str(number), facts=workload.AMOUNT
            )
        other = engine.start("b", line="steel", playbook="offer", facts=workload.AMOUNT)
    assert killing.in_a_process(partial(tell_and_die, kept_url, workspace))
    left = len(held.read(kept_url)["waiting"])
    assert 0 < left < MANY
    batches = 0
    with Engine.open(kept_url, workspace, clock=ManualClock(NOON)) as engine:
        while engine.drain("waiting", 20):
            batches += 1
            sent = Signal("client.asked", str(batches), "test", at=MONDAY, data={"tags": ("a",)})
            assert not engine.signal(other, sent).is_duplicate
        again = engine.set_facts("a", {"client.on_hold": True}, id="1")
        assert len(again) == MANY
        assert all(each.is_duplicate for each in again)
    assert batches >= left // 20
    accepted = [Sent("a", "api", "1")]
    accepted += [Sent(other, "test", str(number + 1)) for number in range(batches)]
    found = oracles.check(kept_url, Told(tuple(accepted), is_at_rest=True, horizon=MONDAY))
    lost, duplicated = oracles.losses(found)
    faults.enter("F24", held.kind(kept_url), tries=MANY, lost=lost, duplicated=duplicated)
    assert found == []


EDITS = {
    "a record": "UPDATE journal SET record = replace(record, '5000', '9000') WHERE number = 1",
    "a reason": "UPDATE journal SET why = '{\"record\": 2}' WHERE number = 2",
    "a record taken out": "DELETE FROM journal WHERE number = 2",
    "two records exchanged": "UPDATE journal SET number = 9 - number WHERE number IN (4, 5)",
    "the last record taken out": "DELETE FROM journal WHERE number ="
    " (SELECT max(number) FROM journal)",
    "an account's record": "UPDATE accounts SET origin = replace(origin, '\"a\"', '\"b\"')",
}


@pytest.mark.fault("Z11", "P7")
@pytest.mark.parametrize("name", EDITS)
def test_who_edits_the_journal_is_found_out(
    tmp_path: object, workspace: Compiled, faults: FaultLedger, name: str
) -> None:
    url = f"sqlite:///{tmp_path}/journeys.db"
    with Engine.open(url, workspace, clock=ManualClock(NOON)) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        engine.signal(journey, Signal("send_offer.done", "1", "test", at=MONDAY))
        assert check_deep(engine.store).is_sound
    statement = EDITS[name]
    if "number IN" in statement:  # by way of a number that nobody has
        held.change(url, "UPDATE journal SET number = -number WHERE number IN (4, 5)")
        statement = "UPDATE journal SET number = 9 + number WHERE number < 0"
    held.change(url, statement)
    store = open_store(url)
    found = check_deep(store)
    store.close()
    assert not found.is_sound
    subject = {"a record": 1, "a reason": 2, "a record taken out": 2, "two records exchanged": 4}
    if name in subject:
        assert found.flaws[0].record == subject[name], "the first bad record is named"
    assert all(each.line("zh") and each.line("en") for each in found.flaws)
    faults.enter("Z11", "sqlite", tries=1, refused=1)


@pytest.mark.fault("Z2")
def test_sql_in_names_and_filters_is_text(
    store_url: str, workspace: Compiled, faults: FaultLedger
) -> None:
    with Engine.open(store_url, workspace, clock=ManualClock(NOON)) as engine:
        own = {
            each: engine.start(each, line=each, playbook="offer", key=each, facts=workload.AMOUNT)
            for each in HOSTILE
        }
        plain = engine.start("plain", line="steel", playbook="offer", facts=workload.AMOUNT)
        for each, journey in own.items():
            for wanted in ({"account": each}, {"line": each}, {"key": each}):
                assert [row.id for row in engine.journeys(**wanted)] == [journey], wanted  # type: ignore[arg-type]
            assert engine.journeys(playbook=each) == ()
            assert engine.tasks(owner=each) == ()
            assert engine.tasks(role=each) == ()
            assert {row.journey for row in engine.tasks(account=each)} == {journey}
            engine.signal(journey, Signal("send_offer.done", each, each, by=each, at=MONDAY))
            with pytest.raises(EngineError):
                engine.timeline(each)
        assert engine.check(plain)
        assert len(engine.journeys()) == len(HOSTILE) + 1
    faults.enter("Z2", name_of(store_url), tries=len(HOSTILE) * 8)
    if store_url != "memory:":
        accepted = tuple(Sent(journey, each, each) for each, journey in own.items())
        assert oracles.check(store_url, Told(accepted)) == []


@pytest.mark.fault("Z6")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:hunter2@127.0.0.1:1/journeys",
        "postgresql://user:hunter2@/journeys?host=/no/such/folder",
        "postgresql://user@127.0.0.1:1/journeys?password=hunter2",
        "mysql://user:hunter2@host/journeys",
        "postgresql://user:hunter2@host:port/journeys",
        "://user:hunter2@host",
    ],
)
def test_a_password_in_an_address_is_never_shown(url: str, workspace: Compiled) -> None:
    with pytest.raises(StoreError) as caught:
        Engine.open(url, workspace)
    error: BaseException | None = caught.value
    said = caught.value.line("zh") + caught.value.line("en")
    assert "hunter2" not in said
    told = Told(said=said, secrets=("hunter2",), refusals=(caught.value,))
    assert list(oracles.o10_refusals_have_codes({}, told)) == []
    while error is not None:  # what a logger would print of it
        assert "hunter2" not in str(error)
        error = error.__cause__
