"""Deadlines scaled by a share: which lengths are, which are not, and how they are spelt."""

from __future__ import annotations

import pytest

from engine.language.facts import read_span, write_span
from engine.studies.backtest.scaled import as_scaled, hours_of

from .lifecycles import compiled

WRITTEN = """
shared:
  escalations:
    ladder: {tiers: [{id: first, level: team, after: 10 days, do: remind}]}
  recoveries:
    play: {follow_ups: [{id: ring, after: 5 days}]}
stages:
  stage:
    start: a
    clocks: {total: {starts: journey.started, stops: deal.signed, within: 20 days}}
    variants:
      dear:
        if: deal.amount > 5 EUR
        set: {check.due: 15 days, quiet.after: 40 days}
    states:
      a:
        waits_for: customer
        touchpoints:
          check:
            starts: 5 days
            due: 10 days
            overdue: {remind: 5 days before due, escalate: ladder}
          again: {repeats: every 5 days up to 2 times}
        moves: {deal.asked: b}
        stalls:
          quiet:
            after: 10 days
            silent: customer
            escalate: ladder
            recover: play
            give_up: {after: 50 days, to: lost}
      b:
        timeout: {after: 5 days, to: lost}
      won: {end: success}
      lost: {end: lost}
"""


@pytest.mark.parametrize(
    ("length", "percent", "scaled"),
    [
        ("30 days", 80, "24 days"), ("5 days", 120, "6 days"), ("7 days", 80, "8064 minutes"),
        ("10 days", 100, "10 days"), ("1 hour", 80, "48 minutes"), ("3 minutes", 80, "2 minutes"),
        ("1 minute", 10, "1 minute"), ("0 minutes", 80, "0 minutes"),
        ("1 week", 120, "12096 minutes"),
        ("5 weeks", 80, "4 weeks"), ("1 month", 80, "24 days"), ("5 months", 80, "4 months"),
        ("5 business days", 80, "4 business days"), ("3 business days", 80, "19 business hours"),
        ("1 business hour", 80, "1 business hour"), ("4 business hours", 120, "5 business hours"),
    ],
)  # fmt: skip
def test_a_length_is_spelt_in_the_coarsest_unit_that_says_it(
    length: str, percent: int, scaled: str
) -> None:
    """Whole in its own unit, else in a finer one; a business day has the calendar's hours."""
    program = compiled(
        WRITTEN.replace("10 days\n            silent", f"{length}\n            silent")
    ).program
    stage = as_scaled(program, percent, "stage").stages["stage"]
    stall = stage.tracks[0].states["a"].stalls[0]
    assert stall.after == read_span(scaled), write_span(stall.after)


def test_all_deadlines_are_scaled_and_nothing_else() -> None:
    """Starts and repetitions are no deadlines; conditions stay as they are."""
    program = compiled(WRITTEN).program
    assert as_scaled(program, 100, "stage") == program
    scaled = as_scaled(program, 80, "stage")
    stage = scaled.stages["stage"]
    state, other = (stage.tracks[0].states[name] for name in ("a", "b"))
    check, again = state.touchpoints
    assert check.due is not None
    assert check.starts is not None
    assert other.timeout is not None
    assert state.stalls[0].give_up is not None
    assert again.repeats is not None
    said = {
        "due": check.due.span, "remind": check.remind, "stall": state.stalls[0].after,
        "give up": state.stalls[0].give_up.after, "timeout": other.timeout.moment.span,
        "clock": stage.tracks[0].clocks[0].within, "tier": scaled.ladders["ladder"].tiers[0].after,
        "follow-up": scaled.recoveries["play"].steps[0].after,
        "starts": check.starts.span, "repeats": again.repeats.every,
    }  # fmt: skip
    assert {name: write_span(span) if span else "" for name, span in said.items()} == {
        "due": "8 days", "remind": "4 days", "stall": "8 days", "give up": "40 days",
        "timeout": "4 days", "clock": "16 days", "tier": "8 days", "follow-up": "4 days",
        "starts": "5 days", "repeats": "5 days",
    }  # fmt: skip
    (variant,) = stage.variants
    spans = [each.moment.span if each.moment is not None else each.span for each in variant.changes]
    assert [write_span(span) for span in spans if span is not None] == ["12 days", "32 days"]


def test_a_business_day_has_the_hours_of_most_days() -> None:
    """The office is open eight hours on each of five days."""
    program = compiled(WRITTEN).program
    assert hours_of(program.calendars["office"]) == 8
