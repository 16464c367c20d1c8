"""The store on PostgreSQL: the contract, and what only a server and many writers can show."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy.engine import make_url

pytest.register_assert_rewrite("tests.store_contract")

from engine.core.journey import Signal  # noqa: E402
from engine.runtime.failures import StoreError  # noqa: E402
from engine.runtime.service import Engine  # noqa: E402
from engine.runtime.store import ConflictError, Store, Writing  # noqa: E402
from engine.runtime.store.kept import WaitingRow  # noqa: E402
from engine.runtime.store.opening import open_store, shown  # noqa: E402
from engine.runtime.store.postgres import pool  # noqa: E402
from engine.runtime.store.postgres.faults import code_of  # noqa: E402
from engine.runtime.store.postgres.hearing import SILENCE  # noqa: E402
from engine.runtime.store.postgres.wire import Wire  # noqa: E402

from .harness import needs_harness  # noqa: E402
from .postgres import PrivateServer, Server  # noqa: E402
from .small_workspace import compiled  # noqa: E402
from .store_contract import ACCOUNT, ANSWER, JOURNEY, StoreContract, record  # noqa: E402

pytestmark = needs_harness("postgres")


class TestPostgres(StoreContract):
    @pytest.fixture
    def make(self, postgres_url: str, tested_stores: set[str]) -> Callable[[], Store]:
        tested_stores.add("postgresql")
        return lambda: open_store(postgres_url)


@pytest.fixture
def store(postgres_url: str) -> Iterator[Store]:
    """A store with an account, and two journeys of it."""
    opened = open_store(postgres_url)
    with opened.writing() as tx:
        tx.save_account(ACCOUNT, expected=None)
        tx.save_journey(JOURNEY, expected=0)
        tx.save_journey(SECOND, expected=0)
    yield opened
    opened.close()


SECOND = replace(JOURNEY, id="acme/steel/offer/2", key="2")


class Counted:
    """What was sent, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[str] = []
        run, tell = Wire.run, Wire.tell

        def counted_run(wire: Wire, text: Any, values: Any = ()) -> Any:
            self.sent.append(text.sql)
            return run(wire, text, values)

        def counted_tell(wire: Wire, script: str) -> None:
            self.sent.append(script)
            tell(wire, script)

        monkeypatch.setattr(Wire, "run", counted_run)
        monkeypatch.setattr(Wire, "tell", counted_tell)


# --- what a signal costs


