"""What the doctor says of a database: what was found, and what to do about it; both languages."""

from __future__ import annotations

from ..language.titles import Lang, Title
from ..language.wording import fill

_AREAS: dict[str, Title] = {
    "versions": Title("版本", "versions"),
    "settings": Title("设置", "settings"),
    "place": Title("存放", "place"),
    "clock": Title("时钟", "clock"),
    "programs": Title("程序", "programs"),
    "calendars": Title("日历", "calendars"),
    "workers": Title("worker", "workers"),
    "work": Title("待办", "work"),
}

_VERDICTS: dict[str, Title] = {
    "well": Title("正常", "well"),
    "note": Title("留意", "note"),
    "ill": Title("要处理", "ILL"),
}

_FOUND: dict[str, Title] = {
    # --- versions
    "touchline": Title("touchline {version}", "touchline {version}"),
    "python": Title("Python {version}", "Python {version}"),
    "store": Title("{store} {version}", "{store} {version}"),
    "schema": Title("数据库格式 {schema}", "database format {schema}"),
    # --- settings
    "in-memory": Title("数据只在内存里，进程一结束就没有了", "everything is in memory only and gone when the process ends"),
    "durable": Title("已答复的都经得起断电（{setting}）", "what was answered survives a power cut ({setting})"),
    "not-durable": Title("断电可能丢失已经答复的信号（{setting}）", "a power cut can lose signals that were answered ({setting})"),
    "no-log": Title("没有用 WAL（{setting}）：读会挡住写", "no write-ahead log ({setting}): readers hold writers up"),
    "log-long": Title("WAL 有 {bytes}：有读者一直没有结束", "the write-ahead log has {bytes}: some reader does not end"),
    "isolation": Title("隔离级别 {setting}", "isolation {setting}"),
    "unset": Title("没有设 {setting}：断掉的连接会占着锁", "{setting} is not set: a connection that broke can keep its locks"),
    # --- place
    "not-writable": Title("{path} 不能写", "{path} cannot be written"),
    "open-to-all": Title("这台机器上谁都能读 {path}", "everybody on this machine can read {path}"),
    "room": Title("磁盘还有 {free}，数据库 {bytes}", "{free} free; the database takes {bytes}"),
    "room-tight": Title("磁盘只剩 {free}，数据库 {bytes}", "only {free} free; the database takes {bytes}"),
    # --- clock
    "agrees": Title("与数据库相差 {seconds} 秒", "{seconds} s from the database's"),
    "skewed": Title("与数据库相差 {seconds} 秒", "{seconds} s from the database's"),
    # --- programs
    "nothing-deployed": Title("还没有部署过剧本", "no playbooks were ever deployed"),
    "newest": Title("{program}：新旅程用它；{journeys} 个旅程在走", "{program}: new journeys take it; {journeys} under way"),
    "pinned": Title("{program}：{journeys} 个旅程在走", "{program}: {journeys} under way"),
    "newer-program": Title("{program}（{journeys} 个旅程）是新版引擎编译的，这个版本不处理它们", "{program} ({journeys} under way) was compiled by a newer engine; this one passes them over"),
    "program-missing": Title("{program}（{journeys} 个旅程）不在数据库里", "{program} ({journeys} under way) is not in the database"),
    "damaged": Title("{program}（{journeys} 个旅程）读不回来", "{program} ({journeys} under way) does not read back"),
    # --- calendars
    "published": Title("{calendar}：节假日公布到 {year} 年", "{calendar}: public holidays published up to {year}"),
    "ends-soon": Title("{calendar}：节假日只公布到 {year} 年（还有 {days} 天），之后的期限是暂定的", "{calendar}: public holidays are published up to {year} ({days} days left); later deadlines are provisional"),
    "unpublished": Title("{calendar}：节假日只到 {year} 年，{journeys} 个旅程的期限是暂定的", "{calendar}: public holidays end with {year}; the deadlines of {journeys} journeys are provisional"),
    # --- workers
    "at-work": Title("{worker}：{seconds} 秒前还在", "{worker}: seen {seconds} s ago"),
    "gone": Title("{worker}：{seconds} 秒没有消息", "{worker}: nothing for {seconds} s"),
    "other-version": Title("{worker}：是 {version} 版", "{worker}: runs {version}"),
    # --- work
    "in-time": Title("没有拖延（最多 {seconds} 秒；{waiting} 个旅程有信号在等）", "nothing is late ({seconds} s at most; signals wait in {waiting})"),
    "late": Title("最早的已经晚了 {seconds} 秒（{waiting} 个旅程有信号在等）", "the first is {seconds} s late (signals wait in {waiting})"),
    "outbox": Title("{unrouted} 个待分发，{underway} 个在送", "{unrouted} to be routed, {underway} on their way"),
    "dead": Title("{count} 个一再送不出去，已搁下", "{count} could not be delivered and were put aside"),
    "unknown": Title("{count} 个不知道送到没有", "{count} of which nobody knows whether they arrived"),
    "incidents": Title("{count} 个事故没有处理", "{count} open incidents"),
}  # fmt: skip

