"""A store with effects waiting to go out, sinks that do as they are told, and messages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

import msgspec

from engine.core.records import Effect, Notify, SendMessage
from engine.language.deliveries import Delivery, Target
from engine.language.values import MICROSECONDS_PER_SECOND, Instant
from engine.runtime.clock import ManualClock
from engine.runtime.delivery.courier import Courier
from engine.runtime.delivery.message import About, Message, Outcome, Sink, Told
from engine.runtime.delivery.targets import Targets
from engine.runtime.rows import outbox_rows
from engine.runtime.store import DeliveryRow, DeliveryState, JourneyRow, Store

SECOND = MICROSECONDS_PER_SECOND
NOON: Instant = 1_800_000_000 * SECOND
JOURNEY = "acme/steel/offer/1"
ESCALATED = Notify(3, 0, "escalated", "lead", "老张", "unanswered", do="notify")
LETTER = SendMessage(
    4, 0, "quote_sent", "customer.buyer", "email", "send_offer", {"zh": "您好", "en": "Hello"}
)
MESSAGE = Message(
    id="acme%2Fsteel/3/0/hook", target="hook", attempt=1, effect=ESCALATED,
    about=About(JOURNEY, "acme", "steel", "offer", "Q-1", NOON), lang="zh",
    told=Told("升级：报价无回音 → 主管老张", "升级：报价无回音\n请过问。"),
    link="https://desk.example.com/journeys/1",
)  # fmt: skip
ALL_STATES: tuple[DeliveryState, ...] = ("pending", "sending", "done", "dead", "unknown", "dropped")


class Told_(Sink):  # noqa: N801  # a sink that is told what to answer
    """Answers each message in turn, and remembers what it was given."""

    def __init__(self, *answers: Outcome | Callable[[Message], Outcome]) -> None:
        self.got: list[Message] = []
        self.closed = 0
        self._answers = list(answers)
        self._lock = threading.Lock()

    def send(self, message: Message) -> Outcome:
        with self._lock:
            self.got.append(message)
            answer = self._answers.pop(0) if self._answers else Outcome("delivered")
        return answer(message) if callable(answer) else answer

    def close(self) -> None:
        self.closed += 1

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.got]


def filled(store: Store, effects: Sequence[Effect] = (ESCALATED,), journey: str = JOURNEY) -> Store:
    """Put a journey with these effects into a store, as a decision would."""
    row = JourneyRow(journey, "acme", "steel", "offer", "Q-1", "p1", 9, "running", None, 0, b"{}")
    with store.writing() as tx:
        tx.save_journey(row, 0)
        tx.add_effects(outbox_rows(journey, tuple(effects)))
    return store


def courier(
    store: Store,
    sinks: Mapping[str, Sink],
    *targets: Target,
    clock: ManualClock | None = None,
    **more: object,
) -> Courier:
    """Return a courier that knows no chance and no time but the test's."""
    known = targets or tuple(Target(name, "test") for name in sinks)
    return Courier(
        store, Targets(Delivery(known), sinks), clock=clock or ManualClock(NOON),
        random=lambda: 1.0, **more,  # type: ignore[arg-type]  # as the test says
    )  # fmt: skip


def deliveries(store: Store) -> list[DeliveryRow]:
    """Return all deliveries by id."""
    with store.reading() as reading:
        found = reading.deliveries(ALL_STATES, 1000)
    return sorted(found, key=lambda row: (row.journey, row.record, row.index, row.target))


def states(store: Store) -> dict[str, str]:
    """Return the state of each delivery by its target."""
    return {row.target: row.state for row in deliveries(store)}


def body(message: Message) -> dict[str, object]:
    """Return a message's event as its receiver reads it."""
    from engine.runtime.delivery.envelope import body_of  # noqa: PLC0415

    found: dict[str, object] = msgspec.json.decode(body_of(message))
    return found
