"""What may be said aloud: no secret, no address with one in it, no contents of anything (Z6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ..failures import EngineError

HIDDEN = "[…]"

_SECRET_NAMES = re.compile(
    r"pass(word|wd)?|secret|token|credential|authori[sz]ation|cookie|api_?key|signature|dsn",
    re.IGNORECASE,
)
# Apprise says its keys where others say the host, so only what we know to be a host is kept.
_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<rest>[^\s\"'<>，。；）」”]+)", re.IGNORECASE
)
_HOSTS = frozenset({"http", "https", "postgresql", "postgresql+psycopg", "smtp", "smtps", "tcp"})
_FILES = frozenset({"sqlite", "file"})
"""Addresses of files: nobody keeps a password in them."""
_ASSIGNED = re.compile(
    r"(?P<name>\b\w*(?:pass(?:word|wd)?|secret|token|key|signature)\w*\s*[=:]\s*)\S+", re.IGNORECASE
)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+\S+", re.IGNORECASE)
_KEYS = re.compile(r"\bwhsec_\S+")
SHORTEST = 4
"""Characters of the shortest secret that is looked for by its text: shorter ones are words."""


class Redaction:
    """Takes out of what is about to be said what nobody may read."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        """Also take out these texts, wherever they stand, the longest first."""
        wanted = sorted(
            {each for each in secrets if len(each) >= SHORTEST}, key=lambda each: (-len(each), each)
        )
        self._secrets = re.compile("|".join(map(re.escape, wanted))) if wanted else None

    def text(self, text: str) -> str:
        """Return a text without secrets: addresses keep their scheme and host only."""
        if self._secrets is not None:
            text = self._secrets.sub(HIDDEN, text)
        text = _ADDRESS.sub(_address, text)
        text = _BEARER.sub(rf"\1 {HIDDEN}", text)
        text = _KEYS.sub(HIDDEN, text)
        return _ASSIGNED.sub(rf"\g<name>{HIDDEN}", text)

    def said(self, about: Mapping[str, object]) -> dict[str, str | int | float | bool | None]:
        """Return what is going to be said: no secret, and of structures only their kind.

        A structure is the data of a signal, a fact, a message: nobody's business in a log.
        """
        return {name: self._value(name, value) for name, value in about.items()}

    def _value(self, name: str, value: object) -> str | int | float | bool | None:
        if _SECRET_NAMES.search(name):
            return HIDDEN
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, BaseException):
            return self.text(cause(value))
        return f"[{type(value).__name__}]"


def cause(error: BaseException) -> str:
    """Return an error in a few words.

    Of ours its sentence; of anybody else's only its kind and where it came from, because
    its text may hold what somebody typed.
    """
    if isinstance(error, EngineError):
        return error.line("en")
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    module = trace.tb_frame.f_globals.get("__name__", "?")
    return f"{type(error).__name__} in {module}:{trace.tb_lineno}"


def _address(found: re.Match[str]) -> str:
    scheme, rest = found["scheme"], found["rest"]
    if scheme.lower() in _FILES:
        return found[0]
    if scheme.lower() not in _HOSTS:
        return f"{scheme}://{HIDDEN}"
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    tail = f"/{HIDDEN}" if len(rest) > len(host) else ""
    return f"{scheme}://{host}{tail}"
