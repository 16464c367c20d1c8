"""Wording of every problem, in Chinese and English: what is wrong, and the cure.

One entry per case; a case is a rule's name, with ``.near`` or another suffix where one
rule has several wordings. ``{name}`` in a text is filled from the problem's values.
"""

from __future__ import annotations

from .messages_compile import COMPILE
from .messages_delivery import DELIVERY
from .messages_lint import LINT
from .messages_logic import LOGIC
from .messages_mapping import MAPPING
from .messages_population import POPULATION
from .messages_reading import READING
from .messages_shape import SHAPE
from .messages_time import TIME
from .wording import Message
from .wording import message as _entry

MESSAGES: dict[str, Message] = {
    **READING,
    **SHAPE,
    # --- the workspace
    "too-many-files": _entry(
        "这个文件夹里有 {limit} 个以上的 YAML 文件", "more than {limit} YAML files lie in this folder",
        "指到放剧本的那一层文件夹", "name the folder that holds the playbooks",
    ),
    "empty-workspace": _entry(
        "这里没有剧本", "there is no playbook here",
        "指向放剧本的文件夹（里面有 schema: playbook/1 的文件）",
        "name the folder that holds your playbooks (files that say schema: playbook/1)",
    ),
    "file-unreadable": _entry(
        "读不了这个文件：{reason}", "this file cannot be read: {reason}",
        "检查路径和权限", "check its path and permissions",
    ),
    # --- names
    "unknown-name": _entry(
        "没有叫“{name}”的{kind}", 'there is no {kind} "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-name.near": _entry(
        "没有叫“{name}”的{kind}", 'there is no {kind} "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "unknown-target": _entry(
        "没有叫“{name}”的状态", 'there is no state "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-target.near": _entry(
        "没有叫“{name}”的状态", 'there is no state "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "engine-word": _entry(
        "“{name}”是引擎自己的词", '"{name}" is a word of the engine',
        "请换一个名字", "choose another name",
    ),
    "reports-in-circle": _entry(
        "“{name}”的汇报关系绕成了圈", '"{name}" reports in a circle',
        "最高一级不写 reports_to", "leave reports_to out at the top",
    ),
    "choices-missing": _entry(
        "“{name}”：type: choice 和 choices 要同时写", '"{name}": type: choice and choices go together',
        "补上或删去其中一个", "add or remove one of them",
    ),
    "starts-at-number": _entry(
        "“{name}”不是 number，不能写 starts_at", '"{name}" is no number and cannot have starts_at',
        "删去 starts_at", "remove starts_at",
    ),
    # --- time
    "bad-date": _entry(
        "“{text}”不是日期", '"{text}" is not a date',
        "写成 2025-11-20", "write it like 2025-11-20",
    ),
    "bad-money": _entry(
        "“{text}”不是金额", '"{text}" is not an amount of money',
        "写成 500000 CNY", "write it like 500000 CNY",
    ),
    "unknown-zone": _entry(
        "没有“{name}”这个时区", 'there is no time zone "{name}"',
        "用 IANA 名称，如 Asia/Shanghai、Europe/Berlin", "use an IANA name such as Asia/Shanghai or Europe/Berlin",
    ),
    "unknown-zone.near": _entry(
        "没有“{name}”这个时区", 'there is no time zone "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "off-and-work": _entry(
        "{date} 同时写在 off 和 work 里", "{date} stands both in off and in work",
        "只留一处", "keep one of them",
    ),
    "unknown-country": _entry(
        "没有“{name}”的法定节假日", 'no public holidays are known for "{name}"',
        "用两个字母的国家代码，如 CN、DE", "use a two-letter country code such as CN or DE",
    ),
    "bad-weekday": _entry(
        "“{text}”不是星期", '"{text}" is not a weekday',
        "写成 monday 或 monday to friday", "write monday, or monday to friday",
    ),
    "shifts-overlap": _entry(
        "“{text}”与前一时段重叠", '"{text}" overlaps the shift before it',
        "时段按先后排列，不重叠", "list shifts in order without overlap",
    ),
    "no-shifts": _entry(
        "日历“{name}”没有任何上班时段", 'calendar "{name}" has no shift at all',
        "至少写一个时段", "give it at least one shift",
    ),
    # --- states and moves
    "turn-missing": _entry(
        "状态“{name}”没写轮到谁", 'state "{name}" does not say whose turn it is',
        "写 waits_for: us、customer 或 partner", "write waits_for: us, customer or partner",
    ),
    "move-shadowed": _entry(
        "前面的去向没有条件，这一条永远轮不到", "the alternative before has no condition, so this one is never reached",
        "给前面的加 if，或删掉这一条", "give the one before an if, or remove this one",
    ),
    "else-without-bound": _entry(
        "else 只和 up_to 一起用", "else goes with up_to only",
        "补上 up_to: 2 times，或另写一条去向", "add up_to: 2 times, or write another alternative",
    ),
    "bad-need": _entry(
        "needs 的一条要么写单据或事实，要么写 if", "one entry of needs is a document or fact, or an if",
        "写成 quotation，或 {if: …, title: …}，或 {any: [a, b]}",
        "write quotation, or {if: …, title: …}, or {any: [a, b]}",
    ),
    "second-levels": _entry(
        "层级已在另一个文件里写过", "the levels are already written in another file",
        "只在一个文件里写 levels", "keep levels in one file",
    ),
    "named-like-a-step": _entry(
        "触点“{name}”与挽回方案里的一步同名", 'touchpoint "{name}" has the name of a step of a recovery play',
        "换个名字", "choose another name",
    ),
    "stall-without-end": _entry(
        "停滞“{name}”没写什么算有回音", 'stall "{name}" does not say what ends it',
        "写 silent: customer，或 without: [信号]", "write silent: customer, or without: [signals]",
    ),
    "work-at-the-end": _entry(
        "状态“{name}”是终点，里面的事永远不会发生", 'state "{name}" is an end; nothing in it would ever happen',
        "移到终点之前的状态，或删去 end", "move it to a state before the end, or remove end",
    ),
    "named-like-a-thing": _entry(
        "触点“{name}”与词汇表里的东西同名", 'touchpoint "{name}" has the name of a thing in the vocabulary',
        "换个名字，如 send_{name}", "choose another name, such as send_{name}",
    ),
    "wakes-without-sleep": _entry(
        "只有 end: dormant 的状态才能写 wakes", "wakes belongs to a state with end: dormant",
        "删去 wakes，或改为 end: dormant", "remove wakes, or make it end: dormant",
    ),
    # --- stories
    "bad-instant": _entry(
        "“{text}”不是时间", '"{text}" is not a time',
        "写成 2025-09-26 09:00", "write it like 2025-09-26 09:00",
    ),
    "bad-line": _entry(
        "一行只写一件事，这里有 {found} 件", "a line says exactly one thing; this one says {found}",
        "写 signal、done、facts、ack、pause、resume、expect 之一",
        "write one of signal, done, facts, ack, pause, resume, expect",
    ),
    "bad-line.alone": _entry(
        "“{name}”在这一行说不了什么", '"{name}" says nothing on this line',
        "它只与这些词同写：{allowed}", "it goes with {allowed}",
    ),
    "bad-line.until": _entry(
        "没有写到什么时候，或写得不晚于 at", "until when is not said, or is not later than at",
        "写 until: 一个更晚的时间", "write until: with a later time",
    ),
    "empty-expectation": _entry(
        "expect 里什么也没写", "this expect says nothing",
        "写一个要见到的，如 expect: {state: drafting}", "say what must be seen, such as expect: {state: drafting}",
    ),
    "line-out-of-order": _entry(
        "这一行早于上一行", "this line is earlier than the one before",
        "按时间先后排列；同一时刻先写做了什么，再写 expect",
        "order lines by time; at one instant, what is done comes before expect",
    ),
    "bad-fact": _entry(
        "“{name}”的值“{found}”不对", '"{name}" cannot be "{found}"',
        "写成：{wanted}", "write: {wanted}",
    ),
    "expectation.not": _entry(
        "{at} 应有 {wanted}，并没有发生", "expected {wanted} at {at}; it has not happened by then",
        "改这一行，或改剧本", "change this line, or the playbook",
    ),
    "expectation.earlier": _entry(
        "{at} 应有 {wanted}，它发生在 {actual}", "expected {wanted} at {at}; it happened at {actual}",
        "改这一行，或改剧本", "change this line, or the playbook",
    ),
    "expectation.now": _entry(
        "{at} 应有 {wanted}，实际是 {actual}", "expected {wanted} at {at}; found {actual}",
        "改这一行，或改剧本", "change this line, or the playbook",
    ),
    "expectation.never": _entry(
        "不应有 {wanted}，但 {actual} 有了", "expected never {wanted}; it was there at {actual}",
        "改这一行，或改剧本", "change this line, or the playbook",
    ),
    "expectation.since": _entry(
        "应自 {wanted} 起再无动静，最后一次是 {actual}",
        "expected nothing since {wanted}; the last thing happened at {actual}",
        "改这一行，或改剧本", "change this line, or the playbook",
    ),
    "incident": _entry(
        "这一行引出事故 {code}：{names}", "this line led to the incident {code}: {names}",
        "改 {place}", "mend {place}",
    ),
    "not-taken.journey": _entry(
        "没有在“{name}”里的旅程", 'no journey is in "{name}"',
        "先让它开始，或换一个名字", "let one begin first, or name another",
    ),
    "not-taken": _entry(
        "{signal} 没有生效：{reason} {names}", "{signal} had no effect: {reason} {names}",
        "若本该如此，紧接着写 expect: {ignored: …} 或 {refused: …}",
        "if that is meant, follow it with expect: {ignored: …} or {refused: …}",
    ),
    **COMPILE,
    **LINT,
    **LOGIC,
    **POPULATION,
    **MAPPING,
    **DELIVERY,
    **TIME,
}  # fmt: skip
