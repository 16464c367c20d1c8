"""Old databases are upgraded with all they hold; a migrated one is like a new one (S8.1, F8, F32).

``cases/databases`` holds databases as earlier versions wrote them, as text: the small story at
several points, and journeys that seeded each other. They are never written anew. Where one
does not upgrade or does not fold, this version is wrong, not the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from engine import Engine
from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.deep import check_deep
from engine.runtime.failures import StoreError
from engine.runtime.store import TaskFilter, migrations, tables
from engine.runtime.store.opening import open_store

from . import small_story
from .harness import needs_harness
from .postgres import Server
from .small_workspace import at, compiled

KEPT = Path(__file__).resolve().parent / "cases" / "databases"
NAMES = sorted(path.stem for path in KEPT.glob("*.sql"))
STORIES = [name for name in NAMES if "linked" not in name]


@pytest.fixture(scope="module")
def workspace() -> Compiled:
    return compiled()


@pytest.fixture
def old(tmp_path: Path) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        path = tmp_path / f"{name}.db"
        connection = sqlite3.connect(path)
        connection.executescript((KEPT / f"{name}.sql").read_text("utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
        return path

    return make


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_there_are_old_databases() -> None:
    assert len(NAMES) >= 5
    texts = [(KEPT / f"{name}.sql").read_text("utf-8") for name in NAMES]
    assert {text.splitlines()[1] for text in texts} == {"PRAGMA user_version = 1;"}


@pytest.mark.clause("S7.4", "S8.1")
@pytest.mark.parametrize("name", NAMES)
def test_an_old_database_is_upgraded_with_all_it_holds(
    old: Callable[[str], Path], name: str
) -> None:
    path = old(name)
    before = small_story.everything(path)
    store = open_store(url(path))
    assert store.describe()["schema"] == str(tables.SCHEMA)
    # Folds every journal, follows every chain, compares what stands beside the snapshots.
    checked = check_deep(store)
    assert checked.flaws == ()
    assert checked.records == len(before["journal"]) + len(before["account_journal"])
    with store.reading() as reading:
        rows = reading.journeys()
        assert [row.id for row in rows] == sorted(str(row[0]) for row in before["journeys"])
        assert all(row.began_at for row in rows)
        tasks = reading.tasks(TaskFilter(), 99)
        assert {task.journey for task in tasks} <= {row.id for row in rows}
    store.close()
    after = small_story.everything(path)
    for table, kept in before.items():
        # A journey's playbook, fourth of its columns, may have been left behind by schema 1.
        skipped = 3 if table == "journeys" else None
        width = len(kept[0]) if kept else 0
        cut = [
            [
                tuple(value for place, value in enumerate(row[:width]) if place != skipped)
                for row in rows
            ]
            for rows in (after[table], kept)
        ]
        assert sorted(cut[0], key=repr) == sorted(cut[1], key=repr), table


@pytest.mark.clause("S7.1", "S8.1")
@pytest.mark.parametrize("name", STORIES)
def test_an_upgraded_database_goes_on(
    old: Callable[[str], Path], tmp_path: Path, workspace: Compiled, name: str
) -> None:
    path, fresh = old(name), tmp_path / "fresh.db"
    small_story.play(path, workspace)
    small_story.play(fresh, workspace)
    outcome = "SELECT status, version FROM journeys"
    ends = []
    for each in (path, fresh):
        with Engine.open(url(each), workspace, clock=ManualClock(at("04-30 09:00"))) as engine:
            assert all(engine.check(row.id) for row in engine.journeys())
            assert check_deep(engine.store).is_sound
        connection = sqlite3.connect(each)
        ends.append(connection.execute(outcome).fetchall())
        connection.close()
    assert ends[0] == ends[1]
    assert ends[0][0][0] == "ended"


def test_what_is_due_stalled_and_to_be_done_is_found_after_the_upgrade(
    old: Callable[[str], Path],
) -> None:
    found = {}
    for name in NAMES:
        store = open_store(url(old(name)))
        with store.reading() as reading:
            found[name] = (
                sum(row.stalls for row in reading.journeys()),
                len(reading.tasks(TaskFilter(), 99)),
                len(reading.due(2**62, 99, frozenset())),
            )
        store.close()
    assert found == {
        "schema-1-accepted": (0, 1, 1),
        "schema-1-begun": (0, 0, 1),
        "schema-1-ended": (0, 0, 0),
        "schema-1-linked": (0, 5, 0),
        "schema-1-paused": (0, 1, 0),
        "schema-1-stalled": (1, 1, 1),
    }


# --- a migrated database is like a new one


def reflected(engine: sa.Engine) -> dict[str, Any]:
    """Return tables with columns, keys and indexes, as a database tells them."""
    inspector = sa.inspect(engine)
    found: dict[str, Any] = {}
    for table in inspector.get_table_names():
        found[table] = {
            "columns": [
                (each["name"], repr(each["type"]), each["nullable"], each["default"])
                for each in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "indexes": sorted(
                (
                    each["name"],
                    each["column_names"],
                    each["unique"],
                    sorted((key, str(value)) for key, value in each["dialect_options"].items()),
                )
                for each in inspector.get_indexes(table)
            ),
            "unique": inspector.get_unique_constraints(table),
            "foreign": inspector.get_foreign_keys(table),
            "checks": inspector.get_check_constraints(table),
            "options": inspector.get_table_options(table),
        }
    return found


def schema(path: Path) -> dict[str, Any]:
    """Return all that a file says of its form."""
    engine = sa.create_engine(url(path))
    found = reflected(engine)
    with engine.connect() as connection:
        for pragma in ("user_version", "application_id", "journal_mode"):
            found[pragma] = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
        version = sa.text("SELECT version_num FROM touchline_version")
        found["version"] = connection.execute(version).scalars().all()
        found["tables"] = {
            (kind, name, table): "WITHOUT ROWID" in str(text)
            for kind, name, table, text in connection.exec_driver_sql(
                "SELECT type, name, tbl_name, sql FROM sqlite_master"
            )
        }
    engine.dispose()
    return found


def test_a_migrated_database_is_like_a_new_one(old: Callable[[str], Path], tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    open_store(url(fresh)).close()
    for name in NAMES:
        path = old(name)
        open_store(url(path)).close()
        assert schema(path) == schema(fresh), name
    assert set(tables.metadata.tables) < set(schema(fresh))


def test_the_revisions_from_nothing_make_the_same(tmp_path: Path) -> None:
    fresh, stepwise = tmp_path / "fresh.db", tmp_path / "stepwise.db"
    open_store(url(fresh)).close()
    engine = sa.create_engine(url(stepwise))
    with engine.begin() as connection:
        migrations.upgrade(connection, 0)
        assert migrations.found(connection) == tables.SCHEMA
    engine.dispose()
    wanted, made = schema(fresh), schema(stepwise)
    for pragma in ("user_version", "application_id", "journal_mode"):
        del wanted[pragma], made[pragma]
    assert made == wanted


@needs_harness("postgres")
def test_the_revisions_make_the_same_on_a_server(postgres_server: Server) -> None:
    made = []
    for how in (migrations.make, lambda connection: migrations.upgrade(connection, 0)):
        address = make_url(postgres_server.fresh(empty=True)).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(address, poolclass=sa.NullPool)
        with engine.begin() as connection:
            how(connection)
            assert migrations.found(connection) == tables.SCHEMA
        made.append(reflected(engine))
        postgres_server.drop(address.set(drivername="postgresql").render_as_string(False))
    assert made[0] == made[1]
    kinds = {kind for table in made[0].values() for _, kind, *_ in table["columns"]}
    assert "TEXT(collation='C')" in kinds


# --- when it does not work


@pytest.mark.clause("S7.1")
def test_an_upgrade_that_fails_changes_nothing(
    old: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old("schema-1-paused")
    before = small_story.everything(path)
    full = StoreError("disk-full")

    def fail(*_: object) -> None:
        raise full

    monkeypatch.setattr("engine.runtime.store.migrations.upgrading.fill", fail)
    with pytest.raises(StoreError):
        open_store(url(path))
    assert small_story.everything(path) == before
    monkeypatch.undo()
    open_store(url(path)).close()


def test_a_snapshot_that_does_not_read_back_keeps_nobody_from_upgrading(
    old: Callable[[str], Path],
) -> None:
    path = old("schema-1-linked")
    connection = sqlite3.connect(path)
    with connection:
        first, *others = [
            name for (name,) in connection.execute("SELECT id FROM journeys ORDER BY id")
        ]
        connection.execute("UPDATE journeys SET snapshot = ? WHERE id = ?", (b"{", first))
        connection.execute("UPDATE journal SET record = '?' WHERE journey = ?", (first,))
    connection.close()
    store = open_store(url(path))
    assert {flaw.of for flaw in check_deep(store).flaws} == {first}
    assert others
    store.close()


@pytest.fixture
def running(tmp_path: Path, workspace: Compiled) -> Iterator[tuple[Path, Engine]]:
    path = tmp_path / "running.db"
    with Engine.open(url(path), workspace) as engine:
        yield path, engine


def test_who_runs_on_while_another_upgrades_refuses_politely(
    running: tuple[Path, Engine],
) -> None:
    # F32: a rolling upgrade. The new worker was first; the old one must not write old rows.
    path, engine = running
    other = sqlite3.connect(path)
    other.execute("ALTER TABLE journeys ADD COLUMN later")
    other.execute(f"PRAGMA user_version = {tables.SCHEMA + 1}")
    other.close()
    for opened in (engine.store.reading, engine.store.writing):
        with pytest.raises(StoreError) as caught, opened():
            pass
        assert caught.value.code == "newer-schema"


def test_a_place_that_was_taken_meanwhile_is_left(old: Callable[[str], Path]) -> None:
    # Two alive of one combination would be no database of schema 2 (S2.6).
    path = old("schema-1-linked")
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO journeys SELECT 'other', account, line, 'delivery', \"key\", program,"
            " version, 'running', next_due, shard, x'7b' FROM journeys"
            " WHERE id = 'acme/steel/offer/1'"
        )
    connection.close()
    store = open_store(url(path))
    with store.reading() as reading:
        held = reading.journey("acme/steel/offer/1")
        assert held is not None
        assert held.playbook == "offer"
    store.close()
