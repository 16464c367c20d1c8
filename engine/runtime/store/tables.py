"""The tables, for every database alike; a column is named like the field of its row.

What a step writes is counted in pages of the log: an index is worth its page only where
something is searched by it. On SQLite short rows lie in the tree of their key (no rowid);
long ones, such as records, do not, or the tree is for ever splitting its pages.
"""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA = 2
"""Version of these tables; a database of a later one is not opened (F8)."""

metadata = sa.MetaData()

# Compared by code point everywhere, as Python does: what comes by id comes in one order.
_Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
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
    sa.Column("next_due", _Count),
    sa.Column("shard", sa.Integer, nullable=False),
    sa.Column("snapshot", _Bytes, nullable=False),
    sa.Column("began_at", _Count, nullable=False),
    sa.Column("stalls", _Count, nullable=False),
    sa.Column("head", _Bytes, nullable=False),
    sa.Index("of_account", "account", "line", "playbook"),
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

# In the order it is asked for, and only what has a timer or a stall at all. With the account,
# so that a claim which is fair to accounts reads nothing else.
_IS_TIMED = journeys.c.next_due.is_not(None)
sa.Index(
    "due",
    journeys.c.next_due,
    journeys.c.id,
    journeys.c.account,
    sqlite_where=_IS_TIMED,
    postgresql_where=_IS_TIMED,
)
_IS_STALLED = journeys.c.stalls > sa.literal_column("0")
sa.Index("stalled", journeys.c.id, sqlite_where=_IS_STALLED, postgresql_where=_IS_STALLED)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("number", _Count, primary_key=True, autoincrement=False),
    sa.Column("record", _Text, nullable=False),
    sa.Column("why", _Text, nullable=False),
    sa.Column("hash", _Bytes, nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("version", _Count, nullable=False),
    sa.Column("origin", _Bytes, nullable=False),
    sa.Column("snapshot", _Bytes, nullable=False),
    sa.Column("head", _Bytes, nullable=False),
)

account_journal = sa.Table(
    "account_journal",
    metadata,
    sa.Column("account", _Text, primary_key=True),
    sa.Column("number", _Count, primary_key=True, autoincrement=False),
    sa.Column("journey", _Text, nullable=False),
    sa.Column("decision", _Count, nullable=False),
    sa.Column("record", _Text, nullable=False),
    sa.Column("hash", _Bytes, nullable=False),
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
    sqlite_with_rowid=False,
)

# Only of the signals that asked for a journey: the others are not worth a page of an index.
_HAS_ASKED = inbox.c.account.is_not(None)
sa.Index(
    "asked_once",
    inbox.c.account,
    inbox.c.source,
    inbox.c.signal_id,
    unique=True,
    sqlite_where=_HAS_ASKED,
    postgresql_where=_HAS_ASKED,
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

IS_PENDING = outbox.c.state == sa.literal_column("'pending'")
sa.Index(
    "unrouted",
    outbox.c.journey,
    outbox.c.record,
    outbox.c.index,
    sqlite_where=IS_PENDING,
    postgresql_where=IS_PENDING,
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

waiting = sa.Table(
    "waiting",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("number", _Count, primary_key=True, autoincrement=False),
    sa.Column("signal", _Text, nullable=False),
    sa.Column("accepted_at", _Count, nullable=False),
    sa.Index("longest_waiting", "accepted_at", "journey"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("begun", _Count, nullable=False),
)

tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("id", _Text, primary_key=True),
    sa.Column("account", _Text, nullable=False),
    sa.Column("name", _Text, nullable=False),
    sa.Column("owner", _Text, nullable=False),
    sa.Column("role", _Text, nullable=False),
    sa.Column("status", _Text, nullable=False),
    sa.Column("opened_at", _Count, nullable=False),
    sa.Column("due_at", _Count),
    sa.Column("is_overdue", sa.Boolean, nullable=False),
    sa.Index("work_of", "owner", "due_at"),
    sqlite_with_rowid=False,
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("journey", _Text, primary_key=True),
    sa.Column("record", _Count, primary_key=True, autoincrement=False),
    sa.Column("index", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("target", _Text, primary_key=True),
    sa.Column("state", _Text, nullable=False),
    sa.Column("attempts", _Count, nullable=False),
    sa.Column("due_at", _Count, nullable=False),
    sa.Column("lease_until", _Count, nullable=False),
    sa.Column("fence", _Count, nullable=False),
    sa.Column("is_once", sa.Boolean, nullable=False),
    sa.Column("error", _Text, nullable=False),
)

IS_UNSENT = deliveries.c.state == sa.literal_column("'pending'")
IS_LEASED = deliveries.c.state == sa.literal_column("'sending'")
sa.Index("unsent", deliveries.c.due_at, sqlite_where=IS_UNSENT, postgresql_where=IS_UNSENT)
sa.Index("leased", deliveries.c.lease_until, sqlite_where=IS_LEASED, postgresql_where=IS_LEASED)

deployments = sa.Table(
    "deployments",
    metadata,
    sa.Column("number", _Count, primary_key=True, autoincrement=False),
    sa.Column("program", _Text, nullable=False),
    sa.Column("at", _Count, nullable=False),
    sa.Column("by", _Text, nullable=False),
    sa.Column("legend", _Bytes, nullable=False),
)

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("id", _Text, primary_key=True),
    sa.Column("started_at", _Count, nullable=False),
    sa.Column("seen_at", _Count, nullable=False),
    sa.Column("host", _Text, nullable=False),
    sa.Column("version", _Text, nullable=False),
)

personal_keys = sa.Table(
    "personal_keys",
    metadata,
    sa.Column("account", _Text, primary_key=True),
    sa.Column("key", _Bytes, nullable=False),
)

personal = sa.Table(
    "personal",
    metadata,
    sa.Column("account", _Text, primary_key=True),
    sa.Column("name", _Text, primary_key=True),
    sa.Column("value", _Text, nullable=False),
)
