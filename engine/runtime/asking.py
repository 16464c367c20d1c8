"""A journey read from a store with all that explaining it needs; nothing is changed (S6.4)."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from ..core.journey import Context, Journey
from ..core.link import LinkedProgram
from ..core.records import AccountRecord, Record, Why
from . import rows
from .archive import journey_in
from .programs import Programs
from .store import Reading
from .store.opening import open_store


class Read(NamedTuple):
    """A journey, its journal, the program it runs by, and its account as it once began."""

    program: LinkedProgram
    context: Context
    journey: Journey
    history: tuple[Record, ...]
    why: tuple[Why, ...]
    account_history: tuple[AccountRecord, ...]


def read_journey(url: str, journey_id: str) -> Read:
    """Return a journey of the store at ``url``, by the program it began with (S8.1).

    Raises:
        StoreError: the store cannot be read.
        UnknownJourneyError: there is no such journey.
    """
    with closing(open_store(url)) as store, store.reading() as reading:
        return read_in(reading, Programs(), journey_id)


def read_in(reading: Reading, programs: Programs, journey_id: str) -> Read:
    """Return a journey of an open store; see :func:`read_journey`."""
    journey = journey_in(reading, journey_id)
    program = programs.linked(reading, journey.program)
    account = reading.account(journey.account)
    assert account is not None  # no journey is without one
    context = Context(rows.read_origin(reading, account), programs.directory(reading, program))
    journal = list(reading.history(journey_id))
    own = rows.read_account_records(reading, reading.account_history(journey.account))
    history, why = rows.read_records(reading, journal), rows.read_why(reading, journal)
    return Read(program, context, journey, history, why, own)
