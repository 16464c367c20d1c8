"""What a person did wrong where the parser gave up, and how to read on behind it.

A parser complains where it can no longer go on, in its own words, often a line late. Here its
complaint is traced to the line and column where the mistake stands. ``blame`` also mends that
one line for the parser, so that one mistake does not hide the others of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .characters import Lines
from .events import Fault
from .problems import Place, Problem, fixable, problem
from .recovery import CLOSERS, COMMENT, content_of, line_above, margins_above, read_past
from .traps import swallowed_key
from .tree import indent_of, looks_like_entry, quoted

_DASHES = re.compile(r" *(?:- +)*")
_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s#"'\[\]{},:][^#:{}\[\]"']*?) *:(?= |$)""")
_WIDE_CLOSERS = {"[": "］】」", "{": "｝】"}

Blame = Callable[[Lines, Fault], Problem | None]


def blame(lines: Lines, fault: Fault, told: Iterable[Problem] = ()) -> Problem:
    """Return the mistake behind a parser's complaint, and mend or take out its line.

    ``told`` is what was found before the parser gave up: a quote that is never closed
    swallows the lines behind it, and any complaint about them is its fault.
    """
    quote = next((each for each in told if each.rule == "unclosed-quote"), None)
    found = quote or _swallowed(lines, fault)
    for words, check in _CHECKS:
        if found is None and words in fault.reason:
            found = check(lines, fault)
    if found is None:
        found = problem(_at(lines, fault.line, fault.column), "yaml-syntax")
    written = lines.as_written(found)
    read_past(lines, found)
    return written


def _at(lines: Lines, line: int, column: int, width: int = 1) -> Place:
    return Place(lines.path, line, column, column + width)


def _start(line: str) -> int:
    """Where a line's words begin, behind indentation and dashes; counts from 0."""
    dashes = _DASHES.match(line)
    return dashes.end() if dashes else 0


# --- a key that is none


def _swallowed(lines: Lines, fault: Fault) -> Problem | None:
    """``key：value`` and ``key:value``, which a parser only misses on the next line."""
    if fault.reason.startswith(("while parsing a flow", "while scanning a quoted")):
        return None
    above = line_above(lines, fault.line)
    for line in dict.fromkeys((fault.since[0], above, fault.line)):
        text = lines.content(line)
        found = swallowed_key(text, _start(text), _at(lines, line, 1)) if line else None
        if found is not None:
            return found
    return None


def _no_colon(lines: Lines, fault: Fault) -> Problem | None:
    line, column = fault.since
    text = content_of(lines, line)
    sign = text[column - 1 : column]
    if sign in {"'", '"'} and text.count(sign, column) == 0:
        return problem(_at(lines, line, column), "unclosed-quote", sign=sign)
    if sign in CLOSERS and not text[: column - 1].strip(" "):
        return _indentation(lines, line)
    return _missing_colon(lines, line)


def _missing_colon(lines: Lines, line: int) -> Problem | None:
    text = content_of(lines, line)
    start = _start(text)
    words = text[start:]
    if not words or looks_like_entry(text):
        return None
    return problem(_at(lines, line, start + 1, len(words)), "missing-colon", text=words[:40])


def _second_colon(lines: Lines, fault: Fault) -> Problem | None:
    """A colon where none may stand: in a text, or on a line that is indented too far."""
    text = content_of(lines, fault.line)
    start = _start(text)
    key = _KEY.match(text, start)
    if key and key.end() < fault.column:
        return _colon_in_text(lines, fault.line, key.end(), len(text))
    above = line_above(lines, fault.line)
    if not above:
        return None
    return _missing_colon(lines, above) or _indentation(lines, fault.line)


def _colon_in_text(lines: Lines, line: int, start: int, end: int) -> Problem:
    text = lines.content(line)[start:end]
    start += indent_of(text)
    text = text.strip(" ")
    word = text.split(":")[0].rsplit(" ", 1)[-1]
    place = _at(lines, line, start + 1, len(text))
    return fixable(place, "colon-in-text", quoted(text), found=f"{word}:", text=text)


# --- indentation


def _indentation(lines: Lines, line: int) -> Problem:
    width = indent_of(lines.content(line))
    margins = margins_above(lines, line)
    if width in margins:
        return problem(_at(lines, line, width + 1), "bad-indentation.mixed")
    if margins and width < margins[-1]:
        # Nothing above begins as far left: the first line is the one that is indented.
        line = next(each for each in range(1, line) if content_of(lines, each))
        width, margins = indent_of(lines.content(line)), [0]
    allowed = ", ".join(map(str, margins)) or "0"
    return problem(_at(lines, line, width + 1), "bad-indentation", spaces=width, allowed=allowed)


