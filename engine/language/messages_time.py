"""Wording of every problem in a duration, a moment, or a phrase that bounds something.

Same form as :mod:`engine.language.messages`, which holds these too.
"""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

TIME: dict[str, Message] = {
    # --- durations
    "bad-duration": _entry(
        "“{text}”不是时长", '"{text}" is not a duration',
        "写成 3 business days、4 business hours、30 minutes、2 weeks 这样",
        "write it like 3 business days, 4 business hours, 30 minutes, 2 weeks",
    ),
    "bad-duration.write": _entry(
        "时长“{text}”的写法不对", '"{text}" is not how a duration is written',
        "写成 {cure}", "write {cure}",
    ),
    "bad-duration.at-once": _entry(
        "“{text}”没有说多久", '"{text}" does not say how long',
        "写一个能核对的时限，如 30 minutes、1 business hour；真要立刻就写 0 minutes",
        "write a limit that can be checked, such as 30 minutes or 1 business hour; 0 minutes is at once",
    ),
    "bad-duration.half": _entry(
        "时长只写整数，“{text}”写不了半个", 'durations are whole numbers; "{text}" has a half',
        "换小一点的单位，如 4 business hours、30 minutes", "use a smaller unit, such as 4 business hours or 30 minutes",
    ),
    "bad-duration.fraction": _entry(
        "时长只写整数：“{text}”", 'durations are whole numbers: "{text}"',
        "换小一点的单位，如 90 minutes、12 business hours", "use a smaller unit, such as 90 minutes or 12 business hours",
    ),
    "bad-duration.negative": _entry(
        "时长不能是负数：“{text}”", 'a duration cannot be negative: "{text}"',
        "要在某个日期之前，写成 2 days before shipment.promised_on",
        "for a time before a date write 2 days before shipment.promised_on",
    ),
    "bad-duration.compound": _entry(
        "一个时长只有一个单位：“{text}”", 'a duration has one unit only: "{text}"',
        "合成一个单位，如 12 business hours", "turn it into one, such as 12 business hours",
    ),
    "bad-duration.iso": _entry(
        "时长用单词写，不用“{text}”这种代码", 'durations are words, not codes such as "{text}"',
        "写成 4 hours、4 business hours、3 days、3 business days 这样",
        "write it like 4 hours, 4 business hours, 3 days, 3 business days",
    ),
    "bad-duration.too-long": _entry(
        "“{text}”超过十年，多半是写错了", '"{text}" is longer than ten years, which must be a slip',
        "最多 {cure}", "at most {cure}",
    ),
    "bad-duration.no-unit": _entry(
        "“{text}”后面没有单位", '"{text}" has no unit',
        "写成 {text} business days、{text} days、{text} business hours 这样",
        "write {text} business days, {text} days, {text} business hours",
    ),
    "bad-duration.m": _entry(
        "“{text}”：分钟还是月？", '"{text}": minutes or months?',
        "写成 {plain} 或 {business}", "write {plain} or {business}",
    ),
    "bad-duration.second": _entry(
        "最小的单位是分钟，写不了“{text}”", 'the smallest unit is the minute, not "{text}"',
        "写成 1 minute 这样", "write it like 1 minute",
    ),
    "unknown-unit": _entry(
        "没有“{name}”这种时间单位", 'there is no unit "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-unit.near": _entry(
        "没有“{name}”这种时间单位", 'there is no unit "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "chinese-duration": _entry(
        "时长要用英文单位：“{text}”", 'durations are written with English units: "{text}"',
        "写成 {cure}", "write {cure}",
    ),
    "bare-day": _entry(
        "“{text}”：自然日还是工作日？", '"{text}": calendar days or business days?',
        "写成 {plain} 或 {business}", "write {plain} or {business}",
    ),
    "bare-hour": _entry(
        "“{text}”：自然小时还是工作小时？", '"{text}": hours by the clock or business hours?',
        "写成 {plain} 或 {business}", "write {plain} or {business}",
    ),
    # --- moments
    "bad-moment": _entry(
        "“{text}”不是时刻", '"{text}" is not a moment',
        "写成 2 business days、after a and b、2 business days after a、end of 2 business days",
        "write 2 business days, after a and b, 2 business days after a, end of 2 business days",
    ),
    "bad-moment.end": _entry(
        "end of 后面只能是日期或工作日数，不能是“{text}”", 'end of goes with a date or business days, not with "{text}"',
        "写成 end of 2 business days 或 end of shipment.promised_on",
        "write end of 2 business days, or end of shipment.promised_on",
    ),
    "bad-moment.end-of-day": _entry(
        "“{text}”要写明是几个工作日之后", '"{text}" must say how many business days on',
        "当天下班写成 {cure}", "the close of this day is {cure}",
    ),
    "bad-moment.next": _entry(
        "“{text}”不是时刻", '"{text}" is not a moment',
        "下一个工作日写成 {cure}，或 {cure} at 16:00", "the next working day is {cure}, or {cure} at 16:00",
    ),
    "bad-moment.at-alone": _entry(
        "“{text}”没说是哪一天", '"{text}" does not say which day',
        "写成 {cure}", "write {cure}",
    ),
    "bad-moment.at-time": _entry(
        "这里已经是一天里的某一刻，不能再写“{text}”", 'this is a time of day already, "{text}" cannot be added',
        "at 只跟在日期、天数、工作日数后面", "at follows a date, or a number of days or business days",
    ),
    "bad-moment.before-due": _entry(
        "before due 只用在 overdue 的 remind 里", "before due belongs to remind, under overdue",
        "这里写日期，如 2 business days before shipment.promised_on",
        "name a date here, such as 2 business days before shipment.promised_on",
    ),
    "bad-moment.after-missing": _entry(
        "“{text}”是一件事，不是时刻", '"{text}" is something that happens, not a moment',
        "写成 {cure}", "write {cure}",
    ),
    "bad-moment.comma": _entry(
        "after 后面的几件事用 and 连接", "things behind after are joined with and",
        "写成 after a and b", "write after a and b",
    ),
    "bad-moment.or": _entry(
        "after 只能等“都完成”，不能写 or", "after waits for all of them; there is no or",
        "写成 after a and b，或分成两个触点", "write after a and b, or make two touchpoints",
    ),
    "bad-moment.date-among": _entry(
        "日期“{name}”不能和别的事一起等", 'the date "{name}" cannot be waited for together with others',
        "after 后面只写一个日期，或只写触点和信号", "write one date alone behind after, or touchpoints and signals only",
    ),
    "bad-moment.not-a-name": _entry(
        "这里要写一个日期，“{text}”不是", 'a date is needed here; "{text}" is none',
        "写日期事实，如 shipment.promised_on，或 risk_report.expires",
        "name a date fact such as shipment.promised_on, or risk_report.expires",
    ),
    "bad-moment.too-long": _entry(
        "时刻太长：“{text}”", 'this moment is too long: "{text}"',
        "最多等 20 件事", "wait for at most 20 things",
    ),
    "not-a-date": _entry(
        "“{name}”是{type}，不是日期", '"{name}" is not a date ({type})',
        "这里要写日期事实，如 shipment.promised_on", "name a date fact here, such as shipment.promised_on",
    ),
    "not-a-date.or-duration": _entry(
        "“{name}”是{type}，不是日期也不是时长", '"{name}" is neither a date nor a duration ({type})',
        "写日期事实、时长事实，或 3 business days 这样的时长",
        "name a date or duration fact, or write a duration such as 3 business days",
    ),
    "not-a-duration": _entry(
        "“{name}”不是时长", '"{name}" is not a duration',
        "写 3 business days 这样的时长，或时长事实，如 contract.objection_period",
        "write a duration such as 3 business days, or a duration fact such as contract.objection_period",
    ),
    "unknown-date": _entry(
        "没有叫“{name}”的日期", 'there is no date "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-date.near": _entry(
        "没有叫“{name}”的日期", 'there is no date "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "unknown-moment": _entry(
        "没有叫“{name}”的触点、信号或日期", 'there is no touchpoint, signal or date "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-moment.near": _entry(
        "没有叫“{name}”的触点、信号或日期", 'there is no touchpoint, signal or date "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "bad-reminder": _entry(
        "“{text}”不是提醒时间", '"{text}" is not a reminder',
        "写成 2 business hours before due", "write it like 2 business hours before due",
    ),
    # --- phrases that bound something
    "bad-times": _entry(
        "“{text}”不是次数", '"{text}" is not a number of times',
        "写成 2 times", "write it like 2 times",
    ),
    "bad-repeat": _entry(
        "“{text}”不是重复的说法", '"{text}" does not say how to repeat',
        "写成 every 3 business days up to 3 times，或 every 3 months",
        "write it like every 3 business days up to 3 times, or every 3 months",
    ),
    "bad-repeat.zero": _entry(
        "“{text}”是零，会永远重复下去", '"{text}" is nothing: it would repeat for ever',
        "写一个大于零的时长", "write a duration longer than nothing",
    ),
    "bad-limit": _entry(
        "“{text}”不是上限", '"{text}" is not a limit',
        "写成 2 times per 90 days，或 3 per 7 days", "write it like 2 times per 90 days, or 3 per 7 days",
    ),
    "bad-limit.zero": _entry(
        "“{text}”是零，限制不了什么", '"{text}" is nothing, and limits nothing',
        "写一个大于零的时长", "write a duration longer than nothing",
    ),
    "bad-throttle": _entry(
        "“{text}”不是节流的说法", '"{text}" does not say how often at most',
        "写成 once per journey、once per 7 days 或 once after quiet of 2 hours",
        "write once per journey, once per 7 days, or once after quiet of 2 hours",
    ),
    "bad-throttle.zero": _entry(
        "“{text}”是零，拦不住什么", '"{text}" is nothing, and holds nothing back',
        "写一个大于零的时长", "write a duration longer than nothing",
    ),
    "bad-pauses": _entry(
        "“{text}”没有说何时停表", '"{text}" does not say when the clock stands still',
        "写成 while waiting for customer，或一个 hold 的名字", "write while waiting for customer, or the name of a hold",
    ),
    "unknown-party": _entry(
        "没有“{name}”这一方", 'there is no party "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-party.near": _entry(
        "没有“{name}”这一方", 'there is no party "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "bad-validity": _entry(
        "“{text}”不是有效期", '"{text}" does not say how long it is valid',
        "写成 12 months，或 until its date（以单据上的日期为准）", "write 12 months, or until its date (the date on the document)",
    ),
    "bad-validity.zero": _entry(
        "“{text}”是零，一出来就过期", '"{text}" is nothing: it would expire at once',
        "写一个大于零的时长", "write a duration longer than nothing",
    ),
    "bad-clock-time": _entry(
        "“{text}”不是钟点", '"{text}" is not a time of day',
        "写成 08:30、16:00 这样，最晚 24:00", "write it like 08:30 or 16:00, 24:00 at the latest",
    ),
    "bad-clock-time.near": _entry(
        "“{text}”不是钟点的写法", '"{text}" is not how a time of day is written',
        "写成 {cure}", "write {cure}",
    ),
    "bad-clock-range": _entry(
        "“{text}”不是一段时间", '"{text}" is not a stretch of the day',
        "写成 20:00-08:30", "write it like 20:00-08:30",
    ),
    "bad-share": _entry(
        "“{text}”不是比例", '"{text}" is not a share',
        "写成 5%，大于 0%，最多 100%", "write it like 5%: more than 0%, at most 100%",
    ),
}  # fmt: skip
