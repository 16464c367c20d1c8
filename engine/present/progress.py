"""How far a long run is: a bar with rate and time to go, for who watches a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ..language.titles import Lang

Counted = Literal["people", "rows", "cases"]

_PER_SECOND: Mapping[Counted, Mapping[Lang, str]] = {
    "people": {"zh": "{} 位/秒", "en": "{}/s"},
    "rows": {"zh": "{} 行/秒", "en": "{} rows/s"},
    "cases": {"zh": "{} 个/秒", "en": "{} cases/s"},
}


class _Rate(ProgressColumn):
    """Customers, rows or cases done in a second."""

    def __init__(self, counted: Counted, lang: Lang) -> None:
        super().__init__()
        self.text = _PER_SECOND[counted][lang]

    def render(self, task: Task) -> Text:
        return Text(self.text.format(f"{task.speed or 0:,.0f}"))


class Watching:
    """A bar on stderr that is drawn when something was done, and wiped off at the end.

    It has no thread of its own: processes may be forked while it is shown.
    """

    def __init__(
        self, what: str, total: int | None, lang: Lang, counted: Counted = "people"
    ) -> None:
        """Show nothing of ``total`` done yet; None where nobody knows how many there are."""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f}" + ("" if total is None else "/{task.total:,.0f}")),
            _Rate(counted, lang),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
        )
        self._task = self._progress.add_task(what, total=total)

    def __enter__(self) -> Watching:
        self._progress.start()
        self._progress.refresh()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def advance(self, number: int) -> None:
        """So many more are done."""
        self._progress.update(self._task, advance=number, refresh=True)
