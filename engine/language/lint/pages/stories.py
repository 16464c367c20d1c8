"""Pages of the rules about stories: how they are told, and what they expected.

# bad-instant
A time of a story is not written as one.
情景里的时间写法不对。

Why: A story is played to the minute.
为什么：情景是按分钟演练的。

Bad::

    - {at: March 3rd, done: ask_wishes, form: {offer.amount: 800 CNY, offer.wanted_on: 2026-04-01}}

Good::

    - {at: 2026-03-02 10:00, done: ask_wishes, form: {offer.amount: 800 CNY, offer.wanted_on: 2026-04-01}}

Cure: Write it like 2025-09-26 09:00.
改法：写成 2025-09-26 09:00。

# bad-line
A line of a story says two things, or none.
情景的一行说了两件事，或什么也没说。

Why: What happens first would be left open.
为什么：说不清哪件在先。

Bad::

    - {at: 2026-03-02 11:00, done: send_offer, signal: offer.accepted}

Good::

    - {at: 2026-03-02 11:00, done: send_offer}

Cure: Write one thing a line: signal, done, facts, ack, pause, resume or expect.
改法：一行只写一件：signal、done、facts、ack、pause、resume、expect 之一。

# empty-expectation
A line expects nothing.
expect 里什么也没写。

Why: It passes whatever happens.
为什么：不管怎样它都会通过。

Bad::

    - {at: 2026-03-03 10:00, expect: {}}

Good::

    - {at: 2026-03-03 10:00, expect: {state: invoicing}}

Cure: Say what must be seen.
改法：写一个要见到的。

# line-out-of-order
A line is earlier than the one before.
这一行早于上一行。

Why: A story is told and played in the order of time.
为什么：情景按时间顺序讲述和演练。

Bad::

    - {at: 2026-03-01 11:00, done: send_offer}

Good::

    - {at: 2026-03-02 11:00, done: send_offer}

Cure: Order the lines by time.
改法：按时间先后排列。

# bad-fact
A value is not of the type of its fact.
填的值不合这个事实的类型。

Why: It could not be taken, in a story as little as in life.
为什么：真实运行时也收不进去。

Bad::

    - {at: 2026-03-02 10:00, done: ask_wishes, form: {offer.amount: much, offer.wanted_on: 2026-04-01}}

Good::

    - {at: 2026-03-02 10:00, done: ask_wishes, form: {offer.amount: 800 CNY, offer.wanted_on: 2026-04-01}}

Cure: Write the value as the message shows.
改法：照提示的样子写。

# expectation
What a story expects was not seen, or came at another time.
情景里应见的没有见到，或时间不对。

Why: The playbook does something else than its owner believes.
为什么：剧本做的和负责人以为的不一样。

Bad::

    - {at: 2026-03-03 10:00, expect: {state: lost}}

Good::

    - {at: 2026-03-03 10:00, expect: {state: invoicing}}

Cure: Change the line, or the playbook.
改法：改这一行，或改剧本。

# incident
A line of a story leads to an incident.
情景的一行引出了事故。

Why: The same would happen to a customer.
为什么：真的客户也会遇上同样的事。

Bad::

    (a line after which no owner is found, or the engine goes round for ever)

Cure: Mend the line of the playbook that the message names.
改法：改提示所指的那一行剧本。

# not-taken
A line of a story has no effect, and does not say that this is meant.
情景的一行没有生效，又没写明本该如此。

Why: The story goes on as if it had happened.
为什么：情景会当它发生过一样继续。

Bad::

    - {at: 2026-03-02 10:30, signal: offer.asked}
    - {at: 2026-03-02 11:00, done: send_offer}

Good::

    - {at: 2026-03-02 11:00, done: send_offer}

Cure: If it is meant, follow it with `expect: {ignored: …}` or `{refused: …}`.
改法：若本该如此，紧接着写 expect: {ignored: …} 或 {refused: …}。

# not-yet-run
A story needs something that this version of the engine does not run.
情景要用到这个版本还不执行的写法。

Why: The playbook is not wrong; it cannot be rehearsed yet.
为什么：剧本没有错，只是还不能演练。

Bad::

    (a story about a stage with tracks)

Cure: Test it when the engine runs it; see CHANGELOG.md.
改法：等引擎支持后再测；见 CHANGELOG.md。
"""
