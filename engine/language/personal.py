"""Facts about persons: what is worked out from one would outlive its erasure (S7.4)."""

from __future__ import annotations

from collections.abc import Mapping

from .compilation import Compilation
from .here import Here
from .program import Fact
from .terms import Name, Term, walk


def check_spread(
    compilation: Compilation, full: str, term: Term, data: Mapping[str, Fact], here: Here
) -> None:
    """Report a fact that takes over a personal one's value without being personal itself.

    ``data`` are the fields of the signal at hand. Yes or no about a person is nobody's value.
    """
    target = compilation.facts[full]
    if target.personal or target.type == "yes_no":
        return
    for each in walk(term):
        if isinstance(each, Name) and _is_personal(each.name, compilation.facts, data):
            compilation.add(here.place, "personal-spread", name=full, other=each.name)
            return


def _is_personal(name: str, facts: Mapping[str, Fact], data: Mapping[str, Fact]) -> bool:
    first, _, rest = name.partition(".")
    if first == "signal":
        return rest in data and data[rest].personal
    fact = facts.get(rest if first == "parent" else name)
    return fact is not None and fact.personal
