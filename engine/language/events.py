"""The parser's door: one text in, one stream of events out; PyYAML and ruamel stand behind it.

PyYAML's C parser is the one that runs: it gives the same events as ruamel's pure YAML 1.2
parser some forty times faster. ruamel is the reader of record that the tests compare with, and
takes its place where no C parser was built. Both are imported when first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Events(NamedTuple):
    """A stream of parser events: ``take`` gives the next one, None behind the last."""

    take: Callable[[], Any]
    scalar: type
    mapping_start: type
    mapping_end: type
    sequence_start: type
    sequence_end: type
    alias: type
    document_start: type


class Fault(NamedTuple):
    """Where and why a parser gave up, in its own words; lines and columns count from 1.

    ``since`` is where the construct it was reading began, the same place where unknown.
    """

    reason: str
    line: int
    column: int
    since: tuple[int, int]


def open_events(text: str, *, of_record: bool = False) -> Events:
    """Return the events of a text, from the C parser or, when asked or alone, from ruamel's.

    ``take`` raises what the parser raises: hand that to ``fault_of``.
    """
    stream = None if of_record else _c_events(text)
    return stream or _ruamel_events(text)


def fault_of(error: Exception) -> Fault:
    """Return why a parser gave up; parsers leak ValueError and others beside their own errors."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = " ".join(
        str(part) for part in (getattr(error, "context", ""), getattr(error, "problem", "")) if part
    )
    if mark is None:
        return Fault(reason or type(error).__name__, 1, 1, (1, 1))
    since = getattr(error, "context_mark", None) or mark
    return Fault(reason, mark.line + 1, mark.column + 1, (since.line + 1, since.column + 1))


def _c_events(text: str) -> Events | None:
    import yaml.events as kinds  # noqa: PLC0415  # a stored program needs no parser

    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]  # noqa: PLC0415
    except ImportError:  # a PyYAML built without libyaml
        return None
    return _stream(CParser(text).get_event, kinds)


def _ruamel_events(text: str) -> Events:
    import ruamel.yaml.events as kinds  # noqa: PLC0415  # only where it is asked for
    from ruamel.yaml import YAML  # noqa: PLC0415  # as above

    events = YAML(typ="safe", pure=True).parse(text)
    return _stream(lambda: next(events, None), kinds)


def _stream(take: Callable[[], Any], kinds: Any) -> Events:
    return Events(
        take,
        kinds.ScalarEvent,
        kinds.MappingStartEvent,
        kinds.MappingEndEvent,
        kinds.SequenceStartEvent,
        kinds.SequenceEndEvent,
        kinds.AliasEvent,
        kinds.DocumentStartEvent,
    )
