"""Every value of the core goes out as versioned JSON and comes back equal (S1.4)."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from engine.core import records as r
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal
from engine.core.wire import VERSION, WireError, decode_value, encode_value
from engine.language.values import Money

from .kit import compiled_contract, play_all

DONE = Signal("a.done", "1", data={"x": True}, brings=("p",), address=Address("j"))
VALUES = [
    Account("acme", 3, {"tier": "A"}, {"manager/steel": "li"}),
    Directory(2, {"manager": "li"}),
    Context(Account("acme"), Directory(), {"x": 1}),
    DONE,
    Journey("j", 4, facts={"b": 1, "a": "二"}),
    r.Notify(3, 0, "assigned", "manager", "li", "call#3"),
    r.Decision("refused", (r.SignalRefused(1, "a", 2, "not-started"),)),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_equal(value: object) -> None:
    data = encode_value(value)
    back = decode_value(data, type(value))
    assert back == value
    assert encode_value(back) == data
    assert msgspec.json.decode(data)["version"] == VERSION


def test_every_record_of_real_journeys_comes_back_equal() -> None:
    played, _ = play_all(compiled_contract())
    records = [record for each in played for record in each.records]
    assert len(records) > 100
    for record in records:
        assert decode_value(encode_value(record), r.Base) == record


def test_every_kind_of_record_has_a_form() -> None:
    assert {kind.__struct_config__.tag_field for kind in get_args(r.Record)} == {"record"}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "truncated"),
        (b"[" * 100_000, "array"),
        (b'{"version": 2, "kind": "signal", "value": {}}', "version 2"),
        (b'{"version": 1, "kind": "dream", "value": {}}', "unknown kind"),
        (b'{"version": 1, "kind": "signal", "value": {}}', "type"),
        (encode_value(Account("acme")), "it is a account"),
        (b'{"version": 1, "kind": "\xff", "value": {}}', "utf-8"),
    ],
)
def test_what_is_no_value_says_why(data: bytes, told: str) -> None:
    with pytest.raises(WireError, match=told):
        decode_value(data, Signal)


@pytest.mark.parametrize("value", [3, "text", None, Money, {"a": 1}])
def test_what_is_none_of_the_core_has_no_form(value: object) -> None:
    with pytest.raises(TypeError):
        encode_value(value)
