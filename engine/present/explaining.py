"""Explanations as text: why, why not, when, and what would change it (S6.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..core import records as r
from ..core.calendar import BusinessCalendar
from ..core.explain import values as x
from ..core.link import LinkedProgram
from ..core.steps import add_steps
from ..core.timers import UNLESS
from ..language.canonical import write_term
from ..language.facts import write_value
from ..language.program import Legend
from ..language.terms import All, Either
from ..language.titles import Lang
from ..language.values import Instant, Value
from .counting import reckoned
from .dated import when
from .phrases_explain import phrase
from .speaker import Speaker
from .timeline import tell

_KIND_OF = {
    "task": "touchpoint", "give_up": "state", "timeout": "state", "repeat": "touchpoint",
    "absent": "pattern", "play": "followup",
}  # fmt: skip
_MARKS = {True: "✓", False: "✗", None: "?"}
_HEADED: dict[type, str] = {
    x.Clause: "clauses", x.Counted: "counted", x.Blocked: "blocked", x.Flip: "flips",
    x.Earlier: "flips", x.Stuck: "flips",
}  # fmt: skip


def explained(
    explanations: Iterable[x.Explanation], program: LinkedProgram, legend: Legend, stage: str,
    lang: Lang,
) -> str:  # fmt: skip
    """Return explanations as text, in the local time of the stage's calendar."""
    voice = _Explainer(program, legend, stage, lang)
    return "\n\n".join("\n".join(voice.lines(each)) for each in explanations)


