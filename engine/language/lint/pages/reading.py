"""Pages of the rules about the bytes and characters of a file, and the traps of YAML.

# file-too-large
The file is too large to be read.
文件太大，不予读取。

Why: A playbook of a stage has a few hundred lines; a file of a megabyte is something else, or was generated.
为什么：一个阶段的剧本不过几百行；一兆字节的文件不是剧本，或是机器生成的。

Bad::

    (a file of more than 1,000,000 bytes)

Cure: Split it into several files; what is used by several stages goes into `shared/`.
改法：拆成几个文件；几个阶段共用的内容放进 shared/。

# too-many-files
The folder holds more files than any workspace has.
文件夹里的文件比任何工作区都多。

Why: Mostly the wrong folder was named: a home, or a whole project.
为什么：多半是指错了文件夹，比如整个项目或主目录。

Bad::

    touchline validate ..

Good::

    touchline validate playbooks

Cure: Name the folder that holds the playbooks.
改法：指到放剧本的那一层文件夹。

# file-unreadable
A file or folder cannot be read at all.
文件或文件夹根本读不了。

Why: It is not there, or this user may not read it.
为什么：它不存在，或当前用户没有权限。

Bad::

    touchline validate playboks

Good::

    touchline validate playbooks

Cure: Check the path and its permissions.
改法：检查路径和权限。

# empty-workspace
There is no playbook in this folder.
这个文件夹里没有剧本。

Why: A workspace needs at least one file that begins with `schema: playbook/1`.
为什么：工作区至少要有一个以 schema: playbook/1 开头的文件。

Bad::

    touchline validate playbooks/shared

Good::

    touchline validate playbooks

Cure: Name the folder that holds the playbooks, or begin one with `touchline init`.
改法：指到放剧本的文件夹，或用 touchline init 新建一个。

# not-utf8
The file is in another encoding than UTF-8.
文件不是 UTF-8 编码。

Why: In another encoding every Chinese character would turn into something else.
为什么：换一种编码，每个汉字都会变成别的东西。

Bad::

    (a file saved as GBK, Big5 or UTF-16)

Cure: Save it as UTF-8 in your editor.
改法：在编辑器里另存为 UTF-8。

# empty-file
The file is empty.
文件是空的。

Why: It declares nothing, and looks as if it did.
为什么：它什么也没写，却像写了什么。

Bad::

    (a file without any line, or with comments only)

Cure: Begin with its kind, such as `schema: playbook/1`, or remove the file.
改法：第一行写种类，如 schema: playbook/1；或删掉这个文件。

# too-many-problems
The file has so many problems that the rest was not looked at.
文件问题太多，后面的没有再查。

Why: Behind so many mistakes most of what follows would only be their echo.
为什么：错得太多时，后面报的多半只是前面的余波。

Bad::

    (a file that is no playbook, such as a table saved as text)

Cure: Mend the first ones, then validate again.
改法：先改正前面的，再检查一次。

# too-deep
Something is nested deeper than anything in a playbook.
嵌套得比剧本里任何东西都深。

Why: Mostly brackets were opened and never closed, or the indentation slipped.
为什么：多半是括号只开不关，或缩进乱了。

Bad::

    via: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[email]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]

Good::

    via: [email]

Cure: Check the brackets and the indentation.
改法：检查括号和缩进。

# too-many-values
The file holds more values than can be read at once.
文件里的值太多。

Why: It was probably generated; nobody reads or mends so much by hand.
为什么：多半是机器生成的；没有人能手工读这么多。

Bad::

    (a file of more than 50,000 values)

Cure: Split the file.
改法：拆成几个文件。

# merge-conflict
A merge conflict was left in the file.
文件里留着没解决的合并冲突。

Why: Two people changed the same lines, and nobody decided which ones count.
为什么：两个人改了同一处，还没有人决定用哪一份。

Bad::

    <<<<<<< HEAD
    calendar: office
    =======
    calendar: office
    >>>>>>> other
    owner: seller

Good::

    calendar: office
    owner: seller

Cure: Keep the side that counts, and delete the three marker lines.
改法：留下要用的一份，删掉三行标记。

# control-character
A character stands here that cannot be part of a text.
这里有一个不能出现在文本里的控制字符。

Why: Editors do not show it, and readers disagree about what it means.
为什么：编辑器不显示它，各种读取程序对它的理解也不一样。

Bad::

    (a title with the character U+0007 in it)

Cure: Delete it; it was probably copied from elsewhere.
改法：删掉它；多半是从别处复制来的。

# hidden-character
An invisible character stands here.
这里有一个看不见的字符。

Why: Two names that look alike would be different, and text could show in another order than it is read.
为什么：两个看着一样的名字会不相同，文字显示的顺序也可能与实际不同。

Bad::

    (a name with a zero-width space, U+200B, in it)

Cure: Delete it; it was probably copied from a web page or a document.
改法：删掉它；多半是从网页或文档复制来的。

# not-composed
A character is put together from several codes.
一个字符由几个码拼成。

Why: The same text typed on another machine has one code for it, and the two would not be equal.
为什么：换一台电脑输入同样的字只有一个码，两者会不相等。

Bad::

    (a title in which é is an e followed by U+0301)

Cure: Type it again, or let `validate --fix` rewrite it.
改法：重新输入，或用 validate --fix 改写。

# look-alike
A letter in a name only looks like a Latin one.
名字里有个字母只是看着像英文字母。

Why: The name would never match where it is used: Cyrillic а is another letter than a.
为什么：用到它的地方永远对不上：西里尔字母 а 不是英文的 a。

Bad::

    owner: sеller

Good::

    owner: seller

Cure: Type it again on an English keyboard.
改法：用英文键盘重新输入。

# tab-in-text
A tab stands in the file.
文件里有制表符（Tab）。

Why: YAML is indented with spaces only, and how wide a tab looks depends on the editor.
为什么：YAML 的缩进只能用空格，而 Tab 显示多宽因编辑器而异。

Bad::

    title: 客户	维护 | Care

Good::

    title: 客户维护 | Care

Cure: Use spaces.
改法：换成空格。

# full-width-punctuation
A full-width sign stands where a plain one belongs.
该用半角标点的地方用了全角。

Why: A full-width colon is a letter to YAML: the line turns into something else, and the mistake shows up a line later.
为什么：全角冒号在 YAML 看来只是个普通字：这一行会变成别的东西，到下一行才报错。

Bad::

    calendar：office
    owner: seller

Good::

    calendar: office
    owner: seller

Cure: Write the plain sign; inside a text for people quote the text. `validate --fix` does it.
改法：写成半角；若是给人看的文本，请加引号。validate --fix 会代为改写。

# comma-in-braces
A comma cuts a text in two, because it stands in braces.
大括号里的逗号把一段文本切成了两截。

Why: Inside `{ }` a comma ends the value: the rest becomes a key of its own.
为什么：在 { } 里逗号表示这个值结束，后半截成了另一个键。

Bad::

    wish_list: {title: 需求单, 初稿 | List of wishes, draft}

Good::

    wish_list: {title: 需求单 | List of wishes}

Cure: Quote the whole text, or write the entry on several lines.
改法：给整段文本加引号，或分行写。

# colon-in-text
A colon and a space inside a text make a key of its beginning.
文本里的“冒号加空格”把前半截变成了键。

Why: `Word: word` is key and value to YAML, wherever it stands.
为什么：在 YAML 里，不管在哪里，“词: 词”都是键和值。

Bad::

    standard: 要求: 逐项记录 | Item by item

Good::

    standard: 逐项记录 | Item by item

Cure: Quote the whole text.
改法：给整段文本加引号。

# hash-in-text
A `#` behind a space begins a comment and cuts the text.
空格后的 # 开始了注释，把文本切断了。

Why: What follows is dropped without a word: half a title, or a number, is gone.
为什么：后面的内容悄悄丢掉：半个标题或一个编号就没了。

Bad::

    title: 报价 | Offer #2

Good::

    title: 报价 | Offer

Cure: Quote the whole text; a comment has a space behind its `#`.
改法：给整段文本加引号；真是注释，就在 # 后空一格。

# yaml-1.1-word
A word is a yes or no to some readers of YAML and a text to others.
一个词在有的 YAML 里是“是/否”，在有的里是文本。

Why: `on`, `off`, `yes`, `no` mean different things to different tools; nothing here may depend on that.
为什么：on、off、yes、no 在不同工具里意思不同，不能让结果取决于此。

Bad::

    endless: yes

Good::

    endless: true

Cure: Write true or false; quote it if it is a text.
改法：写 true 或 false；若是文本，请加引号。

# missing-space
A space is missing behind a colon or a dash.
冒号或短横后面少了一个空格。

Why: Without the space it is no key and no item, but one long text.
为什么：没有空格就不是键，也不是列表项，而是一整段文本。

Bad::

    calendar:office
    owner: seller

Good::

    calendar: office
    owner: seller

Cure: Write `key: value` and `- value`.
改法：写成“键: 值”和“- 值”。
"""
