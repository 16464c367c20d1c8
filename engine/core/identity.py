"""Names made of names: lanes, items and seeded journeys, and what is remembered under them."""

from __future__ import annotations


def seed_key(number: int) -> str:
    """Return what a seed is held under: the number of the record that made it."""
    return str(number)


def seeded_id(journey: str, number: int) -> str:
    """Return the id of the journey that record ``number`` of another one seeded (S2.6)."""
    return f"{journey}/{number}"


def track_of(lane: str) -> str:
    """Return the name of the track a lane belongs to."""
    return lane.partition("/")[0]


def item_id(thing: str, key: str) -> str:
    """Return what an item is held under: ``shipment/S1``."""
    return f"{thing}/{key}"


def done_key(lane: str, touchpoint: str) -> str:
    """Return what a touchpoint is remembered under once done: each item's apart (S2.10)."""
    item = lane.partition("/")[2]
    return f"{touchpoint}/{item}" if item else touchpoint
