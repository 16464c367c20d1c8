"""Shape mistakes → problems, and the nearest tree of the right shape to go on checking with.

Nothing a person wrote is hidden behind something else that is wrong: a misspelt key is read
as the key it is near, a list as the mapping that was wanted, and where nothing can be read a
placeholder stands that is nowhere (line 0), about which nothing is ever told.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Items
from typing import Any, NamedTuple

from schemas.hover import example_of
from schemas.playbook import Playbook
from schemas.text import Written

from .outline import (
    Forms,
    Path,
    fits,
    forms_at,
    keys_of,
    model_at,
    shapes_of,
    words_of,
    written_path,
)
from .patch import UNNAMED, Edit, as_list, as_mapping, nowhere, placeholder, text_at
from .problems import Place
from .repair import Repair, listed
from .slips import NO, WORDS, YES, as_name, like_words, other_words, same_word
from .source import Mapping, Node, Scalar, Sequence
from .stray_keys import is_slip, tell_strays

# What a playbook is without one of its keys has a rule of its own.
_OF_A_PLAYBOOK = {"owner": "touchpoint-without-owner", "calendar": "calendar-missing"}


class Fault(NamedTuple):
    """One complaint of a model: its kind, the part of its place that is written, what is left."""

    kind: str
    path: Path
    name: str = ""
    is_key: bool = False


class Mender:
    """Answers the complaints of a model, round by round, until the tree fits."""

    def __init__(self, shape: type[Written], tree: Mapping) -> None:
        self.repair = Repair(shape, tree)

    def mend(self, details: Iterable[Any]) -> None:
        """Tell what a model complained of, and mend the tree.

        Keys come first, then lists and mappings taken for each other: what stands inside
        can only be judged in its right place, on the next round.
        """
        faults = self._faults(details)
        strays = [each.path for each in faults if self._is_stray(each)]
        swapped = [each for each in faults if not each.is_key and self._is_swapped(each)]
        tell_strays(self.repair, strays)
        for fault in [] if strays else swapped or faults:
            if fault.kind == "missing":
                beside = [each.name for each in faults if each.path == fault.path]
                self._missing(fault, [name for name in beside if name])
            elif fault.is_key:
                self._bad_key(fault)
            else:
                self._bad_value(fault)
        self.repair.finish_round()

    def _is_stray(self, fault: Fault) -> bool:
        if fault.kind in {"extra_forbidden", "missing"} or not fault.path:
            return fault.kind == "extra_forbidden"
        return is_slip(self.repair, fault.path, bad_name=fault.is_key)

    def _faults(self, details: Iterable[Any]) -> list[Fault]:
        """Return each complaint once a place; a list is not short where an item is wrong."""
        found: dict[tuple[Path, str], Fault] = {}
        for detail in details:
            location = tuple(detail["loc"])
            is_key = location[-1:] == ("[key]",) or self._is_own_name(detail)
            name = str(location[-1]) if detail["type"] == "missing" else ""
            marked = name or location[-1:] == ("[key]",)
            path = written_path(self.repair.tree, location[:-1] if marked else location)
            found.setdefault((path, name), Fault(detail["type"], path, name, is_key))
        told = list(found.values())
        return [
            each
            for each in told
            if each.kind != "too_short"
            or not any(_is_below(other, each.path) for other in told if other is not each)
        ]

    def _is_own_name(self, detail: Any) -> bool:
        """Whether a name of one's own is complained of, which a model does not mark as a key."""
        location = detail["loc"]
        name = location[-1] if location else 0
        of_text = detail["type"].startswith("string_")
        return isinstance(name, str) and of_text and detail["input"] == name

    def _missing(self, fault: Fault, names: list[str]) -> None:
        """Tell of all keys that a mapping lacks at once, with the first of them."""
        owner = model_at(self.repair.root, fault.path)
        assert owner is not None
        forms = keys_of(owner)[fault.name]
        at = fault.path or ("schema",)
        place = self.repair.key(at)
        example = example_of(owner, fault.name)
        inside, listed = self.repair.inside(fault.path), ", ".join(names)
        case = "missing-key.several" if len(names) > 1 else "missing-key"
        if self.repair.root is Playbook and not fault.path and len(names) == 1:
            case = _OF_A_PLAYBOOK.get(fault.name, case)
        if fault.name == names[0]:
            self.repair.tell(place, case, name=listed, example=example, **inside)
        filler = placeholder(forms, nowhere(place))
        if fault.name == "id" and not fault.path:
            filler = text_at(nowhere(place), as_name(_stem(place.path)) or UNNAMED)
        before = self.repair.edits.get(fault.path, Edit())
        self.repair.edits[fault.path] = before._replace(more=(*before.more, (fault.name, filler)))
        self.repair.harm((*fault.path, fault.name), forms)
        node = self.repair.node(fault.path)
        if fault.path and isinstance(node, Mapping) and not node.entries:
            self.repair.doubt(fault.path[:-1] or fault.path)

    def _bad_key(self, fault: Fault) -> None:
        name, place = str(fault.path[-1]), self.repair.key(fault.path)
        if fault.kind == "literal_error":
            keys = next(form.__args__[0] for form in forms_at(self.repair.root, fault.path[:-1]))
            words = words_of((keys,))
            near = _near_word(name, words)
            self._wrong_word(place, name, near, words)
            self.repair.edits[fault.path] = Edit(key=near) if near else Edit(gone=True)
            return
        better = as_name(name)
        self._bad_name(place, name, better)
        self.repair.edits[fault.path] = Edit(key=better) if better.isascii() else Edit()
        if not _is_name(better):
            self.repair.edits[fault.path] = Edit(key=f"{UNNAMED}_{place.line}")
            self.repair.doubt(fault.path[:-1])
        self.repair.damage.names |= {name, better}

    def _is_swapped(self, fault: Fault) -> bool:
        return self._swapped(fault.path) is not None and fault.kind != "missing"

    def _swapped(self, path: Path) -> Node | None:
        """Return a list read as the mapping that was wanted, a mapping as the list."""
        node, forms = self.repair.node(path), forms_at(self.repair.root, path)
        if fits(node, forms):
            return None
        shapes = shapes_of(forms)
        if isinstance(node, Sequence) and "key: value" in shapes:
            return as_mapping(node, forms)
        if isinstance(node, Mapping) and "list" in shapes:
            return as_list(node, forms)
        return None

    def _bad_value(self, fault: Fault) -> None:
        path = fault.path
        node, forms = self.repair.node(path), forms_at(self.repair.root, path)
        if fault.kind == "value_error":
            self._empty_entries(path, node)
        elif _is_empty(node):
            self.repair.replace(path, node, "empty-value", placeholder(forms, nowhere(node.place)))
        elif not fits(node, forms):
            self._wrong_kind(path, node, forms)
        elif isinstance(node, Scalar):
            self._wrong_scalar(fault, node, forms)
        else:
            # The right kind, but with nothing in it.
            filler = placeholder(forms, nowhere(node.place))
            self.repair.replace(path, node, "empty-value.list", filler)

    def _empty_entries(self, path: Path, node: Node) -> None:
        entries = node.entries if isinstance(node, Mapping) else {}
        for name, (_, value) in entries.items():
            if _is_empty(value):
                spot = (*path, name)
                filler = text_at(nowhere(value.place), UNNAMED)
                self.repair.replace(spot, value, "empty-value", filler)

    def _wrong_kind(self, path: Path, node: Node, forms: Forms) -> None:
        shapes = shapes_of(forms)
        filler = self._swapped(path) or placeholder(forms, nowhere(node.place))
        if isinstance(node, Sequence) and "key: value" in shapes:
            self.repair.replace(path, node, "wrong-type.list", filler)
        elif isinstance(node, Mapping) and "list" in shapes:
            self.repair.replace(path, node, "wrong-type.mapping", filler)
        elif isinstance(node, Scalar):
            wrapped = Sequence((node,), node.place) if "list" in shapes else filler
            self.repair.replace(path, node, "wrong-type", wrapped, found=node.text)
        else:
            only = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else filler
            kind = "list" if isinstance(node, Sequence) else "key: value"
            better = only if isinstance(only, Scalar) else filler
            self.repair.replace(path, node, "wrong-type.kind", better, type=kind)

    def _wrong_scalar(self, fault: Fault, node: Scalar, forms: Forms) -> None:
        path, shapes, words = fault.path, shapes_of(forms), words_of(forms)
        spare = nowhere(node.place)
        if words:
            near = _near_word(node.text, words)
            self._wrong_word(node.place, node.text, near, words)
            if not near:
                self.repair.harm(path, forms)
            self.repair.put(path, text_at(node.place if near else spare, near or words[0]))
        elif fault.kind == "string_pattern_mismatch":
            better = as_name(node.text)
            self._bad_name(node.place, node.text, better)
            self.repair.put(path, text_at(spare, better if _is_name(better) else UNNAMED))
        elif fault.kind in {"greater_than_equal", "less_than_equal"}:
            filler = placeholder(forms, spare)
            self.repair.replace(path, node, "out-of-range", filler, found=node.text)
        elif "text" in shapes:
            filler = text_at(spare, node.text)
            self.repair.replace(path, node, "wrong-type.quote", filler, found=node.text)
        elif "true | false" in shapes and node.text.lower() in YES | NO:
            answer = node.text.lower() in YES
            near = "true" if answer else "false"
            filler = Scalar(answer, near, spare)
            self.repair.replace(path, node, "wrong-type.near", filler, found=node.text, near=near)
        else:
            filler = placeholder(forms, spare)
            self.repair.replace(path, node, "wrong-type", filler, found=node.text)

    def _wrong_word(self, place: Place, found: str, near: str, words: Iterable[str]) -> None:
        case = "wrong-word.near" if near else "wrong-word"
        self.repair.tell(place, case, found=found, near=near, allowed=listed(words))

    def _bad_name(self, place: Place, name: str, better: str) -> None:
        case = "bad-name.near" if _is_name(better) else "bad-name"
        self.repair.tell(place, case, name=name, near=better)


def _is_below(fault: Fault, path: Path) -> bool:
    return fault.path[: len(path)] == path


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.value is None or node.text == "")


def _is_name(text: str) -> bool:
    return text.isascii() and text[:1].isalpha() and text.replace("_", "a").isalnum()


def _near_word(text: str, words: Items[str]) -> str:
    found = [same_word(text, words), *other_words(text, words, WORDS), *like_words(text, words)]
    return next((word for word in found if word), "")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]
