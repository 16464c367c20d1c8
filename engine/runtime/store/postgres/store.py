"""The store on PostgreSQL: many processes at once, none of which waits for another's thinking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ....language.values import Instant
from ...failures import StoreError
from .. import ConflictError, Reading, Writing, tables
from ..waking import Bell
from .acting import PgWriting
from .address import Address
from .claims import Kind, claim
from .faults import telling
from .flush import Flush
from .hearing import Hearing, Speaking
from .pool import Pool
from .reading import Shared, Snapshot
from .records import RowTypes
from .revision import Revision
from .session import Session

_TOLD = (
    "synchronous_commit", "fsync", "full_page_writes", "server_encoding", "max_connections",
    "client_connection_check_interval", "idle_in_transaction_session_timeout", "lock_timeout",
    "statement_timeout", "deadlock_timeout",
)  # fmt: skip


class PostgresStore:
    """A store on a database that :func:`.open_postgres` has prepared."""

    counts_aside = True

    def __init__(
        self, address: Address, pool: Pool, types: RowTypes, *, only_reading: bool
    ) -> None:
        """Use a pool of connections to it, and what its tables' rows look like."""
        self._only_reading = only_reading
        self._address = address
        self._pool = pool
        self._bell = Bell()
        self._hearing = Hearing(address, self._bell)
        self._speaking = Speaking()
        self._shared = Shared(Flush(types), {}, Revision(address.shown))

    # --- transactions

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a view."""
        self._pool.check()
        session = Session(self._pool)
        try:
            yield Snapshot(session, self._shared)
        finally:
            session.close()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Open a transaction; nobody waits for it, and if somebody was faster it conflicts."""
        self._pool.check()
        with self._written() as (_, tx):
            yield tx

    @contextmanager
    def claiming(
        self,
        what: Kind,
        until: Instant,
        limit: int,
        passing_over: frozenset[str] = frozenset(),
    ) -> Iterator[tuple[Writing, list[str]]]:
        """Open a transaction on work; the rows of its accounts are locked until it ends."""
        self._pool.check()
        with self._written() as (session, tx):
            session.begin()
            found = claim(session, what, until, limit, passing_over)
            tx.claimed(sorted(set(found.values())))
            names = list(found)
            if names:
                # Now that they are ours: who had them before us may have done it.
                tx.prefetch(names)
                names = [name for name in names if _is_work(tx, name, what, until)]
            yield tx, names

    @contextmanager
    def _written(self) -> Iterator[tuple[Session, PgWriting]]:
        if self._only_reading:
            raise StoreError("read-only", path=self._address.shown)
        session = Session(self._pool)
        tx = PgWriting(session, self._shared)
        try:
            try:
                yield session, tx
            except (ConflictError, StoreError):
                raise
            except Exception as error:
                if tx.is_stale():
                    raise ConflictError from error
                raise
            tx.finish(self._speaking)
        finally:
            session.close()
        if tx.has_work:
            self._bell.ring()

    # --- around them

    def wait(self, seconds: float) -> bool:
        """Wait for work committed by anybody; while the server is away, just wait."""
        if not self._pool.is_closed:
            self._hearing.begin()
        return self._bell.wait(seconds)

    def wake(self) -> None:
        """End every wait."""
        self._bell.ring()

    def backup(self, path: Path) -> None:
        """Refuse: a server is copied by its own tools, which can also go back in time.

        Raises:
            StoreError: always.
        """
        raise StoreError(
            "no-backup", store="PostgreSQL", path=path,
            cure=f"pg_dump --format=custom --file={path} {self._address.shown}",
        )  # fmt: skip

    def scrub(self) -> None:
        """Have the server write over what was deleted; its log of changes is its own affair."""
        with self._pool.lent() as wire, telling(self._address.shown):
            for table in ("personal", "personal_keys"):
                wire.tell(f"VACUUM {table}")

    def describe(self) -> dict[str, str]:
        """Return settings as they are in force on our connections."""
        with self._pool.lent() as wire, telling(self._address.shown):
            server = dict(wire.connection.execute(_SETTINGS, [list(_TOLD)]).fetchall())
            facts = wire.connection.execute(_FACTS).fetchone()
        assert facts is not None
        named = dict(zip(("version", "schema", "bytes", "isolation"), facts, strict=True))
        return {
            "store": "postgresql",
            "path": self._address.shown,
            **{name: str(value) for name, value in named.items()},
            "schema_known": str(tables.SCHEMA),
            "synchronous": server["synchronous_commit"],
            **{name: server[name] for name in _TOLD if name in server},
        }

    def verify(self) -> None:
        """Have the server read every row of every table."""
        with self._pool.lent() as wire, telling(self._address.shown):
            for table in tables.metadata.sorted_tables:
                wire.tell(f"SELECT sum(hashtext(t::text)) FROM {table.name} AS t")

    def close(self) -> None:
        """Let go of the server; transactions that are under way end first."""
        self._pool.close()
        if self._pool.is_ours:
            # The child of a fork has the pipe to the listening thread, and not the thread.
            self._hearing.end()
        self._bell.ring()


def _is_work(tx: PgWriting, journey: str, what: Kind, until: Instant) -> bool:
    if what == "waiting":
        return bool(tx.waiting(journey))
    row = tx.journey(journey)
    return row is not None and row.next_due is not None and row.next_due <= until


_SETTINGS = "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)"
_FACTS = (
    "SELECT current_setting('server_version'), "
    "(SELECT version_num::int FROM touchline_version), pg_database_size(current_database()), "
    "current_setting('transaction_isolation')"
)
