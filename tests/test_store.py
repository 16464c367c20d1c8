"""The stores against one contract; and the file of the SQLite store against the world."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy.dialects.sqlite import pysqlite

pytest.register_assert_rewrite("tests.store_contract")

from engine.runtime.failures import FAILURES, EngineError, StartRefusedError, StoreError  # noqa: E402
from engine.runtime.store import Store, statements  # noqa: E402
from engine.runtime.store.memory import MemoryStore  # noqa: E402
from engine.runtime.store.opening import open_store  # noqa: E402

from .faults.killing import needs_fork  # noqa: E402
from .store_contract import JOURNEY, StoreContract, record  # noqa: E402


class TestMemory(StoreContract):
    @pytest.fixture
    def make(self, tested_stores: set[str]) -> Callable[[], Store]:
        tested_stores.add("memory")
        return MemoryStore


class TestSqliteFile(StoreContract):
    @pytest.fixture
    def make(self, tmp_path: Path, tested_stores: set[str]) -> Callable[[], Store]:
        tested_stores.add("sqlite file")
        return lambda: open_store(f"sqlite:///{tmp_path / 'journeys.db'}")

    @pytest.mark.clause("S7.1")
    def test_what_was_committed_is_there_when_opened_again(self, make: Callable[[], Store]) -> None:
        first = make()
        with first.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            tx.add_records([record(1)])
        first.close()
        again = make()
        with again.reading() as reading:
            assert reading.journeys() == [JOURNEY]
            assert reading.history(JOURNEY.id) == [record(1)]
        again.close()

    def test_a_reader_does_not_wait_for_a_writer(self, make: Callable[[], Store]) -> None:
        writer, reader = make(), make()
        with writer.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
            with reader.reading() as reading:
                assert reading.journeys() == []
        writer.close()
        reader.close()


# --- the file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journeys.db"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def refusal(address: str) -> EngineError:
    with pytest.raises(StoreError) as caught:
        open_store(address)
    return caught.value


def fill(path: Path, rows: int = 1) -> None:
    store = open_store(url(path))
    with store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
        tx.add_records([record(number) for number in range(1, rows + 1)])
    store.close()


def test_the_file_is_safe_and_ours(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as connection:
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "application_id", "user_version")
        }
    connection.close()
    assert found == {"journal_mode": "wal", "application_id": 0x546F7563, "user_version": 2}


def test_every_connection_syncs_fully_and_waits(path: Path) -> None:
    # F4: WAL with a lesser setting loses acknowledged commits when the power fails.
    store = open_store(url(path))
    with store.writing() as tx, store.reading() as reading:
        for each in (tx, reading):
            connection = each.connection  # type: ignore[attr-defined]
            pragmas = {
                name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("synchronous", "busy_timeout", "journal_mode", "secure_delete")
            }
            # The one wait of a writer is for its turn, and that one is not SQLite's.
            waits = 0 if each is tx else 10_000
            assert pragmas == {
                "synchronous": 2,
                "busy_timeout": waits,
                "journal_mode": "wal",
                "secure_delete": 1,
            }
    store.close()


def test_a_writer_holds_the_lock_from_its_first_moment(path: Path) -> None:
    # F9: a lock taken only at the first write fails at once where this one waits.
    store = open_store(url(path))
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    with store.reading():
        other.execute("BEGIN IMMEDIATE")
    other.close()
    store.close()


def test_a_database_held_by_another_process_is_busy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    monkeypatch.setattr("engine.runtime.store.sqlite_turns.PATIENCE", 0.0)
    store = open_store(url(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught, store.writing():
        pass
    assert caught.value.code == "busy"
    other.close()
    store.close()


def test_a_missing_folder_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    error = refusal(url(tmp_path / "missing" / "journeys.db"))
    assert error.code == "folder-missing"
    assert str(tmp_path / "missing") in error.message("zh")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert refusal(url(tmp_path)).code == "cannot-open"


@pytest.mark.skipif(sys.platform != "linux", reason="a folder where not even root may write")
def test_a_place_where_nothing_can_be_written_is_refused() -> None:
    assert refusal("sqlite:////proc/journeys.db").code == "cannot-open"


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.write_bytes(b"customer list\n" * 100)
    assert refusal(url(path)).code == "not-a-database"
    assert path.read_bytes() == b"customer list\n" * 100
    assert list(path.parent.iterdir()) == [path]


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    before = path.read_bytes()
    assert refusal(url(path)).code == "foreign-database"
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_another_application_id_is_another_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 77")
    connection.close()
    assert refusal(url(path)).code == "foreign-database"


def test_a_newer_format_is_left_alone(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()
    error = refusal(url(path))
    assert error.code == "newer-schema"
    assert "9" in error.message("en")
    assert "2" in error.message("en")


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    # What is left when a process ends between making the file and making the tables.
    path.touch()
    fill(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM journeys").fetchone() == (1,)
    connection.close()


def test_damage_is_found(path: Path) -> None:
    fill(path, rows=2_000)
    size = path.stat().st_size
    with path.open("r+b") as file:
        for offset in range(size // 8192 * 4096, size, 4096):
            file.seek(offset)
            file.write(b"\xff" * 64)
    store = open_store(url(path))
    with pytest.raises(StoreError) as caught:
        store.verify()
    assert caught.value.code == "corrupt"
    with pytest.raises(StoreError) as caught, store.reading() as reading:
        reading.history(JOURNEY.id)
    assert caught.value.code == "corrupt"
    store.close()


def test_a_damaged_header_is_found_at_opening(path: Path) -> None:
    fill(path)
    with path.open("r+b") as file:
        file.write(b"SQLite?")
    assert refusal(url(path)).code == "not-a-database"


def test_a_full_disk_is_told_and_passes(path: Path) -> None:
    # F6: the step is refused whole; when there is room again, it goes through.
    store = open_store(url(path))
    with pytest.raises(StoreError) as caught, store.writing() as tx:  # noqa: PT012
        connection = tx.connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA max_page_count = 1")
        tx.add_records([record(number) for number in range(1, 5_000)])
    assert caught.value.code == "disk-full"
    store.close()
    fill(path, rows=5_000)


def test_a_database_that_turned_read_only_says_so(path: Path) -> None:
    fill(path)
    store = open_store(url(path))
    with pytest.raises(StoreError) as caught, store.writing() as tx:  # noqa: PT012
        connection = tx.connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA query_only = ON")
        tx.add_records([record(9)])
    assert caught.value.code == "read-only"
    store.close()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("journeys.db", "bad-url"),
        ("", "bad-url"),
        ("sqlite://", "bad-url"),
        ("sqlite:///:memory:", "bad-url"),
        ("sqlite:///journeys.db?mode=ro", "bad-url"),
        ("sqlite://host/journeys.db", "bad-url"),
        ("sqlite:///\0.db", "bad-url"),
        ("oracle://localhost", "store-not-yet"),
    ],
)
def test_an_address_that_is_none(address: str, code: str) -> None:
    assert refusal(address).code == code


def test_several_processes_may_make_the_file_at_once(path: Path, root: Path) -> None:
    code = (
        "import sys; from engine.runtime.store.opening import open_store\n"
        "sys.stdin.read(1)\n"
        "open_store(sys.argv[1]).close()"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, url(path)], cwd=root, stdin=subprocess.PIPE)
        for _ in range(6)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait() for process in started] == [0] * 6
    fill(path)


def test_every_failure_is_said_in_two_languages_with_a_cure() -> None:
    for code, entry in FAILURES.items():
        for lang in ("zh", "en"):
            assert entry.what.text(lang).strip(), code
            assert entry.cure.text(lang).strip(), code
    error = StoreError("cannot-open", path="{path}")
    assert error.line("en") == (
        '"{path}" cannot be opened; check the path and its permissions [cannot-open]'
    )
    bare = StartRefusedError("unknown-playbook")
    assert bare.message("en") == "the journey did not begin: there is no such playbook"
    assert error.line("zh") == "打不开“{path}”；检查路径和权限 [cannot-open]"


# --- where it lies (F7)


def test_a_log_without_its_database_is_not_thrown_away(path: Path) -> None:
    log = path.with_name("journeys.db-wal")
    log.write_bytes(b"what was committed last")
    error = refusal(url(path))
    assert error.code == "database-missing"
    assert [each.name for each in path.parent.iterdir()] == [log.name]
    assert log.read_bytes() == b"what was committed last"


def test_a_database_without_its_log_is_not_half_read(path: Path) -> None:
    store = open_store(url(path))
    with store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
    log = path.with_name("journeys.db-wal")
    copies = path.parent / "copies"
    copies.mkdir()
    for each in path.parent.glob("journeys.db*"):
        if each != log:
            (copies / each.name).write_bytes(each.read_bytes())
    store.close()
    error = refusal(url(copies / path.name))
    assert error.code == "log-missing"
    assert log.name in error.message("en")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_disk_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    mounts = tmp_path_factory.mktemp("mounts") / "mounts"
    folder = str(path.parent.resolve()).replace(" ", "\\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {folder} {kind} rw 0 0\n", "utf-8")
    monkeypatch.setattr("engine.runtime.store.sqlite_place.MOUNTS", mounts)
    error = refusal(url(path))
    assert error.code == "network-disk"
    assert kind in error.message("zh")
    assert list(path.parent.iterdir()) == []
    # The nearest mount counts, wherever it stands; of two on one place the later one.
    mounts.write_text(f"server:/x {folder} {kind} rw 0 0\n/dev/vda / ext4 rw 0 0\n", "utf-8")
    assert refusal(url(path)).code == "network-disk"
    mounts.write_text(f"/dev/vda / nfs rw 0 0\n/dev/b {folder} xfs rw 0 0\n", "utf-8")
    open_store(url(path)).close()


def test_a_file_that_is_moved_away_is_not_begun_anew_by_a_reader(path: Path) -> None:
    store = open_store(url(path))
    path.rename(path.with_name("moved.db"))
    with pytest.raises(StoreError) as caught, store.reading():
        pass
    assert caught.value.code == "cannot-open"
    assert not path.exists()
    store.close()


# --- who only reads


def test_who_only_reads_makes_nothing(path: Path) -> None:
    for address, code in ((path, "database-missing"), (path / "x" / "y", "folder-missing")):
        with pytest.raises(StoreError) as caught:
            open_store(url(address), only_reading=True)
        assert caught.value.code == code
    path.touch()
    with pytest.raises(StoreError) as caught:
        open_store(url(path), only_reading=True)
    assert caught.value.code == "database-missing"
    assert path.stat().st_size == 0


def test_who_only_reads_writes_nothing_and_leaves_nothing(path: Path) -> None:
    fill(path)
    before = path.read_bytes()
    store = open_store(url(path), only_reading=True)
    with store.reading() as reading:
        assert reading.journeys() == [JOURNEY]
        connection = reading.connection  # type: ignore[attr-defined]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM journeys")
    with pytest.raises(StoreError) as caught, store.writing():
        pass
    assert caught.value.code == "read-only"
    store.verify()
    store.close()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_who_only_reads_does_not_upgrade(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(StoreError) as caught:
        open_store(url(path), only_reading=True)
    assert caught.value.code == "older-schema"


# --- settings


def test_a_lesser_sync_is_asked_for_by_name_and_told(path: Path) -> None:
    plain = open_store(url(path))
    assert plain.describe()["synchronous"] == "full"
    plain.close()
    store = open_store(f"{url(path)}?synchronous=normal")
    assert store.describe()["synchronous"] == "normal"
    with store.writing() as tx:
        held = tx.connection.execute("PRAGMA synchronous").fetchone()  # type: ignore[attr-defined]
    assert held == (1,)
    store.close()


def test_it_tells_what_it_rests_on(path: Path) -> None:
    store = open_store(url(path))
    with store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
    found = store.describe()
    assert found["journal_mode"] == "wal"
    assert found["schema"] == found["schema_known"] == "2"
    assert int(found["wal_bytes"]) == path.with_name("journeys.db-wal").stat().st_size > 0
    store.scrub()
    assert store.describe()["wal_bytes"] == "0"
    store.close()


def test_a_log_that_somebody_reads_is_not_said_to_be_empty(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Z13: what was erased would still be in it.
    monkeypatch.setattr("engine.runtime.store.sqlite_file.BUSY_MILLISECONDS", 20)
    store = open_store(url(path))
    with store.reading() as reading:
        assert reading.journeys() == []
        with store.writing() as tx:
            tx.save_journey(JOURNEY, expected=0)
        with pytest.raises(StoreError) as caught:
            store.scrub()
        assert caught.value.code == "busy"
    store.scrub()
    store.close()


# --- a copy


def test_a_backup_is_one_view_while_others_write(path: Path) -> None:
    store = open_store(url(path))
    with store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
    target = path.with_name("copy.db")
    with store.writing() as tx:
        tx.add_records([record(1)])
        store.backup(target)
    again = open_store(url(target))
    with again.reading() as reading:
        assert reading.journeys() == [JOURNEY]
        assert reading.history(JOURNEY.id) == []
    again.close()
    store.close()


def test_a_backup_replaces_nothing(path: Path) -> None:
    fill(path)
    store = open_store(url(path))
    target = path.with_name("copy.db")
    target.write_text("mine")
    for where, code in ((target, "backup-exists"), (path, "backup-exists"),
                        (path.parent / "no" / "copy.db", "folder-missing")):  # fmt: skip
        with pytest.raises(StoreError) as caught:
            store.backup(where)
        assert caught.value.code == code
    assert target.read_text() == "mine"
    store.close()


def test_half_a_backup_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path, rows=2_000)
    store = open_store(url(path))
    target = path.with_name("copy.db")
    target.with_name("copy.db.part").write_text("left behind by a process that was killed")
    connect = sqlite3.connect

    def small(database: Any, *arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(database, *arguments, **named)
        if str(database).endswith(".part"):
            connection.execute("PRAGMA max_page_count = 5")
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(StoreError) as caught:
        store.backup(target)
    assert caught.value.code == "disk-full"
    assert not list(path.parent.glob("copy*"))
    monkeypatch.undo()
    store.backup(target)
    assert [each.name for each in path.parent.glob("copy*")] == [target.name]
    store.close()


def test_memory_has_no_backup(path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        MemoryStore().backup(path)
    assert caught.value.code == "no-backup"
    assert "{" not in caught.value.line("en")
    assert not path.exists()


# --- several processes, several threads


@needs_fork
def test_a_child_of_a_fork_is_refused_and_harms_nobody(path: Path) -> None:
    store = open_store(url(path))
    child = os.fork()
    if child == 0:
        codes = set()
        for use in (store.reading, store.writing):
            try:
                use().__enter__()
            except StoreError as error:
                codes.add(error.code)
        store.close()
        os._exit(0 if codes == {"forked"} else 1)
    assert os.waitpid(child, 0)[1] == 0
    with store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
    store.close()
    fill_again = open_store(url(path))
    with fill_again.reading() as reading:
        assert reading.journeys() == [JOURNEY]
    fill_again.close()


def test_thirty_two_threads_read_and_write(path: Path) -> None:
    store = open_store(url(path))
    failures: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for number in range(4):
                with store.writing() as tx:
                    tx.add_records([record(number + 1, f"t{thread}")])
                with store.reading() as reading:
                    assert len(reading.history(f"t{thread}")) == number + 1
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    store.close()


def test_a_commit_that_the_disk_refuses_is_the_last(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # F5: what a failed fsync left in memory must not be called written by the next one.
    class Failing(sqlite3.Connection):
        is_failing = False

        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if Failing.is_failing and sql == "COMMIT":
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
                raise error
            return super().execute(sql, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Failing))
    store = open_store(url(path))
    Failing.is_failing = True
    with pytest.raises(StoreError) as caught, store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
    assert caught.value.code == "disk-error"
    Failing.is_failing = False
    with pytest.raises(StoreError) as caught, store.writing():
        pass
    assert caught.value.code == "restart-needed"
    with store.reading() as reading:
        assert reading.journeys() == []
    store.close()
    fill(path)


# --- what a question costs


def plan(path: Path, statement: statements.Statement) -> str:
    """Return how SQLite finds what a statement asks for."""
    text = str(statement.compile(dialect=pysqlite.dialect(paramstyle="named")))
    values = dict.fromkeys(re.findall(r":(\w+)", text), 1)
    with sqlite3.connect(path) as connection:
        found = connection.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
    connection.close()
    return "\n".join(row[-1] for row in found)


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("DUE", "USING COVERING INDEX due "),
        ("DUE_CLAIMS", "USING COVERING INDEX due "),
        ("NEXT_DUE", "USING COVERING INDEX due"),
        ("WAITING_JOURNEYS", "USING INDEX longest_waiting"),
        ("WAITING_CLAIMS", "USING INDEX longest_waiting"),
        ("UNSENT", "USING INDEX unsent "),
        ("LEASE_RUN_OUT", "USING INDEX leased "),
        ("NEXT_UNSENT", "USING INDEX unsent"),
        ("PENDING_EFFECTS", "USING INDEX unrouted"),
        ("PENDING_COUNT", "USING INDEX unrouted"),
        ("ALIVE", "USING INDEX one_alive "),
        ("ALIVE_OF_ACCOUNT", "(account=?)"),
        ("OF_ACCOUNT", "USING INDEX of_account "),
        ("COUNT", "USING COVERING INDEX of_account "),
        ("ANSWERED", "USING PRIMARY KEY "),
        ("ASKED", "USING INDEX asked_once "),
        ("ACCOUNT_RECORDS", "USING INDEX made_by "),
    ],
)
def test_what_is_asked_often_is_found_by_an_index(path: Path, name: str, index: str) -> None:
    # So that a hundred of a million cost what a hundred of ten thousand cost.
    open_store(url(path)).close()
    found = plan(path, getattr(statements, name))
    assert index in found
    if name not in {"ALIVE_OF_ACCOUNT", "OF_ACCOUNT", "ACCOUNT_RECORDS"}:
        assert "TEMP B-TREE" not in found


def test_an_index_is_not_written_where_nothing_changed(path: Path) -> None:
    # A page of the log for every index on a column that an UPDATE names.
    store = open_store(url(path))
    said: list[str] = []
    with store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
    with store.writing() as tx:
        tx.connection.set_trace_callback(said.append)  # type: ignore[attr-defined]
        row = tx.journey(JOURNEY.id)
        assert row is not None
        tx.save_journey(replace(row, version=4, snapshot=b"{}"), expected=3)
        tx.connection.set_trace_callback(None)  # type: ignore[attr-defined]
    (update,) = (each for each in said if each.startswith("UPDATE"))
    assert re.findall(r"(\w+)=", update.partition("WHERE")[0]) == ["version", "snapshot"]
    store.close()


def test_who_closes_inside_his_own_transaction_is_not_stuck(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.runtime.store.sqlite_turns.PATIENCE", 0.01)
    store = open_store(url(path))
    with store.writing() as tx:
        tx.save_journey(JOURNEY, expected=0)
        store.close()
    again = open_store(url(path))
    with again.reading() as reading:
        assert reading.journeys() == [JOURNEY]
    again.close()
