"""XES: event logs as XML, read as they stream by. No DOCTYPE, so no entity, is ever read.

Most logs are long runs of events written all alike. Such runs are read without the XML parser,
by a pattern so narrow that what fits it can mean only one thing; everything else, and a mark in
the place of each run, goes to the parser, which alone says where in the document it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from ...language.logs import WHOLE_ROW, BadRow, LogBroken, LogFile, LogRow
from .runs import RUN, Pairs, Run, event_mark, run_text
from .streams import open_stream

CHUNK = 1 << 17
MAX_DEPTH = 64
"""Elements within elements."""
MAX_HELD = 10_000
"""Events of one trace that wait for its end; attributes of one event."""
MAX_SILENT = 1 << 24
"""Bytes without a single element."""

_TRACE = "case:"
_ATTRIBUTES = frozenset(["string", "date", "int", "float", "boolean", "id", "list", "container"])
_MARK = "touchline-run"
_END = b"</event>"
_UNICODE = frozenset([None, "utf-8", "us-ascii", "ascii"])


def open_xes(path: Path, how: LogFile) -> XesLog:
    """Open an XES log.

    Raises:
        LogBroken: it cannot be opened, or is empty.
    """
    with open_stream(path, how.member) as stream:
        if not stream.read(1):
            raise LogBroken("empty", text=path.name)
    return XesLog(path, how)


@dataclass(frozen=True, slots=True)
class XesLog:
    """An XES log on disk; each event is a row.

    Its columns are the keys of events, and ``case:KEY`` those of traces; an event's own
    attribute of that name serves where its trace has none. Attributes within attributes are
    named by their path, ``KEY.KEY``.
    """

    path: Path
    how: LogFile
    columns: tuple[str, ...] | None = None

    def rows(self, names: Sequence[str]) -> Iterator[LogRow | BadRow]:
        """Yield every event with the cells of these columns.

        Raises:
            LogBroken: what follows cannot be read; what was read of the last trace comes before.
        """
        reader = _Reader(names)
        ready = reader.ready
        try:
            with open_stream(self.path, self.how.member) as stream:
                for _ in reader.read(stream):
                    yield from ready
                    ready.clear()
        except LogBroken as broken:
            reader.end_trace()
            yield from ready
            raise LogBroken(broken.reason, reader.number, broken.text) from None
        except expat.ExpatError as error:
            reader.end_trace()
            yield from ready
            raise LogBroken("broken-xml", reader.number, str(error)) from None


def seen_keys(path: Path, how: LogFile, events: int) -> tuple[str, ...]:
    """Return the columns that the first so many events have, in the order they come.

    Raises:
        LogBroken: it cannot be opened, or breaks off before.
    """
    found: dict[str, None] = {}

    class Looking(_Reader):
        def take_events(self, run: Run) -> None:
            for pairs in run.events():
                self.take_event(pairs)

        def take_event(self, pairs: Pairs) -> None:
            super().take_event(pairs)
            found.update(dict.fromkeys(key for key, _ in pairs))

        def attribute(self, said: dict[str, str]) -> None:
            super().attribute(said)
            if self.event is None and said.get("value") is not None:
                found[f"{_TRACE}{self.keys[-1]}"] = None

    reader = Looking(())
    try:
        with open_stream(path, how.member) as stream:
            for _ in reader.read(stream):
                if reader.number >= events:
                    break
    except expat.ExpatError as error:
        raise LogBroken("broken-xml", reader.number, str(error)) from None
    return tuple(found)


class _Reader:
    """Reads one log: ``ready`` are the rows that can be handed out."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name for name in names if name != WHOLE_ROW]
        self.is_whole = WHOLE_ROW in names
        self.of_trace = {name for name in self.names if name.startswith(_TRACE)}
        self.ready: list[LogRow | BadRow] = []
        self.held: list[LogRow | BadRow] = []
        self.number = 0
        # What is asked of the trace at hand; late is what came behind its first events.
        self.trace: dict[str, str] = {}
        self.late: dict[str, str] = {}
        self.is_flushed = False
        self.event: Pairs | None = None
        # Where we are: the local name of every open element, and the keys of open attributes.
        self.open: list[str] = []
        self.keys: list[str] = []
        self.runs: deque[tuple[str, str]] = deque()
        self.is_quick = True
        self.silent = self.count = 0
        self.parser = self.made()

    def made(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.XmlDeclHandler = self.declared
        parser.StartDoctypeDeclHandler = _refuse
        return parser

    # --- bytes in

    def read(self, stream: IO[bytes]) -> Iterator[None]:
        """Read the log; after every step there may be rows."""
        rest = b""
        while data := stream.read(CHUNK):
            rest += data
            if _MARK.encode() in rest:
                self.is_quick = False
            end = rest.rfind(_END) + len(_END)
            if end < len(_END):
                if len(rest) < CHUNK * 8:
                    continue
                end = len(rest)
            whole, rest = rest[:end], rest[end:]
            self.take(whole)
            yield
        self.feed(rest)
        self.parser.Parse(b"", True)
        yield

    def take(self, data: bytes) -> None:
        """Take runs of events out of some bytes, and give the parser the rest."""
        done = 0
        for match in RUN.finditer(data):
            begin, end = match.span()
            self.feed(data[done:begin])
            text = run_text(match[0]) if self.is_quick else None
            if text is None:
                self.feed(match[0])
            else:
                mark = str(self.count)
                self.count += 1
                self.runs.append((mark, text))
                # With its lines, so that the parser's own numbers stay true.
                self.feed(f'<{_MARK} n="{mark}"/>'.encode() + b"\n" * match[0].count(b"\n"))
            done = end
        self.feed(data[done:])

    def feed(self, data: bytes) -> None:
        if not data:
            return
        self.silent += len(data)
        self.parser.Parse(data, False)
        if self.silent > MAX_SILENT:
            raise LogBroken("too-long")

    # --- what the parser says

    def declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding and encoding.lower()) not in _UNICODE:
            self.is_quick = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.silent = 0
        where = self.open[-1] if self.open else ""
        if not where and name != "log":
            raise LogBroken("not-xes", text=tag)
        if len(self.open) >= MAX_DEPTH:
            raise LogBroken("deep")
        if name == _MARK and where in {"trace", "log"}:
            self.take_run(attributes.get("n", ""))
        elif name == "event" and where in {"trace", "log"}:
            self.event = []
        elif name in _ATTRIBUTES and self.is_of_case(where):
            self.attribute(attributes)
            name = "attribute"
        elif name != "values" and not (name == "trace" and where == "log") and where:
            # What XES does not have there, or not about a case, is passed over with all in it.
            name = "aside"
        self.open.append(name)

    def is_of_case(self, where: str) -> bool:
        return where in {"event", "trace", "attribute"} or (where == "values" and bool(self.keys))

    def attribute(self, said: dict[str, str]) -> None:
        key = said.get("key", "")
        path = f"{self.keys[-1]}.{key}" if self.keys else key
        self.keys.append(path)
        value = said.get("value")
        if value is None:
            return
        if self.event is not None:
            self.event.append((path, value))
            if len(self.event) > MAX_HELD:
                raise LogBroken("too-long")
        elif f"{_TRACE}{path}" in self.of_trace:
            self.of_case(f"{_TRACE}{path}", value)

    def of_case(self, name: str, value: str) -> None:
        if self.is_flushed:
            raise LogBroken("late-attribute", text=name)
        if self.held:
            self.late[name] = value
        self.trace[name] = value

    def end(self, _tag: str) -> None:
        name = self.open.pop()
        if name == "attribute":
            self.keys.pop()
        elif name == "event" and self.event is not None:
            self.take_event(self.event)
            self.event = None
            self.flush_held()
        elif name == "trace":
            self.end_trace()

    # --- events out

    def take_run(self, mark: str) -> None:
        """Take the run that stands here; those before it stood in a comment."""
        while self.runs:
            found, text = self.runs.popleft()
            if found == mark:
                self.take_events(Run(text))
                self.flush_held()
                return

    def take_events(self, run: Run) -> None:
        rows = run.rows(self.names, self.trace, self.number, is_whole=self.is_whole)
        if rows is None:
            for pairs in run.events():
                self.take_event(pairs)
        else:
            self.number += len(rows)
            self.held += rows

    def take_event(self, pairs: Pairs) -> None:
        self.number += 1
        cells, keys = dict(pairs), [key for key, _ in pairs]
        if len(cells) != len(pairs):
            twice = next(key for key in keys if keys.count(key) > 1)
            self.held.append(BadRow(self.number, "double-attribute", twice))
            return
        cells.update(self.trace)
        found = tuple(map(cells.get, self.names))
        if self.is_whole:
            values = "\x1f".join([value for _, value in pairs])
            found = (*found, event_mark(tuple(keys), values))
        self.held.append(LogRow(self.number, found))

    def flush_held(self) -> None:
        """Hand out what waits where it is too much, or where there is no trace to wait for."""
        if "trace" not in self.open:
            self.end_trace()
        elif len(self.held) > MAX_HELD:
            self.hand_out()
            self.is_flushed = True

    def end_trace(self) -> None:
        self.hand_out()
        self.trace, self.is_flushed = {}, False

    def hand_out(self) -> None:
        late, self.late = self.late, {}
        if late:
            self.held = [_with(row, late, self.names) for row in self.held]
        self.ready += self.held
        self.held = []


def _with(row: LogRow | BadRow, late: dict[str, str], names: Sequence[str]) -> LogRow | BadRow:
    """Return a row with what its trace said only behind it."""
    if isinstance(row, BadRow):
        return row
    cells = list(row.cells)
    for place, name in enumerate(names):
        cells[place] = late.get(name, cells[place])
    return LogRow(row.number, tuple(cells))


def _refuse(*_said: object) -> None:
    raise LogBroken("doctype")
