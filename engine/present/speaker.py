"""Names of one stage as a reader knows them: states, roles, contacts, signals, turns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from ..language.program import Legend, Program, Stage, Touchpoint
from ..language.prose import say_moment, say_span, say_term
from ..language.terms import Term
from ..language.titles import Lang
from ..language.values import Moment, Repeat, Span
from ..language.wording import fill
from .phrases import PHRASES

T = TypeVar("T")
_GAPS = re.compile(r"(\{[a-z_]+\})")
_MEETING = re.compile("[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u3400-\u9fff]")


class Speaker:
    """Says what a stage is made of, in one language; looks up and words, decides nothing."""

    def __init__(self, program: Program, legend: Legend, stage: Stage, lang: Lang) -> None:
        self.program, self.legend, self.stage, self.lang = program, legend, stage, lang
        self.track = ""

    def say(self, phrase: str, /, **values: object) -> str:
        """Return a phrase of ours with its values filled in."""
        texts = {name: str(value) for name, value in values.items()}
        if self.lang == "en":
            return fill(PHRASES[phrase], texts, self.lang)
        pieces = (texts.get(piece[1:-1], piece) for piece in _GAPS.split(PHRASES[phrase].zh))
        return _spaced("", *pieces)

    def title(self, kind: str, name: str) -> str:
        """Return the title of something every stage shares."""
        return self.legend.title(f"{kind}/{name}", self.lang)

    def own(self, kind: str, name: str) -> str:
        """Return the title of something of this stage: of the track at hand, else of the stage."""
        for scope in (f"{self.stage.id}.{self.track}", self.stage.id):
            title = self.legend.titles.get(f"{kind}/{scope}.{name}")
            if title is not None:
                return title.text(self.lang)
        return name

    def quoted(self, text: str) -> str:
        """Return a title in quotation marks."""
        return f"“{text}”" if self.lang == "zh" else f'"{text}"'

    def state(self, name: str) -> str:
        """Return a state's title in quotation marks."""
        return self.quoted(self.own("state", name))

    def role(self, name: str) -> str:
        """Return a role's title."""
        return self.amid(self.title("role", name))

    def contact(self, name: str) -> str:
        """Return with whom: a person of the customer, a partner, or ourselves."""
        party, _, who = name.partition(".")
        if party == "partner":
            return self.say("contact.partner", who=self.amid(self.title("partner", who)))
        if party == "customer":
            return self.say("contact.customer", who=self.amid(self.title("contact", name)))
        return self.say("contact.internal")

    def channels(self, names: Iterable[str]) -> str:
        """Return channels in the order they are tried."""
        return self.listed(self.amid(self.title("channel", name)) for name in names)

    def who(self, owner: str, contact: str, via: tuple[str, ...]) -> str:
        """Return who speaks with whom, and how."""
        text = self.role(owner)
        if contact == "internal":
            text = self.say("who.internal", owner=text)
        elif contact:
            text = self.say("who.with", owner=text, contact=self.contact(contact))
        if via:
            phrase = "who.via" if len(via) == 1 else "who.via-several"
            text = self.say(phrase, who=text, channels=self.channels(via))
        return text

    def signal(self, name: str) -> str:
        """Return what happened: a title of the vocabulary, or what became of a touchpoint."""
        known = self.legend.titles.get(f"signal/{name}")
        if known is not None:
            return known.text(self.lang)
        touchpoint, _, outcome = name.partition(".")
        if touchpoint in self.program.stages:
            return self._stage_end(touchpoint, outcome)
        told = self.quoted(self.own("touchpoint", touchpoint))
        if outcome == "done":
            return self.say("signal.done", what=told)
        return self.say("signal.outcome", what=told, outcome=self.outcome(touchpoint, outcome))

    def _stage_end(self, stage: str, end: str) -> str:
        titles = (self.legend.titles.get(f"{kind}/{stage}.{end}") for kind in ("end", "state"))
        told = next((title.text(self.lang) for title in titles if title is not None), end)
        return self.say("signal.end", what=self.quoted(self.title("stage", stage)), outcome=told)

    def cited(self, name: str) -> str:
        """Return what happened, within a sentence: a title of the vocabulary in quotes."""
        told = self.signal(name)
        return self.quoted(told) if f"signal/{name}" in self.legend.titles else told

    def happening(self, name: str) -> str:
        """Return what happened in as few words as a drawing has room for."""
        touchpoint, _, outcome = name.partition(".")
        if f"signal/{name}" in self.legend.titles or outcome == "":
            return self.signal(name)
        what = self.own("touchpoint", touchpoint)
        told = self.say("done") if outcome == "done" else self.outcome(touchpoint, outcome)
        return self.say("happening", what=what, outcome=told)

    def outcome(self, touchpoint: str, outcome: str) -> str:
        """Return the title of one outcome of a touchpoint."""
        return self.own("outcome", f"{touchpoint}.{outcome}")

    def signals(self, names: Iterable[str]) -> str:
        """Return any of several signals."""
        return self.any_of(self.cited(name) for name in names)

    def states(self, names: Iterable[str]) -> str:
        """Return any of several states, in the order they are written."""
        listed = sorted(names, key=lambda name: self._line("state", name))
        return self.any_of(self.state(name) for name in listed)

    def outcomes(self, touchpoint: Touchpoint) -> list[str]:
        """Return the outcomes of a touchpoint in the order they are written."""
        names = touchpoint.outcomes
        return sorted(names, key=lambda name: self._line("outcome", f"{touchpoint.id}.{name}"))

    def in_order(self, kind: str, things: Iterable[T]) -> list[T]:
        """Return things of the stage in the order they are written; a program sorts them by id."""
        return sorted(things, key=lambda thing: self._line(kind, getattr(thing, "id", "")))

    def _line(self, kind: str, name: str) -> tuple[int, int]:
        for scope in (f"{self.stage.id}.{self.track}", self.stage.id):
            place = self.legend.places.get(f"{kind}/{scope}.{name}")
            if place is not None:
                return place.line, place.column
        return 0, 0

    def party_of(self, names: Iterable[str]) -> str:
        """Return the party all of whose signals these are, or nothing."""
        heard = set(names)
        for party in ("customer", "partner"):
            own = {kind.name for kind in self.program.signals.values() if kind.party == party}
            if own and own <= heard:
                return party
        return ""

    def any_of(self, texts: Iterable[str]) -> str:
        """Return alternatives: ``a, b or c``."""
        return self.joined(texts, self.say("or"))

    def all_of(self, texts: Iterable[str]) -> str:
        """Return a list: ``a, b and c``."""
        return self.joined(texts, self.say("and"))

    def joined(self, texts: Iterable[str], last: str) -> str:
        """Return a list with ``last`` before its last part."""
        *head, tail = list(texts) or [""]
        gap = "、" if self.lang == "zh" else ", "
        spaced = last if self.lang == "zh" else f" {last} "
        return f"{gap.join(head)}{spaced}{tail}" if head else tail

    def listed(self, texts: Iterable[str]) -> str:
        """Return a list without a word before its last part."""
        return ("、" if self.lang == "zh" else ", ").join(texts)

    def clauses(self, texts: Iterable[str]) -> str:
        """Return half-sentences as one."""
        return ("；" if self.lang == "zh" else "; ").join(text for text in texts if text)

    def spaced(self, *sentences: str) -> str:
        """Return sentences one after the other."""
        return ("" if self.lang == "zh" else " ").join(text for text in sentences if text)

    def labelled(self, label: str, text: str) -> str:
        """Return a label of ours and what it says, within a sentence."""
        return self.spaced(self.say(label), text)

    def ended(self, text: str) -> str:
        """Return a text that ends like a sentence; what follows a label begins in lower case."""
        if not text or text.endswith((".", "?", "!", "。", "？", "！")):
            return text
        return f"{text}。" if self.lang == "zh" else f"{text}."

    def sentence(self, text: str) -> str:
        """Return a text that ends like a sentence, and in English begins like one."""
        return self.ended(text[:1].upper() + text[1:])

    def amid(self, text: str) -> str:
        """Return a title as it stands amid a sentence: ``Team lead`` small, ``WeCom`` as it is."""
        first, _, _ = text.partition(" ")
        return text[:1].lower() + text[1:] if first[1:].islower() else text

    def span(self, span: Span) -> str:
        """Return a length of time."""
        return say_span(span, self.lang)

    def moment(self, moment: Moment) -> str:
        """Return a moment."""
        return say_moment(moment, self.legend, self.lang, stage=self.stage.id)

    def once(self, moment: Moment, plain: str, dated: str) -> str:
        """Return a moment in a phrase: ``plain`` takes a bare length of time, ``dated`` others."""
        if moment == Moment(moment.span):
            return self.say(plain, span=self.span(moment.span))
        return self.say(dated, moment=self.moment(moment))

    def repeat(self, repeat: Repeat) -> str:
        """Return how often something recurs, and how many times at most."""
        phrase = "every-up-to" if repeat.up_to else "every"
        return self.say(phrase, span=self.span(repeat.every), count=repeat.up_to)

    def term(self, term: Term) -> str:
        """Return a condition."""
        facts = self.program.facts
        return say_term(term, self.legend, self.lang, facts=facts, stage=self.stage.id)

    def need(self, name: str) -> str:
        """Return what a gate asks for."""
        for key in (f"need/{name}", f"document/{name}", f"fact/{name}", f"signal/{name}"):
            title = self.legend.titles.get(key)
            if title is not None:
                return title.text(self.lang)
        return name

    def touchpoints(self) -> Iterable[Touchpoint]:
        """Yield every touchpoint of the stage."""
        for track in self.stage.tracks:
            for state in track.states.values():
                yield from state.touchpoints
        yield from self.stage.on_demand

    def role_at(self, role: str, level: str) -> str:
        """Return who on ``level`` stands above a role, in the words of the organisation."""
        climbing = role
        while climbing and self.program.roles[climbing].level != level:
            climbing = self.program.roles[climbing].reports_to
        return climbing


def _spaced(text: str, *pieces: str) -> str:
    """Return pieces as one Chinese text, with a space where they meet in different scripts.

    Only between the pieces: what a person wrote stays as it is.
    """
    for piece in pieces:
        text += f" {piece}" if _MEETING.fullmatch(text[-1:] + piece[:1]) else piece
    return text
