"""An effect as machines read it: a CloudEvents 1.0 event with an id that never changes."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import msgspec

from ...core.records import Notify
from ...language.values import MICROSECONDS_PER_SECOND, Instant
from ..store import DeliveryRow
from .message import Message

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def delivery_id(row: DeliveryRow) -> str:
    """Return the idempotency key of a delivery: journey, record, index and target (P4).

    Plain ASCII without full stops, as a ``webhook-id`` must be.
    """
    return f"{_plain(row.journey)}/{row.record}/{row.index}/{_plain(row.target)}"


def _plain(text: str) -> str:
    return quote(text, safe="").replace(".", "%2E")


def event_of(message: Message) -> dict[str, Any]:
    """Return the event: the same bytes at every attempt."""
    effect, about = message.effect, message.about
    kind = str(effect.__struct_config__.tag)
    reason = f".{effect.reason}" if isinstance(effect, Notify) else ""
    return {
        "specversion": "1.0",
        "id": message.id,
        "source": f"/touchline/journeys/{_plain(about.journey)}",
        "type": f"touchline.{kind}{reason}",
        "time": moment(about.at),
        "datacontenttype": "application/json",
        "data": {
            "journey": about.journey, "account": about.account, "line": about.line,
            "playbook": about.playbook, "key": about.key, "target": message.target,
            "effect": msgspec.to_builtins(effect), "lang": message.lang,
            "title": message.told.title, "text": message.told.text, "link": message.link,
        },
    }  # fmt: skip


def body_of(message: Message) -> bytes:
    """Return the event as JSON on one line."""
    return msgspec.json.encode(event_of(message))


def moment(at: Instant) -> str:
    """Return an instant as RFC 3339 has it, exactly."""
    second, rest = divmod(at, MICROSECONDS_PER_SECOND)
    told = _EPOCH + dt.timedelta(seconds=second, microseconds=rest)
    return told.isoformat(timespec="microseconds").replace("+00:00", "Z")
