"""A comparison of two versions, told: a plain sentence a finding, and a table of all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import structs

from ..core.clock import MICROSECONDS_PER_DAY
from ..language.compiler import Compiled
from ..language.titles import Lang, Title
from ..language.values import MICROSECONDS_PER_HOUR
from ..language.wording import fill
from ..studies.figures.findings import Comparison, Finding
from .report_tables import Column, grid
from .svg_parts import escape
from .tables import Table
from .width import width

_WORDS = {
    "heading": Title("两个版本，同一批客户", "Two versions, the same customers"),
    "who": Title("这一版 {first} 对照 {second}：{customers} 个客户，{pieces} 个互不相干的部分，种子 {seed}", "this version {first} against {second}: {customers} customers, {pieces} independent pieces, seed {seed}"),
    "partial": Title("中断了：只比了一部分客户", "interrupted: only some of the customers are in it"),
    "none": Title("没有一处看得出差别：都在偶然的范围之内", "no difference can be told from chance"),
    "alone": Title("只有一个部分，说不出区间：给客群分成几个团队，或多跑几个种子", "one piece only, so no interval can be told: divide the population into teams, or run more seeds"),
    "chance": Title("区间是 95% 的：{count} 项里单凭偶然也会有 {by_chance} 项左右看似有差别", "Each interval is a 95 % one: of {count} figures about {by_chance} look different by chance alone"),
    "recovers": Title("{stall}：这一版在 {of} 次停滞里{more}挽回 {count} 次 {interval}{price}", "{stall}: this version recovers {count} {more} of {of} stalls {interval}{price}"),
    "hours": Title("{role}每周{more}用 {hours} 小时 {interval}", "{hours} {more} hours a week of the {role} {interval}"),
    "price": Title("，{hours}", " for {hours}"),
    "no-price": Title("，看不出谁的工作量有变化", ", with no change in anybody's workload that can be told from chance"),
    "altogether": Title("合在一起：{hours}", "All of this together takes {hours}"),
    "plain": Title("{what}：{more} {count} {interval}", "{what}: {count} {more} {interval}"),
    "more": Title("多", "more"),
    "fewer": Title("少", "fewer"),
    "clear": Title("有差别", "clear"),
    "noise": Title("偶然", "noise"),
    "same": Title("相同", "the same"),
    "unknown": Title("不知", "unknown"),
    "column.what": Title("项目", "Figure"),
    "column.first": Title("这一版", "This version"),
    "column.second": Title("对照版", "The other"),
    "column.difference": Title("相差", "Difference"),
    "column.interval": Title("95% 区间", "95 % interval"),
    "column.verdict": Title("结论", "Verdict"),
    "kind.ended": Title("旅程结束为“{name}”", "Journeys ended: {name}"),
    "kind.stalled": Title("停滞：{name}", "Stalled: {name}"),
    "kind.recovered": Title("挽回：{name}", "Won back: {name}"),
    "kind.lost": Title("停滞以流失告终：{name}", "Stalls that ended lost: {name}"),
    "kind.left": Title("停滞因走开而了：{name}", "Stalls left behind: {name}"),
    "kind.gave_up": Title("放弃：{name}", "Given up: {name}"),
    "kind.unfounded": Title("不成立的停滞：{name}", "Unfounded stalls: {name}"),
    "kind.escalated": Title("升级：{name}", "Escalated: {name}"),
    "kind.overdue": Title("逾期任务：{name}", "Overdue tasks: {name}"),
    "kind.contact": Title("联系：{name}", "Contacts: {name}"),
    "kind.worked": Title("工时（每周）：{name}", "Hours a week: {name}"),
    "kind.time": Title("阶段内天数（合计）：{name}", "Days in the stage, in all: {name}"),
    "kind.value_lost": Title("流失的终身价值（{name}）", "Lifetime value lost ({name})"),
    "kind.incident": Title("事件：{name}", "Incidents: {name}"),
}  # fmt: skip
_TITLED = {
    "stalled": "stall", "recovered": "stall", "lost": "stall", "left": "stall", "gave_up": "stall",
    "unfounded": "stall", "overdue": "stage", "time": "stage", "contact": "channel",
    "worked": "role",
}  # fmt: skip
_OUTCOMES = {
    "success": Title("成功", "success"),
    "lost": Title("流失", "lost"),
    "dormant": Title("休眠", "dormant"),
}


def compared_text(comparison: Comparison, compiled: Compiled, lang: Lang) -> str:
    """Return a comparison for a terminal: sentences first, then every figure."""
    told = _Told(comparison, compiled, lang)
    table = told.table()
    wide = [max(map(width, column)) for column in zip(table.columns, *table.rows, strict=True)]
    lines = [
        "  ".join(
            text + " " * (room - width(text)) if index in {0, len(row) - 1} else
            " " * (room - width(text)) + text
            for index, (text, room) in enumerate(zip(row, wide, strict=True))
        ).rstrip()
        for row in (table.columns, *table.rows)
    ]  # fmt: skip
    sentences = [f"• {each}" for each in told.sentences()]
    return "\n".join([table.title, told.who(), "", *sentences, "", *lines]) + "\n"


def compared_section(comparison: Comparison, compiled: Compiled, lang: Lang) -> str:
    """Return a comparison as a section of the page: the same sentences and table."""
    told = _Told(comparison, compiled, lang)
    table = told.table()
    sentences = "".join(f"<li>{escape(each)}</li>" for each in told.sentences())
    words = {0, len(table.columns) - 1}
    columns = [
        Column(each, "text" if index in words else "number")
        for index, each in enumerate(table.columns)
    ]
    return (
        f'<section class="compared"><h2>{escape(table.title)}</h2><p>{escape(told.who())}</p>'
        f"<ul>{sentences}</ul>{grid(columns, table.rows, table.title)}</section>"
    )


class _Told:
    """Words the findings of one comparison in one language."""

    def __init__(self, comparison: Comparison, compiled: Compiled, lang: Lang) -> None:
        self.comparison, self.compiled, self.lang = comparison, compiled, lang
        self.by_measure = {each.measure: each for each in comparison.findings}

    def say(self, name: str, /, **values: object) -> str:
        """Return one of our phrases with its values filled in."""
        return fill(_WORDS[name], {key: str(value) for key, value in values.items()}, self.lang)

    def who(self) -> str:
        """Return which versions met how many customers."""
        it = self.comparison
        told = self.say(
            "who", first=it.first, second=it.second, customers=f"{it.customers:,}",
            pieces=f"{it.pieces:,}", seed=it.seed,
        )  # fmt: skip
        return f"{told}\n{self.say('partial')}" if it.is_partial else told

    def sentences(self) -> Iterator[str]:
        """Yield what was found, what matters first: contacts won back, then outcomes."""
        clear = [each for each in self.comparison.findings if not each.is_noise]
        if self.comparison.pieces < 2:  # noqa: PLR2004 - a single one has no spread
            yield self.say("alone")
            return
        told = list(self._won_back([each for each in clear if _kind(each) == "recovered"]))
        plain = ("ended", "gave_up", "escalated", "overdue", "value_lost")
        for kind in plain:
            told += [self._plain(each) for each in clear if _kind(each) == kind]
        yield from told or [self.say("none")]
        count = len(self.comparison.findings)
        yield self.say("chance", count=count, by_chance=max(1, round(count / 20)))

    def _won_back(self, found: list[Finding]) -> Iterator[str]:
        """Yield what is won back, most first; what it takes once, for all of it."""
        hours = self._hours()
        price = self.say("no-price") if not hours else self.say("price", hours=hours)
        if self.lang == "en" and hours:
            price = f" {price}"
        for each in sorted(found, key=lambda each: -abs(each.difference)):
            yield self._recovered(each, price if len(found) == 1 else "")
        if len(found) > 1 and hours:
            yield self.say("altogether", hours=hours)

    def _recovered(self, found: Finding, price: str) -> str:
        subject = found.measure.partition("/")[2]
        stalls = self.by_measure.get(f"stalled/{subject}")
        return self.say(
            "recovers", stall=self.title(found), of=f"{stalls.first if stalls else 0:,}",
            count=f"{abs(found.difference):,}", more=self._more(found),
            interval=self._size(found), price=price,
        )  # fmt: skip

    def _hours(self) -> str:
        """Return whose work changes most, of what can be told from chance; empty for nobody's."""
        worked = [
            each
            for each in self.comparison.findings
            if _kind(each) == "worked" and not each.is_noise
        ]
        if not worked:
            return ""
        most = max(worked, key=lambda each: (abs(each.difference), each.measure))
        return self.say(
            "hours", role=self.title(most), more=self._more(most),
            hours=self._amount(most, abs(most.difference)), interval=self._size(most),
        )  # fmt: skip

    def _plain(self, found: Finding) -> str:
        return self.say(
            "plain", what=self.what(found), count=self._amount(found, abs(found.difference)),
            more=self._more(found), interval=self._size(found),
        )  # fmt: skip

    def table(self) -> Table:
        """Return every finding as a row, the clear ones first."""
        names = ("what", "first", "second", "difference", "interval", "verdict")
        columns = tuple(self.say(f"column.{name}") for name in names)
        listed = sorted(self.comparison.findings, key=lambda each: each.is_noise)
        return Table(self.say("heading"), "compared", columns, tuple(map(self._row, listed)))

    def _row(self, found: Finding) -> tuple[str, ...]:
        verdict = "noise" if found.is_noise else "clear"
        if found.low is None:
            verdict = "unknown"
        elif found.low == found.high == 0:
            verdict = "same"
        return (
            self.what(found),
            self._amount(found, found.first),
            self._amount(found, found.second),
            self._signed(found, found.difference),
            self._interval(found),
            self.say(verdict),
        )

    def what(self, found: Finding) -> str:
        """Return what was counted."""
        return self.say(f"kind.{_kind(found)}", name=self.title(found))

    def title(self, found: Finding) -> str:
        """Return the title of what a measure is about."""
        kind, _, subject = found.measure.partition("/")
        if kind == "ended":
            return _OUTCOMES[subject].text(self.lang)
        if kind == "escalated":
            ladder, _, tier = subject.partition(".")
            return f"{self.compiled.legend.title(f'ladder/{ladder}', self.lang)} · {tier}"
        titled = _TITLED.get(kind)
        return self.compiled.legend.title(f"{titled}/{subject}", self.lang) if titled else subject

    def _more(self, found: Finding) -> str:
        return self.say("more" if found.difference > 0 else "fewer")

    def _interval(self, found: Finding) -> str:
        if found.low is None or found.high is None:
            return "–"
        ends = (found.low, found.high)
        return f"[{', '.join(self._signed(found, each, plus='') for each in ends)}]"

    def _size(self, found: Finding) -> str:
        """Return the interval of how many more, or how many fewer."""
        if found.difference >= 0 or found.low is None or found.high is None:
            return self._interval(found)
        return self._interval(structs.replace(found, low=-found.high, high=-found.low))

    def _signed(self, found: Finding, value: int, plus: str = "+") -> str:
        text = self._amount(found, abs(value))
        sign = "−" if value < 0 else plus if value > 0 else ""
        return text if text.strip("0.,") == "" else f"{sign}{text}"

    def _amount(self, found: Finding, value: int) -> str:
        """Return a count, hours a week, days, or an amount of money."""
        kind = _kind(found)
        if kind == "worked":
            weeks = max(1, self.comparison.weeks)
            return f"{Decimal(value) / MICROSECONDS_PER_HOUR / weeks:,.1f}"
        if kind == "time":
            return f"{Decimal(value) / MICROSECONDS_PER_DAY:,.1f}"
        return f"{Decimal(value) / 100:,.0f}" if kind == "value_lost" else f"{value:,}"


def _kind(found: Finding) -> str:
    return found.measure.partition("/")[0]
