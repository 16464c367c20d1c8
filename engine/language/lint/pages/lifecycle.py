"""Pages of the rules about the lifecycle.

# end-leads-nowhere
The lifecycle does not say what follows an end of a stage.
生命周期没写某个结局之后去哪里。

Why: A journey that ends so goes nowhere: no next stage, and nobody decided that it should stop.
为什么：这样结束的旅程哪儿也不去：没有下一阶段，也没人决定就此打住。

Bad::

    ends: {won: {to: order}}

Good::

    ends: {won: {to: order}, lost: stop}

Cure: Name a stage for it, or write `stop`.
改法：写一个阶段，或写 stop。

# not-in-lifecycle
A playbook has no place in the lifecycle.
剧本不在生命周期里。

Why: It is checked and shown, and nothing says when it runs.
为什么：它会被检查、被展示，却没写何时运行。

Bad::

    beside: []

Good::

    beside: [care]

Cure: Name it in `stages` or `beside`.
改法：写进 stages 或 beside。

# stage-and-beside
A playbook stands both in stages and beside them.
剧本既在 stages 里，又在 beside 里。

Why: It is either one step of the way, or runs along all of it.
为什么：它要么是其中一段，要么全程并行。

Bad::

    beside: [care, offer]

Good::

    beside: [care]

Cure: Keep one of them.
改法：只留一处。

# onward-without-otherwise
Every way onward from an end has a condition.
结局的每条去向都带条件。

Why: Where none holds, the journey goes nowhere.
为什么：都不成立时，旅程无处可去。

Bad::

    ends: {won: [{if: client.tier == A, to: order}], lost: stop}

Good::

    ends: {won: {to: order}, lost: stop}

Cure: Leave the `if` out of the last one.
改法：最后一条不写 if。

# carries-nowhere
Something is carried along, and no new journey begins.
写了 carries，却没有新旅程。

Why: Within one journey everything stays anyway.
为什么：在同一条旅程里，什么都还在。

Bad::

    ends: {won: {to: order, carries: [client]}, lost: stop}

Good::

    ends: {won: {to: order}, lost: stop}

Cure: Remove `carries`, or write `new_journey`.
改法：删去 carries，或写 new_journey。

# each-of-another-grain
Child journeys are of another grain than the stage they begin in.
子旅程的粒度和它进入的阶段不同。

Why: The two say differently what one journey is run for.
为什么：两处对“一条旅程是什么”说法不一。

Bad::

    ends: {won: {to: order, each: contract}, lost: stop}

Good::

    ends: {won: {to: order}, lost: stop}

Cure: Make the two the same.
改法：两处写成一样。

# each-not-finer
Child journeys are no finer than the stage they come from.
子旅程并不比原来的阶段更细。

Why: One journey would become one journey: there is nothing to split.
为什么：一条还是变成一条，没有什么可分。

Bad::

    ends: {won: {to: order, each: line}, lost: stop}

Good::

    ends: {won: {to: order}, lost: stop}

Cure: Write `to: STAGE` alone.
改法：只写 to: 阶段。
"""
