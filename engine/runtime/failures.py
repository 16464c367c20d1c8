"""What can go wrong in the shell: typed errors with a code, one sentence and a cure.

Worded in Chinese and English like the problems of a playbook; no class of another
library reaches the caller.
"""

from __future__ import annotations

from ..language.titles import Lang
from ..language.wording import Message, fill, sentence
from ..language.wording import message as _entry

FAILURES: dict[str, Message] = {
    # --- opening a store
    "bad-url": _entry(
        "“{url}”不是数据库地址", '"{url}" is not the address of a database',
        "写成 sqlite:///journeys.db，或只在内存里试用的 memory:",
        "write sqlite:///journeys.db, or memory: to try things out",
    ),
    "store-not-yet": _entry(
        "这个版本还不能用 {kind}", "this version does not run on {kind} yet",
        "用 sqlite:///journeys.db 或 postgresql://用户@主机/库名",
        "use sqlite:///journeys.db or postgresql://user@host/database",
    ),
    "folder-missing": _entry(
        "没有“{folder}”这个文件夹", 'there is no folder "{folder}"',
        "先建好文件夹，或改正路径；没有新建数据库",
        "make the folder or correct the path; no database was created",
    ),
    "not-a-database": _entry(
        "“{path}”不是 SQLite 数据库", '"{path}" is not an SQLite database',
        "换一个文件名；原文件没有动过", "choose another file; this one was not touched",
    ),
    "foreign-database": _entry(
        "“{path}”是别的程序的数据库", '"{path}" is the database of another program',
        "换一个文件名；原文件没有动过", "choose another file; this one was not touched",
    ),
    "newer-schema": _entry(
        "“{path}”是新版本写的（格式 {found}，本版本认得 {known}）",
        '"{path}" was written by a newer version (format {found}; this one knows {known})',
        "请升级后再打开；数据没有动过", "upgrade, then open it; nothing was changed",
    ),
    "cannot-open": _entry(
        "打不开“{path}”", '"{path}" cannot be opened',
        "检查路径和权限", "check the path and its permissions",
    ),
    # --- opening a database on a server
    "no-driver": _entry(
        "没有装 PostgreSQL 的驱动 psycopg", "psycopg, the driver for PostgreSQL, is not installed",
        "运行 pip install 'touchline[postgres]'", "run pip install 'touchline[postgres]'",
    ),
    "unreachable": _entry(
        "连不上“{path}”：{what}", '"{path}" does not answer: {what}',
        "检查主机、端口和网络，数据库是否在运行",
        "check host, port and network, and that the server is running",
    ),
    "no-such-database": _entry(
        "服务器上没有这个库：“{path}”", 'the server has no such database: "{path}"',
        "先用 createdb 建一个空库", "make an empty one first, with createdb",
    ),
    "access-denied": _entry(
        "“{path}”不让我们这样做：{what}", '"{path}" does not let us: {what}',
        "检查用户、密码和权限：要能建表、读写",
        "check user, password and rights: to make tables, read and write",
    ),
    "old-server": _entry(
        "“{path}”是 PostgreSQL {found}，太旧了",
        '"{path}" runs PostgreSQL {found}, which is too old',
        "升级到 {known} 或更新的版本", "upgrade it to {known} or later",
    ),
    "not-utf8": _entry(
        "“{path}”的编码是 {found}，存不下所有文字",
        'the encoding of "{path}" is {found}, which cannot keep every text',
        "建一个 UTF8 的库：createdb --encoding=UTF8 --template=template0",
        "make a database in UTF8: createdb --encoding=UTF8 --template=template0",
    ),
    "foreign-tables": _entry(
        "“{path}”里有别的程序的表", '"{path}" holds the tables of another program',
        "换一个空库；原来的没有动过", "choose an empty database; this one was not touched",
    ),
    # --- using a database on a server
    "server-starting": _entry(
        "“{path}”正在启动或停止", '"{path}" is starting or stopping',
        "稍后重发同一个信号", "send the same signal again a little later",
    ),
    "too-many-connections": _entry(
        "“{path}”的连接用完了", '"{path}" has no connection left',
        "稍后再试；减少进程，或调大 max_connections",
        "try again later; run fewer processes or raise max_connections",
    ),
    "connection-lost": _entry(
        "和“{path}”的连接断了，这一步没有记下",
        'the connection to "{path}" was lost; this step was not recorded',
        "重发同一个信号；连接会自己恢复",
        "send the same signal again; the connection comes back by itself",
    ),
    "commit-unknown": _entry(
        "提交时和“{path}”断了，不知道这一步有没有记下",
        'the connection to "{path}" was lost while committing; nobody knows whether it was kept',
        "用同样的编号重发同一个信号：已经记下的只会回答，不会重做",
        "send the same signal with the same id: what was kept is answered, not done again",
    ),
    "took-too-long": _entry(
        "“{path}”用时太长被取消，这一步没有记下",
        '"{path}" took too long and was cancelled; this step was not recorded',
        "稍后重发；检查 statement_timeout 和服务器的负荷",
        "send it again later; check statement_timeout and the server's load",
    ),
    "server-read-only": _entry(
        "“{path}”只能读，也许是备机", '"{path}" can only be read; it may be a standby',
        "改连主机，或取消 default_transaction_read_only",
        "connect to the primary, or unset default_transaction_read_only",
    ),
    "server-overloaded": _entry(
        "“{path}”的资源不够：{what}", '"{path}" has too little of something: {what}',
        "稍后重发同一个信号；检查服务器", "send the same signal again later; check the server",
    ),
    "server-disk-full": _entry(
        "“{path}”的磁盘已满，这一步没有记下",
        'the disk of "{path}" is full; this step was not recorded',
        "在服务器上腾出空间后重发同一个信号",
        "make room on the server, then send the same signal again",
    ),
    "server-disk-error": _entry(
        "“{path}”读写磁盘出错：{what}", 'the disk of "{path}" reported an error: {what}',
        "检查服务器的磁盘，再重发同一个信号",
        "check the server's disk, then send the same signal again",
    ),
    "server-corrupt": _entry(
        "“{path}”的数据有损坏：{what}", 'the data of "{path}" is damaged: {what}',
        "停止写入，从备份恢复", "stop writing and restore it from a backup",
    ),
    "tables-missing": _entry(
        "“{path}”里的表不见了：{what}", 'tables of "{path}" are missing: {what}',
        "从备份恢复，或换一个空库重新打开",
        "restore them from a backup, or open an empty database",
    ),
    # --- using it
    "read-only": _entry(
        "“{path}”是只读的", '"{path}" is read-only',
        "检查文件和文件夹的写权限", "check write permission on the file and its folder",
    ),
    "corrupt": _entry(
        "数据库“{path}”有损坏：{what}", 'the database "{path}" is damaged: {what}',
        "停止写入，从备份恢复", "stop writing and restore it from a backup",
    ),
    "damaged": _entry(
        "数据库里的“{what}”读不回来", 'what the database holds as "{what}" does not read back',
        "停止写入，从备份恢复", "stop writing and restore it from a backup",
    ),
    "disk-full": _entry(
        "磁盘已满，这一步没有记下", "the disk is full; this step was not recorded",
        "腾出空间后重发同一个信号", "make room, then send the same signal again",
    ),
    "disk-error": _entry(
        "读写磁盘出错，这一步可能没有记下",
        "the disk reported an error; this step may not be recorded",
        "检查磁盘，重启后重发同一个信号",
        "check the disk, restart, then send the same signal again",
    ),
    "directory-missing": _entry(
        "还没有说谁担任什么角色", "nobody has said yet who fills which role",
        "先调用 fill_roles，再登记谁不在", "call fill_roles first, then say who is away",
    ),
    "busy": _entry(
        "数据库一直被别的进程占着", "another process keeps the database locked",
        "稍后重发同一个信号", "send the same signal again a little later",
    ),
    "restart-needed": _entry(
        "磁盘出错后“{path}”不再写入", 'after a disk error nothing more is written to "{path}"',
        "检查磁盘，重启后再重发", "check the disk, restart, then send again",
    ),
    "forked": _entry(
        "数据库是在另一个进程里打开的", "the database was opened by another process",
        "fork 之后要重新打开", "open it again after a fork",
    ),
    "backup-exists": _entry(
        "“{path}”已经存在，没有覆盖", '"{path}" exists already; it was not overwritten',
        "换一个文件名", "choose another file name",
    ),
    "no-backup": _entry(
        "{store} 不用这个办法备份", "{store} is not backed up in this way",
        "{cure}", "{cure}",
    ),
    "closed": _entry(
        "数据库已经关闭", "the database has been closed",
        "重新打开", "open it again",
    ),
    "nothing-deployed": _entry(
        "数据库里还没有发布过剧本", "no playbooks have been deployed to this database yet",
        "先 touchline deploy，或打开时给出剧本",
        "touchline deploy first, or open it with a workspace",
    ),
    "store-failed": _entry(
        "数据库出错：{what}", "the database failed: {what}",
        "重发同一个信号；再出错请检查数据库",
        "send the same signal again; if it fails again, check the database",
    ),
    "newer-program": _entry(
        "旅程所依的剧本版本 {program} 是新版引擎编译的",
        "the playbook version {program} a journey runs by was compiled by a newer engine",
        "请升级后再试", "upgrade, then try again",
    ),
    "newer-row": _entry(
        "“{what}”是新版本写的，本版本不认得",
        '"{what}" was written by a newer version; this one does not know it',
        "请升级后再试；这一步没有记下，数据没有动过",
        "upgrade, then try again; this step was not recorded, nothing was changed",
    ),
    "program-missing": _entry(
        "旅程所依的剧本版本 {program} 不在数据库里",
        "the playbook version {program} a journey runs by is not in the database",
        "从备份恢复", "restore it from a backup",
    ),
    # --- using the engine
    "unknown-journey": _entry(
        "没有“{journey}”这个旅程", 'there is no journey "{journey}"',
        "检查编号；列出旅程可看到全部编号", "check the id; listing the journeys shows them all",
    ),
    "unknown-account": _entry(
        "没有“{account}”这个客商", 'there is no account "{account}"',
        "检查编号；客商随第一个旅程或第一条事实建立",
        "check the id; an account begins with its first journey or its first facts",
    ),
    "unknown-task": _entry(
        "旅程“{journey}”的剧本里没有“{task}”这件事",
        'the playbooks of journey "{journey}" know no work called "{task}"',
        "用 tasks 列出的名字；什么都没有记下", "use a name that tasks lists; nothing was recorded",
    ),
    "stale": _entry(
        "旅程“{journey}”已经到第 {found} 条记录，不再是第 {expected} 条",
        'journey "{journey}" has gone on to record {found}; it no longer is at {expected}',
        "重新读取后再决定；什么都没有记下", "read it again, then decide; nothing was recorded",
    ),
    "facts-refused": _entry(
        "客商“{account}”的这些事实不能登记：{names}",
        'these facts of account "{account}" are not accepted: {names}',
        "只登记词汇表里属于客商的事实，类型要对；什么都没有记下",
        "the vocabulary must declare them for accounts, with this type; nothing was recorded",
    ),
    "refused": _entry(
        "信号没有被接受：{reason} {names}", "the signal was not accepted: {reason} {names}",
        "改正后用新的编号再发", "correct it and send it under a new id",
    ),
    "nobody-serves": _entry(
        "客商“{account}”没有旅程接这个信号“{signal}”，也没有剧本由它开始",
        'no journey of account "{account}" takes "{signal}", and no playbook begins by it',
        "检查客商、业务线和编号；或先开始一条旅程",
        "check account, line and key, or begin a journey first",
    ),
    "other-body": _entry(
        "信号 {source}/{id} 已经收过，内容不同（先 {first}，现 {now}）",
        "signal {source}/{id} was taken before with other contents (then {first}, now {now})",
        "新的事情用新的编号；重发时内容不能变",
        "give a new happening a new id; a repeat must not change",
    ),
    "start-refused": _entry(
        "旅程没有开始：{reason} {names}", "the journey did not begin: {reason} {names}",
        "改正后再开始；什么都没有记下", "correct it and start again; nothing was recorded",
    ),
    "not-yet-run": _entry(
        "剧本“{playbook}”还不能运行：引擎还不执行 {features}",
        'the playbook "{playbook}" cannot be run yet: the engine does not run {features}',
        "剧本没有错；先用不含这些写法的剧本，见 CHANGELOG.md",
        "the playbook is not wrong; use one without these for now, see CHANGELOG.md",
    ),
    "unacceptable": _entry(
        "“{field}”的值存不下：{why}", 'the value of "{field}" cannot be kept: {why}',
        "改正这个值；什么都没有记下", "correct the value; nothing was recorded",
    ),
}  # fmt: skip


