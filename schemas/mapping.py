"""A mapping: how the rows of an event log are told to the engine as signals and facts."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool

from .text import Bilingual, Id, Maybe, OneOrMany, OneOrMore, Text, Words, Written, left_out

Cell = Annotated[str | bool | int, Field(json_schema_extra={"kind": "cell"})]
"""One word of a column as the log has it; ``false`` and ``5`` may stand without quotes."""


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def _texts(value: Any) -> Any:
    """Return one word or several as a list of texts."""
    return [_text(each) for each in (value if isinstance(value, list | tuple) else [value])]


Cells = Annotated[
    tuple[str, ...], BeforeValidator(_texts, json_schema_input_type=Cell | list[Cell])
]
"""A word of a column, or several."""


def _words(value: Any) -> Any:
    """Return what replaces each word; a list of words is of those that stand for themselves."""
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return {str(_text(each)): _text(each) for each in value}
    return {key: _text(each) for key, each in value.items()} if isinstance(value, dict) else value


Replaced = Annotated[
    dict[str, str],
    BeforeValidator(_words, json_schema_input_type=dict[str, Cell] | list[Cell]),
]
"""What stands for each word of a column, or a list of words that stand for themselves."""


class Constant(Written):
    """A value that stands in the mapping itself instead of in a column."""

    value: Any


Source = Annotated[Text | Constant, Field(union_mode="left_to_right")]
"""The column a value comes from, or the value."""


class LogFormat(Written):
    """How the log is written."""

    kind: Literal["csv", "tsv", "xlsx", "xes", "jsonl", "cloudevents"]
    encoding: Maybe[Text] = None
    separator: Maybe[Text] = None
    quote: Maybe[str] = None
    header: Maybe[StrictBool] = None
    sheet: Maybe[Text] = None
    member: Maybe[Text] = None


class Numbers(Written):
    """How numbers are written: the sign before decimals, and the one between thousands."""

    decimal: Maybe[Literal[".", ","]] = None
    thousands: Maybe[str] = None


ReadAs = Literal["text", "number", "percent", "yes_no"]
"""What a column is read as, where that takes no more than a word."""


class LogColumn(Numbers):
    """How the texts of one column are read."""

    as_: Maybe[ReadAs] = Field(default=None, alias="as")
    money: Maybe[Text] = None
    date: Maybe[OneOrMore] = None
    time: Maybe[OneOrMore] = None
    at: Maybe[Words] = None
    zone: Maybe[Text] = None
    words: Replaced = left_out()
    otherwise: Maybe[Literal["reject", "unknown", "keep"]] = None
    unknown: Cells = ()
    unreadable: Maybe[Literal["reject", "unknown"]] = None
    within: OneOrMany = ()


def _read_as(value: Any) -> Any:
    return {"as": value} if isinstance(value, str) else value


Column = Annotated[LogColumn, BeforeValidator(_read_as, json_schema_input_type=ReadAs | LogColumn)]
"""How a column is read; a word alone is what it is read as: ``Quantity: number``."""


class Rows(Written):
    """Which rows are meant; all that is said must hold."""

    when: dict[str, Cells] = left_out()
    known: OneOrMany = ()
    unknown: OneOrMany = ()
    changed: OneOrMany = ()
    rises: OneOrMany = ()
    first: StrictBool = False
    last: StrictBool = False


class LogEvent(Rows):
    """What rows tell the engine: exactly one thing, at a moment."""

    signal: Maybe[Text] = None
    done: Maybe[Text] = None
    facts: Maybe[dict[str, Source]] = None
    hand_over: Maybe[Id] = None
    skip: Maybe[Id] = None
    cancel: Maybe[Id] = None
    ack: Maybe[Id] = None
    pause: Maybe[Source] = None
    resume: Maybe[Source] = None
    at: Maybe[Text] = None
    data: dict[str, Source] = left_out()
    form: dict[str, Source] = left_out()
    outcome: Maybe[Source] = None
    brings: OneOrMany = ()
    by: Maybe[Source] = None
    from_: Maybe[Source] = Field(default=None, alias="from")
    to: Maybe[Source] = None


class CaseGroup(Rows):
    """A kind of case that is counted apart."""

    title: Bilingual
    in_order: OneOrMany = ()


class CaseOutcome(Rows):
    """What really happened to a case, for judging the alarms."""

    title: Bilingual
    at: Maybe[Text] = None
    after: Maybe[Text] = None
    more_than: Maybe[Words] = None
    signal: Maybe[Text] = None
    foretold_by: OneOrMany = ()


class Mapping(Written):
    """How an event log is told to the engine: nothing in it is guessed."""

    schema_: Literal["mapping/1"] = Field(alias="schema")
    title: Bilingual
    log: LogFormat
    begins: Id
    zone: Text
    case: Text
    account: Maybe[Text] = None
    line: Maybe[Source] = None
    id: Maybe[Text] = None
    unknown: Cells = ()
    numbers: Maybe[Numbers] = None
    within: OneOrMany = ()
    ends: Maybe[Words] = None
    columns: dict[str, Column] = left_out()
    starts: OneOrMany = ()
    planned: OneOrMany = ()
    facts: dict[str, Source] = left_out()
    at: Maybe[Text] = None
    where: dict[str, Cells] = left_out()
    events: Annotated[tuple[LogEvent, ...], Field(min_length=1)]
    in_order: tuple[tuple[Text, ...], ...] = ()
    ties: Maybe[Literal["rules", "rows"]] = None
    duplicates: Maybe[Literal["keep", "drop", "reject"]] = None
    unobserved: OneOrMany = ()
    groups: dict[Id, CaseGroup] = left_out()
    outcomes: dict[Id, CaseOutcome] = left_out()
