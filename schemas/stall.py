"""What watches time across states: stalls, holds and clocks (S3.5, S3.6, S5)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .text import Bilingual, Condition, Id, OneOrMany, Words, Written
from .touchpoint import CatchUp, LateOnArrival

Turn = Literal["us", "customer", "partner"]


class GiveUp(Written):
    """When recovery is given up, counted from the stall, and where the journey goes (S5.3)."""

    after: Words
    to: Id


class Stall(Written):
    """Silence beyond a limit, or still here at a moment, and what is done about it (S5)."""

    title: Bilingual
    in_: OneOrMany = Field(default=(), alias="in")
    after: Words | None = None
    at: Words | None = None
    silent: Literal["customer", "partner"] | None = None
    without: OneOrMany = ()
    silence_from: Words | None = None
    unless: Condition | None = None
    calendar: Id | None = None
    cause: Id | None = None
    escalate: Id | None = None
    recover: Id | None = None
    recovered_by: OneOrMany = ()
    give_up: GiveUp | None = None
    catch_up: CatchUp | None = None
    late_on_arrival: LateOnArrival | None = None


class Hold(Written):
    """A pause inside a state: our deadlines freeze, outside signals still move (S3.5)."""

    title: Bilingual
    begins: OneOrMany = Field(min_length=1)
    ends: OneOrMany = Field(min_length=1)
    in_: OneOrMany = Field(default=(), alias="in")
    waits_for: Turn | None = None


class Clock(Written):
    """A deadline across states that stops while it is somebody else's turn (S3.5, S3.6)."""

    title: Bilingual
    starts: OneOrMany = Field(min_length=1)
    stops: OneOrMany = Field(min_length=1)
    within: Words
    pauses: OneOrMany = ()
    calendar: Id | None = None
    cause: Id | None = None
    remind: Words | None = None
    escalate: Id | None = None
    late_on_arrival: LateOnArrival | None = None
