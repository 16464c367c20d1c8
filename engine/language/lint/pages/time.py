"""Pages of the rules about durations, moments and bounds.

# bad-duration
A length of time is not written as one.
时长的写法不对。

Why: Nothing is guessed about time: a wrong guess is a missed deadline.
为什么：时间不靠猜：猜错一次就是一次误期。

Bad::

    due: PT4H
    needs: [wish_list]

Good::

    due: 4 business hours
    needs: [wish_list]

Cure: Write a whole number and a unit: `3 business days`, `4 business hours`, `30 minutes`, `2 weeks`.
改法：写整数加单位：3 business days、4 business hours、30 minutes、2 weeks。

# unknown-unit
There is no such unit of time.
没有这种时间单位。

Why: A misspelt unit could be any of several.
为什么：写错的单位可能是好几种里的任何一种。

Bad::

    due: 4 bussiness hours
    needs: [wish_list]

Good::

    due: 4 business hours
    needs: [wish_list]

Cure: Use minutes, hours, days, weeks, months, business hours or business days.
改法：用 minutes、hours、days、weeks、months、business hours、business days。

# chinese-duration
A duration is written with Chinese units.
时长用了中文单位。

Why: Every file has one spelling of durations, so that all of them can be searched and compared.
为什么：时长只有一种写法，才好查找和比较。

Bad::

    due: 4个工作小时
    needs: [wish_list]

Good::

    due: 4 business hours
    needs: [wish_list]

Cure: Write what the message shows; `validate --fix` does it.
改法：照提示改写；validate --fix 会代为改写。

# bare-day
A number of days does not say whether they are calendar days or business days.
几“天”没说是自然日还是工作日。

Why: Over a holiday the two are a week apart.
为什么：遇上长假，两者能差一个星期。

Bad::

    after: 3天
    silent: customer

Good::

    after: 3 business days
    silent: customer

Cure: Write `3 days` or `3 business days`.
改法：写成 3 days 或 3 business days。

# bare-hour
A number of hours does not say whether they are hours by the clock or business hours.
几“小时”没说是自然小时还是工作小时。

Why: Four hours on a Friday afternoon end on Friday, or on Monday.
为什么：周五下午的四小时，可能到周五晚上，也可能到周一。

Bad::

    due: 4 h
    needs: [wish_list]

Good::

    due: 4 business hours
    needs: [wish_list]

Cure: Write `4 hours` or `4 business hours`.
改法：写成 4 hours 或 4 business hours。

# bad-moment
A moment is not written as one.
时刻的写法不对。

Why: Deadlines and starts are worked out from it; nothing is guessed.
为什么：期限和开始都由它推算，不能靠猜。

Bad::

    starts: after ask_wishes or check_terms

Good::

    starts: after ask_wishes

Cure: Write a length of time, `after a and b`, `2 business days before DATE`, `end of DATE`, or `next business day at 16:00`.
改法：写时长、after a and b、2 business days before 日期、end of 日期，或 next business day at 16:00。

# not-a-date
A fact that is no date stands where a date belongs.
该写日期的地方写了别的事实。

Why: Nothing can be counted to or from it.
为什么：没法以它起算或倒算。

Bad::

    at: 1 business day before client.tier

Good::

    at: 1 business day after order.due_on

Cure: Name a date fact, or a document's `.expires`.
改法：写日期事实，或单据的 .expires。

# not-a-duration
A fact that is no duration stands where a length of time belongs.
该写时长的地方写了别的事实。

Why: Nothing can be counted with it.
为什么：没法拿它计时。

Bad::

    at: client.tier after order.due_on

Good::

    at: 1 business day after order.due_on

Cure: Write a duration, or name a fact of type duration.
改法：写时长，或类型为 duration 的事实。

# unknown-date
There is no such date.
没有这个日期。

Why: A deadline counted from it would never come.
为什么：以它起算的期限永远不会到。

Bad::

    at: 1 business day before order.duo_on

Good::

    at: 1 business day after order.due_on

Cure: Use one of the dates the message lists.
改法：用提示里列出的日期。

# unknown-moment
There is no touchpoint, signal or date of this name.
没有叫这个名字的触点、信号或日期。

Why: What waits for it would never begin.
为什么：等它的事永远不会开始。

Bad::

    starts: after ask_wish

Good::

    starts: after ask_wishes

Cure: Use one of the names the message lists.
改法：用提示里列出的名字。

# bad-reminder
It is not said how long before the deadline to remind.
没写明到期前多久提醒。

Why: A reminder counts back from its deadline.
为什么：提醒是从期限往回算的。

Bad::

    overdue: {remind: 1 business hour, escalate: tiers}

Good::

    overdue: {remind: 1 business hour before due, escalate: tiers}

Cure: Write it like `2 business hours before due`.
改法：写成 2 business hours before due。

# bad-times
A bound does not say how many times.
次数上限的写法不对。

Why: Without a number the circle has no end.
为什么：没有数字，就没有尽头。

Bad::

    offer.asked: {to: making, up_to: twice, else: talks}

Good::

    offer.asked: {to: making, up_to: 2 times, else: talks}

Cure: Write it like `2 times`.
改法：写成 2 times。

# bad-repeat
It is not said how often to repeat.
没写明多久重复一次。

Why: A touchpoint without a rhythm comes once or never.
为什么：没有间隔的触点，要么一次，要么没有。

Bad::

    repeats: yearly

Good::

    repeats: every 12 months

Cure: Write it like `every 3 business days up to 3 times`.
改法：写成 every 3 business days up to 3 times。

# bad-limit
A limit does not say how many in how long.
上限没写多久之内几次。

Why: Both numbers are needed to know when it is reached.
为什么：两个数缺一个，就不知道何时算超。

Bad::

    at_most: [often]

Good::

    at_most: [3 per 7 days]

Cure: Write it like `2 times per 90 days`, or `3 per 7 days`.
改法：写成 2 times per 90 days，或 3 per 7 days。

# bad-throttle
It is not said how often a rule may act.
没写明规则最多多久动一次。

Why: A rule without a throttle acts each time; one with an unreadable throttle would too.
为什么：没有节流，规则每次都动；读不懂的节流也一样。

Bad::

    in: [picking, packing]
    throttle: daily
    do: [{open: call_lead}]

Good::

    in: [picking, packing]
    do: [{open: call_lead}]

Cure: Write `once per journey`, `once per 7 days`, or `once after quiet of 2 hours`.
改法：写成 once per journey、once per 7 days 或 once after quiet of 2 hours。

# bad-pauses
It is not said when a clock stands still.
没写明计时何时停表。

Why: A pause that cannot be read would be none, and our deadline would go on.
为什么：读不懂的暂停等于没有，时限会一直走。

Bad::

    pauses: for the customer

Good::

    pauses: while waiting for customer

Cure: Write `while waiting for customer`, or the name of a hold.
改法：写成 while waiting for customer，或一个 hold 的名字。

# unknown-party
There is no such party.
没有这一方。

Why: It is always us, the customer or a partner whose turn it is.
为什么：轮到的总是我方、客户或伙伴之一。

Bad::

    pauses: while waiting for client

Good::

    pauses: while waiting for customer

Cure: Write us, customer or partner.
改法：写 us、customer 或 partner。

# bad-validity
It is not said how long something is valid.
没写明有效期多长。

Why: A paper without a readable term would be valid for ever.
为什么：读不懂有效期的单据，会永远有效。

Bad::

    invoice: {title: 发票 | Invoice, valid: until it expires}

Good::

    invoice: {title: 发票 | Invoice}

Cure: Write `12 months`, or `until its date`.
改法：写 12 months，或 until its date。

# bad-clock-time
A time of day is not written as one.
钟点的写法不对。

Why: 8:30 pm and 08:30 are twelve hours apart.
为什么：晚上八点半和早上八点半差十二个小时。

Bad::

    starts: 1 business day at 9am
    due: 1 business day

Good::

    starts: 1 business day
    due: 1 business day

Cure: Write it like 08:30 or 16:00.
改法：写成 08:30、16:00 这样。

# bad-clock-range
A stretch of the day, such as a shift or quiet hours, is not written as one.
上班时段或免打扰时段的写法不对。

Why: Business hours are counted in shifts, and nobody is called in quiet hours.
为什么：工作小时按上班时段来数，免打扰时段里不联系客户。

Bad::

    monday to friday: [mornings, 13:00-18:00]

Good::

    monday to friday: [09:00-12:00, 13:00-18:00]

Cure: Write it like 20:00-08:30.
改法：写成 20:00-08:30。

# bad-share
A share is not written as a percentage.
比例的写法不对。

Why: A sample of 5 may be five of a hundred, or five in all.
为什么：“抽 5”可能是百分之五，也可能是五个。

Bad::

    sample: one in twenty

Good::

    sample: 5%

Cure: Write it like 5%: more than 0%, at most 100%.
改法：写成 5%：大于 0%，最多 100%。
"""
