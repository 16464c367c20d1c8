"""Pages of the rules about keys, kinds of files and spelling.

# not-a-mapping
The file does not consist of keys and values.
文件不是由“键: 值”组成的。

Why: Every file begins with `schema:` and says key by key what it holds.
为什么：每个文件都以 schema: 开头，一项一项写明内容。

Bad::

    - schema: contact_limits/1
    - title: 不打扰 | Do not nag

    - at_most: [3 per 7 days]
    - quiet: [20:00-08:30]

Good::

    schema: contact_limits/1
    title: 不打扰 | Do not nag

    at_most: [3 per 7 days]
    quiet: [20:00-08:30]

Cure: Begin with `schema: …`, without a dash.
改法：第一行写 schema: …，不带短横。

# missing-schema
The file does not say what kind it is.
文件没写是哪一种。

Why: The kind decides which keys are allowed; without it a slip cannot be told from an intention.
为什么：种类决定能写哪些键；没有它，笔误和有意无法分辨。

Bad::

    title: 日历 | Calendars

Good::

    schema: calendars/1
    title: 日历 | Calendars

Cure: Begin with a line such as `schema: playbook/1`.
改法：第一行写 schema: playbook/1 这样的种类。

# unknown-schema
There is no such kind of file.
没有这种文件。

Why: It would be left out, and everything it declares with it.
为什么：它会被跳过，里面声明的一切都不算数。

Bad::

    schema: calender/1

Good::

    schema: calendars/1

Cure: Use one of the kinds the message lists.
改法：用提示里列出的一种。

# unknown-key
A key is not known here.
这里没有这个键。

Why: A misspelt key would be left out without a word, and what it should do would not happen.
为什么：写错的键若悄悄略过，它该管的事就不会发生。

Bad::

    vai: [email]
    starts: after ask_wishes

Good::

    via: [email]
    starts: after ask_wishes

Cure: Use one of the keys the message lists; mind where it belongs.
改法：用提示里列出的键；看清它该写在哪一层。

# missing-part
A part that cannot be left out here is missing.
这里少了一个不能省的部分。

Why: What is written around it needs it: a track needs states, a promise a time.
为什么：旁边写的内容离不开它：轨道要有状态，承诺要有期限。

Bad::

    every: journey
    reaches: [fulfilled, dropped]

Good::

    every: journey
    reaches: [fulfilled, dropped]
    within: 90 days

Cure: Add it.
改法：补上它。

# missing-key
A key that cannot be left out is missing.
少了一个必写的键。

Why: There is no sensible default for it: somebody has to say.
为什么：它没有合理的默认值，必须有人写明。

Bad::

    ask_again:
      with: customer.buyer

Good::

    ask_again:
      title: 问一声 | Ask again
      with: customer.buyer

Cure: Add it.
改法：补上它。

# empty-value
A key has no value.
键后面没有值。

Why: Something was meant to stand here; left empty, the key says nothing.
为什么：这里本该写点什么；空着，这个键等于没写。

Bad::

    via:
    starts: after ask_wishes

Good::

    via: [email]
    starts: after ask_wishes

Cure: Write the value, or remove the key.
改法：写上值，或删掉这个键。

# out-of-range
A number is outside what makes sense here.
数字超出了合理的范围。

Why: A count of zero would be complete at once, and one of thousands never.
为什么：数到零立刻就满足，数到几千永远不满足。

Bad::

    at_least: 0

Good::

    at_least: 3

Cure: Write a number in the range the message names.
改法：写提示所说范围内的数。

# wrong-word
A word is none of those allowed here.
写的词不在可用之列。

Why: Here only a few words mean something.
为什么：这里只有几个词有意义。

Bad::

    waits_for: client

Good::

    waits_for: customer

Cure: Use one of the words the message lists.
改法：用提示里列出的词。

# wrong-type
Something of another kind stands where a text, a number or a list belongs.
该写文本、数或列表的地方写了别的。

Why: It cannot be read as what it should be.
为什么：没法当作应有的内容来读。

Bad::

    at_least: three

Good::

    at_least: 3

Cure: Write what is expected; quote it if it is meant as text.
改法：按提示写；若是文本，请加引号。

# bad-name
A name has signs in it that names cannot have.
名字里有不能用的字符。

Why: Names are permanent and stand in conditions, journals and reports; titles are what people read and may change.
为什么：名字是永久的，会出现在条件、日志和报表里；给人看、可以改的是标题。

Bad::

    ask-again:
      title: 问一声 | Ask again

Good::

    ask_again:
      title: 问一声 | Ask again

Cure: Lower-case letters, digits and underscores, first a letter; Chinese goes into `title`.
改法：用小写字母、数字和下划线，以字母开头；中文写进 title。

# second-file
There can be only one file of this kind.
这种文件只能有一个。

Why: Two of them could contradict each other, and the order of file names would decide.
为什么：两个会互相矛盾，而谁算数全看文件名的顺序。

Bad::

    (two files with schema: lifecycle/1)

Cure: Put everything into one of them.
改法：把内容合到一个文件里。

# second-levels
The levels of the organisation are written in two files.
组织的层级写在了两个文件里。

Why: Ladders climb one order of levels; two orders cannot both count.
为什么：升级只认一种由低到高的次序，两种不能同时算数。

Bad::

    (two files of people, each with levels)

Cure: Keep `levels` in one file.
改法：只在一个文件里写 levels。
"""
