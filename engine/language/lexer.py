"""Words of a condition, with what people write instead of them (S6.5).

A sign or word of another language (``&&``, ``≥``, ``且``, ``（``) is taken for the one it stands
for and kept as a fault with its cure, so that one reading finds every slip of a line. Each
pattern is bounded and free of nested repetition: reading takes time in step with the length.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from .currencies import CURRENCIES
from .facts import exact
from .values import UNITS

MAX_LENGTH = 2_000
MAX_DIGITS = 12
MAX_SCALE = 10**12

FaultKind = Literal[
    "amount", "between", "brackets", "call", "chained", "character", "chinese-word", "comma",
    "duration", "end", "expected", "function", "left-over", "look-alike", "no-matching",
    "no-power", "not-in", "open", "quote", "sign", "space", "thousands", "too-deep", "too-long",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a condition and where it stands; ``text`` is cured, ``length`` as written."""

    kind: str
    text: str
    start: int
    length: int

    @property
    def end(self) -> int:
        """Offset just behind the word."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an offset; ``cure`` says what to write, ``fix`` may safely replace it."""

    kind: FaultKind
    start: int
    length: int
    found: str = ""
    cure: str = ""
    fix: str = ""


class Stop(Exception):  # noqa: N818  # control flow between the lexer and the grammar
    """Nothing sensible can be read behind this fault."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault."""
        super().__init__(fault.kind)
        self.fault = fault


