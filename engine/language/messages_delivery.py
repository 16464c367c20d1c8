"""Wording of what is wrong with a delivery file, in Chinese and English."""

from __future__ import annotations

from .wording import Message
from .wording import message as _entry

DELIVERY: dict[str, Message] = {
    # What stands there is never repeated.
    "literal-secret": _entry(
        "密码、密钥不能写在这里", "a secret must not be written here",
        "写成 {env: 变量名} 或 {file: 路径}，并换掉这一个", "write {env: NAME} or {file: PATH}, and replace this one",
    ),
    "bad-wait": _entry(
        "“{text}”不是一段时间", '"{text}" is no length of time',
        "写成 30 seconds、5 minutes、2 hours 或 1 day，最多 30 days", "write 30 seconds, 5 minutes, 2 hours or 1 day; 30 days at most",
    ),
    "bad-attempts": _entry(
        "不能试 {found} 次", "it cannot be tried {found} times",
        "写 1 到 {most}", "write a number from 1 to {most}",
    ),
    "bad-address": _entry(
        "“{text}”不是电子邮件地址", '"{text}" is no e-mail address',
        "只写地址本身，如 zhang@example.com", "write the bare address, such as zhang@example.com",
    ),
    "bad-address.url": _entry(
        "这不是网址", "this is no URL",
        "写成 https://hooks.example.com/touchline", "write it like https://hooks.example.com/touchline",
    ),
    "bad-address.network": _entry(
        "“{text}”不是网段", '"{text}" is no network',
        "写成 10.1.0.0/16，或一个地址，如 10.1.2.3", "write it like 10.1.0.0/16, or one address such as 10.1.2.3",
    ),
}  # fmt: skip
"""By case; a case is a rule's name, with a suffix where one rule has several wordings."""
