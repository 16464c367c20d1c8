"""What a plain text means: the YAML 1.2 core schema, without what nobody writes on purpose (X4)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

MAX_DIGITS = 18

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)\Z")
# Numbers in YAML's eyes that nobody writes in a playbook: without bound, without value, or
# of another base; a leading zero is octal to some parsers, and part of a reference to people.
_NOT_A_NUMBER = re.compile(
    r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+"
    r"|[-+]?0[xob][0-9A-Za-z_]+|[-+]?0[0-9]+(\.[0-9]*)?|-0+(\.0*)?)\Z"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\Z")
_WORDS = {
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
_FIRST = frozenset("+-.0123456789")


def meaning_of(text: str) -> tuple[object, str]:
    """Return what a plain text stands for, and the case of the problem it is, else ``""``.

    A text that is refused means itself.
    """
    if text in _WORDS:
        return _WORDS[text], ""
    if text[0] not in _FIRST:
        return text, ""
    return _number(text)


def _number(text: str) -> tuple[object, str]:
    if _NOT_A_NUMBER.match(text):
        return text, "not-a-number"
    if _DATE.match(text):
        return text, "" if _is_date(text) else "bad-date"
    is_integer = _INTEGER.match(text)
    if not is_integer and not _DECIMAL.match(text):
        return text, ""
    if len(text) > MAX_DIGITS:
        return text, "number-too-long"
    return (int(text) if is_integer else Decimal(text)), ""


def _is_date(text: str) -> bool:
    try:
        dt.date(*map(int, text.split("-")))
    except ValueError:
        return False
    return True
