"""A signal as bytes from outside → a signal, or one sentence that names what is wrong (X8, X9).

Size and depth are measured before anything is parsed, so that no body can cost more than its
own length.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

import msgspec

from ..core.journey import Address, Signal
from ..language.facts import exact
from ..language.values import Number, Value
from .accepting import check_signal
from .failures import UnacceptableError

Body = TypeVar("Body", bound=msgspec.Struct)

MAX_BYTES = 1 << 20
"""The largest body, in bytes."""

MAX_DEPTH = 8
"""How deep objects and lists may lie in each other; a signal needs four."""

MAX_DIGITS = 40
"""The longest number."""

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")


def read_signal(body: bytes) -> Signal:
    """Read a signal from JSON.

    Numbers with a fraction are read exactly, never as binary fractions (S1.4).

    Raises:
        UnacceptableError: naming the field; nothing of the body was taken.
    """
    raw = _read(body)
    if isinstance(raw.get("address"), dict):
        _check_names("address.", raw["address"], Address)
    signal = _converted(raw, Signal)
    check_signal(signal)
    return signal


class Filled(msgspec.Struct, frozen=True):
    """A form filled in elsewhere: what :class:`Signal` says of the same names."""

    outcome: str = ""
    data: dict[str, Value] = {}
    brings: tuple[str, ...] = ()
    rows: dict[str, tuple[dict[str, Value], ...]] = {}


def read_filled(body: bytes) -> Filled:
    """Read a filled form from JSON, its numbers as exactly as a signal's.

    Raises:
        UnacceptableError: naming the field; nothing of the body was taken.
    """
    return _converted(_read(body), Filled)


def _read(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BYTES:
        raise UnacceptableError(
            "body", "it has {size} bytes; at most {most} are read", size=len(body), most=MAX_BYTES
        )
    if _depth(body) > MAX_DEPTH:
        raise UnacceptableError("body", "it is more than {most} levels deep", most=MAX_DEPTH)
    return _parse(body)


def _converted(raw: dict[str, Any], kind: type[Body]) -> Body:
    _check_names("", raw, kind)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        why, _, path = str(error).partition(" - at ")
        field = path.strip("`").removeprefix("$.") or "body"
        raise UnacceptableError(field, why[:1].lower() + why[1:]) from None


def _depth(body: bytes) -> int:
    """Return how deep a body goes, without parsing it: brackets inside texts do not count."""
    deepest = depth = 0
    for match in _BRACKETS.finditer(_STRINGS.sub(b"", body)):
        depth += 1 if match[0] in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _parse(body: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(
            body.decode(),
            object_pairs_hook=_unique,
            parse_float=lambda text: Number(exact(_short(text))),
            parse_int=lambda text: int(_short(text)),
            parse_constant=_no_number,
        )
    except UnicodeDecodeError:
        raise UnacceptableError("body", "it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise UnacceptableError(
            "body", "it is not JSON: {told}, line {line} column {column}",
            told=error.msg, line=error.lineno, column=error.colno,
        ) from None  # fmt: skip
    if not isinstance(raw, dict):
        raise UnacceptableError("body", "a signal is an object")
    return raw


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            # Which of the two counts would depend on who reads it.
            raise UnacceptableError(name, "it stands there twice")
        found[name] = value
    return found


def _short(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise UnacceptableError("body", "a number has more than {most} digits", most=MAX_DIGITS)
    return text


def _no_number(text: str) -> Any:
    raise UnacceptableError("body", "{text} is not a number", text=text)


def _check_names(above: str, raw: dict[str, Any], kind: type[msgspec.Struct]) -> None:
    for name in raw:
        if name not in kind.__struct_fields__:
            allowed = ", ".join(kind.__struct_fields__)
            raise UnacceptableError(
                f"{above}{name}", "there is no such field; there are: {allowed}", allowed=allowed
            )
