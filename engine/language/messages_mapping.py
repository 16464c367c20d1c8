"""Wording of what is wrong with a mapping, in Chinese and English."""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

MAPPING: dict[str, Message] = {
    # --- the log
    "unknown-encoding": _entry(
        "没有“{name}”这种编码", 'there is no encoding "{name}"',
        "常用的有：{allowed}", "the usual ones are: {allowed}",
    ),
    "unknown-encoding.near": _entry(
        "没有“{name}”这种编码", 'there is no encoding "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "says-nothing.log": _entry(
        "“{name}”对 {kind} 没有意义", '"{name}" says nothing of {kind}',
        "删去；它只用于 {allowed}", "remove it; it is for {allowed}",
    ),
    "bad-sign": _entry(
        "“{name}”不能是“{found}”", '"{name}" cannot be "{found}"',
        "写一个符号；小数点和千分位不能相同", "write one sign; decimals and thousands cannot share theirs",
    ),
    "unknown-column": _entry(
        "日志里没有“{name}”这一列", 'the log has no column "{name}"',
        "有的是：{allowed}", "it has: {allowed}",
    ),
    "unknown-column.near": _entry(
        "日志里没有“{name}”这一列", 'the log has no column "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    # --- how columns are read
    "says-nothing": _entry(
        "“{name}”在这里说不了什么", '"{name}" says nothing here',
        "它只与这些同写：{allowed}", "it goes with: {allowed}",
    ),
    "read-twice": _entry(
        "“{name}”这一列有几种读法：{found}", 'column "{name}" is to be read in several ways: {found}',
        "as、money、date、time 只留一个", "keep one of as, money, date, time",
    ),
    "bad-format.nothing": _entry(
        "日期格式里没有记号", "this format has no tokens",
        "写成 D/M/YYYY HH:mm 这样，或 iso、unix seconds、unix milliseconds、excel",
        "write it like D/M/YYYY HH:mm, or iso, unix seconds, unix milliseconds, excel",
    ),
    "bad-format.token": _entry(
        "日期格式里没有“{name}”这个记号", 'there is no token "{name}" in date formats',
        "可以是：{allowed}；原样的字写在方括号里", "allowed: {allowed}; words that stand for themselves go in [brackets]",
    ),
    "bad-format.token.near": _entry(
        "日期格式里没有“{name}”这个记号", 'there is no token "{name}" in date formats',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "bad-format.twice": _entry(
        "“{name}”与“{near}”说的是同一件事", '"{name}" and "{near}" say the same thing twice',
        "只留一个；月是 M，分是 m", "keep one; M is the month, m the minute",
    ),
    "bad-format.day": _entry(
        "这个格式说不出是哪一天，少了 {name}", "this format does not tell which day: {name} is missing",
        "写全年、月、日，如 D/M/YYYY", "write year, month and day, such as D/M/YYYY",
    ),
    "bad-format.needs": _entry(
        "有“{name}”却没有“{near}”", 'there is "{name}" without "{near}"',
        "加上“{near}”，或删去“{name}”", 'add "{near}", or remove "{name}"',
    ),
    "bad-format.half": _entry(
        "“{name}”是十二小时制，却没有上下午", '"{name}" is of a clock of twelve hours, without morning or afternoon',
        "加上 A，或写“{near}”", 'add A, or write "{near}"',
    ),
    "bad-format.whole": _entry(
        "“{name}”是二十四小时制，不需要 A", '"{name}" is of a clock of twenty-four hours, which has no A',
        "写“{near}”，或删去 A", 'write "{near}", or remove A',
    ),
    "bad-format.beside": _entry(
        "“{name}”连在一起，分不清哪几位是哪个", '"{name}" run together: which digits belong to which cannot be told',
        "用两位的“{near}”，或在中间写上符号", 'use "{near}" of two digits, or a sign between them',
    ),
    "bad-format.bracket": _entry(
        "方括号没有关上", "this bracket is never closed",
        "写成 [年] 这样", "write it like [at]",
    ),
    "bad-format.time": _entry(
        "“{name}”里没有钟点", '"{name}" tells no time of day',
        "只有日期就写 date，并用 at 说明钟点", "write date where there is only a day, with at for its time",
    ),
    "bad-within": _entry(
        "within 要写从哪天到哪天", "within is from which day to which",
        "写成 within: [2005-01-01, 2016-12-31]", "write it like within: [2005-01-01, 2016-12-31]",
    ),
    "no-moment": _entry(
        "“{name}”这一列没有说明怎样读成时间", 'nothing says how column "{name}" is read as a moment',
        "在 columns 里写 date（如 D/M/YYYY）和 at，或 time",
        "under columns, say date, such as D/M/YYYY, with at, or time",
    ),
    "no-moment.time": _entry(
        "“{name}”这一列只有日期，没有说明在几点", 'column "{name}" holds dates, and nothing says at what time of day',
        "在 columns 里给它写 at，如 at: \"12:00\"", 'give it at under columns, such as at: "12:00"',
    ),
    "no-moment.event": _entry(
        "这件事没有时间", "this event has no moment",
        "写 at: 列名，或给整个映射写 at", "write at with a column, or at for the whole mapping",
    ),
    "no-moment.outcome": _entry(
        "“{name}”没有时间", 'nothing says when "{name}" happened',
        "写 at: 列名，或 signal", "write at with a column, or signal",
    ),
    "unused-column": _entry(
        "“{name}”这一列写了读法，却没有用到", 'column "{name}" is declared and never used',
        "用它，或删去", "use it, or remove it",
    ),
    "cannot-compare.rises": _entry(
        "“{name}”这一列不是数", 'column "{name}" is no number',
        "在 columns 里写 as: number", "under columns, say as: number",
    ),
    "cannot-compare": _entry(
        "“{name}”这一列是时间，不能和词比", 'column "{name}" holds moments, which are no words',
        "用 known、unknown 或 changed", "use known, unknown or changed",
    ),
    # --- what columns give
    "cannot-give": _entry(
        "“{column}”这一列给不出“{name}”", 'column "{column}" cannot give "{name}"',
        "在 columns 里说明怎么读：{cure}", "under columns, say how it is read: {cure}",
    ),
    "cannot-give.choice": _entry(
        "“{column}”这一列什么字都可能有，“{name}”只能是：{words}", 'column "{column}" may hold any text, and "{name}" is one of: {words}',
        "在 columns 里写 words，说明哪个词是哪个", "under columns, say with words which of its words is which",
    ),
    "cannot-give.words": _entry(
        "“{column}”这一列给不出“{name}”，它要写成 {wanted}", 'column "{column}" cannot give "{name}", which is like {wanted}',
        "在 columns 里写 words，或写 {value: …}", "under columns, write words for it, or write {value: …}",
    ),
    # --- what rows tell
    "event-verb": _entry(
        "一件事只说一样，这里有：{found}", "an event says exactly one thing; here: {found}",
        "写其中之一：{words}", "write one of: {words}",
    ),
    "event-lacks.to": _entry(
        "没有写交给谁", "nothing says who has it now",
        "写 to: 列名", "write to with a column",
    ),
    "event-lacks.outcome": _entry(
        "“{name}”有几种结果，这里没有写是哪种", '"{name}" has several outcomes, and nothing says which',
        "写 outcome: {value: …} 或列名；可以是：{allowed}", "write outcome: {value: …}, or a column; allowed: {allowed}",
    ),
    "says-nothing.signal": _entry(
        "写了 signal，“{name}”就说不了什么", '"{name}" says nothing beside signal',
        "删去其一", "remove one of them",
    ),
    "empty-rows": _entry(
        "这里什么也没有写", "nothing is said here",
        "写成 列名: 词，或删去", "write it like COLUMN: word, or remove it",
    ),
    "empty-rows.group": _entry(
        "“{name}”没有说是哪些", 'nothing says which cases are in "{name}"',
        "写 when、known、unknown 或 in_order", "write when, known, unknown or in_order",
    ),
    "event-lacks.facts": _entry(
        "没有写是哪些事实", "no facts are named",
        "写成 facts: {order.amount: 列名}", "write it like facts: {order.amount: COLUMN}",
    ),
    "empty-rows.order": _entry(
        "只有一列，说不上先后", "one column alone has no order",
        "写两列或更多", "write two columns or more",
    ),
    "bad-days": _entry(
        "晚多少要用天或周写", "how much later is told in days or weeks",
        "写成 14 days", "write it like 14 days",
    ),
}  # fmt: skip
"""By case; a case is a rule's name, with a suffix where one rule has several wordings."""
