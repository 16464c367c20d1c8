"""Bytes → text: a file is UTF-8 of at most a megabyte, or is told what it is instead (X6)."""

from __future__ import annotations

import codecs

from .problems import Place, Problem, problem

MAX_BYTES = 1_000_000

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"),
)  # fmt: skip
# The lead bytes of Chinese punctuation and of the 3755 common characters of GB 2312. A text of
# another encoding that happens to read as GBK falls on rare characters instead.
_COMMON = (range(0xA1, 0xAA), range(0xB0, 0xD8))
_LOOKED_AT = 4_000
_MOST = 0.8


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the text of a file, without a byte order mark, or why it cannot be one."""
    start = Place(path, 1, 1, 2)
    if len(data) > MAX_BYTES:
        return "", [problem(start, "file-too-large", bytes=len(data), limit=MAX_BYTES)]
    wide = _wide(data)
    if wide:
        return "", [problem(start, "not-utf8.named", encoding=wide)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        place = _place(data, error.start, path)
        if _is_gbk(data, error.start):
            return "", [problem(place, "not-utf8.named", encoding="GBK")]
        return "", [problem(place, "not-utf8", byte=error.start)]


def _wide(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:_LOOKED_AT]
    # YAML begins with ASCII, whose every other byte is NUL in UTF-16.
    return "UTF-16" if head[:1] and 0 in head[:2] and head.count(0) * 4 >= len(head) else ""


def _is_gbk(data: bytes, at: int) -> bool:
    # The last character may be cut in two by the end of what is looked at.
    text = data[: at + _LOOKED_AT].decode("gb18030", "replace")
    foreign = [sign for sign in text if not sign.isascii() and sign != "\ufffd"]
    common = sum(1 for sign in foreign if _is_common(sign))
    return text.count("\ufffd") <= 1 and 0 < _MOST * len(foreign) <= common


def _is_common(sign: str) -> bool:
    lead = sign.encode("gb2312", "ignore")[:1]
    return bool(lead) and any(lead[0] in each for each in _COMMON)


def _place(data: bytes, at: int, path: str) -> Place:
    line_start = data.rfind(b"\n", 0, at) + 1
    line = data.count(b"\n", 0, at) + 1
    column = len(data[line_start:at].decode("utf-8-sig", "replace")) + 1
    return Place(path, line, column, column + 1)
