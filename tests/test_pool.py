"""Pieces of work over executors: in order, few at a time, kept when cut short, named if failed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from engine.runtime.pool import PieceFailedError, processes, run_all, work_here

from .kit import ROOT

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def squared(number: int) -> int:
    """Return the square; the first pieces take longest, so that they come back last."""
    time.sleep(max(4 - number, 0) * 0.02)
    return number * number


def refused(number: int) -> int:
    """Fail on the third piece."""
    if number == 2:
        raise ValueError("the third")
    return number


def died(number: int) -> int:
    """Take the whole process down on the third piece, as a machine without memory does."""
    if number == 2:
        os._exit(1)
    return number


class _Counting(Executor):
    """Works at once, and notes how many pieces were out."""

    def __init__(self) -> None:
        self.out = self.most = 0

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        self.out += 1
        self.most = max(self.most, self.out)
        future: Future[Any] = Future()
        future.set_result(work(*given, **named))
        return future


@pytest.mark.parametrize("workers", [0, 4])
def test_results_come_in_the_order_of_the_pieces(workers: int) -> None:
    numbers = list(range(12))
    done: list[tuple[int, int]] = []
    with ThreadPoolExecutor(4) as threads:
        executor = threads if workers else None
        assert run_all(squared, numbers, executor, lambda *each: done.append(each), 6)
    assert done == [(each, each * each) for each in numbers]


def test_processes_hand_back_the_same() -> None:
    done: list[int] = []
    with processes(2) as executor:
        assert run_all(squared, list(range(6)), executor, lambda _, each: done.append(each), 4)
    assert done == [0, 1, 4, 9, 16, 25]


def test_no_more_are_out_than_may_be() -> None:
    executor = _Counting()

    def done(_piece: int, _result: int) -> None:
        executor.out -= 1

    assert run_all(squared, list(range(20)), executor, done, 3)
    assert executor.most == 3


@pytest.mark.parametrize("work", [refused, died])
def test_a_failed_piece_is_named_and_those_before_it_are_there(work: Callable[[int], int]) -> None:
    done: list[int] = []
    with processes(1) as executor, pytest.raises(PieceFailedError) as failed:
        run_all(work, [0, 1, 2, 3], executor, lambda _, each: done.append(each), 1)
    assert failed.value.index == 2
    assert done == [0, 1]


def test_a_failed_piece_is_named_where_nobody_else_works() -> None:
    with pytest.raises(PieceFailedError, match="ValueError: the third"):
        run_all(refused, [0, 1, 2, 3], None, lambda *_: None)


@posix
@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(2)], ids=["here", "handed out"])
def test_an_interrupt_while_a_result_is_taken_loses_nothing(executor: Executor | None) -> None:
    """What has begun to be taken is taken whole; what is out comes back; nothing more is begun."""
    done: list[int] = []

    def take(_piece: int, result: int) -> None:
        if result == 1:
            signal.raise_signal(signal.SIGINT)
        done.append(result)

    assert not run_all(squared, list(range(50)), executor, take, 3)
    assert done[:2] == [0, 1]
    assert done == [each * each for each in range(len(done))]
    assert len(done) < 10
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(2)], ids=["here", "handed out"])
def test_pieces_are_made_as_they_are_asked_for(executor: Executor | None) -> None:
    """Of a log with millions of cases no more are held than somebody works on, and one."""
    made, taken = 0, 0

    def making() -> Iterator[int]:
        nonlocal made
        for number in range(30):
            made += 1
            assert made - taken <= 4 + 1
            yield number

    def take(_piece: int, _result: int) -> None:
        nonlocal taken
        taken += 1

    assert run_all(squared, making(), executor, take, 4)
    assert (made, taken) == (30, 30)


@posix
@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(2)], ids=["here", "handed out"])
def test_an_interrupt_while_a_piece_is_made_breaks_that_off(executor: Executor | None) -> None:
    """Reading a long log stops at once; what was done before is handed over."""
    done: list[int] = []

    def making() -> Iterator[int]:
        yield from range(3)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("read on")

    assert not run_all(squared, making(), executor, lambda _, each: done.append(each), 2)
    assert done == [0, 1, 4][: len(done)]


@posix
def test_an_interrupt_in_the_middle_of_a_piece_throws_half_of_it_away() -> None:
    done: list[int] = []

    def work(number: int) -> int:
        if number == 3:
            signal.raise_signal(signal.SIGINT)
        return number

    assert not run_all(work, list(range(9)), None, lambda _, each: done.append(each))
    assert done == [0, 1, 2]


@posix
def test_a_worker_that_begins_too_late_to_hear_it_begins_nothing() -> None:
    """It is a copy of us, made before it could listen: it has to know what we know."""
    heard: list[bool] = []

    def take(_piece: int, _result: int) -> None:
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            work_here(squared, 1)
        heard.append(True)

    assert not run_all(squared, [0, 1, 2], None, take)
    assert heard == [True]
    assert work_here(squared, 3) == 9


@posix
def test_a_second_interrupt_ends_at_once() -> None:
    def take(_piece: int, _result: int) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_all(squared, [0, 1], None, take)


@posix
@pytest.mark.parametrize("work", ["slowly", "ever_longer"])
def test_ctrl_c_on_a_terminal_stops_the_workers_and_leaves_no_traceback(work: str) -> None:
    """The whole group hears it, as it does from a terminal; a long piece is broken off."""
    program = (
        "from engine.runtime.pool import processes, run_all\n"
        f"from tests.test_pool import {work}\n"
        "with processes(2) as executor:\n"
        "    done = []\n"
        f"    whole = run_all({work}, list(range(100)), executor,\n"
        "        lambda _, each: (done.append(each), print(each, flush=True)), 4)\n"
        "print(whole, done == list(range(len(done))), len(done) < 100)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "0\n"
    os.killpg(child.pid, signal.SIGINT)
    try:
        told, talk = child.communicate(timeout=120)
    finally:
        child.kill()
    assert (told.splitlines()[-1], talk) == ("False True True", "")


def slowly(number: int) -> int:
    """Return the number after a while."""
    time.sleep(0.05)
    return number


def ever_longer(number: int) -> int:
    """Return the number; all but the first take longer than anybody waits."""
    time.sleep(1_000 * min(number, 1))
    return number


class _Broken(Executor):
    """Its processes died after the first piece: nothing more can be handed out."""

    def __init__(self) -> None:
        self.given = 0

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        self.given += 1
        if self.given > 1:
            raise BrokenProcessPool("A process died")
        future: Future[Any] = Future()
        future.set_result(work(*given, **named))
        return future


def test_a_worker_that_dies_between_two_pieces_is_named_too() -> None:
    done: list[int] = []
    with pytest.raises(PieceFailedError, match="BrokenProcessPool") as failed:
        run_all(squared, [4, 5, 6], _Broken(), lambda _, each: done.append(each), 1)
    assert failed.value.index == 1
    assert done == [16]
