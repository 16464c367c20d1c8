"""Columns of many rows as the arrays that ``unnest`` takes, in the server's own binary form."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

_HEAD = struct.Struct(">iiiii")
_NOTHING = struct.Struct(">iii")
_NULL = b"\xff\xff\xff\xff"
_EIGHT = b"\0\0\0\x08"
_ONE = b"\0\0\0\x01"


class Kind(NamedTuple):
    """One kind of column: the array's name, its type's number, and how to write one."""

    name: str
    number: int
    write: Callable[[Sequence[Any]], bytes]


def _array(element: int, items: Sequence[Any], write: Callable[[Any], bytes]) -> bytes:
    if not items:
        return _NOTHING.pack(0, 0, element)
    parts = [_HEAD.pack(1, 0, element, len(items), 1)]
    parts += [_NULL if each is None else write(each) for each in items]
    return b"".join(parts)


def _text(value: str) -> bytes:
    data = value.encode()
    return len(data).to_bytes(4, "big") + data


def _bytes(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _number(value: int) -> bytes:
    return _EIGHT + value.to_bytes(8, "big", signed=True)


def _flag(value: bool) -> bytes:
    return _ONE + bytes([value])


TEXTS = Kind("text[]", 1009, lambda items: _array(25, items, _text))
NUMBERS = Kind("int8[]", 1016, lambda items: _array(20, items, _number))
BLOBS = Kind("bytea[]", 1001, lambda items: _array(17, items, _bytes))
FLAGS = Kind("bool[]", 1000, lambda items: _array(16, items, _flag))


def kind_of(column: sa.Column[Any]) -> Kind:
    """Return the kind of array that holds a column."""
    if isinstance(column.type, sa.LargeBinary):
        return BLOBS
    if isinstance(column.type, sa.Boolean):
        return FLAGS
    return NUMBERS if isinstance(column.type, sa.Integer) else TEXTS
