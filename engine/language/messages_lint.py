"""Wording of what the lint finds, in Chinese and English: what is wrong, and the cure."""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

LINT: dict[str, Message] = {
    # --- states
    "unreachable-state": _entry(
        "状态“{name}”走不到：没有任何路通向它", 'no way leads into state "{name}"',
        "让某个 moves 通到它，或删掉它", "lead a move into it, or remove it",
    ),
    "dead-end": _entry(
        "到了状态“{name}”就再也出不去，它又不是终点", 'nothing leaves state "{name}", and it is no end',
        "补一条走出去的 moves、timeout 或 give_up；若它就是终点，写 end",
        "add a move, timeout or give_up that leads out, or make it an end with end: …",
    ),
    "dead-end.anytime": _entry(
        "状态“{name}”没有往前的路，只能靠 anytime 流失", 'state "{name}" has no way forward: only anytime leaves it, for a loss',
        "补一条往前走的 moves、timeout 或 give_up", "add a move, timeout or give_up that leads on",
    ),
    "dead-end.circle": _entry(
        "进了 {names} 就只能绕圈，到不了任何终点", "once in {names}, a journey only goes round: no end can be reached",
        "从其中一个状态引一条路到终点", "lead one of them to an end",
    ),
    "stall-missing": _entry(
        "状态“{name}”里一直没动静也没有人会发现", 'nobody notices when nothing happens in state "{name}"',
        "加一个 stalls 或 timeout，或给能往下走的触点写 due",
        "add a stall or a timeout, or a due on the touchpoint that leads on",
    ),
    "silence-not-their-turn": _entry(
        "停滞在数 {party} 的沉默，可状态“{state}”并不轮到对方", 'this stall counts the silence of the {party}, but in state "{state}" it is not their turn',
        "移到等对方的状态，或写 silence_from，或用 without 写明等哪个信号",
        "put it into the state that waits for them, say silence_from, or name the signals with without",
    ),
    # --- moves
    "missing-otherwise": _entry(
        "{signal} 的去向都带条件，没写都不成立时怎么办", "every alternative of {signal} has a condition; nothing says what happens where none holds",
        "最后补一条不带条件的，如 {to: stay}", "add a last one without a condition, such as {to: stay}",
    ),
    "missing-otherwise.bound": _entry(
        "{signal} 的去向有次数上限，没写用完以后怎么办", "the last alternative of {signal} is bounded; nothing says what happens after the last time",
        "补 else，或再写一条不带条件的去向", "add else, or one more alternative without a condition",
    ),
    "stay-without-work": _entry(
        "“{name}”做完后留在“{state}”，可那里已没有事可做", 'after "{name}" the journey stays in "{state}", where nobody has anything left to do',
        "写明去向，或加一个 starts: after 它的触点", "lead on, or add a touchpoint that starts after it",
    ),
    "eventless-cycle": _entry(
        "{names} 不等任何事就互相接上，没完没了", "{names} follow each other at once, for ever",
        "让其中一步等一段真正的时间", "let one of them last a real length of time",
    ),
    "eventless-cycle.rules": _entry(
        "信号 {names} 由规则互相引发，没完没了", "rules answer {names} with each other, for ever",
        "删掉其中一个 emit，或改等别的信号", "remove one emit, or let it wait for something else",
    ),
    "unbounded-loop": _entry(
        "{names} 可以无限绕圈，每一步都只靠我方自己", "{names} can go round for ever: every step is our own",
        "给往回走的一步写 up_to: 2 times 和 else", "bound the way back with up_to: 2 times and else",
    ),
    # --- touchpoints
    "touchpoint-never-opens.circle": _entry(
        "{names} 互相等对方，谁也开不了", "{names} wait for each other, so none of them opens",
        "删掉其中一个 starts", "remove one starts",
    ),
    "touchpoint-never-opens.elsewhere": _entry(
        "“{name}”等的 {signal} 属于状态“{other}”，在“{state}”里不可能发生", '"{name}" waits for {signal}, which belongs to state "{other}" and cannot come in "{state}"',
        "改等本状态里的触点或信号", "wait for a touchpoint or signal of this state",
    ),
    "touchpoint-never-opens.leaves": _entry(
        "{signal} 一来就离开“{state}”，“{name}”没有机会打开", '{signal} leaves state "{state}", so "{name}" never opens',
        "移到下一个状态，或写 stays: true", "move it into the next state, or write stays: true",
    ),
    "touchpoint-never-opens.enters": _entry(
        "{signal} 正是进入“{state}”的信号，“{name}”等不到第二次", '{signal} is what leads into "{state}"; "{name}" would wait for it to come again',
        "想一进入就开始，删掉 starts", "leave starts out to open on entry",
    ),
    "due-beyond-stall": _entry(
        "“{name}”最晚 {latest} 才到期，停滞“{stall}”却在 {limit} 时就响", '"{name}" may be due after {latest}, but stall "{stall}" fires after {limit}',
        "缩短期限，或放宽停滞", "shorten the deadline, or lengthen the stall",
    ),
    "same-touchpoint-twice": _entry(
        "“{name}”除了名字与“{first}”完全一样", '"{name}" is the same as "{first}" but for its name',
        "只留一个，或写明差别", "keep one, or say what differs",
    ),
    "partner-not-able": _entry(
        "伙伴“{name}”缺少 {missing}", 'partner "{name}" lacks {missing}',
        "在 people.yaml 里补上，或少交一些", "give it to the partner in people.yaml, or hand over less",
    ),
    # --- silence
    "ladder-out-of-order": _entry(
        "层“{name}”比前面的“{before}”更早", 'tier "{name}" comes before "{before}", which stands above it',
        "按 after 从早到晚排列", "sort the tiers by after",
    ),
    "ladder-out-of-order.level": _entry(
        "层“{name}”的层级比前面的“{before}”低", 'tier "{name}" is of a lower level than "{before}" before it',
        "层级由低到高排列", "climb from the lowest level to the highest",
    ),
    "tier-after-give-up": _entry(
        "停滞“{stall}”到这时已放弃，升级层“{name}”轮不到", 'stall "{stall}" is given up by then, so tier "{name}" is never reached',
        "晚一些放弃，或换一条更快的升级梯", "give up later, or use a faster ladder",
    ),
    "tier-after-give-up.step": _entry(
        "停滞“{stall}”到这时已放弃，挽回步骤“{name}”轮不到", 'stall "{stall}" is given up by then, so the step "{name}" never happens',
        "晚一些放弃，或早一些跟进", "give up later, or follow up sooner",
    ),
    "recovery-unbounded": _entry(
        "停滞“{stall}”开始挽回“{name}”，却没写到什么时候为止", 'stall "{stall}" starts the play "{name}" and does not say when to stop',
        "补 give_up: {after: …, to: …}，或给方案写 up_to", "add give_up: {after: …, to: …}, or up_to to the play",
    ),
    "recovery-unbounded.rule": _entry(
        "规则“{rule}”每次成立都会开始挽回“{name}”", 'rule "{rule}" starts the play "{name}" every time it fires',
        "给规则写 throttle，或给方案写 up_to", "add a throttle to the rule, or up_to to the play",
    ),
    # --- time
    "unlikely-duration": _entry(
        "超过 {years} 年，多半是笔误", "this is more than {years} years",
        "写真正的时长", "write the length that is meant",
    ),
    "unlikely-duration.zero": _entry(
        "零时长：一开始就到了", "no time at all: it is over as it begins",
        "写真正的时长；没有期限就不写这个键", "write the length that is meant, or leave the key out",
    ),
    "calendar-year-unknown": _entry(
        "{year} 年的法定节假日还没公布（日历“{name}”只到 {known} 年）", 'the public holidays of {year} are not published yet (calendar "{name}" knows them up to {known})',
        "等公布后再写，或写明理由放行", "wait until they are, or allow it with the reason",
    ),
    "start-within-stop": _entry(
        "{signal} 既开始又停止计时“{name}”，它从来不走", '{signal} both starts and stops the clock "{name}", so it never runs',
        "stops 写表示做完的信号", "name in stops the signal that ends the work",
    ),
    "pause-within-start": _entry(
        "计时“{name}”由 {signal} 开始，而那时它就处于暂停", 'the clock "{name}" is paused from the moment {signal} starts it',
        "换一个轮到我方时的开始信号，或改写 pauses", "start it when it is our turn, or pause it for something else",
    ),
    "start-excludes-pause": _entry(
        "计时“{name}”写了为 {pause} 暂停，可那种情形从不出现", 'the clock "{name}" pauses for {pause}, which never happens here',
        "写本线里真有状态在等的一方，或删掉 pauses", "name a party that some state here waits for, or leave pauses out",
    ),
    # --- documents
    "document-never-arrives": _entry(
        "需要单据 {name}，却没有任何触点产出、信号带来它", "{name} is needed, but no touchpoint produces it and no signal brings it",
        "让之前的触点写 produces，或让信号写 brings", "let a touchpoint before it produce it, or a signal bring it",
    ),
    "document-never-arrives.later": _entry(
        "状态“{state}”需要 {name}，可它要到之后才产出", '{name} is needed in state "{state}", but is only produced after it',
        "把产出它的触点移到前面，或不在这里需要它", "produce it before, or do not need it here",
    ),
    "document-unused": _entry(
        "单据“{name}”没有任何地方用到", 'nothing produces, needs or asks for the document "{name}"',
        "用上它，或删掉", "use it, or remove it",
    ),
    "form-unused": _entry(
        "表单“{name}”没有触点用", 'no touchpoint asks for the form "{name}"',
        "在填它的触点写 form: {name}，或删掉", "write form: {name} where it is filled in, or remove it",
    ),
    # --- signals
    "signal-never-sent": _entry(
        "没有任何地方发出 {name}", "nothing sends {name}",
        "写明谁发出它：counts_as、timeout: {signal: …}、emit", "let something send it: counts_as, timeout: {signal: …}, emit",
    ),
    "signal-never-sent.elsewhere": _entry(
        "{name} 是别的状态的触点，在“{state}”里不可能来", '{name} belongs to a touchpoint of another state and cannot come in "{state}"',
        "改等本状态的信号，或给那个触点写 stays: true", "wait for a signal of this state, or write stays: true at that touchpoint",
    ),
    "signal-never-awaited": _entry(
        "信号“{name}”没有任何地方理会", 'nothing takes notice of the signal "{name}"',
        "写一条等它的 moves、停滞或规则，或删掉它", "write a move, stall or rule that waits for it, or remove it",
    ),
    # --- people
    "owner-role-empty": _entry(
        "角色“{name}”手里有事，却没有上级", 'role "{name}" owns work and reports to nobody',
        "写 reports_to: 上一级的角色", "write reports_to: a role of a higher level",
    ),
    "owner-role-empty.below": _entry(
        "角色“{name}”的上级“{above}”并不比它高", 'role "{name}" reports to "{above}", which does not stand above it',
        "写 reports_to: 更高层级的角色", "write reports_to: a role of a higher level",
    ),
    "ladder-without-last-person": _entry(
        "负责人“{role}”（{level} 层）用升级梯“{name}”时，上面没有任何人会知道", 'where "{role}" (level {level}) climbs the ladder "{name}", nobody above hears of it',
        "加一层比它高的，或给它另一条升级梯", "add a tier above it, or give it another ladder",
    ),
    "ladder-without-last-person.conditional": _entry(
        "负责人“{role}”（{level} 层）用升级梯“{name}”时，上面的层都带条件，条件不成立就没人知道", 'where "{role}" (level {level}) climbs the ladder "{name}", every tier above has a condition; where none holds, nobody hears of it',
        "加一层不带条件的，或给它另一条升级梯", "add a tier without a condition, or give it another ladder",
    ),
    "no-person-at-last-door": _entry(
        "挽回方案“{name}”只发消息，客户始终找不到人", 'the play "{name}" only sends texts: the customer never reaches a person',
        "加一步由人打电话或上门的", "add a step in which somebody calls or visits",
    ),
    # --- logic
    "condition-always-true": _entry(
        "这个条件总是成立", "this condition always holds",
        "写真正的条件，或删掉 if", "write the condition that is meant, or leave the if out",
    ),
    "condition-always-false": _entry(
        "这个条件永远不成立", "this condition never holds",
        "写真正的条件，或删掉靠它决定的那一条", "write the condition that is meant, or remove what hangs on it",
    ),
    "rule-never-in-scope": _entry(
        "规则“{name}”只看旅程永远不在的状态", 'rule "{name}" watches only states in which no journey ever is',
        "in 里写它针对的状态，或删掉 in", "name the states it is meant for, or leave in out",
    ),
    "opposite-actions": _entry(
        "“{name}”的 {verb} 与“{other}”在同一时机做的相反", 'what "{name}" does ({verb}) undoes what "{other}" does on the same occasion',
        "只留一个，或给它们不同的条件", "keep one, or give them different conditions",
    ),
    # --- ends
    "ends-leave-gap": _entry(
        "{combination}：这种结局没有一条 ends 说怎么算", "nothing in ends says what follows when {combination}",
        "在 ends 里写上这种组合", "name that combination in ends",
    ),
    "end-shadowed": _entry(
        "“{name}”永远轮不到：它成立时，上面的某条已成立", '"{name}" is never taken: whenever it holds, one above it does too',
        "把更窄的一条放到前面", "put the narrower one first",
    ),
    # --- texts
    "missing-title-half": _entry(
        "标题“{text}”只有一种语言", 'the title "{text}" is in one language only',
        "写成“中文 | English”", "write 中文 | English",
    ),
    "missing-title-half.message": _entry(
        "消息“{name}”只有一种语言", 'the message "{name}" is in one language only',
        "zh 和 en 两段都写", "write both zh and en",
    ),
    # --- allowances
    "allow-unreadable": _entry(
        "读不懂这条 lint 注释", "this comment to the lint cannot be read",
        "写成 # lint: allow 规则名 — 理由", "write # lint: allow NAME — reason",
    ),
    "allow-unknown-rule": _entry(
        "没有叫“{name}”的规则", 'there is no rule "{name}"',
        "touchline explain-rule 列出所有规则", "touchline explain-rule lists them all",
    ),
    "allow-unknown-rule.near": _entry(
        "没有叫“{name}”的规则", 'there is no rule "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "allow-not-possible": _entry(
        "“{name}”是错误，不能放行：有它就没法运行", '"{name}" is a mistake and cannot be allowed: nothing runs with it',
        "改正它，并删掉这条注释", "mend it, and remove this comment",
    ),
    "allow-without-reason": _entry(
        "放行 {name} 没写理由", "{name} is allowed without a reason",
        "写成 # lint: allow {name} — 理由", "write # lint: allow {name} — reason",
    ),
    "allow-unused": _entry(
        "这里没有 {name} 可放行", "there is no {name} here to allow",
        "删掉这条注释", "remove this comment",
    ),
}  # fmt: skip
