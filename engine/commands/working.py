"""Who works on a long run: processes of this machine, or a cluster; and who watches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..language.titles import Lang
from ..present.closing import word
from ..runtime.pool import AHEAD, processes
from .outcome import ENVIRONMENT, USAGE, StoppedError
from .surroundings import cores, shows_progress

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..present.progress import Counted

# Imported where they are used: each costs a run that does not ask for it.
# ruff: noqa: PLC0415


def workers_of(said: str | None, lang: Lang) -> int | str | None:
    """Return a number of processes, or the address of a scheduler, as it was typed.

    Raises:
        StoppedError: it is neither.
    """
    if said is None or "://" in said:
        return said
    if said.isascii() and said.isdigit() and int(said):
        return int(said)
    raise StoppedError(word("no-workers", lang, text=said), USAGE)


@contextmanager
def at_work(
    wanted: int | str | None, pieces: int | None, lang: Lang
) -> Iterator[tuple[Executor | None, int]]:
    """Open who works on so many pieces; yield it, and how many pieces may be handed out.

    ``pieces`` is None where nobody knows how many there are, but more than one.

    Raises:
        StoppedError: the scheduler that is wanted is not there.
    """
    if isinstance(wanted, str):
        with _cluster(wanted, lang) as (executor, workers):
            yield executor, AHEAD * workers
        return
    workers = wanted or cores()
    if pieces is not None:
        workers = min(workers, pieces)
    if workers <= 1:
        yield None, 1
        return
    with processes(workers) as executor:
        yield executor, AHEAD * workers


@contextmanager
def _cluster(address: str, lang: Lang) -> Iterator[tuple[Executor, int]]:
    from ..runtime.cluster import NoClusterError, cluster, is_installed

    if not is_installed():
        raise StoppedError(word("no-dask", lang), ENVIRONMENT)
    try:
        with cluster(address) as found:
            yield found
    except NoClusterError as error:
        told = word("no-cluster", lang, address=address, why=error)
        raise StoppedError(told, ENVIRONMENT) from error


@contextmanager
def watching(
    going: str, total: int | None, lang: Lang, counted: Counted = "people"
) -> Iterator[Callable[[int], None]]:
    """Show how far a run is, to who can watch; yield what is told of each step.

    ``total`` is None where nobody knows yet how many there are.
    """
    if not shows_progress():
        yield lambda _: None
        return
    from ..present.progress import Watching

    with Watching(going, total, lang, counted) as shown:
        yield shown.advance