def _no_key(lines: Lines, fault: Fault) -> Problem | None:
    text = lines.content(fault.line)
    before = text[: fault.column - 1].rstrip(" ")
    if text[fault.column - 1 : fault.column] == ":":
        return problem(_at(lines, fault.line, fault.column), "key-not-text")
    if not before.strip(" -"):
        return _indentation(lines, fault.line)
    return _behind(lines, fault.line, fault.column)


def _behind(lines: Lines, line: int, column: int) -> Problem | None:
    """A text that goes on behind a closing quote or bracket: it was meant as one text."""
    text = content_of(lines, line)
    if text[: column - 1].rstrip(" ")[-1:] not in {"'", '"', "]", "}"}:
        return None
    key = _KEY.match(text, _start(text))
    start = key.end() if key else _start(text)
    start += indent_of(text[start:])
    whole = text[start:]
    if whole[:1] not in {"'", '"', "[", "{"}:
        return None
    return _goes_on(_at(lines, line, start + 1, len(whole)), whole)


def _goes_on(place: Place, whole: str) -> Problem:
    # Quotes around the whole are quotes; inside or around a part they belong to the text.
    sign = whole[0]
    meant = whole[1:-1] if len(whole) > 1 and sign in {"'", '"'} and whole[-1] == sign else whole
    return fixable(place, "text-behind", quoted(meant), sign=sign)


# --- braces and brackets


def _flow(lines: Lines, fault: Fault) -> Problem | None:
    """Something in braces that is neither a comma nor the end."""
    line, column = fault.since
    sign = lines.content(line)[column - 1 : column]
    if fault.line != line:
        return _never_closed(lines, line, column, sign)
    text = lines.content(line)
    if text[fault.column - 1 : fault.column] == ":":
        return _colon_in_braces(lines, line, column, fault.column)
    before = text[: fault.column - 1].rstrip(" ")
    if before[-1:] in {"'", '"'} and before.count(before[-1]) > 1:
        start = before.rfind(before[-1], 0, len(before) - 1)
        whole = text[start : _end_of_item(text, fault.column)].rstrip(" ")
        return _goes_on(_at(lines, line, start + 1, len(whole)), whole)
    return problem(_at(lines, line, column), "unclosed-bracket", sign=sign, wanted=_close(sign))


def _close(sign: str) -> str:
    return CLOSERS.get(sign, "]")


def _never_closed(lines: Lines, line: int, column: int, sign: str) -> Problem:
    text = lines.content(line)
    comment = COMMENT.search(text, column)
    if comment and _close(sign) in text[comment.end() :]:
        start = max(text.rfind(",", 0, comment.start()), text.rfind(":", 0, comment.start())) + 1
        start += indent_of(text[start:])
        end = _end_of_item(text, comment.end())
        whole = text[start:end].rstrip(" ")
        place = _at(lines, line, start + 1, len(whole))
        return fixable(place, "hash-in-text", quoted(whole), text=whole)
    wide = next(
        (at for at in range(column, len(text)) if text[at] in _WIDE_CLOSERS.get(sign, "")), -1
    )
    if sign in CLOSERS and wide >= 0:
        return fixable(
            _at(lines, line, wide + 1), "full-width-punctuation", _close(sign),
            found=text[wide], meant=_close(sign),
        )  # fmt: skip
    return problem(_at(lines, line, column), "unclosed-bracket", sign=sign, wanted=_close(sign))


def _end_of_item(text: str, start: int) -> int:
    ends = [at for sign in ",]}" if (at := text.find(sign, start)) >= 0]
    return min(ends, default=len(text))


def _colon_in_braces(lines: Lines, line: int, opened: int, colon: int) -> Problem:
    text = lines.content(line)
    start = max(text.rfind(sign, opened - 1, colon - 1) for sign in (", ", ": ", "{", "[")) + 1
    comma = next((at for at in range(start, colon - 1) if text[at] in "，、"), -1)
    if comma >= 0:
        spaces = indent_of(text[comma + 1 :])
        return fixable(
            _at(lines, line, comma + 1, 1 + spaces), "full-width-punctuation", ", ",
            found=text[comma], meant=",",
        )  # fmt: skip
    return _colon_in_text(lines, line, start, _end_of_item(text, colon))


