"""Rules, patterns, touchpoints on demand, variants and promises: in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..language.facts import write_value
from ..language.program import Touchpoint
from ..language.program_logic import Action, Change, Pattern, Promise, Rule
from ..language.terms import Known, Term
from ..language.values import Throttle
from .document import Block, Heading, Point
from .phrases import PHRASES
from .prose_work import touchpoint
from .speaker import Speaker


def logic(speaker: Speaker, usual: Touchpoint) -> Iterator[Block]:
    """Yield what stands beside the states of a stage."""
    stage = speaker.stage
    if stage.rules:
        yield _heading(speaker, "rules")
        yield from (_rule(speaker, each) for each in speaker.in_order("rule", stage.rules))
    if stage.patterns:
        yield _heading(speaker, "patterns")
        yield from (_pattern(speaker, each) for each in speaker.in_order("pattern", stage.patterns))
    if stage.on_demand:
        yield _heading(speaker, "on-demand")
        listed = speaker.in_order("touchpoint", stage.on_demand)
        yield from (touchpoint(speaker, each, None, usual) for each in listed)
    if stage.variants:
        yield _heading(speaker, "variants")
        for each in speaker.in_order("variant", stage.variants):
            label = speaker.say("titled:", title=speaker.own("variant", each.id))
            when = "variant.at-once" if each.at_once else "variant"
            text = speaker.say(when, condition=speaker.term(each.condition))
            changes = tuple(Point(_change(speaker, change)) for change in each.changes)
            yield Point(speaker.ended(text), label, changes)


def promises(speaker: Speaker, listed: Iterable[Promise]) -> Iterator[Block]:
    """Yield what the stage promises; studies check it, no journey is decided by it."""
    points = [_promise(speaker, each) for each in listed]
    if points:
        yield _heading(speaker, "promises")
        yield from points


def _promise(speaker: Speaker, each: Promise) -> Point:
    told = []
    if each.condition is not None:
        told.append(speaker.say("promise.if", condition=speaker.term(each.condition)))
    if each.after:
        told.append(speaker.say("promise.after", what=_happenings(speaker, each.after)))
    if each.every is not None:
        told.append(speaker.say("promise.every", span=speaker.span(each.every)))
    elif each.kind == "every":
        told.append(speaker.say("promise.journey"))
    for name in ("reaches", "comes", "never"):
        if names := getattr(each, name):
            told.append(speaker.say(f"promise.{name}", what=_happenings(speaker, names)))
    if each.always:
        named = speaker.any_of(speaker.say(f"promise.{name}") for name in each.always)
        told.append(speaker.say("promise.always", what=named))
    if each.within is not None:
        told.append(speaker.say("promise.within", span=speaker.span(each.within)))
    label = speaker.say("titled:", title=speaker.own("promise", each.id))
    comma = "，" if speaker.lang == "zh" else ", "
    return Point(speaker.ended(comma.join(told)), label)


def _happenings(speaker: Speaker, names: Iterable[str]) -> str:
    return speaker.any_of(_happening(speaker, name) for name in names)


def _happening(speaker: Speaker, name: str) -> str:
    """Return what a promise names: an end, a kind of end, a touchpoint or a signal."""
    if name == "end":
        return speaker.say("promise.end")
    if name in {"success", "lost", "dormant"}:
        return speaker.quoted(speaker.say(f"end.{name}"))
    for kind in ("end", "state", "touchpoint", "stall"):
        if (told := speaker.own(kind, name)) != name:
            return speaker.quoted(told)
    return speaker.cited(name)


def _heading(speaker: Speaker, part: str) -> Heading:
    return Heading(speaker.say(part), 2, f"{speaker.stage.id}--{part}")


def _rule(speaker: Speaker, rule: Rule) -> Point:
    told = []
    if rule.states:
        told.append(speaker.say("only-in", states=speaker.states(rule.states)))
    if rule.when:
        told.append(speaker.say("rule.when", signals=speaker.signals(rule.when)))
    if rule.condition is not None:
        kind = "rule.while" if rule.lasting else "rule.if-also" if rule.when else "rule.if"
        told.append(speaker.say(kind, condition=speaker.term(rule.condition)))
    if rule.sample is not None:
        told.append(speaker.say("rule.sample", share=write_value(rule.sample)))
    if rule.hold:
        names = [speaker.quoted(speaker.own("track", name)) for name in rule.hold]
        told.append(speaker.say("rule.hold", tracks=speaker.all_of(names)))
    told += _throttle(speaker, rule.throttle)
    label = speaker.say("titled:", title=speaker.own("rule", rule.id))
    return Point(speaker.ended(speaker.clauses(told)), label, _actions(speaker, rule.actions))


def _throttle(speaker: Speaker, throttle: Throttle | None) -> Iterator[str]:
    if throttle is not None:
        yield speaker.say(f"throttle.{throttle.kind}", span=speaker.span(throttle.span))


def _pattern(speaker: Speaker, pattern: Pattern) -> Point:
    told = [_seen(speaker, pattern)]
    if pattern.same:
        told.append(
            speaker.say(
                "pattern.same", names=speaker.listed(_names(speaker, pattern, pattern.same))
            )
        )
    if pattern.differ:
        names = speaker.all_of(_names(speaker, pattern, pattern.differ))
        told.append(speaker.say("pattern.differ", names=names))
    if pattern.without:
        told.append(speaker.say("pattern.without", signals=speaker.signals(pattern.without)))
    if pattern.condition is not None:
        told.append(speaker.say("rule.if-also", condition=speaker.term(pattern.condition)))
    told += _throttle(speaker, pattern.throttle)
    if pattern.cause:
        told.append(speaker.labelled("cause:", speaker.title("cause", pattern.cause)))
    label = speaker.say("titled:", title=speaker.own("pattern", pattern.id))
    text = speaker.ended(speaker.clauses(told))
    return Point(text, label, _actions(speaker, pattern.actions))


def _names(speaker: Speaker, pattern: Pattern, names: tuple[str, ...]) -> Iterator[str]:
    """Yield what a pattern compares: facts of the thing its signal is about, things, or who."""
    thing = next(iter(pattern.signals), "").partition(".")[0]
    for name in names:
        keys = (f"fact/{name}", f"fact/{thing}.{name}", f"thing/{name}")
        titles = (speaker.legend.titles.get(key) for key in keys)
        found = next((title.text(speaker.lang) for title in titles if title is not None), name)
        yield speaker.amid(speaker.say("pattern.by") if name == "by" else found)


def _seen(speaker: Speaker, pattern: Pattern) -> str:
    within = speaker.span(pattern.within)
    if pattern.kind == "sequence":
        steps = []
        for step in pattern.steps:
            told = speaker.say("pattern.step", name=step.alias, signal=speaker.cited(step.signal))
            if step.condition is not None:
                condition = speaker.term(step.condition)
                told = speaker.say("pattern.step-if", step=told, condition=condition)
            steps.append(told)
        arrow = "，然后 " if speaker.lang == "zh" else ", then "
        return speaker.say("pattern.sequence", steps=arrow.join(steps), span=within)
    return speaker.say(
        f"pattern.{pattern.kind}",
        signals=speaker.signals(pattern.signals),
        after=speaker.signals(pattern.after),
        count=pattern.at_least,
        span=within,
    )


def _actions(speaker: Speaker, actions: tuple[Action, ...]) -> tuple[Point, ...]:
    return tuple(Point(speaker.sentence(_action(speaker, each))) for each in actions)


def _action(speaker: Speaker, action: Action) -> str:
    text = speaker.say(f"do.{action.verb}", name=_object(speaker, action))
    if action.values:
        text = speaker.clauses(
            speaker.say("do.set", name=speaker.title("fact", fact), value=_said(speaker, term))
            for fact, term in action.values.items()
        )
    if action.tier:
        text = speaker.say("do.from", text=text, tier=action.tier)
    if action.message:
        message = speaker.quoted(speaker.title("message", action.message))
        text = speaker.clauses([text, speaker.say("step.message", message=message)])
    return text


def _said(speaker: Speaker, term: Term) -> str:
    return write_value(term.value) if isinstance(term, Known) else speaker.term(term)


def _object(speaker: Speaker, action: Action) -> str:
    name = action.name
    if action.verb in {"open", "move"}:
        return speaker.quoted(
            speaker.own({"open": "touchpoint", "move": "state"}[action.verb], name)
        )
    if action.verb in {"escalate", "recover"}:
        kind = {"escalate": "ladder", "recover": "recovery"}[action.verb]
        return speaker.quoted(speaker.title(kind, name))
    if action.verb == "notify":
        return speaker.role(name)
    return speaker.cited(name) if action.verb == "emit" else speaker.quoted(name)


def _change(speaker: Speaker, change: Change) -> str:
    what = speaker.quoted(speaker.own(change.kind, change.name))
    value = change.word
    if change.moment is not None:
        value = speaker.once(change.moment, "span", "moment")
    elif change.span is not None:
        value = speaker.span(change.span)
    elif change.repeat is not None:
        value = speaker.repeat(change.repeat)
    elif f"role/{change.word}" in speaker.legend.titles and change.field == "owner":
        value = speaker.role(change.word)
    elif f"ladder/{change.word}" in speaker.legend.titles:
        value = speaker.title("ladder", change.word)
    field = (
        speaker.say(f"field.{change.field}") if f"field.{change.field}" in PHRASES else change.field
    )
    return speaker.sentence(speaker.say("change", what=what, field=field, value=value))
