"""One file on its way to the right shape: its tree so far, what was told, what was taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.hover import example_of, noun_of, two_lines
from schemas.text import Written

from .echoes import Damage
from .outline import (
    Forms,
    Path,
    forms_at,
    keys_of,
    model_at,
    models_in,
    origin_of,
    own_names,
    shapes_of,
)
from .patch import Edit, Edits, edited
from .problems import Place, Problem, problem
from .source import Mapping, Node, find, key_place

LISTED = 14
"""How many allowed words a message lists."""

_ONLY_READ = frozenset({"title", "standard", "note"})
"""Keys whose loss changes nothing but a text."""


@dataclass(slots=True)
class Repair:
    """The state of mending one file; edits are made together at the end of a round."""

    root: type[Written]
    tree: Mapping
    problems: list[Problem] = field(default_factory=list)
    damage: Damage = field(default_factory=Damage)
    edits: Edits = field(default_factory=dict)

    def node(self, path: Path) -> Node:
        """Return the value at a path."""
        return find(self.tree, path)

    def key(self, path: Path) -> Place:
        """Return where the key at a path stands."""
        return key_place(self.tree, path)

    def finish_round(self) -> None:
        """Make the edits."""
        tree = edited(self.tree, self.edits)
        assert isinstance(tree, Mapping)
        self.tree, self.edits = tree, {}

    def replace(self, path: Path, node: Node, case: str, filler: Node, **values: object) -> None:
        """Tell that a value is wrong, with an example of its key, and put another there."""
        forms = forms_at(self.root, path)
        keyed = max((index for index, step in enumerate(path) if isinstance(step, str)), default=0)
        key, owner = str(path[keyed]), model_at(self.root, path[:keyed])
        if owner is None or key not in keys_of(owner):
            example, (first, second) = f"{key}: …", (f"{key}:", "  …")
        else:
            example, (first, second) = example_of(owner, key), two_lines(owner, key)
        wanted = " | ".join(shapes_of(forms))
        told = {"name": key, "wanted": wanted, "example": example}
        self.tell(node.place, case, **told, first=first, second=second, **values)
        self.put(path, filler)
        self.harm(path, forms)
        self.lose(node)

    def put(self, path: Path, node: Node) -> None:
        """Put a value where another stands."""
        self.edits[path] = Edit(node=node)

    def take_out(self, path: Path) -> None:
        """Take out a key with all that stands under it."""
        self.edits[path] = Edit(gone=True)
        self.lose(self.node(path))

    def lose(self, node: Node) -> None:
        """Note the names that stand in a value which is not read."""
        if isinstance(node, Mapping):
            self.damage.names |= node.entries.keys()
            for _, value in node.entries.values():
                self.lose(value)

    def harm(self, path: Path, forms: Forms) -> None:
        """Note the names that can no longer be relied on, so that their users stay quiet."""
        if path[-1] in _ONLY_READ:
            return
        names = [str(step) for index, step in enumerate(path) if self._is_own(path[:index], step)]
        self.damage.names |= {*names[-1:], ".".join(names[-2:])} - {""}
        if isinstance(path[-1], int) or models_in(forms):
            self.doubt(path[:-1] or path)
        elif any(origin_of(form) in {list, tuple, dict} for form in forms):
            self.doubt(path)

    def doubt(self, path: Path) -> None:
        """Note that names are missing from the collection at a path, nobody knows which."""
        if path:
            self.damage.kinds.add(str(path[-1]).removesuffix("s"))
        else:
            # The names at the top of a shared file: "ladder", "recovery play".
            nouns = [noun_of(model).partition(" ")[0] for model in models_in(own_names(self.root))]
            self.damage.kinds.update(nouns)

    def _is_own(self, path: Path, step: str | int) -> bool:
        """Whether a step is a name that the writer chose, not a key of ours."""
        if isinstance(step, int):
            return False
        owner = models_in(forms_at(self.root, path))
        return not owner or step not in keys_of(owner[0])

    def inside(self, path: Path) -> dict[str, object]:
        """Return what a mapping is, and its name, for the message."""
        model = model_at(self.root, path)
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
        noun = noun_of(model) if model and path else "file"
        # Chinese sets a name off on both sides, English before it only.
        spaced = f' "{name}"' if name else ""
        return {"inside": noun, "owner": spaced, "owned": f"{spaced} " if name else ""}

    def tell(self, place: Place, case: str, **values: object) -> None:
        """Tell a problem of the catalogue."""
        # Of what stands nowhere, nobody wrote anything.
        if place.line:
            self.problems.append(problem(place, case, **values))


def listed(words: Iterable[str]) -> str:
    """Return allowed words as a message lists them."""
    quoted = [f'"{word}"' for word in words]
    more = ", …" if len(quoted) > LISTED else ""
    return ", ".join(quoted[:LISTED]) + more or "–"
