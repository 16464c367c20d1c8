"""A calibration for a terminal: history beside the simulation fitted to it."""

from __future__ import annotations

from collections.abc import Iterator

from ..studies.calibration.comparing import PERCENTS
from .aligned import aligned
from .calibrated_told import Told
from .quantities import count


def calibrated_text(told: Told) -> str:
    """Return the table of lengths and ends, history above simulation."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Told) -> Iterator[str]:
    yield told.headline()
    yield told.say("how")
    rows: list[tuple[str, ...]] = []
    for each in told.beside.lasting:
        for who, histogram, still in (
            ("history", each.history, each.history_open),
            ("simulated", each.simulated, each.simulated_open),
        ):
            first = who == "history"
            rows.append(
                (
                    told.named(each) if first else "",
                    told.say(who),
                    count(histogram.count),
                    count(still),
                    *told.quantiles(histogram),
                    told.apart(each) if first else "",
                )
            )
    head = [told.say(f"column.{name}") for name in ("name", "who", "over", "open")]
    head += [told.say("within", percent=str(each)) for each in PERCENTS]
    yield told.say("quantiles")
    yield from aligned([*head, told.say("column.apart")], rows, texts=2)
    yield from _endings(told)


def _endings(told: Told) -> Iterator[str]:
    rows = [(told.stage(each.stage), *told.ending(each)) for each in told.beside.endings]
    if not rows:
        return
    yield f"{told.say('ends')} ({told.say('ends-says')})"
    head = [told.say("column.name"), told.say("column.end")]
    yield from aligned([*head, told.say("history"), told.say("simulated")], rows, texts=2)
