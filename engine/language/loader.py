"""Files → typed models or all problems: shape and spelling, each mapped to its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from schemas import delivery, lifecycle, mapping, playbook, population, scenario, shared, workspace
from schemas.text import Written

from .echoes import Damage
from .here import Here
from .problems import Place, Problem, problem, unknown
from .source import Mapping as Tree
from .source import Node, Scalar, decode, plain, read

# What mends is loaded for a file with mistakes only: its tables of meanings and examples are
# half of what the language takes to load.
# ruff: noqa: PLC0415

KINDS: dict[str, type[Written]] = {
    "playbook/1": playbook.Playbook,
    "vocabulary/1": workspace.Vocabulary,
    "people/1": workspace.People,
    "calendars/1": shared.Calendars,
    "escalations/1": shared.Escalations,
    "recoveries/1": shared.Recoveries,
    "forms/1": shared.Forms,
    "messages/1": shared.Messages,
    "contact_limits/1": shared.ContactLimits,
    "lifecycle/1": lifecycle.Lifecycle,
    "story/1": scenario.Story,
    "population/1": population.Population,
    "mapping/1": mapping.Mapping,
    "delivery/1": delivery.Delivery,
}

ROUNDS = 30
"""How often a file is mended and looked at again; nesting bounds what is needed."""


@dataclass(frozen=True, slots=True)
class File:
    """One file in the right shape: as written, or mended where its problems are told.

    ``damage`` is what the mending took away, so that its users are not blamed for it.
    """

    path: str
    kind: str
    model: Written
    here: Here
    damage: Damage = field(default_factory=Damage)


def load(files: Mapping[str, bytes]) -> tuple[list[File], list[Problem]]:
    """Read every file, sorted by path; return those that can be checked on, and all problems."""
    loaded: list[File] = []
    problems: list[Problem] = []
    for path in sorted(files):
        file, found = load_file(path, files[path])
        problems += found
        if file is not None:
            loaded.append(file)
    return loaded, problems


def load_file(path: str, data: bytes) -> tuple[File | None, list[Problem]]:
    """Read one file; its kind is what its ``schema:`` line says.

    A file with problems is returned too where the rest of it can be checked.
    """
    text, problems = decode(data, path)
    if problems:
        return None, problems
    tree, problems = read(text, path)
    if tree is None:
        return None, problems
    file, found = load_tree(tree)
    # What the reader refused at a spot is not refused there a second time.
    told = {each.place for each in problems}
    return file, [*problems, *(each for each in found if each.place not in told)]


def load_tree(tree: Node) -> tuple[File | None, list[Problem]]:
    """Build the model of a file from its tree, and say everything that is wrong with its shape."""
    if not isinstance(tree, Tree):
        return None, [problem(tree.place, "not-a-mapping")]
    kind, problems = _kind(tree)
    if kind is None:
        return None, problems
    file, found = _shape(kind, tree)
    return file, [*problems, *found]


def _kind(tree: Tree) -> tuple[str | None, list[Problem]]:
    """Return the kind of a file, also where its first line is wrong but the kind is plain."""
    label, node = tree.entries.get("schema", (None, None))
    kind = node.text if isinstance(node, Scalar) else ""
    if node is None or not kind:
        start = Place(tree.place.path, 1, 1, 2) if label is None else label.place
        guess = _kind_meant(tree)
        if guess is None:
            return None, [unknown(start, "missing-schema", "", KINDS)]
        return guess, [problem(start, "missing-schema.near", near=guess)]
    if kind in KINDS:
        return kind, []
    found = unknown(node.place, "unknown-schema", kind, KINDS)
    near = found.values.get("near")
    return _kind_meant(tree, near), [found]


def _kind_meant(tree: Tree, near: str | None = None) -> str | None:
    from .kinds import kind_meant

    return kind_meant(tree, KINDS, near)


def _shape(kind: str, tree: Tree) -> tuple[File | None, list[Problem]]:
    """Build the model of a file, mending the tree until it fits."""
    shape, path = KINDS[kind], tree.place.path
    tree = _of_kind(tree, kind)
    try:
        return File(path, kind, shape.model_validate(plain(tree)), Here(tree)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    from .mend import Mender

    mender = Mender(shape, tree)
    for _ in range(ROUNDS):
        mender.mend(details)
        repair = mender.repair
        try:
            model = shape.model_validate(plain(repair.tree))
        except ValidationError as error:
            details = error.errors(include_url=False)
            continue
        return File(path, kind, model, Here(repair.tree), repair.damage), repair.problems
    return None, mender.repair.problems


def _of_kind(tree: Tree, kind: str) -> Tree:
    """Return the tree with the kind it is read as, where its first line says none or another."""
    written = tree.entries.get("schema")
    if written is not None and isinstance(written[1], Scalar) and written[1].text == kind:
        return tree
    place = tree.place if written is None else written[0].place
    label = Scalar("schema", "schema", place)
    return Tree({**tree.entries, "schema": (label, Scalar(kind, kind, place))}, tree.place)