def test_a_plain_signal_is_two_round_trips(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Once in a second it looks whether somebody has upgraded the tables.
    monkeypatch.setattr("engine.runtime.store.postgres.revision.EVERY", 1e9)
    with Engine.open(postgres_url, compiled()) as engine:
        journey = engine.start("acme", line="steel", playbook="offer")
        engine.signal(journey, Signal("journey.noted", "0", data={"text": "x"}))
        counted = Counted(monkeypatch)
        receipt = engine.signal(journey, Signal("journey.noted", "1", data={"text": "x"}))
        assert receipt.records
        assert len(counted.sent) == 2, counted.sent
        # A signal nobody has anything to say about is asked for and not written twice.
        counted.sent.clear()
        assert engine.signal(journey, Signal("journey.noted", "1", data={"text": "x"})).is_duplicate
        assert not any("INSERT" in each for each in counted.sent)


def test_nothing_is_sent_before_something_is_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(monkeypatch)
    with store.writing() as tx:
        tx.add_records([record(4)])
        assert counted.sent == []
    assert len(counted.sent) == 1
    with store.writing():
        pass
    assert len(counted.sent) == 1


@pytest.mark.clause("S7.6")
def test_attempts_are_ended_that_were_counted_since_one_looked(store: Store) -> None:
    with store.writing() as tx:
        tx.prefetch([JOURNEY.id])
        assert tx.attempts([JOURNEY.id]) == {}
        with store.writing() as aside:  # as a worker counts
            aside.begin_attempts([JOURNEY.id])
        tx.end_attempts([JOURNEY.id])
    with store.reading() as reading:
        assert reading.attempts([JOURNEY.id]) == {}


# --- who came second


@pytest.mark.clause("S7.1", "S7.8")
def test_of_two_on_one_journey_the_second_keeps_nothing(store: Store) -> None:
    with pytest.raises(ConflictError), store.writing() as slow:  # noqa: PT012
        held = slow.journey(JOURNEY.id)
        assert held is not None
        with store.writing() as quick:
            quick.save_journey(replace(JOURNEY, version=4), expected=3)
        slow.add_records([record(4)])
        slow.add_answer(ANSWER)
        slow.save_journey(replace(held, version=4), expected=3)
    with store.reading() as reading:
        assert reading.history(JOURNEY.id) == []
        assert reading.answered(JOURNEY.id, "api", "m-1") is None


@pytest.mark.clause("S7.8")
def test_two_journeys_of_one_account_do_not_wait_for_each_other(store: Store) -> None:
    with store.writing() as one, store.writing() as two:
        for tx, row in ((one, JOURNEY), (two, SECOND)):
            assert tx.account("acme") == ACCOUNT
            tx.save_journey(replace(row, version=4), expected=3)
    with store.reading() as reading:
        assert [row.version for row in reading.journeys()] == [4, 4]


@pytest.mark.clause("S7.8")
@pytest.mark.parametrize("what", ["account", "journey"])
def test_what_was_only_read_must_not_have_changed(store: Store, what: str) -> None:
    # Write skew: each reads what the other writes.
    with pytest.raises(ConflictError), store.writing() as slow:  # noqa: PT012
        assert slow.account("acme") == ACCOUNT
        assert slow.journey(SECOND.id) == SECOND
        with store.writing() as quick:
            if what == "account":
                quick.save_account(replace(ACCOUNT, version=1), expected=0)
            else:
                quick.save_journey(replace(SECOND, version=4), expected=3)
        slow.save_journey(replace(JOURNEY, version=4), expected=3)
    with store.reading() as reading:
        assert reading.journey(JOURNEY.id) == JOURNEY


@pytest.mark.clause("S7.8")
def test_a_lock_looks_again_at_what_was_read(store: Store) -> None:
    changes: list[Callable[[Writing], None]] = [
        lambda tx: tx.save_journey(replace(JOURNEY, version=4), expected=3),
        lambda tx: tx.save_account(replace(ACCOUNT, version=1), expected=0),
    ]
    for change in changes:
        with pytest.raises(ConflictError), store.writing() as tx:  # noqa: PT012
            tx.journey(JOURNEY.id)
            tx.account("acme")
            with store.writing() as other:
                change(other)
            tx.lock("acme")


@pytest.mark.clause("S7.8")
@pytest.mark.parametrize("account", ["acme", "new"])
def test_who_locks_an_account_has_it_alone(store: Store, account: str) -> None:
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        with store.writing() as tx:
            inside.wait(60)
            tx.lock(account)
            order.append("second")
            if account == "new":
                assert tx.account("new") == replace(ACCOUNT, id="new")

    thread = threading.Thread(target=second)
    with store.writing() as tx:
        tx.lock(account)
        thread.start()
        inside.set()
        while not _is_waiting(store):
            assert thread.is_alive()
        order.append("first")
        if account == "new":
            tx.save_account(replace(ACCOUNT, id="new"), expected=None)
    thread.join()
    assert order == ["first", "second"]


def _is_waiting(store: Store) -> bool:
    with store._pool.lent() as wire:  # type: ignore[attr-defined]  # noqa: SLF001
        found = wire.connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        ).fetchone()
    return bool(found[0])


@pytest.mark.clause("S7.8")
def test_a_journey_of_a_locked_account_waits_and_conflicts(store: Store) -> None:
    failures: list[BaseException] = []

    def second() -> None:
        try:
            with store.writing() as tx:
                tx.prefetch([SECOND.id])
                tx.account("acme")
                tx.save_journey(replace(SECOND, version=4), expected=3)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    with store.writing() as tx:
        tx.lock("acme")
        thread = threading.Thread(target=second)
        thread.start()
        while not _is_waiting(store):
            assert thread.is_alive()
        tx.save_account(replace(ACCOUNT, version=1), expected=0)
    thread.join()
    assert [type(each) for each in failures] == [ConflictError]


