"""Pages of the rules about how tracks, their ends and their items are written.

# no-end
A track has no end state.
一条线没有一个终点状态。

Why: Without an end there is no success and no loss, nothing to count, and no next stage.
为什么：没有终点就没有成功和流失，无从统计，也进不了下一阶段。

Bad::

    scope: account
    calendar: office

Good::

    scope: account
    endless: true
    calendar: office

Cure: Give a state `end: success`, `lost` or `dormant`; where going on for ever is meant, write `endless: true`.
改法：给终点状态写 end: success、lost 或 dormant；若本来就长期运行，写 endless: true。

# start-without-otherwise
Every way to start has a condition.
所有起点都带条件。

Why: Where none holds, the journey would begin nowhere.
为什么：都不成立时，旅程无处开始。

Bad::

    start:
      - {if: client.tier == A, to: invoicing}
    owner: clerk

Good::

    start: invoicing
    owner: clerk

Cure: Leave the `if` out of the last one.
改法：最后一条不写 if。

# belongs-to-a-track
With tracks, this belongs inside one of them.
写了 tracks，这个键就要写在轨道里。

Why: Beside the tracks it would belong to none of them.
为什么：写在外面，就不属于任何一条轨道。

Bad::

    start: picking
    tracks:
      goods:

Good::

    tracks:
      goods:

Cure: Move it into a track, or leave `tracks` out.
改法：移到某条轨道下面，或去掉 tracks。

# ends-without-tracks
A stage without tracks has `ends`.
没有 tracks 的阶段写了 ends。

Why: There a state with `end:` is the end; a second list could contradict it.
为什么：没有轨道时，写了 end 的状态就是终点；再列一遍会矛盾。

Bad::

    start: making
    ends:
      over:
        title: 结束 | Over
        end: success
        when: {main: won}
    anytime:

Good::

    start: making
    anytime:

Cure: Remove `ends`, or write `tracks`.
改法：删去 ends，或写成 tracks。

# end-without-when
An end does not say when it holds.
结局没写什么时候成立。

Why: It would hold at once, or never.
为什么：它会立刻成立，或永远不成立。

Bad::

    dropped:
      title: 取消 | Dropped
      end: lost
      when: {}

Good::

    dropped:
      title: 取消 | Dropped
      end: lost
      when: {goods: [ready, called_off]}

Cure: Write `when: {TRACK: END}`.
改法：写 when: {轨道: 终点}。

# each-without-opening
A track runs once per item and does not say what opens one.
按件走的轨道没写由什么开出一件。

Why: No item would ever begin.
为什么：一件也不会开始。

Bad::

    each: parcel
    start: picking

Good::

    each: parcel
    opened_by: parcel.opened
    start: picking

Cure: Write `opened_by: SIGNAL`.
改法：写 opened_by: 信号。

# opened-without-each
A signal opens items of a track that has none.
轨道没有按件走，却写了 opened_by。

Why: Nothing would be opened.
为什么：没有什么可开。

Bad::

    title: 收款 | Payment
    opened_by: parcel.opened
    start: invoicing

Good::

    title: 收款 | Payment
    start: invoicing

Cure: Write `each: THING`, or remove `opened_by`.
改法：写 each: 东西，或删去 opened_by。

# repeats-missing
Something is said about repeating, and the touchpoint does not repeat.
写了重复的细节，触点却不重复。

Why: It would have no effect.
为什么：它不起作用。

Bad::

    due: 3 business days
    counted_from: done
    outcomes: {agreed: 谈定 | Agreed, dropped: 放弃 | Dropped}

Good::

    due: 3 business days
    outcomes: {agreed: 谈定 | Agreed, dropped: 放弃 | Dropped}

Cure: Write `repeats: every 3 months`, or remove it.
改法：写 repeats: every 3 months，或删去它。

# one-of
Exactly one of several keys can stand here.
这几个键只能写其中一个。

Why: With none it says nothing, with two it contradicts itself.
为什么：一个不写等于没说，写两个会自相矛盾。

Bad::

    timeout: {after: 20 business days, at: 1 business day after order.due_on, to: called_off}

Good::

    timeout: {after: 20 business days, to: called_off}

Cure: Keep one.
改法：只留一个。
"""
