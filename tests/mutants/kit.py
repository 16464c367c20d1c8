"""What mutants are made with: a register, and ways to break the engine for a while."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import pytest


class StaleMutantError(Exception):
    """The engine no longer holds what a mutant breaks: the mutant is to be written anew."""


class Patch:
    """Changes to the engine that are taken back at the end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Change through ``monkeypatch``."""
        self._monkeypatch = monkeypatch

    def edit(self, function: Any, old: str, new: str) -> None:
        """Recompile a function or method of the engine with ``new`` for its one ``old``.

        Raises:
            StaleMutantError: its text holds ``old`` not at all, or more than once.
        """
        source = textwrap.dedent(inspect.getsource(function))
        if source.count(old) != 1:
            found = source.count(old)
            raise StaleMutantError(f"{function.__qualname__} holds {old!r} {found} times, not once")
        names: dict[str, Any] = {}
        module = sys.modules[function.__module__]
        exec(compile(source.replace(old, new), module.__file__ or "", "exec"), vars(module), names)  # noqa: S102  # our own source, one piece of it replaced
        self._monkeypatch.setattr(function, "__code__", names[function.__name__].__code__)

    def swap(self, function: Callable[..., Any], other: Callable[..., Any]) -> None:
        """Put ``other`` wherever a module of the engine, or a table in it, holds ``function``.

        Raises:
            StaleMutantError: nothing holds it.
        """
        held = list(_holders(function))
        if not held:
            raise StaleMutantError(f"nothing in the engine holds {function.__qualname__}")
        for holder, name in held:
            if isinstance(holder, dict):
                self._monkeypatch.setitem(holder, name, other)
            else:
                self._monkeypatch.setattr(holder, name, other)

    def set(self, holder: Any, name: str, value: Any) -> None:
        """Set an attribute that is there."""
        self._monkeypatch.setattr(holder, name, value)


@dataclass(frozen=True)
class Mutant:
    """One way to break the engine, and the clauses that are then untrue."""

    name: str
    clauses: tuple[str, ...]
    what: str
    apply: Callable[[Patch], None]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Break the engine, and mend it again whatever happens."""
        with pytest.MonkeyPatch.context() as monkeypatch:
            self.apply(Patch(monkeypatch))
            _forget()
            yield
        _forget()


MUTANTS: dict[str, Mutant] = {}
"""All mutants by name, once their files are loaded."""


def mutant(*clauses: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Register a function as the mutant of these clauses; its docstring says what it breaks."""

    def register(apply: Callable[[Patch], None]) -> Callable[[Patch], None]:
        name, what = apply.__name__, inspect.getdoc(apply) or ""
        if name in MUTANTS:
            raise ValueError(f"there are two mutants {name!r}")
        MUTANTS[name] = Mutant(name, clauses, what.partition("\n")[0], apply)
        return apply

    return register


def _modules() -> list[ModuleType]:
    names = sorted(name for name in sys.modules if name.partition(".")[0] == "engine")
    return [sys.modules[name] for name in names]


def _holders(function: Callable[..., Any]) -> Iterator[tuple[Any, Any]]:
    for module in _modules():
        for name, value in list(vars(module).items()):
            if value is function:
                yield module, name
            elif isinstance(value, dict) and not name.startswith("__"):
                yield from ((value, key) for key, each in value.items() if each is function)


def _forget() -> None:
    """Empty the engine's caches: nothing worked out under a mutant is kept, nor the reverse."""
    for module in _modules():
        for value in list(vars(module).values()):
            if not isinstance(value, FunctionType) and hasattr(value, "cache_clear"):
                value.cache_clear()