def test_an_error_made_of_what_did_not_belong_together_is_a_conflict(store: Store) -> None:
    with pytest.raises(ConflictError), store.writing() as tx:  # noqa: PT012
        assert tx.journey(JOURNEY.id) == JOURNEY
        with store.writing() as other:
            other.save_journey(replace(JOURNEY, version=4), expected=3)
            other.add_records([record(4)])
        found = [row.number for row in tx.history(JOURNEY.id)]
        raise LookupError(f"version 3 with {found}")
    with pytest.raises(LookupError), store.writing() as tx:  # noqa: PT012
        tx.journey(JOURNEY.id)
        tx.history(JOURNEY.id)
        raise LookupError


def test_a_deadlock_is_a_conflict(store: Store) -> None:
    met = threading.Barrier(2)
    outcomes: list[str] = []

    def cross(first: str, then: str) -> None:
        try:
            with store.writing() as tx:
                tx.lock(first)
                met.wait(60)
                tx.lock(then)
            outcomes.append("kept")
        except ConflictError:
            outcomes.append("conflict")

    with store.writing() as tx:
        tx.save_account(replace(ACCOUNT, id="b-co"), expected=None)
    names = ("acme", "b-co")
    threads = [threading.Thread(target=cross, args=each) for each in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "kept"]


# --- claims


def fill(store: Store, accounts: int, each: int = 1) -> None:
    """Add due journeys; those of the first accounts come first."""
    with store.writing() as tx:
        for account in range(accounts):
            name = f"c{account}"
            tx.save_account(replace(ACCOUNT, id=name), expected=None)
            for number in range(each):
                row = replace(JOURNEY, id=f"{name}/{number}", account=name, key=str(number))
                tx.save_journey(replace(row, next_due=account * 10 + number), expected=0)


@pytest.fixture
def due_store(postgres_url: str) -> Iterator[Store]:
    opened = open_store(postgres_url)
    yield opened
    opened.close()


@pytest.mark.clause("S7.5")
def test_workers_who_claim_at_once_get_different_journeys(due_store: Store) -> None:
    fill(due_store, accounts=5)
    with ExitStack() as stack:
        claims = [stack.enter_context(due_store.claiming("timers", 1_000, 2))[1] for _ in range(4)]
    assert claims == [["c0/0", "c1/0"], ["c2/0", "c3/0"], ["c4/0"], []]


@pytest.mark.clause("S7.5")
def test_an_account_has_one_worker_at_a_time(due_store: Store) -> None:
    fill(due_store, accounts=1, each=5)
    with (
        due_store.claiming("timers", 1_000, 2) as (_, found),
        due_store.claiming("timers", 1_000, 2) as (_, others),
    ):
        assert found == ["c0/0", "c0/1"]
        assert others == []


@pytest.mark.clause("S7.5")
def test_who_dies_with_a_claim_gives_it_back(due_store: Store) -> None:
    fill(due_store, accounts=2)
    with pytest.raises(StoreError) as caught, due_store.claiming("timers", 1_000, 9) as (tx, found):  # noqa: PT012
        assert found == ["c0/0", "c1/0"]
        tx.save_journey(replace(JOURNEY, id="c0/0", account="c0", key="0", version=4), expected=3)
        _terminate_others(due_store)
    assert caught.value.code in {"connection-lost", "commit-unknown"}
    with due_store.claiming("timers", 1_000, 9) as (tx, found):
        assert found == ["c0/0", "c1/0"]


def test_what_was_done_meanwhile_is_not_claimed(due_store: Store) -> None:
    fill(due_store, accounts=1)
    with due_store.writing() as tx:
        tx.add_waiting([WaitingRow("c0/0", 1, "{}", 5), WaitingRow("c0/0", 2, "{}", 6)])
    with due_store.claiming("waiting", 0, 9) as (_, found):
        assert found == ["c0/0"]
        with due_store.claiming("timers", 1_000, 9) as (_, none):
            assert none == []


@pytest.mark.fault("F16")
def test_one_account_does_not_take_a_whole_claim(due_store: Store) -> None:
    fill(due_store, accounts=3, each=9)
    with due_store.claiming("timers", 1_000, 8) as (_, found):
        counts = [sum(each.startswith(name) for each in found) for name in ("c0/", "c1/", "c2/")]
    assert len(found) == 8
    assert counts[0] == 2
    # Alone it gets all of it.
    with due_store.claiming("timers", 9, 8) as (_, found):
        assert [each[:3] for each in found] == ["c0/"] * 8


