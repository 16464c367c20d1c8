"""What can go wrong in the shell: typed errors with a code, one sentence and a cure.

Worded in Chinese and English like the problems of a playbook; no class of another
library reaches the caller.
"""

from __future__ import annotations

from ..language.titles import Lang, Title
from ..language.wording import Message, fill, sentence
from ..language.wording import message as _entry
from .failures_store import STORE_FAILURES
from .unfit import WHYS

FAILURES: dict[str, Message] = {
    **STORE_FAILURES,
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
    """A value that not every store could keep (X9); ``values`` fill ``why``."""

    def __init__(self, field: str, why: str, **values: object) -> None:
        self._why = why
        known = {name: ascii_safe(str(value)) for name, value in values.items()}
        super().__init__("unacceptable", field=ascii_safe(field)[:200], **known)

    def message(self, lang: Lang) -> str:
        """Return what is wrong, in ``lang``."""
        why = fill(Title(WHYS.get(self._why, self._why), self._why), self.values, lang)
        return fill(FAILURES[self.code].what, {**self.values, "why": why}, lang)


def ascii_safe(text: str) -> str:
    """Return text that can always be printed: what has no UTF-8 form is spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")