class EngineError(Exception):
    """Something the caller can act on: ``code`` names it, ``values`` fill the wording."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.line("en"))

    def message(self, lang: Lang) -> str:
        """Return what is wrong, in ``lang``."""
        return fill(FAILURES[self.code].what, self.values, lang)

    def cure(self, lang: Lang) -> str:
        """Return what to do about it, in ``lang``."""
        return fill(FAILURES[self.code].cure, self.values, lang)

    def line(self, lang: Lang) -> str:
        """Return the error as one line: what, cure and code."""
        return f"{sentence(self.message(lang), self.cure(lang), lang)} [{self.code}]"


class StoreError(EngineError):
    """The database cannot be opened, read or written."""


class UnknownJourneyError(EngineError):
    """Nobody began a journey of that id."""

    def __init__(self, journey: str) -> None:
        super().__init__("unknown-journey", journey=ascii_safe(journey))


class UnknownAccountError(EngineError):
    """No journey of that account was ever begun."""

    def __init__(self, account: str) -> None:
        super().__init__("unknown-account", account=ascii_safe(account))


class UnknownTaskError(EngineError):
    """Work of a name that no playbook of the journey's program knows; nothing was recorded."""

    def __init__(self, journey: str, task: str) -> None:
        super().__init__("unknown-task", journey=ascii_safe(journey), task=ascii_safe(task))


