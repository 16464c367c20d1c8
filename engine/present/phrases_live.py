"""What commands on a database say: tables of work, answers, refusals; in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from ..language.titles import Lang, Title
from ..language.wording import fill
from .closing import nearest

_LIVE: dict[str, Title] = {
    # --- days in words
    "today": Title("今天 {time}", "today {time}"),
    "tomorrow": Title("明天 {time}", "tomorrow {time}"),
    "yesterday": Title("昨天 {time}", "yesterday {time}"),
    "since": Title("{at} 起逾期", "overdue since {at}"),
    "due.nothing": Title("没有期限", "no deadline"),
    # --- the tables
    "tasks.none": Title("没有符合的任务", "no such tasks"),
    "tasks.count": Title("{count} 个任务，{overdue} 个逾期", "{count}, {overdue} overdue"),
    "journeys.none": Title("没有符合的旅程", "no such journeys"),
    "journeys.count": Title("{count} 个旅程，{stalled} 个停滞", "{count}, {stalled} stalled"),
    "incidents.none": Title("没有事故", "no incidents"),
    "incidents.count": Title("{count} 个事故", "{count}"),
    "more": Title("只列出前 {limit} 个；--limit 可以多列", "the first {limit} only; --limit shows more"),
    "not-ticked": Title("有时限已到而没有处理，上面是之前的样子；没有 worker 时用 touchline tick", "deadlines have come due that nobody decided, so this is older than now; without a worker: touchline tick"),
    "column.due": Title("期限", "due"),
    "column.task": Title("任务", "task"),
    "column.owner": Title("负责人", "owner"),
    "column.journey": Title("旅程", "journey"),
    "column.name": Title("名字", "name"),
    "column.stage": Title("阶段", "stage"),
    "column.where": Title("所在", "stands in"),
    "column.marks": Title("状况", "how it is"),
    "column.next": Title("下一时限", "next deadline"),
    "column.at": Title("时间", "at"),
    "column.record": Title("记录", "record"),
    "column.what": Title("什么", "what"),
    "column.about": Title("关于", "about"),
    "mark.stalled": Title("停滞：{name}，{at} 起", "stalled: {name}, since {at}"),
    "mark.overdue": Title("{count} 个任务逾期", "{tasks} overdue"),
    "mark.paused": Title("已暂停", "paused"),
    "mark.waits": Title("等着：{names}", "waits for {names}"),
    "mark.dormant": Title("休眠", "asleep"),
    "mark.success": Title("结束：成功", "ended: success"),
    "mark.lost": Title("结束：流失", "ended: lost"),
    "mark.well": Title("正常", "on its way"),
    "roles.count": Title("{count} 个角色", "{count}"),
    "column.role": Title("角色", "role"),
    "column.person": Title("由谁担任", "filled by"),
    "column.away": Title("不在", "away"),
    "column.level": Title("层级", "level"),
    "away": Title("{begins} 到 {until}", "{begins} until {until}"),
    "away.deputy": Title("{begins} 到 {until}，由{deputy}代理", "{begins} until {until}, {deputy} stands in"),
    "away-nowhen": Title("--until {until}：在开始之前，或已经过去", "--until {until}: that is before it begins, or past"),
    "task.planned": Title("{title}（还没开始）", "{title} (not yet begun)"),
    "incident.closed": Title("（已处理）", " (closed)"),
    "what.loop": Title("规则互相触发，停不下来", "rules that set off each other without end"),
    "what.condition-error": Title("条件算不出来", "a condition that cannot be computed"),
    "what.item-unserved": Title("没有轨道接这一件", "no track takes this item"),
    "what.no-such-time": Title("算不出这个时刻", "a time that no calendar reaches"),
    "what.engine-fault": Title("引擎自身出错，信号已停放", "the engine itself failed; the signal is parked"),
    "what.poison": Title("一再处理不成，已停放", "it failed again and again, and is parked"),
    "what.owner-unresolved": Title("没有人可以承担", "nobody can be found for it"),
    "what.partner-not-able": Title("合作伙伴做不了", "the partner is not able to do it"),
    "what.seed-refused": Title("接下来的旅程没有开成", "the journey that follows could not begin"),
    "what.window-full": Title("一个模式等着的信号太多", "too many signals wait for one pattern"),
    "what.endless-exchange": Title("旅程之间互相触发，停不下来", "journeys set off each other without end"),
    "what.nobody-to-act": Title("要转给的旅程不在", "the journey it was meant for is not there"),
    "what.ambiguous-address": Title("说不清是给哪个旅程的，信号已停放", "nobody can tell which journey is meant; the signal is parked"),
    "what.item-unclear": Title("说不清是哪一件", "nobody can tell which item is meant"),
    "what.message-incomplete": Title("消息缺内容，没有发出", "a message lacks something, and was not sent"),
    "what.message-too-long": Title("消息太长，没有发出", "a message is too long, and was not sent"),
    "what.delivery-dead": Title("一再送不出去，已搁下", "it could not be delivered, and was put aside"),
    "what.delivery-unknown": Title("不知道送到没有", "nobody knows whether it was delivered"),
    # --- which one is meant
    "taken-for": Title("“{text}”是 {journey}", '"{text}" is {journey}'),
    "which-journey": Title("“{text}”有不止一个旅程：", '"{text}" is more than one journey:'),
    "no-journey": Title("没有旅程“{name}”", 'there is no journey "{name}"'),
    "no-journey.near": Title("没有旅程“{name}”；是不是“{near}”？", 'there is no journey "{name}"; did you mean "{near}"?'),
    "no-story-there": Title("{path}：没有这个情景；要问数据库里的旅程，用 --db 或 TOUCHLINE_DB 指明数据库", "{path}: there is no such story; for a journey in a database name it by --db or TOUCHLINE_DB"),
    "no-task": Title("这个阶段没有触点“{name}”；有的是：{allowed}", 'this stage has no touchpoint "{name}"; there are: {allowed}'),
    "no-task.near": Title("这个阶段没有触点“{name}”；是不是“{near}”？", 'this stage has no touchpoint "{name}"; did you mean "{near}"?'),
    "no-signal": Title("词汇表里没有信号“{name}”；有的是：{allowed}", 'the vocabulary has no signal "{name}"; there are: {allowed}'),
    "no-signal.near": Title("词汇表里没有信号“{name}”；是不是“{near}”？", 'the vocabulary has no signal "{name}"; did you mean "{near}"?'),
    "no-playbook": Title("没有剧本“{name}”；有的是：{allowed}", 'there is no playbook "{name}"; there are: {allowed}'),
    "no-playbook.near": Title("没有剧本“{name}”；是不是“{near}”？", 'there is no playbook "{name}"; did you mean "{near}"?'),
    "no-climb": Title("{journey}：没有正在升级的事", "{journey}: nothing is being escalated"),
    "which-climb": Title("不止一件在升级，写明哪一件：{allowed}", "more than one is being escalated; say which: {allowed}"),
    "which-one": Title("没有在升级的“{name}”；有的是：{allowed}", 'no "{name}" is being escalated; there are: {allowed}'),
    "which-one.near": Title("没有在升级的“{name}”；是不是“{near}”？", 'no "{name}" is being escalated; did you mean "{near}"?'),
    "no-role": Title("没有角色“{name}”；有的是：{allowed}", 'there is no role "{name}"; there are: {allowed}'),
    "no-role.near": Title("没有角色“{name}”；是不是“{near}”？", 'there is no role "{name}"; did you mean "{near}"?'),
    "bring-it": Title("“{name}”不用报完成：有了它，任务自己就完成\n{command}", '"{name}" is not reported as done: once it is there, the task is\n{command}'),
    # --- values as they are typed
    "no-pair": Title("{option} {text}：写成 名字=值，例如 {example}", "{option} {text}: write name=value, such as {example}"),
    "no-name": Title("{option}：没有“{name}”；有的是：{allowed}", '{option}: there is no "{name}"; there are: {allowed}'),
    "no-name.near": Title("{option}：没有“{name}”；是不是“{near}”？", '{option}: there is no "{name}"; did you mean "{near}"?'),
    "nothing-wanted": Title("{option}：这里什么都不填；没有“{name}”", '{option}: nothing is filled in here; there is no "{name}"'),
    "wrong-value": Title("{option} {name}：“{text}”不对；写成 {like}", '{option} {name}: "{text}" is not one; write {like}'),
    "twice": Title("{option}：“{name}”写了两次", '{option}: "{name}" is given twice'),
    "of-a-journey": Title("{name} 是旅程的事实，不是客商的；登记它：touchline signal 旅程 facts.set --data {name}=…", "{name} is a fact of a journey, not of the account; to set it: touchline signal JOURNEY facts.set --data {name}=…"),
    "no-document": Title("--brings：没有单据“{name}”；有的是：{allowed}", '--brings: there is no document "{name}"; there are: {allowed}'),
    "no-document.near": Title("--brings：没有单据“{name}”；是不是“{near}”？", '--brings: there is no document "{name}"; did you mean "{near}"?'),
    "nothing-given": Title("写至少一个 {option} 名字=值", "give at least one {option} name=value"),
    "empty": Title("{option} 不能是空的", "{option} must not be empty"),
    # --- answers
    "repeat": Title("这个编号已经收过：下面是当时的答复，没有再记一次", "this id was taken before: below is the answer it got then; nothing was recorded again"),
    "facts-kept": Title("已登记：{name} = {value}", "recorded: {name} = {value}"),
    "facts-known": Title("早已如此，什么都没有变", "known already; nothing changed"),
    "may": Title("可以由这些角色来做：{roles}", "those who may: {roles}"),
    "nothing-told": Title("已记下；别的都没有变", "recorded; nothing else changes"),
    "nothing-changed": Title("什么都没有变", "nothing changed"),
    "twin": Title("这个组合已经有旅程在走，没有另开", "one for this combination is under way already; no other was begun"),
    "fill-in": Title("可以这样填：", "what can be filled in:"),
    "fired": Title("处理了 {count} 个：到期的时限，等着的信号", "decided {count}: deadlines that had come due, signals that waited"),
    "next-due": Title("下一个时限：{at}", "the next deadline: {at}"),
    "no-next": Title("没有别的时限", "no other deadline"),
    "closed": Title("事故已处理：{journey} 记录 {record}", "incident closed: {journey}, record {record}"),
    "no-incident": Title("{journey} 的记录 {record} 不是事故", "record {record} of {journey} is no incident"),
    "closed-already": Title("早已处理过：{journey} 记录 {record}", "closed already: {journey}, record {record}"),
    # --- keeping
    "checked": Title("{journeys} 个旅程、{accounts} 个客商、{records} 条记录：全部与日志一致", "{journeys}, {accounts}, {records}: all as their journals say"),
    "whole": Title("数据库文件完整；--deep 逐条核对日志", "the database reads through; --deep also proves every journal"),
    "checking": Title("正在核对", "Checking"),
    "backed-up": Title("备份已写入 {path}", "backup written to {path}"),
    "there-already": Title("{path}：已经有这个文件；什么都没有动，请换一个名字", "{path}: there is such a file already; nothing was touched, choose another name"),
    "no-database": Title("{path}：没有这个数据库；检查 --db；touchline deploy 和 start 会新建", "{path}: there is no such database; check --db; touchline deploy and start make a new one"),
    "clock-set": Title("时钟按 TOUCHLINE_NOW 定在 {at}", "the clock stands at {at} (TOUCHLINE_NOW)"),
    "no-clock": Title("TOUCHLINE_NOW：“{text}”不是时间；写成 2025-10-09T10:00+08:00", 'TOUCHLINE_NOW: "{text}" is no time; write 2025-10-09T10:00+08:00'),
    "erase.ask": Title("永远抹去客商 {account} 的个人信息？旅程和日志留着，无法恢复", "Erase the personal facts of account {account} for good? Journeys and journals stay; this cannot be undone"),
    "erased": Title("抹去了客商 {account} 的 {count} 个个人信息", "{values} of account {account} erased"),
    "not-erased": Title("没有抹去；什么都没有变", "not erased; nothing changed"),
    "not-there": Title("这个数据库里没有部署过剧本；先 touchline deploy 工作区", "no playbooks are deployed in this database; first: touchline deploy WORKSPACE"),
    "deployed": Title("部署 {number}：程序 {program}", "deployment {number}: program {program}"),
    "would-deploy": Title("会部署程序 {program}；还没有部署", "program {program} would be deployed; nothing was"),
    "deployed-same": Title("程序 {program} 早已部署；什么都没有变", "program {program} is deployed already; nothing changed"),
    "changed": Title("与上一次相比有 {count} 处不同：", "{count} since the last deployment:"),
    "how.added": Title("新增", "added"),
    "how.removed": Title("去掉", "removed"),
    "how.changed": Title("改动", "changed"),
    "stay": Title("{count} 个旅程留在程序 {program}", "{journeys} kept on program {program}"),
    "stay-new": Title("{count} 个旅程按程序 {program} 走", "{journeys} on program {program}, this one"),
}  # fmt: skip


def say(name: str, lang: Lang, /, **values: object) -> str:
    """Return one phrase, filled in."""
    return fill(_LIVE[name], {key: str(value) for key, value in values.items()}, lang)


def meant(name: str, what: str, allowed: Iterable[str], lang: Lang, /, **values: object) -> str:
    """Return that ``what`` is none of ``allowed``, and which of them may be meant."""
    listed = list(allowed)
    near = nearest(what, listed)
    if near:
        return say(f"{name}.near", lang, name=what, near=near, **values)
    return say(name, lang, name=what, allowed=", ".join(listed), **values)


def incident(code: str, lang: Lang) -> str:
    """Return what an incident is, in words; a code of a newer version stands for itself."""
    return say(f"what.{code}", lang) if f"what.{code}" in _LIVE else code
