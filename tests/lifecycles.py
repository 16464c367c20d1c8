"""A kit for tests of several stages and journeys: a small lifecycle, played in memory.

Everything is said as in ``tests/semantics.py``: without titles, calendar and owner.
"""

from __future__ import annotations

from typing import Any, TypeVar

import yaml

from engine.core import clock
from engine.core import records as r
from engine.core.journey import Account, Address, Context, Directory, Journey, Signal
from engine.core.link import LinkedProgram, link
from engine.language.compiler import Compiled, compile_files
from engine.studies.host import MemoryHost

from .semantics import playbooks

A_Record = TypeVar("A_Record", bound=r.Record)


def compiled(text: str) -> Compiled:
    """Compile stages, a lifecycle and shared words written in one text."""
    found, problems = compile_files(playbooks(yaml.safe_load(text), "lifecycle"))
    assert found is not None, "\n".join(each.line("en") for each in problems)
    return found


def linked(text: str) -> LinkedProgram:
    """Compile and link stages, a lifecycle and shared words written in one text."""
    return link(compiled(text).program)


class World:
    """Journeys of one customer in memory; each is named by its id, ``journey-1`` the first."""

    def __init__(self, program: LinkedProgram, at: str = "2025-09-22 10:00") -> None:
        """Begin nothing yet."""
        self.host = MemoryHost(program)
        people = {role: role for role in program.program.roles}
        self.context = Context(Account("acme"), Directory(1, people))
        self.now = clock.parse_local(at, "Etc/UTC")
        self.signals = 0

    def begin(self, playbook: str, *, parent: str = "", key: str = "", **facts: Any) -> str:
        """Begin a journey; ``deal__amount`` stands for ``deal.amount``."""
        address = Address(account="acme", line="steel", key=key, playbook=playbook, parent=parent)
        signal = self.said("journey.started", facts, address)
        return self.host.start(signal, self.context, self.now)

    def signal(
        self, kind: str, journey: str = "journey-1", brings: tuple[str, ...] = (), **data: Any
    ) -> r.Decision:
        """Send a signal to a journey."""
        signal = self.said(kind, data, Address(), brings)
        return self.host.send(journey, signal, self.now)

    def post(self, kind: str, *, line: str = "", key: str = "", **data: Any) -> list[r.Decision]:
        """Send a signal to the account."""
        address = Address(account="acme", line=line, key=key)
        return list(self.host.post(self.said(kind, data, address), self.now))

    def said(
        self, kind: str, data: dict[str, Any], address: Address, brings: tuple[str, ...] = ()
    ) -> Signal:
        """Return a signal with an id of its own."""
        self.signals += 1
        named = {name.replace("__", "."): value for name, value in data.items()}
        name = f"s{self.signals}"
        return Signal(kind, name, "test", "somebody", self.now, named, brings, address)

    def until(self, at: str) -> World:
        """Go to a time: timers due by it have fired."""
        self.now = clock.parse_local(at, "Etc/UTC")
        self.host.advance("journey-1", self.now, inclusive=True)
        return self

    # --- looking

    @property
    def ids(self) -> tuple[str, ...]:
        """All journeys in the order they began."""
        return self.host.journeys("journey-1")

    def journey(self, name: str = "journey-1") -> Journey:
        """A journey as it stands."""
        return self.host.journey(name)

    def newest(self, playbook: str) -> Journey:
        """The journey that began last among those in a stage."""
        found = [self.journey(each) for each in self.ids]
        return [each for each in found if each.playbook == playbook][-1]

    def where(self, name: str = "journey-1") -> str:
        """Stage, states and outcome of a journey: ``offer.quoting`` or ``offer.won success``."""
        journey = self.journey(name)
        states = "+".join(lane.state for lane in journey.lanes.values())
        return f"{journey.playbook}.{states} {journey.outcome}".strip()

    def seen(self, kind: type[A_Record], journey: str = "journey-1") -> list[A_Record]:
        """All records of a kind in a journey."""
        return [each for each in self.host.history(journey) if isinstance(each, kind)]

    def open(self, journey: str = "journey-1") -> list[str]:
        """Names of a journey's open tasks."""
        tasks = self.journey(journey).tasks.values()
        return [task.name for task in tasks if task.status == "open"]
