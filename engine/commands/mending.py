"""``validate --fix``: what has one sure cure, mended on the disk or shown as a difference."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..language.fixes import fix_files
from ..language.titles import Lang
from ..present.closing import word
from ..runtime.writing import ChangedMeanwhileError, ReadOnlyFileError, replace_file
from .checking import check
from .outcome import CONFLICT, ENVIRONMENT, StoppedError


def mend(
    files: Mapping[str, bytes], lang: Lang, *, is_dry: bool
) -> tuple[dict[str, bytes], str, list[str]]:
    """Mend what has one sure cure on the disk, each file in one step and only over what was read.

    Returns the files as they are now, what to print (with ``is_dry``, the difference, and
    nothing is written), and what to say about it.

    Raises:
        StoppedError: a file changed since it was read, or is read-only; it is as it was.
    """
    after = fix_files(files, check(files)[1])
    if not after:
        return dict(files), "", [word("nothing-to-fix", lang)]
    if is_dry:
        return dict(files), difference(files, after), [word("would-fix", lang, files=len(after))]
    for path, data in after.items():
        try:
            replace_file(Path(path), files[path], data)
        except ChangedMeanwhileError as error:
            raise StoppedError(word("changed-meanwhile", lang, path=path), CONFLICT) from error
        except ReadOnlyFileError as error:
            raise StoppedError(word("read-only", lang, path=path), ENVIRONMENT) from error
    told = [word("fixed", lang, line=line) for line in _mended_lines(files, after)]
    return {**files, **after}, "", told


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """Return what mending changes as a unified difference."""
    told: list[str] = []
    for path, data in after.items():
        old, new = _lines(before[path]), _lines(data)
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
            told.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(told)


def _mended_lines(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """Yield ``path:line: text`` of every line that reads differently now."""
    for path, data in after.items():
        old, new = _lines(before[path]), _lines(data)
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for kind, _, _, first, last in matcher.get_opcodes():
            if kind != "equal":
                for index in range(first, last):
                    yield f"{path}:{index + 1}: {new[index].strip()}"


def _lines(data: bytes) -> list[str]:
    # Only what ends a line for a person's editor does; the form feed of splitlines does not.
    return [
        f"{line}\n" for line in data.decode("utf-8-sig", "replace").removesuffix("\n").split("\n")
    ]
