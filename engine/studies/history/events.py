"""What rows tell the engine, as written → rules: signals, work done, facts, who has the work."""

from __future__ import annotations

from schemas import mapping as written

from ...core.decide import ACKNOWLEDGED, FACTS_SET, PAUSE, RESUME
from ...core.handling import CANCEL, HAND_OVER, SKIP
from ...language.here import Here
from ...language.program import Fact, Form
from ..reader import inside
from ..standing import key_of
from .columns import Reader, shorter
from .mapping import Constant, EventRule, Source
from .meant import read_rows
from .sources import read_source, read_sources

VERBS = (
    "signal", "done", "facts", "hand_over", "skip", "cancel", "ack", "pause", "resume",
)  # fmt: skip
"""What an event is: exactly one of these."""
_COMPANY = {
    "data": ("signal",), "form": ("done",), "outcome": ("done",), "from": ("hand_over",),
    "to": ("hand_over",), "brings": ("signal", "done", "facts"),
}  # fmt: skip
"""Words that say something only beside some verbs."""
_TASKS = {"hand_over": HAND_OVER, "skip": SKIP, "cancel": CANCEL}
_REASONS = {"pause": PAUSE, "resume": RESUME}

Told = tuple[str, dict[str, Source]]
"""A signal's type and data."""


def read_events(reader: Reader, model: written.Mapping) -> tuple[EventRule, ...]:
    """Return what rows tell the engine, in the order they are told at one instant."""
    here = reader.file.here.into("events")
    read = [_event(reader, model, each, here.into(i)) for i, each in enumerate(model.events)]
    return tuple(each for each in read if each is not None)


def _event(
    reader: Reader, model: written.Mapping, said: written.LogEvent, here: Here
) -> EventRule | None:
    verbs = [verb for verb in VERBS if getattr(said, verb) is not None]
    at, when = _at(reader, model, said, here), read_rows(reader, said, here)
    if len(verbs) != 1:
        words = ", ".join(VERBS)
        reader.add(here.place, "event-verb", found=", ".join(verbs) or "–", words=words)
        return None
    for word, goes_with in _COMPANY.items():
        if (spot := inside(here, word)) is not None and verbs[0] not in goes_with:
            reader.add(spot.key, "says-nothing", name=word, allowed=", ".join(goes_with))
    kind, data = _told(reader, said, verbs[0], here)
    documents = reader.program.documents
    for index, document in enumerate(said.brings):
        spot = here.into("brings", index)
        reader.known(document, documents, "document", spot, by_value=True)
    by = "" if said.by is None else read_source(reader, said.by, here.into("by"))
    return EventRule(kind, at, when, data, said.brings, by or "")


def _at(reader: Reader, model: written.Mapping, said: written.LogEvent, here: Here) -> str:
    if said.at is not None:
        return reader.moment(said.at, here.into("at"))
    if model.at is None:
        reader.add(here.place, "no-moment.event")
    return model.at or ""


def _told(reader: Reader, said: written.LogEvent, verb: str, here: Here) -> Told:
    """Return the signal an event stands for, and what it says."""
    if verb == "signal":
        return said.signal or "", _signal(reader, said, here)
    if verb == "done":
        return f"{said.done}.done", _done(reader, said, here)
    if verb == "facts":
        allowed = {**reader.program.facts, **reader.paper_dates}
        spot = here.into("facts")
        if not said.facts:
            reader.add(spot.key, "event-lacks.facts")
        return FACTS_SET, read_sources(reader, said.facts or {}, spot, allowed, "fact")
    if verb in _REASONS:
        reason = read_source(reader, getattr(said, verb), here.into(verb))
        return _REASONS[verb], {} if reason is None else {"reason": reason}
    name, spot = str(getattr(said, verb)), here.into(verb)
    if verb == "ack":
        reader.known(name, shorter(reader.watches) | reader.tasks, "stall", spot, by_value=True)
        return ACKNOWLEDGED, {"about": Constant(name)}
    return _TASKS[verb], _handled(reader, said, name, spot, here)


def _handled(
    reader: Reader, said: written.LogEvent, name: str, spot: Here, here: Here
) -> dict[str, Source]:
    """Return what is said of a task that somebody handles without doing it (D3.1, D3.6)."""
    # Of a thing, such as a complaint, whatever its owner has open is handed over.
    things = reader.program.things.keys() if said.hand_over is not None else frozenset()
    reader.known(name, reader.tasks | things, "touchpoint", spot, by_value=True)
    found: dict[str, Source] = {"task": Constant(name)}
    for word, source in (("from", said.from_), ("to", said.to)):
        if source is not None and (read := read_source(reader, source, here.into(word))):
            found[word] = read
    if said.hand_over is not None and said.to is None:
        reader.add(spot.key, "event-lacks.to")
    return found


def _signal(reader: Reader, said: written.LogEvent, here: Here) -> dict[str, Source]:
    name, signals = said.signal or "", reader.program.signals
    if not reader.known(name, signals, "signal", here.into("signal"), by_value=True):
        return {}
    fields = {**signals[name].data, **reader.paper_dates}
    return read_sources(reader, said.data, here.into("data"), fields, "field")


def _done(reader: Reader, said: written.LogEvent, here: Here) -> dict[str, Source]:
    """Return what was filled in when a task was done, and how it turned out."""
    name = said.done or ""
    if not reader.known(name, reader.tasks, "touchpoint", here.into("done"), by_value=True):
        return {}
    own = [each for full, each in reader.touchpoints.items() if full.partition(".")[2] == name]
    forms = [reader.program.forms.get(each.form, Form()) for each in own]
    words = dict(reader.paper_dates)
    for form in forms:
        words |= reader.fields(form.fields)
    words |= key_of(reader.program, reader.program.stages.values(), name)
    found = read_sources(reader, said.form, here.into("form"), words, "field")
    data = {words[field].name: source for field, source in found.items()}
    outcomes = tuple(dict.fromkeys(outcome for each in own for outcome in each.outcomes))
    if said.outcome is not None:
        fact = Fact("outcome", "choice", "journey", choices=outcomes)
        outcome = _outcome(reader, said.outcome, here.into("outcome"), fact)
        data |= {} if outcome is None else {"outcome": outcome}
    elif outcomes:
        names = ", ".join(outcomes)
        reader.add(here.into("done").place, "event-lacks.outcome", name=name, allowed=names)
    return data


def _outcome(reader: Reader, said: written.Source, here: Here, fact: Fact) -> Source | None:
    """Return how a task turned out; the name of one that does not exist is told as a name."""
    if isinstance(said, written.Constant):
        spot, text = here.into("value"), str(said.value)
        known = reader.known(text, fact.choices, "outcome", spot, by_value=True)
        return Constant(text) if known else None
    return read_source(reader, said, here, fact, "outcome")
