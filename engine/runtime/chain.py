"""Hashes of journals: each covers its record and the hash before it (Z11).

Nobody changes, removes or swaps records of a chain without changing every hash behind them,
and the last one stands beside the snapshot. Whoever can write to the database can reckon a
whole chain anew; what shows that is a head written down elsewhere, such as in a backup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import accumulate
from struct import Struct

_JOURNEY = b"touchline journey 1"
_ACCOUNT = b"touchline account 1"
_size = Struct(">Q").pack
# With the length before it, no two lists of parts are the same bytes.


def begin_journey(journey: str) -> bytes:
    """Return what the first record of a journey is chained to."""
    return sha256(_JOURNEY + journey.encode()).digest()


def begin_account(account: str, origin: bytes) -> bytes:
    """Return what an account's first record is chained to; it covers what was known before."""
    name = account.encode()
    return sha256(_ACCOUNT + _size(len(name)) + name + origin).digest()


def chained(head: bytes, record: bytes, why: bytes) -> bytes:
    """Return the hash of a journey's next record behind ``head``."""
    return sha256(head + _size(len(record)) + record + _size(len(why)) + why).digest()


def account_chained(head: bytes, journey: str, decision: int, record: bytes) -> bytes:
    """Return the hash of an account's next record behind ``head``, with what made it."""
    made_by = b"%b#%d" % (journey.encode(), decision)
    return sha256(head + _size(len(made_by)) + made_by + _size(len(record)) + record).digest()


def journey_chain(journey: str, journal: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """Return the hash of every record of a whole journal of records, each with why."""
    links = accumulate(
        journal,
        lambda head, row: chained(head, row[0].encode(), row[1].encode()),
        initial=begin_journey(journey),
    )
    next(links)
    return links


def account_chain(
    account: str, origin: bytes, journal: Iterable[tuple[str, int, str]]
) -> Iterator[bytes]:
    """Return what an account's chain begins with, then the hash of every record.

    The journal gives journey, decision and record.
    """
    return accumulate(
        journal,
        lambda head, row: account_chained(head, row[0], row[1], row[2].encode()),
        initial=begin_account(account, origin),
    )
