"""Rows as arrays of the tables' own row types, in the server's binary form.

One array a table, however many columns it has: taking a row of such an array apart costs
the server a fraction of what an array for every column does.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Self

import psycopg

from .. import tables

_HEAD = struct.Struct(">iiiii")
_NOTHING = struct.Struct(">iii")
_PAIR = struct.Struct(">ii")
_EIGHT = struct.Struct(">iiq")
_FOUR = struct.Struct(">iii")
_ONE = struct.Struct(">ii?")

_TEXT, _BYTES, _INT8, _INT4, _BOOL = 25, 17, 20, 23, 16

Write = Callable[[Any], bytes]


class RowType(NamedTuple):
    """How rows of one table are written: its type's number, and its columns as they stand.

    ``places`` says which field of our row each of its columns is.
    """

    number: int
    places: tuple[int, ...]
    writers: tuple[Write, ...]

    @classmethod
    def read(cls, table: str, number: int, columns: Sequence[tuple[str, int]]) -> Self:
        """Make one from the server's names and types of the columns, in its order."""
        names = [column.name for column in tables.metadata.tables[table].columns]
        places = tuple(names.index(name) for name, _ in columns)
        return cls(number, places, tuple(_WRITERS[kind] for _, kind in columns))


RowTypes = dict[str, RowType]

_TYPES = (
    "SELECT c.relname, c.reltype::int8, array_agg(a.attname::text ORDER BY a.attnum), "
    "array_agg(a.atttypid::int8 ORDER BY a.attnum) FROM pg_class AS c "
    "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "WHERE c.oid = ANY(%s::regclass[]) GROUP BY c.relname, c.reltype"
)


def row_types(connection: psycopg.Connection[Any]) -> RowTypes:
    """Ask a database how its tables' rows are written.

    Raises:
        psycopg.Error: a table is missing.
    """
    names = [table.name for table in tables.metadata.sorted_tables]
    return {
        table: RowType.read(table, number, list(zip(columns, kinds, strict=True)))
        for table, number, columns, kinds in connection.execute(_TYPES, [names]).fetchall()
    }


def rows(type_: RowType, found: Sequence[Sequence[Any]]) -> bytes:
    """Write rows, each with its fields in our order; a field left None is NULL."""
    if not found:
        return _NOTHING.pack(0, 0, type_.number)
    width = len(type_.places)
    columns = tuple(zip(type_.places, type_.writers, strict=True))
    parts = [_HEAD.pack(1, 0, type_.number, len(found), 1)]
    for row in found:
        body = b"".join([write(row[place]) for place, write in columns])
        parts.append(_PAIR.pack(len(body) + 4, width) + body)
    return b"".join(parts)


def texts(values: Sequence[str]) -> bytes:
    """Write a ``text[]``."""
    encoded = [value.encode() for value in values]
    return _array(_TEXT, [len(each).to_bytes(4, "big") + each for each in encoded])


def numbers(values: Sequence[int]) -> bytes:
    """Write an ``int8[]``."""
    return _array(_INT8, [b"\0\0\0\x08" + eight(value) for value in values])


def eight(value: int) -> bytes:
    """Write an ``int8``."""
    return value.to_bytes(8, "big", signed=True)


def _array(element: int, parts: Sequence[bytes]) -> bytes:
    if not parts:
        return _NOTHING.pack(0, 0, element)
    return _HEAD.pack(1, 0, element, len(parts), 1) + b"".join(parts)


def _text(value: str | None) -> bytes:
    if value is None:
        return _PAIR.pack(_TEXT, -1)
    data = value.encode()
    return _PAIR.pack(_TEXT, len(data)) + data


def _bytes(value: bytes | None) -> bytes:
    return _PAIR.pack(_BYTES, -1) if value is None else _PAIR.pack(_BYTES, len(value)) + value


def _int8(value: int | None) -> bytes:
    return _PAIR.pack(_INT8, -1) if value is None else _EIGHT.pack(_INT8, 8, value)


def _int4(value: int | None) -> bytes:
    return _PAIR.pack(_INT4, -1) if value is None else _FOUR.pack(_INT4, 4, value)


def _bool(value: bool | None) -> bytes:
    return _PAIR.pack(_BOOL, -1) if value is None else _ONE.pack(_BOOL, 1, value)


_WRITERS: dict[int, Write] = {
    _TEXT: _text, _BYTES: _bytes, _INT8: _int8, _INT4: _int4, _BOOL: _bool,
}  # fmt: skip
