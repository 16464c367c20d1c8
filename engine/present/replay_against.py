"""Two workspaces on the same history, told: every difference is the playbooks' own, none chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.compiler import Compiled
from ..language.titles import Lang
from ..studies.backtest.findings import Against, OutcomeFigures, WatchPair
from .aligned import aligned
from .quantities import NOTHING, count
from .replay_told import KINDS, Replay
from .report_tables import Column, grid
from .report_told import says
from .svg_parts import escape

_TEXTS = 2
_NUMBERS = ("here", "there", "difference", "only-here", "only-there")


def against_text(
    against: Against, compiled: Compiled, lang: Lang, command: str, other: Compiled | None = None
) -> str:
    """Return both backtests side by side, for a terminal: sentences first, then every number.

    ``compiled`` is the first workspace and ``other`` the second, for titles of its own.
    """
    sides = _Sides.of(against, compiled, lang, command, other)
    told = sides.first
    lines = [told.say("against"), told.say("against.who", **sides.who), ""]
    lines += [f"• {each}" for each in sides.sentences()]
    head = [told.say(f"col.{each}") for each in ("kind", "what", *_NUMBERS)]
    lines += ["", *aligned(head, sides.watches(), _TEXTS)]
    measures = sides.measures()
    head = [told.say(f"col.{each}") for each in ("measure", "here", "there", "difference")]
    lines += ["", *aligned(head, measures)]
    return "\n".join(lines) + "\n"


def against_section(told: Replay, against: Against, other: Compiled | None = None) -> str:
    """Return the same as a section of the page."""
    sides = _Sides.of(against, told.compiled, told.lang, told.again, other)
    title = told.say("against")
    listed = "".join(f"<li>{escape(each)}</li>" for each in sides.sentences())
    watched = [
        Column(told.say(f"col.{each}"), "text" if index < _TEXTS else "number")
        for index, each in enumerate(("what", "kind", *_NUMBERS))
    ]
    rows = [(name, kind, *numbers) for kind, name, *numbers in sides.watches()]
    measured = told.columns("measure", "here", "there", "difference")
    return told.section(
        "against",
        title,
        says(told.say("against.who", **sides.who)),
        f"<ul>{listed}</ul>",
        grid(watched, rows, title, "dense"),
        grid(measured, sides.measures(), told.say("against.measures")),
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both backtests in one language, each with its own titles."""

    against: Against
    first: Replay
    second: Replay

    @staticmethod
    def of(
        against: Against, compiled: Compiled, lang: Lang, command: str, other: Compiled | None
    ) -> _Sides:
        first = Replay(against.first, compiled, lang, command)
        return _Sides(against, first, Replay(against.second, other or compiled, lang, command))

    @property
    def who(self) -> dict[str, int | str]:
        it = self.against
        return {"first": it.first.program, "second": it.second.program, "cases": it.first.cases}

    def pairs(self) -> list[WatchPair]:
        """Return all that either notices, kind by kind."""
        return sorted(self.against.watches, key=lambda each: KINDS.index(each.kind))

    def name(self, pair: WatchPair) -> str:
        """Return what is watched, as the side that watches it calls it."""
        if pair.first is not None:
            return self.first.watch(pair.first)
        assert pair.second is not None
        return self.second.watch(pair.second)

    def sentences(self) -> Iterator[str]:
        """Yield what differs, the most cases first; or that nothing does."""
        found = [each for each in self.against.watches if each.only_first or each.only_second]
        found.sort(key=lambda each: -(each.only_first + each.only_second))
        for each in found:
            parts = []
            if each.only_first:
                example = each.example_first
                parts.append(
                    self.first.say("against.only-here", count=each.only_first, example=example)
                )
            if each.only_second:
                example = each.example_second
                parts.append(
                    self.first.say("against.only-there", count=each.only_second, example=example)
                )
            kind = self.first.say(f"kind.{each.kind}")
            told = self.first.semicolons(parts)
            yield self.first.say("against.differs", name=self.name(each), kind=kind, parts=told)
        if not found:
            yield self.first.say("against.same")

    def watches(self) -> list[tuple[str, ...]]:
        """Return a row for each watch: kind, name, cases here and there, and only there."""
        rows: list[tuple[str, ...]] = []
        for each in self.pairs():
            here = each.first.cases if each.first is not None else 0
            there = each.second.cases if each.second is not None else 0
            numbers = (count(each.only_first), count(each.only_second))
            cells = (count(here), count(there), _signed(here - there), *numbers)
            rows.append((self.first.say(f"kind.{each.kind}"), self.name(each), *cells))
        return rows

    def measures(self) -> list[tuple[str, ...]]:
        """Return rows of what else there is to compare: alarms, roles, contacts, fitting cases."""
        first, second = self.against.first, self.against.second
        theirs = {each.outcome: each for each in second.outcomes}
        rows = [
            row
            for each in first.outcomes
            if each.foretold_by
            for row in self._outcome(each, theirs.get(each.outcome))
        ]
        loads = [{each.role: each.tasks + each.notices for each in it.loads}
                 for it in (first, second)]  # fmt: skip
        for role in dict.fromkeys([*loads[0], *loads[1]]):
            title = self.first.title("role", role)
            told = self.first.say("against.load", role=title)
            rows.append(_row(told, loads[0].get(role, 0), loads[1].get(role, 0)))
        contacts = (first.figures.contacts.contacts, second.figures.contacts.contacts)
        if any(contacts):
            rows.append(_row(self.first.say("col.contacts"), *contacts))
        fitting = (first.conformance.fitting, second.conformance.fitting)
        rows.append(_row(self.first.say("tile.fitting"), *fitting))
        return rows

    def _outcome(
        self, each: OutcomeFigures, their: OutcomeFigures | None
    ) -> Iterator[tuple[str, ...]]:
        title = self.first.titled(each, each.outcome)
        for name in ("in_time", "missed", "false_alarms"):
            told = self.first.say(f"against.{name}", title=title)
            yield _row(told, getattr(each, name), getattr(their, name) if their else None)


def _row(name: str, here: int, there: int | None) -> tuple[str, ...]:
    if there is None:
        return name, count(here), NOTHING, NOTHING
    return name, count(here), count(there), _signed(here - there)


def _signed(number: int) -> str:
    return f"+{count(number)}" if number > 0 else count(number)
