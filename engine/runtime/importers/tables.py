"""Tables of texts: csv and tsv. A row that is none is named, and the next ones are still read."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path

from ...language.logs import WHOLE_ROW, BadRow, LogBroken, LogFile, LogRow
from .streams import begin_of, open_stream

MAX_LINE = 1 << 20
"""Characters of a line, and of all lines that one row may span."""
MAX_SKIPPED = 1 << 26
"""A line that goes on for longer than this is the end of the log."""
SHOWN = 60
"""So much of a bad row is shown."""

_MARKS_16 = (b"\xff\xfe", b"\xfe\xff")
Cells = tuple[str | None, ...]


def open_table(path: Path, how: LogFile) -> TableLog:
    """Open a table, and read its header.

    Raises:
        LogBroken: it cannot be opened, is empty, or is not in the encoding it says.
    """
    with open_text(path, how) as text:
        first = next(_Reader(text, how).records(), None)
    if first is None:
        raise LogBroken("empty", text=path.name)
    if isinstance(first, BadRow):
        raise LogBroken(first.reason, text=first.text)
    cells = first[1]
    columns = tuple(cells) if how.has_header else tuple(map(str, range(1, len(cells) + 1)))
    return TableLog(path, how, columns)


@dataclass(frozen=True, slots=True)
class TableLog:
    """A table on disk; it may be read more than once."""

    path: Path
    how: LogFile
    columns: tuple[str, ...] | None

    def rows(self, names: Sequence[str]) -> Iterator[LogRow | BadRow]:
        """Yield every row with the cells of these columns.

        Raises:
            LogBroken: a column is missing or there twice, or what follows cannot be read.
        """
        assert self.columns is not None
        width, pick = len(self.columns), picker(self.columns, names)
        is_whole = WHOLE_ROW in names
        number = 0
        try:
            with open_text(self.path, self.how) as text:
                reader = _Reader(text, self.how)
                records = reader.records()
                if self.how.has_header:
                    next(records, None)
                for record in records:
                    number += 1
                    if isinstance(record, BadRow):
                        yield BadRow(number, record.reason, record.text)
                    elif len(record[1]) == width:
                        cells = pick(record[1])
                        yield LogRow(number, (*cells, reader.digest()) if is_whole else cells)
                    else:
                        # A quote too many has joined lines: only the first is to blame.
                        reader.back_to_second_line()
                        yield BadRow(number, "ragged", f"{len(record[1])} ≠ {width}: {record[0]}")
        except LogBroken as broken:
            raise LogBroken(broken.reason, number, broken.text) from None


@contextmanager
def open_text(path: Path, how: LogFile) -> Iterator[io.TextIOWrapper]:
    """Open the text of a log; what is not in its encoding is marked, to name its row.

    Raises:
        LogBroken: it cannot be opened; also while it is read.
    """
    encoding = how.encoding.lower().replace("_", "-")
    with open_stream(path, how.member) as stream:
        if encoding in {"utf-8", "utf8"}:
            if begin_of(stream)[:2] in _MARKS_16:
                raise LogBroken("wrong-encoding", text="utf-16")
            encoding = "utf-8-sig"
        with io.TextIOWrapper(stream, encoding, "surrogateescape", newline="") as text:
            yield text


def picker(columns: Sequence[str], names: Sequence[str]) -> Callable[[Sequence[str | None]], Cells]:
    """Return what takes the cells of these columns, but WHOLE_ROW, out of a row.

    Raises:
        LogBroken: a column is missing, or two have its name.
    """
    for name in names:
        if name != WHOLE_ROW and columns.count(name) != 1:
            raise LogBroken("double-column" if name in columns else "no-column", text=name)
    places = [columns.index(name) for name in names if name != WHOLE_ROW]
    if len(places) == 1:
        only = places[0]
        return lambda cells: (cells[only],)
    return itemgetter(*places) if places else lambda _cells: ()


def digest(text: str) -> str:
    """Return what tells whole rows apart, short enough to keep."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@dataclass(slots=True)
class _Reader:
    """Records of a table, each with its first line's beginning, or why it is none."""

    text: io.TextIOWrapper
    how: LogFile
    record: list[str] = field(default_factory=list)
    again: deque[str] = field(default_factory=deque)
    spoilt: str = ""
    is_behind: bool = False

    def records(self) -> Iterator[tuple[str, list[str]] | BadRow]:
        reader = self.reader()
        while True:
            if self.is_behind:
                reader, self.is_behind = self.reader(), False
            self.record.clear()
            self.spoilt = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason = self.reason(str(error))
                begin = self.begin()
                self.back_to_second_line()
                yield BadRow(0, reason, begin)
                continue
            if self.spoilt:
                yield BadRow(0, self.spoilt, self.begin())
            elif cells:
                yield self.record[0], cells

    def digest(self) -> str:
        return digest("".join(self.record).rstrip("\r\n"))

    def begin(self) -> str:
        return shown(self.record[0]) if self.record else ""

    def back_to_second_line(self) -> None:
        """Read the lines after this record's first once more, each as a row."""
        if len(self.record) > 1:
            self.again.extendleft(reversed(self.record[1:]))
        self.is_behind = True

    def reason(self, error: str) -> str:
        # Only a quote makes a row go on in the next line, whatever is noticed there.
        if "unexpected end" in error or len(self.record) > 1:
            return "quote-not-closed"
        return "too-long" if "larger than" in error else "bad-quote"

    def reader(self) -> Iterator[list[str]]:
        tab = self.how.kind == "tsv" and self.how.separator == ","
        return csv.reader(
            self.lines(),
            delimiter="\t" if tab else self.how.separator,
            quotechar=self.how.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.how.quote else csv.QUOTE_NONE,
            strict=True,
        )

    def lines(self) -> Iterator[str]:
        """Yield lines for the parser, and remember those of the record it is at."""
        record, again, readline, length = self.record, self.again, self.text.readline, 0
        while line := again.popleft() if again else readline(MAX_LINE):
            if len(line) >= MAX_LINE:
                skip_line(self.text, line)
                line, self.spoilt = line[:SHOWN].rstrip('"') + "\n", "too-long"
                record.append(line)
                yield "\n"
                continue
            if not line.isascii() and is_undecoded(line):
                self.spoilt = "wrong-encoding"
            if "\0" in line:
                self.spoilt = "nul"
            if not record:
                length = 0
            length += len(line)
            record.append(line)
            if length > MAX_LINE:
                # Ends what the parser is in the middle of: it answers with an error.
                return
            yield line


def skip_line(text: io.TextIOWrapper, line: str) -> None:
    """Read on to the end of a line that is too long.

    Raises:
        LogBroken: there is none in sight.
    """
    skipped = 0
    while line and not line.endswith(("\n", "\r")):
        line = text.readline(MAX_LINE)
        skipped += len(line)
        if skipped > MAX_SKIPPED:
            raise LogBroken("too-long")


def is_undecoded(line: str) -> bool:
    """Tell whether a line holds what was not in the encoding of its log."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def shown(line: str) -> str:
    """Return the beginning of a line, with what cannot be shown written out."""
    text = line.rstrip("\r\n")
    cut = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    return cut.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
