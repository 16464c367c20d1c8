"""What can go wrong with a database, worded; the classes stand in :mod:`.failures`."""

from __future__ import annotations

from ..language.wording import Message
from ..language.wording import message as _entry

STORE_FAILURES: dict[str, Message] = {
    # --- opening a store
    "bad-url": _entry(
        "“{url}”不是数据库地址", '"{url}" is not the address of a database',
        "写成 sqlite:///journeys.db、postgresql://用户@主机/库名，或只在内存里试用的 memory:",
        "write sqlite:///journeys.db, postgresql://user@host/database, or memory: to try it out",
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
    "older-schema": _entry(
        "“{path}”还是旧格式（格式 {found}，本版本用 {known}）",
        '"{path}" still has an older format ({found}; this version uses {known})',
        "先用能写的命令打开一次，它会带着数据升级",
        "open it once with a command that writes: it is upgraded with its data",
    ),
    "database-missing": _entry(
        "“{path}”不在那里", '"{path}" is not there',
        "改正路径，或把被移走的数据库放回来；没有新建数据库",
        "correct the path, or put the database back that was moved; no database was created",
    ),
    "log-missing": _entry(
        "“{path}”的日志“{log}”不在了，最后几步可能在里面",
        'the log "{log}" of "{path}" is missing; the last steps may be in it',
        "把它放回来，或从备份恢复；若确知没有日志，删掉 -shm 文件再打开",
        "put it back or restore a backup; if there never was one, delete the -shm file",
    ),
    "network-disk": _entry(
        "“{path}”在网络盘上（{kind}），SQLite 在那里会丢数据",
        '"{path}" is on a network disk ({kind}), where SQLite loses data',
        "放到本机磁盘，或改用 PostgreSQL", "put it on a disk of this machine, or use PostgreSQL",
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
}  # fmt: skip
