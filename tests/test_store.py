"""The stores against one contract; and the file of the SQLite store against the world."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.store_contract")

from engine.runtime.failures import FAILURES, EngineError, StartRefusedError, StoreError  # noqa: E402
from engine.runtime.store import Store  # noqa: E402
from engine.runtime.store.memory import MemoryStore  # noqa: E402
from engine.runtime.store.opening import open_store  # noqa: E402

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
    monkeypatch.setattr("engine.runtime.store.sqlite.BUSY_MILLISECONDS", 0)
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
