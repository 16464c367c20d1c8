"""Vocabulary → declared names: things with their facts, documents and signals (D4, S2.10)."""

from __future__ import annotations

from decimal import Decimal

from schemas import workspace as written

from .compilation import Compilation
from .engine_signals import ENGINE_WORDS
from .facts import read_money
from .here import Here
from .limits import parse_valid
from .loader import File
from .moments import parse_span
from .personal import check_spread
from .program import Document, Fact, SignalKind, Thing
from .terms import Term
from .values import Money, Value


def compile_vocabularies(compilation: Compilation, files: list[File]) -> None:
    """Declare what all vocabularies say; then the signals, which may speak of any of it."""
    for file in files:
        assert isinstance(file.model, written.Vocabulary)
        _declare(compilation, file.model, file.here)
    compilation.settle_vocabulary()
    for file in files:
        assert isinstance(file.model, written.Vocabulary)
        for name, thing in file.model.things.items():
            _signals(compilation, name, thing, file.here.into("things", name, "signals"))
    compilation.settle_vocabulary()


def _declare(compilation: Compilation, model: written.Vocabulary, here: Here) -> None:
    for name, title in model.channels.items():
        compilation.declare("channel", name, title, here.into("channels", name))
        compilation.channels.add(name)
    for name, title in model.contacts.items():
        compilation.declare("contact", f"customer.{name}", title, here.into("contacts", name))
        compilation.contacts.add(f"customer.{name}")
    for name, title in model.causes.items():
        compilation.declare("cause", name, title, here.into("causes", name))
        compilation.causes.add(name)
    for name, limit in model.thresholds.items():
        _threshold(compilation, name, limit, here.into("thresholds", name))
    for name, thing in model.things.items():
        _thing(compilation, name, thing, here.into("things", name))


def _threshold(compilation: Compilation, name: str, limit: written.Threshold, here: Here) -> None:
    compilation.declare("threshold", name, limit.title, here)
    amounts: dict[str, Money] = {}
    for index, text in enumerate(limit.amount):
        money = read_money(text)
        spot = here.into("amount", index)
        if money is None or money.amount < 0:
            compilation.add(spot.place, "bad-money", text=text)
        elif money.currency in amounts:
            first = here.into("amount").place
            compilation.add(spot.place, "duplicate-name", name=money.currency, first=first)
        else:
            amounts[money.currency] = money
    compilation.thresholds[name] = tuple(amounts[currency] for currency in sorted(amounts))


def _thing(compilation: Compilation, name: str, thing: written.Thing, here: Here) -> None:
    if name in ENGINE_WORDS:
        compilation.add(here.key, "engine-word", name=name)
    compilation.declare("thing", name, thing.title, here)
    key = ""
    if thing.many is not None:
        spot = here.into("many", "key")
        key = compilation.known(thing.many.key, thing.facts, "fact", spot)
        if thing.scope == "account":
            compilation.add(here.into("many").key, "many-of-account", name=name)
        if key and thing.facts[key].personal:
            compilation.add(spot.place, "personal-key", name=f"{name}.{key}")
    compilation.things[name] = Thing(name, thing.scope, key)
    for short, fact in thing.facts.items():
        _fact(compilation, f"{name}.{short}", fact, thing, here.into("facts", short))
    for short, document in thing.documents.items():
        spot = here.into("documents", short)
        if compilation.declare("document", short, document.title, spot):
            compilation.documents[short] = _document(compilation, short, name, document, spot)


def _fact(
    compilation: Compilation, full: str, fact: written.Fact, thing: written.Thing, here: Here
) -> None:
    if full.endswith(".outcome"):
        compilation.add(here.key, "engine-word", name="outcome")
    compilation.declare("fact", full, fact.title, here)
    if (fact.type == "choice") != bool(fact.choices):
        compilation.add(here.key, "choices-missing", name=full)
    for choice, title in fact.choices.items():
        compilation.declare("choice", f"{full}.{choice}", title, here.into("choices", choice))
    valid = compilation.parsed(here.into("valid"), parse_span) if fact.valid else None
    # The order in which choices are written is for people; a program keeps it by name.
    choices = tuple(sorted(fact.choices))
    starts_at = _starts_at(compilation, full, fact, here.into("starts_at"))
    if fact.personal and fact.type in {"person", "calendar"}:
        compilation.add(here.into("personal").place, "personal-type", name=full, type=fact.type)
    compilation.facts[full] = Fact(
        full, fact.type, thing.scope, choices, starts_at, valid, fact.personal
    )


def _starts_at(compilation: Compilation, full: str, fact: written.Fact, here: Here) -> Value | None:
    if fact.starts_at is None or fact.type == "number":
        return fact.starts_at
    if fact.type == "money" and fact.starts_at == 0:
        return Money(Decimal(0), "")  # nothing at all, in any currency
    compilation.add(here.key, "starts-at-number", name=full)
    return None


def _document(
    compilation: Compilation, short: str, thing: str, document: written.Document, here: Here
) -> Document:
    if document.valid is None:
        return Document(short, thing)
    valid = compilation.parsed(here.into("valid"), parse_valid)
    if valid is None:
        return Document(short, thing)
    return Document(short, thing, valid.span, has_own_date=valid.span is None)


def _signals(compilation: Compilation, name: str, thing: written.Thing, here: Here) -> None:
    for short, signal in thing.signals.items():
        full, spot = f"{name}.{short}", here.into(short)
        compilation.declare("signal", full, signal.title, spot)
        data, sets, computes = _filling(compilation, name, signal, spot)
        key = compilation.things[name].key
        if key:
            # Which item it is about is said by the item's own key (S2.10).
            data[key] = compilation.facts[f"{name}.{key}"]
        compilation.signals[full] = SignalKind(
            name=full,
            party=signal.from_,
            data=data,
            sets=sets,
            computes=computes,
            brings=compilation.each_known(
                signal.brings, compilation.documents, "document", spot, "brings"
            ),
            correlate=signal.correlate or "",
        )


def _filling(
    compilation: Compilation, thing: str, signal: written.Signal, here: Here
) -> tuple[dict[str, Fact], dict[str, str], dict[str, Term]]:
    """Return the fields of a signal's data, what they fill, and what is worked out from them."""
    data = {key: Fact(key, kind, "journey") for key, kind in signal.data.items()}
    sets: dict[str, str] = {}
    computed: list[tuple[str, Here]] = []
    facts, spot = compilation.facts, here.into("sets")
    for index, (name, expression) in enumerate(signal.sets.items()):
        # A list of names and a mapping of names are read alike; their places differ.
        at = spot.into(name) if spot.into(name).is_written else spot.into(index)
        full = name if "." in name else f"{thing}.{name}"
        known = [full] if full in facts else [n for n in facts if n.startswith(f"{thing}.")]
        if full not in facts:
            short = [each.partition(".")[2] for each in known]
            compilation.known_at(name, short, "fact", at.key)
        elif expression is None:
            data[full.partition(".")[2]] = facts[full]
            sets[full.partition(".")[2]] = full
        else:
            computed.append((full, at))
    names = compilation.names_with(signal=data) if computed else compilation.names
    terms: dict[str, Term] = {}
    for full, at in computed:
        term = compilation.expression(at, facts[full], names)
        if term is not None:
            terms[full] = term
            check_spread(compilation, full, term, data, at)
    return data, sets, terms
