"""Words people write for ours: keys in Chinese, in another case, by another usual name.

Only tables and the search in them; what is told and mended stands in ``mend``.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

NEAR = 0.6
"""How alike two words must be for one to be offered for the other; 1 is the same word."""

KEYS: Mapping[str, str] = {
    # English words that other tools use, or that lie near.
    "action": "do", "actions": "do touchpoints", "activities": "touchpoints", "actor": "by owner",
    "alternatives": "moves", "approve": "may", "assert": "expect", "assigned_to": "owner",
    "assignee": "owner", "assigned": "owner", "begin": "begins starts start", "boss": "reports_to",
    "caption": "title", "channel": "via", "channels": "via", "closed": "off", "comment": "note",
    "cond": "if", "condition": "if", "conditions": "if needs", "contact": "with",
    "contacts": "with", "country": "holidays", "customer": "with", "day": "date", "days": "weekly",
    "date": "at due", "deadline": "due within after", "default": "else", "delay": "starts after",
    "desc": "title", "description": "title", "docs": "documents produces", "document": "produces",
    "due_date": "due", "due_in": "due", "duration": "after within due", "escalation": "escalate",
    "event": "signal", "events": "signals moves timeline", "every": "repeats",
    "exit": "leave ends", "expected": "expect", "expects": "expect", "expires": "valid",
    "final": "end", "finish": "end ends", "finished": "end", "form_id": "form",
    "goto": "to moves", "guard": "if", "heading": "title", "holiday": "holidays",
    "hours": "weekly", "identifier": "id", "initial": "start", "initial_state": "start",
    "key": "id", "kind": "type", "label": "title", "ladder": "escalate", "limit": "up_to amount",
    "limits": "at_most", "lines": "timeline", "manager": "reports_to", "max": "up_to at_most",
    "max_times": "up_to", "medium": "via", "message_id": "message", "missed": "catch_up",
    "name": "title id", "next": "to moves", "next_state": "to", "nodes": "states",
    "notes": "note", "notify": "message", "on": "moves at", "on_timeout": "timeout",
    "open_hours": "weekly", "options": "choices outcomes", "otherwise": "else",
    "output": "produces", "outputs": "produces", "owned_by": "owner", "parent": "reports_to",
    "party": "from waits_for", "pause": "pauses holds", "person": "owner with by",
    "phases": "states stages", "play": "recover", "prerequisites": "needs", "recovery": "recover",
    "recoveries": "recover", "remark": "note", "reminder": "remind", "reminders": "remind",
    "repeat": "repeats", "reports": "reports_to", "required": "needs fields",
    "requires": "needs", "requirements": "needs", "responsible": "owner", "result": "outcome outcomes",
    "results": "outcomes", "role": "owner roles", "rows_of": "rows",
    "script": "timeline", "shifts": "weekly", "silence": "silent", "sla": "due within",
    "stage": "playbook", "steps": "touchpoints follow_ups tiers timeline sequence",
    "supervisor": "reports_to", "target": "to", "task": "done", "tasks": "touchpoints",
    "template": "message", "text": "title zh", "then": "to do", "threshold": "amount",
    "time": "at after", "time_zone": "zone", "timeout": "after due within", "timezone": "zone",
    "times": "up_to", "transition": "moves", "transitions": "moves", "trigger": "when started_by",
    "triggers": "when started_by", "turn": "waits_for", "tz": "zone", "to": "moves",
    "until": "stops ends", "value": "amount", "values": "choices", "wait": "after waits_for",
    "wait_for": "waits_for", "waiting_for": "waits_for", "week": "weekly", "when": "if at",
    "where": "if", "who": "owner by with", "whose_turn": "waits_for", "workdays": "work weekly",
    # Chinese.
    "上班": "weekly work", "上级": "reports_to", "下一步": "to moves", "之后": "after",
    "事件": "signal signals", "事实": "facts fact", "产出": "produces", "人员": "people roles",
    "任务": "touchpoints", "信号": "signals signal", "停滞": "stalls",
    "允许": "may", "内容": "zh", "分支": "moves", "到期": "due", "动作": "do",
    "升级": "escalate", "单据": "documents produces needs", "原因": "cause causes", "去向": "to moves",
    "否则": "else", "变体": "variants", "名字": "title id", "名称": "title", "备注": "note",
    "如果": "if", "字段": "fields", "客户": "with", "层级": "level levels", "工作日": "work weekly",
    "开始": "start starts begin begins", "归属": "owner", "截止": "due", "承诺": "promises",
    "挽回": "recover", "提醒": "remind", "放弃": "give_up", "日历": "calendar",
    "日期": "date at", "时区": "zone", "时间": "at", "时间线": "timeline", "时限": "due within after",
    "期限": "due within after", "期望": "expect", "条件": "if", "标准": "standard", "标题": "title",
    "标签": "tag", "模板": "message", "次数": "up_to", "步骤": "touchpoints follow_ups tiers",
    "汇报": "reports_to", "汇报给": "reports_to", "流转": "moves", "消息": "message", "渠道": "via channels",
    "状态": "states state", "理由": "cause", "种类": "schema type", "类型": "type", "级别": "level levels",
    "结局": "end ends", "结束": "end ends stops", "结果": "outcomes outcome", "编号": "id",
    "联系人": "with contacts", "节假日": "holidays", "范围": "scope", "表单": "form", "规则": "rules",
    "角色": "roles owner", "触点": "touchpoints", "词汇": "things", "责任人": "owner", "负责人": "owner",
    "起点": "start", "超时": "timeout after", "跳转": "to moves", "转到": "to moves", "轮到": "waits_for",
    "轮到谁": "waits_for", "轨道": "tracks", "逾期": "overdue", "重复": "repeats", "金额": "amount",
    "门槛": "thresholds", "阶段": "stages", "需要": "needs", "预期": "expect", "选项": "choices outcomes",
    "等待": "waits_for after", "等谁": "waits_for",
}  # fmt: skip
"""What people write → our keys it may mean, the likeliest first."""

WORDS: Mapping[str, str] = {
    "amount": "money", "alert": "notify", "bool": "yes_no", "boolean": "yes_no", "buyer": "customer",
    "cancelled": "lost", "client": "customer", "company": "us", "currency": "money",
    "datetime": "date", "decimal": "number", "done": "success satisfied", "enum": "choice",
    "fail": "lost", "failed": "lost", "failure": "lost", "float": "number", "int": "number",
    "integer": "number", "internal": "us", "list": "tags", "ok": "success", "select": "choice",
    "self": "us", "sleep": "dormant", "str": "text", "string": "text", "supplier": "partner",
    "user": "person", "vendor": "partner", "we": "us", "won": "success",
    "三方": "partner", "丢单": "lost", "人": "person", "伙伴": "partner", "供应商": "partner",
    "休眠": "dormant", "合作伙伴": "partner", "失败": "lost", "客户": "customer", "我们": "us",
    "我方": "us", "成功": "success", "接管": "take_over", "提醒": "remind", "数字": "number",
    "文本": "text", "日期": "date", "是非": "yes_no", "百分比": "percent", "系统": "system",
    "标签": "tags", "必填": "required", "选填": "optional", "选项": "choice", "通知": "notify",
    "金额": "money",
}  # fmt: skip
"""What people write → our fixed words it may mean."""

YES = frozenset({"yes", "on", "y", "是", "对", "true"})
NO = frozenset({"no", "off", "n", "否", "不", "false"})


def as_name(text: str) -> str:
    """Return a text as our names are written: ``waitsFor`` and ``Waits-For`` → ``waits_for``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain)
    return re.sub(r"[-\s.]+", "_", parted).strip("_").lower()


def same_word(name: str, allowed: Iterable[str]) -> str:
    """Return the allowed word that differs in case, hyphen, or singular and plural only."""
    wanted, stem = as_name(name), _stem(as_name(name))
    words = list(allowed)
    if wanted in words:
        return wanted
    return next((word for word in words if _stem(word) == stem), "")


def other_words(name: str, allowed: Iterable[str], table: Mapping[str, str]) -> list[str]:
    """Return the allowed words that ``name`` is another usual word for, the likeliest first."""
    words = set(allowed)
    meant = table.get(as_name(name), "")
    return [word for word in meant.split() if word in words]


def like_words(name: str, allowed: Iterable[str]) -> list[str]:
    """Return the allowed words spelt nearly the same, the nearest first."""
    return difflib.get_close_matches(as_name(name), sorted(set(allowed)), n=3, cutoff=NEAR)


def _stem(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 3 else word  # noqa: PLR2004  # "us" stays
