"""How names, values and durations of a program are told to a person, in either language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .facts import write_span, write_value
from .program import Fact, Legend
from .titles import Lang
from .values import Money, Span, Value

_ZH_UNITS = {
    "minutes": "分钟", "hours": "小时", "days": "个自然日", "weeks": "周", "months": "个月",
    "business_hours": "个工作小时", "business_days": "个工作日",
}  # fmt: skip
_SHORT_ZH = 2
_WIDE = "\u3400-\u4dbf\u4e00-\u9fff"
_MEET = re.compile(f"(?<=[{_WIDE}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{_WIDE}])")


@dataclass(frozen=True, slots=True)
class Voice:
    """Titles, types and amounts to speak with; ``stage`` is where states and touchpoints stand."""

    legend: Legend
    lang: Lang
    facts: Mapping[str, Fact] = field(default_factory=dict)
    thresholds: Mapping[str, tuple[Money, ...]] = field(default_factory=dict)
    stage: str = ""

    def pick(self, zh: str, en: str) -> str:
        """Return the wording in this voice's language."""
        return zh if self.lang == "zh" else en

    def title(self, kind: str, name: str) -> str:
        """Return the title of a thing, or its bare name where nobody wrote one."""
        return self.legend.title(f"{kind}/{name}", self.lang)

    def quoted(self, text: str) -> str:
        """Return a text in this language's quotes."""
        return self.pick(f"“{text}”", f'"{text}"')

    def fact(self, name: str) -> str:
        """Return how a fact is called in a sentence."""
        first, _, rest = name.partition(".")
        if name == "today":
            return self.pick("今天", "today")
        if first == "parent":
            return self.pick(f"上级旅程的{self.fact(rest)}", f"{self.fact(rest)} of the parent")
        if first == "track":
            title = self.quoted(self.title("track", self.here(rest.partition(".")[0])))
            return self.pick(f"{title}的状态", f"the state of {title}")
        if f"fact/{name}" not in self.legend.titles:
            return self.pick(f"{first}的{rest}" if rest else name, f"the {rest} of {first}")
        title = self.title("fact", name)
        if not self.is_short(title) or f"thing/{first}" not in self.legend.titles:
            return self.pick(title, f"the {small(title)}")
        # A title such as "Kind" says little without the thing it belongs to.
        thing = self.title("thing", first)
        return self.pick(f"{thing}的{title}", f"the {small(title)} of the {small(thing)}")

    def is_short(self, title: str) -> bool:
        """Whether a title needs its thing beside it."""
        return len(title) <= _SHORT_ZH if self.lang == "zh" else " " not in title

    def here(self, name: str) -> str:
        """Return the legend name of something in this stage."""
        return f"{self.stage}.{name}"

    def thing(self, name: str) -> str:
        """Return the title of a thing with many items."""
        title = self.title("thing", name)
        return title if self.lang == "zh" else small(title)

    def document(self, name: str) -> str:
        """Return how a document is called in a sentence."""
        title = self.title("document", name)
        return self.pick(title, f"the {small(title)}")

    def threshold(self, name: str) -> str:
        """Return a threshold with its amounts: ``大额订单（500000 CNY、70000 USD）``."""
        amounts = [write_value(money) for money in self.thresholds.get(name, ())]
        title = self.title("threshold", name)
        if not amounts:
            return self.pick(title, f"the {small(title)}")
        listed = self.pick("、", " or ").join(amounts)
        return self.pick(f"{title}（{listed}）", f"the {small(title)} ({listed})")

    def choice(self, fact: str, value: str) -> str:
        """Return one of the choices of a fact, or a state of a track, as people call it."""
        if fact.startswith("track."):
            return self.quoted(self.title("state", self.here(value)))
        key = f"choice/{fact.removeprefix('parent.')}.{value}"
        known = key in self.legend.titles
        return self.quoted(self.legend.title(key, self.lang) if known else value)

    def value(self, value: Value) -> str:
        """Return a literal as people say it."""
        if isinstance(value, bool):
            return self.pick("是", "yes") if value else self.pick("否", "no")
        if isinstance(value, Span):
            return self.span(value)
        return self.quoted(value) if isinstance(value, str) else write_value(value)

    def span(self, span: Span) -> str:
        """Return a duration in words: ``3 个工作日``."""
        return self.pick(f"{span.count} {_ZH_UNITS[span.unit]}", write_span(span))

    def happening(self, signal: str) -> str:
        """Return what is over once a signal came: ``“发送报价”完成``."""
        first, _, outcome = signal.partition(".")
        key = f"touchpoint/{self.here(first)}"
        if key not in self.legend.titles or f"signal/{signal}" in self.legend.titles:
            return self.quoted(self.title("signal", signal))
        touchpoint = self.quoted(self.legend.title(key, self.lang))
        if outcome in {"", "done"}:
            return self.pick(f"{touchpoint}完成", f"{touchpoint} is done")
        result = self.quoted(self.title("outcome", self.here(signal)))
        return self.pick(f"{touchpoint}得出{result}", f"{touchpoint} ends in {result}")

    def tidy(self, text: str) -> str:
        """Return a sentence with a space where Chinese meets Latin letters or digits."""
        return _MEET.sub(" ", text) if self.lang == "zh" else text


def small(title: str) -> str:
    """Return an English title as it stands inside a sentence; abbreviations stay as they are."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
