"""Journals kept for ever: every later version must fold them to the same bytes (S7.4, S8.1).

``python -m tests.kept_journals`` keeps the journals of stories and worked cases that are not
kept yet. A kept one is never written anew: where this version folds it otherwise, this version
is wrong, and so is whoever mends the file instead of the engine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.core.evolve import refold
from engine.core.records import Record, decode_record, encode_records

from .kit import compiled_contract, play_all
from .semantics import all_cases, play_case

KEPT = Path(__file__).resolve().parent / "cases" / "journals"
JOURNAL, FOLDED = ".jsonl", ".json"


def kept() -> list[Path]:
    """Return every kept journal, by name."""
    return sorted(KEPT.glob(f"*{JOURNAL}"))


def read_journal(path: Path) -> tuple[list[bytes], tuple[Record, ...]]:
    """Return the lines of a journal, and the records they are."""
    lines = path.read_bytes().splitlines()
    return lines, tuple(decode_record(line) for line in lines)


def folded(name: str, records: tuple[Record, ...]) -> bytes:
    """Return the journey that records add up to, as a snapshot keeps it."""
    return msgspec.json.encode(refold(name, records))


def _journals() -> Iterator[tuple[str, tuple[Record, ...]]]:
    for played in play_all(compiled_contract())[0]:
        yield f"story-{Path(played.script.path).stem}", played.records
    for case in all_cases():
        yield f"case-{case.name.replace('/', '-')}", play_case(case).records


def keep_new() -> list[str]:
    """Keep the journals that are not kept yet; return their names."""
    names = []
    for name, records in _journals():
        path = KEPT / f"{name}{JOURNAL}"
        if not path.exists():
            path.write_bytes(b"".join(line + b"\n" for line in encode_records(records)))
            path.with_suffix(FOLDED).write_bytes(folded(name, records) + b"\n")
            names.append(name)
    return names


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in keep_new()))
