"""How columns are read, as written → columns ready for use; and every column a mapping names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import cached_property

from schemas import mapping as written

from ...core.clock import on_date
from ...language.currencies import CURRENCIES
from ...language.facts import read_value, write_value
from ...language.here import Here
from ...language.limits import MINUTES_PER_DAY, clock_at
from ...language.problems import Place
from ...language.program import Fact
from ...language.source import Mapping as Tree
from ...language.source import Sequence
from ...language.values import Day, Instant
from ...language.zones import zone_names, zone_problem
from ..reader import Reader as CommonReader
from ..reader import inside
from .cells import YES_NO
from .formats import TOKENS, BadFormat, read_format
from .mapping import Column, ColumnKind
from .texts import value_of

_DATE = Fact("date", "date", "journey")
_READS = ("as", "money", "date", "time")
"""Words that say what a column is read as: at most one of them."""
WANTED = {"yes_no": "true | false", "number": "42", "percent": "5%", "money": "800000 CNY"}
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
    ``timed`` are the date columns that declare a time of day; ``doubted`` those of which it was
    told that nobody knows how they are read.
    """

    declared: dict[str, Column] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    spots: dict[str, list[Here]] = field(default_factory=dict)
    timed: set[str] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)
    plain: Column = field(default_factory=lambda: Column(""))

    @cached_property
    def tasks(self) -> Set[str]:
        """What people have to do, by short name: touchpoints and follow-ups."""
        return shorter(self.touchpoints) | self.follow_ups.keys()

    @cached_property
    def watches(self) -> list[str]:
        """Stalls and clocks, by ``STAGE.NAME``."""
        found: list[str] = []
        for stage in self.program.stages.values():
            for track in stage.tracks:
                states = [each.id for state in track.states.values() for each in state.stalls]
                own = [each.id for each in track.stalls] + [each.id for each in track.clocks]
                found += [f"{stage.id}.{name}" for name in (*states, *own)]
        return found

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
            self._doubt(here.place, "no-moment", name)
        elif column.kind == "date" and name not in self.timed and needs_time:
            self._doubt(self.file.here.into("columns", name).key, "no-moment.time", name)
        return name

    def _doubt(self, place: Place, case: str, name: str) -> None:
        """Say once of a column that nobody knows how it is read."""
        if name not in self.doubted:
            self.doubted.add(name)
            self.add(place, case, name=name)


def shorter(names: Iterable[str]) -> frozenset[str]:
    """Return names without the stage they begin with."""
    return frozenset(each.partition(".")[2] for each in names)


def _plain(name: str, like: Column) -> Column:
    return Column(name, zone=like.zone, unknown=like.unknown)


def read_columns(reader: Reader, model: written.Mapping) -> None:
    """Read how columns are read, into ``reader.declared``; first what is said for all of them."""
    here = reader.file.here
    zone = read_zone(reader, model.zone, here.into("zone"))
    decimal, thousands = _signs(reader, model.numbers, here.into("numbers"), Column(""))
    first, last = _within(reader, inside(here, "within"), zone)
    unknown_ = frozenset(_texts(inside(here, "unknown")))
    reader.plain = Column(
        "", zone=zone, unknown=unknown_, decimal=decimal, thousands=thousands,
        earliest=first, latest=last,
    )  # fmt: skip
    reader.doubted |= reader.file.damage.names & model.columns.keys()
    for name, each in model.columns.items():
        reader.declared[name] = _column(reader, name, each, here.into("columns", name))


def read_zone(reader: Reader, name: str, here: Here) -> str:
    """Return the name of a zone; one that is not is a problem, and UTC."""
    if name in zone_names():
        return name
    if reader.has_room:
        reader.problems.append(zone_problem(here.place, name))
    return "Etc/UTC"


def _column(reader: Reader, name: str, said: written.LogColumn, here: Here) -> Column:
    like = reader.plain
    kind = _kind(reader, name, said, here)
    zone = like.zone if said.zone is None else read_zone(reader, said.zone, here.into("zone"))
    if said.otherwise is not None and not said.words:
        reader.add(here.into("otherwise").key, "says-nothing", name="otherwise", allowed="words")
    if said.at is not None:
        reader.timed.add(name)
    decimal, thousands = _signs(reader, said, here, like)
    earliest, latest = like.earliest, like.latest
    if (spot := inside(here, "within")) is not None:
        earliest, latest = _within(reader, spot, zone)
    is_moment = kind in MOMENTS
    return Column(
        name=name,
        kind=kind,
        formats=_formats(reader, here),
        zone=zone,
        minute=_minute(reader, inside(here, "at")),
        unknown=like.unknown | frozenset(_texts(inside(here, "unknown"))),
        words=_replaced(reader, name, kind, inside(here, "words")),
        otherwise=said.otherwise or ("reject" if said.words else "keep"),
        currency=_currency(reader, said.money, here.into("money")),
        decimal=decimal,
        thousands=thousands,
        earliest=earliest if is_moment else None,
        latest=latest if is_moment else None,
        unreadable=said.unreadable or "reject",
    )


