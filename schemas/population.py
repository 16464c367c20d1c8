"""A population: who comes, how customers and colleagues behave, what it costs, what goes wrong."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictInt

from .text import Bilingual, Id, Maybe, OneOrMany, Text, Words, Written, left_out

Raw = Any
"""A value as written, or how it is spread: ``800000 CNY``, ``15%``, ``{A: 10%, B: 90%}``."""

Share = Words
"""A share or a chance such as ``15%``."""


class LogNormal(Written):
    """Most are near the median, a few take far longer: told by the median and the slowest tenth."""

    median: Raw
    p90: Raw


class Gamma(Written):
    """Several steps in a row: told by the mean and the number of steps."""

    mean: Raw
    shape: Raw


class Exponential(Written):
    """Just as likely at any moment: told by the mean."""

    mean: Raw


class Spread(Written):
    """How a length of time, an amount or a number is spread: exactly one of these."""

    constant: Maybe[Raw] = None
    uniform: Maybe[tuple[Raw, ...]] = None
    triangular: Maybe[tuple[Raw, ...]] = None
    exponential: Maybe[Exponential] = None
    lognormal: Maybe[LogNormal] = None
    gamma: Maybe[Gamma] = None
    table: Maybe[dict[str, Raw]] = None


def _constant(value: Any) -> Any:
    return {"constant": value} if isinstance(value, str) else value


Stretch = Annotated[Spread, BeforeValidator(_constant, json_schema_input_type=Words | Spread)]
"""A length of time: always the same, ``2 business hours``, or spread."""


class Arrivals(Written):
    """When customers come: how many in a time, and how that changes with day, season and hour."""

    rate: Words
    weekdays: dict[str, Share] = left_out()
    months: dict[str, Share] = left_out()
    hours: Maybe[Words] = None
    even: bool = False


class Reply(Written):
    """Something that comes from outside: with what chance, how long after, saying what."""

    chance: Share
    after: Stretch
    data: dict[str, Raw] = left_out()
    brings: OneOrMany = ()
    times: Maybe[StrictInt] = None
    apart: Maybe[Stretch] = None


class Reaction(Written):
    """What work that was done does to a customer who was silent."""

    chance: Share
    after: Stretch


class Behaviour(Written):
    """What comes from outside while a journey stands in a state, or at any time of a stage."""

    once_done: OneOrMany = ()
    replies: dict[str, Reply] = left_out()
    silence: Maybe[Share] = None
    reacts: dict[str, Reaction] = left_out()
    also: dict[str, Reply] = left_out()
    anytime: dict[str, Reply] = left_out()


class Work(Written):
    """How colleagues do one touchpoint or follow-up."""

    waits: Maybe[Stretch] = None
    takes: Maybe[Stretch] = None
    outcomes: dict[Id, Share] = left_out()
    form: dict[str, Raw] = left_out()
    brings: OneOrMany = ()
    forgotten: Maybe[Share] = None
    reminded: Maybe[Share] = None


class Segment(Written):
    """A kind of customer: its share, and what is different about it."""

    title: Bilingual
    share: Share
    facts: dict[str, Raw] = left_out()
    customers: dict[str, Behaviour] = left_out()
    work: dict[str, Work] = left_out()


class Away(Written):
    """How often one person is absent, and for how long (S4.4)."""

    rate: Words
    for_: Stretch = Field(alias="for")


class StaffRole(Written):
    """The people of one role in each team, with the calendar of their shifts."""

    people: StrictInt
    calendar: Maybe[Id] = None
    away: Maybe[Away] = None


class Staff(Written):
    """Who serves the customers: teams, each with people by role; other roles have no limit."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Id, StaffRole] = Field(init=False)

    teams: StrictInt = 1


class Costs(Written):
    """What work and contacts cost (D6.5)."""

    hours: dict[Id, Text] = left_out()
    channels: dict[Id, Text] = left_out()
    sites: dict[Id, Text] = left_out()


class Worth(Written):
    """What a customer is worth over the years (D4.4)."""

    monthly: Raw
    years: StrictInt


class Late(Written):
    """Signals that are heard of late."""

    share: Share
    by: Stretch


class Chaos(Written):
    """What goes wrong on purpose with signals from outside."""

    lost: Maybe[Share] = None
    duplicated: Maybe[Share] = None
    late: Maybe[Late] = None


class Population(Written):
    """The customers, colleagues and mishaps that playbooks are rehearsed with."""

    schema_: Literal["population/1"] = Field(alias="schema")
    title: Bilingual
    begins: Id
    stages: OneOrMany = ()
    line: Maybe[Id] = None
    calendar: Maybe[Id] = None
    from_: Words = Field(alias="from")
    for_: Words = Field(alias="for")
    follow: Maybe[Words] = None
    arrivals: Arrivals
    facts: dict[str, Raw] = left_out()
    segments: dict[Id, Segment] = left_out()
    customers: dict[str, Behaviour] = left_out()
    work: dict[str, Work] = left_out()
    staff: Maybe[Staff] = None
    costs: Maybe[Costs] = None
    value: Maybe[Worth] = None
    chaos: Maybe[Chaos] = None
