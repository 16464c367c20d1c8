"""How a command can end: its exit codes, and the one way to end it early."""

from __future__ import annotations

OK, FINDINGS, USAGE, ENVIRONMENT, CONFLICT, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""The table of docs/cli.md; 128 + 2 is what a shell says of a program stopped with Ctrl-C."""


class StoppedError(Exception):
    """A command cannot go on: why, in the reader's language, and the exit code that says so."""

    def __init__(self, sentence: str, code: int) -> None:
        """Keep both; an empty sentence means that all has been said."""
        super().__init__(sentence)
        self.sentence, self.code = sentence, code