class StaleError(EngineError):
    """The journey is no longer what the caller saw; nothing was recorded."""

    def __init__(self, journey: str, expected: int, found: int) -> None:
        super().__init__("stale", journey=ascii_safe(journey), expected=expected, found=found)
        self.expected = expected
        self.found = found


class FactsRefusedError(EngineError):
    """Facts of an account that the vocabulary does not know as such; nothing was recorded."""

    def __init__(self, account: str, names: tuple[str, ...]) -> None:
        told = " ".join(map(ascii_safe, names))
        super().__init__("facts-refused", account=ascii_safe(account), names=told)
        self.names = names


class RefusedError(EngineError):
    """What a caller wanted taken was refused, ignored or parked: see the receipt (S4.3)."""

    def __init__(self, reason: str, names: tuple[str, ...] = ()) -> None:
        super().__init__("refused", reason=reason, names=" ".join(map(ascii_safe, names)))
        self.reason = reason
        self.names = names


class NobodyServesError(EngineError):
    """A signal to an account that nobody takes and that begins nothing (S7.2)."""

    def __init__(self, account: str, signal: str) -> None:
        super().__init__("nobody-serves", account=ascii_safe(account), signal=ascii_safe(signal))


class OtherBodyError(EngineError):
    """A signal id was used before for something else; nothing was changed (S7.2)."""

    def __init__(self, source: str, signal_id: str, first: str, now: str) -> None:
        values = {"source": source, "id": signal_id, "first": first[:12], "now": now[:12]}
        super().__init__("other-body", **values)


class StartRefusedError(EngineError):
    """A journey could not begin: ``reason`` is the refusal's, ``names`` what it is about."""

    def __init__(self, reason: str, names: tuple[str, ...] = ()) -> None:
        super().__init__("start-refused", reason=reason, names=" ".join(names))
        self.reason = reason
        self.names = names


class NotYetRunError(EngineError):
    """The playbook says what this engine does not run yet; nothing was recorded."""

    def __init__(self, playbook: str, features: tuple[str, ...]) -> None:
        super().__init__("not-yet-run", playbook=playbook, features=" ".join(features))
        self.features = features


class UnacceptableError(EngineError):
    """A value that not every store could keep (X9)."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__("unacceptable", field=ascii_safe(field), why=why)


def ascii_safe(text: str) -> str:
    """Return text that can always be printed: what has no UTF-8 form is spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")
