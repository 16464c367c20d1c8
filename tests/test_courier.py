"""Effects are routed, attempted, tried again, shelved: nothing lost, one key for each (P4)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from engine.core.records import Effect, SendMessage
from engine.language.deliveries import Delivery, Target
from engine.runtime.clock import ManualClock
from engine.runtime.delivery.composing import ERASED
from engine.runtime.delivery.courier import COURIER_POINTS, DEAD, SPARE, UNDERWAY, UNKNOWN
from engine.runtime.delivery.envelope import delivery_id
from engine.runtime.delivery.lines import LOGGER
from engine.runtime.delivery.message import Message, Outcome, Told
from engine.runtime.delivery.targets import Targets, open_targets
from engine.runtime.delivery.waits import PATIENCE, next_attempt
from engine.runtime.service import Engine
from engine.runtime.store import DeliveryRow, OutboxRow, Store
from engine.runtime.store.opening import open_store

from .delivered import (
    ALL_STATES,
    ESCALATED,
    JOURNEY,
    LETTER,
    NOON,
    SECOND,
    Told_,
    courier,
    deliveries,
    filled,
    states,
)
from .harness import needs_harness
from .personal_workspace import personal
from .small_workspace import MONDAY
from .test_personal import fill

LATER = Outcome("retry", "HTTP 503")
PERHAPS = Outcome("unknown", "no answer in time")
ONCE = Target("a", "test", is_once=True, attempts=3)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(
    params=["memory", "sqlite", pytest.param("postgres", marks=needs_harness("postgres"))]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each store in turn, empty."""
    url = {"memory": "memory:", "sqlite": f"sqlite:///{(tmp_path / 'journeys.db').as_posix()}"}
    opened = open_store(url.get(request.param) or request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()


def _killed_at(point: str) -> Callable[[str], None]:
    def reached(passed: str) -> None:
        if passed == point:
            raise Killed(point)

    return reached


def _expire(store: Store) -> None:
    """Let every lease run out, as after the death of who held them."""
    with store.writing() as tx:
        for row in tx.deliveries(["sending"], 100):
            assert tx.save_delivery(replace(row, lease_until=1))


# --- routing


def test_each_target_that_wants_an_effect_gets_it(store: Store) -> None:
    """One delivery for each: what one does not take, the others have."""
    filled(store, (ESCALATED, LETTER))
    sinks = {"a": Told_(Outcome("refused", "HTTP 410")), "b": Told_()}
    mine = courier(store, sinks, Target("a", "test", reasons=("escalated",)), Target("b", "test"))
    assert (mine.route(10), mine.route(10)) == (2, 0)
    assert mine.deliver(10) == 3
    assert sinks["a"].ids == ["acme%2Fsteel%2Foffer%2F1/3/0/a"]
    assert sorted(sinks["b"].ids) == [f"acme%2Fsteel%2Foffer%2F1/{n}/0/b" for n in (3, 4)]
    assert [row.state for row in deliveries(store)] == ["dead", "done", "done"]


@pytest.mark.parametrize(
    ("said", "effect", "is_wanted"),
    [
        ({}, ESCALATED, True),
        ({}, LETTER, True),
        ({"effects": ("notify",)}, LETTER, False),
        ({"effects": ("send_message",)}, LETTER, True),
        ({"reasons": ("assigned",)}, ESCALATED, False),
        ({"reasons": ("escalated",)}, LETTER, False),
        ({"roles": ("lead", "head")}, ESCALATED, True),
        ({"roles": ("head",)}, ESCALATED, False),
        ({"channels": ("email",)}, LETTER, True),
        ({"channels": ("email",)}, ESCALATED, False),
        ({"channels": ("phone",)}, LETTER, False),
        ({"roles": ("lead",), "reasons": ("rule",)}, ESCALATED, False),
    ],
)
def test_all_that_a_target_says_must_hold(
    said: dict[str, tuple[str, ...]], effect: Effect, *, is_wanted: bool
) -> None:
    """Kinds, reasons, roles and channels are said of the effect."""
    from engine.runtime.delivery.routing import wants  # noqa: PLC0415

    assert wants(Target("a", "test", **said), effect, {}) is is_wanted  # type: ignore[arg-type]


def test_a_level_is_that_of_the_role_in_the_journeys_own_program() -> None:
    """A role without one is of no level."""
    from engine.runtime.delivery.routing import wants  # noqa: PLC0415

    wanted = Target("a", "test", levels=("unit",))
    assert wants(wanted, ESCALATED, {"lead": "unit"})
    assert not wants(wanted, ESCALATED, {"lead": "team"})
    assert not wants(wanted, ESCALATED, {})


def test_an_effect_that_nobody_wants_is_done_with(store: Store) -> None:
    """It waits for nobody, and is not looked at again."""
    filled(store, (LETTER,))
    mine = courier(store, {"a": Told_()}, Target("a", "test", effects=("notify",)))
    assert (mine.route(10), mine.deliver(10)) == (1, 0)
    with store.reading() as reading:
        assert reading.pending_effects(10) == []
        found = reading.effect(JOURNEY, 4, 0)
    assert found is not None
    assert found.state == "routed"


def test_without_a_file_everything_goes_to_the_log(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """On one line each, whatever stands in it (Z9)."""
    filled(store, (replace(ESCALATED, person="老张\nERROR forged"),))
    mine = courier(store, {})
    mine._targets = open_targets()  # noqa: SLF001  # as nobody says anything
    with caplog.at_level(logging.INFO, LOGGER):
        assert (mine.route(10), mine.deliver(10)) == (1, 1)
    (line,) = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    assert "\n" not in line
    assert '"type":"touchline.notify.escalated"' in line


def test_nothing_goes_out_before_its_time(store: Store) -> None:
    """A notice in quiet hours and a message above its limit wait for their opening (S5.3)."""
    opens = NOON + 3_600 * SECOND
    filled(store, (replace(ESCALATED, deferred_to=opens),))
    sink, clock = Told_(), ManualClock(NOON)
    mine = courier(store, {"a": sink}, clock=clock)
    assert (mine.route(10), mine.deliver(10)) == (1, 0)
    clock.set(opens - 1)
    assert mine.deliver(10) == 0
    clock.set(opens)
    assert mine.deliver(10) == 1
    assert len(sink.got) == 1


def test_routing_twice_at_once_is_routing_once(store: Store) -> None:
    """Two couriers saw the same effect: the second changes nothing."""
    filled(store)
    sink = Told_()
    first, second = courier(store, {"a": sink}), courier(store, {"a": sink})
    first.route(10)
    assert first.deliver(10) == 1
    with store.writing() as tx:
        tx.route([OutboxRow(JOURNEY, 3, 0, "{}")], [DeliveryRow(JOURNEY, 3, 0, "a")])
    assert second.deliver(10) == 0
    assert states(store) == {"a": "done"}


def test_an_effect_that_does_not_read_back_keeps_no_other(store: Store) -> None:
    """Damage is of one row; what can be told goes out (P8)."""
    filled(store)
    with store.writing() as tx:
        tx.add_effects([OutboxRow(JOURNEY, 2, 0, '{"effect":"notify"}')])
    sink = Told_()
    mine = courier(store, {"a": sink})
    assert mine.route(10) == 2
    assert mine.deliver(10) == 1
    assert states(store) == {"a": "done"}
    with store.reading() as reading:
        (incident,) = reading.incidents()
    assert (incident.record, incident.code) == (2, DEAD)


@pytest.mark.fault("F32")
def test_an_effect_of_a_newer_engine_is_left_to_it(store: Store) -> None:
    """Old and new work on one database while it is upgraded: nothing is thrown away."""
    with store.writing() as tx:
        tx.add_effects([OutboxRow(JOURNEY, 2, 0, '{"effect":"sing"}')])
    filled(store)
    mine = courier(store, {"a": Told_()})
    assert (mine.route(10), mine.route(10)) == (1, 0)
    with store.writing() as tx:
        assert [row.record for row in tx.pending_effects(9)] == [2]
        tx.route(tx.pending_effects(9), [DeliveryRow(JOURNEY, 2, 0, "a")])
    assert mine.deliver(10) == 2
    first, second = deliveries(store)
    assert (first.state, first.record) == ("pending", 2)
    assert second.state == "done"


@pytest.mark.fault("Z13")
def test_what_was_erased_is_not_sent_and_asks_nobody(store: Store) -> None:
    """Whether it was routed before or after; the rest of the account's messages goes out."""
    with Engine(store, personal(), clock=ManualClock(MONDAY)) as engine:
        fill(engine)
        sink = Told_()
        mine = courier(store, {"a": sink}, Target("a", "test", effects=("send_message",)))
        mine.route(1_000)
        engine.erase("acme")
        fill(engine, "beta")
        engine.erase("beta")
        mine.route(1_000)
        mine.deliver(1_000)
        open_incidents = [each.code for each in engine.incidents()]
        said = {
            each.effect.texts["en"] for each in sink.got if isinstance(each.effect, SendMessage)
        }
        assert said == {"Our offer is on its way."}
        assert {row.state for row in deliveries(store)} == {"done", "dropped"}
        assert {row.error for row in deliveries(store)} == {"", ERASED}
        assert not {DEAD, UNKNOWN} & set(open_incidents)


# --- trying again


def test_the_same_key_at_every_attempt(store: Store) -> None:
    """Whatever happened before, a receiver can tell a repeat (P4)."""
    filled(store)
    sink, clock = Told_(LATER, PERHAPS), ManualClock(NOON)
    mine = courier(store, {"a": sink}, clock=clock)
    mine.route(1)
    for wait in (0, 30, 60):
        clock.set(clock() + wait * SECOND)
        assert mine.deliver(10) == 1
    assert len(set(sink.ids)) == 1
    assert [each.attempt for each in sink.got] == [1, 2, 3]
    assert states(store) == {"a": "done"}


def test_the_wait_doubles_up_to_a_bound_and_is_spread() -> None:
    """30 s, 1 min, 2 min …; half of it is drawn, so that those who failed together part."""
    target = Target("a", "test", first_wait=30, most_wait=100)
    longest = [(next_attempt(target, n, 0, 0, 1.0)) // SECOND for n in (1, 2, 3, 500)]
    assert longest == [30, 60, 100, 100]
    assert next_attempt(target, 1, 0, 0, 0.0) == 15 * SECOND
    assert next_attempt(target, 1, 7, 0, 0.5) == 7 + 22_500_000


def test_a_receivers_wish_to_wait_is_honoured_within_reason() -> None:
    """It may be longer than ours, for a day at most; a shorter one changes nothing (F30)."""
    target = Target("a", "test", first_wait=30)
    assert next_attempt(target, 1, 0, 300, 1.0) == 300 * SECOND
    assert next_attempt(target, 1, 0, 1, 1.0) == 30 * SECOND
    assert next_attempt(target, 1, 0, 10**9, 1.0) == PATIENCE * SECOND


@pytest.mark.fault("F30")
def test_who_asks_for_an_hour_gets_an_hour(store: Store) -> None:
    """The next attempt is due when its receiver said."""
    filled(store)
    mine = courier(store, {"a": Told_(Outcome("retry", "HTTP 429", 3_600))})
    mine.route(1)
    mine.deliver(1)
    (row,) = deliveries(store)
    assert (row.state, row.due_at) == ("pending", NOON + 3_600 * SECOND)


def test_who_has_nothing_to_do_writes_nothing(store: Store) -> None:
    """A courier that looks every second must not hold up those who decide."""
    mine = courier(store, {"a": Told_()})
    with mock.patch.object(store, "writing", side_effect=AssertionError("written")):
        assert (mine.route(9), mine.deliver(9)) == (0, 0)


def test_after_its_last_attempt_it_is_shelved_and_a_person_hears(store: Store) -> None:
    """Dead, with why; nothing tries it any more by itself."""
    filled(store)
    clock = ManualClock(NOON)
    mine = courier(store, {"a": Told_(LATER, LATER)}, Target("a", "test", attempts=2), clock=clock)
    mine.route(1)
    assert mine.deliver(10) == 1
    assert states(store) == {"a": "pending"}
    clock.set(NOON + 30 * SECOND)
    assert mine.deliver(10) == 1
    (row,) = deliveries(store)
    assert (row.state, row.error, row.attempts) == ("dead", "HTTP 503", 2)
    clock.set(NOON + 10**6 * SECOND)
    assert mine.deliver(10) == 0
    with store.reading() as reading:
        (incident,) = reading.incidents()
    assert (incident.code, incident.record, incident.about) == (DEAD, 3, "a")


def test_a_sink_that_raises_is_named_and_its_words_are_not(store: Store) -> None:
    """Another package's error may hold what must not be kept (Z6)."""

    def fails(_: Message) -> Outcome:
        raise RuntimeError("token=CANARY")

    filled(store)
    mine = courier(store, {"a": Told_(fails), "b": Told_()})
    mine.route(1)
    assert mine.deliver(10) == 2
    first, second = deliveries(store)
    assert (first.state, first.error) == ("pending", "sink test failed: RuntimeError")
    assert second.state == "done"


def test_words_that_fail_are_replaced_by_names(store: Store) -> None:
    """What happened is told in any case."""

    def fails(*_: object) -> Told:
        raise LookupError("no titles")

    filled(store)
    sink = Told_()
    mine = courier(store, {"a": sink}, tell=fails)
    mine.route(1)
    assert mine.deliver(1) == 1
    assert sink.got[0].told.title == "escalated unanswered → 老张 (lead)"


@pytest.mark.parametrize("journey", ["a.b/c", "a%2Eb/c", "客商/一", "a b\n/c", "a/b/3/0/c"])
def test_a_key_is_plain_and_of_one_delivery_alone(journey: str) -> None:
    """Whatever a journey is called: a header can bear it, and no other has it."""
    key = delivery_id(DeliveryRow(journey, 3, 0, "a.b"))
    assert re.fullmatch(r"[A-Za-z0-9_~%-]+/3/0/a%2Eb", key)
    assert unquote(key) == f"{journey}/3/0/a.b"


def test_a_target_that_is_no_more_shelves_what_was_for_it(store: Store) -> None:
    """Nothing is lost in silence when a file changes."""
    filled(store)
    courier(store, {"a": Told_()}).route(1)
    assert courier(store, {"b": Told_()}).deliver(10) == 1
    (row,) = deliveries(store)
    assert (row.state, row.error) == ("dead", 'no target "a" any more')


def test_a_plugin_that_is_not_there_is_named_and_the_rest_goes_on(store: Store) -> None:
    """Its deliveries wait for it."""
    filled(store)
    delivery = Delivery((Target("a", "nowhere_to_be_found"), Target("b", "log")))
    targets = open_targets(delivery)
    assert list(targets.failed) == ["a"]
    assert "nowhere_to_be_found" in targets.failed["a"]
    mine = courier(store, {})
    mine._targets = targets  # noqa: SLF001  # as the file says
    mine.route(1)
    assert mine.deliver(10) == 2
    assert states(store) == {"a": "pending", "b": "done"}


def test_stopping_begins_nothing_more(store: Store) -> None:
    """What has begun is ended and kept; the rest stays due."""
    filled(store, tuple(replace(ESCALATED, index=n) for n in range(5)))
    sink = Told_()
    mine = courier(store, {"a": sink}, parallel=1)
    mine.route(9)
    assert mine.deliver(9, stopping=lambda: len(sink.got) >= 2) == 2
    assert sorted(row.state for row in deliveries(store)) == ["done"] * 2 + ["pending"] * 3
    assert mine.deliver(2) == 2


@pytest.mark.fault("F29")
def test_one_slow_target_holds_up_no_other(store: Store) -> None:
    """While one attempt hangs, all others are made and kept."""
    from threading import Event  # noqa: PLC0415

    go_on, seen = Event(), []

    def hangs(_: Message) -> Outcome:
        assert go_on.wait(60)
        return Outcome("delivered")

    def last(_: Message) -> Outcome:
        # No transaction is open while anybody sends: the store can be read and written.
        seen.append([row.state for row in deliveries(store) if row.target == "b"].count("done"))
        go_on.set()
        return Outcome("delivered")

    effects = tuple(replace(ESCALATED, index=n) for n in range(4))
    filled(store, effects)
    quick = Told_(*[Outcome("delivered")] * 3, last)
    slow = Target("a", "test", reasons=("assigned",))
    with store.writing() as tx:
        tx.route([], [DeliveryRow(JOURNEY, 3, 0, "a", due_at=1)])
    mine = courier(store, {"a": Told_(hangs), "b": quick}, slow, Target("b", "test"), parallel=2)
    mine.route(9)
    assert mine.deliver(9) == 5
    assert seen == [3]


# --- crashes, and who comes too late


@pytest.mark.fault("F3")
@pytest.mark.parametrize("point", COURIER_POINTS)
def test_a_crash_anywhere_loses_nothing_and_repeats_with_the_same_key(
    store: Store, point: str
) -> None:
    """Killed between sent and marked as sent, it is sent again: same key (F3, P4)."""
    filled(store)
    sink = Told_()
    with pytest.raises(Killed):  # noqa: PT012  # wherever on the way
        dying = courier(store, {"a": sink}, reached=_killed_at(point))
        if point == "delivery-after-mark":
            dying = courier(store, {"a": sink}, ONCE, reached=_killed_at(point))
        dying.route(1)
        dying.deliver(1)
    _expire(store)
    if point == "delivery-after-mark":
        return  # what follows is told below
    mine = courier(store, {"a": sink})
    mine.route(1)
    mine.deliver(9)
    assert states(store) == {"a": "done"}
    sent_twice = point in {"delivery-after-send", "delivery-before-save"}
    assert sink.ids == ["acme%2Fsteel%2Foffer%2F1/3/0/a"] * (2 if sent_twice else 1)


@pytest.mark.fault("F3")
@pytest.mark.parametrize(
    "point", ["delivery-after-mark", "delivery-before-send", "delivery-after-send"]
)
def test_at_most_once_never_repeats_what_may_have_gone_out(store: Store, point: str) -> None:
    """It is marked before the attempt; after a crash a person is asked."""
    filled(store)
    sink = Told_()
    mine = courier(store, {"a": sink}, ONCE, reached=_killed_at(point))
    mine.route(1)
    with pytest.raises(Killed):
        mine.deliver(1)
    _expire(store)
    after = courier(store, {"a": sink}, ONCE)
    assert after.deliver(9) == 1
    assert len(sink.got) <= 1
    (row,) = deliveries(store)
    assert (row.state, row.error) == ("unknown", UNDERWAY)
    with store.reading() as reading:
        assert [each.code for each in reading.incidents()] == [UNKNOWN]
    assert after.deliver(9) == 0


def test_at_most_once_tries_again_what_surely_did_not_arrive(store: Store) -> None:
    """Refused for now is not sent; after an answer that never came nothing is sent."""
    filled(store)
    sink, clock = Told_(LATER, PERHAPS), ManualClock(NOON)
    mine = courier(store, {"a": sink}, ONCE, clock=clock)
    mine.route(1)
    mine.deliver(1)
    assert states(store) == {"a": "pending"}
    clock.set(NOON + 30 * SECOND)
    mine.deliver(1)
    assert states(store) == {"a": "unknown"}


def test_at_most_once_that_died_before_its_mark_goes_out(store: Store) -> None:
    """Nothing had been sent: no person is asked."""
    filled(store)
    sink = Told_()
    mine = courier(store, {"a": sink}, ONCE, reached=_killed_at("delivery-after-lease"))
    mine.route(1)
    with pytest.raises(Killed):
        mine.deliver(1)
    _expire(store)
    courier(store, {"a": sink}, ONCE).deliver(1)
    assert (states(store), len(sink.got)) == ({"a": "done"}, 1)


@pytest.mark.fault("F17")
def test_a_courier_that_was_frozen_does_not_overwrite_who_took_over(store: Store) -> None:
    """Its lease passed on while it slept: its late word is refused by the fence."""
    filled(store)

    def overtaken(_: Message) -> Outcome:
        _expire(store)
        assert courier(store, {"a": Told_()}).deliver(1) == 1
        return Outcome("refused", "told too late")

    mine = courier(store, {"a": Told_(overtaken)})
    mine.route(1)
    mine.deliver(1)
    (row,) = deliveries(store)
    assert (row.state, row.error, row.fence) == ("done", "", 2)
    with store.reading() as reading:
        assert reading.incidents() == []


@pytest.mark.fault("F28")
def test_what_kills_every_courier_is_shelved_without_another_try(store: Store) -> None:
    """Attempts are counted before they are made."""
    filled(store)
    sink = Told_()
    target = Target("a", "test", attempts=2)
    courier(store, {"a": sink}, target).route(1)
    for _ in range(2):
        with pytest.raises(Killed):
            courier(store, {"a": sink}, target, reached=_killed_at("delivery-before-send")).deliver(
                1
            )
        _expire(store)
    assert courier(store, {"a": sink}, target).deliver(1) == 1
    (row,) = deliveries(store)
    assert (row.state, row.error, sink.got) == ("dead", "2 attempts were begun", [])


def test_a_lease_is_longer_than_an_attempt_may_take(store: Store) -> None:
    """Who is only slow is not taken for dead (F29)."""
    filled(store)
    leases: list[float] = []

    def look(_: Message) -> Outcome:
        with store.reading() as reading:
            (row,) = reading.deliveries(["sending"], 9)
            leases.append((row.lease_until - reading.now()) / SECOND)
        return Outcome("delivered")

    mine = courier(store, {"a": Told_(look)}, Target("a", "test", timeout=500))
    mine.route(1)
    mine.deliver(1)
    assert 500 < leases[0] <= 500 + SPARE


def test_an_incident_that_stands_already_is_opened_again(store: Store) -> None:
    """A record has one incident: the shelf tells of each delivery."""
    filled(store)
    gone = Outcome("refused", "HTTP 410")
    mine = courier(store, {"a": Told_(gone), "b": Told_(gone)})
    mine.route(1)
    assert mine.deliver(9) == 2
    assert states(store) == {"a": "dead", "b": "dead"}
    with store.reading() as reading:
        assert [each.state for each in reading.incidents()] == ["open"]


def test_closing_lets_go_of_every_sink() -> None:
    """Once each."""
    sinks = {"a": Told_(), "b": Told_()}
    Targets(Delivery(tuple(Target(name, "test") for name in sinks)), sinks).close()
    assert [each.closed for each in sinks.values()] == [1, 1]
    assert len(ALL_STATES) == len(set(ALL_STATES))
