"""A mail server in a thread: takes letters, or answers as a test wants."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from .kit import ROOT

CERTIFICATES = ROOT / "tests" / "cases" / "tls"
DROP = "drop"
"""In the place of an answer: the connection ends."""


@dataclass
class MailServer:
    """What a server heard, and the letters it took."""

    port: int
    lines: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)

    @property
    def letter(self) -> EmailMessage:
        (found,) = self.letters
        return message_from_bytes(found, policy=default)


def trusting() -> ssl.SSLContext:
    """Return a context that trusts the authority of the tests alone."""
    return ssl.create_default_context(cafile=str(CERTIFICATES / "ca.pem"))


def serving() -> ssl.SSLContext:
    """Return the context of a server called localhost or hooks.example.com."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")
    return context


@contextlib.contextmanager
def mail_server(
    answers: Mapping[str, str] | None = None, *, offers: str = "STARTTLS"
) -> Iterator[MailServer]:
    """Serve on localhost; ``answers`` replaces what it says to a verb, ``.`` is a letter's end."""
    listener = socket.create_server(("127.0.0.1", 0))
    found = MailServer(listener.getsockname()[1])

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(60)
                talk = _Talk(connection, found, dict(answers or {}), offers)
                with contextlib.suppress(OSError):
                    talk.run()
                talk.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield found
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


class _Talk:
    """One session."""

    def __init__(
        self, connection: socket.socket, heard: MailServer, answers: dict[str, str], offers: str
    ) -> None:
        self._socket, self._heard, self._answers, self._offers = connection, heard, answers, offers
        self._file = connection.makefile("rb")

    def run(self) -> None:
        self._say(self._answers.get("", "220 here"))
        while line := self._file.readline():
            text = line.decode().rstrip("\r\n")
            self._heard.lines.append(text)
            verb = text.partition(" ")[0].upper()
            if verb == "STARTTLS":
                self._encrypt()
            elif verb == "DATA":
                self._take()
            elif verb == "EHLO":
                self._say(f"250-here\r\n250-{self._offers}\r\n250 AUTH PLAIN")
            else:
                self._say(self._answers.get(verb, "235 yes" if verb == "AUTH" else "250 yes"))

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def _say(self, answer: str) -> None:
        if answer == DROP:
            self._socket.shutdown(socket.SHUT_RDWR)
            raise ConnectionError
        self._socket.sendall(f"{answer}\r\n".encode())

    def _encrypt(self) -> None:
        self._say("220 go on")
        self._file.close()
        self._socket = serving().wrap_socket(self._socket, server_side=True)
        self._file = self._socket.makefile("rb")

    def _take(self) -> None:
        self._say(self._answers.get("DATA", "354 go on"))
        if "DATA" in self._answers:
            return
        lines = []
        while (line := self._file.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self._heard.letters.append(b"".join(lines))
        self._say(self._answers.get(".", "250 taken"))
