"""Playbooks as they are published: which program serves new journeys, and what changed (S8.1).

A journey keeps to the program it began with, whatever is published after it. What a published
program is called, and where it was written, is kept beside it.
"""

from __future__ import annotations

import msgspec

from ..language.changes import NameChange, changes
from ..language.compiler import Compiled
from ..language.program import Legend
from ..language.values import Instant
from .accepting import check_text
from .erasing import Eraser
from .exchange import Neighbours
from .rows import damage
from .store import DeploymentRow, Reading, Writing


class Deployment(msgspec.Struct, frozen=True):
    """One publication; the one with the highest ``number`` serves new journeys (S8.2)."""

    number: int
    program: str
    at: Instant
    by: str
    legend: Legend


class Comparison(msgspec.Struct, frozen=True):
    """What publishing a workspace would change, and how many journeys keep to which program.

    ``before`` is the newest deployment, None where nothing was published. ``staying`` counts
    the journeys that run or sleep by program id.
    """

    before: Deployment | None
    changes: tuple[NameChange, ...]
    staying: dict[str, int]


class Publisher(Eraser):
    """A store that playbooks are published to."""

    def deploy(self, workspace: Compiled, *, by: str = "", at: Instant | None = None) -> Deployment:
        """Let new journeys run by ``workspace``; those that run stay as they are (S8.2).

        What is published already, program and texts, is not published again. Other engines
        and workers on the store take it when they are opened, or by :meth:`refresh`.

        Raises:
            UnacceptableError: a name no store can keep.
            StoreError: the store failed.
        """
        check_text("by", by)
        legend = msgspec.json.encode(workspace.legend)
        moment = self._clock() if at is None else at

        def work(all_: Neighbours) -> Deployment:
            tx: Writing = all_.work.tx
            newest = next(iter(tx.deployments()), None)
            program = self._programs.register(tx, workspace.program)
            if newest is not None and (newest.program, newest.legend) == (program, legend):
                return _read(newest)
            number = newest.number + 1 if newest is not None else 1
            row = DeploymentRow(number, program, moment, by, legend)
            tx.add_deployment(row)
            return _read(row)

        deployed = self._transact(work)
        self._newest = deployed.program
        return deployed

    def deployments(self) -> tuple[Deployment, ...]:
        """Return what was published, the newest first.

        Raises:
            StoreError: the store failed.
        """
        return self._look(lambda reading: tuple(_read(each) for each in reading.deployments()))

    def compare(self, workspace: Compiled) -> Comparison:
        """Say what publishing a workspace would change; nothing is published by it (S8.1).

        Raises:
            StoreError: the store failed, or the program published last cannot be read.
        """

        def look(reading: Reading) -> Comparison:
            newest = next(iter(reading.deployments()), None)
            program = (
                self._programs.linked(reading, newest.program).program
                if newest is not None
                else None
            )
            staying = {name: count for name, count in reading.program_ids().items() if count}
            return Comparison(
                _read(newest) if newest is not None else None,
                changes(program, workspace.program),
                staying,
            )

        return self._look(look)


def _read(row: DeploymentRow) -> Deployment:
    with damage(f"deployment {row.number}"):
        legend = msgspec.json.decode(row.legend, type=Legend)
    return Deployment(row.number, row.program, row.at, row.by, legend)
