"""What can be wrong with what a store holds: where, what, and what to do about it (S7.4, Z11)."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..language.titles import Lang
from ..language.wording import Message, fill, sentence
from ..language.wording import message as _entry

Subject = Literal["journey", "account", "program", "store"]

_RESTORE = ("停止写入，从备份恢复", "stop writing and restore it from a backup")
_UPGRADE = ("请升级后再查", "upgrade, then check again")

FLAWS: dict[str, Message] = {
    # --- records
    "record-missing": _entry(
        "缺第 {record} 条记录", "record {record} is missing", *_RESTORE
    ),
    "record-beyond": _entry(
        "快照只到第 {last} 条，却有第 {record} 条记录",
        "record {record} stands behind the last one the snapshot knows, {last}", *_RESTORE,
    ),
    "record-changed": _entry(
        "第 {record} 条记录与它的校验链不符：它或它之前的记录被改动、调换或删去",
        "record {record} does not fit its hash: it was changed, or moved, or what stood before it",
        *_RESTORE,
    ),
    "record-unreadable": _entry(
        "第 {record} 条记录读不回来", "record {record} does not read back", *_RESTORE
    ),
    "record-newer": _entry(
        "第 {record} 条记录是新版本写的，本版本不认得",
        "record {record} was written by a newer version; this one does not know it",
        *_UPGRADE,
    ),
    "record-impossible": _entry(
        "第 {record} 条记录说的事，前面没有记录", "record {record} speaks of what no record made",
        *_RESTORE,
    ),
    "head-differs": _entry(
        "第 {record} 条记录不是最后一次写下的那一条",
        "record {record} is not the one that was written last", *_RESTORE,
    ),
    "decision-missing": _entry(
        "第 {record} 条记录由旅程“{journey}”的第 {decision} 条记录作出，而那里没有这条",
        'record {record} was made by record {decision} of journey "{journey}", which is not there',
        *_RESTORE,
    ),
    # --- what stands beside them
    "snapshot-unreadable": _entry(
        "快照读不回来", "the snapshot does not read back", *_RESTORE
    ),
    "snapshot-differs": _entry(
        "快照与记录累计的结果不同：{names}",
        "the snapshot is not what its records add up to: {names}", *_RESTORE,
    ),
    "column-unreadable": _entry(
        "有一栏存的不是该有的类型：{why}", "a column holds what is not of its type: {why}",
        *_RESTORE,
    ),
    "column-differs": _entry(
        "“{column}”一栏是 {found}，按记录应为 {wanted}",
        'the column "{column}" says {found}; by its records it is {wanted}', *_RESTORE,
    ),
    "task-differs": _entry(
        "任务表里的“{task}”与旅程不符", 'the list of tasks has "{task}" otherwise than the journey',
        *_RESTORE,
    ),
    "answer-astray": _entry(
        "信号 {source}/{id} 的答复指向第 {first}–{last} 条记录，而那里没有",
        "the answer to signal {source}/{id} points at records {first} to {last}, "
        "which are not there",
        *_RESTORE,
    ),
    "effect-astray": _entry(
        "第 {record} 条记录的第 {index} 个动作没有出处，或读不回来",
        "effect {index} of record {record} belongs to no record, or does not read back", *_RESTORE,
    ),
    "account-missing": _entry(
        "旅程所属的客商“{account}”不在", 'the account "{account}" it belongs to is not there',
        *_RESTORE,
    ),
    "stray-rows": _entry(
        "“{table}”表里有“{of}”的行，而它本身不在",
        'the table "{table}" has rows of "{of}", which itself is not there', *_RESTORE,
    ),
    # --- programs
    "program-missing": _entry(
        "它所依的剧本版本 {program} 不在", "the program {program} it runs by is not there",
        *_RESTORE,
    ),
    "program-changed": _entry(
        "剧本版本的内容与编号不符", "the program is not what its id says", *_RESTORE
    ),
    "program-unreadable": _entry(
        "剧本版本读不回来", "the program does not read back", *_RESTORE
    ),
    "program-newer": _entry(
        "剧本版本是新版引擎编译的", "the program was compiled by a newer engine", *_UPGRADE
    ),
}  # fmt: skip

_SUBJECTS = {
    "journey": _entry("旅程“{of}”", 'journey "{of}"'),
    "account": _entry("客商“{of}”", 'account "{of}"'),
    "program": _entry("剧本版本 {of}", "program {of}"),
    "store": _entry("数据库", "the database"),
}


class Flaw(msgspec.Struct, frozen=True):
    """One thing wrong: ``of`` whom, from which ``record`` on; 0 where none is to blame."""

    subject: Subject
    of: str
    code: str
    record: int = 0
    values: dict[str, str] = {}

    def message(self, lang: Lang) -> str:
        """Return what is wrong, in ``lang``."""
        known = {"of": self.of, "record": str(self.record), **self.values}
        return fill(FLAWS[self.code].what, known, lang)

    def cure(self, lang: Lang) -> str:
        """Return what to do about it, in ``lang``."""
        return fill(FLAWS[self.code].cure, self.values, lang)

    def line(self, lang: Lang) -> str:
        """Return it as one line: of whom, what, cure and code."""
        of = fill(_SUBJECTS[self.subject].what, {"of": self.of}, lang)
        colon = "：" if lang == "zh" else ": "
        told = sentence(self.message(lang), self.cure(lang), lang)
        return f"{of}{colon}{told} [{self.code}]"


class Checked(msgspec.Struct, frozen=True):
    """How much was looked through, and everything that was wrong; the first of each by record."""

    journeys: int
    accounts: int
    records: int
    programs: int
    flaws: tuple[Flaw, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing was wrong."""
        return not self.flaws
