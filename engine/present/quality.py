"""The quality report of a log, on a terminal: all that was read, and all that is doubtful."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..language.logs import LogBroken
from ..language.titles import Lang, Title
from ..language.wording import fill
from ..studies.history.quality import SCHEMA, Counted, Example, Quality, Trouble
from .aligned import aligned
from .dated import when
from .phrases_quality import QUALITY, REASONS
from .quantities import count, share
from .simulated_data import schema_of

KINDS = ("rejects", "doubles", "order", "unmapped", "ties")
"""The lists of a quality report, in the order they are told."""
_ROWS = ("accepted", "rejected", "left_out", "dropped")
_SHOWN = 3
_SIGNS = {"zh": ("“", "”", "，", "："), "en": ('"', '"', ", ", ": ")}


def reason_words(reason: str, lang: Lang, text: str = "") -> str:
    """Return the words of a reason of the quality report; ``text`` is what the reader said."""
    known = REASONS.get(reason)
    return fill(known, {"text": text}, lang) if known is not None else reason


def broken_words(broken: LogBroken | Trouble, lang: Lang) -> str:
    """Return why a log cannot be read, or not on."""
    text = broken.text if isinstance(broken, LogBroken) else broken.examples[0].text
    return reason_words(broken.reason, lang, text)


def reading_words(lang: Lang) -> str:
    """Return what a bar of progress is headed."""
    return QUALITY["reading"].text(lang)


def quality_json(quality: Quality) -> str:
    """Return the report as JSON, one form per value; ``quality.schema.json`` says its shape."""
    return msgspec.json.format(msgspec.json.encode(quality), indent=2).decode() + "\n"


def quality_schema() -> str:
    """Return the JSON Schema of :func:`quality_json`, as committed."""
    return schema_of(Quality, SCHEMA, Title("日志质量", "quality of a log"))


def quality_text(quality: Quality, lang: Lang) -> str:
    """Return the report, block by block; a block of nothing is left out."""
    told = _Told(quality, lang)
    blocks = [told.head(), told.rows(), *(told.troubles(kind) for kind in KINDS)]
    blocks += [told.counted(kind) for kind in ("unknown", "signals", "groups", "outcomes")]
    texts = ("\n".join(block) for block in blocks)
    return "\n\n".join(text for text in texts if text) + "\n"


def faults(
    quality: Quality, lang: Lang, *, strict: bool, limit: int | None, limit_text: str
) -> list[str]:
    """Return why a log is not good enough, each in a sentence; none where it is."""
    told = _Told(quality, lang)
    found = []
    if quality.broken is not None:
        found.append(told.say("fault.broken", why=broken_words(quality.broken, lang)))
    if limit is not None and quality.rejected > limit:
        found.append(told.say("fault.rejects", count=quality.rejected, limit=limit_text))
    if not quality.cases:
        found.append(told.say("fault.nothing"))
    kinds = ("rejects", "doubles", "order", "unmapped") if strict else ()
    for kind in kinds:
        number = sum(each.count for each in getattr(quality, kind))
        if number:
            found.append(told.say("fault.strict", what=told.say(kind), count=number))
    if strict and quality.absent:
        found.append(told.say("absent", columns=told.listed(quality.absent)))
    return found


class _Told:
    """Words one report."""

    def __init__(self, quality: Quality, lang: Lang) -> None:
        self.quality, self.lang = quality, lang
        self.opens, self.closes, self.comma, self.colon = _SIGNS[lang]

    def say(self, phrase: str, /, **values: object) -> str:
        texts = {
            name: count(value) if isinstance(value, int) else str(value)
            for name, value in values.items()
        }
        return fill(QUALITY[phrase], texts, self.lang)

    def listed(self, names: Sequence[str]) -> str:
        return self.comma.join(f"{self.opens}{name}{self.closes}" for name in names)

    def head(self) -> list[str]:
        it = self.quality
        lines = [
            self.say(
                "head", log=it.log, mapping=it.mapping, rows=it.rows, cases=it.cases,
                accounts=it.accounts, events=it.events,
            )
        ]  # fmt: skip
        if it.first_at is not None and it.last_at is not None:
            first, last = (when(at, it.zone, self.lang) for at in (it.first_at, it.last_at))
            lines.append(self.say("window", first=first, last=last, zone=it.zone))
        if it.broken is not None:
            row = it.broken.examples[0].row
            lines.append(self.say("broken", row=row, why=broken_words(it.broken, self.lang)))
        if it.absent:
            lines.append(self.say("absent", columns=self.listed(it.absent)))
        if not (it.rejects or it.doubles or it.order):
            lines.append(self.say("clean"))
        return lines

    def rows(self) -> list[str]:
        it = self.quality
        amounts = [(name, int(getattr(it, name))) for name in _ROWS]
        rows: list[tuple[str, ...]] = [
            (self.say(name), count(number), share(number, it.rows))
            for name, number in amounts
            if number
        ]
        if not rows:
            return []
        if it.unused:
            rows.insert(1, (self.say("unused", count=it.unused),))
        if it.empty:
            rows.append((self.say("empty", count=it.empty),))
        head = (self.say("rows"), self.say("column.count"), self.say("column.share"))
        return aligned(head, rows, indent="")

    def troubles(self, kind: str) -> list[str]:
        found: Sequence[Trouble] = getattr(self.quality, kind)
        if not found:
            return []
        rows: list[tuple[str, ...]] = []
        for each in found:
            rows.append((reason_words(each.reason, self.lang), each.column, count(each.count)))
            rows += [(self.example(example),) for example in each.examples[:_SHOWN]]
        head = [self.say(f"column.{name}") for name in ("reason", "column", "count")]
        return [self.say(kind), *aligned(head, rows, texts=2)]

    def example(self, example: Example) -> str:
        parts = [self.say("row", row=example.row)]
        parts += [self.say("case", case=example.case)] if example.case else []
        where = self.comma.join(parts)
        quoted = f"{self.opens}{example.text}{self.closes}"
        return f"{where}{self.colon}{quoted}" if example.text else where

    def counted(self, kind: str) -> list[str]:
        found: Sequence[Counted] = getattr(self.quality, kind)
        rows = [(each.name, count(each.count)) for each in found]
        head = (self.say("column.name"), self.say("column.count"))
        return [self.say(kind), *aligned(head, rows)] if rows else []
