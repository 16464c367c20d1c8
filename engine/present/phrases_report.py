"""Phrases of the report of a simulation, in both languages; ``{name}`` is filled in.

A count ``{n}`` comes with ``{n_s}``, the plural's ending, and ``{n_was}``, its verb.
"""

from __future__ import annotations

from ..language.titles import Title

REPORTED: dict[str, Title] = {
    # The page and its head.
    "title": Title("模拟报告：{title}", "Simulation report: {title}"),
    "contents": Title("目录", "Contents"),
    "partial": Title(
        "没有跑完：要求 {asked} 位客户，这里只有 {customers} 位（{share}）。下面的数字都只说这些客户。",
        "Not finished: of {asked} customers asked for, only {customers} are in here ({share}). All figures below are about these.",
    ),
    "nobody": Title(
        "没有一位客户到来，所以下面大多是空的。",
        "Not one customer came, so most of what follows is empty.",
    ),
    "overview.each": Title(
        "{customers} 位客户中，成功 {success} 位（{success_share}），流失 {lost} 位，休眠 {dormant} 位；期末仍在途 {open} 位。",
        "Of {customers} customer{customers_s} {success} {success_was} won ({success_share}), {lost} {lost_was} lost and {dormant} went dormant; {open} {open_was} still on the way when time was up.",
    ),
    "overview": Title(
        "{customers} 位客户开始了 {journeys} 条旅程：成功 {success} 条（{success_share}），流失 {lost} 条，休眠 {dormant} 条；期末仍在途 {open} 条。",
        "{customers} customer{customers_s} began {journeys} journey{journeys_s}: {success} {success_was} won ({success_share}), {lost} {lost_was} lost and {dormant} went dormant; {open} {open_was} still on the way when time was up.",
    ),
    "overview.quiet": Title(
        "最常见的停滞是“{stall}”：{count} 次，其中挽回 {recovered} 次{by}。",
        "The most frequent stall was “{stall}”: {count} time{count_s}, {recovered} of them won back{by}.",
    ),
    "overview.by": Title("，多数靠“{by}”", ", most often by “{by}”"),
    "tile.customers": Title("客户", "Customers"),
    "tile.journeys": Title("旅程", "Journeys"),
    "tile.all": Title("全部旅程", "All journeys"),
    "tile.signals": Title("信号（含到期）", "Signals, timers among them"),
    "tile.records": Title("记录", "Records"),
    "fact.population": Title("客群", "Population"),
    "fact.period": Title("时间", "Period"),
    "period": Title("{begins} 至 {ends}（{zone}）", "{begins} to {ends} ({zone})"),
    "fact.seed": Title("种子", "Seed"),
    "fact.asked": Title("要求的客户数", "Customers asked for"),
    "fact.program": Title("程序版本", "Program"),
    "fact.schema": Title("数据格式", "Data format"),
    "success": Title("成功", "Won"),
    "open": Title("在途", "Open"),
    "dormant": Title("休眠", "Dormant"),
    "lost": Title("流失", "Lost"),
    "all": Title("合计", "All"),
    "none": Title("没有", "None"),
    # Columns that several tables have.
    "col.stage": Title("阶段", "Stage"),
    "col.state": Title("状态", "State"),
    "col.count": Title("次数", "Times"),
    "col.share": Title("占比", "Share"),
    "col.entered": Title("进入", "Entered"),
    "col.drawn": Title("图", "Drawn"),
    "col.mean": Title("平均", "Mean"),
    "col.p50": Title("一半在内", "Half within"),
    "col.p90": Title("九成在内", "90% within"),
    "col.p99": Title("99% 在内", "99% within"),
    "col.cost": Title("花费", "Cost"),
    "spread": Title(
        "{what}：一半在 {half}内，九成在 {most_within}内，99% 在 {nearly_all}内",
        "{what}: half within {half}, 90% within {most_within}, 99% within {nearly_all}",
    ),
    "spread.key": Title(
        "圆点：一半在此之内；粗条到九成；细线到 99%。横轴每一格是倍数，不是等差。",
        "Dot: half are within; bar: up to nine in ten; line: up to 99 in 100. The scale multiplies from mark to mark.",
    ),
    "parts": Title("{what}：{parts}", "{what}: {parts}"),
    "part": Title("{name} {number}", "{name} {number}"),
    # The funnel.
    "funnel": Title("各阶段漏斗", "Stage by stage"),
    "funnel.says": Title(
        "流失最多的是“{stage}”：进入的 {entered} 条旅程中流失 {lost} 条（{share}）。",
        "Most are lost in “{stage}”: {lost} of the {entered} journeys that entered it ({share}).",
    ),
    "funnel.none-lost": Title("没有一条旅程流失。", "No journey was lost."),
    "funnel.none": Title("没有旅程进入任何阶段。", "No journey entered any stage."),
    "funnel.key": Title(
        "条的长度是进入该阶段的旅程数，各阶段同一尺度。",
        "A bar is as long as the journeys that entered the stage; all stages on one scale.",
    ),
    "ends": Title("各阶段怎样结束", "How each stage ended"),
    "ends.of": Title("进入 {entered} 条", "{entered} entered"),
    "col.end": Title("结局", "End"),
    "col.as": Title("算作", "Counts as"),
    # Segments.
    "segments": Title("各类客户的结果", "Outcome by segment"),
    "segments.says": Title(
        "“{best}”的成功率最高（{high}），“{worst}”最低（{low}）。",
        "“{best}” were won most often ({high}), “{worst}” least often ({low}).",
    ),
    "segments.same": Title(
        "各类客户的成功率一样（{high}）。",
        "Journeys of all segments were won equally often ({high}).",
    ),
    "segments.one": Title(
        "“{best}”的成功率是 {high}。", "{high} of the journeys of “{best}” were won."
    ),
    "segments.none": Title("没有客户，无从分类。", "There are no customers to tell apart."),
    "segments.key": Title(
        "每条都是该类客户的全部（100%）。", "Each bar is all customers of that segment, 100%."
    ),
    "col.segment": Title("客户类别", "Segment"),
    "col.customers": Title("客户", "Customers"),
    "col.won-share": Title("成功率", "Won, share"),
    # Time in a stage.
    "time": Title("各阶段用时", "Time in each stage"),
    "time.says": Title(
        "“{stage}”最久：一半的旅程在 {half}内走完，九成在 {most_within}内。",
        "“{stage}” takes longest: half of its journeys are through within {half}, nine in ten within {most_within}.",
    ),
    "time.none": Title("没有一条旅程走完任何阶段。", "No journey got through any stage."),
    "col.over": Title("已结束", "Over"),
    # The heat map.
    "heat": Title("时间花在哪里：{stage}", "Where time goes: {stage}"),
    "heat.says": Title(
        "时间最多花在“{state}”（{share}）：{visits} 次停留，一半在 {half}内。",
        "Most of the time passes in “{state}” ({share}): {visits} visit{visits_s}, half of them over within {half}.",
    ),
    "heat.unvisited": Title(
        "{count} 个状态一次也没有走到。", "{count} state{count_s} {count_was} never reached."
    ),
    "heat.none": Title("没有旅程到过这个阶段。", "No journey came to this stage."),
    "heat.legend": Title("颜色：占本轨道全部时间", "Tint: share of the track's whole time"),
    "heat.zero": Title("没有走到", "never reached"),
    "heat.width": Title(
        "箭头越粗，走的次数越多；数字是次数。",
        "The thicker an arrow, the more often it was taken; the number says how often.",
    ),
    "heat.box": Title("{visits} 次 · {share}", "{visits} visit{visits_s} · {share}"),
    "heat.box-visits": Title("{visits} 次", "{visits} visit{visits_s}"),
    "heat.box-time": Title("一半在 {half}内", "half within {half}"),
    "heat.box-open": Title("期末仍有 {open} 个", "{open} there at the end"),
    "heat.states": Title("“{stage}”的各状态", "States of “{stage}”"),
    "heat.moves": Title("“{stage}”走过的去向", "Moves made in “{stage}”"),
    "col.visits": Title("停留", "Visits"),
    "col.at-end": Title("期末在此", "There at the end"),
    "col.time-share": Title("占时间", "Share of time"),
    "col.from": Title("从", "From"),
    "col.to": Title("到", "To"),
    "col.by": Title("因为", "By"),
    "start": Title("开始", "start"),
    "gave-up": Title("放弃“{stall}”", "given up on “{stall}”"),
    "timeout": Title("到期自动", "by itself"),
    # Stalls.
    "stalls": Title("停滞与挽回", "Stalls and what won customers back"),
    "stalls.says": Title(
        "共停滞 {count} 次，挽回 {recovered} 次（{share}）{by}；放弃 {gave_up} 次，流失 {lost} 次。",
        "{count} stall{count_s}; {recovered} {recovered_was} won back ({share}){by}, {gave_up} given up, {lost} lost.",
    ),
    "stalls.none": Title("没有发生停滞。", "Nothing stalled."),
    "stalls.causes": Title("按原因", "By cause"),
    "stalls.each": Title("各个停滞", "Stall by stall"),
    "stalls.plays": Title("靠什么挽回", "What won them back"),
    "stalls.by": Title("每个停滞靠什么挽回", "What won back each stall"),
    "stalls.lasted": Title("停滞持续多久", "How long stalls lasted"),
    "stalls.of": Title("挽回 {count} 次", "{count} won back"),
    "stalls.more": Title(
        "另有 {count} 种较少见，见下面的全表。", "{count} rarer ones are in the whole table below."
    ),
    "stalls.by-itself": Title("对方自己回应", "answered by themselves"),
    "stalls.key": Title(
        "条的长度是停滞次数，同一尺度。“不成立”的后来证明不算停滞。",
        "A bar is as long as the stalls; one scale. “Unfounded” ones later proved to be none.",
    ),
    "cause.none": Title("没有写原因", "No cause given"),
    "col.cause": Title("原因", "Cause"),
    "col.stall": Title("停滞", "Stall"),
    "col.recovered": Title("已挽回", "Won back"),
    "col.gave-up": Title("放弃", "Given up"),
    "col.left": Title("自行离开", "Moved on"),
    "col.unfounded": Title("不成立", "Unfounded"),
    "col.play": Title("挽回步骤", "Won back by"),
    # Escalations.
    "tiers": Title("升级", "Escalations"),
    "tiers.says": Title(
        "升级共 {reached} 次，最多的是“{tier}”（{count} 次）；略过 {skipped} 次。",
        "{reached} escalation{reached_s}, most often to “{tier}” ({count} time{count_s}); {skipped} {skipped_was} passed over.",
    ),
    "tiers.none": Title("没有升级。", "Nothing was escalated."),
    "tiers.key": Title(
        "条的长度是升级次数，各升级梯同一尺度。",
        "A bar is as long as the escalations; all ladders on one scale.",
    ),
    "col.tier": Title("升级层", "Tier"),
    "col.reached": Title("升到", "Reached"),
    "col.skipped": Title("略过", "Passed over"),
    # Touchpoints.
    "work": Title("触点是否及时", "Were touchpoints in time"),
    "work.says": Title(
        "做完的 {done} 次触点中 {in_time} 次及时（{share}）；迟得最多的是“{name}”：{done_here} 次中迟了 {late} 次。",
        "Of {done} touchpoint{done_s} done, {in_time} {in_time_was} in time ({share}); “{name}” was late most often: {late} of {done_here}.",
    ),
    "work.all": Title(
        "做完的 {done} 次触点全部及时。", "All {done} touchpoint{done_s} done {done_was} in time."
    ),
    "work.none": Title("没有做完任何触点。", "No touchpoint was done."),
    "work.worst": Title("迟得最多的", "Late most often"),
    "work.stage": Title("“{stage}”的全部触点", "All touchpoints of “{stage}”"),
    "work.key": Title(
        "每条都是该触点打开的全部（100%）。",
        "Each bar is all times that the touchpoint was opened, 100%.",
    ),
    "col.touchpoint": Title("触点", "Touchpoint"),
    "col.opened": Title("打开", "Opened"),
    "col.in-time": Title("及时", "In time"),
    "col.late": Title("迟", "Late"),
    "col.not-done": Title("免做", "Skipped"),
    "col.cancelled": Title("取消", "Cancelled"),
    "col.still-open": Title("未完", "Open"),
    "named-kind": Title("{name}（{kind}）", "{name} ({kind})"),
    "kind.touchpoint": Title("触点", "touchpoint"),
    "kind.follow_up": Title("挽回步骤", "follow-up"),
    "kind.blocker": Title("补缺", "something missing"),
    "kind.rule": Title("规则", "rule"),
    "kind.pattern": Title("模式", "pattern"),
    # Contacts.
    "contacts": Title("联系客户的次数", "Contacts with customers"),
    "contacts.says": Title(
        "联系客户 {contacts} 次，其中 {share} 用“{channel}”；因联系限制推迟 {deferred} 次。",
        "{contacts} contact{contacts_s} with customers, {share} of them by “{channel}”; {deferred} put off by the contact limits.",
    ),
    "contacts.none": Title(
        "没有联系客户；因联系限制推迟 {deferred} 次。",
        "No contacts with customers; {deferred} put off by the contact limits.",
    ),
    "contacts.week": Title("每位客户每周联系几次", "Contacts per customer and week"),
    "contacts.week-says": Title(
        "{weeks} 个客户周中，{share} 的一周内联系了 2 次以上。",
        "Of {weeks} customer-week{weeks_s}, {share} had two contacts or more.",
    ),
    "contacts.times": Title("{n} 次", "{n}"),
    "contacts.more": Title("{n} 次以上", "{n} or more"),
    "col.contacts-in-week": Title("一周内联系", "Contacts in the week"),
    "col.customer-weeks": Title("客户周", "Customer-weeks"),
    "col.channel": Title("渠道", "Channel"),
    "col.contacts": Title("联系", "Contacts"),
    # Workload.
    "load": Title("各角色每周工作量", "Workload per role and week"),
    "load.says": Title(
        "“{role}”最忙：用掉 {share} 的可用时间，{over} 周超出；任务等待九成在 {most_within}内。",
        "“{role}” is busiest: {share} of the time there is was worked, {over} week{over_s} over it; nine in ten tasks waited less than {most_within}.",
    ),
    "load.unlimited": Title(
        "人手不限；做得最多的是“{role}”：{worked}。",
        "Nobody's time was limited; “{role}” worked most: {worked}.",
    ),
    "load.none": Title("没有工作。", "There was no work."),
    "load.key": Title(
        "每根柱是一周的工时，横线是可用工时，深色是超出。各角色各自的尺度，顶端写明。",
        "A column is a week's hours, the line is what there is, dark is over it. Each role on its own scale, written at its top.",
    ),
    "load.panel": Title("{people} 人，用掉 {share}", "staff of {people}, {share} worked"),
    "load.panel-unlimited": Title("人手不限", "without limit"),
    "load.top": Title("顶端 {most}／周", "top {most} a week"),
    "load.drawn": Title(
        "{role}：从 {begins} 起 {weeks} 周，最忙一周 {most}",
        "{role}: {weeks} week{weeks_s} from {begins}, {most} in the busiest",
    ),
    "load.weeks": Title("逐周数字", "Week by week"),
    "load.week": Title("{role}：逐周工时", "{role}: hours week by week"),
    "unlimited": Title("不限", "no limit"),
    "col.role": Title("角色", "Role"),
    "col.people": Title("人数", "People"),
    "col.tasks": Title("任务", "Tasks"),
    "col.worked": Title("工时", "Worked"),
    "col.wasted": Title("白做", "For nothing"),
    "col.capacity": Title("可用", "There is"),
    "col.used": Title("用掉", "Used"),
    "col.waited": Title("九成等待在内", "90% waited less than"),
    "col.waited-half": Title("一半等待在内", "Half waited less than"),
    "col.week": Title("那一周", "Week of"),
    # Money.
    "budget": Title("预算", "Budget"),
    "budget.says": Title(
        "总共 {total}，其中人工占 {share}；平均每位客户 {each}。",
        "In all {total}, {share} of it labour; {each} a customer.",
    ),
    "budget.none": Title("客群没有写花费。", "The population names no costs."),
    "budget.labour": Title("人工", "Labour"),
    "budget.contacts": Title("联系", "Contacts"),
    "budget.sites": Title("场地", "Sites"),
    "col.item": Title("项目", "Item"),
    "col.amount": Title("金额", "Amount"),
    "value": Title("流失与挽回的价值", "Value lost and saved"),
    "value.says": Title(
        "全部客户值 {all}，流失 {lost}（{lost_share}）；停滞后挽回的值 {saved}。",
        "All customers are worth {all}; {lost} was lost ({lost_share}), and {saved} was saved by winning customers back.",
    ),
    "value.none": Title(
        "客群没有写客户价值。", "The population does not say what a customer is worth."
    ),
    "value.all": Title("全部客户（{customers} 位）", "All customers ({customers})"),
    "value.lost": Title("流失", "Lost"),
    "value.dormant": Title("休眠", "Dormant"),
    "value.saved": Title("停滞后挽回", "Won back after a stall"),
    # Rules.
    "rules": Title("规则与模式", "Rules and patterns"),
    "rules.says": Title(
        "规则与模式动作 {count} 次，最多的是“{name}”（{most} 次）。",
        "Rules and patterns acted {count} time{count_s}, “{name}” most often ({most}).",
    ),
    "rules.none": Title("没有规则或模式动作。", "No rule or pattern acted."),
    "col.rule": Title("规则", "Rule"),
    "col.kind": Title("种类", "Kind"),
    # Little's law.
    "little": Title("核对：利特尔定律", "A check: Little's law"),
    "little.says": Title(
        "{of} 项中 {holds} 项成立：在场人数、到达率、停留时间各自数出来，彼此相符。",
        "It holds for {holds} of {of}: those there, those coming and the time they stay were counted apart, and agree.",
    ),
    "little.broken": Title(
        "{of} 项中只有 {holds} 项成立：请不要相信这份报告，先查原因。",
        "It holds for only {holds} of {of}: do not trust this report before you know why.",
    ),
    "little.none": Title("没有可核对的。", "There is nothing to check."),
    "little.all": Title("全部", "all"),
    "col.of": Title("范围", "Of"),
    "col.l": Title("平均在场 L", "There on average, L"),
    "col.rate": Title("每天到达 λ", "Arrivals a day, λ"),
    "col.w": Title("平均停留 W", "Mean stay, W"),
    "col.gap": Title("相差", "Gap"),
    "col.allowed": Title("允许", "Allowed"),
    "col.holds": Title("成立", "Holds"),
    "yes": Title("✓ 是", "✓ yes"),
    "no": Title("✗ 否", "✗ no"),
    # Incidents.
    "incidents": Title("事故", "Incidents"),
    "incidents.says": Title(
        "{count} 次事故，{kinds} 种；出事的旅程停在那里，其余照常。每种都可以用一条命令重现。",
        "{count} incident{count_s} of {kinds} kind{kinds_s}; the run went on without them. Each is reproduced by one command.",
    ),
    "incidents.none": Title("没有事故。", "There were none."),
    "col.code": Title("事故", "Incident"),
    "col.where": Title("在哪", "Where"),
    "col.first": Title("首个客户", "First customer"),
    "col.journey": Title("旅程", "Journey"),
    "col.command": Title("重现", "To reproduce"),
    # How to get the same again.
    "again": Title("怎样重现", "How to get the same again"),
    "again.says": Title(
        "同一程序版本、同一客群、同一种子，逐字节得到同样的结果：",
        "The same program, population and seed give the same results, byte for byte:",
    ),
}
