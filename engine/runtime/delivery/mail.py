"""E-mail by SMTP: encrypted before anything is said, and no header but those we write (Z9)."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Literal

import msgspec

from ...core.records import Notify, SendMessage
from ...language.deliveries import ADDRESS
from ...language.values import MICROSECONDS_PER_SECOND
from .deadline import Alarm, Deadline, ring, secured
from .hidden import Hidden
from .message import DELIVERED, Message, Outcome, SinkError

PORTS = {"starttls": 587, "tls": 465, "none": 25}

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_TITLE = 200
_ACCEPTED, _PERMANENT = range(200, 300), 500


class Post(msgspec.Struct, frozen=True):
    """Where mail is handed in, whom it is from, and who has which address."""

    host: str
    sender: str
    security: Literal["starttls", "tls", "none"] = "starttls"
    port: int = 0
    user: str = ""
    to: tuple[str, ...] = ()
    addresses: Mapping[str, str] = {}


def make_mail(
    options: Mapping[str, Any],
    *,
    timeout: float,
    context: ssl.SSLContext | None = None,
    alarm: Alarm = ring,
) -> Mail:
    """Make the sink ``email``.

    Raises:
        SinkError: the host is missing, or an address is none.
    """
    post = Post(
        options.get("host", ""), options.get("from", ""), options.get("security", "starttls"),
        options.get("port") or 0, options.get("user", ""), tuple(options.get("to", ())),
        dict(options.get("addresses", {})),
    )  # fmt: skip
    if not post.host or post.security not in PORTS:
        raise SinkError("email needs a host, and security is starttls, tls or none")
    for address in (post.sender, *post.to, *post.addresses.values()):
        if not ADDRESS.match(address):
            raise SinkError("email: from, to and addresses are plain addresses, name@example.com")
    return Mail(post, options.get("password"), timeout, context, alarm)


class Mail:
    """Sends each message as one e-mail to who it is for."""

    def __init__(
        self,
        post: Post,
        password: Hidden | None,
        timeout: float,
        context: ssl.SSLContext | None,
        alarm: Alarm,
    ) -> None:
        """Use :func:`make_mail`; here nothing is checked."""
        self._post, self._password, self._timeout = post, password, timeout
        self._context, self._alarm = context, alarm

    def send(self, message: Message) -> Outcome:
        """Hand it in; what the server refuses for good is refused, all else is tried again."""
        to = self._recipients(message)
        if not to:
            return Outcome("refused", "nobody it is for has an address")
        letter = self._letter(message, to)
        with Deadline(self._timeout, self._alarm) as deadline:
            try:
                session = self._open(deadline)
                try:
                    return _handed_in(session, self._post.sender, to, letter)
                finally:
                    session.leave()
            except SinkError as error:
                return Outcome("retry", str(error))
            except smtplib.SMTPResponseException as error:
                return _answered(error.smtp_code)
            except (OSError, smtplib.SMTPException):
                told = "too long" if deadline.is_over else "the mail server cannot be reached"
                return Outcome("retry", told)

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def _recipients(self, message: Message) -> tuple[str, ...]:
        effect, known = message.effect, self._post.addresses
        names: Sequence[str] = ()
        if isinstance(effect, Notify):
            names = (effect.person, effect.role)
        elif isinstance(effect, SendMessage):
            names = (effect.contact,)
        found = next((known[name] for name in names if name in known), None)
        return (found,) if found else self._post.to

    def _letter(self, message: Message, to: Sequence[str]) -> bytes:
        letter = EmailMessage(policy=SMTP)
        letter["Subject"] = one_line(message.told.title)[:_LONGEST_TITLE]
        letter["From"], letter["To"] = self._post.sender, ", ".join(to)
        # The moment it tells of, not of sending: a repeat is the same letter.
        at = dt.datetime.fromtimestamp(message.about.at // MICROSECONDS_PER_SECOND, dt.UTC)
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{message.id}@{self._post.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        link = f"\n\n{message.link}" if message.link else ""
        letter.set_content(f"{message.told.text}{link}\n", cte="base64")
        return letter.as_bytes()

    def _open(self, deadline: Deadline) -> _Session:
        post = self._post
        context = self._context or ssl.create_default_context()
        session = _Session(deadline, self._timeout, context if post.security == "tls" else None)
        try:
            session.begin(post.host, post.port or PORTS[post.security])
            if post.security == "starttls":
                session.encrypt(context)
            if post.user and self._password is not None:
                session.login(post.user, self._password.reveal())
        except smtplib.SMTPNotSupportedError:
            session.close()
            raise SinkError("the mail server offers no STARTTLS, or no way to log in") from None
        except BaseException:
            session.close()
            raise
        return session


class _Session(smtplib.SMTP):
    """A session whose socket is shut when time is up."""

    def __init__(self, deadline: Deadline, seconds: float, context: ssl.SSLContext | None) -> None:
        self._deadline, self._tls = deadline, context
        super().__init__(timeout=seconds, local_hostname="localhost")

    def begin(self, host: str, port: int) -> None:
        """Connect and say hello.

        Raises:
            SMTPException: the server does not want to talk.
        """
        self._host = host  # what the certificate is to be of
        code, _ = self.connect(host, port)
        if code not in _ACCEPTED:
            raise smtplib.SMTPConnectError(code, b"")
        self.ehlo()

    def leave(self) -> None:
        """Say goodbye; how that is taken changes nothing about the letter."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.putcmd("quit")
        self.close()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on encrypted; what the server said before counts no more.

        Raises:
            SMTPNotSupportedError: the server does not offer it.
            OSError: it did not come about.
        """
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError
        code, _ = self.docmd("STARTTLS")
        if code not in _ACCEPTED or self.sock is None:
            raise smtplib.SMTPConnectError(code, b"")
        self.sock = secured(context, self.sock, self._host, self._deadline)
        # Nothing that came before may stand in what is read from here on.
        self.file = None
        self.esmtp_features, self.does_esmtp = {}, False
        self.ehlo()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        self._deadline.watch(plain)
        if self._tls is None:
            return plain
        return secured(self._tls, plain, host, self._deadline)


def _handed_in(session: smtplib.SMTP, sender: str, to: Sequence[str], letter: bytes) -> Outcome:
    """Hand a letter in for all who should have it, or for none."""
    code, _ = session.mail(sender)
    for address in to:
        if code in _ACCEPTED:
            code, _ = session.rcpt(address)
    if code not in _ACCEPTED:
        return _answered(code)
    try:
        code, _ = session.data(letter)
    except smtplib.SMTPDataError as error:
        return _answered(error.smtp_code)
    except (OSError, smtplib.SMTPException):
        return Outcome("unknown", "the connection broke while the letter was handed in")
    return DELIVERED if code in _ACCEPTED else _answered(code)


def _answered(code: int) -> Outcome:
    """Return what an answer that is no yes means; its text may hold anything, and is left out."""
    return Outcome("refused" if code >= _PERMANENT else "retry", f"SMTP {code}")


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters."""
    return _UNSEEN.sub(" ", text).strip()
