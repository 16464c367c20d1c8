"""What every store can keep: one check before any of them (X9).

Texts without NUL or lone surrogates, whole numbers of 64 bits, finite decimals, and no
binary fractions anywhere.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from ..core.journey import Address, Signal
from ..language.values import MICROSECONDS_PER_SECOND, Personal
from .failures import UnacceptableError

LAST_INSTANT = 253_402_300_799 * MICROSECONDS_PER_SECOND
"""The end of the year 9999."""

_WHOLE = 2**63

MAX_BYTES = 1_000_000
"""How large a signal may be as JSON: papers are named, not sent."""

MAX_DEPTH = 8
"""How deep values may lie in one another; the language itself knows none that do."""

_NOWHERE = Address()

_SHORT = 200
"""Texts and data up to this are waved through; what is longer is looked at closely."""


def check_signal(signal: Signal) -> None:
    """Check everything a signal carries.

    Raises:
        UnacceptableError: naming the field.
    """
    if not _is_plain(signal):
        _look_closely(signal)


def _is_plain(signal: Signal) -> bool:
    """Tell whether nothing can be wrong with a signal; most are short and say little."""
    address, data = signal.address, signal.data
    texts = [signal.type, signal.id, signal.source, signal.by]
    if address != _NOWHERE:
        texts += (getattr(address, name) for name in address.__struct_fields__)
    if type(data) is not dict or len(data) > _SHORT or signal.brings or signal.rows:
        return False
    if type(signal.at) is not int or not 0 <= signal.at <= LAST_INSTANT:
        return False
    for name, value in data.items():
        texts.append(name)
        # Exactly these, as in the texts: a subclass would not be written as one.
        if type(value) is str:
            texts.append(value)
        elif type(value) is int:
            if not -_WHOLE <= value < _WHOLE:
                return False
        elif type(value) is not bool:
            return False
    for text in texts:
        if type(text) is not str or len(text) > _SHORT or not text.isascii() or "\0" in text:
            return False
    return bool(signal.type and signal.id and signal.source)


def _look_closely(signal: Signal) -> None:
    for name in ("type", "id", "source", "by"):
        check_text(name, getattr(signal, name))
        if not getattr(signal, name) and name != "by":
            raise UnacceptableError(name, "it is empty")
    for name in signal.address.__struct_fields__:
        check_text(name, getattr(signal.address, name))
    if not isinstance(signal.data, dict) or not isinstance(signal.brings, tuple):
        raise UnacceptableError("data", "data is a dict, brings a tuple of names")
    if (
        isinstance(signal.at, bool)
        or not isinstance(signal.at, int)
        or not 0 <= signal.at <= LAST_INSTANT
    ):
        raise UnacceptableError("at", "it is not an instant between 1970 and 9999")
    for name in signal.__struct_fields__:
        if name != "rows":
            _check(name, getattr(signal, name))
    _check_rows(signal.rows)
    size = len(msgspec.json.encode(signal))
    if size > MAX_BYTES:
        raise UnacceptableError(
            "signal", "it has {size} bytes, and may have {most}", size=size, most=MAX_BYTES
        )


def _check_rows(rows: object) -> None:
    """Check the tables of a form: rows by thing, each with its values by name."""
    if not isinstance(rows, dict):
        raise UnacceptableError("rows", "rows is a dict of tables")
    for thing, table in rows.items():
        check_text("rows", thing)
        if not isinstance(table, tuple) or not all(isinstance(row, dict) for row in table):
            raise UnacceptableError(f"rows.{thing}", "a table is a tuple of dicts")
        for row in table:
            _check(f"rows.{thing}", row)


def check_text(field: str, text: str) -> None:
    """Check one text.

    Raises:
        UnacceptableError: naming the field.
    """
    # Exactly a text: a subclass would not be written as one.
    if type(text) is not str:
        raise UnacceptableError(field, "it is not a text")
    if "\0" in text:
        raise UnacceptableError(field, "it holds a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnacceptableError(field, "it holds half a character") from None


def _check(field: str, value: object, depth: int = 0) -> None:
    if isinstance(value, str):
        check_text(field, value)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int):
        if not -_WHOLE <= value < _WHOLE:
            raise UnacceptableError(field, "it has more than 63 bits")
    elif depth > MAX_DEPTH:
        raise UnacceptableError(
            field[:_SHORT], "it is more than {most} levels deep", most=MAX_DEPTH
        )
    else:
        _check_inside(field, value, depth + 1)


def _check_inside(field: str, value: object, depth: int) -> None:
    if isinstance(value, tuple):
        for each in value:
            check_text(field, each)
    elif isinstance(value, dict):
        for name, each in value.items():
            check_text(field, name)
            _check(f"{field}.{name}", each, depth)
    elif isinstance(value, Personal):
        # Only a store says where a personal value lies (S7.4).
        raise UnacceptableError(field, "it is the name of a value, not a value")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            _check_exact(f"{field}.{name}", getattr(value, name), depth)
    else:
        # A bare Decimal or date would come back from the journal as a text: the first answer
        # and a repeat would differ. Number and Day keep what they are.
        raise UnacceptableError(field, "a {kind} is not a value", kind=type(value).__name__)


def _check_exact(field: str, value: object, depth: int) -> None:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise UnacceptableError(field, "it is not a finite number")
    elif not isinstance(value, dt.date):
        _check(field, value, depth)
