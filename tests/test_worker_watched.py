"""What a worker says of itself: figures, health, logs and spans; and what it never says (Z6)."""

from __future__ import annotations

import io
import json
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import opentelemetry.trace
import pytest
from msgspec.structs import replace
from opentelemetry.trace import NonRecordingSpan, SpanContext
from prometheus_client.parser import text_string_to_metric_families as families

from engine.runtime.failures import StoreError
from engine.runtime.store import Backlog, DeliveryRow
from engine.runtime.worker.health import STUCK, healthz, readyz
from engine.runtime.worker.listening import Answer, Listening, told
from engine.runtime.worker.log import Log, Write, plain
from engine.runtime.worker.measured import TEXT, Measured
from engine.runtime.worker.outlook import Outlook
from engine.runtime.worker.redaction import HIDDEN, Redaction
from engine.runtime.worker.structured import structured
from engine.runtime.worker.traced import Spans
from engine.runtime.worker.witness import Witness, Witnesses

SECOND = 1_000_000
WAITING = Outlook(
    Backlog(3, None, 4, {"pending": 5, "sending": 1, "dead": 2, "unknown": 0}, 6), 100 * SECOND
)
ROW = DeliveryRow("acme/steel/offer/1", 7, 0, "crm", "done", attempts=2)


def no_store() -> Outlook:
    raise StoreError("store-failed", what="gone")


def at_160() -> int:
    return 160 * SECOND


# --- figures


def measured(text: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Return every sample of a page as a scraper reads it."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families(text.decode())
        for sample in family.samples
    }


def test_the_figures_are_those_of_the_work() -> None:
    figures = Measured(lambda: WAITING, at_160, conflicts=lambda: 8)
    figures.worked("signals", 25, 0.02)
    figures.worked("signals", 5, 0.02)
    figures.worked("timers", 7, 2.0)
    figures.worked("routing", 2, 0.1)
    figures.failed("timers", StoreError("busy"), 1.0)
    figures.failed("delivery", ZeroDivisionError("张三"), 1.0)
    figures.beat(-1.5)
    figures.delivered(ROW, 0.2)
    for state in ("pending", "dead"):
        figures.delivered(DeliveryRow("a/b/c/1", 1, 0, "crm", state), 0.2)
    samples = measured(figures.text())
    plain_ones = {name: value for (name, labels), value in samples.items() if not labels}
    assert plain_ones["touchline_signals_decided_total"] == 30
    assert plain_ones["touchline_timers_fired_total"] == 7
    assert plain_ones["touchline_effects_routed_total"] == 2
    assert plain_ones["touchline_timer_lag_seconds"] == 60
    assert plain_ones["touchline_waiting_journeys"] == 3
    assert plain_ones["touchline_incidents_open"] == 6
    assert plain_ones["touchline_conflicts_retried"] == 8
    assert plain_ones["touchline_clock_skew_seconds"] == -1.5
    assert plain_ones["touchline_store_up"] == 1
    assert samples["touchline_batch_seconds_count", (("chore", "signals"),)] == 2
    assert samples["touchline_batch_seconds_sum", (("chore", "timers"),)] == 2.0
    assert samples["touchline_failures_total", (("chore", "timers"), ("code", "busy"))] == 1
    assert samples["touchline_failures_total", (("chore", "delivery"), ("code", "other"))] == 1
    outbox = {
        dict(labels)["state"]: value
        for (name, labels), value in samples.items()
        if name == "touchline_outbox"
    }
    assert outbox == {"unrouted": 4, "pending": 5, "sending": 1, "dead": 2, "unknown": 0}
    outcomes = {
        (dict(labels)["target"], dict(labels)["outcome"]): value
        for (name, labels), value in samples.items()
        if name == "touchline_deliveries_total"
    }
    assert outcomes == {("crm", "done"): 1, ("crm", "retry"): 1, ("crm", "dead"): 1}


def test_no_journey_is_a_label() -> None:
    """Or there would be a series for every one of a million journeys."""
    figures = Measured(lambda: WAITING, at_160)
    figures.delivered(ROW, 0.2)
    assert b"acme" not in figures.text()


def test_a_database_that_is_away_is_a_figure_too() -> None:
    samples = measured(Measured(no_store, at_160).text())
    assert samples["touchline_store_up", ()] == 0
    assert ("touchline_timer_lag_seconds", ()) not in samples


# --- health


