"""A company's own history, opened for a command: a log, a mapping, and which part of it."""

from __future__ import annotations

import heapq
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import NoReturn, TypedDict, Unpack

import msgspec

from ..language.compiler import Compiled
from ..language.loader import File, load_file
from ..language.logs import BadRow, Log, LogBroken, LogRow
from ..language.problems import Problem
from ..language.titles import Lang, Title
from ..language.values import Instant
from ..present.closing import named, word
from ..present.quality import broken_words, faults, reading_words
from ..runtime.importers.opening import open_log
from ..runtime.spilling import Spill
from ..studies.history.case import Case
from ..studies.history.cases import read_cases
from ..studies.history.mapping import Condition, Group, LogMapping
from ..studies.history.meaning import needed_columns
from ..studies.history.quality import Quality
from ..studies.history.reading import missing_columns, prepare_mapping
from ..studies.history.tally import QualityTally
from .loading import report, say_next
from .outcome import FINDINGS, USAGE, StoppedError
from .surroundings import shows_progress

_LIMIT = re.compile(r"([0-9]{1,9})(?:(\.[0-9]{1,4})?(%))?")
_WHOLE = 2**32
_AT_ONCE = 5_000
"""Rows between two looks of the bar."""


class Asked(TypedDict, total=False):
    """Which part of a log is meant, and how good it must be; all may be left out."""

    where: Sequence[str]
    sample: str | None
    strict: bool
    max_rejects: str | None


def open_history(
    compiled: Compiled, log: Path, mapping: Path, lang: Lang, **asked: Unpack[Asked]
) -> History:
    """Open a log by a mapping of this workspace, which is named by its path or its id.

    ``where``: groups of the mapping, or ``COLUMN=WORD``; a case is meant that is in all of them.
    ``sample``: ``N`` or ``P%`` of the accounts, the same ones every time. With problems of the
    mapping, these are printed and the command ends.

    Raises:
        StoppedError: the log cannot be opened, or what is asked for is not there.
    """
    file, problems, text = _mapping_file(compiled, mapping, lang)
    found = None
    if file is not None and not problems:
        found, problems = prepare_mapping(compiled, file)
    if file is None or found is None:
        _end_with(problems, text, lang)
    with _opening(log, lang):
        opened = open_log(log, found.log)
    if opened.columns is not None:
        problems = missing_columns(compiled, file, opened.columns)
        if problems:
            _end_with(problems, text, lang)
    return History(opened, log, found, lang, asked)


class History:
    """A log that is read once, account by account.

    ``begins_at``, ``ends_at`` and ``quality`` are known when the first account comes, the rest
    of the report when all have come; what ``where`` and ``sample`` leave out counts all the same.
    """

    def __init__(self, log: Log, path: Path, mapping: LogMapping, lang: Lang, asked: Asked) -> None:
        """Read nothing yet.

        Raises:
            StoppedError: what is asked for is not there.
        """
        self.path, self.mapping, self.lang = path, mapping, lang
        self._log, self._tally = log, QualityTally(mapping)
        self._where = [
            _asked_group(each, mapping, log.columns, lang) for each in asked.get("where", ())
        ]
        self._sample = _amount(asked.get("sample"), "--sample", lang)
        self._strict, self._max_rejects = asked.get("strict", False), asked.get("max_rejects")
        self._limit = _amount(self._max_rejects, "--max-rejects", lang)

    @property
    def begins_at(self) -> Instant:
        """The first moment of the log."""
        return self._tally.first_at or 0

    @property
    def ends_at(self) -> Instant:
        """The log's end, as the mapping says, else its last moment."""
        ends_at = self.mapping.ends_at
        return (self._tally.last_at or 0) if ends_at is None else ends_at

    def quality(self) -> Quality:
        """Return the quality report of what was read so far."""
        return self._tally.quality(self.path.name)

    def accounts(self) -> Iterator[tuple[Case, ...]]:
        """Yield the cases of each account; a log that is not good enough ends the command.

        Raises:
            StoppedError: it is not good enough, by ``strict`` and ``max_rejects``, or breaks off;
                or nothing of it is meant.
        """
        is_empty = True
        for account in self.anyhow():
            if is_empty:
                self._check()
            is_empty = False
            yield account
        self._check()
        if is_empty:
            raise StoppedError(word("none-meant", self.lang, path=self.path), USAGE)

    def anyhow(self) -> Iterator[tuple[Case, ...]]:
        """Yield the cases of each account, however good the log is.

        Raises:
            StoppedError: nothing of it can be read.
        """
        own = {each.id for each in self.mapping.groups}
        more = [each for each in self._where if each.id not in own]
        mapping = replace(self.mapping, groups=(*self.mapping.groups, *more))
        log = _Watched(self._log, self.lang) if shows_progress() else self._log
        with _opening(self.path, self.lang):
            accounts = read_cases(log, mapping, Spill(), self._tally)
            if self._where:
                accounts = _meant(accounts, self._where, own)
            yield from _sampled(accounts, self._sample)

    def faults(self) -> list[str]:
        """Return why the log is not good enough, as far as it was read; nothing where it is."""
        limit = _of(self._limit, self._tally.rows)
        text = self._max_rejects or ""
        return faults(self.quality(), self.lang, strict=self._strict, limit=limit, limit_text=text)

    def _check(self) -> None:
        found = self.faults()
        if found:
            raise StoppedError("\n".join(found), FINDINGS)


