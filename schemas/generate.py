"""JSON Schemas for editors, generated from the models and the hover texts.

The files are committed, so that an editor finds them beside the playbooks; a test
compares them with the models, and ``--update-cases`` writes them anew. They accept what
the models accept, and help beyond that: meanings in both languages, examples, snippets,
messages. The words ``markdownDescription``, ``defaultSnippets``, ``errorMessage`` and
their like are the editors' (yaml-language-server, VS Code); a validator ignores them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .delivery import Delivery
from .hover import as_yaml, hover_of, meaning_of, names_of
from .hover_words import WORDS
from .lifecycle import Lifecycle
from .mapping import Mapping
from .playbook import Playbook
from .population import Population
from .scenario import Story
from .shared import (
    Calendars,
    ContactLimits,
    Escalations,
    Forms,
    Messages,
    Recoveries,
)
from .snippets import SNIPPETS
from .text import ID_PATTERN, Written
from .workspace import People, Vocabulary

FOLDER = Path(__file__).parent / "json"

MODELS: dict[str, type[Written]] = {
    "playbook": Playbook,
    "story": Story,
    "vocabulary": Vocabulary,
    "people": People,
    "calendars": Calendars,
    "escalations": Escalations,
    "recoveries": Recoveries,
    "forms": Forms,
    "messages": Messages,
    "contact_limits": ContactLimits,
    "lifecycle": Lifecycle,
    "population": Population,
    "mapping": Mapping,
    "delivery": Delivery,
}

Schema = dict[str, Any]

_NAME = (
    "名字用小写英文字母、数字和下划线，以字母开头"
    " | a name is lower-case letters, digits and underscores, first a letter"
)
_KINDS = {
    "string": ("文本", "a text"),
    "boolean": (" true 或 false", "true or false"),
    "integer": ("整数", "a whole number"),
}
_WORD = "可以是 {words} | one of {words}"


def schema_text(name: str) -> str:
    """Return the JSON Schema of one kind of file, as committed."""
    model = MODELS[name]
    schema = model.model_json_schema(by_alias=True)
    shapes = shapes_under(Written)
    for title, part in schema.get("$defs", {}).items():
        _explain(part, shapes[title])
    _explain(schema, model)
    for part in _parts(schema):
        part.pop("kind", None)
        _settle(part)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def shapes_under(base: type[Written]) -> dict[str, type[Written]]:
    """Return every shape by its name."""
    found: dict[str, type[Written]] = {}
    for each in base.__subclasses__():
        found |= {each.__name__: each, **shapes_under(each)}
    return found


def _explain(part: Schema, model: type[Written]) -> None:
    """Give a shape and its keys their titles, meanings, examples and snippets."""
    zh, en = names_of(model)
    part["title"] = f"{zh} | {en}"
    meaning = meaning_of(model)
    part["description"] = "\n".join(meaning)
    part["markdownDescription"] = "\n\n".join(meaning)
    if model.model_config.get("extra") == "allow":
        part["propertyNames"] = {"pattern": ID_PATTERN}
    for key, value in part.get("properties", {}).items():
        hover = hover_of(model, key)
        value["title"] = key
        value["description"] = f"{hover.zh}\n{hover.en}"
        shown = "\n".join(_example(key, each) for each in hover.examples)
        value["markdownDescription"] = f"{hover.zh}\n\n{hover.en}\n\n```yaml\n{shown}\n```"
        value["examples"] = list(hover.examples)
        _tell_kind(key, value, hover.examples[0])
        if snippets := SNIPPETS.get((model.__name__, key)):
            value["defaultSnippets"] = snippets


def _tell_kind(key: str, value: Schema, example: object) -> None:
    """Say what kind of value a key has; not of shapes, whose own keys are told one by one."""
    kind = _KINDS.get(value.get("type", ""))
    if kind and "enum" not in value:
        zh, en = kind
        shown = as_yaml(example)
        value["errorMessage"] = f"{key} 要写{zh}，例如 {shown} | {key} is {en}, such as {shown}"


def _example(key: str, value: object) -> str:
    """Return an example as YAML, a line for each entry of a list or mapping."""
    if isinstance(value, dict):
        lines = [f"  {name}: {as_yaml(each)}" for name, each in value.items()]
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        lines = [f"  - {as_yaml(each)}" for each in value]
    else:
        return f"{key}: {as_yaml(value)}"
    return "\n".join([f"{key}:", *lines])


def _parts(value: object) -> Iterator[Schema]:
    """Yield every schema inside a schema, itself included; examples are not schemas."""
    if isinstance(value, dict):
        yield value
        for name, each in value.items():
            if name in {"properties", "$defs"}:
                # Names of keys and shapes, not words of a schema.
                yield from _parts(list(each.values()))
            elif name not in {"examples", "defaultSnippets", "default", "enum"}:
                yield from _parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)


def _settle(part: Schema) -> None:
    """Say strictly what a part accepts, and in both languages what is wrong otherwise."""
    if part.get("type") is None and not {"anyOf", "$ref", "enum", "const"} & part.keys():
        return
    # None stands for what nobody wrote; shown as a default it would invite writing null.
    if part.get("default", 0) is None:
        del part["default"]
    for pattern, value in part.pop("patternProperties", {}).items():
        part["additionalProperties"] = value
        part["propertyNames"] = {"pattern": pattern}
    if "enum" in part:
        _tell_words(part)
    if part.get("pattern") == ID_PATTERN:
        part["patternErrorMessage"] = _NAME


def _tell_words(part: Schema) -> None:
    meanings = next(words for words in WORDS if set(words) == set(part["enum"]))
    told = [f"{zh} | {en}" for zh, en in (meanings[word] for word in part["enum"])]
    part["enumDescriptions"] = told
    part["markdownEnumDescriptions"] = told
    part["errorMessage"] = _WORD.format(words=", ".join(part["enum"]))
