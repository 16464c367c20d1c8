"""A recording as the text of a story: one line of YAML for each thing done, and each thing seen."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.clock import local
from ..language.facts import write_value
from ..language.titles import Lang
from ..language.values import Instant
from ..studies.recording import RecordedLine, Recording, Said
from .closing import word
from .yaml_words import yaml_text

_TIMES = frozenset({"until", "happened"})


def recorded_text(recording: Recording, title: str, lang: Lang) -> str:
    """Return a recording as a story file; what no story can say stands in a comment."""
    zone = recording.zone
    begin: dict[str, Said] = {"at": _time(recording.begins_at, zone), **recording.found_in}
    head = [
        "schema: story/1",
        f"title: {yaml_text(title)}",
        f"playbook: {recording.playbook}",
        *(f"given: {_words(given, zone)}" for given in (recording.given,) if given),
        *(f"people: {_words(people, zone)}" for people in (recording.people,) if people),
        f"begin: {_words(begin, zone)}",
        "timeline:",
    ]
    left = [f"# {word('left-out', lang, name=name)}" for name in recording.left_out]
    lines = [_line(each, zone) for each in recording.lines]
    return "\n".join([*head, *lines, *left]) + "\n"


def _line(line: RecordedLine, zone: str) -> str:
    return f"  - {_words({'at': _time(line.at, zone), **line.words}, zone)}"


def _words(words: Mapping[str, Said], zone: str) -> str:
    """Return words as a flow mapping; instants stand behind the words that take them."""
    told = []
    for name, said in words.items():
        shown = _time(said, zone) if name in _TIMES and isinstance(said, int) else _said(said, zone)
        told.append(f"{name}: {shown}")
    return "{" + ", ".join(told) + "}"


def _said(said: Said, zone: str) -> str:
    if isinstance(said, Mapping):
        return _words(said, zone)
    if isinstance(said, tuple):
        return "[" + ", ".join(_said(each, zone) for each in said) + "]"
    return yaml_text(said) if isinstance(said, str) else write_value(said)


def _time(at: Instant, zone: str) -> str:
    shown = local(at, zone)
    return shown.strftime("%Y-%m-%d %H:%M:%S" if shown.second else "%Y-%m-%d %H:%M")
