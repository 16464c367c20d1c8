"""Wording of every problem in a condition or in a message text.

Same form as :mod:`engine.language.messages`, which holds these too.
"""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

LOGIC: dict[str, Message] = {
    # --- conditions: their words
    "bad-condition.character": _entry(
        "条件里不能有“{found}”", '"{found}" cannot stand in a condition',
        "条件由名字、值、and or not in has、== != < <= > >=、+ - * / 和括号组成",
        "a condition is made of names, values, and or not in has, == != < <= > >=, + - * / and parentheses",
    ),
    "bad-condition.sign": _entry(
        "条件里不写 {found}", "conditions do not say {found}",
        "写成 {cure}", "write {cure}",
    ),
    "bad-condition.look-alike": _entry(
        "{found} 看起来像英文字母，其实不是", "{found} looks like a plain letter but is another",
        "用英文键盘重新输入这个字", "type it again on an English keyboard",
    ),
    "bad-condition.chinese-word": _entry(
        "条件里用名字（英文 id），不用标题“{found}”", 'conditions use names (ids), not titles such as "{found}"',
        "写成 contract.amount 这样；若是文本，加引号", "write it like contract.amount; quote it if it is a text",
    ),
    "bad-condition.quote": _entry(
        "引号 {found} 没有配对", "the quote {found} is not closed",
        "文本前后都加同一种英文引号，如 \"无\"", 'put the same plain quote on both sides, such as "none"',
    ),
    "bad-condition.comma": _entry(
        "条件里没有逗号", "there are no commas in conditions",
        "几个值之间用 or，如 in (A or B)", "put or between values, such as in (A or B)",
    ),
    "bad-condition.space": _entry(
        "条件里有一个特殊的空格（全角或不换行空格）", "there is a special space in the condition",
        "换成普通空格", "use an ordinary one",
    ),
    "bad-condition.thousands": _entry(
        "数字里不写逗号：“{found}”", 'numbers have no commas: "{found}"',
        "一个数写成 {cure}；几个值之间用 or", "write {cure} if it is one number; put or between several",
    ),
    "bad-condition.amount": _entry(
        "数要写全：“{found}”", 'write the number in full: "{found}"',
        "写成 {cure}；若是金额，后面加币种，如 {cure} CNY", "write {cure}; an amount needs its currency, such as {cure} CNY",
    ),
    "bad-condition.duration": _entry(
        "时长要用英文单位：“{found}”", 'durations are written with English units: "{found}"',
        "写成 {cure}（工作日）、3 days（自然日）这样", "write it like {cure}, or 3 days by the calendar",
    ),
    "bad-condition.between": _entry(
        "没有 between 这个说法", "there is no between",
        "写成 {cure}", "write {cure}",
    ),
    "bad-condition.chained": _entry(
        "比较不能连着写", "comparisons cannot be chained",
        "写成 {cure}", "write {cure}",
    ),
    "bad-condition.brackets": _entry(
        "in 后面的几个值要放在括号里", "the values behind in stand in parentheses",
        "写成 {cure}", "write {cure}",
    ),
    "bad-condition.not-in": _entry(
        "not 要写在前面", "not comes first",
        "写成 {cure}", "write {cure}",
    ),
    "bad-condition.no-matching": _entry(
        "条件不能查文本里的字（“{found}”）", 'conditions do not look inside texts ("{found}")',
        "改用选项或标签：account.tier == A，account.tags has vip",
        "use a choice or a tag: account.tier == A, account.tags has vip",
    ),
    "bad-condition.no-power": _entry(
        "没有乘方“{found}”", 'there are no powers ("{found}")',
        "可以用 + - * /", "use + - * /",
    ),
    "bad-condition.end": _entry(
        "条件没写完", "the condition is not finished",
        "在末尾补上名字或值", "add the name or value that is still missing",
    ),
    "bad-condition.open": _entry(
        "括号没有合上", "a parenthesis is still open",
        "在末尾补上 )", "add the missing )",
    ),
    "bad-condition.expected": _entry(
        "这里不能是“{found}”", '"{found}" cannot stand here',
        "写成 contract.amount >= large_order and not account.on_hold 这样",
        "write it like contract.amount >= large_order and not account.on_hold",
    ),
    "bad-condition.left-over": _entry(
        "“{found}”前面的条件已经完整", 'the condition is complete before "{found}"',
        "用 and 或 or 连接", "join the parts with and / or",
    ),
    "bad-condition.call": _entry(
        "“{found}”要用在一个名字上", '"{found}" does not name what it is asked of',
        "写成 {cure}", "write it like {cure}",
    ),
    "bad-condition.too-long": _entry(
        "条件太长", "the condition is too long",
        "拆成几条", "split it",
    ),
    "bad-condition.too-deep": _entry(
        "括号或算式套得太深", "nested too deeply",
        "拆成几条", "split it",
    ),
    "unknown-function": _entry(
        "没有“{name}”这个函数", 'there is no function "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-function.near": _entry(
        "没有“{name}”这个函数", 'there is no function "{name}"',
        "是不是 {near}？", "did you mean {near}?",
    ),
    # --- conditions: their meaning
    "needs-comparison": _entry(
        "“{name}”本身不是“是或否”（它是{type}）", '"{name}" by itself is neither yes nor no ({type})',
        "拿它作比较，如 {cure}", "compare it with something: {cure}",
    ),
    "condition-type": _entry(
        "这里需要{wanted}，得到{type}", "expected {wanted} here, found {type}",
        "两边的类型要一样，如 {example}", "compare like with like, such as {example}",
    ),
    "percent-or-number": _entry(
        "百分比和普通的数不能混用：{text}", "a percentage and a plain number do not mix: {text}",
        "写成 {cure}", "write {cure}",
    ),
    "money-without-currency": _entry(
        "金额“{text}”没写币种", 'the amount "{text}" has no currency',
        "写成 {cure} 这样，或用门槛金额的名字", "write it like {cure}, or use the name of a threshold",
    ),
    "mixed-currency": _entry(
        "{found} 和 {other} 是不同的币种，无法比较", "{found} and {other} are different currencies and never compare",
        "两边用同一币种，或用写了几种币种的门槛金额", "use one currency, or a threshold that has an amount in each",
    ),
    "unknown-currency": _entry(
        "没有“{name}”这种币种", 'there is no currency "{name}"',
        "用 ISO 4217 的三个字母，如 CNY、USD、EUR", "use the three letters of ISO 4217, such as CNY, USD, EUR",
    ),
    "unknown-currency.near": _entry(
        "没有“{name}”这种币种", 'there is no currency "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "duration-kinds": _entry(
        "{found} 不能互相换算，无法比较", "{found} do not convert into each other and never compare",
        "两边用同一类单位", "use units of one kind on both sides",
    ),
    "quoted-value": _entry(
        "{text} 不是文本，不加引号", "{text} is not a text and stands without quotes",
        "写成 {cure}", "write {cure}",
    ),
    "not-ordered": _entry(
        "{type}不能用 {operator} 比较", "{type} cannot be compared with {operator}",
        "用 == 或 !=", "use == or !=",
    ),
    "cannot-compute": _entry(
        "不能计算 {found}", "cannot compute {found}",
        "加减要两边同类；金额和百分比可以乘除一个数", "add and subtract like with like; money and percentages can be multiplied by a number",
    ),
    "threshold-alone": _entry(
        "两个门槛金额不能互相比较：“{name}”", 'two thresholds do not compare with each other: "{name}"',
        "拿一个金额和门槛比，如 contract.amount >= {name}", "compare an amount with a threshold, such as contract.amount >= {name}",
    ),
    "choices-differ": _entry(
        "“{name}”的选项和左边没有一个相同", '"{name}" has no choice in common with the left side',
        "两边要用同样的选项", "both sides need the same choices",
    ),
    "choice-not-known": _entry(
        "in 的括号里只写值，不写“{name}”", 'in takes values, not "{name}"',
        "分开比较，用 or 连接", "compare one by one, joined with or",
    ),
    "unknown-choice": _entry(
        "没有“{name}”这个选项", 'there is no choice "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-choice.near": _entry(
        "没有“{name}”这个选项", 'there is no choice "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "unknown-fact": _entry(
        "词汇表里没有“{name}”", '"{name}" is not in the vocabulary',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-fact.near": _entry(
        "词汇表里没有“{name}”", '"{name}" is not in the vocabulary',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "unknown-fact.nothing": _entry(
        "条件里不写“{name}”：事实还不知道时，条件自然就是“未知”", 'conditions have no "{name}": while a fact is not known, the condition is unknown by itself',
        "要等某个事实，写在 needs 里；单据写 risk_report.missing", "to wait for a fact, name it in needs; for a document write risk_report.missing",
    ),
    "unknown-fact.document": _entry(
        "“{name}”是单据，要说有没有", '"{name}" is a document: say whether it is there',
        "写成 {cure}，或 .missing、.expired", "write {cure}, or .missing, .expired",
    ),
    "unknown-fact.signal": _entry(
        "“{name}”是信号，不是事实", '"{name}" is a signal, not a fact',
        "问发生过没有，写成 {cure}", "to ask whether it happened, write {cure}",
    ),
    "unknown-fact.thing": _entry(
        "“{name}”要再写明哪一项", '"{name}" needs one of its facts',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-fact.choice": _entry(
        "“{name}”是选项，单独不成条件", '"{name}" is a choice and no condition by itself',
        "写成 {cure} 这样", "write it like {cure}",
    ),
    "not-many": _entry(
        "“{name}”只有一个，不用 {function}", 'there is only one of "{name}", so {function} has nothing to gather',
        "{function} 用在词汇表里写了 many 的东西上，或直接写名字", "use {function} on a thing that has many in the vocabulary, or the bare name",
    ),
    "not-gathered": _entry(
        "{function} 不能用在{type}“{name}”上", '{function} does not work on "{name}" ({type})',
        "sum 用于数、金额、百分比；largest、smallest 还可用于日期、时长；别的用 latest",
        "sum takes numbers, money, percentages; largest and smallest dates and durations too; latest takes any",
    ),
    "time-in-condition": _entry(
        "这里的条件不会被时间唤醒，不能写 since({name})", "nothing wakes this condition when time passes, so since({name}) cannot stand here",
        "把时限写在 due、after、timeout、within 里，或写成规则（rules）",
        "put the time into due, after, timeout or within, or make it a rule",
    ),
    "since-alone": _entry(
        "since 只能说“至少过了多久”", "since only says how long ago at least",
        "写成 since(quote.sent) >= 3 business days", "write it like since(quote.sent) >= 3 business days",
    ),
    "bad-tag": _entry(
        "“{text}”不能作标签", '"{text}" cannot be a tag here',
        "写一个词，或加引号", "write a word, or quote it",
    ),
    # --- message texts
    "bad-placeholder": _entry(
        "花括号里只能写一个事实的名字，不能是“{text}”", 'braces hold the name of one fact, not "{text}"',
        "写成 {cure}", "write it like {cure}",
    ),
    "bad-placeholder.doubled": _entry(
        "双层花括号会原样发出去：“{text}”", 'doubled braces are sent as they stand: "{text}"',
        "写成 {cure}", "write {cure}",
    ),
    "bad-placeholder.open": _entry(
        "花括号没有配对", "a brace is not closed",
        "写成 {cure}；正文里的花括号写两遍", "write {cure}; a brace that is meant as text is written twice",
    ),
    "message-too-long": _entry(
        "消息超过 {limit} 个字", "the message has more than {limit} characters",
        "缩短，或附上单据", "shorten it, or attach a document",
    ),
    "unknown-placeholder": _entry(
        "词汇表里没有“{name}”这个事实", 'there is no fact "{name}" in the vocabulary',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-placeholder.near": _entry(
        "词汇表里没有“{name}”这个事实", 'there is no fact "{name}" in the vocabulary',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
}  # fmt: skip
