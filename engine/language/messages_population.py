"""Wording of what is wrong with a population, in Chinese and English."""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

POPULATION: dict[str, Message] = {
    # --- shares and chances
    "bad-chance": _entry(
        "“{text}”不是 0% 到 100% 的比例", '"{text}" is not a share from 0% to 100%',
        "写成 15%，小数最多四位", "write it like 15%, with at most four decimals",
    ),
    "bad-chance.factor": _entry(
        "“{text}”不是百分比", '"{text}" is not a percentage',
        "写成平常的百分之几，如 40% 或 130%", "write what it has of the usual, such as 40% or 130%",
    ),
    "shares-not-whole": _entry(
        "各部分合计 {total}，不是 100%", "these shares add up to {total}, not to 100%",
        "改到正好 100%", "change them until they are 100% together",
    ),
    "shares-not-whole.replies": _entry(
        "各种回应合计 {total}，超过了 100%", "these replies add up to {total}, more than 100%",
        "只会来其中一种；另算的写在 also 里", "only one of them comes; what comes besides belongs to also",
    ),
    "shares-not-whole.silence": _entry(
        "回应合计 {total}，沉默只能是 {rest}", "the replies add up to {total}, which leaves {rest} for silence",
        "改成 {rest}，或不写 silence", "write {rest}, or leave silence out",
    ),
    # --- spreads
    "bad-spread": _entry(
        "分布只写一个词，这里写了：{found}", "a spread is exactly one word; here: {found}",
        "写一个值，或 constant、uniform、triangular、exponential、lognormal、gamma、table 之一",
        "write a value, or one of constant, uniform, triangular, exponential, lognormal, gamma, table",
    ),
    "bad-spread.part": _entry(
        "缺少“{name}”", '"{name}" is missing',
        "lognormal 写 median 和 p90，gamma 写 mean 和 shape，exponential 写 mean",
        "lognormal has median and p90, gamma mean and shape, exponential mean",
    ),
    "bad-spread.count": _entry(
        "“{name}”要写 {wanted} 个值", '"{name}" takes {wanted} values',
        "写成 uniform: [1 hour, 4 hours]，triangular: [30 minutes, 1 hour, 3 hours]",
        "write uniform: [1 hour, 4 hours], triangular: [30 minutes, 1 hour, 3 hours]",
    ),
    "bad-spread.order": _entry(
        "这些值没有从小到大", "these values do not rise",
        "从小到大写；p90 要大于 median", "write them from the least to the most; p90 is more than median",
    ),
    "bad-spread.zero": _entry(
        "这里不能是零，也不能小于零", "nothing here can be zero or less",
        "写一个大于零的值，如 1 minute", "write something more than nothing, such as 1 minute",
    ),
    "bad-spread.table": _entry(
        "table 没有从 0% 升到 100%", "this table does not rise from 0% to 100%",
        "写成 {0%: 1 hour, 50%: 4 hours, 100%: 5 days}，左右都从小到大",
        "write {0%: 1 hour, 50%: 4 hours, 100%: 5 days}, both sides rising",
    ),
    "bad-spread.mixed": _entry(
        "同一个分布里混用了工作时间和自然时间", "one spread mixes business time and plain time",
        "都写 business hours、business days，或都不写 business",
        "write business hours and business days throughout, or nowhere",
    ),
    "bad-spread.shifts": _entry(
        "做一件事要多久，不能用天、周、月写", "how long somebody works is not told in days, weeks or months",
        "写 minutes、hours 或 business days", "write minutes, hours or business days",
    ),
    "bad-spread.number": _entry(
        "“{text}”不是数", '"{text}" is not a number',
        "写成 2 或 0.5", "write it like 2 or 0.5",
    ),
    # --- rates, time, numbers
    "bad-rate": _entry(
        "“{text}”不是多久几个", '"{text}" does not say how many in what time',
        "写成 40 per week；可用 hour、day、week、month、year，要大于零",
        "write it like 40 per week: per hour, day, week, month or year, more than nothing",
    ),
    "bad-rate.never": _entry(
        "“{name}”全是 0%，一个客户也不会来", 'every one of "{name}" is 0%, so nobody ever comes',
        "至少留一个大于 0%", "leave one of them above 0%",
    ),
    "bad-window": _entry(
        "还没开始就结束了", "this ends before it has begun",
        "写成 52 weeks", "write it like 52 weeks",
    ),
    "bad-window.years": _entry(
        "日历到不了那么远", "no calendar reaches that far",
        "从 1900 到 2199 年之间选一天", "choose a day between 1900 and 2199",
    ),
    "bad-capacity": _entry(
        "“{name}”不能是 {found}", '"{name}" cannot be {found}',
        "写 1 到 {most} 的整数；人手不限的角色不写", "write a whole number from 1 to {most}; leave out a role whose people have no limit",
    ),
    "other-currency": _entry(
        "这里用的是另一种货币", "this is in another currency",
        "都写 {wanted}；货币之间从不换算", "write {wanted} throughout; currencies are never converted",
    ),
    # --- against the playbooks
    "begins-elsewhere": _entry(
        "客户从“{name}”开始，而 stages 里没有它", 'customers begin in "{name}", which is not among the stages',
        "把它加进 stages", "add it to stages",
    ),
    "named-twice": _entry(
        "有好几个触点叫“{name}”", 'several touchpoints are called "{name}"',
        "写成其中之一：{allowed}", "write one of: {allowed}",
    ),
    "behaviour-misplaced": _entry(
        "“{name}”写在状态名下，不写在剧本名下", '"{name}" belongs to a state, not to a playbook',
        "写在 剧本.状态 下面", "write it under PLAYBOOK.STATE",
    ),
    "behaviour-misplaced.state": _entry(
        "anytime 写在剧本名下，不写在状态名下", "anytime belongs to a playbook, not to a state",
        "写在“{name}”下面；这个状态里另算的写在 also 里", 'write it under "{name}"; what may come besides in this state belongs to also',
    ),
    "no-behaviour": _entry(
        "“{name}”等着外面的人，却没写他们怎么回应", '"{name}" waits for somebody outside, and nothing says how they answer',
        "写出它的 replies（能听到：{allowed}），或写 silence: 100%",
        "say its replies (it hears: {allowed}), or silence: 100%",
    ),
    "outcome-missing": _entry(
        "没有写到的结果：{names}", "outcomes that are not named: {names}",
        "每个结果都写占比，不会有的写 0%", "give each outcome its share, 0% where it never comes",
    ),
    "outcome-missing.all": _entry(
        "“{name}”有几种结果，却没写各占多少", '"{name}" has several outcomes, and nothing says how often each comes',
        "在 work 里写 outcomes: {{allowed}}，合计 100%", "under work, write outcomes: {{allowed}}, together 100%",
    ),
}  # fmt: skip
"""By case; a case is a rule's name, with a suffix where one rule has several wordings."""
