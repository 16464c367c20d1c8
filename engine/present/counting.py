"""Calendar arithmetic in words: which days counted, which did not, and why (S6.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ..core import steps as s
from ..core.clock import local
from ..language.prose import say_span
from ..language.titles import Lang
from ..language.values import MICROSECONDS_PER_MINUTE, Instant
from .dated import WEEKDAYS, when
from .phrases_explain import phrase

_REASONS = {
    "": "day.ordinary", "make_up": "day.make-up", "own_work": "day.own-work",
    "weekend": "day.weekend", "holiday": "day.holiday", "own_off": "day.own-off",
    "no_such_day": "day.none",
}  # fmt: skip
_PARTS = {"close": "part.close", "opening": "part.opening", "time": "part.time"}


def reckoned(steps: tuple[s.Step, ...], zone: str, lang: Lang) -> str:
    """Return a calculation on one line: where it starts, what counted, and where it ends."""
    return _Reckoner(zone, lang).line(steps)


class _Reckoner:
    """Words the steps of one calculation, in local time of one zone."""

    def __init__(self, zone: str, lang: Lang) -> None:
        """Speak ``lang``, and tell instants in ``zone``."""
        self.zone, self.lang = zone, lang

    def line(self, steps: tuple[s.Step, ...]) -> str:
        """Return a calculation on one line: start, what counted, and where it ends."""
        head, tail = "", ""
        middle: list[str] = []
        for step in steps:
            text = _TELL[type(step)](self, step)
            if isinstance(step, s.Began):
                head = text
            elif isinstance(step, s.Ended | s.Measured):
                tail = text
            elif text:
                middle.append(text)
        gap = "；" if self.lang == "zh" else "; "
        colon = "：" if self.lang == "zh" else ": "
        return f"{head}{colon if middle else ' '}{gap.join(middle)}{' ' if middle else ''}{tail}"

    def say(self, name: str, /, **values: str) -> str:
        return phrase(name, self.lang, values)

    def when(self, at: Instant) -> str:
        return when(at, self.zone, self.lang)

    def date(self, date: dt.date) -> str:
        weekday = WEEKDAYS[self.lang][date.weekday()]
        return f"{date:%m-%d} {weekday}"

    def days(self, first: dt.date, last: dt.date) -> str:
        if first == last:
            return self.date(first)
        return self.say("days", first=self.date(first), last=self.date(last))

    # --- one method per step

    def began(self, step: s.Began) -> str:
        if not step.span.count:
            return self.when(step.at)
        sign = "+" if step.span.count > 0 else "−"
        span = type(step.span)(abs(step.span.count), step.span.unit)
        return f"{self.when(step.at)} {sign} {say_span(span, self.lang)}"

    def entered(self, step: s.Entered) -> str:
        return self.say("step.entered", at=self.when(step.at))

    def skipped(self, step: s.Skipped) -> str:
        reason = self.say(_REASONS[step.reason])
        return self.say("step.skipped", days=self.days(step.first, step.last), reason=reason)

    def counted(self, step: s.Counted) -> str:
        days = self.days(step.first, step.last)
        if step.reason:
            return self.say("step.counted-why", days=days, reason=self.say(_REASONS[step.reason]))
        return self.say("step.counted", days=days)

    def worked(self, step: s.Worked) -> str:
        until = local(step.until, self.zone)
        return self.say("step.worked", since=self.when(step.since), until=f"{until:%H:%M}")

    def clamped(self, step: s.Clamped) -> str:
        return self.say("step.clamped", at=self.when(step.at))

    def day_chosen(self, step: s.DayChosen) -> str:
        return self.say(_PARTS[step.part], at=self.when(step.at))

    def held(self, step: s.Held) -> str:
        return self.say(
            "step.held", since=self.when(step.since), until=self.when(step.until),
            time=self.minutes(step.microseconds),
        )  # fmt: skip

    def ended(self, step: s.Ended) -> str:
        text = f"→ {self.when(step.at)}"
        return f"{text} {self.say('step.provisional')}" if step.is_provisional else text

    def measured(self, step: s.Measured) -> str:
        return f"→ {self.minutes(step.microseconds)}"

    def minutes(self, microseconds: int) -> str:
        hours, minutes = divmod(microseconds // MICROSECONDS_PER_MINUTE, 60)
        return self.say("hours", hours=str(hours), minutes=f"{minutes:02d}")


_TELL: dict[type, Callable[[_Reckoner, Any], str]] = {
    s.Began: _Reckoner.began, s.Entered: _Reckoner.entered, s.Skipped: _Reckoner.skipped,
    s.Counted: _Reckoner.counted, s.Worked: _Reckoner.worked, s.Clamped: _Reckoner.clamped,
    s.DayChosen: _Reckoner.day_chosen, s.Held: _Reckoner.held, s.Ended: _Reckoner.ended,
    s.Measured: _Reckoner.measured,
}  # fmt: skip
