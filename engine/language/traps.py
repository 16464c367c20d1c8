"""Traps of YAML in a value that a parser takes without complaint (PLAYBOOK.md, lessons).

Each check looks at one plain text where it stands, tells what the person meant, and returns
the text as it was meant, so that the rooms behind do not complain about it once more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from .nodes import Scalar
from .problems import Place, Problem, fixable, problem

Role = Literal["key", "value", "item"]

_PUNCTUATION = dict(
    zip(
        "：，；！？（）【】［］｛｝“”‘’＂＇、。《》\u3000",
        ":,;!?()[][]{}\"\"''\"',.<> ",
        strict=True,
    )
)
# Full-width forms of ASCII stand in one block, at one distance.
ASCII_OF = {
    **{ord(chr(code)): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{ord(wide): narrow for wide, narrow in _PUNCTUATION.items()},
}
WIDE = re.compile("[" + "".join(map(chr, ASCII_OF)) + "]")
_WIDE_RUN = re.compile(WIDE.pattern + "+")
# Anything else beyond ASCII: Chinese, mostly, among which full-width signs are at home.
_FOREIGN = re.compile("[^\x00-\x7f" + WIDE.pattern[1:])
_WIDE_COMMA = re.compile("[，、]")

# Letters that look like Latin ones and are not: names that look the same must be the same.
_TWINS = dict(
    zip(
        "аеорсухкмтнвіјѕԁԛԝАВЕКМНОРСТУХІЈЅοανικρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxkmtnbijsdqwABEKMHOPCTYXIJSoavikptuxABEZHIKMNOPTYX",
        strict=True,
    )
)
_LATIN_OF = {ord(twin): latin for twin, latin in _TWINS.items()}
_TWIN = re.compile("[" + "".join(_TWINS) + "]")
_WIDE_OR_TWIN = re.compile(f"[{WIDE.pattern[1:-1]}{_TWIN.pattern[1:-1]}]")
_WORD = re.compile(r"[^\W_][\w.]*")
_LATIN = re.compile(r"[A-Za-z]")

YAML_1_1_WORDS = frozenset(
    word
    for each in ("y", "n", "yes", "no", "on", "off")
    for word in (each, each.capitalize(), each.upper())
)
_LEFT_OVER = frozenset({";", ",", "."})
"""What people put at the end of a line of their own language."""
_TRUTH = {"yes": "true", "on": "true", "no": "false", "off": "false"}

WIDE_COLON = "full-width-punctuation.colon"
# Texts for people, in which full-width punctuation is at home.
PROSE = frozenset(
    {"title", "standard", "note", "zh", "en", "request", "reason", "description", "text", "subject"}
)
KEYISH = re.compile(r"(?P<key>[a-z_][a-z0-9_.]*)(?P<gap>\s*)(?P<colon>：\s*|:(?!//)(?=\S))")
_DASHED = re.compile(r"-[^\W\d]")
_BEFORE_OWN_LINE = re.compile(r"\s*(?:[-?] +)*\Z")


def is_suspect(text: str) -> bool:
    """Tell whether a plain text may be a trap; few are, so that the rest costs one look."""
    # Every plain text comes by here: a search for one sign is far cheaper than a pattern, and
    # of patterns one is cheaper than two. A full-width colon is among the wide signs.
    if not text.isascii() and _WIDE_OR_TWIN.search(text):
        return True
    if ":" in text and KEYISH.match(text):
        return True
    return text in YAML_1_1_WORDS or (text.startswith("-") and _DASHED.match(text) is not None)


def examine(
    scalar: Scalar, role: Role, key: str, line_of: Callable[[int], str]
) -> tuple[Scalar, list[Problem]]:
    """Return a suspect plain text as it was meant, and what is wrong with it as it is.

    ``key`` is the key it is the value of, empty for others; ``line_of`` gives a line's text.
    """
    if role != "key" and (KEYISH.match(scalar.text) or _DASHED.match(scalar.text)):
        found = _swallowed_key(scalar, line_of)
        if found:
            return scalar, found
    if role == "key" and _reads_as_entry(scalar, line_of):
        return scalar, []  # told where the braces end
    if scalar.text in YAML_1_1_WORDS:
        return scalar, [_yaml_1_1_word(scalar, role)]
    if scalar.text.isascii():
        return scalar, []
    meant, found = _wide(scalar, role, key)
    twin = _twins(meant) if _TWIN.search(meant.text) else None
    return (twin[0], [*found, *twin[1]]) if twin else (meant, found)


def _yaml_1_1_word(scalar: Scalar, role: Role) -> Problem:
    word = scalar.text
    if role == "key":
        return fixable(scalar.place, "yaml-1.1-word.key", f'"{word}"', name=word)
    meant = _TRUTH.get(word.lower())
    if meant is None:
        return problem(scalar.place, "yaml-1.1-word.letter", name=word)
    return fixable(scalar.place, "yaml-1.1-word", meant, name=word, meant=meant)


def _wide(scalar: Scalar, role: Role, key: str) -> tuple[Scalar, list[Problem]]:
    """Full-width signs where ASCII is meant: in keys, lists of words, and all that is no prose."""
    text = scalar.text
    pattern = _WIDE_RUN
    if role != "key" and (key in PROSE or _FOREIGN.search(text)):
        if role != "item" or "|" in text or "｜" in text:
            return scalar, []
        pattern = _WIDE_COMMA
    found = [_wide_sign(scalar, match) for match in pattern.finditer(text)]
    if not found or pattern is _WIDE_COMMA:
        return scalar, found
    if found[-1].fix == "":
        text = text[: text.rindex(found[-1].values["found"])]
    meant = text.translate(ASCII_OF)
    return Scalar(meant, meant, scalar.place), found


def _wide_sign(scalar: Scalar, match: re.Match[str]) -> Problem:
    place, wide = scalar.at(match.start(), len(match[0])), match[0]
    meant = wide.translate(ASCII_OF)
    if match.start() and match.end() == len(scalar.text) and meant in _LEFT_OVER:
        return fixable(place, "full-width-punctuation.end", "", found=wide)
    if not meant.strip(" "):
        return fixable(place, "full-width-punctuation.space", meant)
    return fixable(place, "full-width-punctuation", meant, found=wide, meant=meant)


def _reads_as_entry(key: Scalar, line_of: Callable[[int], str]) -> bool:
    """Whether a key in braces without a colon is ``key：value`` or ``key:value``."""
    after = line_of(key.place.line)[key.place.end_column - 1 :].lstrip(" ")
    return bool(KEYISH.match(key.text)) and after[:1] != ":"


def _twins(scalar: Scalar) -> tuple[Scalar, list[Problem]] | None:
    """Words of Latin letters with a Cyrillic or Greek one among them."""
    found: list[Problem] = []
    text = scalar.text
    for match in _WORD.finditer(text):
        word, latin = match[0], match[0].translate(_LATIN_OF)
        if latin != word and latin.isascii() and _LATIN.search(word):
            sign = _TWIN.search(word)
            place = scalar.at(match.start(), len(word))
            shown = sign[0] if sign else word
            found.append(fixable(place, "look-alike", latin, found=shown, name=word, meant=latin))
            text = text[: match.start()] + latin + text[match.end() :]
    return (Scalar(text, text, scalar.place), found) if found else None


def _swallowed_key(scalar: Scalar, line_of: Callable[[int], str]) -> list[Problem]:
    """A key that became text: ``key：value`` or ``key:value``, and ``-item``, on a line."""
    place = scalar.place
    if not _BEFORE_OWN_LINE.match(line_of(place.line)[: place.column - 1]):
        return []
    if _DASHED.match(scalar.text):
        lines = range(place.line, place.line + 1 + scalar.text.count(" -"))
        return [found for line in lines if (found := _dash(line_of(line), line, place))]
    found = swallowed_key(line_of(place.line), place.column - 1, place)
    return [found] if found else []


def _dash(line: str, number: int, place: Place) -> Problem | None:
    start = len(line) - len(line.lstrip(" "))
    if number == place.line:
        start = place.column - 1
    if not _DASHED.match(line, start):
        return None
    return fixable(Place(place.path, number, start + 1, start + 2), "missing-space.dash", "- ")


def swallowed_key(line: str, at: int, place: Place) -> Problem | None:
    """Return the problem of a line that has ``key：value`` or ``key:value`` from column ``at``."""
    match = KEYISH.match(line, at)
    if match is None:
        return None
    start, end = match.start("gap") + 1, match.end() + 1
    if match["colon"] == ":":
        colon = Place(place.path, place.line, start, end)
        return fixable(colon, "missing-space", ": ", key=match["key"])
    value = line[match.end() :].strip()
    fix = ": " if value and not value.startswith("#") else ":"
    colon = Place(place.path, place.line, match.start("colon") + 1, match.start("colon") + 2)
    whole = Place(place.path, place.line, start, end)
    found = fixable(colon, WIDE_COLON, fix, found="：", key=match["key"])
    if whole == colon:
        return found
    return fixable(whole, WIDE_COLON, fix, found="：", key=match["key"])
