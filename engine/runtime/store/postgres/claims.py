"""Work that nobody else is at: the accounts of due journeys are locked as they are found (S7.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from ....language.values import Instant
from .records import eight, texts
from .session import Session
from .wire import Text

Kind = Literal["timers", "waiting"]

_FEW = 4
"""One account takes at most this part of a claim while others have work, too (F16)."""

# The rows are taken one by one in their order, and those whose account is locked already are
# passed over without being counted: workers who ask at once get different ones. A journey
# whose account nobody keeps has nothing to be locked by but itself.
_SOURCES = {
    "timers": (
        'SELECT "id", "account", "next_due" AS since FROM journeys WHERE "next_due" <= $1::int8 '
        'AND {tests} ORDER BY "next_due", "id"'
    ),
    # A journey stands where its first signal does.
    "waiting": (
        'SELECT j."id", j."account", w."accepted_at" AS since FROM waiting AS w '
        'JOIN journeys AS j ON j."id" = w."journey" WHERE $1::int8 IS NOT NULL AND {tests} '
        'AND NOT EXISTS (SELECT FROM waiting AS e WHERE e."journey" = w."journey" AND '
        '(e."accepted_at", e."number") < (w."accepted_at", w."number")) '
        'ORDER BY w."accepted_at", w."journey"'
    ),
}
_TESTS = '"id" <> ALL($2::text[]) AND "account" <> ALL($3::text[])'


def _claim(what: Kind) -> Text:
    found = _SOURCES[what].format(tests=_TESTS)
    return Text(
        f'SELECT f."id", f."account" FROM ({found}) AS f '
        'JOIN accounts AS a ON a."id" = f."account" ORDER BY f.since, f."id" '
        "LIMIT $4::int8 FOR NO KEY UPDATE OF a SKIP LOCKED",
        is_binary=True,
    )


def _bare(what: Kind) -> Text:
    found = _SOURCES[what].format(tests=_TESTS)
    return Text(
        f'SELECT f."id", f."account" FROM ({found}) AS f '
        'JOIN journeys AS b ON b."id" = f."id" WHERE NOT EXISTS '
        '(SELECT FROM accounts AS a WHERE a."id" = f."account") ORDER BY f.since, f."id" '
        "LIMIT $4::int8 FOR NO KEY UPDATE OF b SKIP LOCKED",
        is_binary=True,
    )


_CLAIMS: dict[Kind, Text] = {"timers": _claim("timers"), "waiting": _claim("waiting")}
_BARE: dict[Kind, Text] = {"timers": _bare("timers"), "waiting": _bare("waiting")}


def claim(
    session: Session, what: Kind, until: Instant, limit: int, passing_over: frozenset[str]
) -> dict[str, str]:
    """Lock work in an open transaction; return its journeys in order, each with its account."""

    def ask(text: Text, count: int, full: Sequence[str] = ()) -> dict[str, str]:
        asked = [eight(until), texts(passed), texts(full), eight(count)]
        return dict(session.ask(text, asked))

    passed = sorted(passing_over)
    found = ask(_CLAIMS[what], limit)
    if len(found) < limit:
        return found | ask(_BARE[what], limit - len(found))
    counts = Counter(found.values())
    share = max(1, limit // _FEW)
    full = sorted(account for account, count in counts.items() if count > share)
    if full:
        mine = _first_of_each(found, share)
        others = ask(_CLAIMS[what], limit - len(mine), full)
        found = dict(list((mine | others | found).items())[:limit])
    return found


def _first_of_each(found: Mapping[str, str], share: int) -> dict[str, str]:
    taken: Counter[str] = Counter()
    first = {}
    for journey, account in found.items():
        taken[account] += 1
        if taken[account] <= share:
            first[journey] = account
    return first
