"""Why a value cannot be kept, in Chinese: the English is what the code says (X8, X9)."""

from __future__ import annotations

WHYS: dict[str, str] = {
    "it is empty": "它是空的",
    "it is in the future": "它在将来",
    "it is not a text": "它不是文字",
    "it holds a NUL character": "它含有 NUL 字符",
    "it holds half a character": "它含有半个字符",
    "it has more than 63 bits": "它超过 63 位",
    "it is not a finite number": "它不是有限的数",
    "it is not an instant between 1970 and 9999": "它不是 1970 到 9999 年之间的时刻",
    "it has {size} bytes, and may have {most}": "它有 {size} 字节，最多 {most}",
    "it has {size} bytes; at most {most} are read": "它有 {size} 字节，最多读 {most}",
    "it is more than {most} levels deep": "它嵌套超过 {most} 层",
    "a {kind} is not a value": "{kind} 不是值",
    "a number has more than {most} digits": "有个数超过 {most} 位",
    "a journey begins with {signal}": "旅程由 {signal} 开始",
    "a signal is an object": "信号应是一个 JSON 对象",
    "a table is a tuple of dicts": "一张表是由字典组成的元组",
    "data is a dict, brings a tuple of names": "data 是字典，brings 是名字的元组",
    "rows is a dict of tables": "rows 是由表组成的字典",
    "state is not a fact; give it as state=": "state 不是事实，请用 state= 给出",
    "it is the name of a value, not a value": "它是值的名字，不是值",
    "it is not UTF-8": "它不是 UTF-8",
    "it is not JSON: {told}, line {line} column {column}": (
        "它不是 JSON：{told}，第 {line} 行第 {column} 列"
    ),
    "it stands there twice": "它出现了两次",
    "there is no such field; there are: {allowed}": "没有这个字段；有：{allowed}",
    "{text} is not a number": "{text} 不是数",
}
"""English → Chinese; ``{name}`` marks a value."""
