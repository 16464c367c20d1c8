"""What every section of a report has at hand: results, language, and how things are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from ..language.compiler import Compiled
from ..language.titles import Lang, Title
from ..language.wording import fill
from ..studies.figures.results import (
    Results,
    RuleFigures,
    SegmentFigures,
    Spread,
    StageFigures,
    StallFigures,
    TouchpointFigures,
)
from .phrases_report import REPORTED
from .quantities import count, lasting
from .report_charts import Part, Scale, Span, bar, spread
from .report_tables import Column, Drawn
from .speaker import Speaker
from .svg_parts import escape

Staged = TypeVar("Staged", StallFigures, TouchpointFigures, RuleFigures)
SEPARATOR = {"zh": "，", "en": ", "}


class Teller:
    """One language: how what the playbooks have is called, and what is said of it."""

    def __init__(self, compiled: Compiled, lang: Lang, words: Mapping[str, Title]) -> None:
        """Speak ``lang``, in these phrases."""
        self.compiled, self.lang, self.words = compiled, lang, words
        program, legend = compiled.program, compiled.legend
        self.headings: list[tuple[str, str]] = []
        """Name and title of every section made so far."""
        self._speakers = {
            name: Speaker(program, legend, stage, lang) for name, stage in program.stages.items()
        }

    # --- words of ours

    def say(self, phrase: str, /, **values: int | str) -> str:
        """Return a phrase; a whole number is a count, with its plural in English."""
        texts: dict[str, str] = {}
        for name, value in values.items():
            if isinstance(value, int):
                texts[f"{name}_s"] = "" if value == 1 else "s"
                texts[f"{name}_was"] = "was" if value == 1 else "were"
                texts[name] = count(value)
            else:
                texts[name] = value
        return fill(self.words[phrase], texts, self.lang)

    def columns(self, *named: str | Column) -> tuple[Column, ...]:
        """Return columns by name: the first a text, the others numbers."""
        return tuple(
            each
            if isinstance(each, Column)
            else Column(self.say(f"col.{each}"), "number" if index else "text")
            for index, each in enumerate(named)
        )

    def drawn_column(self) -> Column:
        """Return the column of a drawing."""
        return Column(self.say("col.drawn"), "drawing")

    def lasting(self, microseconds: int) -> str:
        """Return a length of time."""
        return lasting(microseconds, self.lang)

    def spread_cells(self, each: Spread) -> tuple[str, str, str, str]:
        """Return half, 90 %, 99 % and mean of how long something took, or dashes."""
        if not each.count:
            return "–", "–", "–", "–"
        return (
            self.lasting(each.p50),
            self.lasting(each.p90),
            self.lasting(each.p99),
            self.lasting(each.mean),
        )

    def spread_drawn(self, each: Spread, scale: Scale, what: str) -> Drawn:
        """Return how long something took on a shared scale."""
        if not each.count:
            return Drawn("")
        p50, p90, p99, _ = self.spread_cells(each)
        told = self.say("spread", what=what, half=p50, most_within=p90, nearly_all=p99)
        return spread(Span(each.p50, each.p90, each.p99), scale, told)

    def bar(self, what: str, parts: Sequence[tuple[str, int, str]], whole: int) -> Drawn:
        """Return a bar of named parts (name, amount, colour), with the same in words."""
        listed = SEPARATOR[self.lang].join(
            self.say("part", name=name, number=amount) for name, amount, _ in parts
        )
        told = self.say("parts", what=what, parts=listed)
        return bar([Part(amount, tint) for _, amount, tint in parts], whole, told)

    def plain_bar(self, words: str, amount: int, whole: int) -> Drawn:
        """Return a bar of one part under words that already say how much."""
        return bar([Part(amount, "span")], whole, words)

    def kind(self, name: str) -> str:
        """Return what sort of thing a row is about."""
        return self.say(f"kind.{name}") if f"kind.{name}" in self.words else name

    # --- words of the playbooks

    def title(self, kind: str, name: str) -> str:
        """Return the title of something every stage shares."""
        return self.compiled.legend.title(f"{kind}/{name}", self.lang)

    def in_order(self, stages: Iterable[str]) -> list[str]:
        """Return stages in the order in which customers come to them."""
        whole = self.compiled.program.lifecycle
        known = [each.id for each in whole.stages] + list(whole.beside) if whole else []
        at = {name: index for index, name in enumerate(known)}
        return sorted(stages, key=lambda name: at.get(name, len(at)))

    def segment(self, each: SegmentFigures) -> str:
        """Return what a kind of customer is called; a population with one kind may name none."""
        title = each.title_zh if self.lang == "zh" else each.title_en
        return title or each.segment or self.say("all")

    def stage(self, name: str) -> str:
        """Return a stage's title."""
        return self.title("stage", name)

    def own(self, kind: str, stage: str, name: str, track: str = "") -> str:
        """Return the title of something of a stage."""
        for scope in (f"{stage}.{track}", stage):
            title = self._found(f"{kind}/{scope}.{name}")
            if title is not None:
                return title
        return name

    def state(self, stage: str, track: str, name: str) -> str:
        """Return a state's title."""
        return self.own("state", stage, name, track)

    def track(self, stage: str, track: str) -> str:
        """Return a track's title, nothing where a stage has one only."""
        return self.own("track", stage, track) if track else ""

    def end(self, stage: str, name: str) -> str:
        """Return the title of one way a stage ends: its own, or its last state's."""
        found = self._found(f"end/{stage}.{name}") or self._found(f"state/{stage}.{name}")
        return found or self._found(f"leave/{name}") or name

    def work(self, each: TouchpointFigures) -> str:
        """Return the title of a touchpoint; of any other kind of task with that kind."""
        if each.kind == "touchpoint":
            return self.own("touchpoint", each.stage, each.name)
        kinds = ("followup",) if each.kind == "follow_up" else ("need", "document", "fact")
        found = (self._found(f"{kind}/{each.name}") for kind in kinds)
        name = next((title for title in found if title), each.name)
        return self.say("named-kind", name=name, kind=self.kind(each.kind))

    def done(self, key: str) -> str:
        """Return the title of what was done, by its key in the legend."""
        return self._found(key) or key.partition("/")[2]

    def signal(self, stage: str, name: str) -> str:
        """Return what made a move: a signal, a stall given up, or the time."""
        what, _, how = name.rpartition(".")
        if how == "gave_up":
            return self.say("gave-up", stall=self.own("stall", stage, what))
        if name.startswith("timeout"):
            return self.say("timeout")
        speaker = self._speakers.get(stage)
        return speaker.happening(name) if speaker is not None else name

    def listed(self, texts: Iterable[str]) -> str:
        """Return a list in words."""
        return ("、" if self.lang == "zh" else ", ").join(texts)

    def _found(self, key: str) -> str | None:
        title: Title | None = self.compiled.legend.titles.get(key)
        return title.text(self.lang) if title is not None else None

    # --- markup

    def section(self, name: str, title: str, *inner: str) -> str:
        """Return one section under its heading; ``name`` is what the contents link to."""
        self.headings.append((name, title))
        anchor = f"{self.lang}-{escape(name)}"
        body = "\n".join(each for each in inner if each)
        return (
            f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{escape(title)}</h2>\n'
            f"{body}\n</section>"
        )


