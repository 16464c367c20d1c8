r"""Pages of the rules about the signs of YAML.

# yaml-syntax
From here on this is not valid YAML.
从这里起不是正确的 YAML。

Why: What the line means cannot be told, so nothing behind it can be either.
为什么：这一行读不懂，后面的也就无从读起。

Bad::

    (a line that fits none of the known mistakes)

Cure: Check indentation, the space behind the colon, and quotes, on this line and the one above.
改法：检查这一行和上一行的缩进、冒号后的空格和引号。

# missing-colon
There is no colon behind a key.
键后面没有冒号。

Why: Without it the line is a text that belongs to nothing.
为什么：没有冒号，这一行只是一段无主的文本。

Bad::

    calendar: office
    owner

Good::

    calendar: office
    owner: seller

Cure: Write `key: value`, with a space behind the colon.
改法：写成“键: 值”，冒号后空一格。

# bad-indentation
A line is indented so that it fits nothing above it.
这一行的缩进和上面对不齐。

Why: Indentation says what belongs to what; between two levels it says nothing.
为什么：缩进说明谁属于谁；卡在两层之间就说不清了。

Bad::

    won: {title: 成交 | Won, end: success, needs: [offer_sheet]}
     lost: {title: 丢单 | Lost, end: lost}

Good::

    won: {title: 成交 | Won, end: success, needs: [offer_sheet]}
    lost: {title: 丢单 | Lost, end: lost}

Cure: Indent it like the line it stands beside, by two spaces a level.
改法：与并列的那一行对齐，每层两个空格。

# unclosed-quote
A quote is opened and never closed.
引号没有收尾。

Why: Everything behind it would be part of the text, up to the end of the file.
为什么：后面直到文件末尾都成了这段文本。

Bad::

    standard: "逐项记录 | Item by item

Good::

    standard: 逐项记录 | Item by item

Cure: Add the closing quote, or leave both out.
改法：补上收尾的引号，或两个都不写。

# unclosed-bracket
A bracket or brace is not closed, or a comma is missing inside.
括号没有收尾，或里面少了逗号。

Why: The lines behind it are read as part of it.
为什么：后面几行都会被当作括号里的内容。

Bad::

    via: [phone, visit
    due: 1 business day

Good::

    via: [phone, visit]
    due: 1 business day

Cure: Close it, and put commas between the items.
改法：补上收尾的括号，各项用逗号隔开。

# text-behind
A text goes on behind its closing quote or bracket.
引号或括号收尾之后又接了文字。

Why: What is quoted ends with its quote; the rest belongs to nothing.
为什么：引号一收尾，文本就结束了，后面的无处可归。

Bad::

    title: "报价" Offer

Good::

    title: 报价 | Offer

Cure: Quote the whole text, or none of it.
改法：整段加引号，或都不加。

# reserved-sign
A text begins with a sign that YAML keeps for itself.
文本以 YAML 保留的符号开头。

Why: `@`, `` ` `` and `%` at the beginning mean nothing yet and may not be used.
为什么：@、`、% 这些符号放在开头是 YAML 的保留用法。

Bad::

    title: @报价 | Offer

Good::

    title: 报价 | Offer

Cure: Quote the whole text.
改法：给整段文本加引号。

# block-text
A block of text begins on the line of its sign.
成块文本与它的符号写在了同一行。

Why: Behind `|` or `>` the text begins on the next line; on the same line it is lost.
为什么：| 或 > 之后，文本要从下一行开始。

Bad::

    standard: > 逐项记录 | Item by item

Good::

    standard: 逐项记录 | Item by item

Cure: Move the text to the next line and indent it, or quote it.
改法：把文本移到下一行并缩进，或加引号。

# bad-escape
A backslash inside double quotes begins nothing that YAML knows.
双引号里的反斜杠用得不对。

Why: Inside double quotes `\` is a sign of its own: `"D:\order"` is no path.
为什么：双引号里的 \ 有特别的意思："D:\order" 不是路径。

Bad::

    standard: "见 D:\标准 | See the folder"

Good::

    standard: 逐项记录 | Item by item

Cure: Use single quotes, or write `\\`.
改法：改用单引号，或写成 \\。

# dash-in-line
A list begins in the middle of a line.
列表从一行中间开始。

Why: Items with dashes have a line of their own each.
为什么：带短横的列表项要各占一行。

Bad::

    via: - email
    starts: after ask_wishes

Good::

    via: [email]
    starts: after ask_wishes

Cure: Give each item its own line, or write `[a, b]`.
改法：每一项另起一行，或写成 [a, b]。

# unexpected-sign
A sign stands where none can.
符号放错了地方。

Why: A closing bracket without an opening one, or a comma too many, leaves open what is meant.
为什么：多一个括号或逗号，就说不清是什么意思。

Bad::

    title: ] 报价 | Offer

Good::

    title: 报价 | Offer

Cure: Delete it, or quote the text.
改法：删掉多余的，或给文本加引号。

# yaml-alias
An anchor or alias of YAML is used.
用了 YAML 的锚点或别名。

Why: What stands elsewhere under a sign is easily overlooked, and a few bytes could become gigabytes.
为什么：靠符号引用别处的内容容易看漏，几个字节也能膨胀成几个 G。

Bad::

    due: &day 1 business day
    standard: 逐项记录 | Item by item

Good::

    due: 1 business day
    standard: 逐项记录 | Item by item

Cure: Put what is shared into `shared/` and use its name; quote a text that begins with `&` or `*`.
改法：共用内容写进 shared/ 再按名字引用；文本以 & 或 * 开头时加引号。

# yaml-tag
A tag of YAML is used.
用了 YAML 的标签。

Why: A tag names a type of some program; a playbook holds texts, numbers and dates only.
为什么：标签指向某个程序的类型；剧本里只有文本、数和日期。

Bad::

    title: !text 报价 | Offer

Good::

    title: 报价 | Offer

Cure: Remove it; quote a text that begins with `!`.
改法：删掉它；文本以 ! 开头时加引号。

# yaml-directive
A directive of YAML stands in the file.
文件里有 YAML 指令。

Why: It would change how the rest of the file is read.
为什么：它会改变整个文件的读法。

Bad::

    %YAML 1.1
    schema: calendars/1

Good::

    schema: calendars/1

Cure: Remove the line.
改法：删掉这一行。

# second-document
A second document begins in the file.
文件里出现了第二份内容。

Why: Only one is read; the other would be dropped without a word.
为什么：只会读一份，另一份会悄悄丢掉。

Bad::

    beside: [care]
    ---
    leave: {}

Good::

    beside: [care]

Cure: Remove the `---`, or split the file.
改法：删掉 ---，或拆成两个文件。

# not-a-number
A number is written in a way nobody writes one here.
数字的写法不可用。

Why: `1e3`, `.inf` and the like are numbers to a computer and a riddle to a reader.
为什么：1e3、.inf 这类写法机器当数，人看不懂。

Bad::

    at_least: 3e0

Good::

    at_least: 3

Cure: Write an ordinary number, or quote it as text.
改法：写一个普通的数，或加引号当文本。

# number-too-long
A number has more digits than can be kept exactly.
数字的位数太多，无法精确保存。

Why: It is mostly a reference number, which is a text.
为什么：这么长的多半是编号，编号是文本。

Bad::

    at_least: 1234567890123456789012

Good::

    at_least: 3

Cure: Quote it if it is a text such as a reference number.
改法：编号请加引号当文本。

# key-not-text
A key is a list or a group of keys.
键不是文本。

Why: Mostly braces stand where a text in quotes was meant.
为什么：多半是该加引号的文本写成了大括号。

Bad::

    parcel.agreed: packing
    [parcel.paid]: packing

Good::

    parcel.agreed: packing

Cure: Write `key: value`.
改法：写成“键: 值”。

# duplicate-name
A name is written twice.
同一个名字写了两遍。

Why: Only one of the two can count, and nobody knows which one was meant.
为什么：两个只能算一个，谁也不知道要的是哪个。

Bad::

    due: 1 business day
    due: 2 business days
    standard: 逐项记录 | Item by item

Good::

    due: 1 business day
    standard: 逐项记录 | Item by item

Cure: Remove one, or rename it.
改法：删掉一个或改名。
"""
