"""What the words of each closed list mean, in Chinese and English."""

from __future__ import annotations

_US, _CUSTOMER = ("我方", "us"), ("客户", "the customer")
_PARTNER = ("合作伙伴", "a partner")

WORDS: tuple[dict[str, tuple[str, str]], ...] = (
    {"us": _US, "customer": _CUSTOMER, "partner": _PARTNER},
    {"us": _US, "customer": _CUSTOMER, "partner": _PARTNER, "system": ("系统", "a system")},
    {"customer": _CUSTOMER, "partner": _PARTNER},
    {
        "success": ("成功", "went well"),
        "lost": ("失去", "lost"),
        "dormant": ("休眠，以后可能醒来", "asleep, may wake later"),
    },
    {
        "text": ("文本", "text"),
        "number": ("数", "a number"),
        "percent": ("百分比", "a percentage"),
        "money": ("金额，带币种", "an amount with its currency"),
        "date": ("日期，一整天", "a date, the whole day"),
        "duration": ("时长", "a length of time"),
        "yes_no": ("是或否", "yes or no"),
        "choice": ("若干选项之一", "one of its choices"),
        "person": ("人", "a person"),
        "tags": ("一组标签", "a set of tags"),
        "calendar": ("日历", "a calendar"),
    },
    {
        "remind": ("提醒负责人", "remind the owner"),
        "notify": ("通知这一层", "notify this level"),
        "take_over": ("由这一层接管", "this level takes over"),
    },
    {
        "need": ("需求已确认", "the need is known"),
        "served": ("服务已做到", "the customer is served"),
        "satisfied": ("客户满意", "the customer is satisfied"),
    },
    {
        "once": ("补一次", "make up for one"),
        "all": ("全部补上", "make up for all"),
        "skip": ("跳过", "skip them"),
    },
    {"record": ("只记录", "record it"), "escalate": ("马上升级", "escalate at once")},
    {
        "schedule": ("从计划日算起", "from the planned day"),
        "done": ("从上次做完算起", "from when it was last done"),
    },
    {"journey": ("每笔业务", "one journey"), "account": ("每个客商", "the customer")},
    {
        "live": ("照剧本办", "the playbook decides"),
        "observe": ("回放历史", "replayed history wins"),
    },
    {
        "entry": ("进入状态时定下", "chosen on entering a state"),
        "once": ("条件一变就重算", "recomputed when the condition changes"),
    },
    {
        "account": ("每个客商", "each customer"),
        "line": ("每条业务线", "each business line"),
        "contract": ("每份合同", "each contract"),
        "order": ("每张订单", "each order"),
    },
    {"account": ("每个客商", "each customer"), "line": ("每条业务线", "each business line")},
    {
        "notify": ("通知我们的人", "a notice to one of us"),
        "send_message": ("发给客户的消息", "a message to the customer"),
    },
    {
        "assigned": ("任务分给了谁", "a task was given to somebody"),
        "reminded": ("提醒", "a reminder"),
        "escalated": ("升级", "an escalation"),
        "taken_over": ("接管", "somebody took over"),
        "incident": ("事故", "an incident"),
        "unfounded": ("先前的停滞或逾期不成立", "a stall or a late task turned out unfounded"),
        "rule": ("规则或模式要通知", "a rule or pattern says so"),
        "handed_over": ("任务移交", "a task was handed over"),
        "contact_held": ("联系客户要等", "a contact with the customer is held"),
        "provisional": ("期限是暂定的", "a deadline is provisional"),
    },
    {
        "starttls": ("先连上再加密，587 端口", "encrypted once connected, port 587"),
        "tls": ("一开始就加密，465 端口", "encrypted from the beginning, port 465"),
        "none": ("不加密，只用于本机", "not at all; only for this machine"),
    },
    {"zh": ("中文", "Chinese"), "en": ("英文", "English")},
    {
        "all": ("全部旅程", "all journeys"),
        "newest": ("最新的旅程", "the newest journey"),
        "refuse": ("有歧义就报告", "refuse where it is ambiguous"),
    },
    {"required": ("必填", "must be filled"), "optional": ("选填", "may be left empty")},
    {
        "defer": ("顺延到下一个可联系的时段", "defer to the next opening"),
        "skip": ("不做", "do not do it"),
        "hold": ("留给人决定", "hold for a person"),
    },
    {
        "acknowledge": ("确认接手", "acknowledge an escalation"),
        "skip": ("跳过任务", "skip a task"),
        "approve": ("批准，可限金额", "approve, up to an amount"),
        "publish": ("发布剧本", "publish a playbook"),
    },
    {
        "csv": ("逗号等分开的表", "a table with cells between commas or the like"),
        "tsv": ("制表符分开的表", "a table with cells between tabs"),
        "xlsx": ("Excel 工作簿", "an Excel workbook"),
        "xes": ("XES 事件日志", "an event log in XES"),
        "jsonl": ("一行一个 JSON", "one JSON object a line"),
        "cloudevents": ("一行一个 CloudEvents 事件", "one event of CloudEvents a line"),
    },
    {
        "text": ("文本", "text"),
        "number": ("数", "a number"),
        "percent": ("百分比", "a percentage"),
        "yes_no": ("是或否", "yes or no"),
    },
    {".": ("点", "a point"), ",": ("逗号", "a comma")},
    {
        "reject": ("拒收这一行", "reject the row"),
        "unknown": ("当作没有", "take it for nothing"),
        "keep": ("照原样留下", "keep it as it is"),
    },
    {"reject": ("拒收这一行", "reject the row"), "unknown": ("当作没有", "take it for nothing")},
    {
        "rules": ("按 events 里写的先后", "as events are written"),
        "rows": ("按日志里行的先后", "as rows stand in the log"),
    },
    {
        "keep": ("都留下", "keep them all"),
        "drop": ("只留第一行", "keep the first"),
        "reject": ("拒收后面的", "reject those that follow"),
    },
    {
        "task": ("有任务", "a task is open"),
        "timer": ("有时限", "a timer is running"),
        "person": ("有负责人", "somebody is responsible"),
    },
)
"""One entry for each closed list of the shapes."""
