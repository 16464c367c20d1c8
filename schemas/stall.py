"""What watches time across states: stalls, holds and clocks (S3.5, S3.6, S5)."""

from typing import Literal

from pydantic import Field

from .text import Bilingual, Condition, Id, Maybe, OneOrMany, OneOrMore, Words, Written
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
    after: Maybe[Words] = None
    at: Maybe[Words] = None
    silent: Maybe[Literal["customer", "partner"]] = None
    without: OneOrMany = ()
    silence_from: Maybe[Words] = None
    unless: Maybe[Condition] = None
    calendar: Maybe[Id] = None
    cause: Maybe[Id] = None
    escalate: Maybe[Id] = None
    recover: Maybe[Id] = None
    recovered_by: OneOrMany = ()
    give_up: Maybe[GiveUp] = None
    catch_up: Maybe[CatchUp] = None
    late_on_arrival: Maybe[LateOnArrival] = None


class Hold(Written):
    """A pause inside a state: our deadlines freeze, outside signals still move (S3.5)."""

    title: Bilingual
    begins: OneOrMore
    ends: OneOrMore
    in_: OneOrMany = Field(default=(), alias="in")
    waits_for: Maybe[Turn] = None


class Clock(Written):
    """A deadline across states that stops while it is somebody else's turn (S3.5, S3.6)."""

    title: Bilingual
    starts: OneOrMore
    stops: OneOrMore
    within: Words
    pauses: OneOrMany = ()
    calendar: Maybe[Id] = None
    cause: Maybe[Id] = None
    remind: Maybe[Words] = None
    escalate: Maybe[Id] = None
    late_on_arrival: Maybe[LateOnArrival] = None
