"""A program on its way to whoever works with it: another process, or another machine."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ..core.link import LinkedProgram, link
from ..language.program import Program

_LINKED: dict[str, LinkedProgram] = {}
"""Programs this process has read, by identity; a forked process has its parent's already."""


@dataclass(frozen=True, slots=True)
class SentProgram:
    """A program as bytes, with the identity it is known by; each process reads it once.

    It is encoded in the order it was written: whoever reads it decides alike, and also in the
    same order (S1.4).
    """

    id: str
    data: bytes

    def linked(self) -> LinkedProgram:
        """Return the program, ready to decide with."""
        found = _LINKED.get(self.id)
        if found is None:
            found = _LINKED[self.id] = link(
                msgspec.msgpack.decode(self.data, type=Program), self.id
            )
        return found


def sent(program: LinkedProgram) -> SentProgram:
    """Return a program to be sent; in this process it need not be read again."""
    _LINKED[program.id] = program
    return SentProgram(program.id, msgspec.msgpack.encode(program.program))