# --- connections that die


def _terminate_others(store: Store) -> None:
    url = store._address._values  # type: ignore[attr-defined]  # noqa: SLF001
    with psycopg.connect(**{**url, "dbname": "postgres"}, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s",
            (url["dbname"],),
        )


@pytest.mark.fault("F12")
def test_a_connection_that_was_cut_off_is_replaced(store: Store) -> None:
    with ExitStack() as stack:
        for _ in range(3):  # as many connections
            stack.enter_context(store.reading()).journeys()
    _terminate_others(store)
    for _ in range(4):
        with store.reading() as reading:
            assert reading.journey(JOURNEY.id) == JOURNEY
    _terminate_others(store)
    with store.writing() as tx:
        held = tx.journey(JOURNEY.id)
        assert held is not None
        _terminate_others(store)
        assert tx.account("acme") == ACCOUNT  # asked again, on another one
        tx.save_journey(replace(held, version=4), expected=3)
    with store.reading() as reading:
        assert reading.journey(JOURNEY.id) == replace(JOURNEY, version=4)


@pytest.mark.fault("F12")
def test_what_is_only_written_goes_to_a_living_connection(store: Store) -> None:
    # Nothing is asked before, and so nothing would be asked again.
    _terminate_others(store)
    with store.writing() as tx:
        tx.add_records([record(4)])
    with store.reading() as reading:
        assert reading.history(JOURNEY.id) == [record(4)]


@pytest.mark.fault("F13")
def test_a_lost_answer_to_a_commit_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.writing() as tx:  # noqa: PT012
        tx.journey(JOURNEY.id)
        tx.save_journey(replace(JOURNEY, version=4), expected=3)
        _terminate_others(store)
    assert caught.value.code == "commit-unknown"
    with pytest.raises(StoreError) as caught, store.writing() as tx:  # noqa: PT012
        tx.lock("acme")
        _terminate_others(store)
        tx.of_account("acme", alive=True)
    assert caught.value.code == "connection-lost"
    with store.reading() as reading:
        assert reading.journey(JOURNEY.id) == JOURNEY


