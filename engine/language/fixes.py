"""``validate --fix``: what can be mended without asking, mended by splicing (never a rewrite).

A problem that carries a ``fix`` says what its place should read. A fix is kept only where the
file reads at least as well with it: no kind of problem that was not there before.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping

from .problems import Problem
from .source import decode, read
from .splice import Edit, Offsets, splice, without_overlaps

MAX_ROUNDS = 8
"""A mended line can show the next mistake; how often a file is looked at again."""
MAX_READ = 4_000_000
"""Characters read to try the edits of one file one by one."""


def fix_files(files: Mapping[str, bytes], problems: Iterable[Problem]) -> dict[str, bytes]:
    """Return the files that change when all that is safe to mend is mended, ``path → bytes``.

    ``problems`` are those of any room, for these files as they are. Nothing is written.
    """
    by_path: dict[str, list[Problem]] = {}
    for each in problems:
        by_path.setdefault(each.place.path, []).append(each)
    fixed = {path: fix_file(path, files[path], by_path[path]) for path in by_path if path in files}
    return {path: data for path, data in sorted(fixed.items()) if data != files[path]}


def fix_file(path: str, data: bytes, problems: Iterable[Problem]) -> bytes:
    """Return one file with all that is safe to mend mended; unchanged where nothing is."""
    text, refused = decode(data, path)
    if refused:
        return data
    found = list(problems)
    for _ in range(MAX_ROUNDS):
        mended = _mend(text, path, plan_fixes(text, found))
        if mended == text:
            break
        text = mended
        found = read(text, path)[1]
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return mark + text.encode()


def plan_fixes(text: str, problems: Iterable[Problem]) -> list[Edit]:
    """Return the edits that make the fixes of a file's problems, in order, none overlapping."""
    offsets = Offsets(text)
    edits = [offsets.edit(each.place, each.fix) for each in problems if each.fix is not None]
    return without_overlaps(edit for edit in edits if edit is not None)


def _mend(text: str, path: str, edits: list[Edit]) -> str:
    """Make all edits at once, or where that makes the file worse, those that do not."""
    if not edits:
        return text
    before = _kinds(text, path)
    mended = splice(text, edits)
    if _kinds(mended, path) <= before:
        return mended
    if len(text) * len(edits) > MAX_READ:
        return text
    # From the end, so that the edits before keep their offsets.
    for edit in reversed(edits):
        mended = splice(text, [edit])
        text = mended if _kinds(mended, path) <= before else text
    return text


def _kinds(text: str, path: str) -> set[str]:
    return {each.rule for each in read(text, path)[1]}
