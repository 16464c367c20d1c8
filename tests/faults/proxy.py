"""A wire that can be cut: stands between an engine and its PostgreSQL, and loses answers.

What a client sends always arrives. After :meth:`Proxy.lose` the server's answer to the so
many-th message from then on is thrown away and the connection cut: the work is done, and
nobody was told.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
_MOST = 1 << 16


class Proxy:
    """Listens beside a server's socket; made by :func:`proxied`."""

    def __init__(self, upstream: Path, listening: Path) -> None:
        self.listening = listening
        self.lost = 0
        self._upstream = upstream
        self._left = -1
        self._pumps: set[asyncio.Task[None]] = set()

    def lose(self, number: int) -> None:
        """Lose the answer to that message from now on; 1 is the next one."""
        self._left = number

    async def serve(self) -> asyncio.Server:
        """Begin to listen."""
        return await asyncio.start_unix_server(self._joined, self.listening / SOCKET)

    async def end(self) -> None:
        """Let go of everything that still flows."""
        for each in tuple(self._pumps):
            each.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pumps.add(task)
        try:
            answers, asks = await asyncio.open_unix_connection(self._upstream / SOCKET)
            try:
                await self._between(reader, writer, answers, asks)
            finally:
                asks.close()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            self._pumps.discard(task)

    async def _between(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
        asks: asyncio.StreamWriter,
    ) -> None:
        cut = asyncio.Event()
        out = asyncio.ensure_future(self._ask(reader, asks, cut))
        back = asyncio.ensure_future(self._answer(answers, writer, cut))
        try:
            await asyncio.wait({out, back}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (out, back):
                each.cancel()
            await asyncio.gather(out, back, return_exceptions=True)

    async def _ask(
        self, reader: asyncio.StreamReader, asks: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        while data := await reader.read(_MOST):
            if self._left > 0:
                self._left -= 1
                if self._left == 0:
                    cut.set()
            asks.write(data)
            await asks.drain()

    async def _answer(
        self, answers: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        while data := await answers.read(_MOST):
            if cut.is_set():  # the server has done it and says so, to nobody
                self.lost += 1
                return
            writer.write(data)
            await writer.drain()


@contextmanager
def proxied(upstream: Path, listening: Path) -> Iterator[Proxy]:
    """Run a proxy in a thread of its own."""
    listening.mkdir()
    proxy = Proxy(upstream, listening)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(proxy.serve())
        ready.set()
        with suppress(asyncio.CancelledError):
            loop.run_forever()
        server.close()
        loop.run_until_complete(proxy.end())
        loop.run_until_complete(server.wait_closed())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
