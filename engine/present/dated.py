"""Local dates and times as people read them, and lines that stand beside them."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.clock import local
from ..language.titles import Lang
from ..language.values import Instant
from .phrases_live import say
from .width import width as width_of

WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}

_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def when(at: Instant, zone: str, lang: Lang) -> str:
    """Return a local date, weekday and time."""
    moment = local(at, zone)
    return f"{moment:%Y-%m-%d} {WEEKDAYS[lang][moment.weekday()]} {moment:%H:%M}"


def soon(at: Instant, now: Instant, zone: str, lang: Lang) -> str:
    """Return a local time as people near it say it: ``tomorrow 17:00``, else with its date."""
    moment = local(at, zone)
    word = _NEAR.get((moment.date() - local(now, zone).date()).days)
    return say(word, lang, time=f"{moment:%H:%M}") if word else when(at, zone, lang)


def dated(entries: Iterable[tuple[Instant, str]], zone: str, lang: Lang) -> Iterable[str]:
    """Yield lines beside their date and time, which is shown once where it is the same."""
    shown: Instant | None = None
    for at, text in entries:
        stamp = when(at, zone, lang) if at != shown else ""
        width = width_of(when(at, zone, lang))
        yield f"  {stamp}{' ' * (width - width_of(stamp))}  {text}"
        shown = at
