"""Programs by hash: kept in the store, linked once per process (S8.1)."""

from __future__ import annotations

from msgspec.structs import replace

from ..core.journey import Directory
from ..core.link import LinkedProgram, link
from ..core.patterns import Matcher
from ..language.program import SEMANTICS, Program, decode, encode, encoded_hash
from .failures import StoreError
from .rows import damage, read_directory
from .store import Reading, Writing


class Programs:
    """The programs that journeys are pinned to."""

    def __init__(self, matcher: Matcher | None = None) -> None:
        """Begin with none; ``matcher`` finds the matches of their patterns (S6.1)."""
        self._linked: dict[str, LinkedProgram] = {}
        self._matcher = matcher
        self._directory: tuple[int, Directory] | None = None

    def register(self, writing: Writing, program: Program) -> str:
        """Keep a program for as long as there are journeys; return its id."""
        data = encode(program)
        program_id = encoded_hash(data)
        self._linked[program_id] = link(program, program_id, self._matcher)
        writing.add_program(program_id, data)
        return program_id

    def linked(self, reading: Reading, program_id: str) -> LinkedProgram:
        """Return a program ready to decide with, however old it is.

        Raises:
            StoreError: it is not in the store, or not what its hash says.
        """
        if program_id not in self._linked:
            data = reading.program(program_id)
            if data is None:
                raise StoreError("program-missing", program=program_id)
            # SQLite keeps a text where bytes belong, if somebody puts one there.
            if not isinstance(data, bytes) or encoded_hash(data) != program_id:
                raise StoreError("damaged", what=f"program {program_id}")
            with damage(f"program {program_id}"):
                program = decode(data)
            if is_newer(program, data):
                raise StoreError("newer-program", program=program_id)
            self._linked[program_id] = link(program, program_id, self._matcher)
        return self._linked[program_id]

    def directory(self, reading: Reading, program: LinkedProgram) -> Directory:
        """Return who fills which role: as said, or each role a person of its own name."""
        said = reading.directory()
        if said is None:
            return Directory(0, {role: role for role in program.program.roles})
        known = self._directory
        if known is None or known[0] != said[0]:
            # A version is written once: what was read of it by one step serves all.
            read = replace(read_directory(said[1]), version=said[0])
            self._directory = known = said[0], read
        return known[1]


def is_newer(program: Program, data: bytes) -> bool:
    """Tell whether a later engine compiled a program: it says what this one did not read (F32)."""
    return program.semantics > SEMANTICS or encode(program) != data