class Told(Teller):
    """One language of one report about results."""

    def __init__(
        self,
        results: Results,
        compiled: Compiled,
        lang: Lang,
        again: str,
        words: Mapping[str, Title] | None = None,
    ) -> None:
        """Speak ``lang``; ``again`` is the command that gives the same results once more.

        ``words`` are the phrases of another report that has some of its sections in common.
        """
        super().__init__(compiled, lang, REPORTED if words is None else words)
        self.results, self.again = results, again

    def stages(self) -> tuple[StageFigures, ...]:
        """Return the stages in the order in which customers come to them."""
        at = self.in_order(each.stage for each in self.results.stages)
        return tuple(sorted(self.results.stages, key=lambda each: at.index(each.stage)))


def by_stage(found: Iterable[Staged]) -> dict[str, list[Staged]]:
    """Return figures of the same stage together, in the order of their first."""
    groups: dict[str, list[Staged]] = {}
    for each in found:
        groups.setdefault(each.stage, []).append(each)
    return groups


def says(text: str) -> str:
    """Return the one sentence that tells what is to be seen."""
    return f'<p class="says">{escape(text)}</p>'


def note(text: str) -> str:
    """Return how a drawing is read."""
    return f'<p class="note">{escape(text)}</p>'


def folded(title: str, inner: str) -> str:
    """Return a long table behind its title; printed only where somebody opened it."""
    return f"<details><summary>{escape(title)}</summary>\n{inner}\n</details>"
