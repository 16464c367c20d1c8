"""Wording of shape mistakes: keys, kinds of values, names; in Chinese and English."""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

SHAPE: dict[str, Message] = {
    # --- which file this is
    "not-a-mapping": _entry(
        "文件应由“键: 值”组成", "a file consists of key: value lines",
        "第一行写 schema: …", "begin with schema: …",
    ),
    "missing-schema": _entry(
        "没有 schema 行，不知道这是哪种文件", "the schema line is missing, so nothing says which kind of file this is",
        "第一行写其中之一：{allowed}", "begin with one of: {allowed}",
    ),
    "missing-schema.near": _entry(
        "没有 schema 行", "the schema line is missing",
        "看内容应是“schema: {near}”，写在第一行", 'by its keys this is "schema: {near}"; write that first',
    ),
    "unknown-schema": _entry(
        "没有“{name}”这种文件", 'there is no kind of file "{name}"',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-schema.near": _entry(
        "没有“{name}”这种文件", 'there is no kind of file "{name}"',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    # --- keys
    "unknown-key": _entry(
        "{inside}{owned}里没有“{name}”这个键", 'unknown key "{name}" in {inside}{owner}',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-key.near": _entry(
        "{inside}{owned}里没有“{name}”这个键", 'unknown key "{name}" in {inside}{owner}',
        "是不是“{near}”？", 'did you mean "{near}"?',
    ),
    "unknown-key.example": _entry(
        "{inside}{owned}里没有“{name}”这个键", 'unknown key "{name}" in {inside}{owner}',
        "要用“{near}”，写成 {example}", 'use "{near}", written like {example}',
    ),
    "unknown-key.taken": _entry(
        "{inside}{owned}里没有“{name}”这个键，要写的“{near}”已经有了",
        'unknown key "{name}" in {inside}{owner}, where "{near}" already stands',
        "删去其中一个", "remove one of them",
    ),
    "unknown-key.outer": _entry(
        "“{name}”属于{kind}，不属于{inside}{owned}", '"{name}" is a key of {kind}, not of {inside}{owner}',
        "检查缩进：它该往左移，和{kind}的其他键对齐",
        "check the indentation: move it left, in line with the other keys of the {kind}",
    ),
    "unknown-key.inner": _entry(
        "“{name}”属于{kind}，不属于{inside}{owned}", '"{name}" is a key of {kind}, not of {inside}{owner}',
        "写到{kind}里面", "write it inside the {kind}",
    ),
    "unknown-key.all": _entry(
        "{inside}{owned}里没有“{name}”这些键", 'unknown keys in {inside}{owner}: {name}',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "unknown-key.level": _entry(
        "{inside}{owned}里没有“{name}”这个键，它多套了一层", 'unknown key "{name}" in {inside}{owner}: one level too many',
        "删去“{name}”这一行，把它下面的往左移一层", 'remove the line "{name}" and move what stands below it to the left',
    ),
    "missing-key.several": _entry(
        "{inside}{owned}缺少：{name}", "{inside}{owner} lacks several keys: {name}",
        "请补上，例如 {example}", "add them, for example {example}",
    ),
    "touchpoint-without-owner": _entry(
        "剧本没写 owner，没有写负责人的触点就没人管", "the playbook names no owner, so touchpoints that name none belong to nobody",
        "请补上，例如 {example}", "add it, for example {example}",
    ),
    "calendar-missing": _entry(
        "剧本没写 calendar，工作日和工作小时无从算起", "the playbook names no calendar, so business days and hours cannot be counted",
        "请补上，例如 {example}", "add it, for example {example}",
    ),
    "missing-key": _entry(
        "{inside}{owned}缺少“{name}”", '{inside}{owner} lacks the key "{name}"',
        "请补上，例如 {example}", "add it, for example {example}",
    ),
    # --- values
    "empty-value": _entry(
        "“{name}”后面是空的", 'nothing stands behind "{name}"',
        "写上值，例如 {example}；不需要就删去", "write its value, for example {example}, or remove it",
    ),
    "empty-value.list": _entry(
        "“{name}”里什么也没有", 'there is nothing in "{name}"',
        "至少写一个，例如 {example}", "write at least one, for example {example}",
    ),
    "wrong-word": _entry(
        "“{found}”不在可用的词里", '"{found}" is not one of the words allowed here',
        "可以是：{allowed}", "allowed: {allowed}",
    ),
    "wrong-word.near": _entry(
        "“{found}”不在可用的词里", '"{found}" is not one of the words allowed here',
        "是不是“{near}”？可以是：{allowed}", 'did you mean "{near}"? allowed: {allowed}',
    ),
    "wrong-type": _entry(
        "“{name}”应为：{wanted}，写的是“{found}”", 'expected {wanted} for "{name}", found "{found}"',
        "写成 {example}", "write it like {example}",
    ),
    "wrong-type.quote": _entry(
        "“{name}”应是文本，而“{found}”会被读成数或是否", '"{name}" is a text, and {found} is read as a number or as yes/no',
        '写成 {example}；确是文本就加引号："{found}"', 'write it like {example}, or quote it where a text is meant: "{found}"',
    ),
    "wrong-type.near": _entry(
        "“{name}”应为：{wanted}，写的是“{found}”", 'expected {wanted} for "{name}", found "{found}"',
        "写成 {near}", "write {near}",
    ),
    "wrong-type.kind": _entry(
        "“{name}”应为：{wanted}，写成了{type}", 'expected {wanted} for "{name}", found {type}',
        "写成 {example}", "write it like {example}",
    ),
    "wrong-type.list": _entry(
        "“{name}”应写成“键: 值”，不是带 - 的列表", '"{name}" holds key: value lines, not a list with dashes',
        "去掉 -，写成两行：“{first}”，下一行缩进“{second}”",
        'leave out the dashes and write two lines: "{first}" and below it, indented, "{second}"',
    ),
    "wrong-type.mapping": _entry(
        "“{name}”应是列表，每项前面有 -", '"{name}" is a list, with a dash before each item',
        "写成两行：“{first}”，下一行缩进“{second}”",
        'write two lines: "{first}" and below it, indented, "{second}"',
    ),
    "out-of-range": _entry(
        "“{name}”不能是 {found}", '"{name}" cannot be {found}',
        "写 1 到 500 的整数", "write a whole number from 1 to 500",
    ),
    "bad-name": _entry(
        "“{name}”不能作名字", '"{name}" cannot be a name',
        "名字用小写英文字母、数字和下划线，以字母开头；中文写在 title 里",
        "names are lower-case letters, digits and underscores, first a letter; write Chinese in title",
    ),
    "bad-name.near": _entry(
        "“{name}”不能作名字", '"{name}" cannot be a name',
        "写成 {near}：小写英文字母、数字和下划线，以字母开头",
        "write {near}: lower-case letters, digits and underscores, first a letter",
    ),
}  # fmt: skip
"""By case; a case is a rule's name, with a suffix where one rule has several wordings."""