def test_alive_while_the_deciding_thread_comes_round() -> None:
    assert healthz(lambda: 0.25).status == 200
    assert healthz(lambda: STUCK + 1).status == 503


def test_ready_while_the_database_can_be_read() -> None:
    answer = readyz(lambda: WAITING, at_160)
    assert answer.status == 200
    assert json.loads(answer.body) == {"state": "ready", "lag_seconds": 60.0, "waiting": 3}
    answer = readyz(no_store, at_160)
    assert (answer.status, json.loads(answer.body)["code"]) == (503, "store-failed")


@pytest.fixture
def served() -> Iterator[Callable[[str], tuple[int, str, bytes]]]:
    figures = Measured(lambda: WAITING, at_160)
    pages = {
        "/healthz": lambda: healthz(lambda: 0.0),
        "/readyz": lambda: readyz(no_store, at_160),
        "/metrics": lambda: Answer(200, TEXT, figures.text()),
    }
    listening = Listening("127.0.0.1", 0, pages)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(path: str) -> tuple[int, str, bytes]:
        try:
            with direct.open(f"http://127.0.0.1:{listening.port}{path}") as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers["Content-Type"], refused.read()

    yield get
    listening.close()


def test_the_pages_are_served(served: Callable[[str], tuple[int, str, bytes]]) -> None:
    assert served("/healthz")[0] == 200
    assert served("/readyz?now=1")[0] == 503
    status, kind, body = served("/metrics")
    assert (status, kind) == (200, TEXT)
    assert measured(body)["touchline_store_up", ()] == 1
    assert served("/../etc/passwd")[0] == 404


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_of_ipv6_is_one() -> None:
    try:
        listening = Listening("::1", 0, {})
    except OSError:
        pytest.skip("this machine has no address ::1")
    with socket.create_connection(("::1", listening.port)):
        pass
    listening.close()


