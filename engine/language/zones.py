"""Time zones by name: the one door to the package ``tzdata``.

Zone rules are read from the pinned package, never from the operating system's copy: two
machines with different system updates must decide alike (S1.4), and a program's hash
names the version (S3.4).
"""

from __future__ import annotations

import functools
import importlib.resources
from zoneinfo import ZoneInfo

import tzdata

TZDATA_VERSION: str = tzdata.IANA_VERSION
"""The IANA release all conversions follow, as ``2025b``; part of a program's hash (S3.4)."""


@functools.cache
def zone_names() -> frozenset[str]:
    """Return every zone name that ``tzdata`` lists."""
    text = importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8")
    return frozenset(text.split())


@functools.cache
def zone_rules(zone: str) -> ZoneInfo:
    """Return the rules of an IANA zone such as ``Asia/Shanghai``.

    Raises:
        ValueError: ``tzdata`` lists no such name.
    """
    # The list is asked first, so that people's text never becomes a file path.
    if zone not in zone_names():
        raise ValueError(f'unknown time zone "{zone}"')
    place = importlib.resources.files("tzdata").joinpath("zoneinfo", *zone.split("/"))
    with place.open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)
