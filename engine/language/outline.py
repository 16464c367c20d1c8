"""What the shapes say about a place of a file: which keys stand there, what kind of value.

Read from the models' own annotations, in the forms people write: where a short form is
taken (one name for a list of one), the annotation names it.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Mapping as Table
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from schemas.text import Written

from .source import Mapping, Node, Sequence

Path = tuple[str | int, ...]
Shape = Literal["text", "whole number", "true | false", "key: value", "list", "any"]
Forms = tuple[Any, ...]
"""The forms one value may be written in: models, collections, plain types, fixed words."""


def origin_of(hint: Any) -> Any:
    """Return the collection or union that an annotation is made of, None for a plain one."""
    return get_origin(hint)


def written_forms(hint: Any) -> Forms:
    """Return the forms in which a value of this annotation may be written."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        for mark in arguments[1:]:
            short = getattr(mark, "json_schema_input_type", None)
            if short is not None:
                return written_forms(short)
        return written_forms(arguments[0])
    if origin in {Union, types.UnionType}:
        return tuple(form for each in arguments for form in written_forms(each))
    return () if hint is type(None) else (hint,)


@functools.cache
def keys_of(model: type[Written]) -> Table[str, Forms]:
    """Return the keys of a model as written, each with the forms its value may have."""
    found: dict[str, Forms] = {}
    for name, field in model.model_fields.items():
        # The marks of a field's own annotation stand apart from it; they name its short form.
        marked = (field.annotation, *field.metadata)
        hint = Annotated[marked] if field.metadata else field.annotation
        found[field.alias or name] = written_forms(hint)
    return found


@functools.cache
def required_keys(model: type[Written]) -> tuple[str, ...]:
    """Return the keys that must be written."""
    fields = model.model_fields.items()
    return tuple(field.alias or name for name, field in fields if field.is_required())


@functools.cache
def own_names(model: type[Written]) -> Forms:
    """Return the forms of what stands under names of one's own, empty where none may stand."""
    if model.model_config.get("extra") != "allow":
        return ()
    hints = get_type_hints(model, include_extras=True)
    return written_forms(get_args(hints["__pydantic_extra__"])[1])


def models_in(forms: Forms) -> list[type[Written]]:
    """Return the models among some forms."""
    return [form for form in forms if isinstance(form, type) and issubclass(form, Written)]


def into(forms: Forms, step: str | int) -> Forms:
    """Return the forms of what stands one step further down, empty where nothing may."""
    for form in forms:
        found: Forms = ()
        if isinstance(step, int):
            found = written_forms(get_args(form)[0]) if origin_of(form) in {list, tuple} else ()
        elif models_in((form,)):
            found = keys_of(form).get(step, own_names(form))
        elif origin_of(form) is dict:
            found = written_forms(get_args(form)[1])
        if found:
            return found
    return ()


def forms_at(model: type[Written], path: Path) -> Forms:
    """Return the forms of what stands at a path of a file, empty where nothing may."""
    forms: Forms = (model,)
    for step in path:
        forms = into(forms, step)
    return forms


def model_at(model: type[Written], path: Path) -> type[Written] | None:
    """Return the shape of the mapping at a path: also of an item where its list is left out."""
    forms = forms_at(model, path)
    found = models_in(forms) or models_in(into(forms, 0))
    return found[0] if found else None


def shape_of(form: Any) -> Shape:
    """Return which kind of value a form is."""
    origin = origin_of(form)
    if models_in((form,)) or origin is dict:
        return "key: value"
    if origin in {list, tuple}:
        return "list"
    if form is bool:
        return "true | false"
    if form is int:
        return "whole number"
    return "text" if form is str or origin is Literal else "any"


def shapes_of(forms: Forms) -> list[Shape]:
    """Return the kinds of value that are accepted, each once, simplest first."""
    found = {shape_of(form): None for form in forms}
    order: tuple[Shape, ...] = ("text", "whole number", "true | false", "list", "key: value", "any")
    return [shape for shape in order if shape in found]


def fits(node: Node, forms: Forms) -> bool:
    """Whether a value has one of the wanted kinds; texts, numbers and yes/no count alike."""
    shapes = shapes_of(forms)
    if "any" in shapes:
        return True
    if isinstance(node, Mapping):
        return "key: value" in shapes
    if isinstance(node, Sequence):
        return "list" in shapes
    return bool({"text", "whole number", "true | false"} & set(shapes))


def words_of(forms: Forms) -> tuple[str, ...]:
    """Return the fixed words among some forms, empty where any text may stand."""
    return tuple(word for form in forms if origin_of(form) is Literal for word in get_args(form))


def written_path(tree: Node, location: Path) -> Path:
    """Return the part of a model's location that stands in the file.

    The rest was never written: the list around a single alternative, the key that a short
    form stands for, the branch of a choice.
    """
    node, path = tree, []
    for step in location:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            node = node.entries[step][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def owners_of(model: type[Written], key: str, near: Path) -> list[Path]:
    """Return the paths above ``near`` whose mapping has ``key``, innermost first."""
    above = [near[:length] for length in range(len(near) - 1, -1, -1)]
    return [path for path in above if (found := model_at(model, path)) and key in keys_of(found)]


def parts_with(model: type[Written], key: str) -> list[type[Written]]:
    """Return the shapes inside ``model`` that have ``key``, nearest first."""
    seen, queue = {model}, [model]
    for each in queue:
        inner = [*keys_of(each).values(), own_names(each)]
        for part in (found for forms in inner for found in _inside(forms)):
            if part not in seen:
                seen.add(part)
                queue.append(part)
    return [part for part in queue[1:] if key in keys_of(part)]


def _inside(forms: Forms) -> list[type[Written]]:
    found = models_in(forms)
    for form in forms:
        if origin_of(form) in {list, tuple, dict}:
            found += _inside(written_forms(get_args(form)[-1 if origin_of(form) is dict else 0]))
    return found
