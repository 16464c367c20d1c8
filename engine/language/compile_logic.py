"""Logic beside the machine: rules, patterns, variants and promises (S6, S2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schemas import logic as written

from .compile_actions import compile_actions
from .compile_touchpoint import Desk
from .here import Here
from .limits import parse_share, parse_throttle
from .program import Fact
from .program_logic import Pattern, PatternStep, Promise, Rule
from .values import NOTHING, Span

ACTOR = Fact("by", "person", "journey")
"""Who a signal is from: every signal has it, so patterns may tell two of them apart by it."""


def compile_rule(desk: Desk, key: str, each: written.Rule, here: Here) -> Rule:
    """Compile one rule: fires once, lasts while, or answers a signal (S6.1)."""
    compilation = desk.compilation
    desk.declare("rule", key, each.title, here)
    # Beside a signal, ``if`` is what must hold when it comes.
    is_if = each.if_ is not None and not each.when
    said = {"if": is_if, "while": each.while_ is not None, "when": bool(each.when)}
    kind = compilation.one_of(said, here)
    names = replace(desk.names_about(each.if_, each.when), may_wake=True)
    _check_words(desk, each, kind, here)
    if not each.do and not each.hold:
        compilation.add(here.key, "rule-without-effect", name=key)
    sample = compilation.parsed(here.into("sample"), parse_share) if each.sample else None
    return Rule(
        id=key,
        condition=compilation.condition(each.if_, here, "if", names=names)
        or compilation.condition(each.while_, here, "while", names=names),
        lasting=kind == "while",
        when=desk.signal_set(each.when, here, "when"),
        sample=sample,
        states=compilation.set_of(each.in_, desk.states, "state", here, "in"),
        hold=compilation.set_of(each.hold, desk.track_names, "track", here, "hold"),
        throttle=compilation.parsed(here.into("throttle"), parse_throttle)
        if each.throttle
        else None,
        actions=compile_actions(desk, each.do, here.into("do"), names, each.when),
    )


def _check_words(desk: Desk, each: written.Rule, kind: str, here: Here) -> None:
    """What only one kind of rule can have, another would silently ignore."""
    if each.sample is not None and kind not in {"when", ""}:
        desk.compilation.add(here.into("sample").key, "sample-without-when")
    if each.hold and kind not in {"while", ""}:
        desk.compilation.add(here.into("hold").key, "hold-without-while")


# --- patterns


def compile_pattern(desk: Desk, key: str, each: written.Pattern, here: Here) -> Pattern:
    """Compile several signals that mean something together."""
    compilation = desk.compilation
    desk.declare("pattern", key, each.title, here)
    said = {word: bool(getattr(each, word)) for word in ("count", "twice", "sequence", "absent")}
    kind = compilation.one_of(said, here)
    _check_pattern(desk, each, kind, here)
    signals = desk.signal_set(each.count or each.absent, here, kind or "count")
    if each.twice is not None:
        signals = (desk.signal(each.twice, here.into("twice")),)
    steps, aliases = _steps(desk, each, here.into("sequence"))
    names = replace(desk.names, aliases=aliases) if aliases else desk.names_about(each.if_, signals)
    data = _data(desk, signals)
    return Pattern(
        id=key,
        kind=kind or "count",  # type: ignore[arg-type]  # one of the four words
        within=compilation.span(here, "within") or NOTHING,
        scope="account" if "account" in each.same else "journey",
        signals=signals,
        steps=steps,
        after=desk.signal_set(each.after, here, "after"),
        at_least=2 if kind == "twice" else each.at_least or 0,
        same=_same(desk, each, here.into("same")),
        differ=compilation.set_of(each.differ, data, "field", here, "differ"),
        without=desk.signal_set(each.without, here, "without"),
        condition=compilation.condition(each.if_, here, "if", names=names),
        cause=desk.cause(each.cause, here, "cause"),
        throttle=compilation.parsed(here.into("throttle"), parse_throttle)
        if each.throttle
        else None,
        actions=compile_actions(desk, each.do, here.into("do"), desk.names, signals),
    )


def _check_pattern(desk: Desk, each: written.Pattern, kind: str, here: Here) -> None:
    add = desk.compilation.add
    if kind == "count" and each.at_least is None:
        add(here.into("count").key, "count-without-number")
    fits = {"at_least": "count", "after": "absent", "differ": "twice"}
    for word, owner in fits.items():
        if getattr(each, word) and kind and kind != owner and (word, kind) != ("differ", "count"):
            add(here.into(word).key, "word-of-another-pattern", name=word, owner=owner)
    if kind == "sequence" and len(each.sequence) == 1:
        add(here.into("sequence").key, "sequence-of-one")


def _data(desk: Desk, signals: tuple[str, ...]) -> dict[str, Fact]:
    kinds = [desk.compilation.kind_of(signal) for signal in signals]
    data = {name: fact for kind in kinds if kind for name, fact in kind.data.items()}
    return {**data, ACTOR.name: ACTOR}


def _same(desk: Desk, each: written.Pattern, here: Here) -> tuple[str, ...]:
    things, facts = desk.compilation.things, desk.compilation.facts
    among = {"account": None, **things, **facts} if each.same else {}
    return desk.compilation.set_of(each.same, among, "thing", here)


def _steps(
    desk: Desk, each: written.Pattern, here: Here
) -> tuple[tuple[PatternStep, ...], dict[str, Mapping[str, Fact]]]:
    aliases: dict[str, Mapping[str, Fact]] = {}
    steps: list[PatternStep] = []
    for index, step in enumerate(each.sequence):
        spot = here.into(index)
        signal = desk.signal(step.signal, spot.into("signal"))
        if step.as_ in aliases:
            first = here.into([each_.as_ for each_ in each.sequence].index(step.as_), "as").place
            desk.compilation.add(
                spot.into("as").place, "duplicate-name", name=step.as_, first=first
            )
        if step.as_ in desk.compilation.things:
            desk.compilation.add(spot.into("as").place, "named-like-a-thing", name=step.as_)
        aliases[step.as_] = _data(desk, (signal,))
        names = replace(desk.names, aliases=dict(aliases))
        condition = desk.compilation.condition(step.if_, spot, "if", names=names)
        steps.append(PatternStep(step.as_, signal, condition))
    return tuple(steps), aliases


# --- promises


def compile_promise(desk: Desk, key: str, each: written.Promise, here: Here) -> Promise:
    """Compile what a playbook promises; it changes no decision and no program (S8.1)."""
    compilation = desk.compilation
    desk.declare("promise", key, each.title, here)
    said = {
        "every": each.every is not None,
        "after": bool(each.after),
        "never": bool(each.never),
        "always": bool(each.always),
    }
    kind = compilation.one_of(said, here)
    span: Span | None = None
    if each.every is not None and each.every != "journey":
        span = compilation.span(here, "every")
    wants = {"every": "reaches, comes", "after": "comes, reaches"}.get(kind)
    if wants and not each.reaches and not each.comes:
        compilation.add(here.key, "promise-without-outcome", words=wants)
    if each.within is None and (kind in {"after", "always"} or each.every == "journey"):
        compilation.add(here.key, "missing-part", name="within")
    happenings = desk.signals | desk.states | desk.outcomes.keys() | desk.model.ends.keys()
    ends = {"end", "dormant", "success", "lost"}
    return Promise(
        id=key,
        kind=kind or "never",  # type: ignore[arg-type]  # one of the four words
        every=span,
        reaches=compilation.set_of(each.reaches, happenings | ends, "state", here, "reaches"),
        comes=compilation.set_of(each.comes, happenings, "signal", here, "comes"),
        after=compilation.set_of(each.after, happenings, "signal", here, "after"),
        never=compilation.set_of(each.never, happenings, "signal", here, "never"),
        always=tuple(sorted(set(each.always))),
        condition=compilation.condition(each.if_, here, "if", names=desk.names),
        within=desk.span(each.within, here, "within"),
    )
