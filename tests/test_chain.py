"""The hash chain: no record can be changed, removed, moved or cut off unseen (S7.4, Z11)."""

from __future__ import annotations

from hashlib import sha256

import pytest

from engine.runtime.chain import (
    account_chain,
    account_chained,
    begin_account,
    begin_journey,
    chained,
    journey_chain,
)

JOURNAL = [("{1}", "why"), ("{2}", ""), ("{3}", "because")]


def chain(journal: list[tuple[str, str]], journey: str = "a/b/c/1") -> list[bytes]:
    return list(journey_chain(journey, journal))


def test_a_chain_is_what_each_link_says() -> None:
    first = chained(begin_journey("a/b/c/1"), b"{1}", b"why")
    second = chained(first, b"{2}", b"")
    assert chain(JOURNAL)[:2] == [first, second]
    assert (
        first
        == sha256(begin_journey("a/b/c/1") + bytes(7) + b"\x03{1}" + bytes(7) + b"\x03why").digest()
    )
    assert second == sha256(first + bytes(7) + b"\x03{2}" + bytes(8)).digest()


@pytest.mark.parametrize(
    "journal",
    [
        [("{1}", "why"), ("{9}", ""), ("{3}", "because")],
        [("{1}", "why"), ("{2}", "x"), ("{3}", "because")],
        [("{1}", "why"), ("{3}", "because")],
        [("{2}", ""), ("{1}", "why"), ("{3}", "because")],
        # The same bytes, cut elsewhere: lengths are part of what is hashed.
        [("{1}w", "hy"), ("{2}", ""), ("{3}", "because")],
        [("{1}", "why{2}"), ("", ""), ("{3}", "because")],
    ],
    ids=["record", "why", "removed", "swapped", "cut elsewhere", "moved"],
)
def test_every_change_shows_in_the_head(journal: list[tuple[str, str]]) -> None:
    assert chain(journal)[-1] != chain(JOURNAL)[-1]


def test_one_journeys_records_are_not_anothers() -> None:
    assert chain(JOURNAL, "a/b/c/2")[-1] != chain(JOURNAL)[-1]


def test_an_account_is_chained_to_what_was_known_before_and_to_what_made_each() -> None:
    journal = [("a/b/c/1", 3, "{1}"), ("", 0, "{2}")]
    begun, first, second = account_chain("acme", b"{}", journal)
    assert begun == begin_account("acme", b"{}")
    assert first == account_chained(begun, "a/b/c/1", 3, b"{1}")
    assert second == account_chained(first, "", 0, b"{2}")
    others = [
        ("acme", b"{ }", journal),
        ("acm", b"{}", journal),
        ("acme", b"{}", [("a/b/c/1", 4, "{1}"), journal[1]]),
        ("acme", b"{}", [("a/b/c/2", 3, "{1}"), journal[1]]),
    ]
    for other in others:
        assert list(account_chain(*other))[-1] != second
