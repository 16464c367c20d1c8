"""Bad input to the engine, row by row: a typed error with a code, a sentence and a cure (X8, X9).

Whatever is wrong, nothing is half done: journals, tasks and what waits stay as they were.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.core.decide import STARTED
from engine.core.journey import Address, Signal
from engine.language.values import Money, Number
from engine.runtime.failures import FAILURES, EngineError, RefusedError
from engine.runtime.service import Engine
from engine.runtime.unfit import WHYS

from .live import begin, is_sound
from .small_workspace import at

Act = Callable[[Engine, str], object]


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def signal(**changes: Any) -> Signal:
    return Signal(**{"type": "client.asked", "id": "bad", **changes})


def data(value: Any) -> Act:
    return lambda engine, journey: engine.signal(journey, signal(data={"tags": value}))


BAD: dict[str, tuple[str, Act]] = {
    "unknown journey": ("unknown-journey", lambda e, _: e.signal("no/such", signal())),
    "unknown journey, to accept": ("unknown-journey", lambda e, _: e.accept("no/such", signal())),
    "unknown journey, read": ("unknown-journey", lambda e, _: e.timeline("no/such")),
    "unknown account, read": ("unknown-account", lambda e, _: e.account("nobody")),
    "unknown playbook": (
        "start-refused", lambda e, _: e.start("x", line="steel", playbook="none"),
    ),
    "unknown state": (
        "start-refused",
        lambda e, _: e.start("x", line="steel", playbook="offer", state="nowhere"),
    ),
    "unknown fact at the start": (
        "start-refused",
        lambda e, _: e.start("x", line="steel", playbook="offer", facts={"no.such": 1}),
    ),
    "start of nobody": (
        "unacceptable", lambda e, _: e.start("", line="steel", playbook="offer"),
    ),
    "start by another signal": (
        "unacceptable",
        lambda e, _: e.begin(signal(address=Address(account="x", playbook="offer"))),
    ),
    "unknown task, done": ("unknown-task", lambda e, j: e.complete(j, "no_such")),
    "unknown task, skipped": ("unknown-task", lambda e, j: e.skip(j, "x", by="b", reason="r")),
    "unknown task, called off": ("unknown-task", lambda e, j: e.cancel(j, "x", by="b")),
    "unknown task, handed over": ("unknown-task", lambda e, j: e.reassign(j, "x", "y", by="b")),
    "unknown facts": ("facts-refused", lambda e, _: e.set_facts("acme", {"no.such": True})),
    "facts of another type": (
        "facts-refused", lambda e, _: e.set_facts("acme", {"client.on_hold": 3}),
    ),
    "facts of the future": (
        "unacceptable",
        lambda e, _: e.set_facts("acme", {"client.on_hold": True}, at=at("12-31 09:00")),
    ),
    "nobody serves": (
        "nobody-serves", lambda e, _: e.send(signal(address=Address(account="nobody"))),
    ),
    "a signal to no account": ("unacceptable", lambda e, _: e.send(signal())),
    "stale version": ("stale", lambda e, j: e.signal(j, signal(), expected_version=1)),
    "stale version of a form": (
        "stale", lambda e, j: e.complete(j, "send_offer", expected_version=1),
    ),
    "another body": (
        "other-body", lambda e, j: e.signal(j, Signal("client.withdrew", "known", by="x")),
    ),
    "another body, accepted": (
        "other-body", lambda e, j: e.accept(j, Signal("client.withdrew", "known", by="x")),
    ),
    "no id": ("unacceptable", lambda e, j: e.signal(j, signal(id=""))),
    "no type": ("unacceptable", lambda e, j: e.signal(j, signal(type=""))),
    "a time that is none": ("unacceptable", lambda e, j: e.signal(j, signal(at=-1))),
    "a time as a fraction": ("unacceptable", lambda e, j: e.signal(j, signal(at=1.5))),
    "a time beyond 9999": ("unacceptable", lambda e, j: e.signal(j, signal(at=10**18))),
    "X9 not a number": ("unacceptable", data(float("nan"))),
    "X9 infinity": ("unacceptable", data(float("inf"))),
    "X9 a fraction": ("unacceptable", data(0.1)),
    "X9 no finite decimal": ("unacceptable", data(Number(Decimal("NaN")))),
    "X9 no finite money": ("unacceptable", data(Money(Decimal("Infinity"), "CNY"))),
    "X9 half a character": ("unacceptable", data("half \ud800")),
    "X9 half a character in a name": (
        "unacceptable", lambda e, j: e.signal(j, signal(data={"\udfff": 1})),
    ),
    "X9 half a character in who": ("unacceptable", lambda e, j: e.note(j, "x", by="\ud800")),
    "X9 half a character in a journey": ("unacceptable", lambda e, _: e.timeline("\ud800")),
    "X9 NUL": ("unacceptable", data("a\0b")),
    "X9 NUL in an id": ("unacceptable", lambda e, j: e.signal(j, signal(id="a\0b"))),
    "X9 65 bits": ("unacceptable", data(2**64)),
    "X9 bytes": ("unacceptable", data(b"bytes")),
    "X9 a list": ("unacceptable", data(["a"])),
    "X9 nothing": ("unacceptable", data(None)),
    "X9 data that is no dict": ("unacceptable", lambda e, j: e.signal(j, signal(data=[]))),
    "X8 oversized": ("unacceptable", data("x" * 2_000_000)),
    "X8 oversized by many": (
        "unacceptable",
        lambda e, j: e.signal(j, signal(data={f"n{n}": n for n in range(200_000)})),
    ),
    "X8 oversized note": ("unacceptable", lambda e, j: e.note(j, "长" * 500_000, by="b")),
    "X8 deep": ("unacceptable", data(nested(20))),
    "X8 deeper than a stack": ("unacceptable", data(nested(100_000))),
    "X8 oversized, accepted": (
        "unacceptable", lambda e, j: e.accept(j, signal(data={"tags": "x" * 2_000_000})),
    ),
}  # fmt: skip


@pytest.mark.fault("X8", "X9")
def test_bad_input_is_a_typed_error_and_nothing_is_half_done(engine: Engine) -> None:
    journey = begin(engine)
    engine.signal(journey, Signal("client.asked", "known"))
    before = everything(engine)
    for name, (code, act) in BAD.items():
        with pytest.raises(EngineError) as caught:
            act(engine, journey)
        error = caught.value
        assert error.code == code, name
        assert error.message("zh") != error.message("en"), name
        for told in (error.line("zh"), error.line("en")):
            told.encode()
            assert error.code in told, name
            assert "{" not in told, name
            assert len(told) < 2_000, name
        assert error.cure("zh"), name
        assert error.cure("en"), name
        assert everything(engine) == before, name
    assert is_sound(engine)
    # None of it has used up an id.
    assert engine.signal(journey, signal()).is_duplicate is False


def everything(engine: Engine) -> object:
    journeys = engine.journeys()
    with engine.store.reading() as reading:
        waiting = [reading.waiting(row.id) for row in journeys]
        accounts = reading.account_ids("", 100)
    histories = [engine.history(row.id) for row in journeys]
    tasks, incidents = engine.tasks(), engine.incidents(state=None)
    return journeys, histories, tasks, incidents, waiting, accounts


REFUSED: dict[str, tuple[str, Signal]] = {
    "wrong state": ("task-not-open", Signal("check_terms.done", "1", data={"outcome": "passed"})),
    "wrong outcome": ("outcome-unknown", Signal("send_offer.done", "2", data={"outcome": "x"})),
    "unknown field": ("field-wrong", Signal("client.asked", "3", data={"no_such": 1})),
    "wrong type": ("field-wrong", Signal("client.asked", "4", data={"tags": 3})),
    "unknown document": ("unknown-document", Signal("send_offer.done", "5", brings=("no",))),
    "unknown signal": ("unknown-signal", Signal("no.such", "6")),
    "in the future": ("in-the-future", Signal("client.asked", "7", at=at("12-31 09:00"))),
}


def test_what_a_playbook_refuses_is_a_receipt_that_says_why(engine: Engine) -> None:
    journey = begin(engine)
    for name, (reason, sent) in REFUSED.items():
        standing = engine.tasks(journey=journey), engine.journey(journey).lanes
        receipt = engine.signal(journey, sent)
        assert receipt.outcome in {"refused", "ignored"}, name
        assert receipt.reason == reason, name
        with pytest.raises(RefusedError) as caught:
            receipt.expect_taken()
        assert caught.value.code == "refused"
        assert caught.value.reason == reason
        assert caught.value.line("zh") != caught.value.line("en")
        assert (engine.tasks(journey=journey), engine.journey(journey).lanes) == standing, name
    assert is_sound(engine)


def test_a_start_refused_says_what_is_unknown(engine: Engine) -> None:
    wanted = Signal(
        STARTED, "s", address=Address(account="x", line="steel", playbook="offer"),
        brings=("no_paper",),
    )  # fmt: skip
    with pytest.raises(EngineError) as caught:
        engine.begin(wanted)
    assert "no_paper" in caught.value.line("en")
    assert engine.journeys() == ()


def test_every_reason_why_a_value_is_not_kept_is_told_in_chinese(root: Path) -> None:
    """What msgspec says of a type is told as it says it; all else in both languages."""
    said = set()
    for path in sorted((root / "engine" / "runtime").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UnacceptableError":
                said |= {each.value for each in node.args[1:] if isinstance(each, ast.Constant)}
    assert said - WHYS.keys() == set()
    assert WHYS.keys() - said == set()


def test_every_failure_has_its_words_in_both_languages() -> None:
    for code, message in FAILURES.items():
        assert message.what.zh, code
        assert message.what.en, code
        assert message.cure.zh, code
        assert message.cure.en, code
