"""What a decision works through: happenings, moves asked for, and what cuts it short."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..language.values import Value
from .forms import Rows

ENGINE = "engine"
"""Where signals come from that the engine sends itself, and who did what it does by itself."""


class LoopFound(Exception):  # noqa: N818  # becomes an incident, never an error to the caller
    """More than ``MAX_STEPS`` micro-steps: a cycle in the playbook, named by its steps (S1.6)."""

    def __init__(self, steps: tuple[str, ...]) -> None:
        """Keep the signals and moves that went round."""
        super().__init__(" → ".join(steps))
        self.steps = steps


class FactUnknown(Exception):  # noqa: N818  # becomes a refusal, never an error to the caller
    """What a signal computes needs a value that nobody knows: taken, it would be lost (S1.7)."""

    reason = "fact-unknown"

    def __init__(self, names: tuple[str, ...]) -> None:
        """Keep what is missing."""
        super().__init__(", ".join(names))
        self.names = names


class Happening(msgspec.Struct, frozen=True, gc=False):
    """A signal type at work inside one decision; ``data`` is already typed.

    ``item`` is the one it is about, as ``shipment/S1``; ``opens`` are the facts that item
    begins with, where it is not there yet.
    """

    type: str
    by: str = ""
    data: dict[str, Value] = {}
    brings: tuple[str, ...] = ()
    item: str = ""
    opens: dict[str, Value] | None = None
    rows: Rows = {}


class MoveRequest(msgspec.Struct, frozen=True, gc=False):
    """A move asked for by a rule of time, such as giving up; ``track`` is the lane's name."""

    track: str
    to: str
    by: str


class StageOver(msgspec.Struct, frozen=True, gc=False):
    """A stage that came to one of its ends, and how that end counts."""

    end: str
    outcome: Literal["success", "lost", "dormant"]
