"""Webhooks: a CloudEvents event, signed as Standard Webhooks 1.0 asks, sent to a guarded URL."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import ssl
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

from ...language.values import MICROSECONDS_PER_SECOND
from ..clock import Clock, now
from .envelope import CONTENT_TYPE, body_of
from .guard import ForbiddenError, Place, allowed, read_place
from .hidden import Hidden
from .message import DELIVERED, Message, Outcome, SinkError
from .posting import Answer, Line, LostError, NotSentError, post

PREFIX = "whsec_"
_GONE, _TOO_EARLY, _TOO_MANY, _UNAVAILABLE = 410, 425, 429, 503
_NOT_TAKEN = frozenset({_TOO_EARLY, _TOO_MANY, _UNAVAILABLE})


def make_webhook(
    options: Mapping[str, Any], *, timeout: float, clock: Clock = now, line: Line | None = None
) -> Webhook:
    """Make the sink ``webhook``.

    Raises:
        SinkError: the URL or a network of ``allow`` makes no sense.
    """
    try:
        networks = allowed(options.get("allow", ()))
    except ValueError as error:
        raise SinkError("allow names what is no network") from error
    url = options.get("url", "")
    if not isinstance(url, Hidden):
        _place_of(url)
    if line is None:
        line = Line(networks, context=_context(options.get("ca", "")))
    return Webhook(url, tuple(options.get("keys", ())), timeout, clock, line)


def _context(authority: str) -> ssl.SSLContext | None:
    if not authority:
        return None
    try:
        return ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise SinkError("the file of ca cannot be read as certificates") from error


def _place_of(url: str) -> Place:
    try:
        return read_place(url)
    except ForbiddenError as error:
        raise SinkError(str(error)) from None


class Webhook:
    """Sends each message to one URL, signed with each of its keys."""

    def __init__(
        self, url: str | Hidden, keys: Sequence[Hidden], timeout: float, clock: Clock, line: Line
    ) -> None:
        """Use :func:`make_webhook`; here nothing is checked."""
        self._url, self._keys = url, keys
        self._timeout, self._clock, self._line = timeout, clock, line

    def send(self, message: Message) -> Outcome:
        """POST a message; 2xx is done, 410 ends it, what surely was not taken is tried again."""
        body = body_of(message)
        try:
            place = _place_of(self._url.reveal() if isinstance(self._url, Hidden) else self._url)
            headers = {"Content-Type": CONTENT_TYPE, "User-Agent": "touchline"}
            headers |= self._signed(message.id, body)
            answer = post(self._line, place, headers, body, self._timeout)
        except (SinkError, NotSentError) as error:
            return Outcome("retry", str(error))
        except ForbiddenError as error:
            return Outcome("refused", str(error))
        except LostError as error:
            return Outcome("unknown", str(error))
        return self._judged(answer)

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def _signed(self, identity: str, body: bytes) -> dict[str, str]:
        second = str(self._clock() // MICROSECONDS_PER_SECOND)
        signatures = [sign(key_of(key.reveal()), identity, second, body) for key in self._keys]
        headers = {"webhook-id": identity, "webhook-timestamp": second}
        return headers | ({"webhook-signature": " ".join(signatures)} if signatures else {})

    def _judged(self, answer: Answer) -> Outcome:
        status = answer.status
        if 200 <= status < 300:  # noqa: PLR2004  # as HTTP counts
            return DELIVERED
        why = f"HTTP {status}"
        if status == _GONE:
            return Outcome("refused", why)
        if 300 <= status < 400:  # noqa: PLR2004
            # A signed body goes where its owner wrote, and nowhere else (Z1).
            told = f"HTTP {status}: redirects are not followed; write the final URL"
            return Outcome("refused", told)
        wait = seconds_of(answer.retry_after, self._clock() / MICROSECONDS_PER_SECOND)
        is_sure = status < 500 or status in _NOT_TAKEN  # noqa: PLR2004
        return Outcome("retry" if is_sure else "unknown", why, wait)


def key_of(secret: str) -> bytes:
    """Return the key that a secret such as ``whsec_…`` spells in base64.

    Raises:
        SinkError: it spells none.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise SinkError("a webhook's key is written in base64, as whsec_…")
    return key


def sign(key: bytes, identity: str, second: str, body: bytes) -> str:
    """Return the signature of a body, ``v1,`` and base64."""
    signed = b".".join((identity.encode(), second.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def seconds_of(retry_after: str, now_seconds: float) -> float:
    """Return how long a receiver asks us to wait: seconds, or until a date; 0 where it does not."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(until.timestamp() - now_seconds, 0.0)
