"""A calibration as the text of a population: each number with what it rests on beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from schemas.text import ID_PATTERN

from ..core.clock import local
from ..language.compiler import Compiled
from ..language.titles import Lang
from ..language.wording import fill
from ..studies.calibration.families import Fitted
from ..studies.calibration.findings import (
    Calibration,
    Factor,
    ReplyFit,
    ShareFit,
    StateFit,
    TimeFit,
    ValueFit,
    WorkFit,
)
from ..studies.population.reader import as_percent
from ..studies.population.values import WHOLE
from .phrases_calibrated import CALIBRATED
from .quantities import SECOND, hours, lasting
from .spreads_told import amounts, days, lengths, spread_text
from .yaml_words import yaml_text

_STEP = 100
"""Shares are written to a hundredth of a percent: so many millionths."""
_SHOWN = (5, 50, 90, 99)
_SURE = 0.995
_DAYS_MAX = 3_660


def population_text(found: Calibration, compiled: Compiled, log: str, lang: Lang) -> str:
    """Return the population of a calibration of the log named ``log``, comments in ``lang``."""
    return _Writer(found, compiled, log, lang).text()


def whole_shares(shares: Sequence[float], whole: int = WHOLE) -> list[int]:
    """Return shares as parts of ``whole`` that add up to it, each rounded to be written.

    What rounding leaves over goes to those it took most from.
    """
    wanted = [share * whole / _STEP for share in shares]
    found = [int(each) for each in wanted]
    left = round(sum(wanted)) - sum(found)
    order = sorted(range(len(found)), key=lambda index: (found[index] - wanted[index], index))
    for index in order[:left]:
        found[index] += 1
    return [each * _STEP for each in found]


class _Writer:
    def __init__(self, found: Calibration, compiled: Compiled, log: str, lang: Lang) -> None:
        self.found, self.program, self.legend = found, compiled.program, compiled.legend
        self.log, self.lang = log, lang
        self.lines: list[str] = []

    def text(self) -> str:
        self._head()
        self._arrivals()
        self._facts()
        self._customers()
        self._work()
        self._note(self.assumed("staff"))
        return "\n".join(self.lines) + "\n"

    # --- words

    def say(self, name: str, /, **values: object) -> str:
        told = {key: str(value) for key, value in values.items()}
        return fill(CALIBRATED[name], told, self.lang)

    def assumed(self, name: str, /, **values: object) -> str:
        return f"{self.say('assumption')}: {self.say(name, **values)}"

    def _note(self, words: str, indent: int = 0) -> None:
        self.lines.append(f"{' ' * indent}# {words}")

    def _line(self, indent: int, line: str, note: str = "") -> None:
        self.lines.append(f"{' ' * indent}{line}" + (f"  # {note}" if note else ""))

    def _seen(self, share: ShareFit) -> str:
        return self.say("seen", seen=share.seen, low=_rough(share.low), high=_rough(share.high))

    # --- who comes

    def _head(self) -> None:
        it, arrivals = self.found, self.found.arrivals
        zone = self.program.calendars[it.calendar].zone
        self._note(
            self.say(
                "made", log=self.log, cases=arrivals.cases, first=arrivals.first_on,
                last=arrivals.last_on, ends=local(it.ends_at, zone).date(),
            )
        )  # fmt: skip
        for name in ("reading", "cut"):
            self._note(self.say(name))
        self._note(self.say("mark", assumption=self.say("assumption")))
        stage = f"stage/{it.playbook}"
        title = " | ".join(
            fill(CALIBRATED["title"], {"stage": self.legend.title(stage, lang)}, lang)
            for lang in ("zh", "en")
        )
        self._line(0, "schema: population/1")
        self._line(0, f"title: {_quoted(title)}")
        self._line(0, f"begins: {it.playbook}")
        self._line(0, f"stages: [{', '.join(it.stages)}]")
        others = ", ".join(f"{each.name} {each.seen}" for each in it.lines)
        if re.fullmatch(ID_PATTERN, it.lines[0].name):
            told = self.say("lines", lines=others) if it.lines[1:] else ""
            self._line(0, f"line: {it.lines[0].name}", told)
        else:
            self._note(self.assumed("no-line", lines=others))
        self._line(0, f"calendar: {it.calendar}")
        lasts = (arrivals.last_on - arrivals.first_on).days + 1
        self._line(0, f"from: {arrivals.first_on.isoformat()}")
        self._line(0, f"for: {_count(min(lasts, _DAYS_MAX))}")
        self._line(0, f"follow: {_count(min(it.follow_days, _DAYS_MAX))}")

    def _arrivals(self) -> None:
        it = self.found.arrivals
        self._line(0, "arrivals:")
        low, high = f"{it.low:.2f}", f"{it.high:.2f}"
        dispersion = f"{it.dispersion:.2f}"
        note = self.say("rate", cases=it.cases, low=low, high=high, dispersion=dispersion)
        self._line(2, f"rate: {max(it.per_week, 0.000001):.6f} per week", note)
        for name, factors, why in (
            ("weekdays", it.weekdays, "same-days"),
            ("months", it.months, "same-months" if it.has_year else "short"),
        ):
            if factors:
                self._note(self.say("factors", seen=_seen_of(factors)), 2)
                told = ", ".join(f"{each.name}: {_factor(each)}" for each in factors)
                self._line(2, f"{name}: {{{told}}}")
            else:
                self._note(f"{name}: {self.say(why)}", 2)
        if (it.opens, it.closes) != (0, 24):
            hourly = " ".join(str(each) for each in it.hourly)
            self._line(2, f"hours: {it.opens:02}:00-{it.closes:02}:00")
            self._note(self.say("hours", hourly=hourly), 2)

    # --- what is known of them

    def _facts(self) -> None:
        told = [(each, text) for each in self.found.facts if (text := self._value(each))]
        self.lines.append("")
        if told:
            self._line(0, "facts:", self.assumed("independent"))
            for each, text in told:
                self._line(2, f"{each.name}: {text}", self._of_value(each))
        written = {each.name for each, _ in told}
        for each in self.found.facts:
            if each.name not in written:
                note = self.say("texts", known=each.known, cases=self.found.arrivals.cases)
                self._note(f"{each.name}: {note}", 2)
        if self.found.unknown:
            self._note(self.assumed("unasked", names=", ".join(self.found.unknown)), 2)

    def _value(self, value: ValueFit) -> str:
        """Return the values of a fact or field as they are written; empty where they cannot be."""
        name = value.name
        fact = self.program.facts.get(name)
        kind = fact.type if fact is not None else ""
        if value.shares:
            return self._shares(value.shares, kind)
        if value.spread is None or kind == "tags":
            return ""
        if value.unit == "days":
            return f"{{after: {spread_text(value.spread, days)}}}"
        tell = amounts(value.unit, value.digits)
        return spread_text(value.spread, tell, is_length=False)

    def _shares(self, shares: Sequence[ShareFit], kind: str) -> str:
        bare = {"yes_no", "number", "money", "percent", "duration"}
        words = [each.name if kind in bare else yaml_text(each.name) for each in shares]
        if kind == "tags":
            return ""
        if len(words) == 1:
            return words[0]
        parts = whole_shares([each.share for each in shares])
        pairs = zip(words, parts, strict=True)
        return "{" + ", ".join(f"{word}: {as_percent(part)}" for word, part in pairs) + "}"

    def _of_value(self, value: ValueFit) -> str:
        notes = [self.say("known", known=value.known, cases=self.found.arrivals.cases)]
        if value.spread is not None:
            tell = days if value.unit == "days" else amounts(value.unit, value.digits)
            notes.append(self._of_fit(value.spread, lambda each: tell(each)[1]))
            if value.unit == "days" and value.spread.sample.values[0] < 0:
                notes.append(self.say("clipped"))
        return "; ".join(notes)

    # --- what comes from outside

    def _customers(self) -> None:
        it = self.found
        states = [each for each in it.states if self._is_told(each)]
        if not states and not it.anytime and not it.unseen:
            return
        self.lines.append("")
        self._line(0, "customers:", self.assumed("reacts"))
        for stage in it.anytime:
            self._line(2, f"{stage.stage}:")
            self._line(4, "anytime:")
            for reply in stage.anytime:
                self._reply(6, reply)
        for state in states:
            self._state(state)
        for name in it.unseen:
            self._line(2, f"{name}: {{silence: 100%}}", self.assumed("never"))

    def _is_told(self, state: StateFit) -> bool:
        return bool(state.replies or state.also) or state.state in self.found.silent

    def _state(self, state: StateFit) -> None:
        cuts = ", ".join(self.say(f"cut.{why}", count=count) for why, count in state.cuts)
        told = self.say("cuts", cuts=cuts) if cuts else ""
        self._line(2, f"{state.state}:", self.say("visits", visits=state.visits, cuts=told))
        if state.beyond:
            until = lasting(state.until, self.lang)
            self._note(self.say("beyond", count=state.beyond, until=until), 4)
        if state.basis:
            self._line(4, f"once_done: {state.basis}", self.say("basis"))
        if state.replies:
            chances = whole_shares([each.chance.share for each in state.replies])
            self._line(4, "replies:")
            for reply, chance in zip(state.replies, chances, strict=True):
                self._reply(6, reply, chance)
            rest = as_percent(WHOLE - sum(chances))
            self._line(4, f"silence: {rest}", self._interval(state.silence))
        else:
            self._line(4, "silence: 100%", self.say("silent"))
        if state.also:
            self._line(4, "also:")
            for reply in state.also:
                self._reply(6, reply)
        for name, seen in state.rare:
            self._note(self.say("rare", name=name, seen=seen), 4)

    def _interval(self, share: ShareFit) -> str:
        return f"{_rough(share.low)}–{_rough(share.high)}"

    def _reply(self, indent: int, reply: ReplyFit, chance: int | None = None) -> None:
        if chance is None:
            chance = whole_shares([reply.chance.share])[0]
        self._line(indent, f"{reply.chance.name}:")
        inner = indent + 2
        self._line(inner, f"chance: {as_percent(min(chance, WHOLE))}", self._seen(reply.chance))
        self._time(inner, "after", reply.time)
        data = [(each, text) for each in reply.data if (text := self._said(reply, each))]
        if data:
            self._line(inner, "data:")
            for each, text in data:
                self._line(inner + 2, f"{each.name}: {text}", self.say("only", seen=each.known))
        if reply.brings:
            self._line(inner, f"brings: [{', '.join(reply.brings)}]")
        if reply.times > 1:
            self._line(inner, f"times: {reply.times}")

    def _said(self, reply: ReplyFit, value: ValueFit) -> str:
        kind = self.program.signals[reply.chance.name].data.get(value.name)
        if value.shares and kind is not None:
            return self._shares(value.shares, kind.type)
        return self._value(value)

    # --- lengths of time

    def _time(self, indent: int, word: str, time: TimeFit) -> None:
        tell = lengths(time.counts, self.found.workday)
        self._line(indent, f"{word}: {spread_text(time.fitted, tell)}")
        seen = {"all": time.inside + time.outside, "outside": time.outside}
        shown = hours if time.counts == "business" else lasting
        notes = self._of_fit(time.fitted, lambda each: shown(round(each * SECOND), self.lang))
        notes = f"{self.say(time.counts, **seen)}; {notes}"
        self._note(notes, indent + 2)

    def _of_fit(self, fitted: Fitted, tell: Callable[[float], str]) -> str:
        counted = ", ".join(
            f"{share}% {tell(value)}" for share, value in fitted.table if share in _SHOWN
        )
        shown = self.say("counted", table=counted)
        best = fitted.best
        if fitted.reason == "few":
            seen, size = fitted.sample.seen, round(fitted.sample.size)
            few = "few" if seen == size else "few-worth"
            return f"{self.say(few, seen=seen, size=size)}; {shown}"
        if fitted.reason == "same" or best is None:
            return self.say("same")
        kind, distance = self.say(f"kind.{best.spread.kind}"), f"{best.distance:.3f}"
        if fitted.reason == "none":
            return f"{self.say('none', kind=kind, distance=distance)}; {shown}"
        intervals = ", ".join(
            f"{each.name} {_plain(each.low)}–{_plain(each.high)}" if each.name == "shape" else
            f"{each.name} {tell(each.low)}–{tell(each.high)}"
            for each in best.parameters
        )  # fmt: skip
        told = self.say(
            "best", kind=kind, distance=distance, p=f"{best.p:.2f}", intervals=intervals
        )
        return f"{told}; {shown}"

    # --- work

    def _work(self) -> None:
        self.lines.append("")
        self._line(0, "work:", self.assumed("takes"))
        self._line(2, "default:", self.assumed("default"))
        self._line(4, "waits: 1 business hour")
        self._line(4, "takes: 30 minutes")
        outcomes = self._outcomes()
        told = set()
        for each in self.found.work:
            told.add(each.name)
            self._one_work(each, outcomes.get(each.name, ()))
        for name in self.found.undone:
            if name not in told:
                self._line(2, f"{name}:")
                self._alike(outcomes[name])

    def _outcomes(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for stage in (self.program.stages[each] for each in self.found.stages):
            states = [state for track in stage.tracks for state in track.states.values()]
            listed = [each for state in states for each in state.touchpoints]
            found |= {
                f"{stage.id}.{each.id}": each.outcomes for each in (*listed, *stage.on_demand)
            }
        return found

    def _one_work(self, work: WorkFit, outcomes: tuple[str, ...]) -> None:
        note = self.say("work", opened=work.opened, done=work.done.seen)
        if work.instead:
            self._line(2, f"{work.name}:", self.say("instead", signals=", ".join(work.instead)))
            self._line(4, "forgotten: 100%")
            self._line(4, "reminded: 0%")
            if outcomes:
                self._alike(outcomes)
            return
        self._line(2, f"{work.name}:", note)
        if work.time is not None:
            self._time(4, "waits", work.time)
            self._line(4, "takes: 1 minute", self.say("assumption"))
        undone = whole_shares([1.0 - work.done.share])[0]
        if work.done.share < _SURE and undone:
            interval = f"{_rough(1.0 - work.done.high)}–{_rough(1.0 - work.done.low)}"
            self._line(
                4, f"forgotten: {as_percent(undone)}", f"{self.say('forgotten')}, {interval}"
            )
            self._line(4, "reminded: 0%")
        if outcomes and work.outcomes:
            self._shared(outcomes, work.outcomes)
        elif outcomes:
            self._alike(outcomes)

    def _shared(self, outcomes: Sequence[str], seen: Sequence[ShareFit]) -> None:
        by_name = {each.name: each for each in seen}
        listed = [by_name.get(each, ShareFit(each, 0, 0.0, 0.0, 0.0)) for each in outcomes]
        parts = whole_shares([each.share for each in listed])
        pairs = zip(outcomes, parts, strict=True)
        told = ", ".join(f"{yaml_text(name)}: {as_percent(part)}" for name, part in pairs)
        notes = ", ".join(f"{each.name} {self._seen(each)}" for each in listed if each.seen)
        self._line(4, f"outcomes: {{{told}}}", notes)

    def _alike(self, outcomes: Sequence[str]) -> None:
        parts = whole_shares([1 / len(outcomes)] * len(outcomes))
        pairs = zip(outcomes, parts, strict=True)
        told = ", ".join(f"{yaml_text(name)}: {as_percent(part)}" for name, part in pairs)
        self._line(4, f"outcomes: {{{told}}}", self.assumed("undone"))


def _rough(share: float) -> str:
    return f"{100 * share:.1f}%"


def _plain(number: float) -> str:
    return f"{number:.2f}"


def _factor(factor: Factor) -> str:
    return as_percent(round(factor.factor * WHOLE / _STEP) * _STEP)


def _seen_of(factors: Sequence[Factor]) -> str:
    return " ".join(str(each.seen) for each in factors)


def _count(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _quoted(text: str) -> str:
    return text if text == text.strip() and ": " not in text else yaml_text(text)
