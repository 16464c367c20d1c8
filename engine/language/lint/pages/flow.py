"""Pages of the rules about how states, moves and stalls are written.

# unknown-target
A move, timeout or give_up leads to a state that does not exist.
moves、timeout 或 give_up 通向的状态不存在。

Why: The journey could not go on.
为什么：旅程走不下去。

Bad::

    send_offer.done: wating

Good::

    send_offer.done: waiting

Cure: Use one of the states the message lists.
改法：用提示里列出的状态。

# touchpoint-without-owner
A playbook names no owner.
剧本没写负责人。

Why: What a touchpoint, state or track does not say, the playbook says: without it a task would belong to nobody.
为什么：触点、状态、轨道没写的，由剧本来写；连剧本也没写，任务就没人管。

Bad::

    calendar: office
    overdue: {remind: 1 business hour before due, escalate: tiers}

Good::

    calendar: office
    owner: seller
    overdue: {remind: 1 business hour before due, escalate: tiers}

Cure: Write `owner:` and a role.
改法：写 owner: 角色。

# turn-missing
A state does not say whose turn it is.
状态没写轮到谁。

Why: Silence can only be counted against somebody: us, the customer or a partner.
为什么：沉默总得算在某一方头上：我方、客户或伙伴。

Bad::

    talks:
      title: 当面谈 | Talks in person

Good::

    talks:
      title: 当面谈 | Talks in person
      waits_for: us

Cure: Write `waits_for: us`, `customer` or `partner`.
改法：写 waits_for: us、customer 或 partner。

# move-shadowed
An alternative stands behind one without a condition and is never reached.
前面的去向没有条件，这一条永远轮不到。

Why: Alternatives are tried in order; the first that holds is taken.
为什么：去向按顺序试，第一条成立的算数。

Bad::

    - {to: won}
    - {if: offer.amount >= large, to: review}

Good::

    - {if: offer.amount >= large, to: review}
    - {to: won}

Cure: Give the one before an `if`, or remove this one.
改法：给前面的加 if，或删掉这一条。

# else-without-bound
`else` stands without `up_to`.
只写了 else，没写 up_to。

Why: It is what happens when the bound is used up; without a bound it never is.
为什么：else 是次数用完后的去向；没有上限就永远用不完。

Bad::

    offer.asked: {to: making, else: talks}

Good::

    offer.asked: {to: making, up_to: 2 times, else: talks}

Cure: Add `up_to: 2 times`, or write another alternative.
改法：补上 up_to: 2 times，或另写一条去向。

# bad-need
An entry of `needs` is neither a document or fact nor a condition.
needs 的一条既不是单据、事实，也不是条件。

Why: The gate could not tell when it is met.
为什么：这道门不知道何时算满足。

Bad::

    starts: after ask_wishes
    due: 4 business hours
    needs: [{title: 齐备 | Complete}]

Good::

    starts: after ask_wishes
    due: 4 business hours
    needs: [wish_list]

Cure: Write a document or fact, `{any: [a, b]}`, or `{if: …, title: …}`.
改法：写单据或事实、{any: [a, b]}，或 {if: …, title: …}。

# stall-without-end
A stall does not say what breaks the silence.
停滞没写什么算有回音。

Why: Without it the clock would run although the customer answered.
为什么：不写明，客户答复了表也照走。

Bad::

    unanswered:
      title: 无回音 | Unanswered
      after: 3 business days

Good::

    unanswered:
      title: 无回音 | Unanswered
      after: 3 business days
      silent: customer

Cure: Write `silent: customer`, or `without: [SIGNALS]`.
改法：写 silent: customer，或 without: [信号]。

# silence-at-a-moment
A stall at a moment also speaks of silence.
写了 at 的停滞又写了沉默。

Why: With `at` it asks whether the journey is still here then; who was silent does not matter.
为什么：at 问的是那一刻还在不在这里，谁沉默并不相干。

Bad::

    at: 1 business day after order.due_on
    silent: customer

Good::

    at: 1 business day after order.due_on

Cure: Remove it, or write `after` instead of `at`.
改法：删去它，或把 at 换成 after。

# in-belongs-to-a-track
A stall inside a state says in which states it watches.
写在状态里的停滞又写了 in。

Why: It watches its own state and no other.
为什么：它只看自己所在的状态。

Bad::

    unanswered:
      title: 无回音 | Unanswered
      in: [waiting]

Good::

    unanswered:
      title: 无回音 | Unanswered

Cure: Remove `in`, or move the stall to the stalls of the track.
改法：删去 in，或把停滞移到轨道的 stalls 下。

# watch-at-the-end
A stall watches an end state.
停滞在看一个终点状态。

Why: There nothing is awaited any more.
为什么：到了终点，没有什么可等。

Bad::

    stalls:
      late:
        title: 迟了 | Late
        in: [ready]
        at: 1 business day after order.due_on
    states:
      picking:

Good::

    states:
      picking:

Cure: Leave it out of `in`.
改法：从 in 里删去它。

# work-at-the-end
An end state has touchpoints, moves or stalls.
终点状态里写了触点、去向或停滞。

Why: The journey is over there; nothing of it would ever happen.
为什么：到那里旅程已经结束，里面的事永远不会发生。

Bad::

    ready:
      title: 已发出 | Ready
      end: success
      timeout: {after: 5 days, to: called_off}

Good::

    ready: {title: 已发出 | Ready, end: success}

Cure: Move it to a state before the end, or remove `end`.
改法：移到终点之前的状态，或删去 end。

# wakes-without-sleep
Only a dormant end can be woken.
只有休眠的终点才能唤醒。

Why: A success or a loss is over for good.
为什么：成功和流失是真的结束了。

Bad::

    lost: {title: 丢单 | Lost, end: lost, wakes: {client.replied: waiting}}

Good::

    lost: {title: 丢单 | Lost, end: lost}

Cure: Remove `wakes`, or make it `end: dormant`.
改法：删去 wakes，或改为 end: dormant。
"""
