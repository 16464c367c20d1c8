"""What notices and messages say, and how the shelf of deliveries is told, in both languages."""

from __future__ import annotations

from ..language.titles import Lang, Title
from ..language.wording import fill

_DELIVERY = {
    # --- what happened, in one line: its head before what it is about
    "assigned": Title("新任务", "New task"),
    "reminded": Title("提醒", "Reminder"),
    "escalated": Title("升级", "Escalated"),
    "taken_over": Title("接管", "Taken over"),
    "incident": Title("事故", "Incident"),
    "unfounded": Title("不成立，不必再管", "Unfounded, nothing to do"),
    "rule": Title("通知", "Notice"),
    "handed_over": Title("移交给你", "Handed to you"),
    "contact_held": Title("联系客户要等你决定", "A contact waits for you to decide"),
    "provisional": Title("期限是暂定的", "A deadline is provisional"),
    "message": Title("给客户的消息", "Message to the customer"),
    "line": Title("{head}：{about} → {to}", "{head}: {about} → {to}"),
    "to": Title("{role}{person}", "{person} ({role})"),
    # --- and the rest, a line each
    "do": Title("请：{do}", "Please: {do}"),
    "do.remind": Title("提醒负责人", "remind the owner"),
    "do.notify": Title("知悉并过问", "take note, and look into it"),
    "do.take_over": Title("接管", "take over"),
    "stage": Title("阶段：{stage}", "Stage: {stage}"),
    "account": Title("客商：{account}，业务线 {line}", "Account: {account}, line {line}"),
    "key": Title("编号：{key}", "Key: {key}"),
    "journey": Title("旅程：{journey}", "Journey: {journey}"),
    "contact": Title("联系：{contact}", "Contact: {contact}"),
    "via": Title("渠道：{via}", "By: {via}"),
    "contact_at": Title("不早于：{at}", "Not before: {at}"),
    "instead_of": Title("代替：{person}（不在）", "Instead of: {person} (away)"),
    # --- the shelf
    "none": Title("没有这样的送达", "there are no such deliveries"),
    "none.shelf": Title("没有要人处理的送达；--state all 列出全部", "nothing waits for a person; --state all lists everything"),
    "count": Title("{count} 件", "{count}"),
    "more": Title("只列了前 {limit} 件；--limit 可以更多", "only the first {limit} are listed; --limit shows more"),
    "backlog": Title("另有 {count} 件要送的事还没有人看往哪里送；touchline worker 会送", "{count} effects have not been routed yet; touchline worker delivers them"),
    "column.id": Title("编号", "id"),
    "column.state": Title("状态", "state"),
    "column.attempts": Title("次数", "attempts"),
    "column.due": Title("下次", "next"),
    "column.what": Title("什么事", "what"),
    "column.why": Title("原因", "why"),
    "state.pending": Title("等着送", "waiting"),
    "state.sending": Title("正在送", "under way"),
    "state.done": Title("已送达", "delivered"),
    "state.dead": Title("搁置", "shelved"),
    "state.unknown": Title("不知送到没有", "unknown"),
    "state.dropped": Title("不送了", "dropped"),
    "once": Title("，绝不送两次", ", never twice"),
    "erased": Title("（个人信息已抹去）", "(its personal values were erased)"),
    "damaged": Title("（读不回来）", "(it does not read back)"),
    "retried": Title("{count} 件会再送；touchline worker 会送", "{count} will be tried again; touchline worker does it"),
    "dropped": Title("{count} 件不送了", "{count} dropped"),
    "not-found": Title("没有送达“{id}”；touchline outbox list --state all 列出全部", 'there is no delivery "{id}"; touchline outbox list --state all lists them'),
    "bad-id": Title("“{id}”不是送达的编号；编号写成 旅程/记录/序号/目标，从 touchline outbox list 里抄", '"{id}" is no id of a delivery, which is JOURNEY/RECORD/INDEX/TARGET; copy one from touchline outbox list'),
    "which": Title("写出编号，或用 --state、--target、--journey 说明是哪些", "name ids, or say which with --state, --target or --journey"),
    "both": Title("编号和 --state、--target、--journey 不能同时写", "name ids, or say --state, --target or --journey; not both"),
    "not-now": Title("{id}：{state}，不能这样做", "{id} is {state}; that cannot be done with it"),
    "changed": Title("{id} 刚刚变了；再看一次", "{id} has just changed; look again"),
}  # fmt: skip


def say(name: str, lang: Lang, /, **values: object) -> str:
    """Return one phrase, filled in."""
    return fill(_DELIVERY[name], {key: str(value) for key, value in values.items()}, lang)
