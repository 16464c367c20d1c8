"""What arrives as bytes, on three stores: the same answer everywhere, and no exception (X8, X9)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.compiler import Compiled
from engine.runtime.clock import ManualClock
from engine.runtime.failures import EngineError
from engine.runtime.receiving import read_signal
from engine.runtime.service import Engine

from ..small_workspace import at
from . import oracles, workload
from .conftest import STORES, address
from .ledger import FaultLedger
from .oracles import Told

NOON = at("03-02 12:00")
DEEP = 100_000


def body(**more: object) -> bytes:
    """Return a signal as JSON; what it is told replaces what it says."""
    whole = {"type": "client.asked", "id": "1", "source": "web", "data": {"tags": ["a"]}, **more}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")


def tagged(text: str) -> bytes:
    return body(data={"tags": [text]})


BODIES: dict[str, bytes] = {
    "good": body(),
    "the same again": body(),
    "another body": body(data={"tags": ["b"]}),
    "not JSON": b"{",
    "empty": b"",
    "a list": b"[]",
    "not UTF-8": b'{"type": "\xff"}',
    "GBK": '{"type": "报价"}'.encode("gbk"),
    "UTF-16": body().decode().encode("utf-16"),
    "a byte-order mark": b"\xef\xbb\xbf" + body(),
    "deep lists": b"[" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep inside data": body(data={})[:-2] + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "not a number": body(data={"offer.amount": "x"}).replace(b'"x"', b"NaN"),
    "infinity": body(data={"offer.amount": "x"}).replace(b'"x"', b"Infinity"),
    "1e999": body(data={"offer.amount": "x"}).replace(b'"x"', b"1e999"),
    "five thousand digits": body(data={"n": "x"}).replace(b'"x"', b"9" * 5_000),
    "2^63": body(id="big", data={"n": 2**63}),
    "-2^63 - 1": body(id="big", data={"n": -(2**63) - 1}),
    "2^63 as a time": body(id="late", at=2**63),
    "duplicate keys": b'{"type": "client.asked", "type": "client.withdrew", "id": "9"}',
    "ten megabytes": tagged("a" * 10_000_000),
    "NUL": tagged("a\0b"),
    "half a character": tagged("\ud800"),
    "half a character, escaped": body().replace(b'"a"', b'"\\ud800"'),
    "NUL in the id": body(id="a\0b"),
    "half a character in a name": body(data={"\udfff": 1}),
    "no id": body(id=""),
    "a number for an id": body(id=7),
    "unknown field": body(role="admin"),
    "null": body(data=None),
    "year 10000": body(id="far", at=253_402_300_800_000_000),
    "before 1970": body(id="old", at=-1),
    # What is unusual and can be kept is kept, and comes back as it was.
    "four bytes a sign": body(id="u1", data={"tags": ["😀𠮷"]}),
    "combining": body(id="u2", data={"tags": ["é", "e\u0301"]}),
    "separators": body(id="u3", data={"tags": ["\u2028\u2029\x85\u200b\ufeff"]}),
    "control": body(id="u4", data={"tags": ["\x01\x1f\x7f"]}),
    "quotes": body(id="u5' OR 1=1; DROP TABLE journal; --", data={"tags": ["%_\\"]}),
    "order of keys": body(id="u6", data={"client.tags": ["z", "a"], "b": 1, "a": 2}),
}
KEPT = {"good", "four bytes a sign", "combining", "separators", "control", "quotes"}


def answer(engine: Engine, journey: str, sent: bytes) -> str:
    """Return what is said to a body, in one line."""
    try:
        receipt = engine.signal(journey, read_signal(sent))
    except EngineError as error:
        return f"{error.code}: {error.line('en')}"
    return f"{receipt.outcome} {receipt.is_duplicate} {receipt.records!r}"


def is_refused(said: str) -> bool:
    """Tell whether an answer is an error's."""
    return said.partition(" ")[0].endswith(":")


def answers(url: str, workspace: Compiled) -> Iterator[tuple[str, str]]:
    """Yield the answer to each body, then the whole journal."""
    with Engine.open(url, workspace, clock=ManualClock(NOON)) as engine:
        journey = engine.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
        for name, sent in BODIES.items():
            before = engine.history(journey)
            said = answer(engine, journey, sent)
            if is_refused(said):
                assert engine.history(journey) == before, "nothing is half done"
            yield name, said
        yield "journal", repr(engine.history(journey))
        assert engine.check(journey)


@pytest.fixture
def expected(workspace: Compiled) -> dict[str, str]:
    return dict(answers("memory:", workspace))


def test_bad_bodies_are_bad_and_good_ones_good(expected: dict[str, str]) -> None:
    taken = {name for name, said in expected.items() if said.startswith("taken")}
    assert taken >= KEPT
    assert expected["the same again"].startswith("taken True")
    assert expected["another body"].startswith("other-body")
    refused = [name for name, said in expected.items() if said.startswith("unacceptable")]
    assert len(refused) > 20
    assert not any("Error" in said or "Traceback" in said for said in expected.values())


@pytest.mark.fault("X8", "X9", "Z2")
@pytest.mark.parametrize("store", STORES[1:])
def test_every_store_gives_the_same_answers(
    request: pytest.FixtureRequest,
    workspace: Compiled,
    expected: dict[str, str],
    faults: FaultLedger,
    store: str,
) -> None:
    url = address(request, store)
    assert dict(answers(url, workspace)) == expected
    refused = sum(map(is_refused, expected.values()))
    faults.enter("X8 X9", store, tries=len(BODIES), refused=refused)
    assert oracles.check(url, Told()) == []


@pytest.mark.fault("X8", "X9")
@pytest.mark.parametrize("store", STORES[1:])
def test_any_text_is_kept_by_all_or_by_none(
    request: pytest.FixtureRequest, workspace: Compiled, store: str
) -> None:
    url = address(request, store)
    clock = ManualClock(NOON)
    with (
        Engine.open("memory:", workspace, clock=clock) as one,
        Engine.open(url, workspace, clock=clock) as two,
    ):
        journeys = [
            each.start("a", line="steel", playbook="offer", facts=workload.AMOUNT)
            for each in (one, two)
        ]
        assert journeys[0] == journeys[1]

        @settings(max_examples=25)
        @given(st.text(max_size=8), st.text(st.characters(), max_size=30))
        def same(name: str, text: str) -> None:
            sent = body(id=name, data={"tags": [text]})
            assert answer(one, journeys[0], sent) == answer(two, journeys[1], sent)

        same()
        assert one.history(journeys[0]) == two.history(journeys[1])
