"""Texts that a ``#`` cuts off: what follows became a comment, and nobody is told (PLAYBOOK.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .nodes import Mapping, Node, Scalar, Sequence
from .problems import Place, Problem, problem
from .traps import PROSE

# One space before and none behind: "order #12". A comment has a space behind its sign, and
# mostly several before it.
_NUMBER_SIGN = re.compile(r" #(?<=[^\s\[\]{},:|>-] #)(?=[^\s#!+])")
# The English half of a title behind the sign: the text goes on there.
_SECOND_HALF = re.compile(r" #(?<=[^\s\[\]{},:|>-] #) ?[^#\n]* \| ")


def cut_texts(tree: Node, text: str) -> list[Problem]:
    """Return the texts of a tree that a ``#`` seems to cut; comments are left alone."""
    if not _NUMBER_SIGN.search(text) and not _SECOND_HALF.search(text):
        return []
    lines = text.split("\n")
    return [found for key, scalar in _plain(tree) for found in _cut(key, scalar, lines)]


def _plain(node: Node, key: str = "") -> Iterator[tuple[str, Scalar]]:
    if isinstance(node, Scalar):
        if not node.style and node.text:
            yield key, node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _plain(item)
    else:
        assert isinstance(node, Mapping)
        for name, (_, value) in node.entries.items():
            yield from _plain(value, name)


def _cut(key: str, scalar: Scalar, lines: list[str]) -> Iterator[Problem]:
    place = scalar.place
    line = lines[place.line - 1].rstrip("\r")
    at = place.end_column - 1
    halved = key in PROSE and "|" not in scalar.text and not scalar.text.isascii()
    if _NUMBER_SIGN.match(line, at) or (halved and _SECOND_HALF.match(line, at)):
        sign = Place(place.path, place.line, at + 2, len(line) + 1)
        yield problem(sign, "hash-in-text", text=line[place.column - 1 :])
