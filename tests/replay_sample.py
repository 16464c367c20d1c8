"""A backtest, made up: an order from its quote to its delivery, with every kind of figure.

Nobody replayed this. The numbers hold together as a replay's do: the cells of each outcome add
up to the cases, a watch fires in no more cases than there are, months add up to the firings.
"""

from __future__ import annotations

import datetime as dt
import functools

import msgspec

from engine.core.clock import parse_local
from engine.language.compiler import Compiled, compile_files
from engine.language.values import Instant
from engine.studies.backtest import findings as b
from engine.studies.conformance import findings as c
from engine.studies.figures import results as f
from engine.studies.history import quality as q

from .small_workspace import SHARED

ZONE = "Asia/Shanghai"
HOUR = 3_600_000_000
DAY = 24 * HOUR
CASES = 10_324
LATE = 1_186

PLAYBOOK = """\
schema: playbook/1
id: order
title: 从报价到交货 | From quote to delivery
calendar: office
owner: seller
overdue: {remind: 1 business day before due, escalate: tiers}
start: quoting
anytime:
  order.cancelled: cancelled
states:
  quoting:
    title: 等客户下单 | Waiting for the order
    waits_for: customer
    moves:
      order.placed: delivering
    stalls:
      unanswered_30:
        title: 报价 30 天没有回音 | Quote unanswered for 30 days
        after: 30 days
        silent: customer
        cause: sales
        escalate: tiers
        recover: call_again
      unanswered_90:
        title: 报价 90 天没有回音 | Quote unanswered for 90 days
        after: 90 days
        silent: customer
        cause: sales
  delivering:
    title: 等交货 | Waiting for delivery
    waits_for: us
    touchpoints:
      confirm_date:
        title: 与客户确认交期 | Confirm the date with the customer
        with: customer.buyer
        via: [phone]
        due: 5 business days
    moves:
      order.delivered: recording
    stalls:
      delivery_late:
        title: 过了承诺日还没交货 | Not delivered by the promised day
        at: delivery.promised
        cause: sales
        escalate: tiers
  recording:
    title: 登记收货 | Recording the delivery
    waits_for: us
    touchpoints:
      record_delivery:
        title: 登记收货 | Record the delivery
        with: internal
        due: 7 days
    moves:
      record_delivery.done: recorded
    timeout: {after: 400 days, to: forgotten, title: 一直没有登记 | Not recorded for over a year}
  recorded: {title: 已登记 | Recorded, end: success}
  cancelled: {title: 已取消 | Cancelled, end: lost}
  forgotten: {title: 无人登记 | Never recorded, end: dormant}
clocks:
  promise:
    title: 下单到交货的时限 | From order to delivery
    starts: order.placed
    stops: order.delivered
    within: 120 days
    cause: sales
    escalate: tiers
rules:
  large_and_late:
    title: 大单临近承诺日 | A large order near its promised day
    if: order.amount >= large
    do: [{notify: lead}]
patterns:
  two_cancelled:
    title: 一个月内两次取消 | Two cancelled within a month
    count: order.cancelled
    at_least: 2
    within: 30 days
    same: account
    do: [{notify: head}]
"""

ORDER = """\
  order:
    title: 订单 | Order
    scope: journey
    facts:
      amount: {type: money, title: 金额 | Amount}
    signals:
      placed: {title: 下单 | Order placed, from: customer}
      delivered: {title: 交货 | Delivered, from: us}
      cancelled: {title: 取消 | Cancelled, from: customer}
  delivery:
    title: 交货 | Delivery
    scope: journey
    facts:
      promised: {type: date, title: 承诺日 | Promised day}
"""


@functools.cache
def workspace() -> Compiled:
    """Return the playbook the history is replayed through."""
    shared = {**SHARED, "vocabulary": SHARED["vocabulary"] + ORDER}
    files = {f"shared/{name}.yaml": text.encode() for name, text in shared.items()}
    compiled, problems = compile_files({"order.yaml": PLAYBOOK.encode(), **files})
    assert compiled is not None, [each.line("en") for each in problems]
    return compiled


