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
    "not-yet-run": Title("引擎还不能处理这种信号", "the engine does not take such signals yet"),
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
    "end": Title("结局", "end"), "field": Title("字段", "field"),
    "fact": Title("事实", "fact"), "file": Title("文件", "the file"),
    "form": Title("表单", "form"), "grain": Title("粒度", "grain"), "ladder": Title("升级梯", "ladder"),
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
    "text | list": Title("一个名字或一个列表", "a name or a list of names"),
    "text | key: value": Title("文本或“键: 值”", "a text or key: value lines"),
    "text | list | key: value": Title("文本、列表或“键: 值”", "a text, a list or key: value lines"),
    "text | true | false": Title("文本，或 true、false", "a text, or true or false"),
    "list | key: value": Title("列表或“键: 值”", "a list or key: value lines"),
    "action": Title("措施", "action"), "alternative": Title("去向", "alternative"),
    "beginning": Title("开头", "beginning"), "calendars": Title("日历文件", "calendars"),
    "cap": Title("上限", "cap"), "clock": Title("时钟", "clock"),
    "contact limits": Title("联系限制", "contact limits"), "deadline settings": Title("到期处理", "deadline settings"),
    "escalation ladders": Title("升级梯文件", "escalation ladders"), "exit condition": Title("退出条件", "exit condition"),
    "expectation": Title("期望", "expectation"), "follow-up": Title("挽回步骤", "follow-up"),
    "form check": Title("表单检查", "form check"), "form field": Title("表单字段", "form field"),
    "formats": Title("显示格式", "formats"), "forms": Title("表单文件", "forms"),
    "giving up": Title("放弃", "giving up"), "handover": Title("移交要求", "handover"),
    "hold": Title("暂停", "hold"), "lifecycle": Title("生命周期", "lifecycle"),
    "many": Title("多件", "many"), "message": Title("消息", "message"),
    "messages": Title("消息文件", "messages"), "need": Title("前提", "need"),
    "own day": Title("自定日期", "own day"), "partner": Title("合作伙伴", "partner"),
    "pattern": Title("模式", "pattern"), "people": Title("人员", "people"),
    "promise": Title("承诺", "promise"), "recovery play": Title("挽回方案", "recovery play"),
    "recovery plays": Title("挽回方案文件", "recovery plays"), "rule": Title("规则", "rule"),
    "stage": Title("阶段", "stage"), "stage end": Title("阶段结局", "stage end"),
    "step": Title("步骤", "step"), "story": Title("情景", "story"),
    "story line": Title("时间线的一行", "story line"), "thing": Title("东西", "thing"),
    "timeout": Title("到期", "timeout"), "track": Title("轨道", "track"),
    "variant": Title("变体", "variant"), "vocabulary": Title("词汇表", "vocabulary"),
    "way on": Title("后续", "way on"), "way to start": Title("起点", "way to start"),
}  # fmt: skip
"""Kinds of things and types of values."""

FEATURES: dict[str, Title] = {
    "tracks": Title("多条轨道", "several tracks"),
    "each": Title("每件一条的轨道", "tracks with one instance per item"),
    "account-scope": Title("以客商为单位的剧本", "playbooks of the account itself"),
    "observe": Title("观察模式", "the mode observe"),
    "conditional-start": Title("有条件的起点", "conditional starts"),
    "needs-at-the-start": Title("起点状态的 needs", "needs of a start state"),
    "needs-on-giving-up": Title(
        "放弃后进入的状态的 needs", "needs of the state that follows giving up"
    ),
    "holds": Title("暂停（holds）", "holds"),
    "clocks": Title("跨状态的时限（clocks）", "clocks"),
    "track-stalls": Title("轨道上的停滞", "stalls of a track"),
    "stall-at": Title("在某一时刻或自某触点起算的停滞", "stalls at a moment or from a touchpoint"),
    "recovered-by": Title("recovered_by", "recovered_by"),
    "timeouts": Title("正常到期（timeout）", "timeouts"),
    "repeats": Title("重复的触点（repeats、stops）", "touchpoints that repeat or stop"),
    "due-after": Title("从某事之后起算的期限", "deadlines counted from a happening"),
    "dates": Title(
        "相对于日期或一天某时的时刻", "moments counted from dates or set to a time of day"
    ),
    "own-calendar": Title("触点或停滞自己的日历", "calendars of touchpoints or of the customer"),
    "late-on-arrival": Title("late_on_arrival、catch_up", "late_on_arrival and catch_up"),
    "messages": Title("消息模板", "messages"),
    "form-tables": Title("表单的表格行和核对", "tables and checks of forms"),
    "required-if": Title("required_if", "required_if"),
    "signal-gates": Title("needs 里的信号", "signals in needs"),
    "recovery-limit": Title("挽回方案的次数上限", "limits of recovery plays"),
    "items": Title("一条旅程里有多件的东西", "things of which a journey has several"),
    "computed-facts": Title("由信号算出的事实", "facts computed by signals"),
    "validity": Title("单据和事实的有效期", "validity of documents and facts"),
    "counting": Title(
        "条件里的 count、sum、since 等", "count, sum, since and the like in conditions"
    ),
    "wider-facts": Title(
        "条件里的 parent.、signal.、track.", "parent., signal. and track. in conditions"
    ),
    "engine-signals": Title("引擎自己的信号", "signals of the engine itself"),
    "rules": Title("规则", "rules"),
    "patterns": Title("模式", "patterns"),
    "variants": Title("变体", "variants"),
    "lifecycle": Title("阶段的衔接（lifecycle、started_by）", "the lifecycle from stage to stage"),
    "contact-limits": Title("联系次数上限", "contact limits"),
    "quiet-hours": Title("免打扰时段", "quiet hours"),
    "authority": Title("角色权限（may）", "authority of roles (may)"),
    "addresses": Title(
        "按客商寻址的信号（correlate）", "signals addressed to an account (correlate)"
    ),
}
"""Features of the language that an engine may not run yet."""
