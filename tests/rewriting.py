"""A workspace written another way: other texts, order, style and files, the same meaning."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml

from engine.language.loader import load_file
from engine.language.nodes import plain

Files = dict[str, bytes]

ORDERED = frozenset(
    {
        "touchpoints",
        "stalls",
        "holds",
        "clocks",
        "tracks",
        "rules",
        "patterns",
        "variants",
        "leave",
        "stages",
    }
)
"""Mappings whose order is meaning: ties are broken by it, or the first that fits counts (S1.6)."""

_TITLES = frozenset({"title", "standard", "note"})
_TITLED = frozenset({"channels", "contacts", "causes", "choices", "outcomes"})
_COLLECTIONS = frozenset({"calendars/1", "escalations/1", "recoveries/1", "forms/1", "messages/1"})


def rewritten(files: Mapping[str, bytes], chance: random.Random) -> Files:
    """Return the workspace as another person would have written it."""
    again: Files = {}
    for path, data in files.items():
        file, problems = load_file(path, data)
        assert file is not None
        assert problems == []
        if file.kind == "story/1":
            again[path] = data
            continue
        tree = _texts(plain(file.here.node), chance, is_ordered=file.kind != "lifecycle/1")
        for index, part in enumerate(_split(tree, file.kind, chance)):
            name = f"{chance.randrange(10**6)}/{index}-{path}"
            again[name] = _written(part, chance).encode()
    return again


def _texts(value: Any, chance: random.Random, key: str = "", *, is_ordered: bool = True) -> Any:
    """Change every text for people, and the order of keys that no tie depends on."""
    if isinstance(value, Mapping):
        entries = [
            (name, _text(chance) if _is_text(key, name, each) else _texts(each, chance, name))
            for name, each in value.items()
        ]
        # The ends of a stage are tried in order; those of the lifecycle each have a name.
        is_kept = key in ORDERED or (key == "ends" and is_ordered)
        if not is_kept:
            chance.shuffle(entries)
        return dict(entries)
    if isinstance(value, list):
        return [_texts(each, chance, key) for each in value]
    return value


def _is_text(key: str, name: str, value: Any) -> bool:
    return isinstance(value, str) and (name in _TITLES or (key in _TITLED and name != "type"))


def _text(chance: random.Random) -> str:
    return chance.choice(
        ["别的说法 | Other words", "新 | New", "只有中文", "改过的标题 | A title changed"]
    )


def _split(tree: dict[str, Any], kind: str, chance: random.Random) -> Iterable[dict[str, Any]]:
    """Split a shared file in two, by its names."""
    if kind in _COLLECTIONS:
        names = [name for name in tree if name not in {"schema", "title", "formats"}]
        moved = set(chance.sample(names, chance.randint(0, len(names))))
        if moved and moved != set(names):
            head = {name: each for name, each in tree.items() if name not in moved}
            yield head
            yield {"schema": tree["schema"], "title": "又 | More", **{n: tree[n] for n in moved}}
            return
    if kind == "vocabulary/1":
        names = list(tree["things"])
        moved = set(chance.sample(names, chance.randint(0, len(names))))
        rest = {name: each for name, each in tree["things"].items() if name not in moved}
        yield {**tree, "things": rest}
        yield {
            "schema": kind, "title": "又 | More", "things": {n: tree["things"][n] for n in moved},
        }  # fmt: skip
        return
    yield tree


def _written(tree: dict[str, Any], chance: random.Random) -> str:
    styles: list[Callable[[], dict[str, Any]]] = [
        lambda: {"default_flow_style": False},
        lambda: {"default_flow_style": False, "default_style": '"'},
        lambda: {"default_flow_style": None},
        lambda: {"default_flow_style": True, "default_style": '"'},
        lambda: {"default_flow_style": False, "indent": 6},
    ]
    style = chance.choice(styles)()
    text = yaml.dump(
        tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, **style
    )
    comment = "# 换了写法\n\n" if chance.random() < 0.5 else ""
    return f"{comment}{text}"


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value and not dumper.default_flow_style else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _string)
_Dumper.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value))
)
_Dumper.add_representer(
    int,
    lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:int", str(value), style=""),
)
_Dumper.add_representer(
    bool,
    lambda dumper, value: dumper.represent_scalar(
        "tag:yaml.org,2002:bool", "true" if value else "false", style=""
    ),
)
