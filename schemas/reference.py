"""Tables of every key for the reference, in one language: generated, so that they cannot lie."""

from __future__ import annotations

import re
from typing import Any, Literal

from .generate import Schema, shapes_under
from .hover import HOVER, as_yaml, hover_of, meaning_of, names_of
from .hover_words import WORDS
from .text import Written

Lang = Literal["zh", "en"]

_HEADS = {
    "zh": ("键", "意思", "写什么", "不写时", "例子"),
    "en": ("key", "meaning", "value", "left out", "example"),
}
_MUST = {"zh": "**必写**", "en": "**required**"}
_KINDS = {
    "title": {"zh": "标题：`中文 \\| English`", "en": "title: `中文 \\| English`"},
    "condition": {"zh": "条件", "en": "condition"},
    "cell": {"zh": "词", "en": "word"},
    "words": {"zh": "时间或次数", "en": "time or count in words"},
    "name": {"zh": "名字", "en": "name"},
    "string": {"zh": "文本", "en": "text"},
    "boolean": {"zh": "true 或 false", "en": "true or false"},
    "number": {"zh": "数", "en": "number"},
    "integer": {"zh": "整数", "en": "whole number"},
    "anything": {"zh": "任何值", "en": "any value"},
}
_LIST = {"zh": "列表：{}", "en": "list of {}"}
_NAMED = {"zh": "名字: {}", "en": "NAME: {}"}
_OR = {"zh": "，或 ", "en": ", or "}
_CLAUSES = {"zh": "（语义条款：{}）", "en": " (clauses: {})"}
_CLAUSE = re.compile(r"\b([SD]\d+(?:\.\d+)?)\b")


def keys_table(name: str, lang: Lang) -> str:
    """Return what a shape is, and a table of its keys, as Markdown.

    Raises:
        KeyError: there is no such shape.
    """
    shape = shapes_under(Written)[name]
    zh, en = meaning_of(shape)
    schema = shape.model_json_schema(by_alias=True)
    required = set(schema.get("required", ()))
    rows = [_row(shape, key, part, lang, key in required) for key, part in _keys(schema, name)]
    clauses = ", ".join(sorted(set(_CLAUSE.findall(shape.__doc__ or ""))))
    noted = _CLAUSES[lang].format(clauses) if clauses else ""
    head = f"| {' | '.join(_HEADS[lang])} |\n|{'---|' * 5}"
    return "\n".join([f"{zh if lang == 'zh' else en}{noted}", "", head, *rows])


def words_table(lang: Lang) -> str:
    """Return every closed list of words with what each word means, as Markdown."""
    side = 0 if lang == "zh" else 1
    rows = ([f"`{word}` {told[side]}" for word, told in each.items()] for each in WORDS)
    return "\n".join(f"- {' · '.join(row)}" for row in rows)


def _keys(schema: Schema, name: str) -> list[tuple[str, Schema]]:
    """Return the keys of a shape, what must be written first, then as the hover texts have them."""
    required, order = schema.get("required", ()), list(HOVER[name])
    keys = list(schema.get("properties", {}).items())
    last = len(order)

    def rank(entry: tuple[str, Schema]) -> tuple[bool, int]:
        key, _ = entry
        return key not in required, order.index(key) if key in order else last

    return sorted(keys, key=rank)


def _row(shape: type[Written], key: str, part: Schema, lang: Lang, must: bool) -> str:
    hover = hover_of(shape, key)
    default = part.get("default")
    otherwise = _MUST[lang] if must else (f"`{as_yaml(default)}`" if default else "")
    shown = "<br>".join(f"`{_cell(as_yaml(example))}`" for example in hover.examples)
    meaning = hover.zh if lang == "zh" else hover.en
    return f"| `{key}` | {_cell(meaning)} | {_value(part, lang)} | {otherwise} | {shown} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _value(part: Schema, lang: Lang) -> str:
    """Return what may stand as a value, in words."""
    if "anyOf" in part and "kind" not in part:
        found = dict.fromkeys(_value(each, lang) for each in part["anyOf"])
        return _OR[lang].join(found)
    if "$ref" in part:
        shape = shapes_under(Written)[part["$ref"].rpartition("/")[2]]
        return names_of(shape)[0 if lang == "zh" else 1]
    if "enum" in part or "const" in part:
        return " · ".join(f"`{word}`" for word in part.get("enum", [part.get("const")]))
    if part.get("type") == "array":
        return _LIST[lang].format(_value(part["items"], lang))
    if part.get("type") == "object":
        return _NAMED[lang].format(_value(_inner(part), lang))
    kind = part.get("kind") or ("name" if "pattern" in part else part.get("type", "anything"))
    return _KINDS[kind][lang]


def _inner(part: Schema) -> Schema:
    """Return the schema of what stands under the names of a mapping."""
    found: Any = part.get("additionalProperties")
    by_pattern = part.get("patternProperties", {}).values()
    return found if isinstance(found, dict) else next(iter(by_pattern), {})
