"""A worker's figures as Prometheus reads them; no journey's id ever is a label."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from ..clock import Clock
from ..failures import EngineError
from ..store import DeliveryRow
from .outlook import Outlook
from .witness import Witness

TEXT = CONTENT_TYPE_LATEST
"""The content type of :meth:`Measured.text`."""

_BATCH = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
_OTHERS = "other"
"""The outcome of a failure that is not one of ours: its kind is in the log."""


class Measured(Witness):
    """Counts what a worker does, in a registry of its own."""

    def __init__(
        self,
        look: Callable[[], Outlook],
        clock: Clock,
        conflicts: Callable[[], int] = lambda: 0,
    ) -> None:
        """Count from nothing; ``look`` is asked at each scrape how much waits."""
        self.registry = CollectorRegistry()
        self._decided = self._counter(
            "signals_decided", "Signals that were waiting and are decided."
        )
        self._fired = self._counter("timers_fired", "Timers that came due and were decided.")
        self._routed = self._counter("effects_routed", "Effects of which was said where they go.")
        self._deliveries = self._counter(
            "deliveries", "Attempts at deliveries, by what became of them.", "target", "outcome"
        )
        self._failures = self._counter(
            "failures", "Turns of a worker that failed and came again.", "chore", "code"
        )
        self._batches = Histogram(
            "touchline_batch_seconds", "How long a turn took in which anything was done.",
            ("chore",), registry=self.registry, buckets=_BATCH,
        )  # fmt: skip
        self._skew = Gauge(
            "touchline_clock_skew_seconds", "How far our clock is ahead of the database's.",
            registry=self.registry,
        )  # fmt: skip
        self.registry.register(_Waiting(look, clock, conflicts))

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"touchline_{name}", about, labels, registry=self.registry)

    def text(self) -> bytes:
        """Return all figures in Prometheus's text format."""
        return generate_latest(self.registry)

    def worked(self, chore: str, count: int, seconds: float) -> None:
        """Count a turn."""
        counters = {"signals": self._decided, "timers": self._fired, "routing": self._routed}
        if chore in counters:
            counters[chore].inc(count)
        self._batches.labels(chore).observe(seconds)

    def failed(self, chore: str, error: BaseException, rest: float) -> None:  # noqa: ARG002
        """Count a turn that failed."""
        self._failures.labels(
            chore, error.code if isinstance(error, EngineError) else _OTHERS
        ).inc()

    def beat(self, skew: float) -> None:
        """Note how far our clock is ahead."""
        self._skew.set(skew)

    def delivered(self, row: DeliveryRow, seconds: float) -> None:  # noqa: ARG002
        """Count an attempt; one that is going to be repeated says ``retry``."""
        self._deliveries.labels(row.target, "retry" if row.state == "pending" else row.state).inc()


class _Waiting(Collector):
    """What waits in the store, read when somebody asks."""

    def __init__(
        self, look: Callable[[], Outlook], clock: Clock, conflicts: Callable[[], int]
    ) -> None:
        self._look, self._clock, self._conflicts = look, clock, conflicts

    def describe(self) -> list[Metric]:
        """Return nothing: registering must not read the store."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield what waits now; of a store that cannot be read only that it cannot."""
        yield _gauge("conflicts_retried", "Decisions begun again, because somebody was first.",
                     self._conflicts())  # fmt: skip
        try:
            found = self._look()
        except EngineError:
            yield _gauge("store_up", "Whether the store can be read.", 0)
            return
        backlog = found.backlog
        yield _gauge("store_up", "Whether the store can be read.", 1)
        yield _gauge("timer_lag_seconds", "How long the first due timer has been due.",
                     found.lag(self._clock()))  # fmt: skip
        yield _gauge(
            "waiting_journeys", "Journeys whose signals wait to be decided.", backlog.waiting
        )
        yield _gauge("incidents_open", "Incidents that nobody has closed.", backlog.incidents)
        outbox = GaugeMetricFamily(
            "touchline_outbox", "Effects and deliveries by state.", labels=["state"]
        )
        for state, count in [("unrouted", backlog.effects), *backlog.deliveries.items()]:
            outbox.add_metric([state], count)
        yield outbox


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"touchline_{name}", about, value)
