"""Pages of the rules about names: what is declared, what is known, what is the engine's own.

# unknown-name
A name is used that nothing declares.
用到的名字没有声明过。

Why: A misspelt role, signal or document would never match, and nobody would notice.
为什么：写错的角色、信号、单据永远对不上，也没人会发现。

Bad::

    title: 核对条款 | Check the terms
    owner: clark

Good::

    title: 核对条款 | Check the terms
    owner: clerk

Cure: Use one of the names the message lists, or declare it.
改法：用提示里列出的名字，或先声明它。

# engine-word
A name is a word of the engine.
名字用了引擎自己的词。

Why: `task.overdue` or `stay` would mean two things.
为什么：task.overdue、stay 会有两种意思。

Bad::

    waits_for: customer
    touchpoints:
      offer_other:
        title: 提出替代品 | Offer something else
        outcomes: {done: 完成 | Done}

Good::

    waits_for: customer
    touchpoints:
      offer_other:
        title: 提出替代品 | Offer something else

Cure: Choose another name.
改法：换一个名字。

# reports-in-circle
Roles report to each other in a circle.
几个角色的汇报关系绕成了圈。

Why: Escalation would climb round and round and reach nobody.
为什么：升级会一直绕圈，到不了任何人。

Bad::

    head: {title: 经理 | Head, level: unit, reports_to: clerk}

Good::

    head: {title: 经理 | Head, level: unit}

Cure: Leave `reports_to` out at the top.
改法：最高一级不写 reports_to。

# choices-missing
A fact of type choice has no choices, or another type has some.
选项类型的事实没写选项，或别的类型写了选项。

Why: A choice without choices can have no value, and choices of a text are never checked.
为什么：没有选项就填不了值；文本的选项则从不检查。

Bad::

    on_hold: {type: yes_no, title: 冻结 | On hold, choices: {A: 是 | Yes}}

Good::

    on_hold: {type: yes_no, title: 冻结 | On hold}

Cure: Write `type: choice` and `choices` together.
改法：type: choice 和 choices 要同时写。

# starts-at-number
Only a number or an amount can begin at something.
只有数或金额能写 starts_at。

Why: A text, a date or a yes/no has no zero to count from.
为什么：文本、日期、是非没有可以起算的零。

Bad::

    on_hold: {type: yes_no, title: 冻结 | On hold, starts_at: 0}

Good::

    on_hold: {type: yes_no, title: 冻结 | On hold}

Cure: Remove `starts_at`, or make it a number.
改法：删去 starts_at，或改成 number。

# named-like-a-step
A touchpoint has the name of a step of a recovery play.
触点与挽回方案里的一步同名。

Why: `call.done` would mean two things.
为什么：call.done 会有两种意思。

Bad::

    call:
      title: 问一声 | Ask again

Good::

    ask_again:
      title: 问一声 | Ask again

Cure: Choose another name.
改法：换个名字。

# named-like-a-thing
A touchpoint has the name of a thing in the vocabulary.
触点与词汇表里的东西同名。

Why: `offer.done` would be a signal of the thing and of the touchpoint.
为什么：offer.done 会既是东西的信号，又是触点的信号。

Bad::

    parcel:
      title: 问一声 | Ask again

Good::

    ask_again:
      title: 问一声 | Ask again

Cure: Choose another name, such as `send_offer`.
改法：换个名字，如 send_offer。

# not-several
A thing of which a journey has only one is treated as if there were several.
一条旅程里只有一个的东西，被当成了好几件。

Why: There would be no telling which item is meant, or nothing to gather.
为什么：分不清说的是哪一件，或根本没有可汇总的。

Bad::

    each: offer

Good::

    each: parcel

Cure: Write `many: {key: …}` in the vocabulary, or do not split by it.
改法：在词汇表里写 many: {key: …}，或不按件分。

# many-of-account
A thing of the account cannot be had several times by a journey.
客商级的东西不能在一条旅程里有多件。

Why: All journeys of the account share it; an item opened by one would be open in every other.
为什么：该客商的所有旅程共用它；一条旅程开出的一件，别的旅程里也会有。

Bad::

    client:
      title: 客户 | Client
      scope: account
      many: {key: name}

Good::

    client:
      title: 客户 | Client
      scope: account

Cure: Write `scope: journey`, or remove `many`.
改法：写 scope: journey，或删去 many。

# personal-key
What tells items apart is about a person.
用来区分各件的是个人信息。

Why: The key stands in ids and records that are kept for ever, so it could not be erased.
为什么：这个值会写进永远保留的编号和记录，抹不掉。

Bad::

    many: {key: number}
    facts:
      number: {type: text, title: 批次号 | Number, personal: true}

Good::

    many: {key: number}
    facts:
      number: {type: text, title: 批次号 | Number}

Cure: Tell the items apart by a number, or remove `personal`.
改法：按一个编号区分，或删去 personal。

# personal-type
A person of our own or a calendar is marked as personal.
我方人员或日历被标成个人信息。

Why: Our own people own tasks and calendars decide deadlines; both stand in records for ever.
为什么：任务归我方人员，期限由日历决定；两者都永远留在记录里。

Bad::

    manager: {type: person, title: 客户经理 | Account manager, personal: true}

Good::

    manager: {type: person, title: 客户经理 | Account manager}

Cure: Remove `personal`.
改法：删去 personal。

# personal-spread
A fact is worked out from a personal one and is not personal itself.
由个人信息算出的事实，自己没有标成个人信息。

Why: Its value would still be there after the person's was erased.
为什么：抹去个人信息以后，这个值还在。

Bad::

    contact: {type: text, title: 联系人 | Contact, personal: true}
    caller: {type: text, title: 来电人 | Caller}

Good::

    contact: {type: text, title: 联系人 | Contact, personal: true}
    caller: {type: text, title: 来电人 | Caller, personal: true}

Cure: Mark it `personal: true` as well.
改法：给它也写上 personal: true。

# row-without-key
The rows of a form lack the key that tells items apart.
表格的行里少了区分各件的键。

Why: Every row opens one item; without its key two of them would be the same.
为什么：每一行开出一件；没有键，两件就分不清。

Bad::

    parcels:
      title: 批次 | Parcels
      rows: {parcel: {parcel.wanted_on: required}}

Good::

    parcels:
      title: 批次 | Parcels
      rows: {parcel: {parcel.number: required}}

Cure: Add the key with `required`.
改法：加上这个键，写 required。

# hands-over-to-nobody
A touchpoint hands work over, but is not with a partner.
触点写了移交，却不是和伙伴做的。

Why: Authority, tools and training are compared with those of a partner; without one there is nothing to compare.
为什么：权限、工具、培训要和伙伴的相比；没有伙伴就无从比起。

Bad::

    with: internal
    due: 2 business days
    hands_over: {tools: [tracking]}

Good::

    with: internal
    due: 2 business days

Cure: Write `with: partner.NAME`, or remove `hands_over`.
改法：写 with: partner.名字，或删去 hands_over。

# message-without-text
A message has no text in any language.
消息没有正文。

Why: Nothing could be sent.
为什么：没有东西可发。

Bad::

    reminder:
      title: 提醒 | Reminder

Good::

    reminder:
      title: 提醒 | Reminder
      zh: 您好，请给我们回复。
      en: Please let us know.

Cure: Write `zh:` and `en:`.
改法：写 zh: 和 en:。

# bad-placeholder
Braces in a message hold something else than the name of one fact.
消息的花括号里不是一个事实的名字。

Why: Only facts can be filled in; everything else would be sent as it stands.
为什么：只有事实能填进去，别的会原样发给客户。

Bad::

    zh: 批次 {parcel.number + 1} 已发出。

Good::

    zh: 批次 {parcel.number} 已发出。

Cure: Write `{thing.fact}`; a brace that is meant as text is written twice.
改法：写成 {东西.事实}；正文里的花括号写两遍。

# unknown-placeholder
A message names a fact that the vocabulary does not have.
消息里的事实不在词汇表里。

Why: A message with a gap is not sent (it would say nothing at that spot).
为什么：缺一处的消息不会发出，否则那里就是空白。

Bad::

    zh: 批次 {parcel.numbr} 已发出。

Good::

    zh: 批次 {parcel.number} 已发出。

Cure: Use a fact of the vocabulary.
改法：用词汇表里的事实。

# message-too-long
A message is longer than anybody reads.
消息太长，没人会读完。

Why: What long texts have to say belongs into a document.
为什么：要说这么多，应写成单据附上。

Bad::

    (a message of more characters than the message in the finding allows)

Cure: Shorten it, or attach a document.
改法：缩短，或附上单据。
"""
