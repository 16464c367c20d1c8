"""Targets made ready: each with its sink, found by entry point; one that fails is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

from ...language.deliveries import TO_THE_LOG, Delivery, Target
from .hidden import hide
from .message import MakeSink, Message, Outcome, Sink, SinkError

GROUP = "touchline.sinks"
"""The group of entry points under which other packages offer sinks."""

_HERE = __name__.rpartition(".")[0]
OWN: Mapping[str, tuple[str, str]] = {
    "log": ("lines", "make_log"), "jsonl": ("lines", "make_lines"),
    "webhook": ("webhook", "make_webhook"), "email": ("mail", "make_mail"),
    "apprise": ("chat", "make_chat"),
}  # fmt: skip
"""Our own sinks, each loaded only where it is used; nobody's entry point replaces one."""


class Targets:
    """All targets, in order, with their sinks."""

    def __init__(self, delivery: Delivery, sinks: Mapping[str, Sink]) -> None:
        """Use :func:`open_targets`; tests hand in sinks of their own."""
        self.delivery = delivery
        self._targets = {each.name: each for each in delivery.targets}
        self._sinks = sinks

    def __iter__(self) -> Iterator[Target]:
        return iter(self.delivery.targets)

    @property
    def failed(self) -> dict[str, str]:
        """What could not be made ready, by target, and why."""
        broken = ((name, sink) for name, sink in self._sinks.items() if isinstance(sink, Broken))
        return {name: sink.why for name, sink in broken}

    def get(self, name: str) -> Target | None:
        """Return a target, None where the file has none of that name (any more)."""
        return self._targets.get(name)

    def sink(self, name: str) -> Sink:
        """Return the sink of a target there is."""
        return self._sinks[name]

    def close(self) -> None:
        """Let go of all sinks."""
        for sink in self._sinks.values():
            sink.close()


class Broken:
    """Stands where a sink could not be made: nothing is lost, and everything says why."""

    def __init__(self, why: str) -> None:
        """Answer every attempt with ``why``."""
        self.why = why

    def send(self, message: Message) -> Outcome:  # noqa: ARG002  # the shape of all
        """Say that it is to be tried again."""
        return Outcome("retry", self.why)

    def close(self) -> None:
        """Do nothing: nothing was opened."""


def open_targets(
    delivery: Delivery | None = None, environment: Mapping[str, str] | None = None
) -> Targets:
    """Make all targets ready; without a delivery everything goes to the log.

    One that fails stands in :attr:`Targets.failed`, and the rest goes on. Secrets are looked
    up in ``environment``, that of the process where none is given.
    """
    delivery = delivery or TO_THE_LOG
    return Targets(delivery, {each.name: _sink_of(each, environment) for each in delivery.targets})


def _sink_of(target: Target, environment: Mapping[str, str] | None) -> Sink:
    try:
        make = _maker(target.sink)
        return make(hide(target.options, environment), timeout=target.timeout)
    except SinkError as error:
        return Broken(f"sink {target.sink}: {error}")
    except Exception as error:  # noqa: BLE001  # another package's code, and its words may hold secrets
        return Broken(f"sink {target.sink} failed: {type(error).__name__}")


def _maker(name: str) -> MakeSink:
    """Return what makes sinks of a name.

    Raises:
        SinkError: nothing does.
    """
    if name in OWN:
        module, function = OWN[name]
        return cast("MakeSink", getattr(import_module(f"{_HERE}.{module}"), function))
    found = tuple(entry_points(group=GROUP, name=name))
    if not found:
        raise SinkError(f"no package installed here offers it as an entry point of {GROUP}")
    return cast("MakeSink", found[0].load())
