"""Our own words where they stand inside a message: kinds of things, types, reasons."""

from __future__ import annotations

from .titles import Title

REASONS: dict[str, Title] = {
    "in-the-future": Title("时间在未来", "its time lies in the future"),
    "not-started": Title("旅程还没有开始", "the journey has not begun"),
    "already-started": Title("旅程已经开始", "the journey has already begun"),
    "unknown-playbook": Title("没有这个剧本", "there is no such playbook"),
    "unknown-state": Title("没有这个状态", "there is no such state"),
    "unknown-signal": Title("词汇表里没有这个信号", "not in the vocabulary"),
    "unknown-document": Title("没有这种单据", "there is no such document"),
    "journey-ended": Title("旅程已结束", "the journey has ended"),
    "nobody-waits": Title("此刻没有谁在等它", "nobody waits for it now"),
    "already-paused": Title("已经暂停", "already paused"),
    "not-paused": Title("没有暂停", "not paused"),
    "nothing-to-acknowledge": Title("没有正在升级的事", "nothing is being escalated"),
    "task-not-open": Title("这个任务没有打开", "that task is not open"),
    "outcome-missing": Title("要写结果，可以是", "an outcome is needed, one of"),
    "outcome-unknown": Title("没有这个结果", "there is no such outcome"),
    "field-wrong": Title("填写不对", "these are not of their type"),
    "field-missing": Title("还缺", "still missing"),
    "document-missing": Title("缺单据", "documents missing"),
    "left": Title("已离开该状态", "the state was left"),
    "condition": Title("条件不成立", "its condition does not hold"),
    "stall_ended": Title("停滞已结束", "the stall is over"),
    "once": Title("只做一次", "asked once only"),
    "owner_level": Title("不高于负责人的层级", "not above the owner's level"),
    "nobody": Title("该层级没有人", "nobody on that level"),
}
"""Why a signal was ignored or refused, a task cancelled, a tier skipped."""

TERMS: dict[str, Title] = {
    "calendar": Title("日历", "calendar"), "cause": Title("原因", "cause"),
    "channel": Title("渠道", "channel"), "choice": Title("选项", "choice"),
    "contact": Title("联系人", "contact"), "date": Title("日期", "date"),
    "document": Title("单据", "document"), "duration": Title("时长", "duration"),
    "fact": Title("事实", "fact"), "file": Title("文件", "the file"),
    "form": Title("表单", "form"), "ladder": Title("升级梯", "ladder"),
    "level": Title("层级", "level"), "list": Title("列表", "a list"),
    "money": Title("金额", "money"), "number": Title("数", "number"),
    "outcome": Title("结果", "outcome"), "percent": Title("百分比", "percent"),
    "person": Title("人", "person"), "playbook": Title("剧本", "playbook"),
    "recovery": Title("挽回方案", "recovery play"), "role": Title("角色", "role"),
    "signal": Title("信号", "signal"), "stall": Title("停滞", "stall"),
    "state": Title("状态", "state"), "tags": Title("标签", "tags"),
    "task": Title("任务", "task"), "text": Title("文本", "text"),
    "threshold": Title("门槛金额", "threshold"), "tier": Title("升级层", "tier"),
    "touchpoint": Title("触点", "touchpoint"), "true | false": Title("true 或 false", "true or false"),
    "whole number": Title("整数", "a whole number"), "yes_no": Title("是非", "yes/no"),
    "key: value": Title("“键: 值”", "key: value lines"),
}  # fmt: skip
"""Kinds of things and types of values."""
