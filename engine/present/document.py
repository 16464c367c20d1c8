"""A text that people sign: headings, sentences and points; printed here, as HTML in ``page``."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from typing import TextIO

import msgspec

from .width import width, wrap

COLUMNS = 100
"""How wide a document is where nobody says otherwise."""
TITLE, PART, SECTION = 1, 2, 3
"""Levels of headings; parts and sections are numbered."""


class Heading(msgspec.Struct, frozen=True):
    """A title of level 1 to 3; ``tag`` is a word beside it, such as whose turn it is."""

    text: str
    level: int
    anchor: str = ""
    tag: str = ""


class Sentence(msgspec.Struct, frozen=True):
    """A paragraph; with a label, ``label: text``."""

    text: str
    label: str = ""


class Point(msgspec.Struct, frozen=True):
    """One point of a list with what belongs to it; with a label, ``label: text``."""

    text: str
    label: str = ""
    inner: tuple[Point, ...] = ()
    anchor: str = ""


Block = Heading | Sentence | Point
Document = tuple[Block, ...]


def columns_of(stream: TextIO) -> int:
    """Return how wide a document is on ``stream``: a terminal's width, at most what reads well."""
    return min(shutil.get_terminal_size().columns, COLUMNS) if stream.isatty() else COLUMNS


def numbered(document: Iterable[Block]) -> Iterator[Block]:
    """Yield a document with its headings numbered, so that people can name a part: ``2.3``."""
    part = below = 0
    for block in document:
        if not isinstance(block, Heading) or block.level == TITLE:
            yield block
            continue
        if block.level == PART:
            part, below = part + 1, 0
            number = f"{part}"
        else:
            below += 1
            number = f"{part}.{below}"
        yield msgspec.structs.replace(block, text=f"{number}  {block.text}")


def as_text(document: Iterable[Block], columns: int = COLUMNS) -> str:
    """Return a document as plain text, wrapped by display width."""
    return "\n".join(_lines(numbered(document), columns)).strip("\n") + "\n"


def _lines(document: Iterable[Block], columns: int) -> Iterator[str]:
    before: Block | None = None
    for block in document:
        if isinstance(block, Heading):
            yield from ("", *_heading(block, columns))
        elif isinstance(block, Point):
            yield from _point(block, 0, columns)
        else:
            if isinstance(before, Point):
                yield ""
            yield from wrap(_labelled(block.label, block.text), columns)
        before = block


def _heading(heading: Heading, columns: int) -> Iterator[str]:
    tag = f"  [{heading.tag}]" if heading.tag else ""
    lines = wrap(heading.text + tag, columns)
    yield from lines
    if heading.level < SECTION:
        yield ("=" if heading.level == TITLE else "-") * max(width(line) for line in lines)


def _point(point: Point, depth: int, columns: int) -> Iterator[str]:
    indent = "  " * depth
    first, *others = wrap(_labelled(point.label, point.text), columns - len(indent) - 2)
    yield f"{indent}- {first}"
    yield from (f"{indent}  {line}" for line in others)
    for each in point.inner:
        yield from _point(each, depth + 1, columns)


def _labelled(label: str, text: str) -> str:
    if not label:
        return text
    # A full-width colon already carries its space.
    return f"{label}{text}" if label.endswith("：") else f"{label} {text}"
