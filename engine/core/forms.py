"""Forms: what somebody filled in → typed facts and rows, or what is wrong with it (S4.3, D2.2).

Nothing is changed here: the whole form is read first, so that a refusal leaves everything as it
was. Conditions of a form see what was filled on top of what is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..language.facts import read_value
from ..language.program import Check, Fact, Form, FormField, Thing
from ..language.terms import Term
from ..language.values import Value
from .evaluate import Finding

Row = dict[str, Value]
Rows = dict[str, tuple[Row, ...]]
Known = Callable[[str], Value | None]
Asked = Callable[[Term, Mapping[str, Value]], Finding]
"""Answers a condition on what is known, with some values on top."""


class Wrong(NamedTuple):
    """Why a form is refused, and the fields, rows or checks it is refused for."""

    reason: str
    names: tuple[str, ...]


class Filled(NamedTuple):
    """A form as it was filled: facts by their full name, and the rows of each table."""

    facts: dict[str, Value]
    rows: Rows


class Vocabulary(NamedTuple):
    """What a form speaks of."""

    facts: Mapping[str, Fact]
    things: Mapping[str, Thing]


def read_form(
    form: Form,
    words: Vocabulary,
    data: Mapping[str, Value],
    rows: Mapping[str, tuple[Row, ...]],
    known: Known,
    asked: Asked,
) -> Filled | Wrong:
    """Return what was filled in, typed, or the first kind of thing that is wrong with it (S4.3).

    A field already ``known`` is not asked twice. A ``required_if`` that is unknown asks for its
    field, because unknown never bypasses (S1.8). A check must hold; it is passed over only where
    it is unknown for want of a field that may be left empty.

    Raises:
        ConditionError: a condition of the form cannot be computed (S1.9).
    """
    facts, wrong = _typed(form.fields, words, data)
    tables, wrong_rows = _typed_rows(form, words, rows)
    if wrong or wrong_rows:
        return Wrong("field-wrong", (*wrong, *wrong_rows))
    missing = [
        field.fact
        for field in form.fields
        if field.fact not in facts
        and known(field.fact) is None
        and _is_required(field, asked, facts)
    ]
    for thing, table in tables.items():
        for number, row in enumerate(table, 1):
            required = {f"{thing}.{words.things[thing].key}"}
            required |= _required(form.rows[thing], asked, {**facts, **row})
            missing += [
                f"{_at(thing, number)}.{name.partition('.')[2]}"
                for name in sorted(required - row.keys())
            ]
    if missing:
        return Wrong("field-missing", tuple(missing))
    if form.rows and not any(tables.values()):
        return Wrong("rows-missing", tuple(sorted(form.rows)))
    twice = [name for thing, table in tables.items() for name in _twice(words, thing, table)]
    if twice:
        return Wrong("row-twice", tuple(twice))
    failed = _failed(form, facts, known, asked)
    return Wrong("check-failed", failed) if failed else Filled(facts, tables)


def _typed(
    fields: tuple[FormField, ...], words: Vocabulary, data: Mapping[str, Value]
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return the filled fields by their full names, and the names that do not fit."""
    facts: dict[str, Value] = {}
    wrong: list[str] = []
    for name, raw in sorted(data.items()):
        full = _full_name(fields, name)
        value = read_value(words.facts[full], raw) if full else None
        # A fact told twice, once by its short name, would leave open which one counts.
        if value is None or full in facts:
            wrong.append(name)
        else:
            facts[full] = value
    return facts, tuple(wrong)


def _full_name(fields: tuple[FormField, ...], name: str) -> str:
    # The short name serves where only one fact of the form ends so.
    full = [field.fact for field in fields if name in {field.fact, field.fact.partition(".")[2]}]
    return full[0] if len(full) == 1 else ""


def _typed_rows(
    form: Form, words: Vocabulary, rows: Mapping[str, tuple[Row, ...]]
) -> tuple[Rows, tuple[str, ...]]:
    tables: Rows = {}
    wrong = [thing for thing in sorted(rows) if thing not in form.rows]
    # By name: a program read back has lost the order of writing (S8.1).
    for thing in sorted(form.rows):
        read = [_typed(form.rows[thing], words, row) for row in rows.get(thing, ())]
        tables[thing] = tuple(row for row, _ in read)
        for number, (_, names) in enumerate(read, 1):
            wrong += [f"{_at(thing, number)}.{name.removeprefix(f'{thing}.')}" for name in names]
    return tables, tuple(wrong)


def _at(thing: str, number: int) -> str:
    """Return a row as people count it: ``shipment[2]`` is the second."""
    return f"{thing}[{number}]"


def _is_required(field: FormField, asked: Asked, seen: Mapping[str, Value]) -> bool:
    if field.required_if is None:
        return field.required
    return asked(field.required_if, seen).answer is not False


def _required(columns: tuple[FormField, ...], asked: Asked, seen: Mapping[str, Value]) -> set[str]:
    return {column.fact for column in columns if _is_required(column, asked, seen)}


def _twice(words: Vocabulary, thing: str, table: tuple[Row, ...]) -> list[str]:
    """Return the rows whose key an earlier row has: two items can never share one (S2.10)."""
    declared = words.things.get(thing)
    key = f"{thing}.{declared.key}" if declared else ""
    keys = [row.get(key) for row in table]
    return [
        f"{_at(thing, number)}.{key.partition('.')[2]}"
        for number, each in enumerate(keys, 1)
        if each is not None and each in keys[: number - 1]
    ]


def _failed(form: Form, facts: Mapping[str, Value], known: Known, asked: Asked) -> tuple[str, ...]:
    empty = {
        field.fact for field in form.fields if field.fact not in facts and known(field.fact) is None
    }
    return tuple(check.id for check in form.checks if not _holds(check, facts, empty, asked))


def _holds(check: Check, facts: Mapping[str, Value], empty: set[str], asked: Asked) -> bool:
    finding = asked(check.condition, facts)
    if finding.answer is not None:
        return finding.answer
    # What may be left empty was left empty: there is nothing to check.
    return bool(finding.unknown) and empty.issuperset(finding.unknown)