Amount = int | float | None
"""So many, or such a part of all."""


def _amount(text: str | None, option: str, lang: Lang) -> Amount:
    if text is None:
        return None
    match = _LIMIT.fullmatch(text.strip())
    if match is None or (match[3] and float(text.strip().rstrip("%")) > 100):  # noqa: PLR2004
        raise StoppedError(word("no-amount", lang, option=option, text=text), USAGE)
    number, decimals, is_share = match.groups()
    return float(f"{number}{decimals or ''}") / 100 if is_share else int(number)


def _of(amount: Amount, rows: int) -> int | None:
    return int(amount * rows) if isinstance(amount, float) else amount


def _mapping_file(
    compiled: Compiled, mapping: Path, lang: Lang
) -> tuple[File | None, list[Problem], dict[str, bytes]]:
    """Read a mapping by its path, or take the one of the workspace with that id."""
    own = {Path(each.path).stem: each for each in compiled.mappings}
    if not mapping.is_file() and mapping.as_posix() in own:
        return own[mapping.as_posix()], [], {}
    if not mapping.is_file():
        raise StoppedError(named("which-mapping", mapping.as_posix(), own, lang), USAGE)
    text = {mapping.as_posix(): mapping.read_bytes()}
    file, problems = load_file(mapping.as_posix(), text[mapping.as_posix()])
    if file is not None and file.kind != "mapping/1":
        raise StoppedError(word("no-mapping", lang, path=mapping.as_posix()), USAGE)
    return file, problems, text


def _end_with(problems: list[Problem], files: dict[str, bytes], lang: Lang) -> NoReturn:
    report(problems, files, lang, "text")
    say_next(lang, "explain-rule", problems[0].rule)
    sys.exit(FINDINGS)


@contextmanager
def _opening(path: Path, lang: Lang) -> Iterator[None]:
    """Turn a log that cannot be read into a sentence."""
    try:
        yield
    except LogBroken as broken:
        why = broken_words(broken, lang)
        told = word("log-not-readable", lang, path=path.as_posix(), reason=why)
        raise StoppedError(told, FINDINGS) from broken


def _asked_group(
    text: str, mapping: LogMapping, columns: Collection[str] | None, lang: Lang
) -> Group:
    """Return the cases that are meant: a group of the mapping, or those with a word in a column."""
    groups = {each.id: each for each in mapping.groups}
    if text in groups:
        return groups[text]
    column, equals, value = text.rpartition("=") if "=" in text else (text, "", "")
    known = sorted({*groups, *(columns or needed_columns(mapping))})
    if not equals or (column not in known and columns is not None):
        raise StoppedError(named("which-group", column, known, lang), USAGE)
    when = Condition(words={column: frozenset([value])})
    return Group(text, Title(text, text), when)


def _meant(
    accounts: Iterable[tuple[Case, ...]], asked: Sequence[Group], own: Collection[str]
) -> Iterator[tuple[Case, ...]]:
    """Yield the cases that are in every group that is asked for, in the mapping's own groups."""
    wanted = {each.id for each in asked}
    for account in accounts:
        cases = tuple(
            msgspec.structs.replace(each, groups=tuple(name for name in each.groups if name in own))
            for each in account
            if wanted.issubset(each.groups)
        )
        if cases:
            yield cases


def _sampled(accounts: Iterable[tuple[Case, ...]], amount: Amount) -> Iterable[tuple[Case, ...]]:
    """Return some accounts, drawn by their names: the same ones every time, in their order."""
    if amount is None:
        return accounts
    if isinstance(amount, float):
        return (each for each in accounts if _lot(each[0].account) < amount * _WHOLE)
    drawn = heapq.nsmallest(amount, enumerate(accounts), key=lambda each: _lot(each[1][0].account))
    return (each for _, each in sorted(drawn, key=lambda each: each[0]))


def _lot(account: str) -> int:
    digest = blake2b(account.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big")


class _Watched:
    """A log whose rows are counted on the terminal as they come; the bar ends with the last."""

    def __init__(self, log: Log, lang: Lang) -> None:
        self._log, self._lang = log, lang

    @property
    def columns(self) -> tuple[str, ...] | None:
        return self._log.columns

    def rows(self, names: Sequence[str]) -> Iterator[LogRow | BadRow]:
        # Loaded for who watches only.
        from ..present.progress import Watching  # noqa: PLC0415

        with Watching(reading_words(self._lang), None, self._lang) as watching:
            for row in self._log.rows(names):
                yield row
                if row.number % _AT_ONCE == 0:
                    watching.advance(_AT_ONCE)
