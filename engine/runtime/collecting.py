"""The garbage collector, out of the way while a workspace is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the garbage collector, and leave it as it was found.

    Compiling a workspace builds trees, models and a program that all stay: the collector
    would walk over them again and again, an eighth of the whole time, and find nothing to
    free. What is dropped on the way goes when its last user does, collector or not.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
