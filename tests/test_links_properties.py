"""Whatever comes, in whatever order, to whichever journey: nothing raises, all refolds (S1.9)."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.evolve import refold

from .lifecycles import World
from .test_core_links import PROGRAM

SIGNALS = (
    "deal.signed", "deal.accepted", "deal.asked", "deal.again", "deal.left", "client.asked",
    "client.wrote", "client.paid", "quote.done", "pack.done", "journey.paused",
    "journey.resumed", "context.changed", "seed.answered", "journey.closed", "nonsense",
)  # fmt: skip
ONWARD = ("deal.signed", "deal.accepted", "deal.again")
"""What leads from stage to stage: asked for often, or nothing would ever be seeded."""

FACTS: tuple[dict[str, Any], ...] = (
    {"deal__amount": "5 EUR"}, {"deal__amount": "5000 EUR"}, {"deal__urgent": True},
    {"deal__urgent": False}, {"client__standing": "open"}, {"client__standing": "merged"},
)  # fmt: skip
ONE = st.one_of(
    st.tuples(st.just("send"), st.sampled_from(SIGNALS), st.integers(0, 9)),
    st.tuples(st.just("send"), st.sampled_from(ONWARD), st.integers(0, 9)),
    st.tuples(st.just("post"), st.sampled_from(SIGNALS), st.integers(0, 9)),
    st.tuples(st.just("facts"), st.sampled_from(FACTS), st.integers(0, 9)),
    st.tuples(
        st.just("begin"), st.sampled_from(("offer", "delivery", "order", "care")), st.integers(0, 9)
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ONE, min_size=10, max_size=25))
def test_any_signals_to_any_journeys(doings: list[tuple[str, Any, int]]) -> None:
    """A decision is always made, ids stay apart, and every journal adds up to its journey."""
    world = World(PROGRAM)
    world.begin("delivery")
    for verb, what, number in doings:
        journey = world.ids[number % len(world.ids)]
        if verb == "send":
            world.signal(what, journey)
        elif verb == "facts":
            world.signal("facts.set", journey, **what)
        elif verb == "post":
            world.post(what)
        else:
            world.begin(what, key=str(number % 3))
    assert len(set(world.ids)) == len(world.ids)
    for name in world.ids:
        assert refold(name, world.host.history(name)) == world.journey(name)
