"""Calendars as data: what the compiler hands to business time (S3.3, S3.4)."""

from __future__ import annotations

import msgspec

CUSTOMER = "customer"
"""The word for the calendar that the account itself names (D3.7)."""

Shift = tuple[int, int]
"""Opening and closing in minutes after local midnight, half-open; a closing above 1440
lies on the next date, so a night shift is ``(1320, 1800)``."""


class Calendar(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """One expanded working calendar.

    ``weekly`` has seven entries, Monday first. ``off`` and ``work`` are proleptic
    Gregorian ordinals (``date.toordinal``), ascending, on which the weekly pattern does
    not hold: closed, or open although the weekly pattern has no shift that day (a
    make-up day, which then has ``makeup`` as its shifts). ``known_until`` is the last
    year whose public holidays are published; a deadline beyond it is provisional. ``quiet``
    are the hours of any day in which the customer is not contacted (S4.6).
    """

    id: str
    zone: str
    weekly: tuple[tuple[Shift, ...], ...]
    makeup: tuple[Shift, ...]
    off: tuple[int, ...] = ()
    work: tuple[int, ...] = ()
    known_until: int = 9999
    quiet: tuple[Shift, ...] = ()
