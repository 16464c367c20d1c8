"""Pages of the rules about populations: shares, spreads, rates, and what a playbook waits for.

# bad-chance
A share or a chance is not written as a percentage.
比例或可能性没有写成百分比。

Why: Shares must add up exactly, so they are written as percentages with at most four decimals.
为什么：各部分要分毫不差地加起来，所以一律写百分比，小数最多四位。

Bad::

    check_terms: {outcomes: {passed: four fifths, rejected: 20%}}

Good::

    check_terms: {outcomes: {passed: 80%, rejected: 20%}}

Cure: Write it like 15%.
改法：写成 15%。

# shares-not-whole
Shares do not add up to 100 %.
各部分加起来不是 100%。

Why: Whatever is left over, nobody has said what happens then.
为什么：多出来或少掉的那一份，没人说会怎样。

Bad::

    check_terms: {outcomes: {passed: 80%, rejected: 10%}}

Good::

    check_terms: {outcomes: {passed: 80%, rejected: 20%}}

Cure: Change them until they are 100% together.
改法：改到正好 100%。

# bad-spread
How long something takes, or how much it is, is not told in one of the ways there are.
时长或金额的分布写得不对。

Why: It is drawn for every customer, so it must be something that can be drawn.
为什么：每个客户都要照它抽一次，写法必须抽得出来。

Bad::

    offer.accepted: {chance: 50%, after: {lognormal: {median: 5 business days, p90: 1 business day}}}

Good::

    offer.accepted: {chance: 50%, after: {lognormal: {median: 1 business day, p90: 5 business days}}}

Cure: Write a value or one spread, rising, more than nothing, all in one kind of time.
改法：写一个值或一种分布：从小到大，大于零，只用一种时间。

# bad-rate
It is not said how many come in what time.
没说清多久来几个。

Why: Nobody can come, or be away, without a rate.
为什么：没有快慢，就抽不出谁什么时候来。

Bad::

    rate: quite a few

Good::

    rate: 40 per week

Cure: Write it like 40 per week.
改法：写成 40 per week。

# bad-window
The time in which customers come is over before it begins, or no calendar reaches it.
客户到来的时间还没开始就结束了，或日历到不了。

Why: Nobody would come.
为什么：一个客户也来不了。

Bad::

    for: 0 weeks

Good::

    for: 13 weeks

Cure: Write it like 52 weeks, from a day between 1900 and 2199.
改法：写成 52 weeks，从 1900 到 2199 年之间的一天起。

# bad-capacity
There are no people, teams, years or times, or more than anybody means.
人手、团队、年数或次数写成了零，或多得不像真的。

Why: With nobody to do it, work would wait for ever; leaving a role out means that it has no limit.
为什么：没有人做，事情就永远排着；人手不限的角色不写就是。

Bad::

    seller: {people: 0}

Good::

    seller: {people: 2}

Cure: Write a whole number from 1 to 10000, or leave the role out.
改法：写 1 到 10000 的整数，或不写这个角色。

# other-currency
Amounts that are added up are in two currencies.
要加在一起的金额用了两种货币。

Why: Currencies are never converted.
为什么：货币之间从不换算。

Bad::

    costs: {hours: {seller: 180 CNY, default: 20 USD}}

Good::

    costs: {hours: {seller: 180 CNY, default: 150 CNY}}

Cure: Write one currency throughout.
改法：都写同一种货币。

# begins-elsewhere
Customers begin in a playbook that is not among those rehearsed.
客户开始的剧本不在要演练的剧本里。

Why: Their first journey could not begin.
为什么：第一条旅程就开始不了。

Bad::

    stages: order

Good::

    stages: offer

Cure: Add it to stages.
改法：把它加进 stages。

# named-twice
Several touchpoints have the name.
这个名字有好几个触点在用。

Why: Nobody could tell whose work is meant.
为什么：说不清是哪一个。

Bad::

    check_terms: {outcomes: {passed: 80%, rejected: 20%}}

Good::

    offer.check_terms: {outcomes: {passed: 80%, rejected: 20%}}

Cure: Write PLAYBOOK.NAME.
改法：写成 剧本.名字。

# behaviour-misplaced
What belongs to a state is said of a playbook, or the other way round.
该写在状态名下的写到了剧本名下，或反过来。

Why: Replies are drawn on entering a state; anytime is drawn once, when a playbook begins.
为什么：回应是进入状态时抽的；anytime 是进入剧本时抽一次的。

Bad::

    offer: {silence: 100%}

Good::

    offer: {anytime: {client.withdrew: {chance: 3%, after: 20 days}}}

Cure: Write anytime under a playbook and everything else under PLAYBOOK.STATE.
改法：anytime 写在剧本名下，其余写在 剧本.状态 名下。

# no-behaviour
A state waits for somebody outside, and nothing says how they answer.
一个状态等着外面的人，却没写他们怎么回应。

Why: Every journey would stand there for ever, and that would look like silence.
为什么：所有旅程都会停在那里，看起来就像客户全都失联。

Bad::

    offer.talks:

Good::

    offer.waiting:

Cure: Say its replies, or silence: 100% where nobody ever answers.
改法：写它的 replies；真的没人回应就写 silence: 100%。

# outcome-missing
An outcome has no share.
有的结果没写占多少。

Why: What happens after it would never be rehearsed, and nobody would notice.
为什么：它之后的事永远演练不到，也没人看得出来。

Bad::

    meet_client: {outcomes: {agreed: 100%}}

Good::

    meet_client: {outcomes: {agreed: 70%, dropped: 30%}}

Cure: Give each outcome its share, 0% where it never comes.
改法：每个结果都写占比，不会有的写 0%。
"""