@pytest.mark.fault("F11")
def test_a_server_that_comes_back_is_used_again(
    private_postgres: PrivateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(private_postgres.fresh())
    for end in (private_postgres.stop, private_postgres.kill):
        end()
        monkeypatch.setattr(store._pool, "_patience", 0.05)  # type: ignore[attr-defined]  # noqa: SLF001
        for opened in (store.reading, store.writing):
            with pytest.raises(StoreError) as caught, opened() as tx:
                tx.journeys()
            # A session may outlive the server that was killed by a moment.
            assert caught.value.code in {"unreachable", "connection-lost"}
        monkeypatch.setattr(store._pool, "_patience", 60.0)  # type: ignore[attr-defined]  # noqa: SLF001
        found: list[object] = []

        def read(found: list[object] = found) -> None:
            with store.writing() as tx:
                found.append(tx.journeys())

        reader = threading.Thread(target=read)
        reader.start()
        private_postgres.start()
        reader.join()
        assert found == [[]]
    store.close()


def test_more_threads_than_connections_take_turns(store: Store) -> None:
    most, held = 0, 0
    lock = threading.Lock()

    def read() -> None:
        nonlocal most, held
        with store.reading() as reading:
            reading.journeys()
            with lock:
                held += 1
                most = max(most, held)
            reading.journeys()
            with lock:
                held -= 1

    threads = [threading.Thread(target=read) for _ in range(pool.MOST + 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held == 0
    assert most <= pool.MOST


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.fault("F34")
def test_after_a_fork_the_store_is_refused(store: Store, postgres_url: str) -> None:
    with store.reading() as reading:
        reading.journeys()
    while store.wait(0):
        pass
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with store.writing() as tx:
                tx.journeys()
        except StoreError as error:
            store.close()
            os.write(write, error.code.encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read) as told:
        assert told.read() == "forked"
    with store.reading() as reading:
        assert len(reading.journeys()) == 2
    # The child closed its copy; who listens here still does.
    assert not store.wait(0.1)
    other = open_store(postgres_url)
    with other.writing() as tx:
        tx.add_waiting([WaitingRow(JOURNEY.id, 1, "{}", 9)])
    other.close()
    assert store.wait(30)


# --- hearing of work


def test_work_of_another_process_is_heard(store: Store, postgres_url: str) -> None:
    other = open_store(postgres_url)
    while store.wait(0):
        pass
    assert not store.wait(0.01)
    with other.writing() as tx:
        tx.add_waiting([WaitingRow(JOURNEY.id, 1, "{}", 9)])
    assert store.wait(30)
    # What is committed while the other keeps silent is heard a little later all the same.
    with other.writing() as tx:
        tx.add_waiting([WaitingRow(JOURNEY.id, 2, "{}", 9)])
    assert store.wait(30)
    assert SILENCE < 1
    other.close()


def test_a_plain_signal_tells_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    with store.writing() as tx:
        tx.save_journey(replace(JOURNEY, version=4), expected=3)
    with store.writing() as tx:
        tx.add_waiting([WaitingRow(JOURNEY.id, 1, "{}", 9)])
    assert ["pg_notify" in each for each in counted.sent] == [False, True]


def test_who_listens_hears_again_after_the_connection_died(store: Store, postgres_url: str) -> None:
    while store.wait(0):
        pass
    _terminate_others(store)
    other = open_store(postgres_url)
    # It rings when it listens again: what was said meanwhile was not heard.
    assert store.wait(30)
    while store.wait(4 * SILENCE):
        pass
    with other.writing() as tx:
        tx.add_waiting([WaitingRow(JOURNEY.id, 1, "{}", 9)])
    assert store.wait(30)
    other.close()


# --- whose database it is


def refusal(url: str, **how: bool) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_store(url, **how)
    assert "s3cret" not in "".join(map(str, (caught.value, caught.value.values)))
    return caught.value


def database(url: str) -> str:
    return str(make_url(url).database)


@pytest.fixture
def empty_url(postgres_server: Server) -> Iterator[str]:
    url = postgres_server.fresh(empty=True)
    yield url
    postgres_server.drop(url)


def test_the_tables_of_another_program_are_left_alone(
    postgres_server: Server, empty_url: str
) -> None:
    postgres_server.execute("CREATE TABLE theirs (a int)", database(empty_url))
    assert refusal(empty_url).code == "foreign-tables"
    found = postgres_server.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
        database(empty_url),
    )
    assert found == [("theirs",)]


@pytest.mark.fault("F32")
def test_a_newer_format_is_left_alone(postgres_server: Server, postgres_url: str) -> None:
    store = open_store(postgres_url)
    postgres_server.execute(
        "UPDATE touchline_version SET version_num = '0009'", database(postgres_url)
    )
    error = refusal(postgres_url)
    assert error.code == "newer-schema"
    assert "9" in error.message("en")
    # Also who has it open when somebody else upgrades it.
    with pytest.raises(StoreError) as caught, store.writing() as tx:
        tx.prefetch([JOURNEY.id])
    assert caught.value.code == "newer-schema"
    store.close()


def test_only_utf8_keeps_every_text(postgres_server: Server) -> None:
    name = f"touchline_latin_{os.getpid()}"
    postgres_server.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    )
    error = refusal(postgres_server.url(name))
    assert (error.code, error.values["found"]) == ("not-utf8", "LATIN1")
    postgres_server.drop(postgres_server.url(name))


def test_a_database_that_can_only_be_read_says_so(postgres_server: Server, empty_url: str) -> None:
    name = database(empty_url)
    postgres_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert refusal(empty_url).code == "server-read-only"
    postgres_server.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    store = open_store(empty_url)
    postgres_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    _terminate_others(store)
    with pytest.raises(StoreError) as caught, store.writing() as tx:  # noqa: PT012
        tx.journey(JOURNEY.id)
        tx.add_records([record(1)])
    assert caught.value.code == "server-read-only"
    with store.reading() as reading:
        assert reading.journeys() == []
    store.close()


def test_who_only_reads_makes_nothing(postgres_server: Server, empty_url: str) -> None:
    assert refusal(empty_url, only_reading=True).code == "database-missing"
    open_store(empty_url).close()
    store = open_store(empty_url, only_reading=True)
    with store.reading() as reading:
        assert reading.journeys() == []
    with pytest.raises(StoreError) as caught, store.writing():
        pass
    assert caught.value.code == "read-only"
    store.close()
    postgres_server.execute(
        "UPDATE touchline_version SET version_num = '0001'", database(empty_url)
    )
    assert refusal(empty_url, only_reading=True).code == "older-schema"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://me:s3cret@127.0.0.1:1/db", "unreachable"),
        ("postgres://me:s3cret@127.0.0.1:1/db", "unreachable"),
        ("postgresql+asyncpg://me:s3cret@127.0.0.1/db", "bad-url"),
        ("postgresql://me:s3cret@127.0.0.1:99999999/db", "unreachable"),
        ("postgresql://me:s3cret@127.0.0.1:port/db", "bad-url"),
        ("postgresql://me:s3cret@127.0.0.1", "bad-url"),
        ("postgresql://me:s3cret@127.0.0.1/db?sslmode=nonsense", "unreachable"),
        ("oracle://me:s3cret@localhost", "store-not-yet"),
    ],
)
def test_an_address_that_leads_nowhere_shows_no_password(url: str, code: str) -> None:
    # Z6: nor does what caused it.
    error = refusal(url)
    assert error.code == code
    cause: BaseException | None = error
    while cause is not None:
        assert "s3cret" not in str(cause)
        cause = cause.__cause__
    assert "s3cret" not in shown(url)


