"""What something said to a journey led to: the story lines it made, or what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ..core.records import Record, encode_records
from ..language.facts import describe_type, write_value
from ..language.program import Fact, Legend
from ..language.titles import Lang
from ..language.values import Value
from ..runtime.step import Receipt
from .aligned import aligned
from .board import Around, Wording
from .phrases_live import say
from .problems import visible
from .timeline import journal_lines


def answer_text(receipt: Receipt, wording: Wording, around: Around) -> str:
    """Return the journey and the lines of its story that were made."""
    lang = around.lang
    lines = list(journal_lines(receipt.records, wording.legend, wording.zone, lang, wording.stage))
    if not lines:
        lines = [f"  {say('nothing-told' if receipt.records else 'nothing-changed', lang)}"]
    return _told([receipt.journey, *lines])


def answer_values(receipt: Receipt) -> dict[str, Any]:
    """Return an answer as ids and values, its records as they are kept."""
    return {
        "journey": receipt.journey, "outcome": receipt.outcome,
        "is_duplicate": receipt.is_duplicate, "first": receipt.first, "last": receipt.last,
        "records": record_values(receipt.records, receipt.first),
    }  # fmt: skip


def facts_text(account: str, facts: Mapping[str, Value], legend: Legend, lang: Lang) -> str:
    """Return what was recorded of an account."""
    told = [
        say("facts-kept", lang, name=legend.title(f"fact/{name}", lang), value=write_value(value))
        for name, value in facts.items()
    ]
    return _told([account, *(f"  {each}" for each in told)])


def record_values(records: Iterable[Record], first: int) -> list[dict[str, Any]]:
    """Return records as they are kept, each with its number."""
    kept = encode_records(tuple(records))
    return [
        {"number": number, **msgspec.json.decode(each)} for number, each in enumerate(kept, first)
    ]


def journal_text(journey: str, records: Iterable[Record], wording: Wording, around: Around) -> str:
    """Return the story of a journey so far."""
    lang, legend = around.lang, wording.legend
    title = legend.title(f"stage/{wording.stage}", lang)
    lines = journal_lines(records, legend, wording.zone, lang)
    return _told([f"{journey} · {title} ({wording.zone})", *lines])


def fill_in(
    fields: Mapping[str, Fact], outcomes: Mapping[str, str], wording: Wording, lang: Lang
) -> str:
    """Return what can be filled in, as it is typed, beside what it is called."""
    rows = [
        (f"--data {name}={_like(fact)}", wording.legend.title(f"fact/{fact.name}", lang))
        for name, fact in fields.items()
        if name == fact.name
    ]
    rows += [(f"--outcome {name}", title) for name, title in outcomes.items()]
    if not rows:
        return ""
    return "\n".join([say("fill-in", lang), *aligned(rows[0], rows[1:], texts=2)])


def _told(lines: Iterable[str]) -> str:
    """Return lines as a terminal may show them: each on one, whatever was typed into it."""
    return "\n".join(visible(line.replace("\n", " ")) for line in lines)


def _like(fact: Fact) -> str:
    like = describe_type(fact)
    return f"'{like}'" if " " in like else like
