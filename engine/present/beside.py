"""A story that fails: what it says beside what happened, instant by instant."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from ..language.facts import write_value
from ..language.problems import Place, Problem
from ..language.titles import Lang, Title
from ..language.values import Instant
from ..studies.script import Step
from ..studies.stories import Played, expected_words
from .dated import when
from .timeline import tell
from .width import width, wrap
from .words import WORDS

_RULE = " │ "
_INDENT, _GAP = 2, 2


class _Cell(msgspec.Struct, frozen=True):
    """What the story says at one of its lines, 0 for more of it; ``found`` is what was seen."""

    text: str
    line: int = 0
    found: tuple[str, ...] = ()


def beside_text(played: Played, lang: Lang, columns: int) -> str:
    """Return a failed story: each finding at its line, then story and journal side by side."""
    script = played.script
    title = Title.split(script.title).text(lang)
    told = [f"✗ {title}", *(f"  {found.line(lang)}" for found in played.problems), ""]
    instants = sorted({step.at for step in _steps(played)} | {each.at for each in played.records})
    stamps = [when(at, script.zone, lang) for at in instants]
    lead = max(map(width, stamps), default=0)
    room = columns - _INDENT - lead - _GAP - len(_RULE)
    sides = room - room // 2, room // 2
    head = WORDS["story"].text(lang), WORDS["happened"].text(lang)
    told += _row("", head, lead, sides)
    told.append(" " * (_INDENT + lead + _GAP) + "─" * sides[0] + "─┼─" + "─" * sides[1])
    for at, stamp in zip(instants, stamps, strict=True):
        for index, cells in enumerate(_paired(played, at, lang)):
            told += _row("" if index else stamp, cells, lead, sides)
    return "\n".join(line.rstrip() for line in told)


def _steps(played: Played) -> list[Step]:
    return [played.script.begin, *played.script.steps]


def _paired(played: Played, at: Instant, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what is said beside what happened; what was found wrong beside what it misses."""
    happened = deque(_happened(played, at, lang))
    for cell in _said(played, at, lang):
        while cell.found and happened:
            yield "", happened.popleft()
        right = cell.found or ([happened.popleft()] if happened else [""])
        number = f"{cell.line:>4} " if cell.line else "     "
        yield from zip_longest([number + cell.text], right, fillvalue="")
    yield from (("", text) for text in happened)


def _row(stamp: str, cells: tuple[str, str], lead: int, sides: tuple[int, int]) -> Iterator[str]:
    """Yield one row, each cell broken within its side; columns are counted on the screen."""
    broken = [_broken(cell, side) for cell, side in zip(cells, sides, strict=True)]
    for index, (left, right) in enumerate(zip_longest(*broken, fillvalue="")):
        first = "" if index else stamp
        start = " " * _INDENT + _filled(first, lead) + " " * _GAP
        yield start + _filled(left, sides[0]) + _RULE + right


def _broken(text: str, room: int) -> list[str]:
    indent = len(text) - len(text.lstrip()) if text.strip() else 0
    hang = " " * min(indent + 5, room // 3)
    first, *others = wrap(text.lstrip(), room - len(hang)) or [""]
    return [" " * indent + first, *(hang + line for line in others)]


def _filled(text: str, room: int) -> str:
    return text + " " * max(room - width(text), 0)


# --- the story's side


def _said(played: Played, at: Instant, lang: Lang) -> Iterator[_Cell]:
    for step, found in zip(_steps(played), played.findings, strict=True):
        if step.at == at:
            cells = _expected(step, found, lang) if step.expect else _done(step, found, lang)
            for index, (text, seen) in enumerate(cells):
                yield _Cell(text, 0 if index else step.here.place.line, seen)


def _done(
    step: Step, found: tuple[Problem, ...], lang: Lang
) -> Iterator[tuple[str, tuple[str, ...]]]:
    data = step.signal.data if step.signal else {}
    told = ", ".join(f"{name} = {write_value(value)}" for name, value in data.items())
    kind = step.signal.type if step.signal else ""
    text = f"{kind}{f' ({told})' if told else ''}"
    yield f"{'✗' if found else ' '} {text}", tuple(f"✗ {each.message(lang)}" for each in found)


def _expected(
    step: Step, found: tuple[Problem, ...], lang: Lang
) -> Iterator[tuple[str, tuple[str, ...]]]:
    assert step.expect is not None
    # What is wrong with the whole line, such as no journey to ask, leaves no word of it seen.
    whole = tuple(f"✗ {each.message(lang)}" for each in found if each.place == step.here.place)
    for index, word in enumerate(expected_words(step.expect)):
        places = set(_places(step, word.partition(":")[0]))
        seen = tuple(f"✗ {_seen(each, lang)}" for each in found if each.place in places)
        told = (*(() if index else whole), *seen)
        yield f"{'✗' if whole or seen else '✓'} {word}", told


def _places(step: Step, word: str) -> Iterator[Place]:
    """Yield every place at which one word of an expectation can be found wrong."""
    said = getattr(step.expect, word, None)
    here = step.here.into(word)
    yield here.place
    if isinstance(said, tuple):
        yield from (here.into(index).place for index in range(len(said)))
    elif isinstance(said, dict):
        yield from (here.into(name).place for name in said)


# --- the journal's side


def _happened(played: Played, at: Instant, lang: Lang) -> Iterator[str]:
    script = played.script
    for record in played.records:
        if record.at == at:
            text = tell(record, script.legend, lang, script.playbook, script.zone).strip()
            if text:
                yield text


def _seen(problem: Problem, lang: Lang) -> str:
    """Return what was seen instead of what was expected, or that it was not."""
    wanted, actual = problem.values.get("wanted", ""), problem.values.get("actual", "")
    if not actual:
        return f"{WORDS['did-not-happen'].text(lang)}{wanted}"
    return f"{wanted.partition(':')[0]}: {actual}"
