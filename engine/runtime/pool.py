"""Work in pieces, spread over any executor, and taken back in the order of the pieces.

The order of the results, and so the bytes made of them, does not depend on who worked on
which piece, nor on how many did.
"""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

AHEAD = 2
"""Pieces handed out for each worker: one to work on, one to go on with."""
_BLINK = 0.2
"""Seconds between two looks at whether somebody wants us to stop."""


class PieceFailedError(Exception):
    """A piece could not be worked on; ``index`` is its place among all, the cause why."""

    def __init__(self, index: int, cause: BaseException) -> None:
        """Keep both; the cause is told in one line."""
        super().__init__(f"{type(cause).__name__}: {cause}".strip(": "))
        self.index = index


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Open so many processes of this machine, and close them whatever happens."""
    # What it takes to run processes is loaded for a run that wants some.
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    with ProcessPoolExecutor(workers, initializer=_HERE.listen) as executor:
        yield executor


def run_all(
    work: Callable[[Piece], Result],
    pieces: Iterable[Piece],
    executor: Executor | None,
    on_done: Callable[[Piece, Result], None],
    in_flight: int = 1,
) -> bool:
    """Work on every piece; hand each result to ``on_done``, in the order of the pieces.

    Without an executor the work is done here. With one, at most ``in_flight`` pieces are handed
    out and not taken back; ``pieces`` may be made as they are asked for, and no others are held.
    Interrupted with Ctrl-C, nothing more is begun, the making of a piece is broken off, what is
    done is still handed over, and the answer is False; a second time, it is a
    ``KeyboardInterrupt``.

    Raises:
        PieceFailedError: work on a piece raised, or the worker died.
    """
    with _listening() as wish:
        waiting = _Waiting(pieces, wish)
        if executor is None:
            return _run_here(work, waiting, on_done, wish)
        return _Handed(work, executor, on_done, wish).run(waiting, in_flight)


class _Wish:
    """Whether Ctrl-C was pressed; while ``is_cutting`` it breaks into what is running."""

    def __init__(self) -> None:
        self.is_there = self.is_cutting = False

    def take(self, _signal: int, _frame: FrameType | None) -> None:
        # Also heard in a worker that has begun, but does not listen for itself yet.
        _HERE.is_stopped = True
        if self.is_there or self.is_cutting:
            self.is_there = True
            raise KeyboardInterrupt
        self.is_there = True


@contextmanager
def _listening() -> Iterator[_Wish]:
    wish = _Wish()
    if threading.current_thread() is not threading.main_thread():
        yield wish  # only the main thread hears signals
        return
    before = signal.signal(signal.SIGINT, wish.take)
    try:
        yield wish
    finally:
        signal.signal(signal.SIGINT, before)
        _HERE.is_stopped = False


class _Waiting(Generic[Piece]):
    """Pieces that nobody works on yet, numbered; one at most has been made.

    Once the making of one was broken off there are no more, and never the last.
    """

    def __init__(self, pieces: Iterable[Piece], wish: _Wish) -> None:
        self._pieces, self._wish = iter(pieces), wish
        self._held: list[Piece] = []
        self._number = 0
        self._is_cut = False

    def has_more(self) -> bool:
        """Make the next piece, where none is held, and tell whether there is one."""
        if self._held or self._is_cut:
            return bool(self._held)
        wish = self._wish
        try:
            wish.is_cutting = True
            self._held = [next(self._pieces)]
        except StopIteration:
            return False
        except KeyboardInterrupt:
            self._is_cut = True
        finally:
            wish.is_cutting = False
        return bool(self._held)

    def take(self) -> tuple[int, Piece]:
        """Return the next piece with its number."""
        self._number += 1
        return self._number - 1, self._held.pop()

    def is_over(self) -> bool:
        """Tell whether the last piece was taken."""
        return not self.has_more() and not self._is_cut


class _Worker:
    """A process that works for another: Ctrl-C reaches it too, and the first one decides.

    It breaks off the piece at hand, whose half nobody wants, and begins none any more.
    """

    def __init__(self) -> None:
        self.is_busy = self.is_stopped = False

    def listen(self) -> None:
        signal.signal(signal.SIGINT, self.stop)

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_stopped = True
        if self.is_busy:
            raise KeyboardInterrupt

    def work(self, work: Callable[[Piece], Result], piece: Piece) -> Result:
        try:
            # In this order: whenever it is pressed, one of the two sees it.
            self.is_busy = True
            if self.is_stopped:
                raise KeyboardInterrupt
            return work(piece)
        finally:
            self.is_busy = False


_HERE = _Worker()


def work_here(work: Callable[[Piece], Result], piece: Piece) -> Result:
    """Work on a piece, as a worker does: not at all once Ctrl-C was heard.

    Raises:
        KeyboardInterrupt: it was heard before, or while the piece was worked on.
    """
    return _HERE.work(work, piece)


def _run_here(
    work: Callable[[Piece], Result],
    waiting: _Waiting[Piece],
    on_done: Callable[[Piece, Result], None],
    wish: _Wish,
) -> bool:
    while not wish.is_there and waiting.has_more():
        index, piece = waiting.take()
        try:
            # Half a piece is worth nothing, so it may be cut off; a result is taken whole.
            wish.is_cutting = True
            result = work(piece)
        except KeyboardInterrupt:
            return False
        except Exception as error:
            raise PieceFailedError(index, error) from error
        finally:
            wish.is_cutting = False
        on_done(piece, result)
    return waiting.is_over()


class _Handed(Generic[Piece, Result]):
    """Pieces handed out to an executor, oldest first."""

    def __init__(
        self,
        work: Callable[[Piece], Result],
        executor: Executor,
        on_done: Callable[[Piece, Result], None],
        wish: _Wish,
    ) -> None:
        self.work, self.executor, self.on_done, self.wish = work, executor, on_done, wish
        self.out: deque[tuple[int, Piece, Future[Result]]] = deque()
        self.taken = 0

    def run(self, waiting: _Waiting[Piece], in_flight: int) -> bool:
        handed_out = 0
        try:
            while not self.wish.is_there and (waiting.has_more() or self.out):
                while len(self.out) < in_flight and waiting.has_more():
                    self._hand_out(*waiting.take())
                    handed_out += 1
                if self.out:
                    self._take()
        finally:
            for *_, future in self.out:
                future.cancel()
        while self.out:
            self._take(is_last=True)
        return self.taken == handed_out and waiting.is_over()

    def _hand_out(self, index: int, piece: Piece) -> None:
        try:
            future = self.executor.submit(work_here, self.work, piece)
        except RuntimeError as error:
            # A worker died since the last piece was taken: nobody is there to take this one.
            raise PieceFailedError(index, error) from error
        self.out.append((index, piece, future))

    def _take(self, *, is_last: bool = False) -> None:
        """Take the oldest piece back once it is done, or come back soon to look for a wish."""
        index, piece, future = self.out[0]
        try:
            result = future.result(timeout=None if is_last else _BLINK)
        except TimeoutError as error:
            if future.done():
                raise PieceFailedError(index, error) from error
            return
        except CancelledError:
            self.out.popleft()
            return
        except KeyboardInterrupt:
            if not future.done():
                raise  # ours, for the second time
            self.wish.is_there = True
            self.out.popleft()
            return
        except Exception as error:
            raise PieceFailedError(index, error) from error
        self.out.popleft()
        self.on_done(piece, result)
        self.taken += 1
