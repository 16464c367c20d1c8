"""An effect in people's words: one line that says it, and what one needs to know beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..core.records import Effect, Notify, SendMessage
from ..language.titles import Lang
from ..runtime.delivery.message import About, Tell, Told
from .board import Wording
from .dated import when
from .phrases_delivery import say
from .timeline import task_title

_SUBJECTS = ("stall", "clock", "rule", "pattern", "touchpoint")
"""Kinds of things of a stage that a notice can be about."""


def teller(wording: Callable[[str, str], Wording]) -> Tell:
    """Return what words effects; ``wording`` knows a stage of a program by their ids."""

    def tell(effect: Effect, about: About, lang: Lang) -> Told:
        return told(effect, about, wording(about.playbook, about.program), lang)

    return tell


def told(effect: Effect, about: About, wording: Wording, lang: Lang) -> Told:
    """Return the words of an effect: 升级：报价无回音 → 主管老张, and the rest line by line."""
    if isinstance(effect, Notify):
        about_what = subject(effect.about, wording, lang)
        title = _line(effect.reason, about_what, _to(effect, wording, lang), lang)
        rest = [*_notice(effect, wording, lang), *_journey(about, wording, lang)]
        return Told(title, "\n".join(rest))
    if isinstance(effect, SendMessage):
        name = wording.legend.title(f"message/{effect.message}", lang)
        title = _line("message", name, _contact(effect.contact, wording, lang), lang)
        # What the customer is to read, in his language, and not a word of ours with it.
        texts = effect.texts
        return Told(title, texts.get(lang) or next(iter(texts.values()), title))
    kind = str(effect.__struct_config__.tag)
    return Told(kind, kind)


def subject(name: str, wording: Wording, lang: Lang) -> str:
    """Return the title of what a notice is about: a stall, clock, rule, pattern or task.

    Ids of tasks and clocks hold a number behind ``#``, those of items an item behind ``@``;
    a timer's id has its purpose before.
    """
    bare = name.rpartition(":")[2].partition("#")[0].partition("@")[0]
    titles = wording.legend.titles
    # The journey may stand in a later stage by now: then any stage that has such a thing.
    elsewhere = [key for key in titles if key.endswith(f".{bare}")]
    for kind in _SUBJECTS:
        own = (f"{kind}/{wording.stage}.{bare}", f"{kind}/{bare}")
        others = (key for key in elsewhere if key.startswith(f"{kind}/"))
        found = next((key for key in (*own, *others) if key in titles), None)
        if found is not None:
            return titles[found].text(lang)
    return task_title(bare, wording.legend, lang, wording.stage)


def _line(head: str, about: str, to: str, lang: Lang) -> str:
    return say("line", lang, head=say(head, lang), about=about, to=to)


def _to(effect: Notify, wording: Wording, lang: Lang) -> str:
    role = wording.legend.title(f"role/{effect.role}", lang)
    if not effect.person or effect.person == effect.role:
        return role
    return say("to", lang, role=role, person=effect.person)


def _notice(effect: Notify, wording: Wording, lang: Lang) -> Iterator[str]:
    if effect.do:
        yield say("do", lang, do=say(f"do.{effect.do}", lang))
    if effect.contact:
        yield say("contact", lang, contact=_contact(effect.contact, wording, lang))
    if effect.via:
        yield say("via", lang, via=wording.legend.title(f"channel/{effect.via}", lang))
    if effect.contact_at:
        yield say("contact_at", lang, at=when(effect.contact_at, wording.zone, lang))
    if effect.instead_of:
        yield say("instead_of", lang, person=effect.instead_of)


def _journey(about: About, wording: Wording, lang: Lang) -> Iterator[str]:
    yield say("stage", lang, stage=wording.legend.title(f"stage/{wording.stage}", lang))
    yield say("account", lang, account=about.account, line=about.line)
    if about.key:
        yield say("key", lang, key=about.key)
    yield say("journey", lang, journey=about.journey)


def _contact(name: str, wording: Wording, lang: Lang) -> str:
    known = wording.legend.titles.get(f"contact/{name}")
    return known.text(lang) if known is not None else name