_UNIT = "|".join(UNITS)
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9]))
    |(?P<span>[0-9]{{1,6}}\ (?:{_UNIT.replace(" ", "[ ]")})s?(?![A-Za-z0-9_.]))
    |(?P<number>[0-9]{{1,15}}(?:\.[0-9]{{1,6}})?(?:\ (?!AND\b|NOT\b)[A-Z]{{3}}(?![A-Za-z0-9_.])
        |%)?(?![0-9A-Za-z_.%]))
    |(?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[a-z][a-z0-9_]*){{0,3}}(?![A-Za-z0-9_.]))
    |(?P<text>"[^"\n]*"|'[^'\n]*')
    |(?P<operator>==|!=|<=|>=|<|>|\+|-|\*|/|\(|\))""",
    re.VERBOSE,
)

_SIGNS = {
    "===": "==", "!==": "!=", "&&": "and", "||": "or", "&": "and", "|": "or", "=<": "<=",
    "=>": ">=", "<>": "!=", "=": "==", "!": "not", "≥": ">=", "≧": ">=", "⩾": ">=", "≤": "<=",
    "≦": "<=", "⩽": "<=", "≠": "!=", "＞＝": ">=", "＜＝": "<=",
    "！＝": "!=", "＝＝": "==", "＞": ">", "＜": "<", "＝": "==", "（": "(", "）": ")", "＋": "+",
    "－": "-", "＊": "*", "／": "/", "×": "*", "÷": "/", "！": "not", "−": "-",
    "并且": "and", "而且": "and", "且": "and", "和": "and", "与": "and", "或者": "or", "或": "or",
    "大于或等于": ">=", "大于等于": ">=", "不小于": ">=", "不低于": ">=", "不少于": ">=",
    "小于或等于": "<=", "小于等于": "<=", "不大于": "<=", "不超过": "<=", "不高于": "<=",
    "不等于": "!=", "不是": "!=", "等于": "==", "大于": ">", "超过": ">", "高于": ">", "小于": "<",
    "低于": "<", "少于": "<", "属于": "in", "包含": "has", "含有": "has", "不": "not", "非": "not",
    "是": "==", "真": "true", "假": "false",
}  # fmt: skip
"""Signs and Chinese words people write, and the word of this language each stands for."""

OTHER_WORDS = {
    "AND": "and", "And": "and", "OR": "or", "Or": "or", "NOT": "not", "Not": "not", "IN": "in",
    "In": "in", "is": "==", "equals": "==", "equal": "==", "eq": "==", "ne": "!=", "gt": ">",
    "ge": ">=", "gte": ">=", "lt": "<", "le": "<=", "lte": "<=", "contains": "has",
    "contain": "has", "includes": "has", "include": "has", "HAS": "has", "Has": "has",
}  # fmt: skip
"""Words of other languages, taken for ours only where a sign must stand."""

_SLIP = re.compile(
    "(?P<space>[\u00a0\u3000])"
    "|(?P<quoted>“[^”\n]*”|‘[^’\n]*’|「[^」\n]*」|＂[^＂\n]*＂)"
    "|(?P<duration>[0-9０-９]{1,6}[ ]?个?(?:工作日|工作天|工作小时|小时|分钟|天|日|周|星期|月|年))"
    "|(?P<matching>=~|!~)"
    r"|(?P<power>\*\*|\^)"
    "|(?P<wide>[０-９]+(?:[.．][０-９]+)?[%％]?)"
    r"|(?P<amount>[¥￥$€][ ]?[0-9][0-9,.]{0,20}|[0-9][0-9.]{0,20}[ ]?(?:[万亿千百]{1,4}[ ]?元?|元))"
    r"|(?P<thousands>[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?(?:[ ][A-Z]{3}\b)?(?![0-9]))"
    r"|(?P<glued>[0-9]{1,15}(?:\.[0-9]{1,6})?[A-Z]{3}(?![A-Za-z0-9_]))"
    r"|(?P<first>[A-Z]{3}[ ][0-9]{1,15}(?:\.[0-9]{1,6})?(?![0-9A-Za-z_]))"
    "|(?P<comma>[,，、])"
    # A lone = or ! is a slip; ==, != and what is longer are tried first.
    "|(?P<sign>" + "|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True))) + ")"
)
_RIGHT_SIGNS = frozenset({"==", "!=", "<=", ">="})
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_FAMILIAR = re.compile(r"[A-Za-z0-9_.]+|\S")
_SCALES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_MARKS = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR"}


def tokens_of(text: str) -> tuple[list[Token], list[Fault]]:
    """Return the words of a condition and every slip that was mended on the way.

    Raises:
        Stop: at the first character that can stand for nothing.
    """
    if len(text) > MAX_LENGTH:
        raise Stop(Fault("too-long", 0, 1))
    tokens: list[Token] = []
    faults: list[Fault] = []
    position = 0
    while position < len(text):
        slip = _slip(text, position, tokens)
        if slip is not None:
            token, fault = slip
            if fault is not None:
                faults.append(fault)
            tokens.append(token)
            position = token.end
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise Stop(_stranger(text, position))
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match[0], position, len(match[0])))
        position = match.end()
    return [token for token in tokens if token.kind != "space"], faults


def _slip(text: str, position: int, tokens: list[Token]) -> tuple[Token, Fault | None] | None:
    if tokens and tokens[-1].text == "has" and (chinese := _CHINESE.match(text, position)):
        return Token("word", chinese[0], position, len(chinese[0])), None
    if text[position : position + 2] in _RIGHT_SIGNS and text[position + 2 : position + 3] != "=":
        return None
    match = _SLIP.match(text, position)
    if match is not None:
        return _mend(text, match, tokens)
    chinese = _CHINESE.match(text, position)
    return (Token("word", chinese[0], position, len(chinese[0])), None) if chinese else None


def _mend(
    text: str, match: re.Match[str], tokens: list[Token]
) -> tuple[Token, Fault | None] | None:
    kind, found, start = str(match.lastgroup), match[0], match.start()
    if kind in {"matching", "power"}:
        refusal: FaultKind = "no-matching" if kind == "matching" else "no-power"
        raise Stop(Fault(refusal, start, len(found), found))
    if kind == "amount":
        cure = _in_full(found)
        fix = cure if found.endswith("元") else ""
        return _mended(match, "number", cure, "sign" if " " in cure else "amount", fix=fix)
    if kind == "duration":
        return _mended(match, "span", "3 business days", "duration", fix="")
    if kind == "thousands":
        return _mended(match, "number", found.replace(",", ""), "thousands", fix="")
    if kind in {"glued", "first"}:
        code, amount = (found[-3:], found[:-3]) if kind == "glued" else (found[:3], found[3:])
        cure = f"{amount.strip()} {code}" if code in CURRENCIES else ""
        return _mended(match, "number", cure, fix=cure)
    if kind == "comma":
        fix = _apart(text, match, "or") if _is_listing(tokens) else ""
        return _mended(match, "name", "or", "comma", fix=fix)
    if kind == "sign":
        cure = _SIGNS[found]
        word = "name" if cure.isalpha() else "operator"
        return _mended(match, word, cure, fix=_apart(text, match, cure))
    if kind == "space":
        return _mended(match, "space", " ", "space", fix=" ")
    token, cure = {
        "quoted": ("text", f'"{found[1:-1]}"'),
        "wide": ("number", unicodedata.normalize("NFKC", found)),
    }[kind]
    return _mended(match, token, cure, fix=cure)


def _mended(
    match: re.Match[str], kind: str, cure: str, fault: FaultKind = "sign", *, fix: str
) -> tuple[Token, Fault] | None:
    if not cure:
        return None
    found, start = match[0], match.start()
    token = Token(kind, cure, start, len(found))
    return token, Fault(fault, start, len(found), found, cure, fix)


def _is_listing(tokens: list[Token]) -> bool:
    """Whether what follows stands inside the parentheses of ``in (…)``."""
    opened = [index for index, token in enumerate(tokens) if token.text == "("]
    closed = sum(1 for token in tokens if token.text == ")")
    return len(opened) > closed and opened[-1] > 0 and tokens[opened[-1] - 1].text == "in"


def _apart(text: str, match: re.Match[str], cure: str) -> str:
    """Return a cure that does not grow together with its neighbours."""
    if not cure.isalpha():
        return cure
    before = "" if match.start() == 0 or text[match.start() - 1].isspace() else " "
    after = "" if match.end() == len(text) or text[match.end()].isspace() else " "
    return f"{before}{cure}{after}"


def _in_full(found: str) -> str:
    """Return ``50万元`` as ``500000 CNY``; empty where it is no amount."""
    code = _MARKS.get(found[0]) or ("CNY" if found.endswith("元") else "")
    digits = "".join(character for character in found if character in "0123456789.").strip(".")
    scale = math.prod(_SCALES[character] for character in found if character in _SCALES)
    if digits.count(".") > 1 or len(digits) > MAX_DIGITS or scale > MAX_SCALE:
        return ""
    return f"{exact(digits) * scale:f} {code}".strip()


def _stranger(text: str, position: int) -> Fault:
    found = text[position]
    if found in "\"'“‘「":
        return Fault("quote", position, 1, found)
    if not found.isascii() and found.isalpha():
        code = f"{found} (U+{ord(found):04X})"
        return Fault("look-alike", position, 1, code)
    whole = _FAMILIAR.match(text, position)
    return Fault("character", position, len(whole[0]) if whole else 1, whole[0] if whole else found)
