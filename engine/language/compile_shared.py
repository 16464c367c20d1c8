"""Shared files → declared names, in the order in which they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .compilation import Compilation
from .compile_calendars import compile_calendars
from .compile_forms import compile_forms, compile_messages
from .compile_people import compile_people
from .compile_policies import compile_ladders, compile_limits, compile_recoveries
from .compile_vocabulary import compile_vocabularies
from .loader import File

_STEPS: tuple[tuple[str, Callable[[Compilation, list[File]], None]], ...] = (
    ("vocabulary/1", compile_vocabularies),
    ("people/1", compile_people),
    ("calendars/1", compile_calendars),
    ("messages/1", compile_messages),
    ("escalations/1", compile_ladders),
    ("recoveries/1", compile_recoveries),
    ("forms/1", compile_forms),
    ("contact_limits/1", compile_limits),
)


def compile_shared(compilation: Compilation, files: Iterable[File]) -> None:
    """Compile shared files, whatever they are called and however they are split."""
    by_kind: dict[str, list[File]] = {kind: [] for kind, _ in _STEPS}
    for file in files:
        by_kind.get(file.kind, []).append(file)
    for kind, compile_all in _STEPS:
        compile_all(compilation, by_kind[kind])