_CURES: dict[str, Title] = {
    "in-memory": Title("用 --db sqlite:///journeys.db", "use --db sqlite:///journeys.db"),
    "not-durable": Title("SQLite 用 synchronous=FULL；PostgreSQL 用 synchronous_commit=on", "SQLite: synchronous=FULL; PostgreSQL: synchronous_commit=on"),
    "no-log": Title("把数据库放在本机磁盘上，不要放在网络盘", "keep the database on a local disk, not on a network share"),
    "log-long": Title("找到一直开着的读事务并结束它", "find the reading transaction that stays open and end it"),
    "unset": Title("在服务器上设一个值，例如 10s", "set it on the server, such as 10s"),
    "not-writable": Title("检查文件和文件夹的权限和属主", "check owner and permissions of file and folder"),
    "open-to-all": Title("chmod o-rwx；里面有客户的信息", "chmod o-rwx: it holds what customers told you"),
    "room-tight": Title("腾出空间，或挪到大一些的磁盘", "make room, or move it to a larger disk"),
    "skewed": Title("两台机器都用 NTP 对时", "set both machines' clocks by NTP"),
    "nothing-deployed": Title("touchline deploy 工作区", "touchline deploy WORKSPACE"),
    "newer-program": Title("升级这台机器上的 touchline", "upgrade touchline on this machine"),
    "program-missing": Title("从备份恢复", "restore it from a backup"),
    "damaged": Title("从备份恢复；先 touchline check --deep", "restore it from a backup; first: touchline check --deep"),
    "ends-soon": Title("新的节假日公布后升级 touchline，再部署一次", "once they are published, upgrade touchline and deploy again"),
    "unpublished": Title("升级 touchline，再部署一次", "upgrade touchline and deploy again"),
    "gone": Title("看看它是否还在跑；一天后自动除名", "see whether it still runs; its name goes after a day"),
    "other-version": Title("升级时会这样；之后用同一个版本", "fine while you upgrade; then run one version"),
    "late": Title("开一个 worker，或多开几个：touchline worker", "start a worker, or more of them: touchline worker"),
    "dead": Title("touchline outbox list；修好之后 touchline outbox retry", "touchline outbox list; once mended: touchline outbox retry"),
    "unknown": Title("问一问收的人，再 touchline outbox retry 或 drop", "ask who should have got it, then touchline outbox retry or drop"),
    "incidents": Title("touchline incidents", "touchline incidents"),
}  # fmt: skip

_THOUSAND = 1000
_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")

_COUNTS = {
    "ill": Title("{ill} 处要处理，{note} 处要留意", "{ill} to be mended, {note} to be noted"),
    "well": Title("都正常，{note} 处要留意", "all is well, {note} to be noted"),
}


def area(name: str, lang: Lang) -> str:
    """Return what part of a database something is about."""
    return _AREAS[name].text(lang)


def verdict(name: str, lang: Lang) -> str:
    """Return how bad it is, in a word."""
    return _VERDICTS[name].text(lang)


def found(code: str, lang: Lang, /, **values: str | int | float) -> str:
    """Return what was found; sizes come in bytes and are told in the unit that fits."""
    told = {
        key: size(int(value)) if key in {"free", "bytes"} else str(value)
        for key, value in values.items()
    }
    return fill(_FOUND[code], told, lang)


def size(count: int) -> str:
    """Return a number of bytes as people say it: ``380 KB``, ``24.4 GB``."""
    amount, unit = float(count), 0
    while amount >= _THOUSAND and unit < len(_UNITS) - 1:
        amount, unit = amount / _THOUSAND, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit > 1 else f"{amount:.0f} {_UNITS[unit]}"


def cure(code: str, lang: Lang) -> str:
    """Return what to do about it, empty where nothing is to be done."""
    return _CURES[code].text(lang) if code in _CURES else ""


def counts(ill: int, note: int, lang: Lang) -> str:
    """Return how much was found."""
    values = {"ill": str(ill), "note": str(note)}
    return fill(_COUNTS["ill" if ill else "well"], values, lang)
