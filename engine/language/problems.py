"""A problem is a value with a place, a cause, what is allowed and a cure, in two languages."""

from __future__ import annotations

import bisect
import difflib
import re
from collections.abc import Iterable, Mapping

import msgspec

from .messages import MESSAGES
from .titles import Lang
from .wording import fill, sentence

_SUFFIX = re.compile(r"\.(?=[a-z])")


MAX_LISTED, NEAREST = 20, 6
"""Up to how many allowed names are all listed; of more, so many are, the nearest."""

MAX_COMPARED, MAX_SLIPS = 400, 3
"""With how many names one is compared letter by letter; how much longer a slip may be."""


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """A stretch of one line of one file; line and columns count from 1, in characters.

    ``end_column`` is the column just behind the last character.
    """

    path: str
    line: int
    column: int
    end_column: int

    def __str__(self) -> str:
        """Return ``file:line:col``, which terminals and editors open on a click."""
        return f"{self.path}:{self.line}:{self.column}"


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong in what somebody wrote, and what to do about it.

    ``rule`` names the check for people and documentation; ``case`` selects the wording
    in the catalogue (usually equal to the rule); ``values`` fill the wording. ``fix``, where
    there is one, is what may safely stand instead of exactly the characters of the place.
    """

    place: Place
    rule: str
    case: str
    values: dict[str, str] = {}
    fix: str | None = None

    def message(self, lang: Lang) -> str:
        """Return what is wrong, in ``lang``."""
        return fill(MESSAGES[self.case].what, self.values, lang)

    def hint(self, lang: Lang) -> str:
        """Return what is allowed and the cure, in ``lang``; empty where the message says it all."""
        return fill(MESSAGES[self.case].cure, self.values, lang)

    def line(self, lang: Lang) -> str:
        """Return the problem as one line: place, message, hint and rule."""
        told = sentence(self.message(lang), self.hint(lang), lang)
        return f"{self.place}: {told} [{self.rule}]"


def problem(place: Place, case: str, /, fix: object = "", **values: object) -> Problem:
    """Build the problem of catalogue entry ``case``; its rule is what ``rule_of`` says.

    ``fix`` is what may safely stand at the place instead; empty where a person must decide.

    Raises:
        KeyError: ``case`` is not in the catalogue.
    """
    MESSAGES[case]
    texts = {name: str(value) for name, value in values.items()}
    return Problem(place, rule_of(case), case, texts, str(fix) or None)


def rule_of(case: str) -> str:
    """Return the rule of a catalogue entry: all before the first dot that begins a word.

    The dot of ``yaml-1.1-word`` begins none.
    """
    return _SUFFIX.split(case, maxsplit=1)[0]


def fixable(place: Place, case: str, fix: str, /, **values: object) -> Problem:
    """Build a problem that ``validate --fix`` may mend: ``fix`` replaces the place's characters."""
    return msgspec.structs.replace(problem(place, case, **values), fix=fix)


def unknown(
    place: Place, case: str, name: str, allowed: Iterable[str], **values: object
) -> Problem:
    """Build a problem about a name that is not among ``allowed``, offering the nearest one.

    The catalogue has two wordings: ``case.near`` when something is near, else ``case``.
    """
    names = sorted(set(allowed))
    likely = names if len(names) <= MAX_COMPARED else _likely(name, names)
    near = difflib.get_close_matches(name, likely, n=1, cutoff=0.6)
    if near:
        return problem(place, f"{case}.near", name=name, near=near[0], **values)
    if not names:
        return problem(place, case, name=name, allowed="–", **values)
    if len(names) > MAX_LISTED:
        # Of many, those that come nearest, however far; and how many there are.
        nearest = difflib.get_close_matches(name, likely, n=NEAREST, cutoff=0.0)
        listed = _quoted(sorted(nearest) or names[:NEAREST])
        return problem(place, case, name=name, allowed=listed, of=len(names), **values)
    return problem(place, case, name=name, allowed=_quoted(names), **values)


def _likely(name: str, names: list[str]) -> list[str]:
    """Return those of very many names that could be a slip of ``name``: comparing costs time."""
    tail, short = name.rpartition(".")[2][:1], len(name)
    alike = [
        each for each in names
        if each[:1] == name[:1] and each.rpartition(".")[2][:1] == tail
        and abs(len(each) - short) <= MAX_SLIPS
    ]  # fmt: skip
    at = bisect.bisect(alike, name)
    return alike[max(at - MAX_COMPARED // 2, 0) : at + MAX_COMPARED // 2]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{each}"' for each in names)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems by place then rule, each once."""
    found: Mapping[tuple[Place, str, str], Problem] = {
        (each.place, each.rule, str(sorted(each.values.items()))): each for each in problems
    }
    return [found[key] for key in sorted(found)]


class PlaybookErrors(ValueError):
    """Raised at the API's door when what was written cannot be compiled; carries every problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all problems, sorted; the text of the error lists them one a line."""
        self.problems = in_order(problems)
        super().__init__("\n".join(each.line("en") for each in self.problems))
