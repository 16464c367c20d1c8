"""A replay cut into pieces of accounts, and what one process does with one piece.

What a piece comes to depends on nothing but the piece: so the order of the pieces alone decides
what all of them add up to, whoever worked on which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from ...core.link import LinkedProgram
from ...language.values import Instant
from ..figures.event_log import Several
from ..history.case import Case
from ..history.mapping import LogMapping
from ..sent import SentProgram
from ..simulation.observing import Observer
from .replaying import Replay

PIECE_CASES = 250
"""About how many cases are replayed between two reports of progress."""

_Accounts = list[tuple[Case, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some accounts in a row, packed: ``first`` is the number of the first among all.

    ``begins_at`` is the first moment of the log, ``ends_at`` the horizon. ``cases`` are those
    that are replayed, ``beyond`` those left out because they begin after the horizon.
    """

    first: int
    begins_at: Instant
    ends_at: Instant
    cases: int
    beyond: int
    packed: bytes

    def accounts(self) -> dict[int, tuple[Case, ...]]:
        """Return the accounts by their numbers."""
        return dict(enumerate(msgspec.msgpack.decode(self.packed, type=_Accounts), self.first))


def pieces(
    accounts: Iterable[tuple[Case, ...]],
    window: Callable[[], tuple[Instant, Instant]],
    size: int = PIECE_CASES,
) -> Iterator[Piece]:
    """Yield the pieces of a log as its accounts come; no account is in two.

    ``window`` says when the log begins and ends; it is asked once the first account has come.
    """
    begun, first = False, 0
    begins_at = ends_at = 0
    held: _Accounts = []
    cases = beyond = 0
    for account in accounts:
        if not begun:
            begun, (begins_at, ends_at) = True, window()
        told = tuple(case for case in account if case.begins_at <= ends_at)
        beyond += len(account) - len(told)
        if told:
            held.append(told)
            cases += len(told)
        if cases >= size:
            yield _packed(first, begins_at, ends_at, cases, beyond, held)
            first, cases, beyond, held = first + len(held), 0, 0, []
    if held or beyond:
        yield _packed(first, begins_at, ends_at, cases, beyond, held)


def _packed(
    first: int, begins_at: Instant, ends_at: Instant, cases: int, beyond: int, held: _Accounts
) -> Piece:
    return Piece(first, begins_at, ends_at, cases, beyond, msgspec.msgpack.encode(held))


class Looking(Observer, Protocol):
    """An observer of one piece."""

    def found(self) -> bytes:
        """Return what was seen, packed."""


class Watch(Protocol):
    """What is looked for in a replay: a small value that is sent to whoever works."""

    def look(
        self,
        program: LinkedProgram,
        mapping: LogMapping,
        piece: Piece,
        accounts: Mapping[int, Sequence[Case]],
    ) -> Looking:
        """Begin to look at a piece, whose accounts by number these are."""


@dataclass(frozen=True, slots=True)
class ReplayWork:
    """Replays pieces through one program; what each watch found stands in the watches' order.

    The program is one that observes (:func:`.observed.as_observed`).
    """

    program: SentProgram
    mapping: LogMapping
    watches: tuple[Watch, ...]

    def __call__(self, piece: Piece) -> tuple[bytes, ...]:
        """Replay a piece and return what was seen of it."""
        program, accounts = self.program.linked(), piece.accounts()
        looking = [each.look(program, self.mapping, piece, accounts) for each in self.watches]
        observer: Observer = looking[0] if len(looking) == 1 else Several(looking)
        replay = Replay(program, self.mapping, observer, piece.ends_at)
        for number, cases in accounts.items():
            replay.account(cases, number)
        return tuple(each.found() for each in looking)
