"""A worker run as a process: its options, its log, its signals, its end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

import click

from .. import __version__
from ..language.titles import Lang
from ..present.closing import plural
from ..present.effects import teller
from ..present.phrases_why import why as in_words
from ..present.phrases_worker import say
from ..runtime.clock import now
from ..runtime.delivery.courier import Courier
from ..runtime.delivery.targets import open_targets
from ..runtime.failures import EngineError, StoreError
from ..runtime.service import Engine
from ..runtime.worker import EMBEDDED, SERVER, Budget, Done, Pace, Witness, Witnesses, Worker
from ..runtime.worker.log import Level, Log, Write, plain
from ..runtime.worker.presence import Presence
from ..runtime.worker.redaction import Redaction
from ..runtime.working import nothing_around
from .dispatching import delivery_of, secrets_in
from .loading import compile_at
from .opening import Opened, check_there, open_engine
from .outcome import ENVIRONMENT, INTERRUPTED, OK, USAGE, StoppedError
from .places import Place, without_secret
from .surroundings import shows_progress

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..language.deliveries import Delivery
    from ..runtime.worker.measured import Measured
    from ..runtime.worker.outlook import Outlook

# Imported where they are used: a worker that is not watched needs none of them.
# ruff: noqa: PLC0415


LAST_PORT = 65_535
AWAY = frozenset({"connection-lost", "server-starting", "too-many-connections", "unreachable"})
"""What a worker waits for when it begins: a database that is only not there yet (F11)."""
MOST_DOUBLINGS = 10


class Asked(NamedTuple):
    """What was asked for on the command line."""

    url: str
    workspace: Path | None
    sinks: Path | None
    is_once: bool
    budget: str | None
    listen: str | None
    log: Literal["auto", "json", "console", "plain"]
    is_verbose: bool
    lang: Lang


class Order(NamedTuple):
    """What a worker is to do, once all that was asked for is understood."""

    asked: Asked
    budget: Budget
    address: tuple[str, int] | None
    compiled: Compiled | None
    delivery: Delivery | None
    write: Write


def work(asked: Asked) -> None:
    """Run a worker until it is told to stop.

    Raises:
        StoppedError: an option is not one, or the database cannot be used.
    """
    budget = budget_of(asked.budget, asked.lang)
    address = address_of(asked.listen, asked.lang)
    check_there(Place(asked.url, asked.workspace, "text", asked.lang))
    compiled = compile_at(asked.workspace, asked.lang)[0] if asked.workspace else None
    delivery = delivery_of(asked.sinks, asked.workspace, compiled, asked.lang)
    redaction = Redaction([*secrets_of(asked.url), *secrets_in(delivery)])
    order = Order(asked, budget, address, compiled, delivery, _log(asked, redaction))
    try:
        with ExitStack() as stack:
            done = _at_work(order, stack)
            if not done.is_whole:
                _leave_at_once(done, asked.lang)
    except EngineError as error:
        raise StoppedError(redaction.text(error.line(asked.lang)), ENVIRONMENT) from None
    _sum_up(done, asked.lang)


def _leave_at_once(done: Done, lang: Lang) -> NoReturn:
    """End without waiting for what hangs: closing what it still uses could take as long (F33)."""
    _sum_up(done, lang)
    sys.stderr.flush()
    os._exit(OK)


def _sum_up(done: Done, lang: Lang) -> None:
    if shows_progress():
        click.echo(_summary(done, lang), err=True)


def budget_of(said: str | None, lang: Lang) -> Budget:
    """Return a budget as it was typed, such as ``timers=200,threads=4``.

    Raises:
        StoppedError: it is none.
    """
    names = Budget.__struct_fields__
    wanted: dict[str, int] = {}
    for each in (said or "").split(",") if said is not None else ():
        name, _, number = each.strip().partition("=")
        is_number = number.isascii() and number.isdigit() and len(number) < len("1000000")
        if name not in names or name in wanted or not is_number or not int(number):
            told = say("no-budget", lang, text=said, allowed=", ".join(names))
            raise StoppedError(told, USAGE)
        wanted[name] = int(number)
    return Budget(**wanted)


def address_of(said: str | None, lang: Lang) -> tuple[str, int] | None:
    """Return host and port as they were typed.

    Raises:
        StoppedError: it is no such address, or nobody here could answer on it.
    """
    if said is None:
        return None
    host, _, port = said.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and int(port) <= LAST_PORT):
        raise StoppedError(say("no-address", lang, text=said), USAGE)
    if find_spec("prometheus_client") is None:
        raise StoppedError(say("observe-wanted", lang, option="--listen"), ENVIRONMENT)
    return host.strip("[]"), int(port)


def secrets_of(url: str) -> list[str]:
    """Return what of a database's address nobody may read: its password, as typed and decoded."""
    from urllib.parse import unquote

    # Also where a slip made it no address at all.
    before = url.rpartition("@")[0]
    secret = (before.partition("//")[2] or before).partition(":")[2]
    return [secret, unquote(secret)]


def _log(asked: Asked, redaction: Redaction) -> Write:
    is_there = find_spec("structlog") is not None
    shape = asked.log
    least: Level = "debug" if asked.is_verbose else "info"
    if shape == "plain" or (shape == "auto" and not is_there):
        return plain(sys.stderr, redaction, least=least)
    if not is_there:
        told = say("observe-wanted", asked.lang, option=f"--log {shape}")
        raise StoppedError(told, ENVIRONMENT)
    from ..runtime.worker.structured import structured

    if shape == "auto":
        shape = "console" if shows_progress() else "json"
    return structured(sys.stderr, redaction, shape, least)


