"""Variants: which field of what takes which other value while a condition holds (S2.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemas import logic as written

from .compilation import UNREADABLE
from .compile_touchpoint import Desk
from .here import Here
from .limits import parse_repeat
from .moments import parse_before_due, parse_span
from .program_logic import Change, Variant

Reader = Callable[[Desk, str, Here], Any]


def _parsed(parse: Any) -> Reader:
    return lambda desk, _text, here: desk.compilation.parsed(here, parse)


def _named(table: str, kind: str) -> Reader:
    def read(desk: Desk, text: str, here: Here) -> str:
        return desk.compilation.known(text, getattr(desk.compilation, table), kind, here)

    return read


_SPAN = ("span", _parsed(parse_span))
_REMIND = ("span", _parsed(parse_before_due))
_MOMENT = ("moment", lambda desk, text, here: desk.moment(text, here))
_CALENDAR = ("word", lambda desk, text, here: desk.calendar_of(text, here))
_LADDER = ("word", _named("ladders", "ladder"))

FIELDS: Mapping[str, Mapping[str, tuple[str, str, Reader]]] = {
    "touchpoint": {
        "starts": ("starts", *_MOMENT),
        "due": ("due", *_MOMENT),
        "repeats": ("repeats", "repeat", _parsed(parse_repeat)),
        "owner": ("owner", "word", _named("roles", "role")),
        "calendar": ("calendar", *_CALENDAR),
        "message": ("message", "word", _named("messages", "message")),
        "remind": ("remind", *_REMIND),
        "escalate": ("escalate", *_LADDER),
    },
    "stall": {
        "after": ("after", *_SPAN),
        "at": ("at", *_MOMENT),
        "calendar": ("calendar", *_CALENDAR),
        "escalate": ("ladder", *_LADDER),
        "recover": ("recovery", "word", _named("recoveries", "recovery")),
        "give_up": ("give_up", *_SPAN),
    },
    "clock": {
        "within": ("within", *_SPAN),
        "remind": ("remind", *_REMIND),
        "calendar": ("calendar", *_CALENDAR),
        "escalate": ("ladder", *_LADDER),
    },
}
"""Per kind, the written field: the compiled one, the slot of its value, and how it is read."""


def compile_variant(desk: Desk, key: str, each: written.Variant, here: Here) -> Variant:
    """Compile one variant: its condition, and every change with a typed value."""
    desk.declare("variant", key, each.title, here)
    condition = desk.compilation.condition(each.if_, here, "if", names=desk.names)
    changes = [
        change
        for path, text in sorted(each.set.items())
        if (change := _change(desk, path, text, here.into("set", path))) is not None
    ]
    return Variant(key, condition or UNREADABLE, each.at == "once", tuple(changes))


def _change(desk: Desk, path: str, text: str, here: Here) -> Change | None:
    compilation = desk.compilation
    name, _, field = path.partition(".")
    if name not in desk.named or not field:
        compilation.known_at(name, desk.named, "touchpoint", here.key)
        if name in desk.named:
            compilation.add(here.key, "variant-path", text=path)
        return None
    kind, owner = desk.named[name]
    if not compilation.known_at(field, FIELDS[kind], "field", here.key):
        return None
    if kind == "stall" and not _has(owner, field):
        compilation.add(here.key, "variant-of-nothing", name=path)
    compiled, slot, read = FIELDS[kind][field]
    value = read(desk, text, here)
    return None if not value else Change(kind, name, compiled, **{slot: value})  # type: ignore[arg-type]  # the three kinds


def _has(owner: Here, field: str) -> bool:
    """Tell whether a stall has what is to be changed: a silence has no moment, and vice versa."""
    return field not in {"after", "at", "give_up"} or owner.into(field).is_written
