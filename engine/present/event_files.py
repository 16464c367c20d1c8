"""Event logs as process-mining tools read them: CSV with the names of XES, and XES itself.

A log is written piece by piece: a head, the traces of each piece, a tail. Instants are local
times with their offset, so that a tool without our calendars shows the hours people worked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Literal
from xml.sax.saxutils import quoteattr

from ..core.clock import local
from ..language.values import Instant
from ..studies.figures.event_log import Trace

LogShape = Literal["csv", "xes"]

_COLUMNS = (
    "case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource",
    "org:role", "touchline:kind", "touchline:stage", "touchline:outcome", "case:touchline:customer",
    "case:touchline:segment", "case:touchline:outcome",
)  # fmt: skip

_XES_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000000+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and step" keys="concept:name lifecycle:transition"/>
"""


def log_head(shape: LogShape) -> str:
    """Return what a log begins with."""
    return _XES_HEAD if shape == "xes" else _rows([_COLUMNS])


def log_tail(shape: LogShape) -> str:
    """Return what a log ends with."""
    return "</log>\n" if shape == "xes" else ""


def log_of(trace: Trace, shape: LogShape, zone: str) -> str:
    """Return the part of a log that holds a trace."""
    if shape == "xes":
        return _trace(trace, zone)
    return _rows(
        (
            trace.journey, event.activity, _time(event.at, zone), event.step, event.resource,
            event.role, event.kind, event.stage, event.outcome, trace.customer.account,
            trace.customer.segment, trace.outcome,
        )
        for event in trace.events
    )  # fmt: skip


def _rows(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _trace(trace: Trace, zone: str) -> str:
    customer = trace.customer
    lines = ["  <trace>"]
    lines += _strings(
        "    ",
        ("concept:name", trace.journey),
        ("touchline:customer", customer.account),
        ("touchline:segment", customer.segment),
        ("touchline:outcome", trace.outcome),
    )
    for event in trace.events:
        lines.append("    <event>")
        lines += _strings("      ", ("concept:name", event.activity))
        lines.append(f'      <date key="time:timestamp" value="{_time(event.at, zone)}"/>')
        lines += _strings(
            "      ",
            ("lifecycle:transition", event.step),
            ("org:resource", event.resource),
            ("org:role", event.role),
            ("touchline:kind", event.kind),
            ("touchline:stage", event.stage),
            ("touchline:outcome", event.outcome),
        )
        lines.append("    </event>")
    lines.append("  </trace>\n")
    return "\n".join(lines)


def _strings(indent: str, *said: tuple[str, str]) -> list[str]:
    return [
        f'{indent}<string key="{key}" value={quoteattr(value)}/>' for key, value in said if value
    ]


def _time(at: Instant, zone: str) -> str:
    return local(at, zone).isoformat(timespec="microseconds")
