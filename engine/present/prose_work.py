"""Touchpoints, their forms and papers: in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..language.program import Form, FormField, State, Touchpoint
from .document import Point
from .prose_moves import needs
from .prose_silence import ladder
from .speaker import Speaker


def touchpoint(speaker: Speaker, each: Touchpoint, state: State | None, usual: Touchpoint) -> Point:
    """Return one planned contact: what, who with whom, how, by when, to what degree (D2.1)."""
    rows = (
        *_who(speaker, each),
        *_when(speaker, each, state),
        *_what(speaker, each),
        *_yields(speaker, each),
        *_notes(speaker, each, usual),
    )
    points = tuple(Point(speaker.ended(text), speaker.say(label)) for label, text in rows)
    return Point(speaker.own("touchpoint", each.id), inner=points)


def _who(speaker: Speaker, each: Touchpoint) -> Iterator[tuple[str, str]]:
    yield "who:", speaker.who(each.owner, each.contact, each.via)
    if each.hands_over is not None:
        kinds = ("authority", "tools", "trained_in")
        told = [
            speaker.say(f"hands-over.{kind}", names=speaker.listed(names))
            for kind in kinds
            if (names := getattr(each.hands_over, kind))
        ]
        if told:
            yield "hands-over:", speaker.clauses(told)


def _when(speaker: Speaker, each: Touchpoint, state: State | None) -> Iterator[tuple[str, str]]:
    if each.condition is not None:
        yield "only:", speaker.term(each.condition)
    told = [opens(speaker, each, state), due(speaker, each)]
    if each.repeats is not None:
        counted = speaker.say(f"counted.{each.counted_from}")
        told.append(f"{speaker.repeat(each.repeats)}{counted}")
    if each.stops:
        told.append(speaker.say("until", signals=speaker.signals(each.stops)))
    yield "when:", speaker.clauses(told)


def opens(speaker: Speaker, each: Touchpoint, state: State | None) -> str:
    """Return when a touchpoint opens."""
    if each.starts is None:
        return speaker.say("opens.entry" if state is not None else "opens.demand")
    return speaker.once(each.starts, "opens.span", "opens")


def due(speaker: Speaker, each: Touchpoint) -> str:
    """Return by when a touchpoint is to be done; empty where nothing is said."""
    return speaker.once(each.due, "due.span", "due") if each.due is not None else ""


def _what(speaker: Speaker, each: Touchpoint) -> Iterator[tuple[str, str]]:
    standard = speaker.legend.titles.get(f"standard/{speaker.stage.id}.{each.id}")
    if standard is not None:
        yield "standard:", standard.text(speaker.lang)
    if each.message:
        yield "message:", speaker.quoted(speaker.title("message", each.message))
    if each.form:
        yield "form:", form(speaker, each.form)
    if each.needs:
        yield "papers:", needs(speaker, each.needs)


def form(speaker: Speaker, name: str) -> str:
    """Return a form with its fields, tables and checks."""
    declared = speaker.program.forms[name]
    told = [_fields(speaker, declared.fields), *_rows(speaker, declared)]
    told += [
        speaker.say("form.check", condition=speaker.term(check.condition))
        for check in declared.checks
    ]
    text = speaker.clauses(told)
    title = speaker.quoted(speaker.title("form", name))
    return speaker.say("form", title=title, fields=text) if text else title


def _rows(speaker: Speaker, declared: Form) -> Iterator[str]:
    for thing, fields in declared.rows.items():
        title, listed = speaker.title("thing", thing), _fields(speaker, fields)
        yield speaker.say("form.rows", thing=title, fields=listed)


def _fields(speaker: Speaker, fields: Iterable[FormField]) -> str:
    required: list[str] = []
    optional: list[str] = []
    told: list[str] = []
    for field in fields:
        title = speaker.title("fact", field.fact)
        if field.required_if is not None:
            condition = speaker.term(field.required_if)
            told.append(speaker.say("form.required-if", field=title, condition=condition))
        else:
            (required if field.required else optional).append(title)
    if required:
        told.insert(0, speaker.say("form.required", fields=speaker.listed(required)))
    if optional:
        told.append(speaker.say("form.optional", fields=speaker.listed(optional)))
    return speaker.clauses(told)


def _yields(speaker: Speaker, each: Touchpoint) -> Iterator[tuple[str, str]]:
    if each.outcomes:
        yield (
            "outcomes:",
            speaker.listed(speaker.outcome(each.id, name) for name in speaker.outcomes(each)),
        )
    told = []
    for outcome, papers in each.produces.items():
        listed = speaker.all_of(speaker.title("document", paper) for paper in papers)
        told.append(_on(speaker, each, outcome, listed))
    if told:
        yield "produces:", speaker.clauses(told)
    counted = [
        _on(speaker, each, outcome, speaker.cited(name)) for outcome, name in each.counts_as.items()
    ]
    if counted:
        yield "counts-as:", speaker.clauses(counted)


def _on(speaker: Speaker, each: Touchpoint, outcome: str, what: str) -> str:
    if outcome == "done":
        return what
    return speaker.say("on-outcome", outcome=speaker.outcome(each.id, outcome), what=what)


def _notes(speaker: Speaker, each: Touchpoint, usual: Touchpoint) -> Iterator[tuple[str, str]]:
    if each.due is not None and (each.remind, each.escalate) != (usual.remind, usual.escalate):
        yield "own-overdue:", _own_overdue(speaker, each)
    if each.mark:
        yield "mark:", speaker.say(f"mark.{each.mark}")
    if each.calendar:
        title = speaker.title("calendar", each.calendar)
        own = speaker.say("calendar.customer") if each.calendar == "customer" else title
        yield "calendar:", own
    notes = [name for name in ("once", "stays") if getattr(each, name)]
    notes += [f"catch-up.{each.catch_up}"] if each.catch_up else []
    notes += [f"late.{each.late_on_arrival}"] if each.late_on_arrival else []
    if notes:
        yield "note:", speaker.clauses(speaker.say(f"note.{name}") for name in notes)


def _own_overdue(speaker: Speaker, each: Touchpoint) -> str:
    told = []
    if each.remind:
        told.append(speaker.say("remind-before", span=speaker.span(each.remind)))
    if each.escalate:
        tiers = ladder(speaker, each.escalate, each.owner)
        name = speaker.title("ladder", each.escalate)
        told.append(speaker.say("overdue-climb", ladder=name, tiers=tiers))
    return speaker.clauses(told) or speaker.say("overdue-none")
