"""Message texts with ``{facts}`` in braces: inert text around names of the vocabulary (X13).

Nothing is formatted by Python: a name is looked up whole, so there is no attribute, index or
format to ask for. A value is put in as it is and never read again, whatever braces it holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from .names import Names
from .pointing import point
from .problems import Problem, unknown
from .source import Scalar

MAX_TEMPLATE = 5_000
MAX_MESSAGE = 20_000

_MARK = re.compile(r"\{\{|\}\}|\{[^{}\n]{0,200}\}|[{}｛｝]")
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
_DOUBLED = re.compile(r"\$?\{\{([^{}\n]{0,200})\}\}")
_CODE = frozenset("._'\"|()[]")


class Blank(NamedTuple):
    """A fact to be filled in."""

    fact: str


Part = str | Blank


class Letter(NamedTuple):
    """A filled message; without a text it must not be sent, for ``missing`` or being too long."""

    text: str
    missing: tuple[str, ...] = ()
    is_too_long: bool = False

    @property
    def can_be_sent(self) -> bool:
        """Whether everything was known and fits."""
        return not self.missing and not self.is_too_long


def parse_message(scalar: Scalar, names: Names) -> tuple[tuple[Part, ...], list[Problem]]:
    """Read the text of a message; ``{{`` and ``}}`` are braces.

    Returns its parts, and a problem for every brace that is not the name of a fact.
    """
    text = scalar.text
    if len(text) > MAX_TEMPLATE:
        return (), [point(scalar, 0, 1, "message-too-long", limit=MAX_TEMPLATE)]
    found = _DOUBLED.finditer(text)
    problems = [_doubled(scalar, match) for match in found if _is_meant_as_blank(match)]
    parts: list[Part] = []
    behind = 0
    for match in _MARK.finditer(text):
        parts.append(text[behind : match.start()])
        behind = match.end()
        if match[0] in {"{{", "}}"}:
            parts.append(match[0][0])
            continue
        part, problem = _blank(scalar, match, names)
        parts += [part] if part is not None else []
        problems += [problem] if problem is not None else []
    parts.append(text[behind:])
    return tuple(part for part in parts if part), problems


def fill_message(parts: Iterable[Part], told: Callable[[str], str | None]) -> Letter:
    """Fill a message; ``told`` gives a fact as a text, or None while it is not known."""
    pieces: list[str] = []
    missing: dict[str, None] = {}
    length = 0
    for part in parts:
        piece = told(part.fact) if isinstance(part, Blank) else part
        if piece is None:
            assert isinstance(part, Blank)
            missing[part.fact] = None
            continue
        length += len(piece)
        if length > MAX_MESSAGE:
            return Letter("", tuple(missing), is_too_long=True)
        pieces.append(piece)
    return Letter("" if missing else "".join(pieces), tuple(missing))


def _blank(
    scalar: Scalar, match: re.Match[str], names: Names
) -> tuple[Blank | None, Problem | None]:
    text, start = match[0], match.start()
    inside = text[1:-1]
    if len(text) < 2:  # noqa: PLR2004  # a brace alone
        normal = unicodedata.normalize("NFKC", text)
        fix = normal if normal != text else ""
        return None, point(scalar, start, 1, "bad-placeholder.open", fix=fix, cure="{account.name}")
    if start and scalar.text[start - 1] == "$" and _NAME.match(inside):
        return None, point(
            scalar,
            start - 1,
            len(text) + 1,
            "bad-placeholder",
            fix=text,
            text=f"${text}",
            cure=text,
        )
    if not _NAME.match(inside):
        near = re.sub(r"[^a-z0-9_.]+", "", inside.strip())
        cure = "{" + (near if near in names.facts else "account.name") + "}"
        fix = cure if inside.strip() in names.facts else ""
        return None, point(
            scalar, start, len(text), "bad-placeholder", fix=fix, text=text, cure=cure
        )
    if names.fact(inside) is None or inside not in names.facts:
        place = scalar.at(start + 1, len(inside))
        return None, unknown(place, "unknown-placeholder", inside, names.facts)
    return Blank(inside), None


def _is_meant_as_blank(match: re.Match[str]) -> bool:
    """Whether braces written twice hold what other languages fill in, and not just words."""
    return match[0].startswith("$") or bool(_CODE & set(match[1]))


def _doubled(scalar: Scalar, match: re.Match[str]) -> Problem:
    name = match[1].strip()
    cure = "{" + (name if _NAME.match(name) else "account.name") + "}"
    fix = cure if _NAME.match(name) else ""
    return point(
        scalar, match.start(), len(match[0]), "bad-placeholder.doubled", fix=fix, text=match[0],
        cure=cure,
    )  # fmt: skip
