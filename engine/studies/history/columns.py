"""How columns are read, as written → columns ready for use; and every column a mapping names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from schemas import mapping as written

from ...core.clock import on_date
from ...language.currencies import CURRENCIES
from ...language.facts import read_value
from ...language.here import Here
from ...language.limits import MINUTES_PER_DAY, clock_at
from ...language.problems import unknown
from ...language.program import Fact
from ...language.source import Sequence
from ...language.values import Day, Instant
from ...language.zones import zone_names, zone_problem
from ..reader import Reader as CommonReader
from ..reader import inside
from .formats import TOKENS, BadFormat, read_format
from .mapping import Column, ColumnKind
from .texts import value_of

_DATE = Fact("date", "date", "journey")
_READS = ("as", "money", "date", "time")
"""Words that say what a column is read as: at most one of them."""
_GOES_WITH = {
    "at": ("date",), "zone": ("date", "time"), "within": ("date", "time"),
    "decimal": ("number", "percent", "money"), "thousands": ("number", "percent", "money"),
    "words": ("text", "number", "percent", "yes_no"),
    "unreadable": ("number", "percent", "money", "yes_no", "date", "time"),
}  # fmt: skip
"""Words that say something only of columns that are read as one of these."""
MOMENTS = frozenset({"date", "time"})
NUMBERS = frozenset({"number", "money", "percent"})


@dataclass
class Reader(CommonReader):
    """Reads one mapping: its columns as declared, and which of them are used, and where.

    ``columns`` are those that are used, in the order they are first asked for; ``spots`` where.
    ``timed`` are the date columns that declare a time of day.
    """

    declared: dict[str, Column] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    spots: dict[str, list[Here]] = field(default_factory=dict)
    timed: set[str] = field(default_factory=set)
    plain: Column = field(default_factory=lambda: Column(""))

    @cached_property
    def tasks(self) -> Set[str]:
        """What people have to do, by short name: touchpoints and follow-ups."""
        return {name.partition(".")[2] for name in self.touchpoints} | self.follow_ups.keys()

    @cached_property
    def watches(self) -> Set[str]:
        """Stalls and clocks, by name."""
        tracks = [track for stage in self.program.stages.values() for track in stage.tracks]
        stalls = [
            each for track in tracks for state in track.states.values() for each in state.stalls
        ]
        return {each.id for track in tracks for each in (*track.stalls, *track.clocks)} | {
            each.id for each in stalls
        }

    def column(self, name: str, here: Here, *, by_key: bool = False) -> Column:
        """Return a column that is used here; what nothing is said of is text."""
        if name not in self.columns:
            self.columns[name] = self.declared.get(name) or _plain(name, self.plain)
        self.spots.setdefault(name, []).append(Here(here.label or here.node) if by_key else here)
        return self.columns[name]

    def moment(self, name: str | None, here: Here, *, needs_time: bool = True) -> str:
        """Return the name of a column that holds a moment; nothing where none is written."""
        if name is None:
            return ""
        column = self.column(name, here)
        if column.kind not in MOMENTS:
            self.add(here.place, "no-moment", name=name)
        elif column.kind == "date" and name not in self.timed and needs_time:
            self.add(here.place, "no-moment.time", name=name)
        return name


def _plain(name: str, like: Column) -> Column:
    return Column(name, zone=like.zone, unknown=like.unknown)


def read_columns(reader: Reader, model: written.Mapping) -> None:
    """Read how columns are read, into ``reader.declared``; first what is said for all of them."""
    here = reader.file.here
    reader.plain = Column(
        "",
        zone=read_zone(reader, model.zone, here.into("zone")),
        unknown=frozenset(model.unknown),
        **_numbers(reader, model.numbers, here.into("numbers"), Column("")),
        **_within(reader, model.within, here.into("within"), model.zone),
    )
    for name, each in model.columns.items():
        reader.declared[name] = _column(reader, name, each, here.into("columns", name))


def read_zone(reader: Reader, name: str, here: Here) -> str:
    """Return the name of a zone; one that is not is a problem, and UTC."""
    if name in zone_names():
        return name
    reader.problems.append(zone_problem(here.place, name))
    return "Etc/UTC"


def _column(reader: Reader, name: str, said: written.LogColumn, here: Here) -> Column:
    like = reader.plain
    kind = _kind(reader, name, said, here)
    zone = like.zone if said.zone is None else read_zone(reader, said.zone, here.into("zone"))
    otherwise = said.otherwise or ("reject" if said.words else "keep")
    if said.otherwise is not None and not said.words:
        reader.add(here.into("otherwise").key, "column-words", name="otherwise", allowed="words")
    if said.at is not None:
        reader.timed.add(name)
    dates = _within(reader, said.within, here.into("within"), zone)
    if not said.within and like.earliest is not None and like.latest is not None:
        dates = {"earliest": like.earliest, "latest": like.latest}
    return Column(
        name=name,
        kind=kind,
        formats=_formats(reader, said, here),
        zone=zone,
        minute=_minute(reader, inside(here, "at")),
        unknown=like.unknown | frozenset(said.unknown),
        words=_replaced(reader, said, kind, here.into("words")),
        otherwise=otherwise,
        currency=_currency(reader, said.money, here.into("money")),
        unreadable=said.unreadable or "reject",
        **_numbers(reader, said, here, like),
        **(dates if kind in MOMENTS else {}),
    )


def _kind(reader: Reader, name: str, said: written.LogColumn, here: Here) -> ColumnKind:
    """Return what a column is read as, and say which words have nothing to do with that."""
    found = [word for word in _READS if inside(here, word) is not None]
    if len(found) > 1:
        reader.add(here.key, "column-words.one", name=name, found=", ".join(found))
        return "text"
    kind: ColumnKind = said.as_ or "text"
    if found and found[0] != "as":
        kind = found[0]  # type: ignore[assignment]  # one of the words of _READS
    for word, kinds in _GOES_WITH.items():
        spot = inside(here, word)
        if spot is not None and kind not in kinds:
            reader.add(spot.key, "column-words", name=word, allowed=", ".join(kinds))
    return kind


def _formats(reader: Reader, said: written.LogColumn, here: Here) -> tuple[str, ...]:
    listed: list[str] = []
    for word in ("date", "time"):
        for text, spot in zip(getattr(said, word), _each(here.into(word)), strict=False):
            if _is_format(reader, text, spot, needs_time=word == "time"):
                listed.append(text)
    return tuple(listed)


def _is_format(reader: Reader, text: str, here: Here, *, needs_time: bool) -> bool:
    try:
        found = read_format(text)
    except BadFormat as bad:
        case = f"bad-format.{bad.reason}"
        if bad.reason == "token" and not bad.near:
            reader.problems.append(unknown(here.place, case, bad.part, TOKENS))
        else:
            case = f"{case}.near" if bad.reason == "token" else case
            reader.add(here.place, case, name=bad.part, near=bad.near)
        return False
    if needs_time and not found.has_time:
        reader.add(here.place, "bad-format.time", name=text)
    return True


def _each(here: Here) -> Iterator[Here]:
    """Yield the spot of each of several; one may stand without its list."""
    if isinstance(here.node, Sequence):
        yield from (here.into(index) for index in range(len(here.node.items)))
    else:
        yield here


def _minute(reader: Reader, here: Here | None) -> int:
    """Return a time of day in minutes after midnight; midnight where nothing is written."""
    if here is None:
        return 0
    minute, problems = clock_at(here.scalar, 0, here.scalar.text)
    if minute == MINUTES_PER_DAY:
        reader.add(here.place, "bad-clock-time", text=here.scalar.text)
    reader.problems += problems
    return minute or 0


def _replaced(
    reader: Reader, said: written.LogColumn, kind: ColumnKind, here: Here
) -> dict[str, str]:
    """Return what stands for each word; for a column that is no text, what can be read as such."""
    if kind in {"number", "percent", "yes_no"}:
        fact = Fact("", kind, "journey")  # type: ignore[arg-type]  # these kinds are types too
        for word, text in said.words.items():
            if value_of(fact, text) is None:
                spot = here.into(word)
                wanted = {"yes_no": "true | false", "number": "42", "percent": "5%"}[kind]
                reader.add(spot.place, "bad-fact", name=word, found=text, wanted=wanted)
    return dict(said.words)


def _currency(reader: Reader, text: str | None, here: Here) -> str:
    if text is not None and text not in CURRENCIES:
        reader.problems.append(unknown(here.place, "unknown-currency", text, CURRENCIES))
    return text or ""


def _numbers(
    reader: Reader, said: written.Numbers | None, here: Here, like: Column
) -> dict[str, str]:
    """Return how numbers are written: what is said here over what is said for all."""
    if said is None:
        return {"decimal": like.decimal, "thousands": like.thousands}
    decimal = said.decimal or like.decimal
    thousands = like.thousands if said.thousands is None else said.thousands
    if said.decimal is not None and said.thousands is None and thousands == decimal:
        thousands = ""
    spot = inside(here, "thousands")
    if len(thousands) > 1 or thousands.isalnum() or thousands == decimal:
        at = spot.place if spot is not None else here.into("decimal").place
        reader.add(at, "bad-sign", name="thousands", found=thousands)
    return {"decimal": decimal, "thousands": thousands}


def _within(
    reader: Reader, said: tuple[str, ...], here: Here, zone: str
) -> dict[str, Instant | None]:
    """Return the first and the last instant that are not out of range."""
    if not said:
        return {}
    days = [read_day(reader, each) for each in _each(here)]
    if len(days) != 2:  # noqa: PLR2004  # from, to
        reader.add(here.key, "bad-within")
        return {}
    first, last = days
    if first is None or last is None:
        return {}
    if any(before > after for before, after in pairwise([first, last])):
        reader.add(here.key, "bad-within")
    zone = zone if zone in zone_names() else "Etc/UTC"
    return {"earliest": on_date(first, 0, zone), "latest": end_of(last, zone)}


def read_day(reader: Reader, here: Here) -> dt.date | None:
    """Return a date as written; what is none is a problem."""
    found = read_value(_DATE, here.scalar.text.strip())
    if isinstance(found, Day) and 1 < found.on.year < dt.MAXYEAR:
        return found.on
    reader.add(here.place, "bad-date", text=here.scalar.text)
    return None


def end_of(day: dt.date, zone: str) -> Instant:
    """Return the last microsecond of a local day."""
    return on_date(day, MINUTES_PER_DAY, zone) - 1
