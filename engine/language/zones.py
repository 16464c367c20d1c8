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

from .problems import Place, Problem, problem, unknown

TZDATA_VERSION: str = tzdata.IANA_VERSION
"""The IANA release all conversions follow, as ``2025b``; part of a program's hash (S3.4)."""


@functools.cache
def zone_names() -> frozenset[str]:
    """Return every zone name that ``tzdata`` lists."""
    text = importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8")
    return frozenset(text.split())


def near_zone(written: str) -> str:
    """Return the zone of a well-known city that has none of its own name, or nothing.

    Spelling alone would lead from ``Asia/Beijing`` to Brunei.
    """
    city = written.rpartition("/")[2].strip().lower().replace(" ", "_").replace("-", "_")
    return _ZONE_OF.get(city, "")


_CITIES = {
    "Asia/Shanghai": "beijing peking shenzhen guangzhou canton hangzhou nanjing wuhan chengdu"
    " tianjin suzhou xiamen qingdao dalian xian china prc cst 北京 上海 深圳 广州 中国",
    "Asia/Tokyo": "osaka kyoto nagoya yokohama japan 东京 大阪",
    "Asia/Kolkata": "delhi new_delhi mumbai bombay bangalore bengaluru chennai hyderabad india",
    "Asia/Ho_Chi_Minh": "hanoi saigon vietnam",
    "Asia/Dubai": "abu_dhabi uae",
    "Asia/Riyadh": "jeddah saudi_arabia",
    "Asia/Seoul": "busan korea 首尔",
    "Europe/Berlin": "munich münchen hamburg frankfurt cologne köln düsseldorf stuttgart germany"
    " 德国 柏林",
    "Europe/London": "manchester birmingham edinburgh england uk",
    "Europe/Paris": "lyon marseille france",
    "Europe/Rome": "milan turin italy",
    "Europe/Madrid": "barcelona valencia spain",
    "Europe/Zurich": "geneva basel bern switzerland",
    "Europe/Amsterdam": "rotterdam the_hague netherlands",
    "America/New_York": "washington boston philadelphia miami atlanta us_east eastern est 纽约",
    "America/Chicago": "houston dallas austin us_central central",
    "America/Los_Angeles": "san_francisco seattle san_diego portland us_west pacific pst",
    "America/Toronto": "ottawa montreal",
    "America/Sao_Paulo": "rio_de_janeiro brasilia brazil",
    "Australia/Sydney": "canberra newcastle",
}
_ZONE_OF = {city: zone for zone, cities in _CITIES.items() for city in cities.split()}


def zone_problem(place: Place, name: str) -> Problem:
    """Return the problem of a name that is no zone, offering the one that is probably meant."""
    near = near_zone(name)
    if near:
        return problem(place, "unknown-zone.near", name=name, near=near)
    return unknown(place, "unknown-zone", name, zone_names())


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
