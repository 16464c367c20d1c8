"""A mapping as written → one that fits the program, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from schemas import mapping as written

from ...language.compilation import MAX_PROBLEMS
from ...language.compiler import Checked, Compiled
from ...language.here import Here
from ...language.loader import File
from ...language.problems import Problem, problem, unknown
from ...language.titles import Title
from ..reader import at_most, id_of, inside
from ..sureness import sure_problems
from .columns import Reader, end_of, read_columns, read_day
from .events import read_events
from .mapping import Constant, LogFile, LogKind, LogMapping, Source
from .meant import read_groups, read_outcomes, read_where
from .sources import read_source, read_sources

_STANDARD = Constant("standard")
"""The business line of a mapping that names none."""
_TABLES = ("csv", "tsv")
_WORDS_OF = {
    "encoding": ("csv", "tsv", "jsonl", "cloudevents"), "separator": ("csv",),
    "quote": _TABLES, "header": (*_TABLES, "xlsx"), "sheet": ("xlsx",),
}  # fmt: skip
"""Words that say something only of some kinds of logs."""


def prepare_mapping(compiled: Compiled, file: File) -> tuple[LogMapping | None, list[Problem]]:
    """Turn a mapping file into a mapping of the program, or say everything wrong with it.

    The file may lie anywhere: ``loader.load_file`` reads one that is not of the workspace. One
    that begins in a playbook the workspace does not have is judged no further: every other
    name in it would be told too.
    """
    reader, found = _read(compiled, file)
    return (None if reader.problems else found), reader.told()


def mapping_problems(checked: Checked, files: Mapping[str, bytes]) -> list[Problem]:
    """Return what is wrong with the mappings of a workspace, also of one with problems.

    A column that is declared and never used is told here: it stops no replay.
    """
    mappings, found = checked.draft.mappings, []
    for file in mappings:
        reader, _ = _read(checked.draft, file)
        # What a mistake uses is not used yet: beside one, nothing is said to be unused.
        found += reader.told() or _unused(reader)
    told = {each.path for each in (*checked.draft.stories, *checked.draft.populations, *mappings)}
    return sure_problems(found, checked, files, told)


def missing_columns(compiled: Compiled, file: File, columns: Collection[str]) -> list[Problem]:
    """Return a problem at every place that names a column the log does not have."""
    reader, _ = _read(compiled, file)
    found: list[Problem] = []
    for name, spots in reader.spots.items():
        if name not in columns and len(found) <= MAX_PROBLEMS:
            told = unknown(spots[0].place, "unknown-column", name, columns)
            found += [msgspec.structs.replace(told, place=spot.place) for spot in spots]
    return at_most(found)


def _unused(reader: Reader) -> list[Problem]:
    here = reader.file.here.into("columns")
    return [
        problem(here.into(name).key, "unused-column", name=name)
        for name in reader.declared if name not in reader.columns
    ]  # fmt: skip


def _read(compiled: Compiled, file: File) -> tuple[Reader, LogMapping | None]:
    reader = Reader(compiled, file)
    model = file.model
    assert isinstance(model, written.Mapping)
    stages, spot = compiled.program.stages, file.here.into("begins")
    if model.begins not in stages:
        reader.known(model.begins, stages, "playbook", spot, by_value=True)
        return reader, None
    read_columns(reader, model)
    return reader, _mapping(reader, model)


def _mapping(reader: Reader, model: written.Mapping) -> LogMapping:
    here = reader.file.here
    for name in ("case", "account", "id"):
        if (column := getattr(model, name)) is not None:
            reader.column(column, here.into(name))
    reader.moment(model.at, here.into("at"))
    facts = {**reader.program.facts, **reader.paper_dates}
    events = read_events(reader, model)
    return LogMapping(
        id=id_of(reader.file.path),
        path=reader.file.path,
        title=Title.split(model.title),
        log=_log(reader, model.log, here.into("log")),
        playbook=model.begins,
        zone=reader.plain.zone,
        case=model.case,
        events=events,
        account=model.account or "",
        line=_line(reader, model, here.into("line")),
        row_id=model.id or "",
        facts=read_sources(reader, model.facts, here.into("facts"), facts, "fact"),
        starts=_moments(reader, model.starts, here.into("starts")),
        where=read_where(reader, model),
        orders=_orders(reader, model, here.into("in_order")),
        unobserved=_unobserved(reader, model, here.into("unobserved")),
        groups=read_groups(reader, model),
        outcomes=read_outcomes(reader, model, events),
        duplicates=model.duplicates or "keep",
        ties=model.ties or "rules",
        at=model.at or "",
        planned=_moments(reader, model.planned, here.into("planned")),
        ends_at=_ends_at(reader, here),
        columns=reader.columns,
    )


def _line(reader: Reader, model: written.Mapping, here: Here) -> Source:
    if model.line is None:
        return _STANDARD
    return read_source(reader, model.line, here) or _STANDARD


def _ends_at(reader: Reader, here: Here) -> int | None:
    spot = inside(here, "ends")
    day = read_day(reader, spot) if spot is not None else None
    return None if day is None else end_of(day, reader.plain.zone)


def _moments(reader: Reader, names: tuple[str, ...], here: Here) -> tuple[str, ...]:
    for index, name in enumerate(names):
        reader.moment(name, here.into(index))
    return names


def _orders(reader: Reader, model: written.Mapping, here: Here) -> tuple[tuple[str, ...], ...]:
    for index, names in enumerate(model.in_order):
        _moments(reader, names, here.into(index))
        if len(names) < 2:  # noqa: PLR2004  # one follows nothing
            reader.add(here.into(index).place, "empty-rows.order")
    return model.in_order


def _unobserved(reader: Reader, model: written.Mapping, here: Here) -> tuple[str, ...]:
    among = reader.tasks | reader.program.documents.keys()
    for index, name in enumerate(model.unobserved):
        reader.known(name, among, "touchpoint or document", here.into(index), by_value=True)
    return model.unobserved


def _log(reader: Reader, said: written.LogFormat, here: Here) -> LogFile:
    """Return how the log is written; a tab separates the cells of ``tsv``."""
    kind: LogKind = said.kind
    for word, kinds in _WORDS_OF.items():
        if (spot := inside(here, word)) is not None and kind not in kinds:
            reader.add(spot.key, "says-nothing.log", name=word, kind=kind, allowed=", ".join(kinds))
    separator, quote = said.separator or ",", '"' if said.quote is None else said.quote
    for name, sign, most in (("separator", separator, 1), ("quote", quote, 1)):
        if len(sign) > most:
            reader.add(here.into(name).place, "bad-sign", name=name, found=sign)
    return LogFile(
        kind=kind,
        encoding=_encoding(reader, said.encoding, here.into("encoding")),
        separator="\t" if kind == "tsv" else separator,
        quote=quote,
        has_header=said.header is not False,
        sheet=said.sheet or "",
        member=said.member or "",
    )


def _encoding(reader: Reader, name: str | None, here: Here) -> str:
    if name is None:
        return "utf-8"
    try:
        "".encode(name)
    except (LookupError, ValueError):
        reader.unlike(here.place, "unknown-encoding", name, _ENCODINGS)
    return name


_ENCODINGS = (
    "utf-8", "utf-16", "gb18030", "gbk", "big5", "shift_jis", "euc-kr", "latin-1", "cp1252",
    "cp1250", "cp1251", "ascii", "iso8859-15",
)  # fmt: skip
"""What most logs are in, for what is probably meant; any that Python knows can be named."""
