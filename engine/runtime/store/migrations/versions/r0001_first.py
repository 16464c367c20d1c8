"""Schema 1: journeys, accounts, their journals, the inbox, the outbox and incidents."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ALIVE = sa.text("status IN ('running', 'dormant')")


def _column(name: str, kind: sa.types.TypeEngine[Any], *, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=key, nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the tables."""
    _make_reference()
    _make_journeys()
    _make_accounts()
    _make_signals()


def _make_reference() -> None:
    op.create_table("programs", _column("id", _text, key=True), _column("data", sa.LargeBinary()))
    op.create_table(
        "directories",
        _column("version", sa.BigInteger(), key=True),
        _column("snapshot", sa.LargeBinary()),
    )


def _make_journeys() -> None:
    op.create_table(
        "journeys",
        _column("id", _text, key=True),
        *(_column(name, _text) for name in ("account", "line", "playbook", "key", "program")),
        _column("version", sa.BigInteger()),
        _column("status", _text),
        sa.Column("next_due", sa.BigInteger()),
        _column("shard", sa.Integer()),
        _column("snapshot", sa.LargeBinary()),
    )
    op.create_index("ix_journeys_next_due", "journeys", ["next_due"])
    op.create_index(
        "one_alive", "journeys", ["account", "line", "playbook", "key"],
        unique=True, sqlite_where=_ALIVE, postgresql_where=_ALIVE,
    )  # fmt: skip
    op.create_table(
        "journal",
        _column("journey", _text, key=True),
        _column("number", sa.BigInteger(), key=True),
        _column("record", _text),
        _column("why", _text),
    )


def _make_accounts() -> None:
    op.create_table(
        "accounts",
        _column("id", _text, key=True),
        _column("version", sa.BigInteger()),
        _column("origin", sa.LargeBinary()),
        _column("snapshot", sa.LargeBinary()),
    )
    op.create_table(
        "account_journal",
        _column("account", _text, key=True),
        _column("number", sa.BigInteger(), key=True),
        _column("journey", _text),
        _column("decision", sa.BigInteger()),
        _column("record", _text),
    )
    op.create_index("made_by", "account_journal", ["journey", "decision"])


def _make_signals() -> None:
    op.create_table(
        "inbox",
        *(_column(name, _text, key=True) for name in ("journey", "source", "signal_id")),
        sa.Column("account", _text),
        _column("digest", _text),
        _column("outcome", _text),
        _column("first", sa.BigInteger()),
        _column("last", sa.BigInteger()),
    )
    op.create_index("asked_once", "inbox", ["account", "source", "signal_id"], unique=True)
    op.create_table(
        "outbox",
        _column("journey", _text, key=True),
        _column("record", sa.BigInteger(), key=True),
        _column("index", sa.Integer(), key=True),
        _column("effect", _text),
        _column("state", _text),
    )
    op.create_table(
        "incidents",
        _column("journey", _text, key=True),
        _column("record", sa.BigInteger(), key=True),
        _column("at", sa.BigInteger()),
        *(_column(name, _text) for name in ("code", "about", "state")),
    )
