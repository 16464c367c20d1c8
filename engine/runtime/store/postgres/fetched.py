"""What a transaction knows already, and the one question by which it gets to know it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..kept import AccountRow, InboxRow, JourneyRow, WaitingRow
from .arrays import TEXTS
from .wire import Text

_TYPES = {"t": "text", "n": "int8", "b": "bytea"}
_WIDTHS = {"t": 7, "n": 5, "b": 3}


def _kind(number: int, source: str, **columns: Sequence[str]) -> str:
    cells = [str(number)]
    for letter, width in _WIDTHS.items():
        given = list(columns.get(letter, ()))
        cells += [f"{each}::{_TYPES[letter]}" for each in given]
        cells += [f"NULL::{_TYPES[letter]}"] * (width - len(given))
    return f"SELECT {', '.join(cells)} FROM {source}"


PREFETCH = Text(
    'WITH j AS MATERIALIZED (SELECT * FROM journeys WHERE "id" = ANY($1::text[])), '
    "a AS MATERIALIZED (SELECT DISTINCT account FROM j) "
    + " UNION ALL ".join(
        (
            _kind(0, "touchline_version", t=("version_num",),
                  n=('(SELECT max("version") FROM directories)',)),
            _kind(1, "j", t=("id", "account", "line", "playbook", '"key"', "program", "status"),
                  n=('"version"', "next_due", "shard", "began_at", "stalls"),
                  b=("snapshot", "head")),
            _kind(2, "a JOIN accounts AS c ON c.id = a.account", t=("c.id",), n=('c."version"',),
                  b=("c.origin", "c.snapshot", "c.head")),
            _kind(3, 'unnest($2::text[], $3::text[], $4::text[]) AS s(journey, "source", signal_id)'
                     ' JOIN inbox USING (journey, "source", signal_id)',
                  t=("journey", '"source"', "signal_id", "account", "digest", "outcome"),
                  n=('"first"', '"last"')),
            _kind(4, "waiting WHERE journey = ANY($1::text[])", t=("journey", "signal"),
                  n=('"number"', "accepted_at")),
            _kind(5, "attempts WHERE journey = ANY($1::text[])", t=("journey",), n=("begun",)),
            _kind(6, "a JOIN personal_keys USING (account)", t=("account",), b=('"key"',)),
            _kind(7, "a JOIN personal USING (account)", t=("account", '"name"', '"value"')),
        )
    ),
    (TEXTS.number,) * 4,
)  # fmt: skip
"""Journeys with all that belongs to them: rows of eight kinds in common columns.

Values: the journeys; then journey, source and id of each signal.
"""


class Known:
    """Rows as they were read; what is not there is known to be missing by its None."""

    def __init__(self) -> None:
        """Know nothing."""
        self.forget()

    def forget(self) -> None:
        """Know nothing any more."""
        self.journeys: dict[str, JourneyRow | None] = {}
        self.accounts: dict[str, AccountRow | None] = {}
        self.answers: dict[tuple[str, str, str], InboxRow | None] = {}
        self.waiting: dict[str, list[WaitingRow]] = {}
        self.attempts: dict[str, int] = {}
        self.keys: dict[str, bytes | None] = {}
        self.personal: dict[str, dict[str, str]] = {}
        self.schema: str | None = None
        self.directory: int | None = None
        self.has_directory = False

    def learn(
        self,
        journeys: Sequence[str],
        signals: Sequence[tuple[str, str, str]],
        found: Sequence[tuple[Any, ...]],
    ) -> None:
        """Take what :data:`PREFETCH` found."""
        self.journeys.update(dict.fromkeys(journeys))
        self.answers.update(dict.fromkeys(signals))
        for journey in journeys:
            self.waiting[journey] = []
            self.attempts[journey] = 0
        for row in sorted(found, key=lambda row: row[0]):
            self._TAKE[row[0]](self, row[1:8], row[8:13], row[13:16])
        for waiting in self.waiting.values():
            waiting.sort(key=lambda each: each.number)

    def _take_heads(self, t: Any, n: Any, _b: Any) -> None:
        self.schema, self.directory, self.has_directory = t[0], n[0], True

    def _take_journey(self, t: Any, n: Any, b: Any) -> None:
        (version, due, shard, began_at, stalls), (snapshot, head, _) = n, b
        name, account, line, playbook, key, program, status = t
        self.journeys[name] = JourneyRow(
            name, account, line, playbook, key, program, version, status, due, shard,
            snapshot, began_at, stalls, head,
        )  # fmt: skip
        self.accounts[t[1]] = None
        self.keys[t[1]] = None
        self.personal[t[1]] = {}

    def _take_account(self, t: Any, n: Any, b: Any) -> None:
        self.accounts[t[0]] = AccountRow(t[0], n[0], *b)

    def _take_answer(self, t: Any, n: Any, _b: Any) -> None:
        self.answers[t[:3]] = InboxRow(*t[:6], *n[:2])

    def _take_waiting(self, t: Any, n: Any, _b: Any) -> None:
        self.waiting[t[0]].append(WaitingRow(t[0], n[0], t[1], n[1]))

    def _take_attempts(self, t: Any, n: Any, _b: Any) -> None:
        self.attempts[t[0]] = n[0]

    def _take_key(self, t: Any, _n: Any, b: Any) -> None:
        self.keys[t[0]] = b[0]

    def _take_personal(self, t: Any, _n: Any, _b: Any) -> None:
        self.personal[t[0]][t[1]] = t[2]

    # By the number of the kind, which is the first column.
    _TAKE = (
        _take_heads,
        _take_journey,
        _take_account,
        _take_answer,
        _take_waiting,
        _take_attempts,
        _take_key,
        _take_personal,
    )
