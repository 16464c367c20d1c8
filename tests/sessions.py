"""Sessions at a terminal, played again: ``$ command`` lines, each followed by what it prints.

``$ export NAME=VALUE`` sets what later commands find around them, ``$ cat > FILE <<'END'`` writes a
file. Output is as a terminal shows it, both streams in order; a command that does not end with 0
is followed by ``(exit N)``. Identities of programs, which change with the zone rules installed,
are shown as ``…``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

from cli import cli

HASH = re.compile(r"\b[0-9a-f]{16}\b")


def played(session: str, folder: Path) -> str:
    """Return a session as it goes now, played in a folder."""
    with chdir(folder):
        return "".join(_lines(_commands(session)))


def _commands(session: str) -> Iterator[list[str]]:
    """Yield each command with the lines that stand in it."""
    lines = iter(session.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            continue
        command = [line]
        if "<<'END'" in line:
            for inner in lines:
                command.append(inner)
                if inner == "END":
                    break
        while command[-1].endswith("\\"):
            command.append(next(lines))
        yield command


def _lines(commands: Iterator[list[str]]) -> Iterator[str]:
    around: dict[str, str | None] = {"TOUCHLINE_DB": None, "TOUCHLINE_BY": None}
    for index, command in enumerate(commands):
        if index:
            yield "\n"
        yield "".join(f"{line}\n" for line in command)
        words = shlex.split(" ".join(line.rstrip("\\") for line in command)[2:])
        if words[0] == "export":
            around.update(word.split("=", 1) for word in words[1:])
        elif words[0] == "cat":
            Path(words[2]).write_text("\n".join([*command[1:-1], ""]), encoding="utf-8")
        else:
            yield _answer(words, around)


def _answer(words: list[str], around: dict[str, str | None]) -> str:
    given = None
    if "<" in words:
        given = Path(words[-1]).read_bytes()
        words = words[: words.index("<")]
    assert words[0] == "touchline", words
    result = CliRunner(env=around).invoke(cli, words[1:], input=given, catch_exceptions=False)
    assert "Traceback" not in result.output
    told = HASH.sub("…", result.output)
    return told + (f"(exit {result.exit_code})\n" if result.exit_code else "")
