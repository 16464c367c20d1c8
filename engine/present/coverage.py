"""What the stories reached: as a table for a terminal, as JSON, and on the drawing of a stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..language.compiler import Compiled
from ..language.keys import BEYOND
from ..language.problems import Place
from ..language.program import Stage
from ..language.titles import Lang
from ..language.wording import fill
from ..studies.coverage import KINDS, Kind, Part, StageCoverage
from .chart import Chart, stage_chart
from .document import TITLE, Heading
from .page import Side, page
from .phrases import PHRASES
from .svg import chart_svg
from .tables import Table
from .width import width, wrap

_INDENT = 4


def coverage_text(
    compiled: Compiled, found: Iterable[StageCoverage], lang: Lang, columns: int
) -> str:
    """Return a table for each stage, with every part that no story reached and its place."""
    lines: list[str] = []
    for each in found:
        lines += ["", *_stage_lines(compiled, each, lang, columns)]
    return "\n".join(lines[1:])


def coverage_json(compiled: Compiled, found: Iterable[StageCoverage], lang: Lang) -> list[Any]:
    """Return the same as plain values: per stage and kind how many of how many, and the missed."""
    return [_stage_values(compiled, each, lang) for each in found]


def coverage_svg(compiled: Compiled, found: StageCoverage, lang: Lang, scope: str = "") -> str:
    """Return the drawing of a stage in which what no story reached is marked."""
    missed = frozenset(part.key for part in found.missed)
    return chart_svg(_chart(compiled, found.stage, lang), lang, scope, missed)


def coverage_page(compiled: Compiled, found: Sequence[StageCoverage], lang: Lang) -> str:
    """Return one offline page in both languages: every stage's drawing, then its table."""
    return page((_side(compiled, found, "zh"), _side(compiled, found, "en")), lang)


def _side(compiled: Compiled, found: Sequence[StageCoverage], lang: Lang) -> Side:
    drawn = [coverage_svg(compiled, each, lang, f"{lang}-{each.stage}-") for each in found]
    tables = tuple(_table(compiled, each, lang) for each in found)
    heading = Heading(_say("coverage", lang), TITLE, "coverage")
    return Side(lang, (heading,), "\n".join(drawn), tables, _say("contents", lang))


def _table(compiled: Compiled, found: StageCoverage, lang: Lang) -> Table:
    words = _Words(compiled, found.stage, lang)
    columns = tuple(_say(f"coverage.{name}", lang) for name in ("part", "reached", "missed"))
    rows = tuple(
        (
            _say(f"coverage.{kind}", lang),
            f"{reached} / {len(parts)}",
            "; ".join(words.title(part) for part in missed) or "–",
        )
        for kind, parts, reached, missed in _kinds(found)
    )
    return Table(words.heading(found), f"{found.stage}--coverage", columns, rows)


# --- per stage


def _kinds(
    found: StageCoverage,
) -> Iterator[tuple[Kind, tuple[Part, ...], int, tuple[Part, ...]]]:
    for kind in KINDS:
        parts = found.of(kind)
        missed = tuple(part for part in parts if part.key not in found.reached)
        if parts:
            yield kind, parts, len(parts) - len(missed), missed


def _stage_lines(
    compiled: Compiled, found: StageCoverage, lang: Lang, columns: int
) -> Iterator[str]:
    words = _Words(compiled, found.stage, lang)
    yield words.heading(found)
    if not found.reached:
        # Listed in full it would say nothing more, at length.
        yield f"  {_say('coverage.none', lang)}"
        return
    room = max(width(_say(f"coverage.{kind}", lang)) for kind in KINDS)
    for kind, parts, reached, missed in _kinds(found):
        word = _say(f"coverage.{kind}", lang)
        yield f"  {word}{' ' * (room - width(word))}  {reached:>3} / {len(parts)}"
        for part in missed:
            place = words.place(part)
            told = f"✗ {words.title(part)}" + (f"  {place.path}:{place.line}" if place else "")
            first, *others = wrap(told, columns - _INDENT - 2)
            yield f"{' ' * _INDENT}{first}"
            yield from (f"{' ' * (_INDENT + 2)}{line}" for line in others)


def _stage_values(compiled: Compiled, found: StageCoverage, lang: Lang) -> dict[str, Any]:
    words = _Words(compiled, found.stage, lang)
    kinds = {
        kind: {
            "total": len(parts),
            "reached": reached,
            "missed": [_part_values(words, part) for part in missed],
        }
        for kind, parts, reached, missed in _kinds(found)
    }
    return {"stage": found.stage, "title": words.stage_title, "kinds": kinds}


def _part_values(words: _Words, part: Part) -> dict[str, Any]:
    place = words.place(part)
    return {
        "key": part.key,
        "title": words.title(part),
        "path": place.path if place else None,
        "line": place.line if place else None,
    }


class _Words:
    """Titles and places of the parts of one stage."""

    def __init__(self, compiled: Compiled, stage: str, lang: Lang) -> None:
        self.compiled, self.lang = compiled, lang
        self.stage: Stage = compiled.program.stages[stage]
        self.stage_title = compiled.legend.title(f"stage/{stage}", lang)
        self.drawn = _drawn(_chart(compiled, stage, lang), lang)

    def heading(self, found: StageCoverage) -> str:
        total = len(found.parts)
        values = {
            "stage": f"{self.stage.id} · {self.stage_title}",
            "reached": str(total - len(found.missed)),
            "total": str(total),
        }
        return fill(PHRASES["coverage.stage"], values, self.lang)

    def title(self, part: Part) -> str:
        """Return how a part is called: a move by where it leads, a tier by its ladder."""
        if part.kind in {"move", "state"}:
            return self.drawn.get(part.key) or part.key.partition("/")[2]
        own = self.compiled.legend.title(part.key, self.lang)
        shared = {"tier": "ladder", "follow_up": "recovery"}.get(part.kind)
        if shared is None:
            return own
        holder, _, name = part.key.partition("/")[2].partition(".")
        over = self.compiled.legend.title(f"{shared}/{holder}", self.lang)
        return _labelled(over, name if part.kind == "tier" else own, self.lang)

    def place(self, part: Part) -> Place | None:
        """Return where a part is written; a way out of a state at the state."""
        places = self.compiled.legend.places
        kind, _, name = part.key.removesuffix(BEYOND).partition("/")
        if kind == "give_up":
            return places.get(f"stall/{name}")
        if kind == "wake":
            # The signal's own name has two words.
            return places.get(f"state/{name.rsplit('.', 2)[0]}")
        return places.get(f"{kind}/{name}")


def _drawn(chart: Chart, lang: Lang) -> Mapping[str, str]:
    """Return by key the title of every box, and what each way says between which boxes."""
    told: dict[str, str] = {}
    for panel in chart.panels:
        titles = {box.id: box.title for box in panel.boxes}
        told |= {box.key: box.title for box in panel.boxes if box.key}
        for arrow in panel.arrows:
            way = " → ".join(dict.fromkeys((titles[arrow.source], titles[arrow.target])))
            for label, keys in zip(arrow.labels, arrow.keys, strict=True):
                told |= dict.fromkeys(keys, _labelled(way, label, lang))
    return told


def _labelled(label: str, text: str, lang: Lang) -> str:
    return f"{label}：{text}" if lang == "zh" else f"{label}: {text}"


def _chart(compiled: Compiled, stage: str, lang: Lang) -> Chart:
    program = compiled.program
    return stage_chart(program, compiled.legend, program.stages[stage], lang)


def _say(phrase: str, lang: Lang) -> str:
    return PHRASES[phrase].text(lang)
