"""Personal values: in rows stands a name, the value lies beside them and can be erased (S7.4, Z13).

A name stands wherever a value would: in records, reasons, snapshots, effects and signals that
wait. It is an HMAC of the value by a random key of the account's own, so without the key it
tells nobody what it was. What is erased is unknown from then on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

_MARK = '"type":"personal"'
# In JSON this stands outside of texts only: inside, its quotes would be escaped.
_MARK_BYTES = _MARK.encode()
_NAMED = re.compile(r'\{"type":"personal","under":"([0-9a-f]+)"\}')


def is_named(data: str | bytes) -> bool:
    """Tell whether names of personal values stand in a row's JSON."""
    return _MARK in data if isinstance(data, str) else _MARK_BYTES in data


def shown(text: str, values: Mapping[str, str]) -> str:
    """Return JSON with every personal value in the place of its name; erased ones stay names."""
    return _NAMED.sub(lambda match: values.get(match[1], match[0]), text)


def known(text: str) -> str:
    """Return JSON without what was erased: nobody knows it any more."""
    if not is_named(text):
        return text
    return msgspec.json.encode(_without(msgspec.json.decode(text))).decode()


def _without(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without(each) for name, each in part.items() if not _is_name(each)}
    if isinstance(part, list):
        return [_without(each) for each in part]
    return part


def _is_name(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "personal"