class _Explainer:
    """Words the parts of an explanation of one journey; looks up, decides nothing."""

    def __init__(self, program: LinkedProgram, legend: Legend, stage: str, lang: Lang) -> None:
        self.program, self.legend, self.lang = program, legend, lang
        self.stage = program.stages[stage].stage
        self.speaker = Speaker(program.program, legend, self.stage, lang)
        self.zone = program.calendars[self.stage.calendar].data.zone

    def say(self, name: str, /, **values: str) -> str:
        return phrase(name, self.lang, values)

    def when(self, at: Instant) -> str:
        return when(at, self.zone, self.lang)

    def lines(self, explanation: x.Explanation) -> Iterator[str]:
        """Yield the head, then each part under the heading of its kind."""
        yield self.head(explanation)
        shown = ""
        for part in explanation.parts:
            text = _TELL[type(part)](self, part)
            heading = _HEADED.get(type(part), "")
            if heading and heading != shown:
                yield f"  {self.say(heading)}"
            shown = heading
            yield from (f"  {'  ' if heading else ''}{line}" for line in text.splitlines() if line)
        if not explanation.parts:
            yield f"  {self.say('nothing')}"

    def head(self, explanation: x.Explanation) -> str:
        title = self.title(explanation.kind, explanation.subject)
        said = f"{title} ({explanation.subject})" if title != explanation.subject else title
        verdict = self.say(f"verdict.{explanation.verdict}")
        at = self.say("as-of", at=self.when(explanation.at))
        return f"{self.say(f'kind.{explanation.kind}')} {said} · {verdict} · {at}"

    def title(self, kind: x.Kind, subject: str) -> str:
        if kind in {"tier", "follow_up"}:
            word = "tier" if kind == "tier" else "followup"
            keys = [k for k in self.legend.titles if k.startswith(f"{word}/")]
            found = [key for key in keys if key.endswith(f".{subject}")]
            return self.legend.titles[found[0]].text(self.lang) if found else subject
        return self.speaker.own(kind, subject)

    # --- one method per kind of part

    def told(self, part: x.Told) -> str:
        record: r.Record = part.record
        line = tell(record, self.legend, self.lang, self.stage.id, self.zone)
        return f"{self.when(record.at)}  {line.strip()}  #{part.number}" if line else ""

    def line(self, part: x.Line) -> str:
        place = self.legend.places.get(part.key)
        return f"{place}" if place is not None else part.key

    def clause(self, part: x.Clause) -> str:
        indent, mark = "  " * part.depth, _MARKS[part.answer]
        text = self.speaker.term(part.term)
        if isinstance(part.term, All | Either):
            return f"{indent}{mark} {text}"
        values = [self.value(name, value) for name, value in part.used.items()]
        values += [self.say("clause.unknown", name=self.named(name)) for name in part.unknown]
        gap = "；" if self.lang == "zh" else "; "
        told = f"（{gap.join(values)}）" if self.lang == "zh" else f" ({gap.join(values)})"
        return f"{indent}{mark} {text}{told if values else ''}  [{write_term(part.term)}]"

    def value(self, name: str, value: Value) -> str:
        return self.say("clause.value", name=self.named(name), value=self.written(name, value))

    def named(self, name: str) -> str:
        for kind in ("fact", "document", "threshold", "signal"):
            title = self.legend.titles.get(f"{kind}/{name}")
            if title is not None:
                return title.text(self.lang)
        return name

    def written(self, name: str, value: Value) -> str:
        choice = self.legend.titles.get(f"choice/{name}.{value}")
        return choice.text(self.lang) if choice is not None else write_value(value)

    def flip(self, part: x.Flip) -> str:
        answer = self.say("holds" if part.answer else "fails")
        name = self.named(part.name)
        if part.name in self.program.program.documents:
            phrase = "flip.there" if part.value is True else "flip.not-there"
            return self.say(phrase, name=name, answer=answer)
        value = self.written(part.name, part.value)
        if part.was is None:
            return self.say("flip.known", name=name, value=value, answer=answer)
        was = self.written(part.name, part.was)
        return self.say("flip", name=name, was=was, value=value, answer=answer)

    def earlier(self, part: x.Earlier) -> str:
        signals = self.speaker.signals(part.signals)
        return self.say("flip.earlier", signals=signals, before=self.when(part.before))

    def counted(self, part: x.Counted) -> str:
        calendar = self.calendar(part.calendar)
        steps = add_steps(calendar, part.start, part.span)
        purpose = self.say(f"purpose.{part.purpose}", about=self.about(part))
        colon = "：" if self.lang == "zh" else ": "
        plain = calendar.add(part.start, part.span)
        if not part.span.count and plain != part.due_at:
            # Set by a date: nothing is counted from the start.
            return f"{purpose}{colon}{self.when(part.due_at)}"
        text = f"{purpose}{colon}{reckoned(steps, self.zone, self.lang)}"
        return text if plain == part.due_at else f"{text} → {self.when(part.due_at)}"

    def about(self, part: x.Counted) -> str:
        kind = part.purpose.partition(".")[0]
        if kind == "tier":
            return part.about
        if kind == "follow_up":
            return self.speaker.quoted(self.title("follow_up", part.about))
        if kind == "expiry":
            return self.speaker.quoted(self.named(part.about))
        kind = _KIND_OF.get(kind, kind)
        return self.speaker.quoted(self.speaker.own(kind, part.about))

    def calendar(self, name: str) -> BusinessCalendar:
        return self.program.calendars[name or self.stage.calendar]

    def expected(self, part: x.Expected) -> str:
        return self.say("expected", at=self.when(part.at))

    def blocked(self, part: x.Blocked) -> str:
        names = self.speaker.listed(self.blocker(part.by, name) for name in part.names)
        until = self.when(part.until) if part.until else ""
        return self.say(f"blocked.{part.by}", names=names, until=until)

    def blocker(self, by: x.Blocker, name: str) -> str:
        if by in {"state", "rule_scope"}:
            return self.speaker.state(name)
        if by == "after":
            return self.speaker.cited(name)
        if by == "held":
            return self.say("held.unless") if name == UNLESS else self.speaker.own("hold", name)
        if by == "need":
            return self.speaker.need(name)
        if name in self.program.stages[self.stage.id].touchpoints:
            return self.speaker.quoted(self.speaker.own("touchpoint", name))
        return self.speaker.quoted(self.speaker.own("stall", name))

    def comes(self, part: x.Comes) -> str:
        state = self.speaker.state(part.state)
        return self.say("comes", state=state, signal=self.signal(part.signal))

    def waits(self, part: x.Waits) -> str:
        state = self.speaker.state(part.state)
        return self.say("waits", state=state, signal=self.signal(part.signal))

    def signal(self, name: str) -> str:
        stall, _, word = name.partition(".")
        if word == "gave_up":
            return self.say("gave-up", stall=self.speaker.quoted(self.speaker.own("stall", stall)))
        return self.speaker.cited(name)

    def way(self, part: x.Way) -> str:
        phrase = "way.otherwise" if part.otherwise else "way"
        return self.say(phrase, to=self.speaker.state(part.to))

    def stuck(self, _part: x.Stuck) -> str:
        return self.say("stuck")


_TELL: dict[type, Callable[[_Explainer, Any], str]] = {
    x.Told: _Explainer.told, x.Line: _Explainer.line, x.Clause: _Explainer.clause,
    x.Flip: _Explainer.flip, x.Earlier: _Explainer.earlier, x.Counted: _Explainer.counted,
    x.Expected: _Explainer.expected, x.Blocked: _Explainer.blocked, x.Comes: _Explainer.comes,
    x.Waits: _Explainer.waits, x.Way: _Explainer.way, x.Stuck: _Explainer.stuck,
}  # fmt: skip
