"""How the parts of a backtest are called, in one language: watches, outcomes, deviations."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable

from ..core.clock import local
from ..language.compiler import Compiled
from ..language.titles import Lang
from ..language.values import Instant
from ..studies.backtest.findings import (
    Backtest,
    Band,
    GroupFigures,
    OutcomeFigures,
    Verdict,
    WatchFigures,
)
from .phrases_conformed import CONFORMED
from .phrases_replayed import REPLAYED
from .phrases_report import REPORTED
from .quality import reason_words
from .report_told import Told
from .words import WORDS

KINDS = ("stall", "overdue", "clock", "tier", "timeout", "rule", "pattern", "reminder")
"""In the order they are told: what is late first, then what follows from it."""
_THINGS = {
    "stall": ("stall",), "clock": ("clock",), "timeout": ("timeout", "state"), "rule": ("rule",),
    "pattern": ("pattern",),
}  # fmt: skip
_TASKS = ("touchpoint", "clock", "stall")
_SHARED = ("followup", "need", "document", "fact")


class Replay(Told):
    """One language of one backtest."""

    def __init__(self, backtest: Backtest, compiled: Compiled, lang: Lang, again: str) -> None:
        """Speak ``lang``; ``again`` is the command that gives the same backtest once more."""
        words = ChainMap(REPLAYED, CONFORMED, REPORTED)
        super().__init__(backtest.figures, compiled, lang, again, words)
        self.backtest = backtest
        self._groups = {each.group: each for each in backtest.groups}

    @property
    def heading(self) -> str:
        """What the mapping calls this history."""
        it = self.backtest
        return (it.title_zh if self.lang == "zh" else it.title_en) or it.mapping

    def day(self, at: Instant) -> str:
        """Return the local date of an instant."""
        return f"{local(at, self.backtest.zone):%Y-%m-%d}"

    def watches(self) -> list[WatchFigures]:
        """Return all that is watched kind by kind, each kind as the playbooks have it."""
        return sorted(self.backtest.watches, key=lambda each: KINDS.index(each.kind))

    def verdicts(self, of: OutcomeFigures) -> list[tuple[WatchFigures, Verdict]]:
        """Return every watch that is judged by an outcome, with how it did."""
        return [
            (watch, verdict)
            for watch in self.watches()
            for verdict in watch.verdicts
            if verdict.outcome == of.outcome
        ]

    def thing(self, kinds: Iterable[str], stage: str, name: str) -> str:
        """Return the title of the first of these kinds that has one."""
        for kind in kinds:
            title = self.own(kind, stage, name)
            if title != name:
                return title
        titles = self.compiled.legend.titles
        keys = (f"{kind}/{name}" for kind in _SHARED)
        return next((titles[key].text(self.lang) for key in keys if key in titles), name)

    def watch(self, each: WatchFigures | Band) -> str:
        """Return what is watched; a tier with its ladder and what it climbs for."""
        if each.kind != "tier":
            return self.thing(_THINGS.get(each.kind, _TASKS), each.stage, each.name)
        ladder, _, tier = each.name.partition(".")
        known = self.compiled.program.ladders.get(ladder)
        does = [own.do for own in known.tiers if own.id == tier] if known else []
        name = f"{self.title('ladder', ladder)} · {tier}"
        if does:
            name = self.say(
                "watch.tier", ladder=self.title("ladder", ladder), tier=tier,
                do=WORDS[does[0]].text(self.lang),
            )  # fmt: skip
        about = self.thing((*_TASKS, "rule", "pattern"), each.stage, each.about)
        return self.say("watch.about", name=name, about=about) if each.about else name

    def group(self, name: str) -> str:
        """Return the title of a group of cases."""
        found = self._groups.get(name)
        return self.titled(found, name) if found is not None else name

    def titled(self, each: GroupFigures | OutcomeFigures, name: str) -> str:
        """Return the title a mapping gives, or the name."""
        return (each.title_zh if self.lang == "zh" else each.title_en) or name

    def alarms(self, each: OutcomeFigures) -> list[str]:
        """Return the titles of what foretells an outcome; they are ids, with their stage or not."""
        return [self.quoted(self.alarm(name)) for name in each.foretold_by]

    def alarm(self, name: str) -> str:
        """Return the title of something by the id a mapping knows it by."""
        stage, _, own = name.rpartition(".")
        stages = [stage] if stage in self.compiled.program.stages else []
        for at in stages or self.compiled.program.stages:
            title = self.thing((*_TASKS, "rule", "pattern"), at, own if stages else name)
            if title != (own if stages else name):
                return title
        return name

    def reason(self, name: str) -> str:
        """Return a kind of trouble with the log in words."""
        return reason_words(name, self.lang)

    def cited(self, text: str) -> str:
        """Return what stood in the log, in quotation marks; nothing for nothing."""
        return self.quoted(text) if text else ""

    def semicolons(self, parts: Iterable[str]) -> str:
        """Return half-sentences as one."""
        return ("；" if self.lang == "zh" else "; ").join(parts)

    def quoted(self, text: str) -> str:
        """Return a title in quotation marks."""
        return f"“{text}”"

    def named(self, names: Iterable[str]) -> str:
        """Return several of them, each in quotation marks: titles have commas of their own."""
        return self.listed(self.quoted(self.unseen(name)) for name in names)

    def unseen(self, name: str) -> str:
        """Return the title of a touchpoint, document, fact or need by its bare name."""
        for stage in self.compiled.program.stages:
            title = self.thing(("touchpoint", "need"), stage, name)
            if title != name:
                return title
        return name
