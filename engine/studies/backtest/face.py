"""One call for other services: a workspace tried on its own history, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Any, TypeVar

from ...language.compiler import Compiled
from ...language.logs import Log, LogFile
from ...language.problems import PlaybookErrors
from ..history.cases import read_cases
from ..history.reading import missing_columns, prepare_mapping
from ..history.tally import QualityTally
from .findings import Backtest
from .running import Asked, Running
from .summing import Window
from .work import pieces

T = TypeVar("T")


class _InMemory:
    """Sorts in memory: a caller's history fits there, or it takes the command."""

    def sorted(self, items: Iterable[T], key: Callable[[T], Any], type: type[T]) -> Iterator[T]:  # noqa: A002
        del type
        return iter(sorted(items, key=key))


def backtest(
    workspace: Compiled, mapping: str, open_log: Callable[[LogFile], Log], *, band: bool = False
) -> Backtest:
    """Replay a log through the playbooks and return everything that was found.

    ``mapping`` is one of the workspace's, by its file's name without ending; ``open_log`` opens
    the log that it describes: ``lambda how: engine.open_log(path, how)``. The same workspace,
    mapping and log give the same results and hash as ``touchline backtest``, which also spreads
    the work over processes and needs no memory for the log. With ``band`` all deadlines are also
    tried at 80 % and 120 %.

    Raises:
        LookupError: the workspace has no mapping of that name.
        PlaybookErrors: the mapping does not fit the playbooks or the log; carrying every problem.
        LogBroken: the log cannot be read.
    """
    files = {PurePath(file.path).stem: file for file in workspace.mappings}
    if mapping not in files:
        raise LookupError(f"there is no mapping {mapping!r}; there are: {', '.join(files) or '-'}")
    found, problems = prepare_mapping(workspace, files[mapping])
    if found is None:
        raise PlaybookErrors(problems)
    log = open_log(found.log)
    if log.columns is not None:
        problems = missing_columns(workspace, files[mapping], log.columns)
        if problems:
            raise PlaybookErrors(problems)
    tally = QualityTally(found)
    window = Window(0, 0)

    def known() -> Window:
        nonlocal window
        ends_at = tally.last_at if found.ends_at is None else found.ends_at
        window = Window(tally.first_at or 0, ends_at or 0)
        return window

    running, beyond = Running(workspace.program, found, Asked(band=band)), 0
    work = running.work
    for piece in pieces(read_cases(log, found, _InMemory(), tally), known):
        running.take(work(piece))
        beyond += piece.beyond
    return running.backtest(window, tally.quality(found.id), beyond)
