"""Tables for a terminal: columns aligned by what a reader sees, Chinese beside English."""

from __future__ import annotations

from collections.abc import Sequence

from .width import width

GAP = "  "


def aligned(
    head: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1, indent: str = "  "
) -> list[str]:
    """Return the lines of a table; the first ``texts`` columns are texts, the others numbers.

    A row of one cell is a remark on the row above it: it stands alone, across all columns.
    """
    full = [head, *(row for row in rows if len(row) > 1)]
    widths = [max(width(row[column]) for row in full) for column in range(len(head))]
    lines = [_line(head, widths, texts, indent)]
    for row in rows:
        lines.append(
            _line(row, widths, texts, indent) if len(row) > 1 else f"{indent}{GAP}{row[0]}"
        )
    return lines


def _line(row: Sequence[str], widths: Sequence[int], texts: int, indent: str) -> str:
    cells = []
    for column, (cell, room) in enumerate(zip(row, widths, strict=True)):
        space = " " * (room - width(cell))
        cells.append(f"{cell}{space}" if column < texts else f"{space}{cell}")
    return f"{indent}{GAP.join(cells)}".rstrip()
