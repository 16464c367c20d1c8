"""Personal values: in rows stands a name, the value lies beside them and can be erased (S7.4, Z13).

A name stands wherever a value would: in records, reasons, snapshots, effects and signals that
wait. It is an HMAC of the value by a random key of the account's own, so without the key it
tells nobody what it was. What is erased is unknown from then on.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from ..core.journey import Account, Signal
from ..core.personal import Marks, is_name
from ..core.records import (
    Decision,
    Effect,
    SendMessage,
    Why,
    decode_account_record,
    decode_record,
)

if TYPE_CHECKING:
    from .store import Reading, Writing

Value = TypeVar("Value")

_NAMED = re.compile(r'\{"type":"personal","under":"([0-9a-f]+)"\}')


def shown(text: str, values: Mapping[str, str]) -> str:
    """Return JSON with every personal value in the place of its name; erased ones stay names."""
    return _NAMED.sub(lambda match: values.get(match[1], match[0]), text)


# --- writing

KEYED = "k:"
"""What the digest of a signal with personal values begins with."""

_TABLES = frozenset({"data", "used", "common", "at_stake"})
# Where values stand by name: in records, reasons, effects, signals and accounts.


def keyed_digest(key: bytes, signal: Signal) -> str:
    """Return a digest that tells nobody without the key what the signal said."""
    body = msgspec.json.encode(signal, order="sorted")
    return KEYED + hmac.new(key, body, "sha256").hexdigest()


class Veil:
    """Puts names in the place of one account's personal values, in what a transaction writes."""

    def __init__(self, tx: Writing, account: str, random: Callable[[int], bytes]) -> None:
        """Write to ``tx``; the account's key is made by ``random`` when first needed."""
        self._tx = tx
        self._account = account
        self._random = random
        self._key = b""
        self._is_new = False
        self._values: dict[str, str] = {}
        self.marks = Marks()

    def decision(self, decision: Decision) -> Decision:
        """Return a decision as it is to be kept; the very same where nothing in it is personal."""
        records = tuple(self._struct(each, decode_record) for each in decision.records)
        told = tuple(self._struct(each, decode_account_record) for each in decision.account_records)
        why = tuple(self._struct(each, _decode_why) for each in decision.why)
        kept = replace(decision, records=records, account_records=told, why=why)
        return decision if kept == decision else kept

    def account(self, account: Account) -> bytes:
        """Return the snapshot of an account as it is to be kept."""
        return self.hide(msgspec.json.encode(account))

    def effect(self, effect: Effect) -> bytes:
        """Return an effect as it is to be kept: of a message that tells of a person, nothing."""
        data = msgspec.json.encode(effect)
        if isinstance(effect, SendMessage) and effect.message in self.marks.messages:
            return msgspec.json.encode(self._named(msgspec.json.decode(data)))
        return self.hide(data)

    def signal(self, signal: Signal) -> bytes:
        """Return a signal that waits as it is to be kept."""
        return self.hide(msgspec.json.encode(signal))

    def digest(self, signal: Signal) -> str | None:
        """Return the digest of a signal that carries personal values; None of any other."""
        if self.signal(signal) == msgspec.json.encode(signal):
            return None
        return keyed_digest(self._named_by(), signal)

    def write(self) -> None:
        """Keep the values that stand behind the names."""
        if self._values:
            self._tx.add_personal(self._account, self._key if self._is_new else None, self._values)

    def hide(self, data: bytes) -> bytes:
        """Return JSON with a name in the place of every personal value."""
        if not any(name.encode() + b'"' in data for name in self.marks.names):
            return data
        return msgspec.json.encode(self._hidden(msgspec.json.decode(data)))

    def _struct(self, value: Value, read: Callable[[bytes], Any]) -> Value:
        data = msgspec.json.encode(value, order="sorted")
        hidden = self.hide(data)
        return value if hidden == data else read(hidden)

    def _hidden(self, part: Any) -> Any:
        if isinstance(part, list):
            return [self._hidden(each) for each in part]
        if not isinstance(part, dict):
            return part
        found = {name: self._entry(name, each) for name, each in part.items()}
        if part.get("record") == "fact_set" and part["name"] in self.marks.names:
            found["value"] = self._named(part["value"])
        return found

    def _entry(self, name: str, part: Any) -> Any:
        if name == "facts" and isinstance(part, dict):
            # By their full names: a fact is personal itself, or it is not.
            names = self.marks.names
            return {key: self._named(each) if key in names else each for key, each in part.items()}
        if name in _TABLES and isinstance(part, dict):
            return self._table(part)
        if name == "rows" and isinstance(part, dict):
            return {thing: [self._table(row) for row in rows] for thing, rows in part.items()}
        return self._hidden(part)

    def _table(self, table: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._named(value) if self.marks.cover(name) else value
            for name, value in table.items()
        }

    def _named(self, value: Any) -> Any:
        if is_name(value):
            return value
        # However a signal ordered its fields: one value has one name.
        text = msgspec.json.encode(value, order="sorted")
        name = hmac.new(self._named_by(), text, "sha256").hexdigest()[:32]
        self._values[name] = text.decode()
        return {"type": "personal", "under": name}

    def _named_by(self) -> bytes:
        if not self._key:
            known = self._tx.personal_key(self._account)
            self._is_new = known is None
            self._key = known or self._random(32)
        return self._key


def _decode_why(data: bytes) -> Why:
    return msgspec.json.decode(data, type=Why)


def digest_again(reading: Reading, account: str, signal: Signal) -> str | None:
    """Return the keyed digest of a signal that was answered before.

    None once the account's values are erased: nobody can tell any more whether it is the same.
    """
    key = reading.personal_key(account)
    return None if key is None else keyed_digest(key, signal)
