"""Files → typed models or all problems: shape and spelling, each mapped to its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError

from schemas import lifecycle, playbook, scenario, shared, workspace
from schemas.text import Written

from .problems import Place, Problem, problem, unknown
from .source import Mapping as Tree
from .source import Node, Scalar, decode, find, key_place, plain, read

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
}
LATER_KINDS = frozenset({"population/1", "mapping/1"})


@dataclass(frozen=True, slots=True)
class Here:
    """A spot in a file: its tree and the path of keys that leads there."""

    tree: Node
    path: tuple[str | int, ...] = ()

    def into(self, *steps: str | int) -> Here:
        """Return the spot further down."""
        return Here(self.tree, (*self.path, *steps))

    @property
    def node(self) -> Node:
        """The value at this spot."""
        return find(self.tree, self.path)

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.node.place

    @property
    def key(self) -> Place:
        """Where the key of this spot stands."""
        return key_place(self.tree, self.path)

    @property
    def scalar(self) -> Scalar:
        """The value as a scalar; a list or mapping yields an empty one at its place."""
        node = self.node
        return node if isinstance(node, Scalar) else Scalar(None, "", node.place)


@dataclass(frozen=True, slots=True)
class File:
    """One file that has the right shape."""

    path: str
    kind: str
    model: Written
    here: Here


def load(files: Mapping[str, bytes]) -> tuple[list[File], list[Problem]]:
    """Read every file, sorted by path; return those of the right shape and all problems."""
    loaded: list[File] = []
    problems: list[Problem] = []
    for path in sorted(files):
        file, found = load_file(path, files[path])
        problems += found
        if file is not None:
            loaded.append(file)
    return loaded, problems


def load_file(path: str, data: bytes) -> tuple[File | None, list[Problem]]:
    """Read one file; its kind is what its ``schema:`` line says."""
    text, problems = decode(data, path)
    if problems:
        return None, problems
    tree, problems = read(text, path)
    if tree is None or problems:
        return None, problems
    if not isinstance(tree, Tree):
        return None, [problem(tree.place, "not-a-mapping")]
    kind, found = _kind(tree)
    if kind is None:
        return None, found
    model, found = _shape(KINDS[kind], tree)
    return (None if model is None else File(path, kind, model, Here(tree))), found


def _kind(tree: Tree) -> tuple[str | None, list[Problem]]:
    if "schema" not in tree.entries:
        start = Place(tree.place.path, 1, 1, 2)
        return None, [unknown(start, "missing-schema", "", KINDS)]
    node = tree.entries["schema"][1]
    kind = node.text if isinstance(node, Scalar) else ""
    if kind in KINDS:
        return kind, []
    if kind in LATER_KINDS:
        return None, [problem(node.place, "not-yet", name=kind)]
    return None, [unknown(node.place, "unknown-schema", kind, KINDS)]


def _shape(model: type[Written], tree: Tree) -> tuple[Written | None, list[Problem]]:
    found = list(_late_keys(model, tree))
    try:
        return model.model_validate(plain(tree)), found
    except ValidationError as error:
        reserved = {each.place for each in found}
        details = error.errors(include_url=False)
        for detail in details:
            if detail["type"] == "too_short" and _has_cause(detail, details):
                continue
            mapped = _map(model, tree, detail)
            if mapped.place not in reserved:
                found.append(mapped)
    return _without_stray_keys(model, tree, details), found


def _without_stray_keys(model: type[Written], tree: Tree, details: list[Any]) -> Written | None:
    """Return the model as it would be without its unknown keys, so that the rest is checked too.

    Only where unknown keys are all that is wrong, and none of them holds a section: with a
    misspelt section gone, every name it declares would be missed.
    """
    strays: set[Place] = set()
    for detail in details:
        holds_a_section = isinstance(find(tree, tuple(detail["loc"])), Tree)
        if detail["type"] != "extra_forbidden" or holds_a_section:
            return None
        strays.add(key_place(tree, tuple(detail["loc"])))
    try:
        return model.model_validate(plain(tree, frozenset(strays)))
    except ValidationError:
        return None


def _has_cause(short: Any, details: list[Any]) -> bool:
    """Whether a list is short only because something inside it is wrong."""
    depth = len(short["loc"])
    return any(each["loc"][:depth] == short["loc"] and each is not short for each in details)


def _late_keys(model: type[Written], tree: Tree) -> Iterable[Problem]:
    # A collection takes any name, so its reserved names never reach pydantic's own check.
    if model.model_config.get("extra") == "allow":
        for name in sorted(model.later & tree.entries.keys()):
            yield problem(tree.entries[name][0].place, "not-yet", name=name)


def _map(model: type[Written], tree: Tree, detail: Any) -> Problem:
    loc = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(model, tree, loc)
    if kind == "missing":
        parent = find(tree, loc[:-1]).place if len(loc) > 1 else Place(tree.place.path, 1, 1, 2)
        parent = key_place(tree, loc[:-1]) if len(loc) > 1 else parent
        return problem(parent, "missing-key", name=loc[-1])
    if kind == "literal_error":
        allowed = ", ".join(re.findall(r"'([^']*)'", context["expected"]))
        found = detail["input"]
        return problem(find(tree, loc).place, "wrong-word", found=found, allowed=allowed)
    if kind == "string_pattern_mismatch":
        place = key_place(tree, loc[:-1]) if loc and loc[-1] == "[key]" else find(tree, loc).place
        return problem(place, "bad-name", name=detail["input"])
    wanted = _WANTED.get(kind, kind.replace("_", " "))
    return problem(
        find(tree, loc).place, "wrong-type", wanted=wanted, found=_found(detail["input"])
    )


_WANTED = {
    "string_type": "text", "int_type": "whole number", "int_parsing": "whole number",
    "bool_type": "true | false", "bool_parsing": "true | false", "dict_type": "key: value",
    "model_type": "key: value", "tuple_type": "list", "list_type": "list",
    "string_too_short": "text", "too_short": "list", "model_attributes_type": "key: value",
}  # fmt: skip


def _found(value: object) -> str:
    if value is None or value == "":
        return "–"
    return str(value) if isinstance(value, str | int) else type(value).__name__


def _unknown_key(model: type[Written], tree: Tree, loc: tuple[Any, ...]) -> Problem:
    place = key_place(tree, loc)
    owner = _model_at(model, loc[:-1])
    name = str(loc[-1])
    if owner is None:
        return unknown(place, "unknown-key", name, (), inside=_inside(loc))
    if name in owner.later:
        return problem(place, "not-yet", name=name)
    allowed = [info.alias or field for field, info in owner.model_fields.items()]
    return unknown(place, "unknown-key", name, allowed, inside=_inside(loc))


def _inside(loc: tuple[Any, ...]) -> str:
    names = [str(step) for step in loc[:-1] if isinstance(step, str)]
    return ".".join(names[-2:]) or "file"


def _model_at(model: type[Written], path: tuple[Any, ...]) -> type[Written] | None:
    """Return the model that validates what stands at ``path`` of a document."""
    hint: Any = model
    for step in path:
        members = [_strip(each) for each in _members(hint)]
        hint = next((found for each in members if (found := _step(each, step)) is not None), None)
        if hint is None:
            return None
    models = [each for each in _members(hint) if isinstance(each, type)]
    return next((each for each in models if issubclass(each, Written)), None)


def _members(hint: Any) -> list[Any]:
    hint = _strip(hint)
    if get_origin(hint) in {Union, type(int | str)}:
        return [_strip(each) for each in get_args(hint)]
    return [hint]


def _strip(hint: Any) -> Any:
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return hint


def _step(hint: Any, step: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        for field, info in hint.model_fields.items():
            if step in {field, info.alias}:
                return info.annotation
        named = get_type_hints(hint, include_extras=True).get("__pydantic_extra__")
        return get_args(named)[1] if hint.model_config.get("extra") == "allow" else None
    if origin is dict:
        return arguments[1]
    return arguments[0] if origin is tuple and isinstance(step, int) else None
