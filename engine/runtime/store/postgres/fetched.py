"""What a transaction knows already, and the one question by which it gets to know it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ..kept import AccountRow, InboxRow, JourneyRow, WaitingRow
from .wire import Text

SignalKey = tuple[str, str, str]
"""A signal by journey, source and id."""

_TYPES = {"t": "text", "n": "int8", "b": "bytea"}
_WIDTHS = {"t": 7, "n": 5, "b": 3}


def _kind(number: int, source: str, **columns: Sequence[str]) -> str:
    cells = [str(number)]
    for letter, width in _WIDTHS.items():
        given = list(columns.get(letter, ()))
        cells += [f"{each}::{_TYPES[letter]}" for each in given]
        cells += [f"NULL::{_TYPES[letter]}"] * (width - len(given))
    return f"SELECT {', '.join(cells)} FROM {source}"


MANY = Text(
    'WITH j AS MATERIALIZED (SELECT * FROM journeys WHERE "id" = ANY($1::text[])), '
    "a AS MATERIALIZED (SELECT DISTINCT account FROM j) "
    + " UNION ALL ".join(
        (
            _kind(0, "(SELECT) AS one", n=('(SELECT max("version") FROM directories)',)),
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
        )
    ),
    is_binary=True,
)  # fmt: skip
"""Journeys with all that belongs to them: rows of seven kinds in common columns.

Values: the journeys; then journey, source and id of each signal.
"""


def _of(table: str, row: type[msgspec.Struct]) -> str:
    return ", ".join(f'{table}."{name}"' for name in row.__struct_fields__)


ONE = Text(
    f"SELECT {_of('j', JourneyRow)}, "
    'a."version", a.origin, a.snapshot, a.head, '
    f"{_of('i', InboxRow)}, "
    '(SELECT max("version") FROM directories), '
    "(SELECT t.begun FROM attempts AS t WHERE t.journey = $1), "
    "EXISTS (SELECT FROM waiting AS w WHERE w.journey = $1) "
    'FROM (SELECT) AS one LEFT JOIN journeys AS j ON j."id" = $1 '
    'LEFT JOIN accounts AS a ON a."id" = j.account '
    'LEFT JOIN inbox AS i ON i.journey = $2 AND i."source" = $3 AND i.signal_id = $4'
)
"""What a plain signal needs of it, in one row: only whether others wait."""


class Known:
    """Rows as they were read; what is not there is known to be missing by its None."""

    def __init__(self) -> None:
        """Know nothing."""
        self.journeys: dict[str, JourneyRow | None] = {}
        self.accounts: dict[str, AccountRow | None] = {}
        self.answers: dict[SignalKey, InboxRow | None] = {}
        self.waiting: dict[str, list[WaitingRow]] = {}
        self.attempts: dict[str, int] = {}
        self.keys: dict[str, bytes | None] = {}
        self.personal: dict[str, dict[str, str]] = {}
        self.directory: int | None = None
        self.has_directory = False

    def forget_beside(self, journeys: dict[str, JourneyRow | None]) -> None:
        """Know these journeys, and accounts as before; everything else is asked again."""
        self.journeys = journeys
        self.answers, self.waiting, self.attempts = {}, {}, {}
        self.keys, self.personal, self.has_directory = {}, {}, False

    def learn_one(self, journey: str, signal: SignalKey | None, row: tuple[Any, ...]) -> bool:
        """Take what :data:`ONE` found; False, and nothing is taken, where signals wait."""
        mine, its, answer, rest = row[:14], row[14:18], row[18:26], row[26:]
        if rest[-1]:
            return False
        self.directory, self.has_directory = rest[0], True
        self.attempts[journey] = rest[1] or 0
        self.waiting[journey] = []
        if signal is not None:
            self.answers[signal] = None if answer[0] is None else InboxRow(*answer)
        if mine[0] is None:
            self.journeys[journey] = None
            return True
        self.journeys[journey] = held = JourneyRow(*mine)
        self.accounts[held.account] = None if its[0] is None else AccountRow(held.account, *its)
        return True

    def learn(
        self,
        journeys: Sequence[str],
        signals: Sequence[SignalKey],
        found: Sequence[tuple[Any, ...]],
    ) -> None:
        """Take what :data:`MANY` found."""
        self.journeys.update(dict.fromkeys(journeys))
        self.answers.update(dict.fromkeys(signals))
        for journey in journeys:
            self.waiting[journey] = []
            self.attempts[journey] = 0
        for row in sorted(found, key=lambda row: row[0]):
            self._TAKE[row[0]](self, row[1:8], row[8:13], row[13:16])
        for waiting in self.waiting.values():
            waiting.sort(key=lambda each: each.number)

    def _take_heads(self, _t: Any, n: Any, _b: Any) -> None:
        self.directory, self.has_directory = n[0], True

    def _take_journey(self, t: Any, n: Any, b: Any) -> None:
        (version, due, shard, began_at, stalls), (snapshot, head, _) = n, b
        name, account, line, playbook, key, program, status = t
        self.journeys[name] = JourneyRow(
            name, account, line, playbook, key, program, version, status, due, shard,
            snapshot, began_at, stalls, head,
        )  # fmt: skip
        self.accounts[account] = None
        self.keys[account] = None

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

    # By the number of the kind, which is the first column.
    _TAKE = (
        _take_heads,
        _take_journey,
        _take_account,
        _take_answer,
        _take_waiting,
        _take_attempts,
        _take_key,
    )
