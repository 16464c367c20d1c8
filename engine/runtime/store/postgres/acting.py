"""What a transaction does at once, without holding it back: deliveries, workers, erasure."""

from __future__ import annotations

from ....language.values import Instant
from .. import kept
from ..kept import DeliveryRow, WorkerRow
from ..sql_reading import delivery_rows
from .reading import as_texts
from .wire import Text, Values
from .writing import PgBuffer

_DELIVERY = ", ".join(f'd."{name}"' for name in kept.DeliveryRow.__struct_fields__)
_SAME = " AND ".join(
    f'd."{name}" = n."{name}"' for name in ("journey", "record", "index", "target")
)


def _lease(test: str, order: str) -> Text:
    return Text(
        'UPDATE deliveries AS d SET "state" = \'sending\', "attempts" = d."attempts" + 1, '
        '"fence" = d."fence" + 1, "lease_until" = $3::int8 FROM ('
        'SELECT "journey", "record", "index", "target" FROM deliveries '
        f'WHERE {test} ORDER BY "{order}" LIMIT $2::int8 FOR UPDATE SKIP LOCKED'
        f") AS n WHERE {_SAME} RETURNING {_DELIVERY}"
    )


_LEASE_AGAIN = _lease('"state" = \'sending\' AND "lease_until" <= $1::int8', "lease_until")
_LEASE = _lease('"state" = \'pending\' AND "due_at" <= $1::int8', "due_at")
_SAVE_DELIVERY = Text(
    'UPDATE deliveries SET "state" = $1, "attempts" = $2, "due_at" = $3, "lease_until" = $4, '
    '"error" = $5 WHERE "journey" = $6 AND "record" = $7 AND "index" = $8 AND "target" = $9 '
    'AND "fence" = $10 RETURNING 1'
)
_SET_INCIDENT = Text(
    'UPDATE incidents SET "state" = $1 WHERE "journey" = $2 AND "record" = $3 RETURNING 1'
)
_SAVE_WORKER = Text(
    'INSERT INTO workers ("id", "started_at", "seen_at", "host", "version") '
    'VALUES ($1, $2, $3, $4, $5) ON CONFLICT ("id") DO UPDATE SET "started_at" = '
    'excluded."started_at", "seen_at" = excluded."seen_at", "host" = excluded."host", '
    '"version" = excluded."version"'
)
_DROP_WORKER = Text('DELETE FROM workers WHERE "id" = $1')
_FORGET = Text('DELETE FROM personal WHERE "account" = $1 RETURNING 1')
_FORGET_KEY = Text('DELETE FROM personal_keys WHERE "account" = $1')


class PgWriting(PgBuffer):
    """One transaction on PostgreSQL."""

    def lease_deliveries(self, until: Instant, limit: int, seconds: float) -> list[DeliveryRow]:
        """Take those whose lease has run out first: they have waited longest."""
        now = self.now()
        ends = now + int(seconds * 1_000_000)
        again = self._act(_LEASE_AGAIN, as_texts(now, limit, ends))
        found = sorted(delivery_rows(again), key=lambda row: row.due_at)
        left = limit - len(found)
        if left > 0:
            fresh = delivery_rows(self._act(_LEASE, as_texts(until, left, ends)))
            found += sorted(fresh, key=lambda row: row.due_at)
        return found

    def save_delivery(self, row: DeliveryRow) -> bool:
        """Write it, if the fence still is its own."""
        self.has_work = self.has_work or row.state == "pending"
        asked = as_texts(row.state, row.attempts, row.due_at, row.lease_until, row.error,
                         row.journey, row.record, row.index, row.target, row.fence)  # fmt: skip
        return bool(self._act(_SAVE_DELIVERY, asked))

    def set_incident(self, journey: str, record: int, state: str) -> bool:
        """Write the state."""
        return bool(self._act(_SET_INCIDENT, as_texts(state, journey, record)))

    def save_worker(self, row: WorkerRow) -> None:
        """Put it."""
        values = (row.id, row.started_at, row.seen_at, row.host, row.version)
        self._act(_SAVE_WORKER, as_texts(*values))

    def drop_worker(self, worker_id: str) -> None:
        """Delete it."""
        self._act(_DROP_WORKER, as_texts(worker_id))

    def erase_personal(self, account: str) -> int:
        """Delete values and key."""
        self._act(_FORGET_KEY, as_texts(account))
        self._known.keys.pop(account, None)
        self._known.personal.pop(account, None)
        return len(self._act(_FORGET, as_texts(account)))

    def _act(self, text: Text, values: Values) -> list[tuple[object, ...]]:
        self._session.begin()
        self._settle()
        return self._session.ask(text, values)
