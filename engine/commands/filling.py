"""Values as people type them, ``contract.amount="90000 CNY"`` → typed by the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..core.own_signals import FACTS_SET, STARTED
from ..language.facts import describe_type, read_value
from ..language.program import Fact
from ..present.phrases_live import meant, say
from .outcome import USAGE, StoppedError

if TYPE_CHECKING:
    from ..language.program import Program
    from ..language.titles import Lang
    from ..language.values import Value
    from ..runtime.receiving import Filled

_ANSWERS = {
    "true": True, "yes": True, "y": True, "是": True, "有": True,
    "false": False, "no": False, "n": False, "否": False, "无": False, "没有": False,
}  # fmt: skip
_EXAMPLE = "contract.amount='800000 CNY'"


def values_of(
    pairs: Sequence[str], declared: Mapping[str, Fact], option: str, lang: Lang
) -> dict[str, Value]:
    """Return ``name=value`` pairs as typed values, by the names they are declared with.

    Raises:
        StoppedError: naming the pair, and what is allowed in its place.
    """
    found: dict[str, Value] = {}
    for pair in pairs:
        name, equals, text = (each.strip() for each in pair.partition("="))
        if not equals or not name:
            told = say("no-pair", lang, option=option, text=pair, example=_EXAMPLE)
            raise StoppedError(told, USAGE)
        if not declared:
            raise StoppedError(say("nothing-wanted", lang, option=option, name=name), USAGE)
        if name not in declared:
            raise StoppedError(meant("no-name", name, declared, lang, option=option), USAGE)
        full = full_name(name, declared)
        if full in found:
            raise StoppedError(say("twice", lang, option=option, name=name), USAGE)
        found[full] = _typed(declared[name], name, text, option, lang)
    return found


def names_of(
    pairs: Sequence[str], allowed: Iterable[str], option: str, lang: Lang
) -> dict[str, str]:
    """Return ``name=other`` pairs of names as they are; a name is one of ``allowed``.

    Raises:
        StoppedError: naming the pair, and what is allowed in its place.
    """
    texts = {name: Fact(name, "text", "journey") for name in allowed}
    return {name: str(value) for name, value in values_of(pairs, texts, option, lang).items()}


def full_name(name: str, declared: Mapping[str, Fact]) -> str:
    """Return the full name of a field that goes by its last part too."""
    full = declared[name].name if name in declared else name
    return full if full in declared else name


def _typed(fact: Fact, name: str, text: str, option: str, lang: Lang) -> Value:
    value = read_value(fact, _raw(fact, text))
    if value is None:
        like = describe_type(fact)
        told = say("wrong-value", lang, option=option, name=name, text=text, like=like)
        raise StoppedError(told, USAGE)
    return value


def _raw(fact: Fact, text: str) -> object:
    """Return a text as what the vocabulary reads for its type."""
    if fact.type == "yes_no":
        return _ANSWERS.get(text.lower())
    if fact.type == "tags":
        return [each.strip() for each in text.strip("[]").split(",") if each.strip()]
    if fact.type == "number":
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    return text


def facts_of_account(program: Program) -> dict[str, Fact]:
    """Return the facts that all journeys of an account share."""
    return {name: fact for name, fact in program.facts.items() if fact.scope == "account"}


def fields_of(program: Program, stage: str, name: str) -> dict[str, Fact]:
    """Return what may be filled in with a signal, a touchpoint or one of its outcomes.

    A field of a form goes by its full name, or by its last part where only one ends so.
    """
    if name in {FACTS_SET, STARTED}:
        return dict(program.facts)
    if name in program.signals:
        # What a signal says goes by its own short names, the key of its item too.
        thing = program.things.get(name.partition(".")[0])
        key = thing.key if thing is not None else ""
        own = {key: replace(program.facts[f"{thing.id}.{key}"], name=key)} if thing and key else {}
        return {**own, **program.signals[name].data}
    touchpoints = [
        each
        for track in program.stages[stage].tracks
        for state in track.states.values()
        for each in state.touchpoints
    ]
    wanted = name.partition(".")[0]
    forms = [
        program.forms[each.form]
        for each in (*touchpoints, *program.stages[stage].on_demand)
        if each.id == wanted and each.form
    ]
    full = [field.fact for form in forms for field in form.fields]
    short = [each.partition(".")[2] for each in full]
    fields = {each: program.facts[each] for each in full}
    # Of several shipments at once the key says which is meant (S2.10).
    each_thing = [track.each for track in program.stages[stage].tracks if track.each]
    for name_, each in zip(short, full, strict=True):
        if short.count(name_) == 1:
            fields.setdefault(name_, program.facts[each])
    return {**_keys(program, each_thing), **fields}


def _keys(program: Program, things: Iterable[str]) -> dict[str, Fact]:
    """Return the facts by which items of things are told apart, by full and by short name."""
    found: dict[str, Fact] = {}
    for thing in things:
        key = program.things[thing].key if thing in program.things else ""
        if key:
            fact = program.facts[f"{thing}.{key}"]
            found |= {fact.name: fact, key: fact}
    return found


def documents_of(brings: Sequence[str], program: Program, lang: Lang) -> tuple[str, ...]:
    """Return documents that come along, each once.

    Raises:
        StoppedError: the vocabulary has no such document.
    """
    for name in brings:
        if name not in program.documents:
            raise StoppedError(meant("no-document", name, program.documents, lang), USAGE)
    return tuple(dict.fromkeys(brings))


def read_file(path: Path) -> Filled:
    """Return a filled form from a file of JSON: outcome, data, rows and brings.

    Raises:
        UnacceptableError: naming the field.
        OSError: it cannot be read.
    """
    from ..runtime.receiving import read_filled  # noqa: PLC0415  # only --file pays for it

    return read_filled(path.read_bytes())
