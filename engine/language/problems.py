"""A problem is a value with a place, a cause, what is allowed and a cure, in two languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import msgspec

from .messages import MESSAGES
from .titles import Lang
from .wording import fill, sentence


class Place(msgspec.Struct, frozen=True, order=True):
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
    in the catalogue (usually equal to the rule); ``values`` fill the wording.
    """

    place: Place
    rule: str
    case: str
    values: dict[str, str] = {}

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


def problem(place: Place, case: str, /, **values: object) -> Problem:
    """Build the problem of catalogue entry ``case``; its rule is the part before the first dot.

    Raises:
        KeyError: ``case`` is not in the catalogue.
    """
    MESSAGES[case]
    texts = {name: str(value) for name, value in values.items()}
    return Problem(place, case.partition(".")[0], case, texts)


def unknown(
    place: Place, case: str, name: str, allowed: Iterable[str], **values: object
) -> Problem:
    """Build a problem about a name that is not among ``allowed``, offering the nearest one.

    The catalogue has two wordings: ``case.near`` when something is near, else ``case``.
    """
    names = sorted(set(allowed))
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return problem(place, f"{case}.near", name=name, near=near[0], **values)
    listed = ", ".join(f'"{each}"' for each in names[:12]) or "–"
    return problem(place, case, name=name, allowed=listed, **values)


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