def day(text: str) -> Instant:
    """Return noon of a local day."""
    return parse_local(f"{text} 12:00", ZONE)


def spread(count: int, days: int) -> f.Spread:
    """Return a spread around so many days, nothing of nothing."""
    marks = (days * DAY * 13 // 10, days * DAY, days * DAY * 3, days * DAY * 6)
    return f.Spread(count, *marks) if count else f.Spread(0, 0, 0, 0, 0)


def months(count: int, first: str, number: int) -> tuple[q.Counted, ...]:
    """Return firings poured over months, more in the middle, that add up."""
    year, month = map(int, first.split("-"))
    weights = [1 + (at * 7) % 5 + min(at, number - at) for at in range(number)]
    parts = [count * weight // sum(weights) for weight in weights]
    for at in range(count - sum(parts)):
        parts[(at * 31 + number // 2) % number] += 1
    named = (
        (f"{year + (month - 1 + at) // 12}-{(month - 1 + at) % 12 + 1:02d}", part)
        for at, part in enumerate(parts)
    )
    return tuple(q.Counted(name, part) for name, part in named if part)


def watch(kind: b.WatchKind, name: str, count: int, cases: int, **more: object) -> b.WatchFigures:
    """Return one watch; what is not said is made of its numbers."""
    given: dict[str, object] = {
        "about": "", "clause": "S4.2", "groups": _grouped(cases),
        "months": months(count, "2006-05", 112), "example": f"SCMS-{count}",
        "first_at": day("2006-05-12"), "last_at": day("2015-08-31"), **more,
    }  # fmt: skip
    whole = {"kind": kind, "stage": "order", "name": name, "count": count, "cases": cases}
    return msgspec.convert({**whole, **given}, b.WatchFigures, from_attributes=True)


def _grouped(cases: int) -> tuple[q.Counted, ...]:
    both, quoted = cases * 7 // 10, cases // 5
    listed = (("both_dates", both), ("quote_only", quoted), ("neither", cases - both - quoted))
    return tuple(q.Counted(name, number) for name, number in listed if number)


def watches() -> tuple[b.WatchFigures, ...]:
    """Return one watch of every kind."""
    late = b.Verdict("delivered_late", LATE, 0, 41, spread(LATE, 11))
    dropped = b.Verdict("cancelled", 63, 4, 1_393, spread(63, 38))
    beyond = b.Verdict("cancelled", 30, 9, 443, spread(30, 12))
    return (
        watch("stall", "unanswered_30", 1_460, 1_460, verdicts=(dropped,)),
        watch("stall", "unanswered_90", 482, 482, verdicts=(beyond,)),
        watch("stall", "delivery_late", 1_227, 1_227, verdicts=(late,)),
        watch("tier", "tiers.team", 2_671, 2_402, about="unanswered_30"),
        watch("tier", "tiers.unit", 1_320, 1_301, about="delivery_late"),
        watch("reminder", "record_delivery", 1_490, 1_490),
        watch("overdue", "record_delivery", 1_013, 1_013),
        watch("clock", "promise", 377, 377, clause="S4.4"),
        watch("timeout", "recording", 3, 3, clause="S2.8", months=months(3, "2009-01", 3)),
        watch("rule", "large_and_late", 212, 212, clause="S6.1"),
        watch("pattern", "two_cancelled", 1, 1, clause="S6.1", months=months(1, "2011-03", 1)),
    )


def outcomes() -> tuple[b.OutcomeFigures, ...]:
    """Return an outcome that is always noticed, one that seldom is, and one nothing foretells."""
    bins = zip(
        b.LEAD_DAYS, (40, 96, 88, 101, 170, 205, 160, 120, 90, 60, 30, 14, 8, 3, 1), strict=True
    )
    late = b.OutcomeFigures(
        "delivered_late", "晚交", "Delivered late", ("delivery_late",), LATE, LATE, LATE, 0, 41,
        CASES - LATE - 41, spread(LATE, 11), tuple(b.LeadBin(days, n) for days, n in bins),
    )  # fmt: skip
    cancelled = b.OutcomeFigures(
        "cancelled", "订单取消", "Order cancelled", ("unanswered_30", "order.unanswered_90"), 118,
        76, 63, 42, 1_397, CASES - 118 - 1_397, spread(63, 38),
        (b.LeadBin(10, 4), b.LeadBin(30, 35), b.LeadBin(45, 24)),
    )  # fmt: skip
    returned = b.OutcomeFigures(
        "returned", "退货", "Sent back", (), 9, 0, 0, 9, 0, CASES - 9, spread(0, 0)
    )
    return late, cancelled, returned


def loads() -> tuple[b.RoleLoad, ...]:
    """Return a busy role, and one that only hears of it; two weeks of nothing among the weeks."""
    begins = dt.date(2006, 5, 8)

    def load(role: str, tasks: int, notices: int) -> b.RoleLoad:
        weeks = [
            b.RoleWeek(
                begins + dt.timedelta(weeks=at),
                tasks * ((at * 37) % 11) // 10 if at not in {3, 4} else 0,
                notices * ((at * 23) % 7) // 10 if at not in {3, 4} else 0,
            )
            for at in range(487)
        ]
        told = sum(each.tasks for each in weeks), sum(each.notices for each in weeks)
        return b.RoleLoad(role, *told, tuple(weeks))

    return load("seller", 60, 9), load("lead", 0, 8), load("head", 0, 5)


def conformance() -> c.Conformance:
    """Return history that fits but for 22 cases."""
    deviations = (
        c.Deviation(
            "unmatched",
            "order",
            "",
            "delivering",
            "order.placed",
            ("quoting",),
            10,
            10,
            10,
            "SCMS-8",
            "recording",
        ),
        c.Deviation(
            "pending",
            "order",
            "",
            "recording",
            "order.delivered",
            ("offer_sheet",),
            6,
            5,
            5,
            "SCMS-77",
        ),
        c.Deviation(
            "refused",
            "order",
            "",
            "recording",
            "record_delivery.done",
            ("document-missing", "offer_sheet"),
            4,
            4,
            4,
            "SCMS-78",
        ),
        c.Deviation("ignored", "order", "", "quoting", "client.asked", (), 9, 3, 3, "SCMS-79"),
    )
    variants = (
        c.Variant(
            ("order.placed", "order.delivered", "record_delivery.done"), 5_000, True, "SCMS-1"
        ),
        c.Variant(("order.delivered", "record_delivery.done"), 4_800, False, "SCMS-2"),
    )
    skipped = (
        c.Skipped("touchpoint", "order", "delivering", "confirm_date", 9_000, f.Share(300, 9_300)),
    )
    return c.Conformance(
        cases=CASES, fitting=CASES - 22, complete=10_120, deviations=deviations,
        variants=variants, rest=41, rest_cases=524, skipped=skipped,
    )  # fmt: skip


def quality() -> q.Quality:
    """Return a log with every kind of trouble."""
    odd = q.Example(17, "SCMS-17", "13/40/06")
    return q.Quality(
        mapping="scms",
        log="scms_delivery_history.csv.gz",
        rows=10_340,
        accepted=CASES,
        rejected=9,
        left_out=4,
        dropped=3,
        unused=12,
        empty=2,
        cases=CASES,
        accounts=142,
        events=27_913,
        first_at=day("2006-01-08"),
        last_at=day("2015-12-31"),
        rejects=(
            q.Trouble("unreadable-date", 6, "PQ First Sent to Client Date", (odd,)),
            q.Trouble("ragged", 3, "", (q.Example(901),)),
        ),
        doubles=(q.Trouble("alike", 3, "", (q.Example(44, "SCMS-44"),)),),
        order=(q.Trouble("order", 5, "PQ First Sent → PO Sent", (q.Example(88, "SCMS-88"),)),),
        ties=(q.Trouble("tie", 611, "", (q.Example(5, "SCMS-5", "2-Jun-06"),)),),
        unmapped=(q.Trouble("unmapped", 2, "Shipment Mode", (q.Example(9, "", "Mule"),)),),
        unknown=(q.Counted("PO Sent to Vendor Date", 5_732),),
        signals=(q.Counted("order.placed", 7_000), q.Counted("order.delivered", CASES)),
        groups=(q.Counted("both_dates", 3_842), q.Counted("quote_only", 3_801)),
        outcomes=(q.Counted("delivered_late", LATE),),
    )


STATES = (
    ("quoting", 7_643, 31, 41), ("delivering", CASES, 120, 66), ("recording", 10_120, 40, 4),
    ("recorded", 10_077, 0, 0), ("cancelled", 118, 0, 0), ("forgotten", 3, 0, 0),
)  # fmt: skip
MOVES = (
    ("quoting", "delivering", "order.placed", 7_500),
    ("delivering", "recording", "order.delivered", 10_120),
    ("recording", "recorded", "record_delivery.done", 10_077),
    ("quoting", "cancelled", "order.cancelled", 112),
    ("delivering", "cancelled", "order.cancelled", 6),
    ("recording", "forgotten", "timeout", 3),
)
ENDS = (
    f.EndFigures("recorded", "success", 10_077),
    f.EndFigures("cancelled", "lost", 118),
    f.EndFigures("forgotten", "dormant", 3),
)
STALLS = (
    ("unanswered_30", 1_460, 1_300),
    ("unanswered_90", 482, 400),
    ("delivery_late", 1_227, 1_186),
)


def stall_figures() -> tuple[f.StallFigures, ...]:
    """Return how each stall ended."""
    return tuple(
        f.StallFigures(
            "order", name, "sales", count, back, 0, 7, count - back - 8, 0, 1,
            (f.Recovered("", back),), spread(count - 1, 14),
        )
        for name, count, back in STALLS
    )  # fmt: skip


def state_figures() -> tuple[f.StateFigures, ...]:
    """Return how long each state took."""
    return tuple(
        f.StateFigures("order", "", name, visits, left, spread(visits - left if days else 0, days))
        for name, visits, left, days in STATES
    )


def figures() -> f.Results:
    """Return what was counted on the way, as of a simulation."""
    recording = f.TouchpointFigures(
        "order", "record_delivery", "touchpoint", 10_120, 9_067, 1_010, 0, 0, 43, spread(10_077, 3)
    )
    return f.Results(
        program=workspace().id,
        population="history",
        title_zh="",
        title_en="",
        seed=0,
        begins_at=day("2006-01-08"),
        ends_at=day("2015-12-31"),
        zone=ZONE,
        customers=142,
        asked=142,
        is_partial=False,
        journeys=CASES,
        signals=41_882,
        records=310_221,
        success=10_077,
        lost=118,
        dormant=3,
        open=126,
        segments=(),
        stages=(f.StageFigures("order", CASES, 126, ENDS, spread(10_198, 92)),),
        states=state_figures(),
        moves=tuple(f.MoveFigures("order", "", *each) for each in MOVES),
        touchpoints=(recording,),
        stalls=stall_figures(),
        tiers=(f.TierFigures("tiers", "team", 2_671, 31), f.TierFigures("tiers", "unit", 1_320, 0)),
        rules=(f.RuleFigures("order", "large_and_late", "rule", 212),),
        roles=(),
        contacts=f.ContactFigures(
            4_310, 88, (f.ChannelFigures("phone", 4_310, None),), (60_000, 3_100, 410, 130)
        ),
        budget=None,
        value=None,
        little=(),
        incidents=(),
    )


def band(kind: b.WatchKind, name: str, *points: int) -> b.Band:
    """Return how often a watch fires at 80, 100 and 120 percent."""
    listed = zip((80, 100, 120), points, strict=True)
    return b.Band(kind, "order", name, "", tuple(b.BandPoint(p, n, n) for p, n in listed))


def sample() -> b.Backtest:
    """Return a backtest in which every list has something."""
    groups = (
        b.GroupFigures("both_dates", "两个日期都有", "Both dates", 3_842),
        b.GroupFigures("quote_only", "只有报价日期", "Quote only", 3_801),
        b.GroupFigures("neither", "都没有", "Neither", 2_681),
    )
    bands = (
        band("stall", "unanswered_30", 1_688, 1_460, 1_291),
        band("stall", "unanswered_90", 566, 482, 421),
        band("overdue", "record_delivery", 1_190, 1_013, 904),
    )
    million = 1_000_000
    return b.Backtest(
        program=workspace().id,
        mapping="scms",
        title_zh="交货历史",
        title_en="Delivery history",
        zone=ZONE,
        begins_at=day("2006-01-08"),
        ends_at=day("2015-12-31"),
        cases=CASES,
        accounts=142,
        events=27_913,
        timers=13_969,
        open=126,
        refused=4,
        ignored=9,
        incidents=3,
        beyond=5,
        groups=groups,
        watches=watches(),
        outcomes=outcomes(),
        loads=loads(),
        figures=figures(),
        conformance=conformance(),
        quality=quality(),
        bands=bands,
        reactions=(
            b.Reaction(
                "order",
                "unanswered_30",
                1_460,
                1_300 * million,
                365 * million,
                905 * million + 400_000,
            ),
        ),
        population="buyers_2015",
        unobserved=("offer_sheet", "confirm_date"),
        from_first_row=("order.amount",),
    )


def nothing() -> b.Backtest:
    """Return the backtest of a log without a single case."""
    empty = msgspec.structs.replace(
        figures(), customers=0, asked=0, journeys=0, signals=0, records=0, success=0, lost=0,
        dormant=0, open=0, stages=(), states=(), moves=(), touchpoints=(), stalls=(), tiers=(),
        rules=(), contacts=f.ContactFigures(0, 0, (), ()),
    )  # fmt: skip
    read = q.Quality(
        mapping="scms", log="empty.csv", rows=0, accepted=0, rejected=0, left_out=0, dropped=0,
        unused=0, cases=0, accounts=0, events=0, first_at=None, last_at=None,
    )  # fmt: skip
    fit = c.Conformance(
        cases=0, fitting=0, complete=0, deviations=(), variants=(), rest=0, rest_cases=0, skipped=()
    )
    return msgspec.structs.replace(
        sample(), cases=0, accounts=0, events=0, timers=0, open=0, refused=0,
        ignored=0,
        incidents=0,
        beyond=0, groups=(),
        watches=(), outcomes=(), loads=(), figures=empty, conformance=fit, quality=read, bands=(),
        reactions=(), population="", unobserved=(), from_first_row=(),
    )  # fmt: skip


def against() -> b.Against:
    """Return two workspaces on the same history: one watch changed, one is new, one is gone."""
    first = sample()
    changed = msgspec.structs.replace(first.watches[0], count=1_291, cases=1_291)
    gone = first.watches[-1]
    new = watch("stall", "unanswered_10", 2_104, 2_104)
    fewer = msgspec.structs.replace(first.outcomes[1], noticed=60, in_time=52, missed=58,
                                    false_alarms=1_231, quiet=CASES - 118 - 1_231)  # fmt: skip
    second = msgspec.structs.replace(
        first, watches=(changed, *first.watches[1:-1], new),
        outcomes=(first.outcomes[0], fewer, first.outcomes[2]), program="0" * 16,
        loads=first.loads[:2],
    )  # fmt: skip
    pairs = [
        _pair(one, None, one.cases, 0) if one is gone else _pair(one, one, 0, 0)
        for one in first.watches
    ]
    pairs[0] = _pair(first.watches[0], changed, 169, 0)
    return b.Against(first=first, second=second, watches=(*pairs, _pair(None, new, 0, 2_104)))


def _pair(
    one: b.WatchFigures | None, two: b.WatchFigures | None, first: int, second: int
) -> b.WatchPair:
    some = one or two
    assert some is not None
    examples = ("SCMS-31" if first else "", "SCMS-32" if second else "")
    return b.WatchPair(
        some.kind, some.stage, some.name, some.about, one, two, first, second, *examples
    )