def _kind(reader: Reader, name: str, said: written.LogColumn, here: Here) -> ColumnKind:
    """Return what a column is read as, and say which words have nothing to do with that."""
    found = [word for word in _READS if inside(here, word) is not None]
    if len(found) > 1:
        reader.add(here.key, "read-twice", name=name, found=", ".join(found))
        reader.doubted.add(name)
        return "text"
    kind: ColumnKind = said.as_ or "text"
    if found and found[0] != "as":
        kind = found[0]  # type: ignore[assignment]  # one of the words of _READS
    for word, kinds in _GOES_WITH.items():
        spot = inside(here, word)
        if spot is not None and kind not in kinds:
            reader.add(spot.key, "says-nothing", name=word, allowed=", ".join(kinds))
    return kind


def _formats(reader: Reader, here: Here) -> tuple[str, ...]:
    listed: list[str] = []
    for word in ("date", "time"):
        for spot in each_of(inside(here, word)):
            if _is_format(reader, spot.scalar.text, spot, needs_time=word == "time"):
                listed.append(spot.scalar.text)
    return tuple(listed)


def _is_format(reader: Reader, text: str, here: Here, *, needs_time: bool) -> bool:
    try:
        found = read_format(text)
    except BadFormat as bad:
        case = f"bad-format.{bad.reason}"
        case = f"{case}.near" if bad.reason == "token" and bad.near else case
        offset, length = max(text.find(bad.part), 0), len(bad.part if bad.part in text else text)
        place = here.scalar.at(offset, length)
        if case == "bad-format.token":
            reader.unlike(place, case, bad.part, TOKENS)
        else:
            reader.add(place, case, name=bad.part, near=bad.near)
        return False
    if needs_time and not found.has_time:
        reader.add(here.place, "bad-format.time", name=text)
    return True


def each_of(here: Here | None) -> list[Here]:
    """Return the spot of each of several, none where nobody wrote any; one stands without a list.

    Words of a column are taken from there, as they are written: ``No`` and ``007`` are texts.
    """
    if here is None:
        return []
    if isinstance(here.node, Sequence):
        return [here.into(index) for index in range(len(here.node.items))]
    return [here]


def _minute(reader: Reader, here: Here | None) -> int:
    """Return a time of day in minutes after midnight; midnight where nothing is written."""
    if here is None:
        return 0
    minute, problems = clock_at(here.scalar, 0, here.scalar.text)
    if minute == MINUTES_PER_DAY:
        reader.add(here.place, "bad-clock-time", text=here.scalar.text)
    reader.problems += problems
    return minute or 0


def _texts(here: Here | None) -> list[str]:
    return [spot.scalar.text for spot in each_of(here)]


def _replaced(reader: Reader, name: str, kind: ColumnKind, here: Here | None) -> dict[str, str]:
    """Return what stands for each word: of a column that is no text, something it can hold."""
    if here is not None and isinstance(here.node, Tree):
        spots = {word: here.into(word) for word in here.node.entries}
    else:
        spots = {spot.scalar.text: spot for spot in each_of(here)}
    found = {word: in_one_form(kind, spot.scalar.text) for word, spot in spots.items()}
    for word, text in found.items():
        if kind in WANTED and text is None:
            spot, wanted = spots[word], WANTED[kind]
            said = spot.scalar.text
            reader.add(spot.place, "bad-fact", name=word, found=said, wanted=wanted)
            reader.doubted.add(name)
    return {word: text or "" for word, text in found.items()}


def in_one_form(kind: ColumnKind, text: str) -> str | None:
    """Return a word in the one form that cells of this kind come to, None where it is none."""
    if kind not in WANTED:
        return text
    text = YES_NO.get(text.lower(), text) if kind == "yes_no" else text
    value = value_of(Fact("", kind, "journey"), text)  # type: ignore[arg-type]  # a type as well
    return None if value is None else write_value(value)


def _currency(reader: Reader, text: str | None, here: Here) -> str:
    if text is not None and text not in CURRENCIES:
        reader.unlike(here.place, "unknown-currency", text, CURRENCIES)
    return text or ""


def _signs(
    reader: Reader, said: written.Numbers | None, here: Here, like: Column
) -> tuple[str, str]:
    """Return the sign before decimals and the one between thousands: said here, else for all."""
    if said is None:
        return like.decimal, like.thousands
    decimal = said.decimal or like.decimal
    thousands = like.thousands if said.thousands is None else said.thousands
    if said.thousands is None and thousands == decimal:
        thousands = ""
    if len(thousands) > 1 or thousands.isalnum() or thousands == decimal:
        place = here.into("thousands").place
        reader.add(place, "bad-sign", name="thousands", found=thousands)
        return decimal, ""
    return decimal, thousands


def _within(reader: Reader, here: Here | None, zone: str) -> tuple[Instant | None, Instant | None]:
    """Return the first and the last instant that are not out of range."""
    if here is None:
        return None, None
    days = [read_day(reader, each) for each in each_of(here)]
    found = [each for each in days if each is not None]
    if len(found) < len(days):
        return None, None
    if len(found) != 2 or found[0] > found[1]:  # noqa: PLR2004  # from, to
        reader.add(here.key, "bad-within")
        return None, None
    return on_date(found[0], 0, zone), end_of(found[1], zone)


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
