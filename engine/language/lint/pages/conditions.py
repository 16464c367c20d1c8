"""Pages of the rules about how conditions are written.

# bad-condition
A condition is not written as one.
条件的写法不对。

Why: A condition decides who gets what; nothing in it is guessed.
为什么：条件决定谁走哪条路，一个字也不能猜。

Bad::

    - {if: offer.amount = large, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Write names, values, `and or not in has`, `== != < <= > >=`, `+ - * /` and parentheses.
改法：由名字、值、and or not in has、== != < <= > >=、+ - * / 和括号组成。

# unknown-fact
A condition names a fact that the vocabulary does not have.
条件里的事实不在词汇表里。

Why: It would be unknown for ever.
为什么：它会永远是“未知”。

Bad::

    - {if: offer.amout >= large, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Use a fact of the vocabulary, or declare it.
改法：用词汇表里的事实，或先声明它。

# unknown-choice
A fact is compared with a choice it does not have.
拿来比较的选项不存在。

Why: The two can never be equal.
为什么：两者永远不会相等。

Bad::

    if: client.tier == C
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]

Cure: Use one of the choices the message lists.
改法：用提示里列出的选项。

# unknown-function
There is no such function.
没有这个函数。

Why: The list of functions is closed, so that every condition can be explained.
为什么：函数只有固定的几个，每个条件才解释得清。

Bad::

    if: max(offer.amount) >= large
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]

Cure: Use one of the functions the message lists.
改法：用提示里列出的函数。

# unknown-currency
There is no such currency.
没有这种币种。

Why: An amount in it would never compare with anything.
为什么：这种金额永远没法和别的比较。

Bad::

    - {if: offer.amount >= 1000 RMB, to: review}

Good::

    - {if: offer.amount >= large, to: review}

Cure: Use the three letters of ISO 4217, such as CNY, USD, EUR.
改法：用 ISO 4217 的三个字母，如 CNY、USD、EUR。

# bad-money
An amount of money is not written as one.
金额的写法不对。

Why: Without amount and currency there is nothing to compare with.
为什么：没有数额和币种，就没有可比的东西。

Bad::

    amount: [1000 yuan, 150 USD]

Good::

    amount: [1000 CNY, 150 USD]

Cure: Write it like 500000 CNY.
改法：写成 500000 CNY。
"""
