"""Tables of a report: numbers to the right, a drawing beside them, readable on a phone.

On a narrow screen a row becomes a small card: its name, and under it each number with the
word of its column. That word stands in every cell and is hidden where there is a head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from .svg_parts import escape


class Drawn(msgspec.Struct, frozen=True):
    """Markup of ours, to be shown as it is; every text is escaped instead."""

    markup: str


class Column(msgspec.Struct, frozen=True):
    """One column; ``swatch`` is the class of the colour it has in the drawing beside it."""

    title: str
    kind: Literal["number", "text", "drawing"] = "number"
    swatch: str = ""


class Group(msgspec.Struct, frozen=True):
    """A row that says what the rows below it have in common."""

    title: str
    note: str = ""


Cell = str | Drawn
Row = Sequence[Cell] | Group
_CLASSES = {"number": ' class="n"', "text": "", "drawing": ' class="g"'}


def grid(columns: Sequence[Column], rows: Iterable[Row], caption: str, kind: str = "") -> str:
    """Return a table; the first column names the row, ``caption`` the table to who hears it."""
    head = "".join(
        f'<th scope="col"{_CLASSES[each.kind]}>{_swatch(each)}{_named(each)}</th>'
        for each in columns
    )
    body = "\n".join(_rows(columns, rows))
    named = f'<caption class="heard">{escape(caption)}</caption>'
    return (
        f'<table class="grid {kind}">{named}<thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table>"
    )


def _named(column: Column) -> str:
    # A drawing needs no word over it, except to be heard.
    title = escape(column.title)
    return f'<span class="heard">{title}</span>' if column.kind == "drawing" else title


def _rows(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, Group):
            note = f' <span class="note">{escape(row.note)}</span>' if row.note else ""
            yield (
                f'<tr class="group"><th scope="rowgroup" colspan="{len(columns)}">'
                f"{escape(row.title)}{note}</th></tr>"
            )
            continue
        cells = list(zip(columns, row, strict=True))
        name = _shown(cells[0][1])
        # A row without a name is the scale of the drawings below it.
        tag = "<tr>" if name else '<tr class="scale">'
        rest = "".join(_cell(column, cell) for column, cell in cells[1:])
        yield f'{tag}<th scope="row">{name}</th>{rest}</tr>'


def _cell(column: Column, cell: Cell) -> str:
    shown = _shown(cell)
    word = ""
    if shown and column.kind != "drawing":
        told = f"{_swatch(column)}{escape(column.title)}"
        word = f'<span class="k" aria-hidden="true">{told}</span>'
    empty = ' class="none"' if not shown else _CLASSES[column.kind]
    return f"<td{empty}>{word}{shown}</td>"


def _shown(cell: Cell) -> str:
    return cell.markup if isinstance(cell, Drawn) else escape(cell)


def _swatch(column: Column) -> str:
    # A word joiner, or the line may be broken between a colour and its name.
    return f'<i class="sw {column.swatch}"></i>&#8288;' if column.swatch else ""
