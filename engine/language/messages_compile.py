"""Wording of what the compiler finds: names, gates, tracks, watches, rules, the lifecycle."""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

COMPILE: dict[str, Message] = {
    # --- what goes together
    "one-of": _entry(
        "{words} 里只能写一个，这里写了 {found} 个", "only one of {words} can stand here; {found} are written",
        "只留一个", "keep one",
    ),
    "one-of.none": _entry(
        "这里要写 {words} 中的一个", "one of {words} is wanted here",
        "补上其中一个", "write one of them",
    ),
    "missing-part": _entry(
        "这里缺少“{name}”", '"{name}" is missing here',
        "请补上 {name}: …", "add {name}: …",
    ),
    "second-file": _entry(
        "这种文件只能有一个，另一个在 {first}", "there can be only one file of this kind; the other is at {first}",
        "把内容合到一个文件里", "put everything into one of them",
    ),
    "belongs-to-a-track": _entry(
        "写了 tracks，“{name}”就要写在轨道里", 'with tracks, "{name}" belongs inside a track',
        "移到某条轨道下面，或去掉 tracks", "move it into one of the tracks, or leave tracks out",
    ),
    "ends-without-tracks": _entry(
        "没有 tracks，就不写 ends：终点是写了 end 的状态", "without tracks there are no ends: a state with end: is one",
        "删去 ends，或写成 tracks", "remove ends, or write tracks",
    ),
    "end-without-when": _entry(
        "结局“{name}”没写什么时候成立", 'the end "{name}" does not say when it holds',
        "写 when: {轨道: 终点}", "write when: {TRACK: END}",
    ),
    "no-end": _entry(
        "没有一个状态是终点", "no state is an end",
        "给终点状态写 end: success、lost 或 dormant；本来就没有终点的，写 endless: true",
        "give a state end: success, lost or dormant; if it is meant never to end, write endless: true",
    ),
    "start-without-otherwise": _entry(
        "所有起点都有条件，可能一个也不成立", "every way to start has a condition, and none may hold",
        "最后一条不写 if", "leave the if out of the last one",
    ),
    "calendar-of-a-stage": _entry(
        "阶段和轨道的日历要写明是哪一个，不能是 customer", "a stage and its tracks need a calendar of their own, not customer",
        "写一个日历名；customer 可写在触点、停滞、时限上",
        "name a calendar; customer may stand at touchpoints, stalls and clocks",
    ),
    "customer-calendar": _entry(
        "calendar: customer 用客商自己的日历，但词汇表里没有这样的事实",
        "calendar: customer is the account's own, but the vocabulary has no such fact",
        "在客商级的东西里写一个 type: calendar 的事实", "declare a fact of type: calendar in a thing of scope: account",
    ),
    # --- several of a kind
    "not-several": _entry(
        "“{name}”在一条旅程里只有一个", 'a journey has only one "{name}"',
        "在词汇表里写 many: {key: …}，或不按件分", "write many: {key: …} in the vocabulary, or do not split by it",
    ),
    "many-of-account": _entry(
        "“{name}”属于客商，不能在一条旅程里有多件", '"{name}" belongs to the account, so a journey cannot have several',
        "写 scope: journey，或删去 many", "write scope: journey, or remove many",
    ),
    "personal-key": _entry(
        "“{name}”是个人信息，不能用来区分各件", '"{name}" is personal and cannot tell items apart',
        "按一个编号区分，或删去 personal", "tell them apart by a number, or remove personal",
    ),
    "personal-type": _entry(
        "“{name}”的类型是{type}，不能写 personal", '"{name}" is a {type} and cannot be personal',
        "删去 personal；我方人员的名字留在任务里，日历决定期限", "remove personal; our own people stand in tasks, calendars decide deadlines",
    ),
    "personal-spread": _entry(
        "“{name}”由个人信息“{other}”算出，自己却不是个人信息", '"{name}" is worked out from the personal "{other}" and is not personal itself',
        "给它也写上 personal: true，抹去时才不会漏下", "mark it personal: true as well, or it would outlive an erasure",
    ),
    "each-without-opening": _entry(
        "写了 each: {name}，没写由什么信号开出一件", "each: {name} does not say which signal opens one",
        "写 opened_by: 信号", "write opened_by: SIGNAL",
    ),
    "opened-without-each": _entry(
        "opened_by 只和 each 一起用", "opened_by goes with each only",
        "写 each: 东西，或删去 opened_by", "write each: THING, or remove opened_by",
    ),
    "row-without-key": _entry(
        "“{name}”的表格行里没有 {key}，开出来的件无法区分", 'rows of "{name}" lack {key}, so the items could not be told apart',
        "加上 {key}: required", "add {key}: required",
    ),
    # --- watches
    "in-belongs-to-a-track": _entry(
        "停滞“{name}”写在状态里，就只看这个状态，不用写 in", 'stall "{name}" stands in a state and watches that state alone',
        "删去 in，或把停滞移到轨道的 stalls 下", "remove in, or move the stall to the stalls of the track",
    ),
    "watch-at-the-end": _entry(
        "状态“{name}”是终点，没有什么可看的", 'state "{name}" is an end; there is nothing to watch',
        "从 in 里删去它", "leave it out of in",
    ),
    "silence-at-a-moment": _entry(
        "写了 at 的停滞看的是那一刻，不看沉默，{name} 用不上", "a stall with at looks at that moment, not at silence; {name} has no use",
        "删去 {name}，或把 at 换成 after", "remove {name}, or write after instead of at",
    ),
    "repeats-missing": _entry(
        "{name} 只对重复的触点有用", "{name} is only for a touchpoint that repeats",
        "写 repeats: every 3 months，或删去 {name}", "write repeats: every 3 months, or remove {name}",
    ),
    "hands-over-to-nobody": _entry(
        "hands_over 要交给伙伴，但这个触点不是和伙伴做的", "hands_over is to a partner, but this touchpoint is not with one",
        "写 with: partner.名字，或删去 hands_over", "write with: partner.NAME, or remove hands_over",
    ),
    "weekday-twice": _entry(
        "{name} 写了两次，前一次在 {first}", "{name} is written twice; the first is at {first}",
        "一天只留一处", "keep one place for each day",
    ),
    # --- rules, patterns, variants, promises
    "one-verb": _entry(
        "一个动作只做一件事，这里有 {found} 件", "an action does exactly one thing; this one does {found}",
        "写其中之一：{words}", "write one of: {words}",
    ),
    "beside-another-verb": _entry(
        "{name} 只和 {verb} 一起用", "{name} goes with {verb} only",
        "删去 {name}", "remove {name}",
    ),
    "rule-without-effect": _entry(
        "规则“{name}”什么也不做", 'rule "{name}" does nothing',
        "写 do: […]，或在 while 规则里写 hold: [轨道]", "write do: […], or hold: [TRACK] in a rule with while",
    ),
    "sample-without-when": _entry(
        "sample 只和 when 一起用：每来一个信号抽一次", "sample goes with when only: it draws once for each signal",
        "写 when: 信号，或删去 sample", "write when: SIGNAL, or remove sample",
    ),
    "hold-without-while": _entry(
        "hold 只和 while 一起用：条件成立多久，停多久", "hold goes with while only: it lasts as long as the condition",
        "把 if 换成 while，或删去 hold", "write while instead of if, or remove hold",
    ),
    "count-without-number": _entry(
        "没写数到几次算数", "this does not say how many times count",
        "写 at_least: 3", "write at_least: 3",
    ),
    "word-of-another-pattern": _entry(
        "{name} 只和 {owner} 一起用", "{name} goes with {owner} only",
        "删去 {name}，或改用 {owner}", "remove {name}, or use {owner}",
    ),
    "sequence-of-one": _entry(
        "一个信号不成序列", "one signal is no sequence",
        "再写一步，或改用 when 规则", "write another step, or use a rule with when",
    ),
    "state-in-tracks": _entry(
        "几条轨道都有状态“{name}”：{tracks}", 'several tracks have a state "{name}": {tracks}',
        "给其中一个换名字", "rename one of them",
    ),
    "variant-path": _entry(
        "“{text}”没写改哪一项", '"{text}" does not say what of it changes',
        "写成 触点.due、停滞.after、时限.within", "write TOUCHPOINT.due, STALL.after or CLOCK.within",
    ),
    "variant-of-nothing": _entry(
        "原来没有写这一项，“{name}”无从改起", 'what "{name}" would change is not written there',
        "先在原处写上，或改别的项", "write it there first, or change something else",
    ),
    "promise-without-outcome": _entry(
        "没写承诺的是什么", "this does not say what is promised",
        "写 {words}", "write {words}",
    ),
    "message-without-text": _entry(
        "消息“{name}”没有正文", 'message "{name}" has no text',
        "写 zh: 或 en:", "write zh: or en:",
    ),
    # --- the lifecycle
    "end-leads-nowhere": _entry(
        "这些结局没写通向哪里：{names}", "these ends lead nowhere: {names}",
        "各写一个阶段，或写 stop", "name a stage for each, or write stop",
    ),
    "not-in-lifecycle": _entry(
        "剧本“{name}”不在生命周期里", 'playbook "{name}" has no place in the lifecycle',
        "写进 lifecycle.yaml 的 stages 或 beside", "put it into stages or beside of lifecycle.yaml",
    ),
    "stage-and-beside": _entry(
        "“{name}”既在 stages 里，又在 beside 里", '"{name}" stands both in stages and in beside',
        "只留一处", "keep one of them",
    ),
    "onward-without-otherwise": _entry(
        "每条去向都有条件，可能一条也不成立", "every way onward has a condition, and none may hold",
        "最后一条不写 if", "leave the if out of the last one",
    ),
    "carries-nowhere": _entry(
        "carries 只和 new_journey 一起用", "carries goes with new_journey only",
        "删去 carries，或写 new_journey", "remove carries, or write new_journey",
    ),
    "each-of-another-grain": _entry(
        "each: {name}，但阶段“{stage}”是 per: {per}", 'each: {name}, but the stage "{stage}" is per: {per}',
        "两处写成一样", "make the two the same",
    ),
    "each-not-finer": _entry(
        "each: {name} 不比本阶段的 per: {per} 更细", "each: {name} is no finer than per: {per} of this stage",
        "直接写 to: 阶段；分成几条旅程时才写 each", "write to: STAGE alone; each is for splitting into several journeys",
    ),
    # --- what is written but not run yet
    "not-yet-run": _entry(
        "这个情景还不能演练：引擎还不执行 {features}", "this story cannot be played yet: the engine does not run {features}",
        "剧本没有错；等引擎支持后再测，见 CHANGELOG.md",
        "the playbook is not wrong; test it when the engine does, see CHANGELOG.md",
    ),
}  # fmt: skip
