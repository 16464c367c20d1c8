"""JSON lines: an object a line, its values by their paths; CloudEvents are such objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ...language.logs import WHOLE_ROW, BadRow, LogBroken, LogFile, LogRow
from .streams import open_stream
from .tables import MAX_LINE, digest, is_undecoded, open_text, shown, skip_line


def open_lines(path: Path, how: LogFile) -> LinesLog:
    """Open a log of JSON lines.

    Raises:
        LogBroken: it cannot be opened, or is empty.
    """
    with open_stream(path, how.member) as stream:
        if not stream.read(1):
            raise LogBroken("empty", text=path.name)
    return LinesLog(path, how)


@dataclass(frozen=True, slots=True)
class LinesLog:
    """A log of JSON lines on disk; each line that is not blank is a row.

    A column is a key of the object, or the path to one within, ``data.amount``; a key that
    itself holds the dot goes first. Text is taken as it stands, numbers as they are written,
    yes and no as ``true`` and ``false``, and what is no single value as its JSON.
    """

    path: Path
    how: LogFile
    columns: tuple[str, ...] | None = None

    def rows(self, names: Sequence[str]) -> Iterator[LogRow | BadRow]:
        """Yield every object with the cells of these columns.

        Raises:
            LogBroken: what follows cannot be read.
        """
        pick, decode = _picker(names), _DECODER.decode
        number = 0
        try:
            with open_text(self.path, self.how) as text:
                while line := text.readline(MAX_LINE):
                    if len(line) >= MAX_LINE:
                        number += 1
                        skip_line(text, line)
                        yield BadRow(number, "too-long", shown(line))
                        continue
                    if line.isspace():
                        continue
                    number += 1
                    if not line.isascii() and is_undecoded(line):
                        yield BadRow(number, "wrong-encoding", shown(line))
                        continue
                    try:
                        cells = pick(decode(line), line)
                    except (msgspec.MsgspecError, RecursionError):
                        yield BadRow(number, "not-json", shown(line))
                        continue
                    yield LogRow(number, cells)
        except LogBroken as broken:
            raise LogBroken(broken.reason, number, broken.text) from None


def seen_paths(path: Path, how: LogFile, lines: int) -> tuple[str, ...]:
    """Return the paths to single values in the first so many lines, in the order they come.

    Raises:
        LogBroken: it cannot be opened, or breaks off before.
    """
    found: dict[str, None] = {}
    with open_text(path, how) as text:
        for _ in range(lines):
            line = text.readline(MAX_LINE)
            if not line:
                break
            try:
                found.update(dict.fromkeys(_paths(msgspec.json.decode(line), "")))
            except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError):
                continue
    return tuple(found)


def _paths(value: object, above: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _paths(inside, f"{above}.{key}" if above else str(key))
    elif above:
        yield above


_DECODER = msgspec.json.Decoder(dict[str, msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)

Cells = tuple[str | None, ...]
Object = dict[str, msgspec.Raw]


def _picker(names: Sequence[str]) -> Callable[[Object, str], Cells]:
    """Return what takes these columns out of an object, and of the line it stood on."""
    asked = [name for name in names if name != WHOLE_ROW]
    is_whole = WHOLE_ROW in names

    def pick(found: Object, line: str) -> Cells:
        within: dict[str, Object | None] = {}
        cells = tuple([_cell(found, name, within) for name in asked])
        return (*cells, digest(line.strip())) if is_whole else cells

    return pick


def _cell(found: Object, name: str, within: dict[str, Object | None]) -> str | None:
    """Return the value at a path as text; ``within`` are the objects that were opened for it."""
    raw = found.get(name)
    if raw is not None:
        return _text(raw)
    head, dot, rest = name.partition(".")
    while dot:
        if head in found:
            if head not in within:
                inner = bytes(found[head])
                within[head] = _DECODER.decode(inner) if inner.lstrip()[:1] == b"{" else None
            inside = within[head]
            value = None if inside is None else _cell(inside, rest, {})
            if value is not None:
                return value
        more, dot, rest = rest.partition(".")
        head = f"{head}.{more}"
    return None


def _text(raw: msgspec.Raw) -> str | None:
    """Return a value of JSON as the text of a cell; null is nothing."""
    written = bytes(raw).strip()
    if written[:1] == b'"':
        return _TEXT.decode(written)
    return None if written == b"null" else written.decode()
