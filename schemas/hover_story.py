"""What every key of a story means: Chinese, English, examples.

Under each shape, ``""`` is the shape itself: its noun, then what it is.
"""

from __future__ import annotations

from typing import Any

Entry = tuple[Any, ...]

STORY: dict[str, dict[str, Entry]] = {
    "Story": {
        "": ("情景 | story", "一个客户的故事：哪天做了什么，应当看到什么；流程负责人自己的测试。", "One customer's story: what was done on which day, and what must be seen; the process owner's own test."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "story/1"),
        "title": ("讲的是什么事。", "What it is about.", "报价后客户失联 | Quiet after the quote"),
        "playbook": ("试的是哪个剧本。", "The playbook it tries.", "contract"),
        "given": ("开始时已知的事实。", "Facts known at the beginning.", {"contract.amount": "800000 CNY", "account.tier": "B"}),
        "people": ("各角色由谁担任；不写就以角色名代替。", "Who fills which role; the role's own name where left out.", {"account_manager": "李娜"}),
        "begin": ("几时开始、从哪个状态开始。", "When it begins, and in which state.", {"at": "2025-09-26 09:00", "in": "quoting"}),
        "timeline": ("一行一件事，按时间先后：做了什么，或应当看到什么。", "One thing a line, in order of time: what was done, or what must be seen.", [{"at": "2025-09-26 10:00", "done": "send_quote"}, {"at": "2025-09-30 10:00", "expect": {"stalled": "quote_unanswered"}}]),
    },
    "Begin": {
        "": ("开头 | beginning", "几时开始、从哪个状态开始；有几条线时写 轨道名: 状态。", "When it begins and in which state; with tracks, TRACK: STATE for each."),
        "at": ("开始的时间，按剧本的日历。", "When it begins, local to the playbook's calendar.", "2025-09-26 09:00"),
        "in": ("从哪个状态开始；不写就从头。", "The state it begins in; from the start where left out.", "quoting"),
    },
    "Line": {
        "": ("时间线的一行 | story line", "某个时刻做的一件事，或应当看到的情况。", "One thing done at a time, or what must be seen then."),
        "at": ("时间，按剧本的日历。", "When, local to the playbook's calendar.", "2025-09-26 10:00"),
        "journey": ("哪一条旅程：begins 时起的名字，或所在剧本的名字（取最新的一条）；account 表示只知道是哪个客商。不写就是情景自己的那条。", "Which journey: by the name it was begun under, or the newest in the stage of that name; account, where only the account is known. The story's own where left out.", "second_order"),
        "signal": ("发生了哪个信号。", "The signal that comes.", "quote.accepted"),
        "data": ("信号带来的数据。", "What the signal carries.", {"discount": "5%"}),
        "brings": ("同时带来的单据。", "The documents that come with it.", ["signed_contract"]),
        "done": ("做完了哪个触点；该产生的单据自动产生。", "The touchpoint that was done; it yields what it produces.", "send_quote"),
        "form": ("表单里填了什么。", "What was filled in the form.", {"order.wanted_on": "2025-11-20"}),
        "outcome": ("是哪种结果。", "How it turned out.", "agreed"),
        "by": ("谁做的。", "Who did it.", "李娜"),
        "happened": ("其实是什么时候发生的；迟报时写，at 是报进来的时间。", "When it really happened, where it is reported late; at is when it was reported.", "2025-09-30 09:30"),
        "facts": ("得知了哪些事实。", "Facts that became known.", {"account.on_hold": True}),
        "ack": ("确认接手哪个停滞的升级。", "The stall whose escalation is acknowledged.", "quote_unanswered"),
        "hand_over": ("把哪个触点或哪件事转给别人。", "What is handed to somebody else.", "acknowledge"),
        "from": ("与 hand_over 同写：从谁手里。与 begins 同写：属于哪条旅程，它的事实以 parent. 读到。", "From whom, beside hand_over; beside begins, the journey it belongs to, whose facts it reads as parent.", "林静"),
        "to": ("交到谁手里，与 hand_over 同写。", "To whom; goes with hand_over.", "何工"),
        "skip": ("这次不做的任务。", "The task that is left out this time.", "send_quote"),
        "cancel": ("不再做的任务。", "The task that is called off.", "send_quote"),
        "absent": ("谁不在；to 写谁代他。", "Who is away; to names who stands in.", "李娜"),
        "until": ("到什么时候，与 absent 或 down 同写。", "Until when; goes with absent or down.", "2025-10-09 09:00"),
        "down": ("true：系统停机，直到 until；其间的信号和到期的事，恢复后补办。", "true: the engine is off until the time of until; what comes or falls due meanwhile is taken then, late.", True),
        "begins": ("同一客商的另一条旅程在这个剧本开始；journey 给它起名，data 是它的事实。", "Another journey of the same account begins in this stage; journey names it, data holds its facts.", "contract"),
        "pause": ("暂停旅程，写明原因。", "The journey is paused, and why.", "客户内部重组"),
        "resume": ("恢复旅程，写明原因。", "The journey goes on, and why.", "重组完成"),
        "expect": ("此刻应当看到什么；只写要检查的。", "What must be seen now; only what is to be checked.", {"stalled": "quote_unanswered", "escalated": "team"}),
        "note": ("给读者的说明。", "A remark for the reader.", "国庆放假 | National Day holiday"),
    },
    "Expect": {
        "": ("期望 | expectation", "到此刻为止应当看到什么；有几条线时写 轨道名: 状态。", "What must be seen by now; with tracks, TRACK: STATE for each."),
        "stalled": ("恰在此刻停滞的。", "Stalled at exactly this time.", "quote_unanswered"),
        "escalated": ("恰在此刻升到的层。", "The tier reached at exactly this time.", "team"),
        "overdue": ("恰在此刻逾期的触点或时钟。", "Overdue at exactly this time.", "send_quote"),
        "recovered": ("恰在此刻挽回成功的。", "Recovered at exactly this time.", "quote_unanswered"),
        "gave_up": ("恰在此刻放弃的。", "Given up at exactly this time.", "quote_unanswered"),
        "unfounded": ("事后看并不成立、此刻撤销的。", "Closed as unfounded at this time, by a late signal.", "quote_unanswered"),
        "pattern": ("恰在此刻触发的模式。", "The pattern that fires at exactly this time.", "three_transfers"),
        "rule": ("恰在此刻触发的规则。", "The rule that fires at exactly this time.", "litigation"),
        "incident": ("恰在此刻的事故，写它的代号；写了就不算情景失败。", "The incident at exactly this time, by its code; one that is expected does not fail the story.", "loop"),
        "skipped": ("恰在此刻有人决定不做的任务。", "What somebody left out at exactly this time.", "send_quote"),
        "cancelled": ("恰在此刻取消的任务。", "What was called off at exactly this time.", "send_quote"),
        "deferred": ("恰在此刻推迟的客户联系。", "The contact that was put off at exactly this time.", "send_quote"),
        "ignored": ("没有谁在等、因而没有生效的信号。", "A signal nobody waits for, and so without effect.", "quote.accepted"),
        "refused": ("条件不齐、被退回的。", "What was refused, because something is missing.", "file_contract"),
        "stage": ("旅程现在在哪个剧本。", "The stage the journey is in now.", "contract"),
        "state": ("现在处在哪个状态。", "The state it is in now.", "drafting"),
        "open": ("现在打开着的任务。", "Tasks that are open now.", ["draft_contract"]),
        "task": ("现在打开着的挽回步骤。", "The follow-ups that are open now.", "other_channel"),
        "waits_on": ("现在还缺、所以在等的。", "What it still waits on now.", ["signed_contract"]),
        "held": ("现在停表的。", "What stands still now.", "quote_unanswered"),
        "running": ("现在在走的。", "What is running now.", "quote_unanswered"),
        "due": ("各时限现在定在什么时候。", "When deadlines now fall.", {"send_quote": "2025-09-26 14:30"}),
        "fact": ("事实现在的值。", "The value of facts now.", {"contract.amount": "800000 CNY"}),
        "cause": ("停滞归到的原因。", "The cause the stall is put down to.", "sales"),
        "ended": ("旅程已经这样结束：结束的名字，或 success、lost、dormant。", "How the journey has ended: by the name of its end, or success, lost, dormant.", "fulfilled"),
        "never": ("到此刻为止从未发生的。", "What has not happened up to now.", "lead_visit"),
        "nothing_since": ("从那时起再无动静。", "Nothing has happened since then.", "2025-09-30 10:00"),
    },
}  # fmt: skip
