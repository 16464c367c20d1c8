"""What every key of a population means: Chinese, English, examples.

Under each shape, ``""`` is the shape itself: its noun, then what it is.
"""

from __future__ import annotations

from typing import Any

Entry = tuple[Any, ...]

_REPLY = {
    "quote.accepted": {
        "chance": "45%",
        "after": {"lognormal": {"median": "2 business days", "p90": "6 business days"}},
    }
}
_WORK = {"send_quote": {"takes": "40 minutes"}}

POPULATION: dict[str, dict[str, Entry]] = {
    "Population": {
        "": ("客群 | population", "用来演练剧本的客户、同事和意外：谁来、来多少、怎么回应、多久、花多少钱。", "The customers, colleagues and mishaps that playbooks are rehearsed with: who comes, how many, how they answer, how soon, at what cost."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "population/1"),
        "title": ("是哪些客户。", "Which customers they are.", "工业客户一年 | Industrial customers, one year"),
        "begins": ("客户的第一条旅程从哪个剧本开始。", "The playbook a customer's first journey begins in.", "contract"),
        "stages": ("只演练这些剧本；别的不开始，走进别的就到此为止。不写就是走得到的全部。", "Only these playbooks are rehearsed: others do not begin, and a journey that goes on into one is over. All that can be reached where left out.", ["contract"]),
        "line": ("哪条业务线；不写就是 standard。", "The business line; standard where left out.", "valves"),
        "calendar": ("客群里的工作日、工作小时和每天的时刻按哪个日历；不写就按 begins 那个剧本的。", "The calendar of business days, business hours and times of day here; that of the playbook it begins in where left out.", "cn_office"),
        "from": ("第一天。", "The first day.", "2026-01-05"),
        "for": ("客户在多长时间里陆续到来。", "How long customers go on coming.", "52 weeks"),
        "follow": ("最后一个客户到来之后再看多久；不写就是 26 weeks。", "How long everybody is watched after the last has come; 26 weeks where left out.", "26 weeks"),
        "arrivals": ("多久来一个客户。", "How often a customer comes.", {"rate": "40 per week", "weekdays": {"saturday": "0%", "sunday": "0%"}, "hours": "09:00-17:30"}),
        "facts": ("所有客户的事实：固定的值、各值的占比，或一种分布；第一条旅程开始时已知，表单问到时也照它填。", "Facts of every customer: a value, the shares of several, or how they are spread; known when the first journey begins, and whenever a form asks.", {"account.tier": {"A": "10%", "B": "30%", "C": "60%"}, "contract.nonstandard": "15%"}),
        "segments": ("几类客户，占比合计 100%；不写就只有一类。", "Kinds of customers, together 100 %; one kind where left out.", {"key": {"title": "重点客户 | Key accounts", "share": "20%"}, "plain": {"title": "普通客户 | Others", "share": "80%"}}),
        "customers": ("从外面来的信号：旅程停在某个状态（剧本.状态，有几条轨道时 剧本.轨道.状态）时客户、伙伴怎么回应；剧本名下写 anytime。", "What comes from outside: how customers and partners answer while a journey stands in a state (PLAYBOOK.STATE, or PLAYBOOK.TRACK.STATE with several tracks); anytime under the name of a playbook.", {"contract.awaiting_answer": {"replies": _REPLY}}),
        "work": ("同事怎么做：按触点或挽回步骤的名字；重名时写 剧本.名字；default 是其余所有。", "How colleagues work, by touchpoint or follow-up (PLAYBOOK.NAME where a name is used twice); default is all others.", _WORK),
        "staff": ("各角色有几个人；没写到的角色人手不限。", "How many people fill each role; roles not named here have people without limit.", {"teams": 4, "account_manager": {"people": 2}}),
        "costs": ("工时、渠道、场地各花多少钱。", "What hours, channels and sites cost.", {"hours": {"account_manager": "180 CNY", "default": "150 CNY"}, "channels": {"visit": "300 CNY"}}),
        "value": ("一个客户值多少钱：每月 × 12 × 年数。", "What a customer is worth: monthly × 12 × years.", {"monthly": "1500 CNY", "years": 10}),
        "chaos": ("故意制造的意外：丢失、重复、迟到的信号。", "Mishaps on purpose: signals lost, doubled and late.", {"lost": "0.5%", "duplicated": "1%"}),
    },
    "LogNormal": {
        "": ("对数正态分布 | lognormal", "多数在中位数附近，少数久得多。", "Most are near the median, a few take far longer."),
        "median": ("一半不超过它。", "Half are at most this.", "1 business day"),
        "p90": ("十个里九个不超过它；要比 median 大。", "Nine in ten are at most this; more than the median.", "5 business days"),
    },
    "Gamma": {
        "": ("伽马分布 | gamma", "像是接连几步才做完。", "As if several steps were taken one after another."),
        "mean": ("平均值。", "The mean.", "1 business day"),
        "shape": ("几步；1 就是指数分布，越大越集中。", "How many steps; 1 is exponential, the more the closer together.", 2),
    },
    "Exponential": {
        "": ("指数分布 | exponential", "任何时刻都同样可能。", "Just as likely at any moment."),
        "mean": ("平均值。", "The mean.", "3 days"),
    },
    "Spread": {
        "": ("分布 | spread", "时长、金额或数怎样分布：只写一种。同一个分布里不混用工作时间和自然时间。", "How a length of time, an amount or a number is spread: exactly one of these. One spread does not mix business and plain time."),
        "constant": ("总是这么多；也可以直接写值。", "Always this much; the value alone says the same.", "2 business hours"),
        "uniform": ("从几到几，处处一样可能。", "From … to …, all alike.", ["1 hour", "4 hours"]),
        "triangular": ("最少、最常见、最多。", "Least, most likely, most.", ["30 minutes", "1 hour", "3 hours"]),
        "exponential": ("任何时刻都同样可能，写平均值。", "Just as likely at any moment, by its mean.", {"mean": "3 days"}),
        "lognormal": ("多数近、少数远，写中位数和九成的上限。", "Most near, few far, by the median and what nine in ten stay below.", {"median": "1 business day", "p90": "5 business days"}),
        "gamma": ("接连几步，写平均值和步数。", "Several steps in a row, by the mean and their number.", {"mean": "1 business day", "shape": 2}),
        "table": ("自己数出来的：多大一部分在多少以内，从 0% 到 100%。", "As counted: what share stays within what, from 0% to 100%.", {"0%": "1 hour", "50%": "4 hours", "90%": "2 days", "100%": "5 days"}),
    },
    "Arrivals": {
        "": ("到来 | arrivals", "客户多久来一个，随星期、月份、钟点怎样变。", "How often a customer comes, and how that changes with weekday, month and hour."),
        "rate": ("平均多少个：每 hour、day、week、month 或 year。", "How many on average: per hour, day, week, month or year.", "40 per week"),
        "weekdays": ("星期几是平常的百分之几；不写是 100%。", "What a weekday has of the usual; 100% where left out.", {"saturday": "0%", "sunday": "0%"}),
        "months": ("几月是平常的百分之几；不写是 100%。", "What a month has of the usual; 100% where left out.", {"february": "40%", "november": "130%"}),
        "hours": ("每天从几点到几点来。", "From when to when in a day they come.", "09:00-17:30"),
        "even": ("true：间隔相等地来，不随机。", "true: at equal distances instead of by chance.", True),
    },
    "Reply": {
        "": ("回应 | reply", "从外面来的一个信号：多大可能、多久以后、带来什么。", "A signal that comes from outside: with what chance, how long after, saying what."),
        "chance": ("多大可能。", "With what chance.", "45%"),
        "after": ("多久以后。", "How long after.", {"lognormal": {"median": "2 business days", "p90": "6 business days"}}),
        "data": ("信号带来的数据，写法同 facts；某项事实的一部分写 of，新的一项写 next，已有的一项写 same。", "What the signal carries, written like facts; of is a share of a fact, next a new item, same one there is.", {"amount": {"of": "receivable.amount"}}),
        "brings": ("同时带来的单据；信号本来就带的不必写。", "Documents that come with it, beside those the signal always brings.", ["signed_contract"]),
        "times": ("连着来几次；不写就一次。", "How often in a row; once where left out.", 3),
        "apart": ("连着来时相隔多久。", "How far apart, where there are several.", "10 minutes"),
    },
    "Reaction": {
        "": ("反应 | reaction", "一直没回音的客户，在这件事做了以后怎样。", "What a customer who was silent does once this has been done."),
        "chance": ("多大可能开口；说什么按 replies 的比例。", "With what chance they answer after all; what they say goes by the replies.", "30%"),
        "after": ("做了以后多久。", "How long after it was done.", "1 business day"),
    },
    "Behaviour": {
        "": ("行为 | behaviour", "旅程停在这个状态时外面怎么回应：进入时在 replies 和沉默里抽一个。", "What comes from outside while a journey stands in this state: at the entry one of the replies is drawn, or silence."),
        "once_done": ("这些触点在这一次停留里做完之后才开始算，而不是从进入时算起。", "Counted from when these touchpoints were done during the visit, rather than from the entry.", ["send_for_signature"]),
        "replies": ("可能的回应，只来一个。", "The replies there may be; one of them comes.", _REPLY),
        "silence": ("一直没有回音的可能；不写就是 replies 剩下的。", "The chance of no answer at all; what the replies leave where left out.", "25%"),
        "reacts": ("没回音的客户对做了的触点、挽回步骤的反应；default 是其余所有。", "How those who were silent react to touchpoints and follow-ups that were done; default is all others.", {"other_channel": {"chance": "30%", "after": "1 business day"}}),
        "also": ("各自另算的信号，有没有回应都可能来。", "Signals drawn each by itself, whatever else is answered.", {"account.replied": {"chance": "10%", "after": "4 hours", "times": 3, "apart": "10 minutes"}}),
        "anytime": ("这个剧本期间任何时候都可能来的信号；只写在剧本名下。", "Signals that may come at any time of the playbook; only under the name of a playbook.", {"account.withdrew": {"chance": "3%", "after": "20 days"}}),
    },
    "Work": {
        "": ("同事做事 | work", "一个触点或挽回步骤是怎么做的。", "How one touchpoint or follow-up is done."),
        "waits": ("多久才有人动手；人手有限的角色不看它，要排队。", "How long until somebody begins; roles whose people are counted queue instead.", {"lognormal": {"median": "1 business hour", "p90": "6 business hours"}}),
        "takes": ("一个人要做多久，按上班时间算。", "How long one person works on it, in shift time.", {"triangular": ["30 minutes", "1 hour", "3 hours"]}),
        "outcomes": ("各结果的占比，合计 100%。", "The shares of its outcomes, together 100 %.", {"agreed": "70%", "requote": "20%", "dropped": "10%"}),
        "form": ("表单怎么填；表格写成列表，一行开出一项。没写到的照客户的事实填，再没有就填一个平常的值。", "How the form is filled; a table is a list whose rows each open an item. What is left out is filled with the customer's facts, else with something plain.", {"contract.terms": {"prepaid": "40%", "credit": "60%"}}),
        "brings": ("做完时带来的单据；触点本来就产生的不必写。", "Documents that come when it is done, beside those it produces.", ["redline"]),
        "forgotten": ("被忘掉的可能：直到有人催。", "The chance that it is left lying until somebody reminds.", "2%"),
        "reminded": ("忘掉的，每催一次有多大可能想起来；不写就是 100%。", "The chance that a reminder helps what was forgotten; 100% where left out.", "70%"),
    },
    "Segment": {
        "": ("一类客户 | segment", "一类客户：占多少，哪里不一样。", "A kind of customer: what share of all, and what is different about it."),
        "title": ("是哪一类。", "Which kind.", "重点客户 | Key accounts"),
        "share": ("占全部客户的多少。", "What share of all customers.", "20%"),
        "facts": ("这一类的事实；同名的盖过共同的。", "Facts of this kind, over those of all.", {"account.tier": "A"}),
        "customers": ("这一类怎么回应；同一状态里写到的词盖过共同的，replies 和 silence 一起换。", "How this kind answers; what it says of a state stands over what is said for all, replies together with silence.", {"contract.awaiting_answer": {"replies": _REPLY}}),
        "work": ("为这一类做事怎么不同。", "What is different about work for this kind.", _WORK),
    },
    "Away": {
        "": ("缺勤 | absence", "一个人多久缺勤一次、一次多久。", "How often one person is absent, and for how long."),
        "rate": ("一个人多久一次。", "How often one person is.", "2 per year"),
        "for": ("一次多久。", "For how long each time.", {"triangular": ["1 day", "3 days", "15 days"]}),
    },
    "StaffRole": {
        "": ("一个角色的人手 | people of a role", "每个团队里这个角色有几个人、按哪个日历上班。", "How many people of this role each team has, and whose shifts they work."),
        "people": ("几个人。", "How many people.", 2),
        "calendar": ("按哪个日历上班；不写就按客群的。", "The calendar of their shifts; that of the population where left out.", "cn_office"),
        "away": ("多久缺勤一次。", "How often they are absent.", {"rate": "2 per year", "for": "3 days"}),
    },
    "Staff": {
        "": ("人手 | staff", "谁来服务：几个团队，每个团队各角色几个人；客户轮流分给各团队。", "Who serves the customers: teams, with people by role in each; customers are dealt to the teams in turn."),
        "teams": ("几个团队；不写就一个。", "How many teams; one where left out.", 4),
    },
    "Costs": {
        "": ("成本 | costs", "做事和联系花多少钱；同一种货币。", "What work and contacts cost, in one currency."),
        "hours": ("每个角色一小时多少钱；default 是其余所有。", "What an hour of each role costs; default is all others.", {"account_manager": "180 CNY", "default": "150 CNY"}),
        "channels": ("每个渠道联系一次多少钱。", "What one contact costs on each channel.", {"visit": "300 CNY", "phone": "2 CNY"}),
        "sites": ("每处场地一个月多少钱。", "What each site costs a month.", {"office": "60000 CNY"}),
    },
    "Worth": {
        "": ("客户价值 | worth", "一个客户一生值多少：每月 × 12 × 年数。", "What a customer is worth over the years: monthly × 12 × years."),
        "monthly": ("每月多少钱，或一种分布；也可以写一个金额事实的名字，到最后再看。", "How much a month, or how it is spread; the name of a money fact is read at the end.", "1500 CNY"),
        "years": ("算多少年。", "For how many years.", 10),
    },
    "Late": {
        "": ("迟到 | late", "一部分信号过后才报进来。", "Signals that are heard of late."),
        "share": ("占多少。", "What share of them.", "2%"),
        "by": ("迟多久。", "How late.", {"exponential": {"mean": "1 day"}}),
    },
    "Chaos": {
        "": ("意外 | chaos", "从外面来的信号里故意制造的意外。", "What goes wrong on purpose with signals from outside."),
        "lost": ("永远没到的。", "How many never arrive.", "0.5%"),
        "duplicated": ("到了两次的。", "How many arrive twice.", "1%"),
        "late": ("过后才报进来的，带着真正发生的时间。", "How many are told late, with the time they happened.", {"share": "2%", "by": {"exponential": {"mean": "1 day"}}}),
    },
}  # fmt: skip
