"""Rows as arrays of the tables' own row types, in the server's binary form.

One array a table, however many columns it has: taking a row of such an array apart costs
the server a fraction of what an array for every column does.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Self

import psycopg
import sqlalchemy as sa

from .. import tables

_HEAD = struct.Struct(">iiiii")
_NOTHING = struct.Struct(">iii")
_length = struct.Struct(">i").pack
_int8 = struct.Struct(">iq").pack
_int4 = struct.Struct(">ii").pack
_bool = struct.Struct(">i?").pack
_NULL = b"\xff\xff\xff\xff"

_TEXT, _BYTES, _INT8, _INT4, _BOOL = 25, 17, 20, 23, 16

Cells = list[bytes]
Write = Callable[[Sequence[Any]], Cells]


class RowType(NamedTuple):
    """How rows of one table are written: its type's number, and its columns as they stand.

    ``places`` says which field of our row each of its columns is; ``row`` is a row with
    ``%b`` for the length and data of each.
    """

    number: int
    places: tuple[int, ...]
    writers: tuple[Write, ...]
    row: bytes

    @classmethod
    def read(cls, table: str, number: int, columns: Sequence[tuple[str, int]]) -> Self:
        """Make one from the server's names and types of the columns, in its order."""
        names = [column.name for column in tables.metadata.tables[table].columns]
        places = tuple(names.index(name) for name, _ in columns)
        writers = tuple(_WRITERS[kind] for _, kind in columns)
        cells = b"".join(_length(kind).replace(b"%", b"%%") + b"%b" for _, kind in columns)
        return cls(number, places, writers, _length(len(columns)) + cells)


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
    columns = tuple(zip(*found, strict=True))
    # Column by column: the interpreter does little more than hold the loops.
    cells = [
        write(columns[place]) for place, write in zip(type_.places, type_.writers, strict=True)
    ]
    parts = [_HEAD.pack(1, 0, type_.number, len(found), 1)]
    row = type_.row
    for each in zip(*cells, strict=True):
        body = row % each
        parts += (_length(len(body)), body)
    return b"".join(parts)


class Scalar(NamedTuple):
    """How a single value of a column is written: as which type, and how."""

    name: str
    write: Callable[[Any], bytes]


def scalar(column: sa.Column[Any]) -> Scalar:
    """Return how a value of a column is written where it is no part of an array."""
    if isinstance(column.type, sa.LargeBinary):
        return Scalar("bytea", bytes)
    if isinstance(column.type, sa.Boolean):
        return Scalar("bool", struct.Struct(">?").pack)
    if isinstance(column.type, sa.Integer):
        return Scalar("int8", struct.Struct(">q").pack)
    return Scalar("text", str.encode)


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


def _texts(column: Sequence[str | None]) -> Cells:
    return _blobs([None if each is None else each.encode() for each in column])


def _blobs(column: Sequence[bytes | None]) -> Cells:
    return [_NULL if each is None else _length(len(each)) + each for each in column]


def _int8s(column: Sequence[int | None]) -> Cells:
    return [_NULL if each is None else _int8(8, each) for each in column]


def _int4s(column: Sequence[int | None]) -> Cells:
    return [_NULL if each is None else _int4(4, each) for each in column]


def _bools(column: Sequence[bool | None]) -> Cells:
    return [_NULL if each is None else _bool(1, each) for each in column]


_WRITERS: dict[int, Write] = {
    _TEXT: _texts, _BYTES: _blobs, _INT8: _int8s, _INT4: _int4s, _BOOL: _bools,
}  # fmt: skip
