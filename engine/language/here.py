"""A spot in a file: the node that stands there, and where its key and value are.

The compiler walks a model and its tree side by side; a spot holds its node, so that going
one step further down costs one step, and a place is worked out only when it is asked for.
"""

from __future__ import annotations

import msgspec

from .nodes import Mapping, Node, Scalar, Sequence
from .problems import Place


class Here(msgspec.Struct):
    """A spot in a file, reached step by step from its top.

    A step that the file does not have is passed over: schemas accept short forms (one
    alternative without its list), so a path of the model can hold steps nobody wrote.
    """

    node: Node
    label: Scalar | None = None  # the key that leads here, where a mapping holds this spot
    above: Here | None = None
    step: str | int = ""

    def into(self, *steps: str | int) -> Here:
        """Return the spot further down."""
        here = self
        for step in steps:
            node = here.node
            kind = type(node)
            if kind is Mapping:
                entry = node.entries.get(step if type(step) is str else str(step))  # type: ignore[union-attr]  # kind says so
                if entry is not None:
                    here = Here(entry[1], entry[0], here, step)
                    continue
            elif kind is Sequence and type(step) is int and step < len(node.items):  # type: ignore[union-attr]  # kind says so
                here = Here(node.items[step], None, here, step)  # type: ignore[union-attr]  # kind says so
                continue
            here = Here(node, None, here, step)
        return here

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.node.place

    @property
    def key(self) -> Place:
        """Where the key of this spot stands; of what no mapping holds, the value's place."""
        return self.node.place if self.label is None else self.label.place

    @property
    def is_written(self) -> bool:
        """Whether a key of its own leads here, not only the short form or gap above it."""
        return self.label is not None

    @property
    def path(self) -> tuple[str | int, ...]:
        """The steps from the top of the file."""
        return () if self.above is None else (*self.above.path, self.step)

    @property
    def scalar(self) -> Scalar:
        """The value as a scalar; a list or mapping yields an empty one at its place."""
        node = self.node
        return node if isinstance(node, Scalar) else Scalar(None, "", node.place)
