"""Spans by the OpenTelemetry API: around a batch, a decision, a delivery.

Where no SDK is set up by whoever runs us they cost next to nothing and go nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

from ..clock import Clock, now
from ..store import DeliveryRow
from .witness import Witness


class Spans(Witness):
    """Opens a span around each piece of work, with its ids; an error only leaves its kind."""

    def __init__(
        self, version: str, provider: trace.TracerProvider | None = None, clock: Clock = now
    ) -> None:
        """Trace by ``provider``; without one by the process's own."""
        self._clock = clock
        self._tracer = trace.get_tracer("touchline", version, tracer_provider=provider)

    @staticmethod
    def is_wanted() -> bool:
        """Tell whether somebody set tracing up for this process."""
        return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)

    @contextmanager
    def _around(self, what: str, about: Mapping[str, str]) -> Iterator[None]:
        attributes = {f"touchline.{name}": value for name, value in about.items()}
        span_around = self._tracer.start_as_current_span(
            f"touchline.{what}", attributes=attributes,
            # Their text and traceback could hold what somebody typed (Z6).
            record_exception=False, set_status_on_exception=False,
        )  # fmt: skip
        with span_around as span:
            try:
                yield
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise

    def around(self, what: str, about: Mapping[str, str]) -> AbstractContextManager[None]:
        """Open a span around a piece of work."""
        return self._around(what, about)

    def delivered(self, row: DeliveryRow, seconds: float) -> None:
        """Add the span of an attempt that has ended, as long as it took."""
        ended = self._clock() * 1_000
        attributes: dict[str, str | int] = {
            "touchline.journey_id": row.journey, "touchline.record": row.record,
            "touchline.target": row.target, "touchline.attempt": row.attempts,
            "touchline.outcome": row.state,
        }  # fmt: skip
        span = self._tracer.start_span(
            "touchline.deliver", attributes=attributes, start_time=ended - int(seconds * 1e9)
        )
        if row.state != "done":
            span.set_status(Status(StatusCode.ERROR))
        span.end(ended)
