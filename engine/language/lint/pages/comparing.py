"""Pages of the rules about what a condition can compare and gather.

# money-without-currency
An amount is compared with a bare number.
金额和一个光秃秃的数比较。

Why: A thousand of what? Nothing is converted silently.
为什么：一千什么？币种从不悄悄换算。

Bad::

    - {if: offer.amount >= 1000, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Write the currency, or use a threshold.
改法：写上币种，或用门槛金额的名字。

# mixed-currency
Two amounts in different currencies are compared.
两个不同币种的金额在比较。

Why: They never compare: nothing is converted silently, so the condition is unknown for ever.
为什么：它们没法比：币种从不悄悄换算，这个条件会永远是“未知”。

Bad::

    - {if: 1000 CNY >= 150 USD, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Use one currency, or a threshold that has an amount in each.
改法：两边用同一币种，或用写了几种币种的门槛金额。

# threshold-alone
Two thresholds are compared with each other.
两个门槛金额互相比较。

Why: A threshold takes the currency of the amount it is compared with; by itself it has none.
为什么：门槛金额随比较的金额取币种，单独没有币种。

Bad::

    - {if: large >= large, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Compare an amount with a threshold.
改法：拿一个金额和门槛比。

# percent-or-number
A percentage is compared with a plain number, or the other way round.
百分比和普通的数混用。

Why: 5 and 5% differ by a factor of a hundred.
为什么：5 和 5% 差一百倍。

Bad::

    (a condition such as order.discount > 5 where the discount is a percentage)

Cure: Write 5% for a percentage and 5 for a number.
改法：百分比写 5%，数写 5。

# needs-comparison
A fact that is neither yes nor no stands as a condition by itself.
不是“是或否”的事实单独当了条件。

Why: An amount or a text is not true or false.
为什么：金额、文本没有对错。

Bad::

    - {if: offer.amount, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Compare it with something.
改法：拿它和什么比较。

# condition-type
Things of different kinds are compared.
比较的两边不是同类。

Why: They can never be equal, larger or smaller.
为什么：两者分不出相等或大小。

Bad::

    - {if: offer.wanted_on >= large, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Compare like with like.
改法：两边的类型要一样。

# choices-differ
Two facts whose choices have nothing in common are compared.
比较的两个事实没有一个相同的选项。

Why: They can never be equal.
为什么：两者永远不会相等。

Bad::

    (client.tier == client.region, where the choices of the two are different words)

Cure: Compare facts of the same choices.
改法：比较选项相同的事实。

# choice-not-known
The parentheses behind `in` hold a name instead of a value.
in 的括号里写了名字，不是值。

Why: The list is closed: what it holds must be known when the playbook is read.
为什么：括号里的值要在读剧本时就确定。

Bad::

    if: client.tier in (client.tier)
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]

Cure: Compare one by one, joined with `or`.
改法：分开比较，用 or 连接。

# duration-kinds
Lengths of time that do not convert into each other are compared.
不能互相换算的时长在比较。

Why: How many hours a business day has depends on the calendar.
为什么：一个工作日有几小时，要看日历。

Bad::

    (terms.days > 3 business days, where the fact is in calendar days)

Cure: Use units of one kind on both sides.
改法：两边用同一类单位。

# quoted-value
A value stands in quotes and is a text now.
值加了引号，成了文本。

Why: "5" is a text, and no number equals it.
为什么："5" 是文本，没有数会等于它。

Bad::

    - {if: 'offer.amount >= "1000 CNY"', to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Leave the quotes out.
改法：去掉引号。

# not-ordered
Things without an order are compared by size.
没有大小的东西比了大小。

Why: One choice or text is not more than another.
为什么：选项和文本没有大小之分。

Bad::

    if: client.tier > A
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]

Cure: Use == or !=.
改法：用 == 或 !=。

# cannot-compute
Things that cannot be computed with are added or multiplied.
不能计算的东西做了加减乘除。

Why: An amount plus a text has no result.
为什么：金额加文本没有结果。

Bad::

    - {if: offer.amount + client.name >= large, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Add and subtract like with like; multiply an amount by a number.
改法：加减要同类；金额可以乘除一个数。

# not-many
A function gathers over a thing of which there is only one.
函数汇总的东西只有一个。

Why: There is nothing to add up or to count.
为什么：没有可合计、可计数的。

Bad::

    if: sum(offer.amount) >= large
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]

Cure: Use it on a thing that has `many`, or write the bare name.
改法：用在写了 many 的东西上，或直接写名字。

# not-gathered
A function gathers facts it cannot gather.
函数用在了不能汇总的事实上。

Why: A sum of texts or dates has no meaning.
为什么：文本、日期的合计没有意义。

Bad::

    if: sum(parcel.number) > 3
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]

Cure: Use `sum` for numbers and amounts, `largest` and `smallest` also for dates, `latest` for anything.
改法：sum 用于数和金额，largest、smallest 还可用于日期，别的用 latest。

# time-in-condition
A condition asks how long ago something was, where nothing wakes it.
条件问“过了多久”，可时间到了不会唤醒它。

Why: A condition is looked at when something happens. If only time passes, nobody looks, and the moment goes by.
为什么：条件只在有事发生时才看。光是时间过去，没有人去看，那一刻就错过了。

Bad::

    - {if: since(offer.asked) >= 3 days, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Put the time into `due`, `after`, `timeout` or `within`, or make it a rule.
改法：把时限写在 due、after、timeout、within 里，或写成规则。

# since-alone
`since` is used for something else than "at least so long ago".
since 只能说“至少过了多久”。

Why: Only this question has one moment at which its answer turns.
为什么：只有这样问，答案才在一个确定的时刻改变。

Bad::

    if: since(offer.asked) == 3 days
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]

Cure: Write it like `since(quote.sent) >= 3 business days`.
改法：写成 since(quote.sent) >= 3 business days。

# bad-tag
A tag is not written as one.
标签的写法不对。

Why: A tag is one word, or a text in quotes.
为什么：标签是一个词，或加引号的文本。

Bad::

    (account.tags has 5)

Cure: Write a word, or quote it.
改法：写一个词，或加引号。
"""
