"""A small server for those who watch a worker: is it alive, can it work, how much has it done."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import NamedTuple

JSON, PLAIN = "application/json; charset=utf-8", "text/plain; charset=utf-8"

PATIENCE = 5.0
"""Seconds a caller may take for its question: nobody holds a thread for longer."""


class Answer(NamedTuple):
    """What is said to one question."""

    status: int
    kind: str
    body: bytes


def told(status: int, about: Mapping[str, object]) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, JSON, json.dumps(about, ensure_ascii=False).encode() + b"\n")


class Listening:
    """Answers questions about a worker on one address, in threads of its own, until closed."""

    def __init__(self, host: str, port: int, pages: Mapping[str, Callable[[], Answer]]) -> None:
        """Begin to answer; port 0 takes a free one.

        Raises:
            OSError: the address cannot be had.
        """
        kind = _Server6 if ":" in host else _Server
        self._server = kind((host, port), _handler(dict(pages)))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="touchline-watched", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it answers on."""
        return self._server.server_port

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """Take the address; nobody is asked for the name it has elsewhere, who may be away."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a caller that went away: it is its own affair."""


class _Server6(_Server):
    address_family = socket.AF_INET6


def _handler(pages: dict[str, Callable[[], Answer]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE
        server_version, sys_version = "touchline", ""

        def do_GET(self) -> None:  # the name http.server calls
            """Answer one question."""
            self._answer(has_body=True)

        def do_HEAD(self) -> None:
            """Answer one question without the words."""
            self._answer(has_body=False)

        def _answer(self, *, has_body: bool) -> None:
            page = pages.get(self.path.partition("?")[0])
            found = page() if page is not None else Answer(404, PLAIN, b"not found\n")
            self.send_response(found.status)
            self.send_header("Content-Type", found.kind)
            self.send_header("Content-Length", str(len(found.body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if has_body:
                self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            """Write nothing: who asks every few seconds would fill the log."""

    return Handler
