"""Bodies from outside: what is no signal is refused before the core, the field named (X8)."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.journey import Address, Signal
from engine.language.values import Number
from engine.runtime.failures import UnacceptableError
from engine.runtime.receiving import MAX_BYTES, read_signal

GOOD = {
    "type": "quote.sent",
    "id": "msg-42",
    "source": "crm",
    "by": "李雷",
    "at": 1_758_850_000_000_000,
    "data": {"discount": "5%", "pieces": 3, "urgent": True, "tags": ["急", "vip"]},
    "brings": ["quotation"],
    "address": {"account": "acme", "line": "steel"},
}


def test_a_signal_reads_as_it_was_written() -> None:
    signal = read_signal(json.dumps(GOOD).encode())
    assert signal.by == "李雷"
    assert signal.data["tags"] == ("急", "vip")
    assert signal.address == Address(account="acme", line="steel")


def test_a_fraction_stays_exact() -> None:
    body = b'{"type": "a.b", "id": "1", "data": {"x": 0.10, "y": 1.5e2}}'
    assert read_signal(body).data == {"x": Number(Decimal("0.1")), "y": Number(Decimal(150))}


DEEP = b"[" * 100_000 + b"]" * 100_000
BAD = {
    "nan": (b'{"type": "a", "id": "b", "data": {"x": NaN}}', "NaN is not a number"),
    "infinity": (b'{"type": "a", "id": "b", "data": {"x": -Infinity}}', "-Infinity"),
    "half a character": (b'{"type": "a", "id": "b\\ud800"}', "half a character"),
    "nul": (b'{"type": "a", "id": "b\\u0000"}', "NUL"),
    "deep": (b'{"type": "a", "id": "b", "data": {"x": ' + DEEP + b"}}", "levels deep"),
    "deep beside": (b'{"type": "a", "id": "b", "zzz": ' + DEEP + b"}", "levels deep"),
    "deep objects": (b'{"a":' * 100_000, "levels deep"),
    "large": (b'{"type": "a", "id": "' + b"x" * 10_000_000 + b'"}', f"at most {MAX_BYTES}"),
    "long number": (b'{"type": "a", "id": "b", "at": ' + b"9" * 5_000 + b"}", "digits"),
    "63 bits": (b'{"type": "a", "id": "b", "data": {"x": 9223372036854775808}}', "x"),
    "twice": (b'{"type": "a", "id": "b", "id": "c"}', "twice"),
    "unknown": (b'{"type": "a", "id": "b", "dta": {}}', "there is no such field"),
    "unknown address": (b'{"type": "a", "id": "b", "address": {"acount": "x"}}', "acount"),
    "wrong type": (b'{"type": "a", "id": 3}', "id"),
    "nested data": (b'{"type": "a", "id": "b", "data": {"x": {"y": 1}}}', "data"),
    "null": (b'{"type": "a", "id": "b", "data": {"x": null}}', "data"),
    "empty": (b"", "not JSON"),
    "a list": (b"[1]", "a signal is an object"),
    "not utf-8": (b'{"type": "\xff", "id": "b"}', "not UTF-8"),
    "cut off": (b'{"type": "a", "id": "b"', "not JSON"),
    "no id": (b'{"type": "a"}', "id"),
    "empty type": (b'{"type": "", "id": "b"}', "it is empty"),
    "negative at": (b'{"type": "a", "id": "b", "at": -1}', "1970"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_signal_is_refused_in_one_sentence(name: str) -> None:
    body, told = BAD[name]
    with pytest.raises(UnacceptableError) as refused:
        read_signal(body)
    line = refused.value.line("en")
    assert told in line
    assert len(line) < 500
    assert refused.value.line("zh")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_whatever_raise_anything_else(body: bytes) -> None:
    try:
        signal = read_signal(body)
    except UnacceptableError:
        return
    assert isinstance(signal, Signal)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda inner: (
    st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
), max_leaves=8))  # fmt: skip
def test_no_data_whatever_raises_anything_else(data: object) -> None:
    body = json.dumps({"type": "a", "id": "b", "data": data}).encode()
    try:
        read_signal(body)
    except UnacceptableError:
        return
