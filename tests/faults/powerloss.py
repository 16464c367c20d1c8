"""What a disk may hold when the power fails: synced writes surely, others perhaps, or half.

A process is recorded by strace: what it wrote where, what it synced, and what it told its
client. An image is what was synced before a cut, and a random part of what was not yet.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .oracles import Sent

DATABASE = "journeys.db"
SECTOR = 512
CALLS = "pwrite64,write,fdatasync,fsync,ftruncate,unlink"
_LINE = re.compile(r"^\d+ +(\w+)\((?:\d+<(?P<on>[^>]*)>|\"(?P<at>[^\"]*)\")(?:, )?(?P<rest>.*)$")
_DATA = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(?:\.\.\.)?, (\d+)(?:, (\d+))?\) = (-?\d+)')
_SIZE = re.compile(r"(\d+)\) = 0")


class Call(NamedTuple):
    """One thing a process did to a file, or told: ``write``, ``cut``, ``sync``, ``unlink``."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


@dataclass(frozen=True)
class Image:
    """Files after a power failure, and what clients had been told by then."""

    files: dict[str, bytes]
    told: tuple[Sent, ...]

    def write(self, folder: Path) -> None:
        """Put the files in an empty folder; the shared memory of a log does not survive."""
        for name, data in self.files.items():
            if not name.endswith("-shm"):
                (folder / name).write_bytes(data)


def traced(folder: Path, *arguments: str, inject: str = "") -> tuple[int, str]:
    """Run the workload under strace; return its exit code and what it said."""
    command = ["strace", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}"]
    command += ["-e", f"inject={inject}"] if inject else []
    command += ["-o", str(folder / "trace")]
    command += [sys.executable, "-m", "tests.faults.played", str(folder), *arguments]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        timeout=600,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def calls(trace: Path) -> Iterator[Call]:
    """Read what a process did."""
    for line in trace.read_text(encoding="ascii", errors="replace").splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        name = Path(_bytes(match["on"] or match["at"] or "").decode(errors="replace")).name
        call = _call(match[1], name, match["rest"])
        if call is not None:
            yield call


def _call(syscall: str, name: str, rest: str) -> Call | None:
    if syscall in {"write", "pwrite64"}:
        data = _DATA.match(rest)
        if data is None or int(data[4]) < 0:
            return None
        return Call("write", name, int(data[3] or 0), _bytes(data[1]))
    if syscall == "ftruncate":
        size = _SIZE.match(rest)
        return Call("cut", name, int(size[1])) if size else None
    if syscall in {"fsync", "fdatasync"}:
        return Call("sync", name) if rest.endswith("= 0") else None
    return Call("unlink", name)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


def images(made: Sequence[Call], seed: int, repeats: int) -> Iterator[Image]:
    """Yield images of a failure after each call: all that is synced, some of the rest."""
    chance = random.Random(seed)  # noqa: S311  # the same each time is what is wanted
    synced: dict[str, bytearray] = {}
    pending: list[Call] = []
    told: list[Sent] = []
    for call in made:
        if call.file == "acknowledged.jsonl":
            told += [Sent(*each) for each in json.loads(call.data)["sent"]]
        elif call.kind == "sync":
            durable = [each for each in pending if _is_synced_by(each, call)]
            for each in durable:
                _apply(synced, each)
            pending = [each for each in pending if each not in durable]
        elif call.file.startswith(DATABASE):
            pending.append(call)
        else:
            continue
        for _ in range(repeats):
            yield Image(_survived(synced, pending, chance.random), tuple(told))


def _is_synced_by(call: Call, sync: Call) -> bool:
    """Tell whether a call is durable now: its file was synced, or its folder it vanished from."""
    if call.kind == "unlink":
        return not sync.file.startswith(DATABASE)
    return call.file == sync.file


def _survived(
    synced: dict[str, bytearray], pending: Sequence[Call], random: Callable[[], float]
) -> dict[str, bytes]:
    files = {name: bytearray(data) for name, data in synced.items()}
    for each in pending:
        if random() < 0.5:
            torn = random() < 0.25 and each.kind == "write"
            _apply(files, each._replace(data=_half(each.data)) if torn else each)
    return {name: bytes(data) for name, data in files.items()}


def _half(data: bytes) -> bytes:
    """Return the sectors that were written before the power failed."""
    return data[: len(data) // 2 // SECTOR * SECTOR]


def _apply(files: dict[str, bytearray], call: Call) -> None:
    if call.kind == "unlink":
        files.pop(call.file, None)
        return
    data = files.setdefault(call.file, bytearray())
    end = call.offset + len(call.data)
    if len(data) < end:
        data.extend(b"\0" * (end - len(data)))
    if call.kind == "cut":
        del data[call.offset :]
    else:
        data[call.offset : end] = call.data
