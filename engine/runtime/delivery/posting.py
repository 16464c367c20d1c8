"""One POST over HTTP/1.1 by the standard library: to a judged address, within a total time.

Nothing is followed, nothing is kept open, and of the answer only its status line and
headers are read: what a receiver says in a body, however long, is no matter of ours (F30).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .deadline import Alarm, Deadline, ring, secured
from .guard import (
    Address,
    ForbiddenError,
    Network,
    Place,
    Resolve,
    UnreachableError,
    judged,
    look_up,
)

MOST_SENT = 1_000_000
"""Bytes of a body; larger than any effect, and a bound on what a slow line costs."""

Connect = Callable[[tuple[str, int], float], socket.socket]
"""Opens a connection to an address and a port, or raises OSError."""


class Answer(NamedTuple):
    """What came back: the status, and how long the receiver asks us to wait, as it wrote it."""

    status: int
    retry_after: str


class NotSentError(Exception):
    """Nothing of the message has left us; the text says why."""


class LostError(Exception):
    """The message may have arrived; nobody said. The text says what happened."""


@dataclass(frozen=True, slots=True)
class Line:
    """How the outside is reached; tests put their own resolver, socket and alarm in place."""

    networks: tuple[Network, ...] = ()
    resolve: Resolve = look_up
    connect: Connect = socket.create_connection
    alarm: Alarm = ring
    context: ssl.SSLContext | None = None


def post(
    line: Line, place: Place, headers: Mapping[str, str], body: bytes, seconds: float
) -> Answer:
    """Send a body and return the status of the answer.

    Raises:
        ForbiddenError: the address may not be reached; nothing was sent.
        NotSentError: it could not be reached; nothing was sent.
        LostError: it was reached, and no status came back.
    """
    if len(body) > MOST_SENT:
        raise ForbiddenError(f"the message is larger than {MOST_SENT} bytes")
    try:
        addresses = judged(place, line.networks, line.resolve)
    except UnreachableError as error:
        raise NotSentError(str(error)) from None
    with Deadline(seconds, line.alarm) as deadline:
        connection = http.client.HTTPConnection(place.host, place.port, timeout=seconds)
        connection.sock = _connected(line, place, addresses, seconds, deadline)
        try:
            return _asked(connection, place, headers, body, deadline)
        finally:
            connection.close()


def _connected(
    line: Line, place: Place, addresses: Sequence[Address], seconds: float, deadline: Deadline
) -> socket.socket:
    """Connect to the first of the judged addresses that answers."""
    why = "it cannot be connected to"
    for address in addresses:
        if deadline.is_over:
            break
        try:
            # All of them together may take so long.
            plain = line.connect((str(address), place.port), seconds / len(addresses))
        except OSError:
            continue
        deadline.watch(plain)
        try:
            plain.settimeout(seconds)
            if not place.is_secure:
                return plain
            # The certificate is of the name; the connection is to the address that was judged.
            context = line.context or ssl.create_default_context()
            return secured(context, plain, place.host, deadline)
        except ssl.SSLCertVerificationError:
            why = "its certificate is not valid for its name"
        except OSError:
            why = "no TLS connection came about"
        plain.close()
    raise NotSentError("it took too long to connect" if deadline.is_over else why)


def _asked(
    connection: http.client.HTTPConnection,
    place: Place,
    headers: Mapping[str, str],
    body: bytes,
    deadline: Deadline,
) -> Answer:
    try:
        connection.putrequest("POST", place.path, skip_host=True, skip_accept_encoding=True)
        fixed = {"Host": place.authority, "Content-Length": str(len(body)), "Connection": "close"}
        for name, value in (fixed | dict(headers)).items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError):
        told = "no answer in time" if deadline.is_over else "the connection broke before an answer"
        raise LostError(told) from None
    return Answer(answer.status, answer.headers.get("Retry-After", ""))