def test_a_database_that_is_not_there(postgres_server: Server) -> None:
    assert refusal(postgres_server.url("nobodys")).code == "no-such-database"


def test_without_the_driver_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith("engine.runtime.store.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refusal("postgresql://localhost/db")
    assert error.code == "no-driver"
    assert "pip install" in error.cure("en")


def test_several_may_open_a_new_database_at_once(empty_url: str) -> None:
    errors: list[BaseException] = []
    met = threading.Barrier(6)

    def begin() -> None:
        try:
            met.wait(60)
            open_store(empty_url).close()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


# --- settings and errors


def test_what_is_promised_rests_on_these_settings(store: Store) -> None:
    found = store.describe()
    assert found["store"] == "postgresql"
    assert found["synchronous"] == found["synchronous_commit"] == "on"
    assert found["schema"] == found["schema_known"]
    assert found["isolation"] == "read committed"
    assert found["idle_in_transaction_session_timeout"] == "1min"
    assert found["lock_timeout"] == "10s"
    if sys.platform == "linux":
        assert found["client_connection_check_interval"] == "1s"


def test_a_backup_is_left_to_the_servers_own_tools(store: Store, tmp_path: Any) -> None:
    with pytest.raises(StoreError) as caught:
        store.backup(tmp_path / "copy")
    assert caught.value.code == "no-backup"
    assert "pg_dump" in caught.value.cure("en")


@pytest.mark.fault("F14")
@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("40001", "conflict"), ("40P01", "conflict"), ("23505", "conflict"),
        ("57014", "took-too-long"), ("55P03", "busy"), ("53300", "too-many-connections"),
        ("53100", "server-disk-full"), ("53200", "server-overloaded"),
        ("25006", "server-read-only"), ("57P01", "connection-lost"), ("57P03", "server-starting"),
        ("08006", "connection-lost"), ("28P01", "access-denied"), ("42501", "access-denied"),
        ("3D000", "no-such-database"), ("58030", "server-disk-error"), ("XX001", "server-corrupt"),
        ("42P01", "tables-missing"), ("42601", "store-failed"),
    ],
)  # fmt: skip
def test_every_error_of_the_server_is_one_of_ours(state: str, code: str) -> None:
    assert code_of(psycopg.errors.lookup(state)("it failed")) == code


def test_a_wait_for_a_lock_ends(store: Store) -> None:
    with store.writing() as tx:
        tx.lock("acme")
        with pytest.raises(StoreError) as caught, store.writing() as other:  # noqa: PT012
            other.journey(JOURNEY.id)
            session = other._session  # type: ignore[attr-defined]  # noqa: SLF001
            session.begin("BEGIN; SET LOCAL lock_timeout = '1ms'")
            other.lock("acme")
        assert caught.value.code == "busy"
