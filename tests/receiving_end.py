"""Servers of this machine that take what sinks send: HTTP and SMTP, each in a thread."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Play = Callable[["socket.socket", "Request"], None]


@dataclass
class Request:
    """What a server was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A server that answers each request with the next play, and remembers requests."""

    port: int
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://hooks.example.com:{self.port}/touchline?of=us"


def answer(status: int, *headers: str, body: bytes = b"") -> Play:
    """Answer with a status and close."""

    def play(connection: socket.socket, _: Request) -> None:
        lines = [f"HTTP/1.1 {status} So", *headers, f"Content-Length: {len(body)}", "", ""]
        connection.sendall("\r\n".join(lines).encode() + body)

    return play


@contextlib.contextmanager
def receiver(*plays: Play) -> Iterator[Receiver]:
    """Serve on 127.0.0.1 until the block ends; without a play left it answers 200."""
    waiting = list(plays)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server's name
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request("POST", self.path, headers, body)
            found.requests.append(request)
            play = waiting.pop(0) if waiting else answer(200)
            with contextlib.suppress(OSError):
                play(self.connection, request)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
