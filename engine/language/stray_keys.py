"""Keys that do not belong where they stand: misspelt, in other words, out of place.

A key that is plainly meant for another is told and then read as that one.
"""

from __future__ import annotations

from collections.abc import Sequence as Items

from schemas.hover import example_of, noun_of
from schemas.text import Written

from .outline import (
    Forms,
    Path,
    fits,
    keys_of,
    model_at,
    origin_of,
    own_names,
    owners_of,
    parts_with,
)
from .patch import Edit, nowhere, placeholder
from .repair import Repair, listed
from .slips import KEYS, like_words, other_words, same_word
from .source import Mapping


def is_slip(repair: Repair, path: Path, *, bad_name: bool) -> bool:
    """Whether a spot beside names of one's own shows that its key is misspelt.

    Any name may stand there, so only a wrong value, or a name that cannot be one, shows it.
    """
    owner, name = model_at(repair.root, path[:-1]), str(path[-1])
    if owner is None or not own_names(owner) or name in keys_of(owner):
        return False
    meant = _meant(repair, owner, path)
    if bad_name:
        return bool(meant) and fits(repair.node(path), keys_of(owner)[meant])
    return bool(meant) and not fits(repair.node(path), own_names(owner))


def tell_strays(repair: Repair, paths: Items[Path]) -> None:
    """Tell of every key that is not known where it stands, and mend it."""
    by_owner: dict[Path, list[Path]] = {}
    for path in paths:
        by_owner.setdefault(path[:-1], []).append(path)
    for above, strays in by_owner.items():
        owner, node = model_at(repair.root, above), repair.node(above)
        assert owner is not None
        assert isinstance(node, Mapping)
        strange = len(strays) > 1 and len(strays) == len(node.entries)
        if strange and not any(_meant(repair, owner, path) for path in strays):
            names = ", ".join(str(path[-1]) for path in strays)
            _unknown_key(repair, strays[0], "unknown-key.all", names, owner)
            repair.put(above, placeholder((owner,), nowhere(node.place)))
            repair.lose(node)
            continue
        for path in strays:
            _stray(repair, path, owner)


def _stray(repair: Repair, path: Path, owner: type[Written]) -> None:
    name = str(path[-1])
    if meant := _meant(repair, owner, path):
        _read_as(repair, path, meant, owner)
    elif _is_a_level(repair, path, owner):
        place = repair.key(path)
        repair.tell(place, "unknown-key.level", name=name, **repair.inside(path[:-1]))
        _lift(repair, path)
    elif not _belongs_elsewhere(repair, path, owner):
        _unknown_key(repair, path, "unknown-key", name, owner)
        if isinstance(repair.node(path), Mapping):
            _doubt_sections(repair, path[:-1], owner)
        repair.take_out(path)


def _doubt_sections(repair: Repair, above: Path, owner: type[Written]) -> None:
    """Note that an unknown section may be any of those that are not written."""
    beside = repair.node(above)
    assert isinstance(beside, Mapping)
    for key, forms in keys_of(owner).items():
        if key not in beside.entries and any(origin_of(form) is dict for form in forms):
            repair.doubt((*above, key))


def _is_a_level(repair: Repair, path: Path, owner: type[Written]) -> bool:
    """Whether a key holds what should stand in its place, one level further left."""
    node, beside = repair.node(path), repair.node(path[:-1])
    if not isinstance(node, Mapping) or not isinstance(beside, Mapping):
        return False
    inner = node.entries.keys()
    return bool(inner) and inner <= keys_of(owner).keys() - beside.entries.keys()


def _lift(repair: Repair, path: Path) -> None:
    inner, outer = repair.node(path), repair.node(path[:-1])
    assert isinstance(inner, Mapping)
    assert isinstance(outer, Mapping)
    kept = {key: entry for key, entry in outer.entries.items() if key != path[-1]}
    repair.damage.names.add(str(path[-1]))
    repair.put(path[:-1], Mapping({**kept, **inner.entries}, outer.place))


def _meant(repair: Repair, owner: type[Written], path: Path) -> str:
    """Return the key that was most likely meant, empty where none is near."""
    name, node, keys = str(path[-1]), repair.node(path), keys_of(owner)
    sure = [same_word(name, keys), *other_words(name, keys, KEYS)]
    fitting = [key for key in sure if key and fits(node, keys[key])]
    for key in (*fitting, *sure):
        if key:
            return key
    if _is_known_elsewhere(repair.root, name):
        return ""
    return next((key for key in like_words(name, keys) if fits(node, keys[key])), "")


def _read_as(repair: Repair, path: Path, meant: str, shape: type[Written]) -> None:
    node, owner = repair.node(path), repair.node(path[:-1])
    assert isinstance(owner, Mapping)
    place = repair.key(path)
    known = {edit.key for spot, edit in repair.edits.items() if spot[:-1] == path[:-1]}
    values = {**repair.inside(path[:-1]), "name": path[-1], "near": meant}
    if meant in owner.entries or meant in known:
        repair.tell(place, "unknown-key.taken", **values)
        repair.take_out(path)
    elif fits(node, keys_of(shape)[meant]):
        repair.tell(place, "unknown-key.near", **values)
        repair.edits[path] = Edit(key=meant)
    else:
        repair.tell(place, "unknown-key.example", example=example_of(shape, meant), **values)
        repair.take_out(path)


def _belongs_elsewhere(repair: Repair, path: Path, owner: type[Written]) -> bool:
    name = str(path[-1])
    inside = repair.inside(path[:-1])
    place = repair.key(path)
    above = owners_of(repair.root, name, path[:-1])
    inner = parts_with(owner, name) or parts_with(repair.root, name)
    if above:
        right = model_at(repair.root, above[0])
        assert right is not None
        repair.tell(place, "unknown-key.outer", name=name, kind=noun_of(right), **inside)
        _move_out(repair, path, above[0], keys_of(right)[name])
        return True
    if inner:
        repair.tell(place, "unknown-key.inner", name=name, kind=noun_of(inner[0]), **inside)
        repair.take_out(path)
    return bool(inner)


def _move_out(repair: Repair, path: Path, above: Path, forms: Forms) -> None:
    """Take a key to the mapping it belongs to, as if it stood further left."""
    node, target = repair.node(path), repair.node(above)
    assert isinstance(target, Mapping)
    if path[-1] not in target.entries and fits(node, forms) and above not in repair.edits:
        repair.edits[above] = Edit(more=((str(path[-1]), node),))
        repair.edits[path] = Edit(gone=True)
    else:
        repair.take_out(path)


def _unknown_key(repair: Repair, path: Path, case: str, names: str, owner: type[Written]) -> None:
    allowed = listed(sorted(keys_of(owner)))
    inside = repair.inside(path[:-1])
    repair.tell(repair.key(path), case, name=names, allowed=allowed, **inside)


def _is_known_elsewhere(root: type[Written], name: str) -> bool:
    return name in keys_of(root) or bool(parts_with(root, name))
