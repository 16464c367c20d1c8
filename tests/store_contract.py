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
    ConflictError,
    InboxRow,
    IncidentRow,
    JournalRow,
    JourneyRow,
    OutboxRow,
    Store,
)

JOURNEY = JourneyRow(
    "acme/steel/offer/1", "acme", "steel", "offer", "", "p1", 3, "running", 50, 7, b'{"a":1}'
)
ACCOUNT = AccountRow("acme", 0, b"{}", b"{}")
ANSWER = InboxRow("acme/steel/offer/1", "api", "m-1", None, "d1", "taken", 4, 6)
STRANGE = "客户 'O''Brien' \"%_\\ \U0001f9ff ﻿\r\n"


class Stop(Exception):  # noqa: N818
    """Ends a transaction from within."""


def record(number: int, journey: str = JOURNEY.id) -> JournalRow:
    return JournalRow(journey, number, f'{{"n":{number}}}', "")


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
        passed: list[str] = []
        with store.reading() as reading:
            while (due_id := reading.due(50, frozenset(passed))) is not None:
                passed.append(due_id)
            assert passed == ["c", "d", "a"]
            assert reading.due(29, frozenset()) is None
            assert reading.due(30, frozenset()) == "c"

    # --- opened again, shared, closed

    def test_writers_of_several_threads_take_turns(self, store: Store) -> None:
        with store.writing() as tx:
            tx.save_journey(replace(JOURNEY, version=1), expected=0)
        failures: list[BaseException] = []

        def raise_version() -> None:
            try:
                for _ in range(10):
                    with store.writing() as tx:
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
