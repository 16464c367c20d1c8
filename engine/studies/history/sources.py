"""Where the values of a signal come from: columns and constants, held to the types of fields."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from schemas import mapping as written

from ...language.facts import describe_type, read_value
from ...language.here import Here
from ...language.program import Fact
from .columns import Reader
from .mapping import Column, Constant, Source
from .texts import text_of, value_of

_GIVES = {
    "number": frozenset({"number"}), "percent": frozenset({"percent"}),
    "money": frozenset({"money"}), "yes_no": frozenset({"yes_no"}),
    "date": frozenset({"date"}), "time": frozenset({"date"}), "text": frozenset(),
}  # fmt: skip
"""The types of facts that a kind of column can give, beside the texts any column gives."""
_TEXTS = frozenset({"text", "person", "calendar"})
_CURE = {
    "number": "{as: number}", "percent": "{as: percent}", "money": "{money: CNY}",
    "yes_no": "{as: yes_no}", "date": "{date: YYYY-MM-DD}",
}  # fmt: skip

TEXT = Fact("", "text", "journey")


def read_sources(
    reader: Reader, said: Mapping[str, written.Source], here: Here, allowed: Mapping[str, Fact],
    kind: str,
) -> dict[str, Source]:  # fmt: skip
    """Return where the value of each fact or field comes from, by its full name."""
    found: dict[str, Source] = {}
    for name, each in said.items():
        spot = here.into(name)
        if not reader.known(name, allowed, kind, spot):
            if isinstance(each, str):
                reader.column(each, spot)
            continue
        source = read_source(reader, each, spot, allowed[name], name)
        if source is not None:
            found[name] = source
    return found


def read_source(
    reader: Reader, said: written.Source, here: Here, fact: Fact = TEXT, name: str = ""
) -> Source | None:
    """Return a column that can give a fact, or a constant that fits it; None after a problem."""
    if isinstance(said, written.Constant):
        return _constant(reader, said, here.into("value"), fact, name or str(here.step))
    column = reader.column(said, here)
    if not _can_give(column, fact):
        _refuse(reader, column, fact, here, name)
        return None
    return said


def _constant(
    reader: Reader, said: written.Constant, here: Here, fact: Fact, name: str
) -> Source | None:
    is_text = fact.type in _TEXTS and isinstance(said.value, bool | int | Decimal)
    raw = here.scalar.text if is_text else said.value
    value = read_value(fact, raw)
    if value is None:
        wanted, found = describe_type(fact), here.scalar.text or "{…}"
        reader.add(here.place, "bad-fact", name=name, found=found, wanted=wanted)
        return None
    return Constant(text_of(value))


def _can_give(column: Column, fact: Fact) -> bool:
    if fact.type in _TEXTS:
        return True
    if fact.type in _GIVES[column.kind]:
        return True
    return column.kind == "text" and _all_words_fit(column, fact)


def _all_words_fit(column: Column, fact: Fact) -> bool:
    """Tell whether every text a column can come to is a value of a fact."""
    if not column.words or column.otherwise == "keep":
        return False
    return all(value_of(fact, each) is not None for each in column.words.values())


def _refuse(reader: Reader, column: Column, fact: Fact, here: Here, name: str) -> None:
    """Say why a column cannot give a fact: a word that is none, or how it is read."""
    if column.name in reader.doubted:
        return
    label = name or str(here.step)
    if column.kind == "text" and column.words and column.otherwise != "keep":
        for word, text in column.words.items():
            if value_of(fact, text) is None:
                spot = reader.file.here.into("columns", column.name, "words", word)
                wanted = describe_type(fact)
                reader.add(spot.place, "bad-fact", name=label, found=text, wanted=wanted)
        return
    if fact.type == "choice":
        words = ", ".join(fact.choices)
        reader.add(here.place, "cannot-give.choice", name=label, column=column.name, words=words)
    elif fact.type in _CURE:
        cure = _CURE[fact.type]
        reader.add(here.place, "cannot-give", name=label, column=column.name, cure=cure)
    else:
        wanted = describe_type(fact)
        reader.add(here.place, "cannot-give.words", name=label, column=column.name, wanted=wanted)
