"""WeCom, DingTalk, Feishu and the other services that Apprise speaks to: an extra.

The one room that knows ``apprise``; without it everything else runs as before. It answers
yes or no and has no idempotency key, so a no can be a message that arrived.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .hidden import Hidden
from .message import DELIVERED, Message, Outcome, SinkError


def make_chat(options: Mapping[str, Any], *, timeout: float) -> Chat:
    """Make the sink ``apprise``.

    Raises:
        SinkError: apprise is not installed, or there is no URL.
    """
    urls = tuple(options.get("urls", ()))
    if not urls:
        raise SinkError("apprise needs urls")
    with _HUSH.kept():
        try:
            import apprise  # noqa: PLC0415
        except ImportError as error:
            raise SinkError("apprise is not installed: pip install 'touchline[apprise]'") from error
    return Chat(apprise, urls, timeout)


class Chat:
    """Sends each message to every one of its URLs, which are secrets as a whole."""

    def __init__(self, library: Any, urls: tuple[Hidden, ...], timeout: float) -> None:
        """Use :func:`make_chat`; here nothing is checked."""
        self._library, self._urls, self._timeout = library, urls, timeout

    def send(self, message: Message) -> Outcome:
        """Notify; nothing it logs or raises is passed on, because its URLs hold the secrets."""
        library = self._library
        link = f"\n\n{message.link}" if message.link else ""
        with _HUSH.kept():
            # No plugins of its own, no threads of its own, nothing stored on disk.
            robot = library.Apprise(asset=library.AppriseAsset(storage_mode="memory"))
            for url in self._urls:
                try:
                    is_known = robot.add(url.reveal())
                except SinkError as error:
                    return Outcome("retry", str(error))
                if not is_known:
                    return Outcome("refused", f"{url} holds no URL that apprise knows")
            is_done = robot.notify(
                body=f"{message.told.text}{link}", title=message.told.title, body_format="text",
                timeout=self._timeout,
            )  # fmt: skip
        return DELIVERED if is_done else Outcome("unknown", "the service did not say yes")

    def close(self) -> None:
        """Do nothing: no connection is kept."""


class _Hush(logging.Filter):
    """Keeps apprise, and what it calls, from logging while it holds secrets (Z6).

    It logs URLs with their tokens in full; whoever needs to look into it runs it by itself.
    """

    LOGGERS = ("apprise", "urllib3", "urllib3.connectionpool", "requests", "requests_oauthlib")

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._count = 0

    def filter(self, record: logging.LogRecord) -> bool:
        # What it abandoned after its timeout may still be talking.
        return record.name != "apprise" and not self._count

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep quiet for a block."""
        with self._lock:
            self._count += 1
            for name in self.LOGGERS:
                logging.getLogger(name).addFilter(self)
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1


_HUSH = _Hush()
