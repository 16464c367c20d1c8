"""What a simulation comes to, on a terminal: the few tables a process owner asks for first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..core.clock import local
from ..language.compiler import Compiled
from ..language.titles import Lang
from ..language.wording import fill
from ..studies.figures import results as f
from .aligned import aligned
from .phrases_simulated import SAID
from .quantities import count, hours, lasting, money, share, thousandths

_MOST_STALLS = 10
_MOST_RECOVERIES = 4
_MOST_TOUCHPOINTS = 8
_MOST_INCIDENTS = 5
_BARS = "▁▂▃▄▅▆▇█"
_WIDEST_BARS = 60
_NONE = "–"


def summary_text(results: f.Results, compiled: Compiled, lang: Lang, again: str) -> str:
    """Return the summary; ``again`` is the command that runs the same once more."""
    summary = _Summary(results, compiled, lang, again)
    blocks: tuple[Callable[[], Iterator[str]], ...] = (
        summary.head, summary.segments, summary.funnel, summary.stalls, summary.tiers,
        summary.timeliness, summary.contacts, summary.work, summary.money, summary.little,
        summary.incidents,
    )  # fmt: skip
    told = ("\n".join(block()) for block in blocks)
    return "\n\n".join(block for block in told if block) + "\n"


def going(lang: Lang) -> str:
    """Return what a bar of progress is headed."""
    return SAID["going"].text(lang)


def interrupted(results: f.Results, lang: Lang) -> str:
    """Return that a run was stopped, and how much of it the results are about."""
    return fill(SAID["interrupted"], {"customers": count(results.customers)}, lang)


class _Summary:
    """Words one set of results, block by block; a block of which nothing happened is empty."""

    def __init__(self, results: f.Results, compiled: Compiled, lang: Lang, again: str) -> None:
        self.r, self.compiled, self.lang, self.again = results, compiled, lang, again

    def say(self, phrase: str, /, **values: object) -> str:
        texts = {
            name: count(value) if isinstance(value, int) else str(value)
            for name, value in values.items()
        }
        return fill(SAID[phrase], texts, self.lang)

    def title(self, kind: str, *names: str) -> str:
        return self.compiled.legend.title(f"{kind}/{'.'.join(names)}", self.lang)

    def own(self, kind: str, stage: str, name: str) -> str:
        found = self.compiled.legend.titles.get(f"{kind}/{stage}.{name}")
        return found.text(self.lang) if found is not None else name

    def lasting(self, microseconds: int) -> str:
        return lasting(microseconds, self.lang)

    def spread(self, time: f.Spread) -> tuple[str, str, str]:
        if not time.count:
            return _NONE, _NONE, _NONE
        return self.lasting(time.p50), self.lasting(time.p90), self.lasting(time.p99)

    def table(
        self, name: str, columns: str, rows: Sequence[Sequence[str]], texts: int = 1
    ) -> Iterator[str]:
        if rows:
            yield self.say(name)
            head = [self.say(f"column.{each}") for each in columns.split()]
            yield from aligned(head, rows, texts)

    def more(self, number: int) -> Iterator[str]:
        """Yield that so many more are not shown, where any are."""
        if number > 0:
            yield f"    {self.say('more', count=number)}"

    # --- block by block

    def head(self) -> Iterator[str]:
        r = self.r
        title = (r.title_zh if self.lang == "zh" else r.title_en) or r.population
        yield self.say(
            "head", title=title, customers=r.customers, journeys=r.journeys, signals=r.signals,
            seed=str(r.seed),
        )  # fmt: skip
        begins, ends = (f"{local(at, r.zone):%Y-%m-%d}" for at in (r.begins_at, r.ends_at))
        yield self.say("window", begins=begins, ends=ends, zone=r.zone)
        if r.is_partial:
            yield self.say("partial", asked=r.asked, customers=r.customers)
        kinds = {name: getattr(r, name) for name in ("success", "lost", "dormant", "open")}
        shares = {f"{name}_share": share(each, r.journeys) for name, each in kinds.items()}
        yield self.say("outcomes", **kinds, **shares)

    def segments(self) -> Iterator[str]:
        if len(self.r.segments) > 1:
            rows = [
                (
                    (each.title_zh if self.lang == "zh" else each.title_en) or each.segment,
                    *map(count, (each.customers, each.success, each.lost, each.dormant, each.open)),
                )
                for each in self.r.segments
            ]
            yield from self.table("segments", "segment customers success lost dormant open", rows)

    def funnel(self) -> Iterator[str]:
        rows = []
        for each in self.r.stages:
            ended = {
                outcome: sum(end.count for end in each.ends if end.outcome == outcome)
                for outcome in ("success", "lost", "dormant")
            }
            numbers = map(count, (each.entered, *ended.values(), each.open))
            rows.append((self.title("stage", each.stage), *numbers, *self.spread(each.time)))
        columns = "stage entered success lost dormant open p50 p90 p99"
        yield from self.table("funnel", columns, rows)

    def stalls(self) -> Iterator[str]:
        rows: list[tuple[str, ...]] = []
        found = sorted(self.r.stalls, key=lambda each: -each.count)
        for each in found[:_MOST_STALLS]:
            cause = self.title("cause", each.cause) if each.cause else _NONE
            numbers = (each.recovered, each.gave_up, each.lost, each.left, each.open)
            rows.append(
                (
                    self.own("stall", each.stage, each.stall),
                    cause,
                    count(each.count),
                    *map(count, numbers),
                )
            )
            won = sorted(each.recovered_by, key=lambda by: (-by.count, by.by))
            for by in won[:_MOST_RECOVERIES]:
                phrase = "by" if by.by else "by.nothing"
                rows.append((self.say(phrase, by=self.done(by.by), count=by.count),))
        columns = "stall cause times recovered gave_up lost left open"
        yield from self.table("stalls", columns, rows, texts=2)
        yield from self.more(len(found) - _MOST_STALLS)

    def done(self, key: str) -> str:
        """Return what a touchpoint or follow-up is called."""
        kind, _, name = key.partition("/")
        return self.title(kind, name) if kind else ""

    def tiers(self) -> Iterator[str]:
        rows = [
            (self.title("ladder", each.ladder), each.tier, count(each.reached), count(each.skipped))
            for each in self.r.tiers
        ]
        yield from self.table("tiers", "ladder tier reached skipped", rows, texts=2)

    def timeliness(self) -> Iterator[str]:
        found = [each for each in self.r.touchpoints if each.kind == "touchpoint"]
        if not found:
            return
        late = sorted(
            (each for each in found if each.late), key=lambda each: (-each.late, each.name)
        )
        rows = [
            (
                self.own("touchpoint", each.stage, each.name),
                *map(count, (each.opened, each.in_time, each.late)),
                count(each.skipped + each.cancelled + each.open),
                share(each.in_time, each.in_time + each.late),
                *self.spread(each.time)[:2],
            )
            for each in late[:_MOST_TOUCHPOINTS]
        ]
        columns = "touchpoint opened in_time late undone rate p50 p90"
        yield from self.table("timeliness", columns, rows) if rows else [self.say("timeliness")]
        yield from self.more(len(late) - _MOST_TOUCHPOINTS)
        in_time = sum(each.in_time for each in found)
        done = in_time + sum(each.late for each in found)
        opened = sum(each.opened for each in found)
        told = self.say(
            "on-time", opened=opened, done=done, in_time=in_time, share=share(in_time, done)
        )
        yield f"  {told}"

    def contacts(self) -> Iterator[str]:
        contacts = self.r.contacts
        if not contacts.contacts:
            return
        rows = [
            (
                self.title("channel", each.channel) if each.channel else _NONE,
                count(each.contacts),
                money(each.cost) if each.cost is not None else _NONE,
            )
            for each in contacts.channels
        ]
        yield from self.table("contacts", "channel contacts cost", rows)
        weeks, most = sum(contacts.per_week), len(contacts.per_week) - 1
        said = [
            self.say(_week(number, most), number=number, share=share(each, weeks))
            for number, each in enumerate(contacts.per_week)
            if each
        ]
        gap = "，" if self.lang == "zh" else ", "
        yield f"  {self.say('per-week', weeks=gap.join(said), deferred=contacts.deferred)}"

    def work(self) -> Iterator[str]:
        rows = [self.role(each) for each in self.r.roles]
        columns = "role people tasks worked load busiest waited cost weeks"
        lines = list(self.table("work", columns, rows))
        yield from lines

    def role(self, role: f.RoleFigures) -> tuple[str, ...]:
        weeks = role.weeks
        capacity = sum(week.capacity or 0 for week in weeks)
        full = [week for week in weeks if week.capacity]
        busiest = max(full, key=lambda week: week.worked / (week.capacity or 1), default=None)
        return (
            self.title("role", role.role),
            count(role.people) if role.people is not None else self.say("unlimited"),
            count(role.tasks),
            hours(role.worked, self.lang),
            share(role.worked, capacity) if full else _NONE,
            share(busiest.worked, busiest.capacity or 1) if busiest is not None else _NONE,
            self.lasting(role.waited.p90) if role.waited.count else _NONE,
            money(role.cost) if role.cost is not None else _NONE,
            bars([week.worked for week in weeks]),
        )

    def money(self) -> Iterator[str]:
        budget, value = self.r.budget, self.r.value
        if budget is None and value is None:
            return
        yield self.say("money")
        if budget is not None:
            parts = {
                name: money(getattr(budget, name))
                for name in ("total", "labour", "contacts", "sites")
            }
            if not self.compiled.program.limits:
                parts["contacts"] = self.say("uncounted")  # 0 would say that contacts are free
            yield f"  {self.say('budget', **parts)}"
        if value is not None:
            parts = {
                name: money(getattr(value, name)) for name in ("all", "lost", "dormant", "saved")
            }
            yield f"  {self.say('value', customers=value.customers, **parts)}"

    def little(self) -> Iterator[str]:
        """Yield that the law holds, for all journeys; or of each stage where it does not."""
        for law in self.r.little:
            gap, allowed = share(law.gap, 1_000_000), share(law.allowed, 1_000_000)
            if not law.holds:
                of = self.title("stage", law.of) if law.of else self.say("little.all")
                yield self.say("little.broken", of=of, gap=gap, allowed=allowed)
        if all(law.holds for law in self.r.little):
            for law in self.r.little[:1]:
                there, rate = thousandths(law.l), thousandths(law.rate)
                yield self.say(
                    "little.holds", l=there, rate=rate, w=self.lasting(law.w),
                    gap=share(law.gap, 1_000_000), allowed=share(law.allowed, 1_000_000),
                )  # fmt: skip

    def incidents(self) -> Iterator[str]:
        found = sorted(self.r.incidents, key=lambda each: (-each.count, each.code, each.key))
        if found:
            yield self.say("incidents")
        for each in found[:_MOST_INCIDENTS]:
            told = self.say(
                "incident", code=each.code, key=each.key, count=each.count,
                customer=each.first_customer,
            )  # fmt: skip
            yield f"  {told}"
            yield f"    → {self.again} --customer {each.first_customer}"
        yield from self.more(len(found) - _MOST_INCIDENTS)


def _week(number: int, most: int) -> str:
    return "week.none" if not number else "week.most" if number == most else "week.some"


def bars(numbers: Sequence[int]) -> str:
    """Return a row of bars, the highest full; several weeks in one where there are many."""
    together = -(-len(numbers) // _WIDEST_BARS) or 1
    sums = [sum(numbers[first : first + together]) for first in range(0, len(numbers), together)]
    most = max(sums, default=0)
    return "".join(_BARS[(len(_BARS) - 1) * each // most] if most else _BARS[0] for each in sums)
