"""Schema 2: a live engine. Tasks, waiting signals, deliveries, hashes, personal values."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"

_text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_count = sa.BigInteger()
_bytes = sa.LargeBinary()
_LATER: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {
    "journeys": (("began_at", _count), ("stalls", _count), ("head", _bytes)),
    "journal": (("hash", _bytes),),
    "accounts": (("head", _bytes),),
    "account_journal": (("hash", _bytes),),
}
"""Columns that tables of schema 1 gain: first empty, then filled, then never empty again."""


def _column(name: str, kind: sa.types.TypeEngine[Any], *, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=key, nullable=False, autoincrement=False)


def _texts(*names: str, key: bool = False) -> list[sa.Column[Any]]:
    return [_column(name, _text, key=key) for name in names]


def _counts(*names: str, key: bool = False) -> list[sa.Column[Any]]:
    return [_column(name, _count, key=key) for name in names]


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    test = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=test, postgresql_where=test)


def upgrade() -> None:
    """Make what is new, fill it from what is there, and only then demand it."""
    for index, table in (
        ("ix_journeys_next_due", "journeys"), ("one_alive", "journeys"),
        ("made_by", "account_journal"), ("asked_once", "inbox"),
    ):  # fmt: skip
        op.drop_index(index, table)
    _make_work()
    _make_deliveries()
    _make_people()
    for table, later in _LATER.items():
        for name, kind in later:
            op.add_column(table, sa.Column(name, kind))
    # Alembic loads this file by its path: it belongs to no package it could import from.
    context.config.attributes["fill"](op.get_bind())
    for table, later in _LATER.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in later:
                batch.alter_column(name, existing_type=kind, nullable=False)
    with op.batch_alter_table("inbox", table_kwargs={"sqlite_with_rowid": False}, recreate=_how()):
        pass
    _index_them()


def _how() -> Literal["always", "never"]:
    # What a table of SQLite is stored as is said when it is made; others have no such choice.
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def _make_work() -> None:
    op.create_table(
        "waiting",
        *_texts("journey", key=True), *_counts("number", key=True),
        *_texts("signal"), *_counts("accepted_at"),
    )  # fmt: skip
    op.create_index("longest_waiting", "waiting", ["accepted_at", "journey"])
    op.create_table("attempts", *_texts("journey", key=True), *_counts("begun"))
    op.create_table(
        "tasks",
        *_texts("journey", "id", key=True),
        *_texts("account", "name", "owner", "role", "status"),
        *_counts("opened_at"),
        sa.Column("due_at", _count),
        _column("is_overdue", sa.Boolean()),
        sqlite_with_rowid=False,
    )
    op.create_index("work_of", "tasks", ["owner", "due_at"])


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        *_texts("journey", key=True),
        *_counts("record", key=True),
        _column("index", sa.Integer(), key=True),
        *_texts("target", key=True),
        *_texts("state"),
        *_counts("attempts", "due_at", "lease_until", "fence"),
        _column("is_once", sa.Boolean()),
        *_texts("error"),
    )
    _index("unsent", "deliveries", ["due_at"], "state = 'pending'")
    _index("leased", "deliveries", ["lease_until"], "state = 'sending'")


def _make_people() -> None:
    op.create_table(
        "deployments",
        *_counts("number", key=True), *_texts("program"), *_counts("at"), *_texts("by"),
        _column("legend", _bytes),
    )  # fmt: skip
    op.create_table(
        "workers",
        *_texts("id", key=True), *_counts("started_at", "seen_at"), *_texts("host", "version"),
    )  # fmt: skip
    op.create_table("personal_keys", *_texts("account", key=True), _column("key", _bytes))
    op.create_table("personal", *_texts("account", "name", key=True), *_texts("value"))


def _index_them() -> None:
    alive = "status IN ('running', 'dormant')"
    _index("one_alive", "journeys", ["account", "line", "playbook", "key"], alive, unique=True)
    op.create_index("of_account", "journeys", ["account", "line", "playbook"])
    _index("due", "journeys", ["next_due", "id", "account"], "next_due IS NOT NULL")
    _index("stalled", "journeys", ["id"], "stalls > 0")
    op.create_index("made_by", "account_journal", ["journey", "decision"])
    asked = ["account", "source", "signal_id"]
    _index("asked_once", "inbox", asked, "account IS NOT NULL", unique=True)
    _index("unrouted", "outbox", ["journey", "record", "index"], "state = 'pending'")
