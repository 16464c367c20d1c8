"""A mapping to edit, as YAML: what each column may hold, and what only its owner can say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ..language.logs import LogFile
from ..language.titles import Lang
from ..language.wording import fill
from ..studies.history.suggesting import Candidate, Profile
from .phrases_quality import SUGGESTED
from .quantities import count

_PLAIN = re.compile(r"[A-Za-z\u3400-\u9fff][\w \-()/.\u3400-\u9fff]*\Z")
_RESERVED = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_MOST_WORDS = 12


def suggestion(log: str, how: LogFile, found: Sequence[Profile], lang: Lang) -> str:
    """Return a mapping with what was found; where there is doubt, the line is a comment."""
    return "\n".join(_Suggesting(log, how, found, lang).lines()) + "\n"


class _Suggesting:
    """Writes one proposal."""

    def __init__(self, log: str, how: LogFile, found: Sequence[Profile], lang: Lang) -> None:
        self.log, self.how, self.found, self.lang = log, how, found, lang

    def say(self, phrase: str, /, **values: object) -> str:
        texts = {
            name: count(value) if isinstance(value, int) else str(value)
            for name, value in values.items()
        }
        return fill(SUGGESTED[phrase], texts, self.lang)

    def lines(self) -> Iterator[str]:
        rows = max((each.rows for each in self.found), default=0)
        yield f"# {self.say('head', log=self.log, rows=rows)}"
        yield f"# {self.say('choose')}"
        yield "schema: mapping/1"
        yield f"title: {self.say('title')}"
        yield f"log: {{{', '.join(self.how_written())}}}"
        yield f"begins: CHOOSE              # {self.say('begins')}"
        yield f"zone: CHOOSE                # {self.say('zone')}"
        case = self.case()
        yield f"case: {_quoted(case.name) if case else 'CHOOSE'}"
        yield f"# {self.say('case')}"
        for each in self.found:
            if each.kind in {"text", "number", "words"} and each.distinct > 1:
                said = self.say("distinct", distinct=each.distinct, filled=each.filled)
                yield f"#   {each.name}: {said}"
        yield ""
        yield "columns:"
        for each in self.found:
            yield from self.column(each)
        yield ""
        yield from self.events(case)

    def how_written(self) -> Iterator[str]:
        how, plain = self.how, LogFile(self.how.kind)
        yield f"kind: {how.kind}"
        for name in ("encoding", "separator", "member", "sheet"):
            said = getattr(how, name)
            if said != getattr(plain, name):
                yield f"{name}: {json.dumps(said, ensure_ascii=False)}"
        if not how.has_header:
            yield "header: false"

    def case(self) -> Profile | None:
        """Return the first column that may name cases: filled everywhere, and not all alike."""
        for each in self.found:
            if each.kind in {"text", "number"} and each.filled == each.rows and each.distinct > 1:
                return each
        return None

    def column(self, found: Profile) -> Iterator[str]:
        name = _quoted(found.name)
        if found.kind == "blank":
            yield f"  # {name}: {self.say('blank')}"
        elif found.kind in {"text", "words"}:
            words = ", ".join(f"{each.text} ({count(each.rows)})" for each in found.words)
            yield f"  # {name}: text{f'    # {words}' if words else ''}"
        else:
            yield from self.typed(name, found)

    def typed(self, name: str, found: Profile) -> Iterator[str]:
        """Yield a column that is read as more than text; in doubt it is a comment for each way."""
        if not found.is_sure:
            yield f"  # {self.say('doubt', name=found.name)}"
        mark = "" if found.is_sure else "# "
        for each in found.candidates:
            read = self.say("reads", rows=each.rows, filled=found.filled)
            yield f"  {mark}{name}: {_read_as(found, each)}    # {read}"
        if len(found.others) >= _MOST_WORDS or any(each.rows == 1 for each in found.others):
            listed = ", ".join(json.dumps(each.text, ensure_ascii=False) for each in found.others)
            yield f"  #   {self.say('others')} {listed}"

    def events(self, case: Profile | None) -> Iterator[str]:
        """Yield what rows may tell: a signal for each moment; which, only their owner knows."""
        moments = [each for each in self.found if each.kind in {"date", "time"}]
        yield f"# {self.say('events')}"
        yield "events:" if moments else "events: []"
        for each in moments:
            slug = _NOT_A_WORD.sub("_", each.name.lower()).strip("_") or "happened"
            yield f"  - {{signal: CHOOSE.{slug}, at: {_quoted(each.name)}}}"
        states = [each for each in self.found if each.kind == "words" and len(each.words) > 1]
        if case is not None and case.distinct < case.rows and moments and states:
            at, state = _quoted(moments[-1].name), _quoted(states[0].name)
            yield f"# {self.say('states')}"
            for word in states[0].words:
                when = f"{{{state}: {_quoted(word.text)}}}"
                yield f"#  - {{signal: CHOOSE, at: {at}, when: {when}, changed: {state}}}"


def _read_as(found: Profile, candidate: Candidate) -> str:
    """Return how a column is declared to be read, with the words that stand for nothing."""
    few = found.others if all(each.rows > 1 for each in found.others) else ()
    unknown = [_quoted(each.text) for each in few] if len(few) < _MOST_WORDS else []
    more = f", unknown: [{', '.join(unknown)}]" if unknown else ""
    if found.kind == "yes_no":
        return "{as: yes_no" + more + "}"
    if found.kind == "number":
        style = "" if candidate.text == "decimal: '.', thousands: ''" else f", {candidate.text}"
        return "{as: number" + style + more + "}"
    noon = ', at: "12:00"' if found.kind == "date" else ""
    return "{" + f"{found.kind}: {_quoted(candidate.text)}{noon}{more}" + "}"


def _quoted(text: str) -> str:
    """Return a text as YAML has it: plain where that is safe."""
    is_plain = _PLAIN.match(text) and text.lower() not in _RESERVED and text == text.strip()
    return text if is_plain and ": " not in text else json.dumps(text, ensure_ascii=False)
