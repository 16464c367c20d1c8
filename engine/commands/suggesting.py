"""``touchline import --suggest``: a log looked at, and a mapping proposed to edit."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

from ..language.logs import BadRow, LogBroken, LogFile, LogKind, LogRow
from ..language.titles import Lang
from ..present.closing import word
from ..present.quality import broken_words
from ..present.suggested import suggestion
from ..runtime.importers.opening import columns_of, open_log
from ..studies.history.suggesting import ROWS, profiles
from .outcome import FINDINGS, USAGE, StoppedError

_KINDS: dict[str, LogKind] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv", ".xlsx": "xlsx", ".xes": "xes",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
}  # fmt: skip
_PACKED = frozenset({".gz", ".zip"})
_SEPARATORS = (",", ";", "\t", "|")
_ENCODINGS = ("utf-8", "gb18030", "latin-1")


def suggest(log: Path, lang: Lang) -> str:
    """Return a mapping to edit for a log, as YAML with comments.

    Raises:
        StoppedError: its name does not say what kind of log it is, or it cannot be read.
    """
    names = [suffix.lower() for suffix in log.suffixes]
    kind = next((_KINDS[each] for each in reversed(names) if each in _KINDS), None)
    if kind is None and names and names[-1] == ".zip":
        kind = "csv"
    if kind is None:
        allowed = ", ".join(sorted({*_KINDS, *_PACKED}))
        raise StoppedError(word("which-kind", lang, path=log.as_posix(), allowed=allowed), USAGE)
    try:
        how = _written(log, LogFile(kind))
        columns = columns_of(log, how, ROWS)
        # Of two columns with one name none can be asked for.
        once = [name for name in columns if columns.count(name) == 1]
        rows = islice(open_log(log, how).rows(once), ROWS)
        taken = (row.cells for row in rows if isinstance(row, LogRow))
        return suggestion(log.name, how, profiles(once, taken), lang)
    except LogBroken as broken:
        why = broken_words(broken, lang)
        told = word("log-not-readable", lang, path=log.as_posix(), reason=why)
        raise StoppedError(told, FINDINGS) from broken


def _written(log: Path, how: LogFile) -> LogFile:
    """Return how a table is written: what gives most columns, in the first encoding that fits."""
    if how.kind not in {"csv", "tsv"}:
        return how
    for encoding in _ENCODINGS:
        fits = replace(how, encoding=encoding)
        try:
            if how.kind == "csv":
                signs = [replace(fits, separator=sign) for sign in _SEPARATORS]
                fits = max(signs, key=lambda each: len(open_log(log, each).columns or ()))
            rows = islice(open_log(log, fits).rows(()), ROWS)
            if not any(isinstance(row, BadRow) and row.reason == "wrong-encoding" for row in rows):
                return fits
        except LogBroken as broken:
            if broken.reason != "wrong-encoding":
                raise
    return how
