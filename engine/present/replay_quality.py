"""The quality of the log, as a section of a backtest's page: nothing that was read goes unsaid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..language.wording import fill
from ..studies.history.quality import Counted, Trouble
from .conform_sentences import heard
from .phrases_quality import QUALITY
from .quantities import NOTHING, count, share
from .replay_sentences import quality_lines
from .replay_told import Replay
from .report_tables import Column, Group, Row, grid
from .report_told import folded, note, says
from .svg_parts import escape

KINDS = ("rejects", "doubles", "order", "ties", "unmapped")
"""The lists of a quality report, in the order they are told."""
_FATES = {"accepted": "success", "rejected": "lost", "left_out": "open", "dropped": "dormant"}
_COUNTED = ("signals", "unknown", "groups", "outcomes")


def quality(told: Replay) -> str:
    """Return how many rows were taken, and every kind of trouble with its first examples."""
    it = told.backtest.quality
    amounts = {name: int(getattr(it, name)) for name in _FATES}
    parts = [(_word(told, name), n, _FATES[name]) for name, n in amounts.items()]
    drawn = told.bar(_word(told, "rows"), parts, it.rows)
    columns = (
        Column(told.say("quality.rows-are"), "text"), Column(_word(told, "rows")),
        Column(told.say("col.share")),
    )  # fmt: skip
    rows: list[Row] = [
        (_word(told, name), count(n), share(n, it.rows)) for name, n in amounts.items()
    ]
    return told.section(
        "quality",
        told.say("quality"),
        *(says(line) for line in quality_lines(told)),
        f'<div class="whole">{drawn.markup}</div>',
        grid(columns, rows, _word(told, "rows"), "narrow"),
        note(_word(told, "unused", count=it.unused)) if it.unused else "",
        note(_word(told, "empty", count=it.empty)) if it.empty else "",
        note(_word(told, "absent", columns=told.listed(it.absent))) if it.absent else "",
        _troubles(told, {name: getattr(it, name) for name in KINDS}),
        *(_counted(told, name, getattr(it, name)) for name in _COUNTED),
    )


def _troubles(told: Replay, found: Mapping[str, Sequence[Trouble]]) -> str:
    """Return all troubles in one table, each kind under its name and what becomes of it."""
    rows: list[Row] = []
    for name, listed in found.items():
        if listed:
            rows.append(Group(_word(told, name), _why(told, name)))
        rows += [
            (
                told.reason(each.reason),
                each.column or NOTHING,
                count(each.count),
                _examples(told, each),
            )
            for each in listed
        ]
    if not rows:
        return ""
    title = told.say("quality.troubles")
    columns = (
        Column(told.say("col.reason"), "text"),
        Column(told.say("col.column"), "text"),
        Column(told.say("col.times")),
        Column(told.say("col.examples"), "text"),
    )
    return f"<h3>{escape(title)}</h3>\n{grid(columns, rows, title)}"


def _word(told: Replay, name: str, **values: int | str) -> str:
    """Return a phrase of the quality report: the same words as ``touchline import`` says."""
    texts = {key: count(each) if isinstance(each, int) else each for key, each in values.items()}
    return fill(QUALITY[name], texts, told.lang)


def _why(told: Replay, name: str) -> str:
    """Return what becomes of a kind of trouble, where its title does not say it."""
    phrase = f"quality.{name}-why"
    return told.say(phrase) if phrase in told.words else ""


def _examples(told: Replay, each: Trouble) -> str:
    """Return where it was seen first: row, case and the text that stood there."""
    shown = []
    for example in each.examples:
        parts = [_word(told, "row", row=example.row)]
        parts += [text for text in (example.case, told.cited(example.text)) if text]
        shown.append(" ".join(parts))
    return told.listed(shown) or NOTHING


def _counted(told: Replay, name: str, found: Sequence[Counted]) -> str:
    if not found:
        return ""
    title = _word(told, name)
    columns = (Column(told.say("col.name"), "text"), Column(told.say("col.times")))
    rows = [(_named(told, name, each.name), count(each.count)) for each in found]
    return folded(title, grid(columns, rows, title, "narrow"))


def _named(told: Replay, kind: str, name: str) -> str:
    """Return what was counted by its title; a column of the log has none."""
    if kind == "groups":
        return told.group(name)
    if kind == "outcomes":
        known = {each.outcome: told.titled(each, name) for each in told.backtest.outcomes}
        return known.get(name, name)
    return heard(told, name) if kind == "signals" else name
