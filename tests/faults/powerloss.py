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
    """Files after a power failure; what clients had been told, and receivers sent, by then."""

    files: dict[str, bytes]
    told: tuple[Sent, ...]
    sent: bytes

    def write(self, folder: Path) -> None:
        """Put the files in an empty folder; the shared memory of a log does not survive."""
        for name, data in self.files.items():
            if not name.endswith("-shm"):
                (folder / name).write_bytes(data)
        (folder / "sink.jsonl").write_bytes(self.sent)


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
    disk = _Disk()
    told: list[Sent] = []
    sent = b""
    for call in made:
        if call.file == "acknowledged.jsonl":
            told += [Sent(*each) for each in json.loads(call.data)["sent"]]
        elif call.file == "sink.jsonl":
            sent += call.data
        elif call.kind == "sync" or call.file.startswith(DATABASE):
            disk.take(call)
        else:
            continue
        for _ in range(repeats):
            yield Image(disk.survived(chance.random), tuple(told), sent)


class _Disk:
    """What lies on the disk for sure, and what was asked of it since.

    A file that was unlinked and made again is another file. Its name, as the loss of the old
    one's, is durable when the folder was synced: syncing a file does not sync its name.
    """

    def __init__(self) -> None:
        self._lives: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._synced: dict[str, bytearray] = {}
        self._pending: list[Call] = []
        self._named: list[Call] = []

    def take(self, call: Call) -> None:
        """Do what a process did."""
        if call.kind == "sync":
            self._sync(call.file)
            return
        if call.kind == "unlink":
            self._named.append(call)
            self._lives[call.file] = -abs(self._lives.get(call.file, 0)) - 1
            return
        if self._lives.get(call.file, -1) < 0:  # made by its first write
            self._lives[call.file] = abs(self._lives.get(call.file, -1))
            self._named.append(Call("name", call.file, data=self._life(call.file).encode()))
        self._pending.append(call._replace(file=self._life(call.file)))

    def survived(self, random: Callable[[], float]) -> dict[str, bytes]:
        """Return the files after a failure now."""
        files = {name: bytearray(data) for name, data in self._synced.items()}
        for each in self._pending:
            if random() < 0.5:
                torn = random() < 0.25 and each.kind == "write"
                _apply(files, each._replace(data=_half(each.data)) if torn else each)
        names = dict(self._names)
        for each in self._named:
            if random() < 0.5:
                _rename(names, each)
        return {name: bytes(files.get(life, b"")) for name, life in names.items()}

    def _life(self, name: str) -> str:
        return f"{name}@{self._lives[name]}"

    def _sync(self, name: str) -> None:
        if not name.startswith(DATABASE):
            for each in self._named:
                _rename(self._names, each)
            self._named.clear()
            return
        life = self._life(name)
        for each in self._pending:
            if each.file == life:
                _apply(self._synced, each)
        self._pending = [each for each in self._pending if each.file != life]


def _rename(names: dict[str, str], call: Call) -> None:
    if call.kind == "unlink":
        names.pop(call.file, None)
    else:
        names[call.file] = call.data.decode()


def _half(data: bytes) -> bytes:
    """Return the sectors that were written before the power failed."""
    return data[: len(data) // 2 // SECTOR * SECTOR]


def _apply(files: dict[str, bytearray], call: Call) -> None:
    data = files.setdefault(call.file, bytearray())
    end = call.offset + len(call.data)
    if len(data) < end:
        data.extend(b"\0" * (end - len(data)))
    if call.kind == "cut":
        del data[call.offset :]
    else:
        data[call.offset : end] = call.data
