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

from .kit import ROOT

CLOCK = re.compile(r"^.*TOUCHLINE_NOW.*\n", re.MULTILINE)
HASH = re.compile(r"\b[0-9a-f]{16}\b")


class Session:
    """One terminal: what is exported, and what lies in its folder, stays from block to block."""

    def __init__(self, folder: Path, playbooks: Path = ROOT / "playbooks") -> None:
        """Sit down in a folder; ``playbooks`` in it are those of the reader."""
        self.folder = folder
        self.around: dict[str, str | None] = dict.fromkeys(("TOUCHLINE_DB", "TOUCHLINE_BY"))
        (folder / "playbooks").symlink_to(playbooks)

    def play(self, block: str) -> str:
        """Return a block as it goes now."""
        with chdir(self.folder):
            return "\n".join(self._answered(command) for command in _commands(block))

    def _answered(self, command: list[str]) -> str:
        told = "".join(f"{line}\n" for line in command)
        words = shlex.split(" ".join(line.rstrip("\\") for line in command)[2:])
        if words[0] == "export":
            self.around.update(
                (word.partition("=")[0], word.partition("=")[2]) for word in words[1:]
            )
        elif words[0] == "cat":
            Path(words[2]).write_text("\n".join([*command[1:-1], ""]), encoding="utf-8")
        else:
            told += _answer(words, self.around)
        return told


def played(session: str, folder: Path) -> str:
    """Return a whole session as it goes now, played in an empty folder."""
    return Session(folder).play(session)


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


def _answer(words: list[str], around: dict[str, str | None]) -> str:
    given = None
    if "<" in words:
        given = Path(words[-1]).read_bytes()
        words = words[: words.index("<")]
    assert words[0] == "touchline", words
    result = CliRunner(env=around).invoke(cli, words[1:], input=given, catch_exceptions=False)
    assert "Traceback" not in result.output
    # Said before every answer where the clock is set, as it is here throughout.
    told = CLOCK.sub("", HASH.sub("…", result.output))
    return told + (f"(exit {result.exit_code})\n" if result.exit_code else "")