def _at_work(order: Order, stack: ExitStack) -> Done:
    asked, told = order.asked, Witnesses()
    for each in _spans():
        told.add(each)
    # Standing around each decision costs a little; where nobody would see it, nobody does.
    is_seen = bool(told) or asked.is_verbose
    opened = _patiently(order, told if is_seen else None)
    if opened is None:
        return Done()
    engine = stack.enter_context(opened.engine)
    presence = Presence(engine.store, __version__, renew=_renewing(order, engine))
    told.add(Log(order.write, presence.id))
    is_embedded = engine.store.describe().get("store") != "postgresql"
    pace = Pace(EMBEDDED if is_embedded else SERVER)
    courier = _courier(order, opened, told, stack)
    worker = Worker(engine, courier, budget=order.budget, pace=pace, witness=told,
                    presence=presence)  # fmt: skip
    if order.address is not None:
        told.add(_watched(engine, worker, pace, order, stack))
    if asked.is_once:
        return worker.once()
    if shows_progress():
        name, url = presence.id, without_secret(asked.url)
        click.echo(say("working", asked.lang, name=name, url=url), err=True)
    with stopped_by_signals(worker.stop):
        return worker.run()


def _patiently(order: Order, told: Witness | None) -> Opened | None:
    """Open the database, waiting for one that is only away; None if told to stop meanwhile."""
    log, pace, failures = Log(order.write), Pace(), 0
    wishes: SimpleQueue[None] = SimpleQueue()
    with stopped_by_signals(lambda: wishes.put(None)):
        while True:
            try:
                opened = _opened(order, told)
            except StoreError as error:
                if error.code not in AWAY or order.asked.is_once:
                    raise
                failures = min(failures + 1, MOST_DOUBLINGS)
                rest = pace.spread(min(pace.rhythm.longest, pace.rhythm.poll * 2**failures))
                log.failed("opening", error, rest)
            else:
                if wishes.empty():
                    return opened
                opened.engine.close()  # told to stop while it was opening
                return None
            try:
                wishes.get(timeout=rest)
            except Empty:
                continue
            return None


def _opened(order: Order, told: Witness | None) -> Opened:
    asked = order.asked
    place = Place(asked.url, asked.workspace, "text", asked.lang)
    around = told.around if told is not None else nothing_around
    engine, compiled = open_engine(place, order.compiled, around=around)
    return Opened(engine, place, compiled, now)


def _renewing(order: Order, engine: Engine) -> Callable[[], None] | None:
    """Return what takes up the playbooks deployed since, unless others were asked for."""
    if order.compiled is not None:
        return None

    def renew() -> None:
        try:
            engine.refresh()
        except StoreError as error:
            if error.code != "nothing-deployed":
                raise

    return renew


def _courier(order: Order, opened: Opened, told: Witness, stack: ExitStack) -> Courier:
    targets = open_targets(order.delivery)
    for name, why in targets.failed.items():
        click.echo(
            say("target-failed", order.asked.lang, name=name, why=in_words(why, order.asked.lang)),
            err=True,
        )
    store, tell = opened.engine.store, teller(opened.wording)
    courier = Courier(store, targets, tell=tell, ended=told.delivered)
    stack.callback(courier.close)
    return courier


def _spans() -> list[Witness]:
    if find_spec("opentelemetry") is None:
        return []
    from ..runtime.worker.traced import Spans

    return [Spans(__version__)] if Spans.is_wanted() else []


def _watched(
    engine: Engine,
    worker: Worker,
    pace: Pace,
    order: Order,
    stack: ExitStack,
) -> Measured:
    from ..runtime.worker.health import healthz, readyz
    from ..runtime.worker.listening import Answer, Listening
    from ..runtime.worker.measured import TEXT, Measured
    from ..runtime.worker.outlook import outlook

    def look() -> Outlook:
        return outlook(engine.store)

    figures = Measured(look, pace.clock, lambda: engine.conflicts)
    pages: dict[str, Callable[[], Answer]] = {
        "/healthz": lambda: healthz(worker.slowest),
        "/readyz": lambda: readyz(look, pace.clock),
        "/metrics": lambda: Answer(200, TEXT, figures.text()),
    }
    assert order.address is not None
    try:
        listening = Listening(*order.address, pages)
    except OSError as error:
        asked, why = order.asked, error.strerror or error
        told = say("address-taken", asked.lang, text=asked.listen, why=why)
        raise StoppedError(told, ENVIRONMENT) from None
    stack.callback(listening.close)
    return figures


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Stop at SIGTERM or Ctrl-C; at the second one end the process there and then (F33).

    What was in hand then is as if it had never been begun: decisions are transactions, and
    deliveries are leased.
    """
    heard = []

    def take(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        if len(heard) > 1:
            os._exit(INTERRUPTED)
        stop()

    before = {each: signal.signal(each, take) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _summary(done: Done, lang: Lang) -> str:
    if lang == "zh":
        counts = {"signals": done.signals, "timers": done.timers, "delivered": done.delivered}
        told = say("worked", lang, **counts)
    else:
        told = say(
            "worked", lang, signals=plural(done.signals, "signal"),
            timers=plural(done.timers, "timer"),
            delivered=f"{done.delivered} {'delivery' if done.delivered == 1 else 'deliveries'}",
        )  # fmt: skip
    return told if done.is_whole else f"{told}\n{say('left-over', lang)}"