def test_nobody_is_asked_for_the_name_of_our_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that is away would hold the worker up before it has begun."""

    def asked(_: str = "") -> str:
        raise AssertionError

    monkeypatch.setattr(socket, "getfqdn", asked)
    Listening("127.0.0.1", 0, {}).close()


# --- what is never said

CANARY = "Kanarienvogel-9f3a"
PERSON = "张三丰 13800138000"
SECRETS: tuple[Mapping[str, object], ...] = (
    {"password": CANARY},
    {"api_key": CANARY},
    {"authorization": CANARY},
    {"webhook_secret": CANARY},
    {"url": f"postgresql://touchline:{CANARY}@db.example/journeys"},
    {"url": f"https://hooks.example/{CANARY}?key={CANARY}"},
    {"url": f"wecombot://{CANARY}"},
    {"error": f"could not reach https://user:{CANARY}@crm.example/x: timed out"},
    {"error": f"password={CANARY} host=db"},
    {"error": f"Authorization: Bearer {CANARY}"},
    {"error": f"signed with whsec_{CANARY}"},
    {"error": StoreError("bad-url", url=f"postgresql://a:{CANARY}@b/c")},
    {"error": StoreError("store-failed", what=f"password: {CANARY}")},
    {"error": ValueError(f"{CANARY} {PERSON}")},
    {"data": {"client.name": PERSON, "x": CANARY}},
    {"facts": [CANARY, PERSON]},
    {"signal": ROW, "names": (CANARY, PERSON)},
    {"error": f"the server said: {CANARY}x"},
    {"journey_id": f"acme-{CANARY}/steel/offer/1"},
)


def json_lines(stream: io.StringIO, redaction: Redaction) -> Write:
    return structured(stream, redaction, "json")


def console(stream: io.StringIO, redaction: Redaction) -> Write:
    return structured(stream, redaction, "console")


@pytest.mark.parametrize("make", [plain, json_lines, console], ids=lambda each: each.__name__)
@pytest.mark.parametrize("about", SECRETS, ids=repr)
def test_a_canary_is_in_no_line(
    make: Callable[[io.StringIO, Redaction], Write], about: Mapping[str, object]
) -> None:
    """Z6: planted in every field and in the event itself, whatever writes the line."""
    stream = io.StringIO()
    write = make(stream, Redaction([CANARY]))
    write("error", f"failed at https://a:{CANARY}@b/", about)
    assert stream.getvalue()
    assert CANARY not in stream.getvalue()
    assert "张三丰" not in stream.getvalue()


@pytest.mark.parametrize("about", SECRETS[:-2], ids=repr)
def test_secrets_that_nobody_named_are_known_by_their_place(about: Mapping[str, object]) -> None:
    said = str(Redaction().said(about))
    assert CANARY not in said
    assert "张三丰" not in said


def test_what_is_no_secret_stays() -> None:
    said = Redaction().said(
        {
            "journey_id": "中钢/steel/offer/1", "attempt": 2, "seconds": 0.5, "target": "crm",
            "error": "connection to https://crm.example:8443/hooks/a refused", "ok": True,
        }
    )  # fmt: skip
    assert said == {
        "journey_id": "中钢/steel/offer/1", "attempt": 2, "seconds": 0.5, "target": "crm",
        "error": f"connection to https://crm.example:8443/{HIDDEN} refused", "ok": True,
    }  # fmt: skip


def test_an_error_of_somebody_else_leaves_its_kind_and_place() -> None:
    try:
        int(PERSON)
    except ValueError as error:
        said = str(Redaction().said({"error": error})["error"])
    assert re.fullmatch(r"ValueError in tests\.test_worker_watched:[0-9]+", said)


# --- logs


def lines(*told: Callable[[Log], None]) -> list[dict[str, Any]]:
    stream = io.StringIO()
    log = Log(structured(stream, Redaction(), "json", "debug", stamp=lambda *each: each[2]), "w-1")
    for each in told:
        each(log)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_json_for_what_an_operator_wants_to_know() -> None:
    assert lines(
        lambda log: log.happened("begun", {}),
        lambda log: log.worked("timers", 7, 0.12345),
        lambda log: log.worked("timers", 5, 0.1),
        lambda log: log.beat(0.0),
        lambda log: log.beat(0.0),
        lambda log: log.delivered(ROW, 0.2),
    ) == [
        {"worker": "w-1", "event": "begun", "level": "info"},
        {
            "worker": "w-1", "chore": "timers", "count": 7, "seconds": 0.123,
            "event": "batch done", "level": "debug",
        },
        {
            "worker": "w-1", "chore": "timers", "count": 5, "seconds": 0.1,
            "event": "batch done", "level": "debug",
        },
        {"worker": "w-1", "timers": 12, "event": "worked", "level": "info"},
        {
            "worker": "w-1", "journey_id": "acme/steel/offer/1", "record": 7, "index": 0,
            "target": "crm", "attempt": 2, "outcome": "done", "seconds": 0.2,
            "event": "delivery", "level": "info",
        },
    ]  # fmt: skip


def test_what_is_written_within_a_decision_carries_its_ids() -> None:
    def within(log: Log) -> None:
        about = {"journey_id": "a/b/c/1", "signal_id": "mail-3", "attempt": "2"}
        with log.around("batch", {"chore": "timers"}), log.around("decide", about):
            log.failed("timers", StoreError("busy"), 1.0)
        log.happened("ended", {})

    decided, failed, ended = lines(within)
    assert decided["level"] == "debug"
    for line in (decided, failed):
        assert (line["journey_id"], line["signal_id"], line["attempt"]) == (
            "a/b/c/1",
            "mail-3",
            "2",
        )
    assert (failed["code"], failed["level"]) == ("busy", "error")
    assert "journey_id" not in ended


def test_a_clock_that_differs_is_noted_once() -> None:
    def beats(log: Log) -> None:
        for seconds in (0.1, 7.0, 8.0, 0.0, 0.0):
            log.beat(seconds)

    assert [line["level"] for line in lines(beats)] == ["warning", "info"]


def test_without_structlog_the_lines_are_plain() -> None:
    stream = io.StringIO()
    Log(plain(stream, Redaction(), lambda: 0), "w-1").failed("timers", StoreError("closed"), 0.5)
    assert stream.getvalue() == (
        "1970-01-01T00:00:00Z error failed worker=w-1 chore=timers code=closed "
        "error='the database has been closed; open it again [closed]' rest=0.5\n"
    )


# --- spans


class Kept(NonRecordingSpan):
    """A span that remembers what was said of it."""

    def __init__(self, name: str, attributes: Mapping[str, Any]) -> None:
        super().__init__(SpanContext(1, 2, is_remote=False))
        self.name, self.attributes = name, dict(attributes)
        self.said: list[object] = []
        self.is_over = False
        self.started: int | None = None
        self.ended: int | None = None

    def is_recording(self) -> bool:
        return True

    def set_attribute(self, key: str, value: Any) -> None:
        self.attributes[key] = value

    def record_exception(self, exception: BaseException, *_: Any, **__: Any) -> None:
        self.said.append(exception)

    def set_status(self, status: Any, description: str | None = None) -> None:
        self.said += [status.description, description]

    def end(self, end_time: int | None = None) -> None:
        self.is_over, self.ended = True, end_time


class Tracer(opentelemetry.trace.Tracer):
    """Keeps every span."""

    def __init__(self) -> None:
        self.spans: list[Kept] = []

    def start_span(self, name: str, *_: Any, **options: Any) -> Kept:
        self.spans.append(Kept(name, options.get("attributes") or {}))
        self.spans[-1].started = options.get("start_time")
        return self.spans[-1]

    @contextmanager
    def start_as_current_span(self, name: str, *_: Any, **options: Any) -> Iterator[Kept]:  # type: ignore[override]
        span = self.start_span(name, **options)
        with opentelemetry.trace.use_span(
            span,
            end_on_exit=True,
            record_exception=options["record_exception"],
            set_status_on_exception=options["set_status_on_exception"],
        ):
            yield span


class Provider(opentelemetry.trace.TracerProvider):
    """Gives out one tracer."""

    def __init__(self) -> None:
        self.tracer = Tracer()

    def get_tracer(self, *_: Any, **__: Any) -> Tracer:
        return self.tracer


def test_a_span_stands_around_each_piece_of_work() -> None:
    provider = Provider()
    spans = Spans("0.1.0", provider)
    with spans.around("batch", {"chore": "timers"}), spans.around("decide", {"journey_id": "a"}):
        pass
    seen = [(each.name, each.attributes, each.is_over) for each in provider.tracer.spans]
    assert seen == [
        ("touchline.batch", {"touchline.chore": "timers"}, True),
        ("touchline.decide", {"touchline.journey_id": "a"}, True),
    ]


def test_a_span_says_what_kind_of_error_it_was_and_no_more() -> None:
    provider = Provider()
    with pytest.raises(ValueError, match=PERSON), Spans("0", provider).around("decide", {}):
        raise ValueError(PERSON)
    (span,) = provider.tracer.spans
    assert span.attributes == {"error.type": "ValueError"}
    assert span.is_over
    assert set(span.said) == {None}


def test_a_delivery_is_a_span_as_long_as_it_took() -> None:
    provider = Provider()
    spans = Spans("0", provider, lambda: 10 * SECOND)
    spans.delivered(ROW, 0.5)
    spans.delivered(replace(ROW, state="dead", error=f"no answer from {CANARY}"), 0.5)
    done, dead = provider.tracer.spans
    assert (done.name, done.started, done.ended) == ("touchline.deliver", 9_500_000_000, 10**10)
    assert done.attributes["touchline.attempt"] == 2
    assert (done.said, dead.said) == ([], [None, None])
    assert CANARY not in str(dead.attributes)


def test_without_an_sdk_a_span_goes_nowhere() -> None:
    with Spans("0.1.0").around("batch", {"chore": "timers"}):
        assert not opentelemetry.trace.get_current_span().is_recording()


# --- several witnesses


def test_every_witness_is_told_of_everything() -> None:
    calls: list[str] = []

    class Noting(Witness):
        def __init__(self, name: str) -> None:
            self.name = name

        def __getattribute__(self, what: str) -> Any:
            told_of = {"worked", "failed", "beat", "delivered", "happened", "around"}
            if what in told_of:
                calls.append(f"{object.__getattribute__(self, 'name')} {what}")
            return object.__getattribute__(self, what)

    both = Witnesses([Noting("a"), Noting("b")])
    with both.around("batch", {}):
        both.worked("timers", 1, 1.0)
    both.failed("timers", ValueError(), 1.0)
    both.beat(1.0)
    both.delivered(ROW, 1.0)
    both.happened("ended", {})
    names: Sequence[str] = (
        "around",
        "worked",
        "failed",
        "beat",
        "delivered",
        "happened",
    )
    assert calls == [f"{who} {what}" for what in names for who in ("a", "b")]


def test_nothing_is_set_up_for_the_whole_process() -> None:
    """A library that configures logging on import would do it to whoever uses it."""
    import logging  # noqa: PLC0415

    import structlog  # noqa: PLC0415

    assert not structlog.is_configured()
    assert not [each for each in logging.root.handlers if "structlog" in type(each).__module__]
    assert told(200, {}).status == 200
