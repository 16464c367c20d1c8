"""Why something was not delivered, in Chinese: the English is what the code says and keeps."""

from __future__ import annotations

import functools
import re

from ..language.titles import Lang

WHYS: dict[str, str] = {
    # --- any target
    'no target "{target}" any more': "已经没有目标“{target}”",
    "an attempt was begun and nobody knows how it ended": "送过一次，不知道结果",
    "{count} attempts were begun": "已经开始过 {count} 次",
    "sink {sink} failed: {kind}": "出口 {sink} 出错：{kind}",
    "sink {sink}: {why}": "出口 {sink}：{why}",
    "no package installed here offers it as an entry point of {group}": "这里装的软件包都没有用入口点 {group} 提供它",
    "the personal values it would tell were erased": "要说的个人信息已经抹去",
    "its effect does not read back": "要送的事读不回来",
    "a newer engine wrote its effect; this one does not know it": "要送的事是新版引擎写的，这一版不认得",
    "no secret in {place}": "{place}里没有密码",
    "the variable {name}": "环境变量 {name} ",
    "the file {name}": "文件 {name} ",
    "{place} cannot be read": "{place}读不了",
    # --- webhooks
    "HTTP {status}": "HTTP {status}",
    "HTTP {status}: redirects are not followed; write the final URL": "HTTP {status}：不跟随跳转；请写最终的网址",
    "its name has no address": "它的名字查不到地址",
    "its name answers with what is no address": "它的名字查到的不是地址",
    "its address is not public; an operator may allow it": "它的地址不是公网地址；管理员可以用 allow 放行",
    "what goes to a public address goes by https": "发往公网地址必须用 https",
    "it cannot be connected to": "连不上",
    "it took too long to connect": "太久没有连上",
    "its certificate is not valid for its name": "它的证书和名字不符",
    "no TLS connection came about": "建不成 TLS 连接",
    "no answer in time": "没有及时回答",
    "the connection broke before an answer": "还没回答，连接就断了",
    "the message is larger than {most} bytes": "消息超过 {most} 字节",
    "the URL holds a space, a backslash or a control character": "网址里有空格、反斜杠或控制字符",
    "the URL cannot be read": "网址读不懂",
    "only https and http are spoken": "只会 https 和 http",
    "the URL holds credentials": "网址里写了用户名或密码",
    "path and query must be ASCII: percent-encode them": "路径和参数要用 ASCII；请用百分号编码",
    "the host's name cannot be read": "主机名读不懂",
    "the host is a number that is no plain address": "主机是一个数，不是写法规范的地址",
    "allow names what is no network": "allow 里写的不是网段",
    "the file of ca cannot be read as certificates": "ca 的文件不是证书",
    "a webhook's key is written in base64, as whsec_…": "网址推送的密钥要写成 base64，如 whsec_…",
    # --- mail
    "email needs a host, and security is starttls, tls or none": "email 要写 host，security 是 starttls、tls 或 none",
    "email: from, to and addresses are plain addresses, name@example.com": "email：from、to、addresses 只写地址本身，如 name@example.com",
    "nobody it is for has an address": "收件的人都没有地址",
    "the mail server cannot be reached": "连不上邮件服务器",
    "too long": "时间太长",
    "the mail server offers no STARTTLS, or no way to log in": "邮件服务器不能用 STARTTLS，或不能登录",
    "the connection broke while the letter was handed in": "交信的时候连接断了",
    "SMTP {code}": "SMTP {code}",
    # --- files and chats
    "jsonl needs a path": "jsonl 要写 path",
    "it cannot be written": "写不了",
    "{path}: {what}": "{path}：{what}",
    "apprise needs urls": "apprise 要写 urls",
    "apprise is not installed: pip install 'touchline[apprise]'": "没有安装 apprise：pip install 'touchline[apprise]'",
    "{place} holds no URL that apprise knows": "{place}里不是 apprise 认得的地址",
    "the service did not say yes": "对方没有说收下",
}
"""English → Chinese; ``{name}`` marks a value, which may be one of these itself."""

_GAP = re.compile(r"\{([a-z_]+)\}")
_DEEPEST = 4


def why(text: str, lang: Lang, deep: int = 0) -> str:
    """Return a reason in a language; what another package said stands for itself."""
    if lang == "en" or deep > _DEEPEST:
        return text
    for pattern, chinese in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            values = {name: why(each, lang, deep + 1) for name, each in match.groupdict().items()}
            return _GAP.sub(lambda gap, values=values: values[gap[1]], chinese)  # type: ignore[misc]  # a default of its own
    return text


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the wordings as patterns: fewest gaps first, then the longest, for they say most."""
    ordered = sorted(WHYS.items(), key=lambda each: (len(_GAP.findall(each[0])), -len(each[0])))
    return tuple((_pattern(english), chinese) for english, chinese in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    pieces = _GAP.split(english)
    parts = (re.escape(each) if n % 2 == 0 else f"(?P<{each}>.+?)" for n, each in enumerate(pieces))
    return re.compile("".join(parts))
