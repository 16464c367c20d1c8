"""What every store must do, whatever it is made of.

A test module subclasses :class:`StoreContract` once for each store and provides a fixture
``make``, which opens the same store again and again (S7.1, S7.2, S7.4, X9).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from engine.runtime.failures import StoreError
from engine.runtime.store import (
    AccountJournalRow,
    AccountRow,
    Backlog,
    ConflictError,
    DeliveryRow,
    DeliveryState,
    DeploymentRow,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyFilter,
    JourneyRow,
    OutboxRow,
    Store,
    TaskFilter,
    TaskRow,
    WaitingRow,
    WorkerRow,
)

JOURNEY = JourneyRow(
    "acme/steel/offer/1", "acme", "steel", "offer", "", "p1", 3, "running", 50, 7, b'{"a":1}',
    began_at=5, head=b"\x00\xff",
)  # fmt: skip
ACCOUNT = AccountRow("acme", 0, b"{}", b"{}", b"\x01")
ANSWER = InboxRow("acme/steel/offer/1", "api", "m-1", None, "d1", "taken", 4, 6)
TASK = TaskRow(
    JOURNEY.id, "t-1", "acme", "send_offer", "zhang", "seller", "open", 10, 20, is_overdue=False
)
STRANGE = "客户 'O''Brien' \"%_\\ \U0001f9ff ﻿\r\n"


class Stop(Exception):  # noqa: N818
    """Ends a transaction from within."""


def record(number: int, journey: str = JOURNEY.id) -> JournalRow:
    return JournalRow(journey, number, f'{{"n":{number}}}', "", bytes([number % 256]))


class StoreContract:
    """The tests; ``make`` opens the store."""

    @pytest.fixture
    def store(self, make: Callable[[], Store]) -> Iterator[Store]:
        store = make()
        yield store
        store.close()

    # --- what is written is there, as it was

    def test_a_journey_reads_back_as_it_was_saved(self, store: Store) -> None:
        rows = [
            JOURNEY,
            replace(JOURNEY, id="b", key="K-2", next_due=None, snapshot=bytes(range(256))),
            replace(JOURNEY, id="c", account=STRANGE, status="ended", next_due=-1, version=2**62),
        ]
        with store.writing() as tx:
            for row in reversed(rows):
                tx.save_journey(row, expected=0)
        with store.reading() as reading:
            assert reading.journeys() == rows
            assert [reading.journey(row.id) for row in rows] == rows
            assert reading.journey("nobody") is None

    def test_everything_else_reads_back_as_it_was_added(self, store: Store) -> None:
        effect = OutboxRow(JOURNEY.id, 2, 0, STRANGE)
        incident = IncidentRow(JOURNEY.id, 2, 99, "loop", STRANGE)
        fact = AccountJournalRow("acme", 1, JOURNEY.id, 2, STRANGE)
        with store.writing() as tx:
            tx.add_program("p1", b"\x00\xff")
            tx.add_directory(1, b"{}")
            tx.add_directory(2, b'{"2":2}')
            tx.save_journey(JOURNEY, expected=0)
            tx.save_account(ACCOUNT, expected=None)
            tx.add_account_records([fact])
            tx.add_answer(ANSWER)
            tx.add_effects([effect])
            tx.add_incidents([incident])
        with store.reading() as reading:
            assert reading.program("p1") == b"\x00\xff"
            assert reading.program("p2") is None
            assert reading.directory() == (2, b'{"2":2}')
            assert reading.account("acme") == ACCOUNT
            assert reading.account("other") is None
            assert reading.account_history("acme") == [fact]
            assert reading.account_records(JOURNEY.id, 2) == [fact]
            assert reading.account_records(JOURNEY.id, 3) == []
            assert reading.answered(JOURNEY.id, "api", "m-1") == ANSWER
            assert reading.answered(JOURNEY.id, "mail", "m-1") is None
            assert reading.outbox(JOURNEY.id, 1, 2) == [effect]
            assert reading.outbox(JOURNEY.id, 3, 9) == []
            assert reading.incidents() == [incident]

    def test_a_program_is_kept_once_and_never_changed(self, store: Store) -> None:
        with store.writing() as tx:
            tx.add_program("p1", b"first")
            tx.add_program("p1", b"second")
        with store.reading() as reading:
            assert reading.program("p1") == b"first"

    def test_nobody_has_said_who_fills_which_role(self, store: Store) -> None:
        with store.reading() as reading:
            assert reading.directory() is None

    def test_who_fills_which_role_is_what_was_said_last(self, store: Store) -> None:
        with store.writing() as tx:
            assert tx.directory() is None
            tx.add_directory(1, b"one")
            assert tx.directory() == (1, b"one")
            tx.add_directory(10, b"ten")
            tx.add_directory(2, b"two")
            assert tx.directory() == (10, b"ten")
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.add_directory(10, b"other")
        with store.reading() as reading:
            assert reading.directory() == (10, b"ten")

    @pytest.mark.clause("S7.4")
    def test_a_journal_is_in_order_and_per_journey(self, store: Store) -> None:
        with store.writing() as tx:
            tx.add_records([record(2), record(1), record(1, "other")])
            tx.add_records([record(number) for number in range(11, 2, -1)])
        with store.reading() as reading:
            assert [row.number for row in reading.history(JOURNEY.id)] == list(range(1, 12))
            assert reading.history(JOURNEY.id, 2, 3) == [record(2), record(3)]
            assert reading.history("other") == [record(1, "other")]

    # --- all or nothing

    @pytest.mark.clause("S7.1")
    def test_a_transaction_that_fails_leaves_nothing(self, store: Store) -> None:
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            tx.save_account(ACCOUNT, expected=None)
        with pytest.raises(Stop), store.writing() as tx:  # noqa: PT012  # all of it fails
            tx.add_records([record(4), record(5)])
            tx.save_journey(replace(JOURNEY, version=5), expected=3)
            tx.save_journey(replace(JOURNEY, id="b", key="b"), expected=0)
            tx.save_account(replace(ACCOUNT, version=1), expected=0)
            tx.add_answer(replace(ANSWER, account="acme"))
            tx.add_effects([OutboxRow(JOURNEY.id, 4, 0, "{}")])
            tx.add_incidents([IncidentRow(JOURNEY.id, 4, 0, "loop", "")])
            tx.add_program("p9", b"")
            raise Stop
        with store.reading() as reading:
            assert reading.journeys() == [JOURNEY]
            assert reading.account("acme") == ACCOUNT
            assert reading.history(JOURNEY.id) == []
            assert reading.answered(JOURNEY.id, "api", "m-1") is None
            assert reading.asked("acme", "api", "m-1") is None
            assert reading.outbox(JOURNEY.id, 1, 9) == []
            assert reading.incidents() == []
            assert reading.program("p9") is None

    def test_a_transaction_sees_what_it_wrote(self, store: Store) -> None:
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            assert tx.journey(JOURNEY.id) == JOURNEY

    # --- who came second

    @pytest.mark.clause("S7.1", "S7.8")
    def test_a_snapshot_of_an_old_version_is_refused(self, store: Store) -> None:
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            tx.save_journey(replace(JOURNEY, version=4), expected=3)
            tx.save_account(ACCOUNT, expected=None)
            tx.save_account(replace(ACCOUNT, version=1), expected=0)
        for expected in (3, 0, 5):
            with pytest.raises(ConflictError), store.writing() as tx:
                tx.save_journey(replace(JOURNEY, version=5), expected=expected)
        for wanted in (0, None, 2):
            with pytest.raises(ConflictError), store.writing() as tx:
                tx.save_account(replace(ACCOUNT, version=2), expected=wanted)
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.save_journey(replace(JOURNEY, id="nobody"), expected=3)
        with store.reading() as reading:
            assert reading.journeys() == [replace(JOURNEY, version=4)]
            assert reading.account("acme") == replace(ACCOUNT, version=1)

    @pytest.mark.clause("S7.4")
    def test_a_number_is_given_once(self, store: Store) -> None:
        fact = AccountJournalRow("acme", 1, JOURNEY.id, 2, "{}")
        with store.writing() as tx:
            tx.add_records([record(1)])
            tx.add_account_records([fact])
            tx.add_effects([OutboxRow(JOURNEY.id, 1, 0, "{}")])
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.add_records([record(2), record(1)])
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.add_account_records([fact])
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.add_effects([OutboxRow(JOURNEY.id, 1, 0, "{}")])
        with store.reading() as reading:
            assert reading.history(JOURNEY.id) == [record(1)]

    @pytest.mark.clause("S7.2")
    def test_a_signal_is_answered_once(self, store: Store) -> None:
        asked = replace(ANSWER, account="acme")
        elsewhere = replace(asked, journey="acme/steel/offer/2")
        with store.writing() as tx:
            tx.add_answer(asked)
            tx.add_answer(replace(ANSWER, signal_id="m-2"))
            tx.add_answer(replace(ANSWER, journey="other", signal_id="m-2"))
        for again in (asked, elsewhere):
            with pytest.raises(ConflictError), store.writing() as tx:
                tx.add_answer(again)
        with store.reading() as reading:
            assert reading.asked("acme", "api", "m-1") == asked
            assert reading.asked("acme", "api", "m-2") is None

    @pytest.mark.clause("S2.6")
    def test_one_combination_is_alive_once(self, store: Store) -> None:
        combination = ("acme", "steel", "offer", "")
        with store.writing() as tx:
            tx.save_journey(replace(JOURNEY, status="dormant"), expected=0)
            assert tx.alive(*combination) == JOURNEY.id
            assert tx.alive("acme", "steel", "offer", "K-1") is None
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.save_journey(replace(JOURNEY, id="second"), expected=0)
        with store.writing() as tx:
            tx.save_journey(replace(JOURNEY, status="ended"), expected=3)
            assert tx.alive(*combination) is None
            tx.save_journey(replace(JOURNEY, id="second"), expected=0)
            assert tx.alive(*combination) == "second"
            assert tx.count("acme", "steel", "offer") == 2
            assert tx.count("acme", "iron", "offer") == 0
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.save_journey(JOURNEY, expected=3)  # the first one wakes beside its successor

    # --- what is due

    @pytest.mark.clause("S1.5")
    def test_what_is_due_comes_by_time_then_id(self, store: Store) -> None:
        dues = {"a": 40, "d": 30, "c": 30, "b": None, "e": 60}
        with store.writing() as tx:
            for name, due in dues.items():
                tx.save_journey(replace(JOURNEY, id=name, key=name, next_due=due), expected=0)
        with store.reading() as reading:
            assert reading.due(50, 9, frozenset()) == ["c", "d", "a"]
            assert reading.due(50, 2, frozenset()) == ["c", "d"]
            assert reading.due(50, 2, frozenset({"c", "e"})) == ["d", "a"]
            assert reading.due(50, 1, frozenset({"z"})) == ["c"]
            assert reading.due(29, 9, frozenset()) == []
            assert reading.next_due() == 30

    def test_nothing_is_due_in_an_empty_store(self, store: Store) -> None:
        with store.reading() as reading:
            assert reading.next_due() is None
            assert reading.next_delivery() is None
            assert reading.backlog() == Backlog()

    @pytest.mark.clause("S7.5")
    def test_work_is_claimed_with_the_transaction_on_it(self, store: Store) -> None:
        with store.writing() as tx:
            for name, due in (("a", 40), ("b", 30), ("c", None)):
                tx.save_journey(replace(JOURNEY, id=name, key=name, next_due=due), expected=0)
            tx.add_waiting([WaitingRow("c", 1, "{}", 5)])
        with store.claiming("timers", 50, 1) as (tx, found):
            assert found == ["b"]
            tx.save_journey(replace(JOURNEY, id="b", key="b", version=4, next_due=None), 3)
        with store.claiming("timers", 50, 9, frozenset({"a"})) as (_, found):
            assert found == []
        with store.claiming("timers", 39, 9) as (_, found):
            assert found == []
        with store.claiming("waiting", 0, 9) as (tx, found):
            assert found == ["c"]
            tx.drop_waiting("c", 1)
        with store.claiming("waiting", 0, 9) as (_, found):
            assert found == []
        with pytest.raises(Stop), store.claiming("timers", 50, 9) as (tx, found):  # noqa: PT012
            tx.save_journey(replace(JOURNEY, id="a", key="a", version=4), expected=3)
            raise Stop
        with store.claiming("timers", 50, 9) as (tx, found):
            assert found == ["a"]
            assert [row.version for row in tx.journeys()] == [3, 4, 3]

    @pytest.mark.clause("S7.5")
    def test_a_flood_of_one_account_leaves_room_for_others(self, store: Store) -> None:
        # F16: of each account a quarter at most, while others have work.
        with store.writing() as tx:
            for number in range(40):
                name, account = f"flood-{number:02}", "flood"
                row = replace(JOURNEY, id=name, key=name, account=account, next_due=number)
                tx.save_journey(row, expected=0)
                tx.add_waiting([WaitingRow(name, 1, "{}", number), WaitingRow(name, 2, "{}", 0)])
            for number, account in enumerate(("b", "c", "d")):
                row = replace(JOURNEY, id=account, account=account, next_due=45 + number)
                tx.save_journey(row, expected=0)
                tx.add_waiting([WaitingRow(account, 1, "{}", 45 + number)])
            for account in ("flood", "b", "c", "d"):
                tx.save_account(replace(ACCOUNT, id=account), expected=None)
        flood = [f"flood-{number:02}" for number in range(40)]
        for what in ("timers", "waiting"):
            with store.claiming(what, 99, 8) as (_, found):
                assert sorted(found) == sorted([*flood[:5], "b", "c", "d"])
            with store.claiming(what, 99, 2) as (_, found):
                assert found == [flood[0], "b"]
            with store.claiming(what, 99, 8, frozenset({"b", "c", "d"})) as (_, found):
                assert found == flood[:8]

    # --- signals that wait, and attempts

    @pytest.mark.clause("S7.9")
    def test_accepted_signals_wait_in_order(self, store: Store) -> None:
        rows = [WaitingRow("j", number, STRANGE, 100 - number) for number in range(1, 12)]
        with store.writing() as tx:
            tx.add_waiting(rows[5:])
            tx.add_waiting(rows[:5])
            tx.add_waiting([WaitingRow("k", 1, "{}", 95), WaitingRow("l", 1, "{}", 1)])
            assert tx.waiting("j") == rows
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.add_waiting([WaitingRow("j", 11, "{}", 0)])
        with store.reading() as reading:
            assert reading.waiting_journeys(9, frozenset()) == ["l", "j", "k"]
            assert reading.waiting_journeys(1, frozenset({"l"})) == ["j"]
            assert reading.waiting("nobody") == []
        with store.writing() as tx:
            tx.drop_waiting("j", 11)
            tx.drop_waiting("l", 1)
            assert tx.waiting("j") == rows[:-1]
        with store.reading() as reading:
            assert reading.waiting("j") == rows[:-1]
            assert reading.waiting_journeys(9, frozenset()) == ["j", "k"]

    @pytest.mark.clause("S7.6")
    def test_attempts_are_counted_until_they_end(self, store: Store) -> None:
        with store.writing() as tx:
            tx.begin_attempts(["a", "b"])
            tx.begin_attempts(["b"])
            assert tx.attempts(["a", "b", "c"]) == {"a": 1, "b": 2}
        with store.writing() as tx:
            tx.end_attempts(["a", "c"])
        with store.reading() as reading:
            assert reading.attempts(["a", "b"]) == {"b": 2}
            assert reading.attempts([]) == {}

    # --- what people ask for

    def test_tasks_are_put_and_taken_away(self, store: Store) -> None:
        with store.writing() as tx:
            tx.save_tasks([TASK, replace(TASK, id="t-2"), replace(TASK, journey="b")], [])
            tx.save_tasks(
                [replace(TASK, owner="li", is_overdue=True)], [(JOURNEY.id, "t-2"), ("x", "y")]
            )
        with store.reading() as reading:
            assert reading.tasks(TaskFilter(), 9) == [
                replace(TASK, owner="li", is_overdue=True),
                replace(TASK, journey="b"),
            ]

    def test_tasks_come_by_due_date_the_undated_last(self, store: Store) -> None:
        dues = {"a": 30, "b": None, "c": 10, "d": 10, "e": -5}
        with store.writing() as tx:
            tx.save_tasks([replace(TASK, id=name, due_at=due) for name, due in dues.items()], [])
            tx.save_tasks([replace(TASK, id="d", journey="a", due_at=10)], [])
        with store.reading() as reading:
            found = [(row.journey[0], row.id) for row in reading.tasks(TaskFilter(), 99)]
            assert found == [tuple(each) for each in ("ae", "ad", "ac", "ad", "aa", "ab")]
            first = [row.id for row in reading.tasks(TaskFilter(), 2)]
            assert first == ["e", "d"]

    def test_tasks_are_found_by_what_is_asked(self, store: Store) -> None:
        other = TaskRow("j", "t", "b-co", "other", "wang", "head", "planned", 1, 50, True)
        bare = replace(other, id="u", due_at=None)
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            tx.save_journey(replace(JOURNEY, id="j", account="b-co"), expected=0)
            tx.save_tasks([TASK, other, bare], [])
        asked = {
            TaskFilter(owner="wang"): [other, bare],
            TaskFilter(role="head"): [other, bare],
            TaskFilter(account="acme"): [TASK],
            TaskFilter(journey="j"): [other, bare],
            TaskFilter(status="open"): [TASK],
            TaskFilter(is_overdue=True): [other, bare],
            TaskFilter(due_by=50): [TASK, other],
            TaskFilter(due_by=49): [TASK],
            TaskFilter(due_by=0): [],
            TaskFilter(owner="wang", role="seller"): [],
            TaskFilter(owner="wang", is_overdue=True, due_by=99): [other],
            TaskFilter(owner=""): [],
        }
        with store.reading() as reading:
            assert {wanted: reading.tasks(wanted, 9) for wanted in asked} == asked

    def test_journeys_are_found_by_what_is_asked(self, store: Store) -> None:
        rows = {
            "a": JOURNEY,
            "b": replace(JOURNEY, account="b-co", line="iron", stalls=2),
            "c": replace(JOURNEY, playbook="order", key="K-1", program="p2", status="ended"),
        }
        with store.writing() as tx:
            for name, row in rows.items():
                tx.save_journey(replace(row, id=name), expected=0)
        asked = {
            JourneyFilter(): "abc",
            JourneyFilter(account="b-co"): "b",
            JourneyFilter(line="iron"): "b",
            JourneyFilter(playbook="order"): "c",
            JourneyFilter(key="K-1"): "c",
            JourneyFilter(key=""): "ab",
            JourneyFilter(status="running"): "ab",
            JourneyFilter(program="p2"): "c",
            JourneyFilter(is_stalled=True): "b",
            JourneyFilter(account="acme", status="running"): "a",
            JourneyFilter(account="acme", is_stalled=True): "",
        }
        with store.reading() as reading:
            for wanted, names in asked.items():
                found = [row.id for row in reading.select_journeys(wanted, "", 9)]
                assert found == list(names), wanted
            assert reading.select_journeys(JourneyFilter(), "a", 1) == [replace(rows["b"], id="b")]
            assert reading.select_journeys(JourneyFilter(), "c", 9) == []

    @pytest.mark.parametrize(
        "word", ["%", "_", "a%", "'", "' OR 1=1 --", '"', "\\", ":x", "?", STRANGE]
    )
    def test_what_people_type_is_a_value_and_nothing_else(self, store: Store, word: str) -> None:
        # Z2: no wildcard, no quote, no name of a bound value.
        with store.writing() as tx:
            for name in ("abc", word):
                row = replace(JOURNEY, id=name, account=name, line=name, key=name)
                tx.save_journey(row, expected=0)
                tx.save_account(replace(ACCOUNT, id=name), expected=None)
                tx.save_tasks([replace(TASK, journey=name, owner=name, role=name)], [])
                tx.add_personal(name, name.encode(), {name: name})
        with store.reading() as reading:
            for wanted in (JourneyFilter(account=word), JourneyFilter(line=word, key=word)):
                assert [row.id for row in reading.select_journeys(wanted, "", 9)] == [word]
            for asked in (TaskFilter(owner=word), TaskFilter(role=word), TaskFilter(journey=word)):
                assert [row.journey for row in reading.tasks(asked, 9)] == [word]
            assert [row.id for row in reading.of_account(word, alive=True)] == [word]
            assert reading.alive(word, word, "offer", word) == word
            assert reading.personal(word) == {word: word}
            assert reading.account_ids("", 9) == sorted(["abc", word])
            assert reading.due(50, 9, frozenset({word})) == ["abc"]

    def test_ids_come_by_code_point(self, store: Store) -> None:
        # As Python sorts, whatever a database's own language is.
        names = ["a", "B", "_", "Z", "é", "中", "\U0001f9ff", "a b", "a/1", "ab", "\uff01"]
        with store.writing() as tx:
            for name in names:
                tx.save_account(replace(ACCOUNT, id=name), expected=None)
                tx.save_journey(replace(JOURNEY, id=name, account=name), expected=0)
        with store.reading() as reading:
            assert reading.account_ids("", 99) == sorted(names)
            assert reading.account_ids("Z", 2) == ["_", "a"]
            assert [row.id for row in reading.journeys()] == sorted(names)
            assert reading.due(50, 99, frozenset()) == sorted(names)

    def test_incidents_change_their_state(self, store: Store) -> None:
        incident = IncidentRow("j", 2, 99, "loop", "about")
        with store.writing() as tx:
            tx.add_incidents([replace(incident, record=10), incident])
            assert tx.set_incident("j", 2, "closed")
            assert not tx.set_incident("j", 3, "closed")
        with store.reading() as reading:
            assert reading.incidents() == [
                replace(incident, state="closed"),
                replace(incident, record=10),
            ]
            assert reading.backlog().incidents == 1

    # --- effects on their way

    def test_an_effect_is_routed_to_its_targets_once(self, store: Store) -> None:
        rows = [OutboxRow("j", number, 0, "{}") for number in (2, 1)]
        done = OutboxRow("j", 1, 1, "{}", "done")
        deliveries = [DeliveryRow("j", 1, 0, name, due_at=7) for name in ("mail", "log")]
        with store.writing() as tx:
            tx.add_effects([*rows, done])
            assert tx.pending_effects(9) == rows[::-1]
            assert tx.pending_effects(1) == [rows[1]]
            assert tx.effect("j", 1, 1) == done
            assert tx.effect("j", 9, 0) is None
        with store.writing() as tx:
            tx.route([rows[1]], deliveries)
        with store.writing() as tx:
            (held,) = tx.deliveries(["pending"], 1)
            assert tx.save_delivery(replace(held, state="dead", error=STRANGE))
            tx.route([rows[1]], deliveries)
        with store.reading() as reading:
            assert reading.pending_effects(9) == [rows[0]]
            assert reading.effect("j", 1, 0) == replace(rows[1], state="routed")
            assert reading.outbox("j", 1, 2) == [replace(rows[1], state="routed"), done, rows[0]]
            assert reading.deliveries(["dead", "pending"], 9) == [
                replace(deliveries[1], state="dead", error=STRANGE),
                deliveries[0],
            ]
            assert reading.deliveries(["pending"], 9) == [deliveries[0]]
            assert reading.deliveries(["pending", "dead"], 9, "k") == []
            assert reading.deliveries(["dead"], 9, "j") == [
                replace(deliveries[1], state="dead", error=STRANGE)
            ]

    @pytest.mark.clause("S7.3")
    def test_a_delivery_is_leased_by_one_at_a_time(self, store: Store) -> None:
        rows = [DeliveryRow("j", n, 0, "log", due_at=10 * n, is_once=n == 2) for n in (1, 2, 3)]
        with store.writing() as tx:
            tx.route([], rows)
            before = tx.now()
            leased = tx.lease_deliveries(20, 9, 3_600)
            after = tx.now()
            assert tx.lease_deliveries(20, 9, 3_600) == []
        for row, lease in zip(rows, leased, strict=False):
            ends = replace(row, state="sending", attempts=1, fence=1, lease_until=lease.lease_until)
            assert lease == ends
            assert 0 <= lease.lease_until - before - 3_600_000_000 <= after - before
        assert len(leased) == 2
        with store.reading() as reading:
            assert reading.deliveries(["sending"], 9) == leased
            assert reading.next_delivery() == 30
        with store.writing() as tx:
            assert [row.record for row in tx.lease_deliveries(30, 1, 3_600)] == [3]
        with store.reading() as reading:
            assert reading.next_delivery() == leased[0].lease_until
            assert reading.backlog().deliveries == {"sending": 3}

    @pytest.mark.clause("S7.3")
    def test_who_lost_the_lease_may_not_write(self, store: Store) -> None:
        # F17: a worker that slept through its lease wakes beside another that has it now.
        with store.writing() as tx:
            tx.route([], [DeliveryRow("j", 1, 0, "log"), DeliveryRow("j", 2, 0, "log", due_at=9)])
            (first,) = tx.lease_deliveries(0, 1, 0)
        with store.writing() as tx:
            second, _ = tx.lease_deliveries(9, 2, 3_600)
            assert (second.record, second.attempts, second.fence) == (1, 2, 2)
        with store.writing() as tx:
            assert not tx.save_delivery(replace(first, state="dead"))
            assert not tx.save_delivery(DeliveryRow("j", 9, 0, "log"))
            # A mark before the attempt keeps the lease.
            assert tx.save_delivery(replace(second, error="begun"))
            assert tx.lease_deliveries(9, 2, 1) == []
            assert tx.save_delivery(replace(second, state="pending", due_at=77, error="late"))
            assert tx.save_delivery(replace(second, state="pending", due_at=78))
        with store.reading() as reading:
            (held,) = reading.deliveries(["pending"], 9)
            assert held == replace(second, state="pending", due_at=78)
            assert reading.next_delivery() == 78

    # --- programs that were published, workers, personal values

    @pytest.mark.clause("S8.1")
    def test_programs_are_counted_by_those_alive(self, store: Store) -> None:
        with store.writing() as tx:
            for name in ("p2", "p1", "p3"):
                tx.add_program(name, b"")
            for name, status in (("a", "running"), ("b", "dormant"), ("c", "ended")):
                tx.save_journey(replace(JOURNEY, id=name, key=name, status=status), expected=0)
            tx.save_journey(replace(JOURNEY, id="d", key="d", program="p2"), expected=0)
        with store.reading() as reading:
            assert reading.program_ids() == {"p1": 2, "p2": 1, "p3": 0}

    @pytest.mark.clause("S8.1")
    def test_what_was_published_comes_newest_first(self, store: Store) -> None:
        rows = [DeploymentRow(number, f"p{number}", 5, STRANGE, b"\x00") for number in (1, 2, 10)]
        with store.writing() as tx:
            for row in rows:
                tx.add_deployment(row)
        with pytest.raises(ConflictError), store.writing() as tx:
            tx.add_deployment(replace(rows[0], program="p9"))
        with store.reading() as reading:
            assert reading.deployments() == rows[::-1]

    def test_workers_come_and_go(self, store: Store) -> None:
        one, two = (WorkerRow(name, 1, 2, STRANGE, "0.7") for name in ("w1", "w2"))
        with store.writing() as tx:
            tx.save_worker(two)
            tx.save_worker(one)
            tx.save_worker(replace(one, seen_at=3))
        with store.reading() as reading:
            assert reading.workers() == [replace(one, seen_at=3), two]
        with store.writing() as tx:
            tx.drop_worker("w1")
            tx.drop_worker("w1")
        with store.reading() as reading:
            assert reading.workers() == [two]

    @pytest.mark.clause("S7.4")
    def test_personal_values_are_kept_until_they_are_erased(self, store: Store) -> None:
        with store.writing() as tx:
            assert tx.personal_key("acme") is None
            tx.add_personal("acme", b"\x00key", {"b": '"x"', "a": STRANGE})
            tx.add_personal("acme", None, {"a": "other", "c": "1"})
            tx.add_personal("b-co", b"k2", {"a": "2"})
            assert tx.personal_key("acme") == b"\x00key"
        with store.reading() as reading:
            assert reading.personal("acme") == {"a": STRANGE, "b": '"x"', "c": "1"}
        with store.writing() as tx:
            assert tx.erase_personal("acme") == 3
            assert tx.erase_personal("acme") == 0
        store.scrub()
        with store.reading() as reading:
            assert reading.personal_key("acme") is None
            assert reading.personal("acme") == {}
            assert (reading.personal_key("b-co"), reading.personal("b-co")) == (b"k2", {"a": "2"})
        with store.writing() as tx:
            tx.add_personal("acme", b"new", {"a": "3"})
        with store.reading() as reading:
            assert (reading.personal_key("acme"), reading.personal("acme")) == (b"new", {"a": "3"})

    def test_the_backlog_is_counted(self, store: Store) -> None:
        with store.writing() as tx:
            tx.add_waiting([WaitingRow("a", 1, "{}", 9), WaitingRow("a", 2, "{}", 7)])
            tx.add_effects([OutboxRow("a", n, 0, "{}", "pending") for n in (1, 2)])
            tx.add_effects([OutboxRow("a", 3, 0, "{}", "done")])
            states: tuple[DeliveryState, ...] = ("pending", "dead", "dead", "done", "dropped")
            tx.route([], [DeliveryRow("a", n, 0, "t", state) for n, state in enumerate(states)])
            tx.add_incidents([IncidentRow("a", n, 0, "loop", "", "open") for n in (1, 2)])
        with store.reading() as reading:
            found = reading.backlog()
        assert found == Backlog(2, 7, 2, {"pending": 1, "dead": 2, "dropped": 1}, 2)

    # --- hints and locks change nothing that is read

    @pytest.mark.parametrize("others", [0, 200])
    def test_what_was_fetched_before_reads_the_same(self, store: Store, others: int) -> None:
        child = replace(JOURNEY, id="child", key="child", version=1)
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            tx.save_account(ACCOUNT, expected=None)
            tx.add_answer(ANSWER)
            tx.begin_attempts([JOURNEY.id])
            tx.save_journey(replace(JOURNEY, id="late", key="late"), expected=0)
            tx.add_waiting([WaitingRow("late", 1, "{}", 1)])
        with store.writing() as tx:
            # A store may find few journeys not worth it.
            wanted = [JOURNEY.id, "nobody", "child", "late", *(f"j-{n}" for n in range(others))]
            tx.prefetch(wanted, [(JOURNEY.id, "api", "m-1"), ("x", "y", "z")])
            assert tx.journey(JOURNEY.id) == JOURNEY
            assert tx.journey("nobody") is None
            assert tx.account("acme") == ACCOUNT
            assert tx.answered(JOURNEY.id, "api", "m-1") == ANSWER
            assert tx.answered("x", "y", "z") is None
            assert tx.attempts([JOURNEY.id, "child"]) == {JOURNEY.id: 1}
            # What is written afterwards is read, not what was fetched.
            tx.save_journey(child, expected=0)
            tx.save_journey(replace(JOURNEY, version=4), expected=3)
            tx.save_account(replace(ACCOUNT, version=1), expected=0)
            tx.add_answer(InboxRow("x", "y", "z", None, "d", "taken", 1, 1))
            tx.end_attempts([JOURNEY.id])
            tx.add_waiting([WaitingRow("child", 1, "{}", 1)])
            assert tx.journey("child") == child
            assert tx.journey(JOURNEY.id) == replace(JOURNEY, version=4)
            assert tx.account("acme") == replace(ACCOUNT, version=1)
            assert tx.answered("x", "y", "z") is not None
            assert tx.attempts([JOURNEY.id]) == {}
            tx.add_waiting([WaitingRow(JOURNEY.id, 1, "{}", 1)])
            for name in ("child", "late", JOURNEY.id):
                assert [row.number for row in tx.waiting(name)] == [1]
        with store.reading() as reading:
            reading.prefetch([JOURNEY.id])
            assert reading.journey(JOURNEY.id) == replace(JOURNEY, version=4)

    @pytest.mark.clause("S7.8")
    def test_an_account_may_be_locked(self, store: Store) -> None:
        with store.writing() as tx:
            tx.lock("acme")
            tx.save_journey(JOURNEY, expected=0)
            tx.save_account(ACCOUNT, expected=None)
        with store.writing() as tx:
            assert tx.journey(JOURNEY.id) == JOURNEY
            tx.lock("acme")
            tx.lock("acme")
            tx.lock("nobody")
            assert [row.id for row in tx.of_account("acme", alive=True)] == [JOURNEY.id]
            tx.save_journey(replace(JOURNEY, version=4), expected=3)
            tx.add_records([record(4)])
        with pytest.raises(Stop), store.writing() as tx:  # noqa: PT012
            tx.lock("acme")
            tx.add_records([record(5)])
            raise Stop
        with store.reading() as reading:
            assert reading.journeys() == [replace(JOURNEY, version=4)]
            assert reading.history(JOURNEY.id) == [record(4)]

    def test_a_journey_may_go_on_to_another_stage(self, store: Store) -> None:
        there = replace(
            JOURNEY, playbook="contract", line="iron", key="K", program="p2", version=4,
            status="dormant", next_due=None, snapshot=b"{}", began_at=7, stalls=2, head=b"\x01",
        )  # fmt: skip
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            tx.save_journey(there, expected=3)
        with store.reading() as reading:
            assert reading.journeys() == [there]
            assert reading.alive("acme", "iron", "contract", "K") == JOURNEY.id
            assert reading.alive("acme", "steel", "offer", "") is None

    # --- the clock of the database; waiting for work

    def test_the_database_has_a_clock(self, store: Store) -> None:
        with store.reading() as reading:
            first = reading.now()
        time.sleep(0.002)
        with store.writing() as tx:
            second = tx.now()
        assert 2_000 <= second - first < 600_000_000
        assert abs(first - time.time_ns() // 1_000) < 600_000_000

    def test_waiting_ends_with_time_with_work_or_when_woken(self, store: Store) -> None:
        while store.wait(0):
            pass  # what was told before is heard first
        assert not store.wait(0.01)
        with store.writing() as tx:
            tx.add_waiting([WaitingRow("a", 1, "{}", 9)])
        assert store.wait(30), "it was committed before the wait, and is heard"
        for tell in (store.wake, store.close):
            begun, heard = threading.Event(), threading.Event()

            def wait(begun: threading.Event = begun, heard: threading.Event = heard) -> None:
                store.wait(0)
                begun.set()
                store.wait(60)
                heard.set()

            thread = threading.Thread(target=wait)
            thread.start()
            begun.wait(60)
            tell()
            assert heard.wait(30)
            thread.join()

    def test_a_store_describes_itself(self, store: Store) -> None:
        found = store.describe()
        assert found["store"] in {"memory", "sqlite", "postgresql"}
        assert all(isinstance(value, str) for value in found.values())

    # --- opened again, shared, closed

    def test_writers_of_several_threads_take_turns(self, store: Store) -> None:
        with store.writing() as tx:
            tx.save_journey(replace(JOURNEY, version=1), expected=0)
        failures: list[BaseException] = []

        def raise_version() -> None:
            try:
                for _ in range(10):
                    with store.writing() as tx:
                        tx.lock(JOURNEY.account)
                        held = tx.journey(JOURNEY.id)
                        assert held is not None
                        time.sleep(0.001)  # let the others in, if anything would
                        row = replace(held, version=held.version + 1)
                        tx.save_journey(row, expected=held.version)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)

        threads = [threading.Thread(target=raise_version) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        with store.reading() as reading:
            assert [row.version for row in reading.journeys()] == [41]

    def test_answers_and_account_records_are_read_in_part(self, store: Store) -> None:
        facts = [AccountJournalRow("acme", each, JOURNEY.id, 1, "{}") for each in range(1, 6)]
        answers = [
            InboxRow(JOURNEY.id, "api", f"{each}", None, "d", "taken", 1, 1) for each in "ba"
        ]
        other = InboxRow("acme/steel/offer/2", "api", "a", None, "d", "taken", 1, 1)
        with store.writing() as tx:
            tx.add_account_records(facts)
            for each in (*answers, other):
                tx.add_answer(each)
        with store.reading() as reading:
            assert reading.account_history("acme", 2, 4) == facts[1:4]
            assert reading.account_history("acme", 4) == facts[3:]
            assert reading.answers(JOURNEY.id) == answers[::-1]
            assert reading.answers("nobody") == []

    def test_rows_that_speak_of_nobody_are_found(self, store: Store) -> None:
        gone = "acme/steel/offer/9"
        told = InboxRow("acme", "api", "b", "acme", "d", "taken", 1, 1)
        with store.writing() as tx:
            tx.save_account(ACCOUNT, expected=None)
            tx.save_journey(JOURNEY, expected=0)
            tx.add_records([record(1)])
            tx.add_answer(told)
        with store.reading() as reading:
            assert reading.strays(10) == []
        with store.writing() as tx:
            tx.add_records([record(1, gone), record(2, gone)])
            tx.add_answer(InboxRow(gone, "api", "a", None, "d", "taken", 1, 1))
            tx.add_effects([OutboxRow(gone, 1, 0, "{}")])
            tx.add_incidents([IncidentRow(gone, 1, 1, "x", "y")])
            tx.add_waiting([WaitingRow(gone, 1, "{}", 1)])
            tx.add_account_records([AccountJournalRow("nobody", 1, gone, 1, "{}")])
        tables = ["inbox", "incidents", "journal", "outbox", "waiting"]
        found = [("account_journal", "nobody"), *((table, gone) for table in tables)]
        with store.reading() as reading:
            assert reading.strays(10) == found
            assert reading.strays(2) == found[:2]

    def test_a_sound_store_verifies(self, store: Store) -> None:
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
        store.verify()

    def test_a_closed_store_says_so(self, store: Store) -> None:
        store.close()
        store.close()
        for opened in (store.reading, store.writing):
            with pytest.raises(StoreError) as caught, opened():
                pass
            assert caught.value.code == "closed"
