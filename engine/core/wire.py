"""Every value of the core as JSON with a version, and back.

Snapshots and journals have forms of their own, one record a row. This is the form for
whoever calls the engine as a library and keeps, sends or compares values itself.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from . import records as r
from .journey import Account, Context, Directory, Journey, Signal

VERSION = 1
"""Raised when a value of an older form would be read wrongly; a new field with a default is not."""

_KINDS: dict[str, Any] = {
    "account": Account, "context": Context, "decision": r.Decision, "directory": Directory,
    "effect": r.Effect, "journey": Journey, "record": r.Record, "signal": Signal,
}  # fmt: skip
_STRUCTS: dict[Any, str] = {
    Account: "account", Context: "context", r.Decision: "decision", Directory: "directory",
    Journey: "journey", Signal: "signal",
}  # fmt: skip

Kind = TypeVar("Kind")


class WireError(ValueError):
    """Bytes that are no value of this version; the text says what is wrong with them."""


class _Envelope(msgspec.Struct, frozen=True):
    version: int
    kind: str
    value: msgspec.Raw


def encode_value(value: Any) -> bytes:
    """Return a journey, account, context, directory, signal, record, effect or decision as JSON.

    One form per value (S1.4); tables keep their order, because decisions follow it (S1.6).

    Raises:
        TypeError: it is none of them.
    """
    kind = _STRUCTS.get(type(value))
    if kind is None:
        tag_field = getattr(getattr(value, "__struct_config__", None), "tag_field", "")
        kind = {"record": "record", "effect": "effect"}.get(tag_field or "")
    if kind is None:
        raise TypeError(f"{type(value).__name__} is no value of the core")
    body = msgspec.Raw(msgspec.json.encode(value))
    return msgspec.json.encode(_Envelope(VERSION, kind, body))


def decode_value(data: bytes | str, wanted: type[Kind]) -> Kind:
    """Read a value back from :func:`encode_value`; ``wanted`` may be a class or a union.

    Raises:
        WireError: it is not JSON, of a newer version, of another kind, or not well formed.
    """
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
        if envelope.version > VERSION:
            raise WireError(f"version {envelope.version}; this engine reads up to {VERSION}")
        if envelope.kind not in _KINDS:
            raise WireError(f"unknown kind {envelope.kind!r}")
        value = msgspec.json.decode(envelope.value, type=_KINDS[envelope.kind])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(str(error)) from error
    if not isinstance(value, wanted):
        raise WireError(f"it is a {envelope.kind}")
    return value
