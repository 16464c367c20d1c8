"""A second opinion: what journeys of a tiny playbook must do, as a person would say it.

Nothing of the engine is used. A journey rings or waits; ringing is a task that is late after
four hours. What waits is decided in order, before any timer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HOUR = 3_600_000_000
LATE_AFTER = 4 * HOUR

PLAYBOOK = """\
schema: playbook/1
id: call
title: 电话 | Call
calendar: office
owner: seller
start: calling
anytime:
  client.withdrew: lost
states:
  calling:
    title: 打 | Calling
    waits_for: us
    touchpoints:
      ring:
        title: 打 | Ring
        with: internal
        due: 4 hours
    moves:
      ring.done: waiting
  waiting:
    title: 等 | Waiting
    waits_for: customer
    moves:
      client.asked: calling
      client.accepted: won
  won: {title: 成 | Won, end: success}
  lost: {title: 丢 | Lost, end: lost}
"""

MOVES = {
    ("calling", "ring.done"): "waiting",
    ("waiting", "client.asked"): "calling",
    ("waiting", "client.accepted"): "won",
}
ENDS = {"won": "success", "lost": "lost"}


class OtherBody(Exception):  # noqa: N818  # what the engine's error is called without its ending
    """The id was used for something else."""


@dataclass
class Call:
    """One journey: its state, its task, what it was told and what it has yet to look at."""

    account: str
    key: str
    state: str = "calling"
    due: int | None = None
    is_late: bool = False
    told: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[str, str]] = field(default_factory=list)

    def ring(self, now: int) -> None:
        """Begin to call."""
        self.state, self.due, self.is_late = "calling", now + LATE_AFTER, False

    def take(self, kind: str, now: int) -> None:
        """Do what a signal asks for, if it is one for this state."""
        if self.state in ENDS:
            return
        after = "lost" if kind == "client.withdrew" else MOVES.get((self.state, kind))
        if after == "calling":
            self.ring(now)
        elif after is not None:
            self.state, self.due, self.is_late = after, None, False

    def settle(self, now: int) -> int:
        """Decide what waits; return how many."""
        count = len(self.waiting)
        for _, kind in self.waiting:
            self.take(kind, now)
        self.waiting = []
        return count

    def fire(self, until: int) -> int:
        """Let the deadline pass if it lies no later; return whether it did."""
        if self.due is None or self.due > until:
            return 0
        self.due, self.is_late = None, True
        return 1


@dataclass
class Reference:
    """All journeys by id, and the time."""

    now: int
    calls: dict[str, Call] = field(default_factory=dict)
    facts: dict[str, bool] = field(default_factory=dict)

    def start(self, account: str, key: str) -> str:
        """Begin a journey, or find the one that is under way."""
        for name, call in self.calls.items():
            if (call.account, call.key) == (account, key) and call.state not in ENDS:
                return name
        number = sum(each.account == account for each in self.calls.values()) + 1
        call = Call(account, key)
        call.ring(self.now)
        self.calls[f"{account}/steel/call/{number}"] = call
        return f"{account}/steel/call/{number}"

    def signal(self, name: str, signal: str, kind: str) -> bool:
        """Take a signal now; tell whether it was a repeat."""
        call = self.calls[name]
        if self._is_known(call, signal, kind):
            call.settle(self.now)
            return True
        call.settle(self.now)
        call.fire(self.now - 1)
        call.told[signal] = kind
        call.take(kind, self.now)
        return False

    def accept(self, name: str, signal: str, kind: str) -> None:
        """Keep a signal for later."""
        call = self.calls[name]
        if not self._is_known(call, signal, kind):
            call.told[signal] = kind
            call.waiting.append((signal, kind))

    def tick(self) -> int:
        """Decide all that waits, then fire all that is due; return how many."""
        settled = sum(call.settle(self.now) for call in self.calls.values())
        return settled + sum(call.fire(self.now) for call in self.calls.values())

    def tell_account(self, account: str, fact: bool) -> None:
        """Tell an account's journeys that something changed, if it did: first what waited."""
        if self.facts.get(account) == fact:
            return
        self.facts[account] = fact
        for call in self.calls.values():
            if call.account == account and call.state not in ENDS:
                call.settle(self.now)

    def _is_known(self, call: Call, signal: str, kind: str) -> bool:
        if signal in call.told and call.told[signal] != kind:
            raise OtherBody(signal)
        return signal in call.told
