"""Writes a committed table: ``python -m engine.language.days.generate CN 2006 2026``.

To be run when a year's official notice is out and the library ``holidays`` has it; the
tests then compare every day with a second source.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from . import OfficialDays, expand_holidays


def render(days: OfficialDays) -> bytes:
    """The table as committed: JSON, one date a line, so that a diff shows days."""
    return msgspec.json.format(msgspec.json.encode(days), indent=1) + b"\n"


def generate(country: str, first_year: int, last_year: int) -> OfficialDays:
    """The days to commit; ValueError unless the library knows all those years for sure."""
    days = expand_holidays(country, first_year, last_year)
    if days is None:
        raise ValueError(f'the library holidays does not know "{country}"')
    if (days.first_year, days.known_until) != (first_year, last_year):
        known = f"{days.first_year} to {days.known_until}"
        raise ValueError(f"{country} is published for {known} only; upgrade holidays?")
    return days


def main(arguments: Sequence[str]) -> None:
    """Writes ``CN.json`` beside this file, given a country and its first and last year."""
    country, first_year, last_year = arguments
    days = generate(country, int(first_year), int(last_year))
    Path(__file__).with_name(f"{country}.json").write_bytes(render(days))


if __name__ == "__main__":
    main(sys.argv[1:])
