"""Small stages that several tests of the core play on."""

from __future__ import annotations

from .journeys import Play, stage

REVIEW = stage("""
    start: asking
    anytime: {client.called: [{if: deal.urgent, to: lost}]}
    states:
      asking:
        touchpoints:
          look: {if: deal.count > 3}
          call: {starts: after deal.asked and deal.checked}
        moves:
          deal.accepted:
            - {if: deal.amount >= large, to: review}
            - {to: drafting}
          deal.signed: won
          deal.asked: {to: stay, up_to: 2 times, else: lost}
          client.called: drafting
      review: {moves: {deal.accepted: drafting}}
      drafting: {needs: [offer], moves: {deal.signed: won}}
      won: {end: success}
      lost: {end: lost}
    """)
WORK = stage("""
    start: a
    overdue: {remind: 1 business hour before due, escalate: ladder}
    states:
      a:
        touchpoints:
          first: {due: 4 business hours, form: terms, needs: [offer], outcomes: [yes_, no_]}
          then: {starts: after first, due: 1 business day, once: true, produces: draft}
          kept: {due: 2 business days, stays: true}
          soon: {starts: 1 business day, stays: true}
          last: {starts: after then}
        moves: {deal.asked: b, deal.signed: end}
      b: {moves: {deal.asked: a}}
      end: {end: success}
    """)
STALL = stage("""
    start: a
    states:
      a:
        waits_for: customer
        touchpoints: {ours: {}}
        moves: {deal.signed: end}
        stalls:
          quiet: {after: 1 business day, silent: customer, escalate: ladder, recover: play,
                  cause: sales, give_up: {after: 5 business days, to: asleep}}
          unsigned: {after: 3 business days, without: deal.signed}
      end: {end: success}
      asleep: {end: dormant, wakes: {deal.asked: a}}
    """)


def review(**facts: object) -> Play:
    """Begin a journey on the stage with a guarded acceptance."""
    return Play(
        REVIEW, "2025-09-26 10:00", facts={k.replace("__", "."): v for k, v in facts.items()}
    )


def finished(play: Play) -> None:
    """Complete the first task with all that its gate asks for."""
    play.done("first", outcome="yes_", brings=("offer",), deal__amount="5 EUR")
