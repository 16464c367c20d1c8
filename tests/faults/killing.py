"""Processes that end as kill -9 ends them, forked from a parent that is warm already."""

from __future__ import annotations

import gc
import itertools
import os
import random
import resource
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")

CrashPoint = Callable[[str], None]
Life = Callable[[], CrashPoint]
"""What gives each process the point at which it ends."""


def die() -> None:
    """End this process at once; nothing is flushed, closed or told."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at(number: int) -> CrashPoint:
    """Return a crash point that ends the process when points were passed so often."""
    passed = itertools.count(1)

    def reached(_point: str) -> None:
        if next(passed) == number:
            die()

    return reached


def kill_at_point(wanted: str, time: int = 1) -> CrashPoint:
    """Return a crash point that ends the process when ``wanted`` is passed for that time."""
    passed = itertools.count(1)

    def reached(point: str) -> None:
        if point == wanted and next(passed) == time:
            die()

    return reached


def once_past(wanted: str, reached: CrashPoint) -> CrashPoint:
    """Return a crash point that begins when ``wanted`` was passed: so far the process lives."""
    passed: list[str] = []

    def later(point: str) -> None:
        if passed:
            reached(point)
        elif point == wanted:
            passed.append(point)

    return later


def lifetimes(seed: int, longest: int) -> Life:
    """Return what gives each process the point at which it ends, from one seed."""
    chance = random.Random(seed)  # noqa: S311  # the same each time is what is wanted
    return lambda: kill_at(chance.randint(1, longest))


def start(play: Callable[[], object], said: Path | None = None) -> int:
    """Fork a process that plays and ends; what it writes goes to ``said``; return its id."""
    child = os.fork()
    if child:
        return child
    gc.disable()  # a collection would copy every page that is shared with the parent
    try:
        if said is not None:
            out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(out, 1)
            os.dup2(out, 2)
        play()
    except BaseException:  # noqa: BLE001  # the parent is not to come back to life here
        traceback.print_exc()
        os._exit(3)
    os._exit(0)


def ended(status: int) -> bool:
    """Tell whether a process was killed; it must have done its work otherwise."""
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, os.WTERMSIG(status)
        return True
    assert os.WEXITSTATUS(status) == 0, "the process failed; its traceback stands above"
    return False


def in_a_process(play: Callable[[], object], said: Path | None = None) -> bool:
    """Run in a process of its own; tell whether it was killed."""
    _, status = os.waitpid(start(play, said), 0)
    return ended(status)


def usage() -> tuple[int, int]:
    """Return this process's open files, 0 where no system says, and its memory in KiB."""
    files = Path("/proc/self/fd")
    count = len(list(files.iterdir())) if files.is_dir() else 0
    return count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
