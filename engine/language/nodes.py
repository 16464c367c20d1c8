"""The located tree: every key and value of a file with its meaning, its text and its place."""

from __future__ import annotations

import msgspec

from .problems import Place


# No garbage collector on scalars: they hold no containers, and a big file has 10^5 of them.
class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A single value: its YAML 1.2 meaning, the text as written, its place and style.

    ``style`` is empty for a plain text, else ``'``, ``"``, ``|`` or ``>``.
    """

    value: object
    text: str
    place: Place
    style: str = ""

    def at(self, offset: int, length: int) -> Place:
        """Return the place of ``length`` characters from ``offset`` of the text.

        Falls back to the whole scalar where text and file columns differ (block
        scalars, texts over several lines, escapes inside quotes).
        """
        quotes = 1 if self.style in {"'", '"'} else 0
        width = self.place.end_column - self.place.column
        if self.style in {"|", ">"} or width != len(self.text) + 2 * quotes:
            return self.place
        start = self.place.column + quotes + offset
        return Place(self.place.path, self.place.line, start, start + max(length, 1))


class Sequence(msgspec.Struct, frozen=True):
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


class Mapping(msgspec.Struct, frozen=True):
    """Keys with their values, in the order written; keys are texts."""

    entries: dict[str, tuple[Scalar, Node]]
    place: Place


Node = Scalar | Sequence | Mapping


def find(tree: Node, path: tuple[str | int, ...]) -> Node:
    """Return the node at ``path``; steps that the file does not have are passed over.

    Schemas accept short forms (one alternative without its list), so that a path of
    the model can hold steps that nobody wrote.
    """
    node = tree
    for step in path:
        if isinstance(node, Mapping) and str(step) in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def key_place(tree: Node, path: tuple[str | int, ...]) -> Place:
    """Return the place of the key at ``path``, or of the nearest node above it."""
    parent = find(tree, path[:-1])
    if path and isinstance(parent, Mapping) and str(path[-1]) in parent.entries:
        return parent.entries[str(path[-1])][0].place
    return find(tree, path).place


def plain(node: Node) -> object:
    """Return the tree as plain values."""
    # Most values are scalars: what they stand for is taken here, without a call for each.
    if isinstance(node, Mapping):
        return {
            key.text: value.value if isinstance(value, Scalar) else plain(value)
            for key, value in node.entries.values()
        }
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value
