"""Pages of the rules about mappings: the log, its columns, and what its rows tell.

# unknown-encoding
The log is in an encoding that nobody knows.
没有这种文字编码。

Why: In the wrong encoding names turn into other names without anybody noticing.
为什么：编码不对，名字会变成别的名字，没人看得出来。

Bad::

    log: {kind: csv, encoding: gb1830}

Good::

    log: {kind: csv, encoding: gb18030}

Cure: Write utf-8, gb18030, or what wrote the file.
改法：写 utf-8、gb18030，或写出这个文件的程序用的编码。

# unknown-column
The log has no such column.
日志里没有这一列。

Why: What is read from a column that does not exist is nothing, in every row.
为什么：从没有的列里读，每一行都是空的。

Bad::

    (a mapping that reads a column the log does not have)

Cure: Write the column's name as it stands in the log.
改法：照日志里的样子写列名。

# says-nothing
A word stands where it means nothing.
一个词写在了它没有意义的地方。

Why: Whoever wrote it expects something from it, and nothing would happen.
为什么：写的人以为它有用，其实什么也不会发生。

Bad::

    Answered: {time: D/M/YYYY HH:mm, decimal: ","}

Good::

    Answered: {time: D/M/YYYY HH:mm}

Cure: Remove it, or write beside it what it goes with.
改法：删去它，或写上它该配的那个词。

# read-twice
A column is to be read as several things.
一列有几种读法。

Why: A cell is a date, an amount or a text; two answers would be two histories.
为什么：一格要么是日期，要么是金额，要么是文本；两种读法就是两段历史。

Bad::

    Amount: {money: CNY, as: number, thousands: ","}

Good::

    Amount: {money: CNY, thousands: ","}

Cure: Keep one of as, money, date, time.
改法：as、money、date、time 只留一个。

# bad-sign
What separates cells, decimals or thousands is not one sign of its own.
分列、小数点或千分位用的不是一个单独的符号。

Why: With one sign for both, 1.500 could be one and a half or fifteen hundred.
为什么：两处用同一个符号，1.500 就分不清是一点五还是一千五。

Bad::

    Amount: {money: CNY, thousands: "."}

Good::

    Amount: {money: CNY, thousands: ","}

Cure: Write one sign for each, and two different ones for decimals and thousands.
改法：各写一个符号，小数点和千分位不同。

# bad-format
A format does not say how dates or times are written.
这个格式说不清日期或时间怎么写。

Why: 3/4/2015 is in March or in April; nothing here is ever guessed.
为什么：3/4/2015 可能是三月，也可能是四月；这里一概不猜。

Bad::

    Quoted: {date: dd/mm/yyyy, at: "12:00"}

Good::

    Quoted: {date: D/M/YYYY, at: "12:00"}

Cure: Year, month and day once each: YYYY YY, M MM MMM MMMM, D DD; times with H HH h hh m mm s ss SSS SSSSSS A Z.
改法：年、月、日各写一次：YYYY YY，M MM MMM MMMM，D DD；时间用 H HH h hh m mm s ss SSS SSSSSS A Z。

# bad-within
It is not said from which day to which.
没写清从哪天到哪天。

Why: Every row would be out of range, or none.
为什么：不是每一行都出界，就是一行也不出界。

Bad::

    within: [2026-12-31, 2005-01-01]

Good::

    within: [2005-01-01, 2026-12-31]

Cure: Write two dates, the earlier first.
改法：写两个日期，早的在前。

# no-moment
Nothing says when something happened.
没写什么时候发生的。

Why: History is replayed by its moments; a date without a time of day lies anywhere in its day.
为什么：历史照时间回放；只有日期没有钟点，就不知道在那天的哪一刻。

Bad::

    - {done: send_offer}

Good::

    - {done: send_offer, at: Quoted}

Cure: Name a column with at, and say under columns how it is read: date with at, or time.
改法：用 at 写列名，并在 columns 里说明怎么读：date 加 at，或 time。

# unused-column
A column is declared and never used.
一列写了读法，却没有用到。

Why: Either it is not needed, or an event was forgotten.
为什么：要么多写了，要么漏了一件事。

Bad::

    Quoted: {date: D/M/YYYY, at: "12:00"}
    Printed: {date: D/M/YYYY, at: "12:00"}

Good::

    Quoted: {date: D/M/YYYY, at: "12:00"}

Cure: Use it, or remove it.
改法：用它，或删去。

# cannot-compare
A condition asks of a column what it cannot hold.
条件问的是这一列里不会有的东西。

Why: It would hold for no row at all, silently.
为什么：那样一行也不会符合，而且没人知道。

Bad::

    - {signal: offer.declined, at: Answered, when: {Quoted: lost}}

Good::

    - {signal: offer.declined, at: Answered, when: {State: lost}}

Cure: Ask for words of a column of words; for rises, name a column that is read as a number.
改法：词只问有词的列；rises 只写读成数的列。

# cannot-give
A column cannot give a fact or field of this type.
这一列给不出这种类型的事实或字段。

Why: The engine would refuse it, row after row.
为什么：引擎会一行一行地拒收。

Bad::

    facts: {offer.amount: Offer}

Good::

    facts: {offer.amount: Amount}

Cure: Say under columns how it is read: money, date, as, or words for choices.
改法：在 columns 里说明怎么读：money、date、as；选项写 words。

# event-verb
An event says nothing, or several things.
一件事什么也没说，或说了几样。

Why: Each has its own place among what happens at one instant.
为什么：同一时刻的几件事要分先后，各占一处。

Bad::

    - {signal: offer.accepted, done: send_offer, at: Answered, when: {State: won}}

Good::

    - {signal: offer.accepted, at: Answered, when: {State: won}}

Cure: Write one of signal, done, facts, hand_over, skip, cancel, ack, pause, resume.
改法：signal、done、facts、hand_over、skip、cancel、ack、pause、resume 写一个。

# event-lacks
An event lacks what the engine needs to take it.
这件事缺了引擎要用的东西。

Why: Without its outcome a touchpoint would not be done; without a person nothing is handed over.
为什么：没有结果，触点就不算做完；没有人，就没有移交。

Bad::

    - {done: meet_client, at: Answered, known: Met}

Good::

    - {done: meet_client, at: Answered, outcome: {value: agreed}, known: Met}

Cure: Write outcome, to or the facts: a column, or a value.
改法：写上 outcome、to 或事实：列名，或固定值。

# empty-rows
Something is begun, and nothing is said.
起了头，却什么也没说。

Why: Nobody could tell whether all rows are meant, or none.
为什么：说不清是全部的行，还是一行也不要。

Bad::

    where: {}

Good::

    where: {Checked: passed}

Cure: Name columns, with the words that are meant; or remove it.
改法：写列名和词，或删去。

# bad-days
How much later is not told in days.
晚了多少不是用天写的。

Why: Two dates lie whole days apart, whatever the calendar of business hours.
为什么：两个日期之间只有整天数，与工作时间无关。

Bad::

    late: {title: 答复晚了 | Answered late, at: Answered, after: Quoted, more_than: 14 business days, foretold_by: unanswered}

Good::

    late: {title: 答复晚了 | Answered late, at: Answered, after: Quoted, more_than: 14 days, foretold_by: unanswered}

Cure: Write days or weeks.
改法：写 days 或 weeks。
"""
