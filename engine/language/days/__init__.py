"""Official holidays: which dates a country takes off, and which weekends it works (S3.3).

The tables of China, Germany and the United States are committed; China's was compared day
by day with a second source. Any other country is computed by the library ``holidays``,
imported only when one is asked for.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from holidays import HolidayBase

_COMMITTED = re.compile(r"[A-Z]{2}")
# Countries whose government rewrites each year by a notice that always moves weekends.
_DECREED_YEARLY = frozenset({"CN"})
_ESTIMATE_LABELS = ("estimated_label", "observed_estimated_label")


class OfficialDays(msgspec.Struct, frozen=True):
    """One country's departures from its plain working week, dates ascending.

    ``off`` holds only weekdays that are not worked, ``work`` only weekend days that are
    (China's 调休): weekday and weekend as the country has them, so Monday to Friday and
    Saturday to Sunday almost everywhere. A holiday that falls on a weekend is therefore
    in neither. ``known_until`` is the last year officially published (S3.4); ``source``
    says where the dates come from.
    """

    country: str
    first_year: int
    known_until: int
    source: str
    off: tuple[dt.date, ...]
    work: tuple[dt.date, ...]

    @property
    def off_ordinals(self) -> tuple[int, ...]:
        """``off`` as proleptic Gregorian ordinals, as ``Calendar.off`` wants them."""
        return tuple(date.toordinal() for date in self.off)

    @property
    def work_ordinals(self) -> tuple[int, ...]:
        """``work`` as proleptic Gregorian ordinals, as ``Calendar.work`` wants them."""
        return tuple(date.toordinal() for date in self.work)


@functools.cache
def official_days(country: str) -> OfficialDays | None:
    """The committed table of a country, such as ``CN``; None where none is committed."""
    # Asked first, so that people's text never becomes a file path.
    if not _COMMITTED.fullmatch(country):
        return None
    table = importlib.resources.files(__name__).joinpath(f"{country}.json")
    if not table.is_file():
        return None
    return msgspec.json.decode(table.read_bytes(), type=OfficialDays)


def expand_holidays(country: str, first_year: int, last_year: int) -> OfficialDays | None:
    """Computes a country's days from the library ``holidays``; None for an unknown country.

    ``country`` is an ISO code, with a subdivision where holidays differ: ``DE``,
    ``DE-BY``. Years the library does not cover are left out: ``first_year`` of the
    result says from where. The library projects today's law into the future and has no
    general notion of publication, so ``known_until`` is the last year computed, except:

    * where the library marks dates as estimated (Islamic holidays before their
      announcement), it is the last year without an estimate, or the year before the first
      if all have one;
    * for China, the last year with a make-up day, since no year's notice is without one.
      A notice may still move the last days of the December before it.

    Raises ValueError when ``last_year`` lies before ``first_year``.
    """
    if last_year < first_year:
        raise ValueError(f"the years {first_year} to {last_year} are none")
    found = _load(country, range(first_year, last_year + 1))
    if found is None:
        return None
    first, last = max(first_year, found.start_year), min(last_year, found.end_year)
    # Loaded for this only: the shipped countries have tables of their own.
    from importlib.metadata import version  # noqa: PLC0415

    weekdays, weekends = _departures(found, first, last)
    return OfficialDays(
        country=country,
        first_year=first,
        known_until=_known_until(found, country, first, last),
        source=f"holidays {version('holidays')}",
        off=weekdays,
        work=weekends,
    )


def _load(country: str, years: range) -> HolidayBase | None:
    # Here, because importing it and its countries takes longer than most compilations.
    import holidays  # noqa: PLC0415  # only for a country without a committed table

    code, _, subdivision = country.partition("-")
    try:
        plain = holidays.country_holidays(code, subdiv=subdivision or None)
        # Without a language the names follow the machine's locale, and with them the
        # marks of estimated dates.
        return holidays.country_holidays(
            code, subdiv=subdivision or None, years=years, language=plain.default_language
        )
    except NotImplementedError:
        return None


def _departures(
    found: HolidayBase, first: int, last: int
) -> tuple[tuple[dt.date, ...], tuple[dt.date, ...]]:
    begin, end = dt.date(first, 1, 1).toordinal(), dt.date(last, 12, 31).toordinal()
    off, work = [], []
    for date in map(dt.date.fromordinal, range(begin, end + 1)):
        weekend, working = found.is_weekend(date), found.is_working_day(date)
        if weekend and working:
            work.append(date)
        elif not weekend and not working:
            off.append(date)
    return tuple(off), tuple(work)


def _known_until(found: HolidayBase, country: str, first: int, last: int) -> int:
    if country in _DECREED_YEARLY:
        published = {date.year for date in found.weekend_workdays}
    else:
        labels = [getattr(found, name, None) for name in _ESTIMATE_LABELS]
        marks = [label.replace("%s", "") for label in labels if label]
        estimated = {
            date.year for date, name in found.items() if any(mark in name for mark in marks)
        }
        published = set(range(first, last + 1)) - estimated
    return max((year for year in published if first <= year <= last), default=first - 1)
