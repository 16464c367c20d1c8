"""Dask's executor: the same work on the machines of a cluster (extra ``dask``).

The one room that knows ``distributed``; without it everything else runs as before.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any


class NoClusterError(Exception):
    """No scheduler answers at the address; its text says why."""


def is_installed() -> bool:
    """Tell whether the extra is there, without loading it."""
    return importlib.util.find_spec("distributed") is not None


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Connect to the scheduler at ``address``; yield its executor, and how many workers it has.

    Raises:
        NoClusterError: nobody answers there.
    """
    # An extra, and slow to load.
    import distributed  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    connect: Any = distributed.Client
    try:
        client = connect(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoClusterError(str(error) or type(error).__name__) from error
    try:
        with executor_of(client) as executor:
            yield executor, max(sum(client.ncores().values()), 1)
    finally:
        client.close()


@contextmanager
def executor_of(client: Any) -> Iterator[Executor]:
    """Open the executor of a connected client; work is never taken for done because it looks alike.

    What it runs depends on its arguments alone, yet two runs of equal work are still two.
    """
    executor = client.get_executor(pure=False)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False)
