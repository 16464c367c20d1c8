"""What history says in texts, as the values that the engine takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from ...core.decide import FACTS_SET, STARTED
from ...core.link import LinkedProgram
from ...language.program import Fact
from ...language.values import Value

_DONE = "done"
_NOTHING: dict[str, Value] = {}


def _yes_no(text: str) -> Value:
    return {"true": True, "false": False}.get(text, text)


def _number(text: str) -> Value:
    try:
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)  # type: ignore[return-value]  # what a number is read from
    except InvalidOperation:
        return text


def _tags(text: str) -> Value:
    return tuple(filter(None, (tag.strip() for tag in text.split(","))))


_READERS: Mapping[str, Callable[[str], Value]] = {
    "yes_no": _yes_no, "number": _number, "tags": _tags,
}  # fmt: skip
"""Types that the engine does not read from a text; what cannot be read stays one: refused."""


class Telling:
    """Reads the texts of signals by what the vocabulary says of their fields."""

    def __init__(self, program: LinkedProgram) -> None:
        """Look up a signal's fields when it first comes."""
        self._program = program.program
        self._things = program.things
        self._readers: dict[str, dict[str, Callable[[str], Value]]] = {}

    def values(self, type: str, data: Mapping[str, str]) -> dict[str, Value]:  # noqa: A002
        """Return what a signal of ``type`` says, as the engine takes it."""
        if not data:
            return _NOTHING
        readers = self._readers.get(type)
        if readers is None:
            readers = self._readers[type] = self._readers_of(type)
        if not readers:
            return dict(data)
        return {
            name: readers[name](text) if name in readers else text for name, text in data.items()
        }

    def _readers_of(self, name: str) -> dict[str, Callable[[str], Value]]:
        return {
            field: _READERS[fact.type]
            for field, fact in self._fields(name).items()
            if fact.type in _READERS
        }

    def _fields(self, name: str) -> Mapping[str, Fact]:
        touchpoint, _, word = name.partition(".")
        is_done = word == _DONE and touchpoint not in self._things
        if is_done or name in {STARTED, FACTS_SET}:
            return self._program.facts
        kind = self._program.signals.get(name)
        return kind.data if kind is not None else {}
