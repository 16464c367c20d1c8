"""Wording of what the reader finds, in Chinese and English: bytes, characters, YAML, its traps."""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

READING: dict[str, Message] = {
    # --- the file itself
    "file-too-large": _entry(
        "文件有 {bytes} 字节", "the file has {bytes} bytes",
        "上限是 {limit} 字节；请拆成几个文件", "at most {limit}; split it into several files",
    ),
    "not-utf8": _entry(
        "第 {byte} 个字节起不是 UTF-8 文本", "not UTF-8 text from byte {byte} on",
        "请在编辑器里另存为 UTF-8", "save it as UTF-8 in your editor",
    ),
    "not-utf8.named": _entry(
        "这个文件是 {encoding} 编码，不是 UTF-8", "this file is {encoding}, not UTF-8",
        "请在编辑器里另存为 UTF-8", "save it as UTF-8 in your editor",
    ),
    "empty-file": _entry(
        "文件是空的", "the file is empty",
        "第一行写 schema: playbook/1 这样的种类", "begin with its kind, such as schema: playbook/1",
    ),
    "too-many-problems": _entry(
        "这个文件的问题超过 {limit} 处，后面的没有再查", "more than {limit} problems in this file; the rest was not looked at",
        "先改正前面的，再检查一次", "mend these first, then validate again",
    ),
    "merge-conflict": _entry(
        "这里有没解决的合并冲突", "a merge conflict was left here",
        "留下要用的一份，删掉 <<<<<<<、=======、>>>>>>> 这三行", "keep the side you want and delete the lines <<<<<<<, =======, >>>>>>>",
    ),
    # --- characters
    "control-character": _entry(
        "这里有一个不能出现的控制字符 {code}", "there is a character here that cannot stand in a file: {code} ({name})",
        "请删掉它；多半是从别处复制来的", "delete it; it was probably copied from elsewhere",
    ),
    "hidden-character": _entry(
        "这里有一个看不见的字符 {code}", "there is an invisible character here: {code} ({name})",
        "请删掉它；多半是从网页或文档复制来的", "delete it; it was probably copied from a web page or a document",
    ),
    "not-composed": _entry(
        "这里的字符是用几个码拼成的（不是 NFC）", "this character is put together from several codes (it is not NFC)",
        "请重新输入，或用 --fix 改写", "type it again, or let --fix rewrite it",
    ),
    "look-alike": _entry(
        "“{name}”里的“{found}”看着像英文字母，其实不是", '"{found}" in "{name}" looks like a Latin letter and is not one',
        "写成 {meant}", "write {meant}",
    ),
    "tab-in-text": _entry(
        "这里有制表符（Tab）", "there is a tab here",
        "换成空格", "use a space",
    ),
    "tab-in-text.indent": _entry(
        "缩进用了制表符（Tab）", "a tab is used for indentation",
        "YAML 的缩进只能用空格", "YAML is indented with spaces only",
    ),
    # --- traps
    "full-width-punctuation": _entry(
        "这里的“{found}”是全角的", '"{found}" is full-width here',
        "写成半角 {meant}；若是给人看的文本，请加引号", "write {meant}; if it is a text for people, quote it",
    ),
    "full-width-punctuation.colon": _entry(
        "“{key}”后面的冒号是全角的“{found}”", 'the colon behind "{key}" is full-width: "{found}"',
        "写成半角冒号加一个空格", "write an ASCII colon and a space",
    ),
    "full-width-punctuation.end": _entry(
        "末尾多了一个全角的“{found}”", 'a full-width "{found}" is left over at the end',
        "请删掉；若是给人看的文本，请加引号", "delete it; if it is a text for people, quote it",
    ),
    "full-width-punctuation.space": _entry(
        "这里有一个全角空格", "there is a full-width space here",
        "换成普通空格；若是给人看的文本，请加引号", "use an ordinary space; if it is a text for people, quote it",
    ),
    "comma-in-braces": _entry(
        "大括号里的逗号把这段文本切断了：{text}", "the comma cuts this text, because it stands in braces: {text}",
        "请给整段文本加引号", "quote the whole text",
    ),
    "comma-in-braces.alone": _entry(
        "大括号里的“{name}”后面没有冒号和值", '"{name}" in braces has neither colon nor value',
        "列表用方括号 [a, b]；以大括号开头的文本请加引号", "a list has square brackets: [a, b]; quote a text that begins with a brace",
    ),
    "colon-in-text": _entry(
        "文本里的“{found} ”被当成了键", '"{found} " inside a text reads as a key',
        "请给整段文本加引号", "quote the whole text",
    ),
    "hash-in-text": _entry(
        "空格加 # 之后都成了注释，文本被切断：{text}", "a space and # begin a comment, which cuts this text: {text}",
        "请给整段文本加引号；若真是注释，# 后面空一格", "quote the whole text; if it is a comment, put a space behind the #",
    ),
    "yaml-1.1-word": _entry(
        "“{name}”在有的 YAML 里是“是/否”，在有的里是文本", '"{name}" is true or false to some YAML readers and a text to others',
        "写 {meant}；若是文本，请加引号", "write {meant}; quote it if it is a text",
    ),
    "yaml-1.1-word.key": _entry(
        "键“{name}”在有的 YAML 里会变成“是/否”", 'the key "{name}" is true or false to some YAML readers',
        "换一个名字，或加引号", "choose another name, or quote it",
    ),
    "yaml-1.1-word.letter": _entry(
        "单个字母“{name}”在有的 YAML 里是“是/否”", 'the single letter "{name}" is true or false to some YAML readers',
        "写 true 或 false；若是文本，请加引号", "write true or false; quote it if it is a text",
    ),
    "missing-space": _entry(
        "“{key}”的冒号后面缺一个空格", 'a space is missing behind the colon of "{key}"',
        "写成 {key}: 值；若整行是文本，请加引号", "write {key}: value; quote the line if it is a text",
    ),
    "missing-space.dash": _entry(
        "列表的短横后面缺一个空格", "a space is missing behind the dash of a list",
        "写成 - 值；若短横属于文本，请加引号", "write - value; quote it if the dash belongs to the text",
    ),
    # --- YAML
    "yaml-syntax": _entry(
        "从这里起不是正确的 YAML", "from here on this is not valid YAML",
        "检查这一行和上一行的缩进、冒号后的空格和引号", "check indentation, the space after the colon, and quotes on this line and the one above",
    ),
    "missing-colon": _entry(
        "“{text}”后面没有冒号", 'there is no colon behind "{text}"',
        "写成 键: 值，冒号后空一格", "write key: value, with a space behind the colon",
    ),
    "bad-indentation": _entry(
        "这一行的缩进（{spaces} 个空格）和上面对不齐", "the indentation of this line ({spaces}) fits nothing above it",
        "这里可以是：{allowed}", "possible here: {allowed}",
    ),
    "bad-indentation.mixed": _entry(
        "列表项和键混在了同一层", "list items and keys are mixed on one level",
        "列表项都以“- ”开头，键都不带；属于上一行的要再缩进两格", 'begin every item of a list with "- ", and no key; what belongs to the line above is indented by two more',
    ),
    "unclosed-quote": _entry(
        "这个引号 {sign} 没有收尾", "this quote is never closed: {sign}",
        "在文本末尾补上 {sign}", "add {sign} at the end of the text",
    ),
    "unclosed-bracket": _entry(
        "这个括号 {sign} 没有收尾，或里面少了逗号", "this {sign} is not closed, or a comma is missing inside",
        "补上 {wanted}，或用逗号隔开各项", "add {wanted}, or put commas between the items",
    ),
    "text-behind": _entry(
        "“{sign}”开头的部分已经结束，后面不能再接文字", "what {sign} began has ended; no text can follow it",
        "请给整段文本加引号", "quote the whole text",
    ),
    "reserved-sign": _entry(
        "文本不能以 {sign} 开头", "a text cannot begin with {sign}",
        "请给整段文本加引号", "quote the whole text",
    ),
    "block-text": _entry(
        "{sign} 之后，文本要从下一行开始", "behind {sign} the text begins on the next line",
        "把文本移到下一行并缩进；若是普通文本，请加引号", "move the text to the next line and indent it; quote it if it is an ordinary text",
    ),
    "bad-escape": _entry(
        "双引号里的 \\ 有特别的意思，这里不对", "a \\ inside double quotes means something else; this is not one of its forms",
        "改用单引号，或写成 \\\\", "use single quotes, or write \\\\",
    ),
    "dash-in-line": _entry(
        "列表不能从这里开始", "a list cannot begin here",
        "每一项另起一行，或写成 [a, b]；若短横属于文本，请加引号", "give each item its own line, or write [a, b]; quote it if the dash belongs to a text",
    ),
    "unexpected-sign": _entry(
        "{sign} 不能放在这里", "{sign} cannot stand here",
        "删掉多余的，或给文本加引号", "delete it, or quote the text",
    ),
    "yaml-alias": _entry(
        "不支持 YAML 的锚点和别名（& 和 *）", "YAML anchors and aliases (& and *) are not accepted",
        "文本以 & 或 * 开头时请加引号；共用内容写进 shared/ 再按名字引用",
        "quote a text that begins with & or *; put what is shared into shared/ and use its name",
    ),
    "yaml-tag": _entry(
        "不支持 YAML 标签 {tag}", "YAML tags are not accepted: {tag}",
        "文本以 ! 开头时请加引号", "quote a text that begins with !",
    ),
    "yaml-directive": _entry(
        "不支持 YAML 指令 {text}", "YAML directives are not accepted: {text}",
        "删掉这一行", "remove this line",
    ),
    "second-document": _entry(
        "一个文件里只能有一份内容", "a file holds one document",
        "删掉 ---，或拆成两个文件", "remove the --- or split the file",
    ),
    "too-deep": _entry(
        "嵌套超过 {limit} 层", "nested more than {limit} levels deep",
        "检查缩进", "check the indentation",
    ),
    "too-many-values": _entry(
        "超过 {limit} 个值", "more than {limit} values",
        "请拆成几个文件", "split the file",
    ),
    "not-a-number": _entry(
        "“{text}”不是可用的数", '"{text}" is not a usable number',
        "写一个普通的数，或加引号当文本", "write an ordinary number, or quote it as text",
    ),
    "number-too-long": _entry(
        "数字超过 {limit} 位", "the number has more than {limit} digits",
        "编号请加引号当文本", "quote it if it is a text such as a reference number",
    ),
    "key-not-text": _entry(
        "键必须是文本", "a key must be a text",
        "写成 键: 值", "write key: value",
    ),
    "duplicate-name": _entry(
        "“{name}”重复了，前一个在 {first}", '"{name}" is written twice; the first is at {first}',
        "删掉一个或改名", "remove one or rename it",
    ),
}  # fmt: skip
