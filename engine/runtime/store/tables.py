"""The tables, for every database alike; a column is named like the field of its row."""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA = 1
"""Version of these tables; a database of a later one is not opened (F8)."""

metadata = sa.MetaData()

_Text = sa.Text
_Count = sa.BigInteger
_Bytes = sa.LargeBinary

programs = sa.Table(
    "programs",
    metadata,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("data", _Bytes, nullable=False),
)

directories = sa.Table(
    "directories",
    metadata,
    sa.Column("version", _Count, primary_key=True, autoincrement=False),
    sa.Column("snapshot", _Bytes, nullable=False),
)

journeys = sa.Table(
    "journeys",
    metadata,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("account", _Text, nullable=False),
    sa.Column("line", _Text, nullable=False),
    sa.Column("playbook", _Text, nullable=False),
    sa.Column("key", _Text, nullable=False),
    sa.Column("program", _Text, nullable=False),
    sa.Column("version", _Count, nullable=False),
    sa.Column("status", _Text, nullable=False),
    sa.Column("next_due", _Count, index=True),
    sa.Column("shard", sa.Integer, nullable=False),
    sa.Column("snapshot", _Bytes, nullable=False),
)

IS_ALIVE = journeys.c.status.in_([sa.literal_column("'running'"), sa.literal_column("'dormant'")])
"""Running or dormant: what S2.6 counts. Literal, so that it can stand in an index."""

sa.Index(
    "one_alive",
    journeys.c.account,
    journeys.c.line,
    journeys.c.playbook,
    journeys.c.key,
    unique=True,
    sqlite_where=IS_ALIVE,
    postgresql_where=IS_ALIVE,
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("number", _Count, primary_key=True, autoincrement=False),
    sa.Column("record", _Text, nullable=False),
    sa.Column("why", _Text, nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("version", _Count, nullable=False),
    sa.Column("origin", _Bytes, nullable=False),
    sa.Column("snapshot", _Bytes, nullable=False),
)

account_journal = sa.Table(
    "account_journal",
    metadata,
    sa.Column("account", _Text, primary_key=True),
    sa.Column("number", _Count, primary_key=True, autoincrement=False),
    sa.Column("journey", _Text, nullable=False),
    sa.Column("decision", _Count, nullable=False),
    sa.Column("record", _Text, nullable=False),
    sa.Index("made_by", "journey", "decision"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("source", _Text, primary_key=True),
    sa.Column("signal_id", _Text, primary_key=True),
    sa.Column("account", _Text),
    sa.Column("digest", _Text, nullable=False),
    sa.Column("outcome", _Text, nullable=False),
    sa.Column("first", _Count, nullable=False),
    sa.Column("last", _Count, nullable=False),
    # Null for all but the signals that asked for a journey, and nulls are never equal.
    sa.Index("asked_once", "account", "source", "signal_id", unique=True),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("record", _Count, primary_key=True, autoincrement=False),
    sa.Column("index", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("effect", _Text, nullable=False),
    sa.Column("state", _Text, nullable=False),
)

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("record", _Count, primary_key=True, autoincrement=False),
    sa.Column("at", _Count, nullable=False),
    sa.Column("code", _Text, nullable=False),
    sa.Column("about", _Text, nullable=False),
    sa.Column("state", _Text, nullable=False),
)
