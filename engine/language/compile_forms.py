"""Forms and messages: what people fill in, and what customers are sent (D2.2, S4.3)."""

from __future__ import annotations

from collections.abc import Mapping

from schemas import shared

from .compilation import UNREADABLE, Compilation
from .here import Here
from .loader import File
from .program import Check, Form, FormField
from .program_logic import Message
from .templates import Blank, parse_message
from .titles import Title


def compile_forms(compilation: Compilation, files: list[File]) -> None:
    """Compile every form: its fields, its tables of items, its checks."""
    for file in files:
        assert isinstance(file.model, shared.Forms)
        for name, form in (file.model.__pydantic_extra__ or {}).items():
            spot = file.here.into(name)
            compilation.declare("form", name, form.title, spot)
            compilation.forms[name] = Form(
                fields=_fields(compilation, form.fields, spot.into("fields")),
                rows={
                    thing: _row(compilation, thing, fields, spot.into("rows", thing))
                    for thing, fields in form.rows.items()
                },
                checks=tuple(
                    _check(compilation, name, index, check, spot.into("check", index))
                    for index, check in enumerate(form.check)
                ),
            )


def _fields(
    compilation: Compilation, fields: Mapping[str, shared.FormField], here: Here
) -> tuple[FormField, ...]:
    # By name, not by line: the order on the page is for people, and a program keeps none.
    return tuple(
        field
        for fact, rule in sorted(fields.items())
        if (field := _field(compilation, fact, rule, here.into(fact))) is not None
    )


def _field(
    compilation: Compilation, fact: str, rule: shared.FormField, here: Here
) -> FormField | None:
    known = compilation.known_at(fact, compilation.facts, "fact", here.key)
    required_if = compilation.condition(rule.required_if, here, "required_if")
    if not known:
        return None
    is_required = rule.rule == "required" and rule.required_if is None
    return FormField(fact, is_required, required_if)


def _row(
    compilation: Compilation, thing: str, fields: Mapping[str, shared.FormField], here: Here
) -> tuple[FormField, ...]:
    if compilation.known_at(thing, compilation.things, "thing", here.key):
        key = compilation.things[thing].key
        if not key:
            compilation.add(here.key, "not-several", name=thing)
        elif f"{thing}.{key}" not in fields:
            compilation.add(here.key, "row-without-key", name=thing, key=f"{thing}.{key}")
    return _fields(compilation, fields, here)


def _check(
    compilation: Compilation, form: str, index: int, check: shared.Check, here: Here
) -> Check:
    name = f"{form}#{index + 1}"
    compilation.declare("check", name, check.title, here)
    condition = compilation.condition(check.if_, here, "if")
    return Check(name, condition or UNREADABLE)


def compile_messages(compilation: Compilation, files: list[File]) -> None:
    """Compile every message; a name nobody declared would never be filled."""
    for file in files:
        assert isinstance(file.model, shared.Messages)
        _formats(compilation, file.model.formats, file.here.into("formats"))
        for name, message in (file.model.__pydantic_extra__ or {}).items():
            spot = file.here.into(name)
            compilation.declare("message", name, message.title, spot)
            if message.zh is None and message.en is None:
                compilation.add(spot.key, "message-without-text", name=name)
            compilation.messages[name] = Message(
                zh=_parts(compilation, message.zh, spot.into("zh")),
                en=_parts(compilation, message.en, spot.into("en")),
            )


def _formats(compilation: Compilation, formats: shared.Formats, here: Here) -> None:
    for name, shown in (("date", formats.date), ("money", formats.money)):
        if shown is None:
            continue
        if name in compilation.formats:
            first = compilation.places[f"format/{name}"]
            compilation.add(here.into(name).key, "duplicate-name", name=name, first=first)
        else:
            compilation.declare("format", name, None, here.into(name))
            compilation.formats[name] = Title.split(shown)


def _parts(compilation: Compilation, text: str | None, here: Here) -> tuple[str, ...]:
    if text is None:
        return ()
    parts, problems = parse_message(here.scalar, compilation.names)
    compilation.keep(problems)
    told = [""]
    for part in parts:
        if isinstance(part, Blank):
            told += [part.fact, ""]
        else:
            told[-1] += part
    return tuple(told)
