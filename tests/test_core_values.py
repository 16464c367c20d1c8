"""Conditions (S6.5), the journal (S7.4) and the program as data (S8.1)."""

from __future__ import annotations

import pytest

from engine.core import records as r
from engine.core.decide import decide
from engine.core.evolve import refold
from engine.core.journey import Context, Signal
from engine.core.link import link
from engine.language.program import decode, encode

from .journeys import CLINIC, CONTRACT, Play, linked_program, program_of, stage
from .stages import STALL

THURSDAY = "2025-09-25 10:00"


@pytest.mark.clause("S6.5", "S1.7")
@pytest.mark.parametrize(
    ("condition", "facts", "to"),
    [
        ("deal.amount >= large", {"deal.amount": "1000 EUR"}, "yes"),
        ("deal.amount >= large", {"deal.amount": "1000 USD"}, "no"),
        ("deal.amount - deal.cost > 5 EUR", {"deal.amount": "10 EUR", "deal.cost": "5 EUR"}, "no"),
        ("deal.amount * 2 == 0.2 EUR", {"deal.amount": "0.1 EUR"}, "yes"),
        ("deal.count / deal.parts * 3 < 1", {"deal.count": 1, "deal.parts": 3}, "yes"),
        ("deal.count + deal.parts == 3", {"deal.count": 1, "deal.parts": 2}, "yes"),
        ("deal.share > 12%", {"deal.share": "12.5%"}, "yes"),
        ("deal.wanted_on <= 2025-11-20", {"deal.wanted_on": "2025-11-20"}, "yes"),
        ("client.tier in (A or B)", {"client.tier": "B"}, "yes"),
        ("client.tier != A", {"client.tier": "A"}, "no"),
        ("deal.tags has rush", {"deal.tags": ("slow", "rush")}, "yes"),
        ("offer.missing", {}, "yes"),
        ("offer.present", {}, "no"),
        ("deal.urgent or deal.count > 1", {"deal.urgent": True}, "yes"),
        ("deal.urgent and deal.count > 1", {"deal.urgent": False}, "no"),
        ("deal.urgent and deal.count > 1", {"deal.urgent": True}, "a"),
        ("deal.urgent or deal.count > 1", {"deal.urgent": False}, "a"),
        ("not deal.urgent", {"deal.urgent": False}, "yes"),
        ("not deal.urgent", {}, "a"),
        ("deal.amount > 5 EUR", {"deal.amount": "9 USD"}, "a"),
    ],
)
def test_conditions_have_three_answers(condition: str, facts: dict[str, object], to: str) -> None:
    linked = stage(f"""
        start: a
        states:
          a: {{moves: {{deal.asked: [{{if: "{condition}", to: "yes"}}, {{to: "no"}}]}}}}
          "yes": {{end: success}}
          "no": {{end: lost}}
        """)
    play = Play(linked, "2025-09-26 10:00", facts=facts)
    play.signal("deal.asked")
    assert play.state == to


@pytest.mark.clause("S7.4")
def test_folding_the_journal_gives_the_journey() -> None:
    play = Play(STALL, THURSDAY).until("2025-10-03 10:00")
    play.signal("deal.asked")
    lines = r.encode_records(tuple(play.records))
    assert refold("journey-1", [r.decode_record(line) for line in lines]) == play.journey


@pytest.mark.clause("S8.1", "S1.4")
@pytest.mark.parametrize("folder", [CONTRACT, CLINIC])
def test_a_program_read_back_has_the_same_identity(folder: object) -> None:
    program = program_of(CONTRACT if folder is CONTRACT else CLINIC)
    again = link(decode(encode(program)))
    assert (again.program, again.id) == (program, link(program).id)


@pytest.mark.clause("S8.1", "S1.4")
def test_a_program_read_back_decides_in_the_same_order() -> None:
    linked = linked_program(CLINIC)
    again = link(decode(encode(linked.program)))
    play = Play(linked, "2025-11-20 09:00")
    data = {"share": "5%", "fee": "9 EUR", "is_free": True}
    signal = Signal("recall.approved", "x", at=play.now, data=data)  # type: ignore[arg-type]  # a str each
    told = [decide(each, Context(), play.journey, signal, play.now) for each in (linked, again)]
    assert told[0] == told[1]
    assert len(told[0].records) == 5
