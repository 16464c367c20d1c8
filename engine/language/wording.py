"""How a message of ours is filled and told: one place for problems and failures alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .titles import Lang, Title
from .words import FEATURES, REASONS, TERMS

_GAP = re.compile(r"\{([a-z_]+)\}")
# Values that are words of ours, not of the person: told in the reader's language.
_SPOKEN = frozenset({"kind", "inside", "wanted", "type", "reason"})
_MORE = Title("……（共 {of} 个）", ", … ({of} in all)")
_OURS = {**TERMS, **REASONS}


class Message(NamedTuple):
    """What is wrong, and what is allowed or how to cure it; ``{name}`` marks a value."""

    what: Title
    cure: Title


def message(zh: str, en: str, cure_zh: str = "", cure_en: str = "") -> Message:
    """Build one entry of a catalogue."""
    return Message(Title(zh, en), Title(cure_zh, cure_en))


def fill(text: Title, values: Mapping[str, str], lang: Lang) -> str:
    """Return a text in ``lang`` with its values filled in."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        told = values.get(name, match[0])
        if name == "features":
            return _listed(told.split(), lang)
        if name == "allowed" and "of" in values:
            return told + _MORE.text(lang).replace("{of}", values["of"])
        return _OURS[told].text(lang) if name in _SPOKEN and told in _OURS else told

    # One pass, and not str.format: what a person typed may hold braces, and stays text.
    return _GAP.sub(value, text.text(lang)).strip()


def _listed(features: Iterable[str], lang: Lang) -> str:
    told = [FEATURES[each].text(lang) if each in FEATURES else each for each in features]
    return ("、" if lang == "zh" else ", ").join(told)


def sentence(what: str, cure: str, lang: Lang) -> str:
    """Join what is wrong and its cure, as each language does."""
    if not cure:
        return what
    if what.endswith(("?", "？")):
        return f"{what}{cure}" if lang == "zh" else f"{what} {cure}"
    return f"{what}；{cure}" if lang == "zh" else f"{what}; {cure}"
