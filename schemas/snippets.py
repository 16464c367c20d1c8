"""Blocks that an editor offers where one is begun; ``$1`` and ``${2:text}`` are the gaps."""

from __future__ import annotations

from typing import Any

_STATE = {
    "title": "${2:名称} | ${3:Title}",
    "waits_for": "${4|us,customer,partner|}",
    "touchpoints": {
        "${5:call_customer}": {
            "title": "${6:做什么} | ${7:What to do}",
            "with": "customer.${8:purchaser}",
            "via": ["${9:phone}"],
            "due": "${10:1 business day}",
        }
    },
    "moves": {"${5:call_customer}.done": "${11:next_state}"},
}
_TOUCHPOINT = {
    "title": "${2:做什么} | ${3:What to do}",
    "with": "customer.${4:purchaser}",
    "via": ["${5:phone}"],
    "due": "${6:1 business day}",
}
_STALL = {
    "title": "${2:无回音} | ${3:No answer}",
    "after": "${4:3 business days}",
    "silent": "customer",
    "cause": "${5:sales}",
    "escalate": "${6:three_tiers}",
    "recover": "${7:quiet_customer}",
    "give_up": {"after": "${8:20 business days}", "to": "${9:dormant}"},
}
_TIER = {
    "id": "${1:team}",
    "level": "${1:team}",
    "after": "${2:1 business day}",
    "do": "${3|remind,notify,take_over|}",
}
_FOLLOW_UP = {
    "id": "${1:other_channel}",
    "title": "${2:换渠道联系} | ${3:Another channel}",
    "after": "${4:0 business days}",
    "with": "customer.${5:purchaser}",
    "via": ["${6:phone}"],
}
_ROLE = {"title": "${2:角色} | ${3:Role}", "level": "${4:staff}", "reports_to": "${5:team_lead}"}
_FACT = {
    "type": "${2|text,number,percent,money,date,duration,yes_no,choice,person,tags|}",
    "title": "${3:名称} | ${4:Title}",
}
_SIGNAL = {
    "title": "${2:发生了什么} | ${3:What happened}",
    "from": "${4|customer,us,partner,system|}",
}
_RULE = {
    "title": "${2:规则} | ${3:Rule}",
    "if": "${4:account.on_hold}",
    "do": [{"open": "${5:touchpoint}"}],
}
_BEHAVIOUR = {
    "replies": {
        "${2:quote.accepted}": {
            "chance": "${3:45%}",
            "after": {
                "lognormal": {"median": "${4:2 business days}", "p90": "${5:6 business days}"}
            },
        }
    },
    "silence": "${6:55%}",
}
_WORK = {"takes": "${2:20 minutes}"}
_SEGMENT = {"title": "${2:重点客户} | ${3:Key accounts}", "share": "${4:100%}"}

_LOG_EVENT = {"signal": "${1:quote.accepted}", "at": "${2:Accepted on}"}
_LOG_COLUMN = {"date": "${2:D/M/YYYY}", "at": "${3:12:00}"}
_CASE_GROUP = {"title": "${2:一类 | One kind}", "known": ["${3:Ordered on}"]}
_CASE_OUTCOME = {
    "title": "${2:晚交} | ${3:Delivered late}",
    "at": "${4:Delivered on}",
    "after": "${5:Promised for}",
    "foretold_by": ["${6:quote_unanswered}"],
}


def _offer(label: str, body: Any) -> list[dict[str, Any]]:
    return [{"label": label, "body": body}]


SNIPPETS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("Playbook", "states"): _offer("新状态 | new state", {"${1:state}": _STATE}),
    ("Track", "states"): _offer("新状态 | new state", {"${1:state}": _STATE}),
    ("State", "touchpoints"): _offer("新触点 | new touchpoint", {"${1:call}": _TOUCHPOINT}),
    ("Playbook", "on_demand"): _offer("新触点 | new touchpoint", {"${1:call}": _TOUCHPOINT}),
    ("State", "stalls"): _offer("新停滞 | new stall", {"${1:no_answer}": _STALL}),
    ("State", "moves"): _offer("新去向 | new move", {"${1:signal}": "${2:state}"}),
    ("Playbook", "rules"): _offer("新规则 | new rule", {"${1:rule}": _RULE}),
    ("Ladder", "tiers"): _offer("新升级层 | new tier", [_TIER]),
    ("Recovery", "follow_ups"): _offer("新步骤 | new follow-up", [_FOLLOW_UP]),
    ("People", "roles"): _offer("新角色 | new role", {"${1:role}": _ROLE}),
    ("Thing", "facts"): _offer("新事实 | new fact", {"${1:fact}": _FACT}),
    ("Population", "segments"): _offer("新的一类客户 | new segment", {"${1:key}": _SEGMENT}),
    ("Population", "customers"): _offer(
        "新行为 | new behaviour", {"${1:contract.awaiting_answer}": _BEHAVIOUR}
    ),
    ("Population", "work"): _offer("同事怎么做 | how work is done", {"${1:send_quote}": _WORK}),
    ("Mapping", "columns"): _offer("新的一列 | new column", {"${1:Quoted on}": _LOG_COLUMN}),
    ("Mapping", "events"): _offer("新事件 | new event", [_LOG_EVENT]),
    ("Mapping", "groups"): _offer("新的一组 | new group", {"${1:both_dates}": _CASE_GROUP}),
    ("Mapping", "outcomes"): _offer("新结果 | new outcome", {"${1:late}": _CASE_OUTCOME}),
    ("Thing", "signals"): _offer("新信号 | new signal", {"${1:signal}": _SIGNAL}),
}
"""By shape and key."""