# --- signs that begin something else


def _reserved(lines: Lines, fault: Fault) -> Problem | None:
    """A text that begins with a sign YAML keeps for itself, ``@ % ` & * ! | >`` among them."""
    line, column = fault.since if "scanning a" in fault.reason else (fault.line, fault.column)
    text = content_of(lines, line)
    whole = text[column - 1 :]
    if not whole:
        return None
    if _in_braces(text, column):
        whole = whole[: _end_of_item(whole, 0)].rstrip(" ") or whole[0]
    place = _at(lines, line, column, len(whole))
    return fixable(place, "reserved-sign", quoted(whole), sign=whole[0], text=whole)


def _in_braces(text: str, column: int) -> bool:
    before = text[: column - 1]
    return before.count("{") + before.count("[") > before.count("}") + before.count("]")


def _block_header(lines: Lines, fault: Fault) -> Problem | None:
    line, column = fault.since
    sign = lines.content(line)[column - 1 : column]
    width = len(content_of(lines, line)) - column + 1
    return problem(_at(lines, line, column, max(width, 1)), "block-text", sign=sign)


def _quote(lines: Lines, fault: Fault) -> Problem | None:
    line, column = fault.since
    sign = lines.content(line)[column - 1 : column]
    return problem(_at(lines, line, column), "unclosed-quote", sign=sign)


def _escape(lines: Lines, fault: Fault) -> Problem | None:
    return problem(_at(lines, fault.line, fault.column), "bad-escape")


def _dash(lines: Lines, fault: Fault) -> Problem | None:
    return problem(_at(lines, fault.line, fault.column), "dash-in-line")


def _tag(lines: Lines, fault: Fault) -> Problem | None:
    line, column = fault.since
    written = content_of(lines, line)[column - 1 :].split(" ")[0]
    return problem(_at(lines, line, column, max(len(written), 1)), "yaml-tag", tag=written)


def _sign(lines: Lines, fault: Fault) -> Problem | None:
    sign = lines.content(fault.line)[fault.column - 1 : fault.column]
    if not sign:
        return None
    return problem(_at(lines, fault.line, fault.column), "unexpected-sign", sign=sign)


def _colon_without_space(lines: Lines, fault: Fault) -> Problem | None:
    """``key:[`` in braces."""
    text = lines.content(fault.line)
    key = text[fault.since[1] - 1 : fault.column - 1]
    if fault.since[0] != fault.line or text[fault.column - 1 : fault.column] != ":":
        return None
    return fixable(_at(lines, fault.line, fault.column), "missing-space", ": ", key=key)


def _directive(lines: Lines, fault: Fault) -> Problem | None:
    line = fault.since[0]
    text = lines.content(line)
    return problem(_at(lines, line, 1, max(len(text), 1)), "yaml-directive", text=text)


def _explicit_key(lines: Lines, fault: Fault) -> Problem | None:
    return problem(_at(lines, fault.line, fault.column), "key-not-text")


def _document(lines: Lines, fault: Fault) -> Problem | None:
    return _indentation(lines, fault.line)


# Words of a complaint, of libyaml or of ruamel, and what to look for; the first that finds
# something is told.
_CHECKS: tuple[tuple[str, Blame], ...] = (
    ("could not find expected ':'", _no_colon),
    ("mapping values are not allowed", _second_colon),
    ("found unexpected end of stream", _quote),
    ("found unexpected document indicator", _quote),
    ("expected node content", _sign),
    ("expected the node content", _sign),
    ("while parsing a flow", _flow),
    ("did not find expected key", _no_key),
    ("did not find expected '-'", _no_key),
    ("expected <block end>", _no_key),
    ("while scanning a block scalar", _block_header),
    ("cannot start any token", _reserved),
    ("while scanning an alias", _reserved),
    ("while scanning an anchor", _reserved),
    ("undefined tag handle", _tag),
    ("while scanning a tag", _tag),
    ("while parsing a tag", _tag),
    ("directive", _directive),
    ("incompatible YAML", _directive),
    ("unexpected ':'", _colon_without_space),
    ("mapping keys are not allowed", _explicit_key),
    ("escape", _escape),
    ("hexdecimal", _escape),
    ("sequence entries are not allowed", _dash),
    ("expected <document start>", _document),
)
