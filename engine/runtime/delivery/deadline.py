"""The end of a conversation, however slowly the other side keeps it going (F29, F30)."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

CallOff = Callable[[], None]
Alarm = Callable[[float, Callable[[], None]], CallOff]
"""Calls a function after so many seconds, unless it is called off."""


def ring(seconds: float, strike: Callable[[], None]) -> CallOff:
    """Call ``strike`` from a thread of its own."""
    timer = threading.Timer(seconds, strike)
    timer.daemon = True
    timer.start()
    return timer.cancel


class Deadline:
    """A total time for a conversation: when it is over the socket is shut, whatever it does.

    A timeout of a socket alone would not do: it begins anew with every byte (1 byte a second).
    """

    def __init__(self, seconds: float, alarm: Alarm = ring) -> None:
        """Let ``alarm`` strike after so many seconds of the block."""
        self.is_over = False
        self._seconds, self._alarm = seconds, alarm
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._call_off: CallOff = _nothing

    def __enter__(self) -> Self:
        self._call_off = self._alarm(self._seconds, self._strike)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._call_off()
        with self._lock:
            self._socket = None

    def watch(self, connection: socket.socket) -> None:
        """Shut this socket when time is up; the last one named counts."""
        with self._lock:
            self._socket = connection
            if self.is_over:
                _shut(connection)

    def _strike(self) -> None:
        with self._lock:
            self.is_over = True
            if self._socket is not None:
                _shut(self._socket)


def secured(
    context: ssl.SSLContext, plain: socket.socket, name: str, deadline: Deadline
) -> ssl.SSLSocket:
    """Return a connection encrypted, with a certificate of that name.

    The handshake is watched too: while it goes on the plain socket is nobody's any more.

    Raises:
        OSError: it did not come about; ``ssl.SSLError`` is one.
    """
    found = context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)
    deadline.watch(found)
    try:
        found.do_handshake()
    except BaseException:
        found.close()
        raise
    return found


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # The plain call: that of a TLS socket would drop what another thread is reading with.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _nothing() -> None:
    pass
