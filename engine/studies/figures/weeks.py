"""The calendar weeks of a run: Monday to Sunday, in the zone of its population."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator

from ...core.clock import local, on_date
from ...language.values import Instant

_WEEK = dt.timedelta(days=7)


class Weeks:
    """The weeks from ``begins_at`` to ``ends_at``; the first and the last may be cut off."""

    def __init__(self, begins_at: Instant, ends_at: Instant, zone: str) -> None:
        """Lay out every week; what lies outside counts to the first or the last."""
        first = local(begins_at, zone).date()
        monday = first - dt.timedelta(days=first.weekday())
        self.dates: list[dt.date] = []
        self.begins: list[Instant] = []
        self.ends_at, self.begins_at = ends_at, begins_at
        while not self.dates or on_date(monday, 0, zone) < ends_at:
            self.dates.append(monday)
            self.begins.append(on_date(monday, 0, zone))
            monday += _WEEK

    def of(self, at: Instant) -> int:
        """Return the number of the week an instant lies in."""
        return max(bisect_right(self.begins, at) - 1, 0)

    def spans(self) -> Iterator[tuple[dt.date, Instant, Instant]]:
        """Yield every week's Monday, and from when until when it belongs to the run."""
        ends = [*self.begins[1:], self.ends_at]
        for date, begin, end in zip(self.dates, self.begins, ends, strict=True):
            yield date, max(begin, self.begins_at), min(end, self.ends_at)
