"""Pages of the rules about how rules, patterns, variants and promises are written.

# one-verb
An action does several things, or none.
一个动作做了几件事，或什么也没做。

Why: Each thing done is recorded and explained by itself.
为什么：每件事要单独记录、单独解释。

Bad::

    do: [{open: call_lead, notify: lead}]

Good::

    do: [{open: call_lead}]

Cure: One action per entry.
改法：一条只写一个动作。

# beside-another-verb
A word stands beside an action it does not belong to.
写了与这个动作无关的词。

Why: It would have no effect.
为什么：它不起作用。

Bad::

    do: [{open: call_lead, from: unit}]

Good::

    do: [{open: call_lead}]

Cure: Remove it.
改法：删去它。

# rule-without-effect
A rule does nothing.
规则什么也不做。

Why: It is watched at every signal for nothing.
为什么：每来一个信号都要白看一遍。

Bad::

    if: client.tier == A
    in: [picking, packing]

Good::

    if: client.tier == A
    in: [picking, packing]
    do: [{open: call_lead}]

Cure: Write `do: […]`, or `hold: [TRACK]` with `while`.
改法：写 do: […]，或在 while 规则里写 hold: [轨道]。

# sample-without-when
A sample is drawn from nothing.
写了抽样，却没写从什么里抽。

Why: It draws once for each signal named in `when`.
为什么：每来一个 when 里的信号抽一次。

Bad::

    if: client.tier == A
    sample: 5%

Good::

    if: client.tier == A

Cure: Write `when: SIGNAL`, or remove `sample`.
改法：写 when: 信号，或删去 sample。

# hold-without-while
A hold has no condition that lasts.
写了 hold，却没有持续的条件。

Why: It lasts as long as the condition of `while`; `if` only says when it begins.
为什么：hold 随 while 的条件持续；if 只说何时开始。

Bad::

    if: client.tier == A
    hold: [goods]

Good::

    if: client.tier == A

Cure: Write `while` instead of `if`, or remove `hold`.
改法：把 if 换成 while，或删去 hold。

# count-without-number
A count does not say how many.
没写数到几次算数。

Why: The pattern would never be complete.
为什么：这个模式永远凑不齐。

Bad::

    same: account
    within: 90 days

Good::

    same: account
    at_least: 3
    within: 90 days

Cure: Write `at_least: 3`.
改法：写 at_least: 3。

# word-of-another-pattern
A word belongs to another kind of pattern.
写了别种模式的词。

Why: It would have no effect here.
为什么：它在这里不起作用。

Bad::

    same: account
    after: parcel.opened
    at_least: 3

Good::

    same: account
    at_least: 3

Cure: Remove it, or use the kind of pattern it belongs to.
改法：删去它，或改用它所属的模式。

# sequence-of-one
A sequence has one step only.
序列只有一步。

Why: One signal is no sequence; a rule with `when` answers it.
为什么：一个信号不成序列，用 when 规则即可。

Bad::

    sequence: [{as: first, signal: parcel.cancelled}]
    within: 90 days

Good::

    count: parcel.cancelled
    same: account
    at_least: 3
    within: 90 days

Cure: Write another step, or use a rule with `when`.
改法：再写一步，或改用 when 规则。

# state-in-tracks
Several tracks have a state of this name.
几条轨道都有这个名字的状态。

Why: The move could not tell which one is meant.
为什么：分不清要移到哪一个。

Bad::

    (do: [{move: waiting}], where two tracks have a state called waiting)

Cure: Rename one of them.
改法：给其中一个换名字。

# variant-path
A variant does not say what of a touchpoint, stall or clock changes.
变体没写改触点、停滞或时限的哪一项。

Why: Nothing would change.
为什么：什么也不会改。

Bad::

    set: {send_invoice: 4 business hours, handling.within: 5 business days}

Good::

    set: {send_invoice.due: 4 business hours, handling.within: 5 business days}

Cure: Write it like `send_quote.due`, `quote_unanswered.after`, `resolution.within`.
改法：写成 触点.due、停滞.after、时限.within。

# variant-of-nothing
A variant changes something that is not written there.
变体要改的那一项，原处没有写。

Why: A variant changes values; what is not there has none.
为什么：变体只改已有的值，没写的无从改起。

Bad::

    set: {unpaid.after: 5 business days, handling.within: 5 business days}

Good::

    set: {send_invoice.due: 4 business hours, handling.within: 5 business days}

Cure: Write it there first, or change something else.
改法：先在原处写上，或改别的项。

# promise-without-outcome
A promise does not say what is promised.
承诺没写承诺的是什么。

Why: There is nothing to check.
为什么：没有可检查的。

Bad::

    every: journey
    within: 90 days

Good::

    every: journey
    reaches: [fulfilled, dropped]
    within: 90 days

Cure: Write `reaches:` or `comes:`.
改法：写 reaches 或 comes。
"""
