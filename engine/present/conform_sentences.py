"""How history left the playbooks in words: the same on a terminal, on a page and in a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..language.compiler import Compiled
from ..language.titles import Lang
from ..language.words import REASONS
from ..studies.conformance.findings import Conformance, Deviation, DeviationKind
from .phrases_conformed import CONFORMED
from .quantities import count, share
from .report_told import Teller

KINDS: tuple[DeviationKind, ...] = ("unmatched", "pending", "refused", "ignored")
"""In the order they are told."""
STEPS = 12
"""So many steps of a variant are told."""
_START = "journey.started"
_THINGS = ("touchpoint", "need", "document", "fact", "signal")


def deviation_text(each: Deviation, compiled: Compiled, lang: Lang) -> str:
    """Return where cases left the playbook, as one plain sentence without its full stop."""
    return deviation_words(Teller(compiled, lang, CONFORMED), each)


def deviation_words(told: Teller, each: Deviation) -> str:
    """Return the same in the words of a report; with its stage where there are several."""
    text = _DEVIATIONS[each.kind](told, each)
    if len(told.compiled.program.stages) > 1 and each.stage:
        return told.say("conform.in-stage", stage=told.stage(each.stage), text=text)
    return text


def _unmatched(told: Teller, each: Deviation) -> str:
    phrase = "conform.off-unmatched" if each.to else "conform.off-nowhere"
    source = told.state(each.stage, each.track, each.names[-1])
    return told.say(
        phrase, signal=act(told, each.stage, each.signal), state=state_of(told, each),
        source=source,
    )  # fmt: skip


def _pending(told: Teller, each: Deviation) -> str:
    names = listed_names(told, each.stage, each.names)
    if each.signal == _START:
        return told.say("conform.off-start", names=names)
    signal = act(told, each.stage, each.signal)
    return told.say("conform.off-pending", signal=signal, state=state_of(told, each), names=names)


def _refused(told: Teller, each: Deviation) -> str:
    touchpoint = each.signal.removesuffix(".done")
    if each.names[:1] == ("task-not-open",) and each.state and touchpoint != each.signal:
        title = thing(told, each.stage, touchpoint)
        return told.say("conform.off-not-asked", touchpoint=title, state=state_of(told, each))
    reason = reason_of(told, each)
    signal = act(told, each.stage, each.signal)
    if not each.state:
        return told.say("conform.off-refused-at-all", signal=signal, reason=reason)
    return told.say("conform.off-refused", signal=signal, state=state_of(told, each), reason=reason)


def _ignored(told: Teller, each: Deviation) -> str:
    signal = act(told, each.stage, each.signal)
    if not each.state:
        return told.say("conform.off-ignored-at-all", signal=signal)
    return told.say("conform.off-ignored", signal=signal, state=state_of(told, each))


_DEVIATIONS = {
    "unmatched": _unmatched, "pending": _pending, "refused": _refused, "ignored": _ignored,
}  # fmt: skip


def state_of(told: Teller, each: Deviation) -> str:
    """Return the title of the state a deviation left, behind its track's where there are more."""
    return place(told, each.stage, each.track, each.state)


def place(told: Teller, stage: str, track: str, state: str) -> str:
    """Return a state's title, behind its track's where a stage has several."""
    known = told.compiled.program.stages.get(stage)
    title = told.state(stage, track, state)
    if known is None or len(known.tracks) == 1:
        return title
    return f"{told.track(stage, track)} · {title}"


def reason_of(told: Teller, each: Deviation) -> str:
    """Return why something would have been refused, with what was missing or wrong."""
    code, *names = each.names or ("",)
    if code not in REASONS:
        return told.say("conform.off-incident", code=code)
    reason = REASONS[code].text(told.lang)
    if not names or code == "task-not-open":
        return reason
    return told.say("conform.reason", reason=reason, names=listed_names(told, each.stage, names))


def listed_names(told: Teller, stage: str, names: Sequence[str]) -> str:
    """Return what was missing, each in quotation marks."""
    return told.listed(f"“{thing(told, stage, name)}”" for name in names)


def thing(told: Teller, stage: str, name: str) -> str:
    """Return the title of a touchpoint, document, fact or need by its bare name."""
    titles = told.compiled.legend.titles
    keys = [f"{kind}/{scope}{name}" for kind in _THINGS for scope in (f"{stage}.", "")]
    return next((titles[key].text(told.lang) for key in keys if key in titles), name)


def act(told: Teller, stage: str, signal: str) -> str:
    """Return what happened: what people do to tasks has words of ours, the rest titles."""
    own = f"conform.act-{signal}"
    return told.say(own) if own in told.words else told.signal(stage, signal)


def heard(told: Teller, signal: str) -> str:
    """Return what happened, whichever stage it is of."""
    told_of = (act(told, stage, signal) for stage in told.compiled.program.stages)
    return next((title for title in told_of if title != signal), signal)


# --- all of it


def overview(told: Teller, it: Conformance) -> Iterator[str]:
    """Yield what it comes to: how many fit, and how the others first left."""
    if not it.cases:
        yield told.say("conform.none")
        return
    left = it.cases - it.fitting
    if not left:
        yield told.say("conform.all-fit", cases=it.cases, complete=it.complete)
        return
    yield told.say(
        "conform.says", cases=it.cases, fitting=it.fitting, share=share(it.fitting, it.cases),
        complete=it.complete, left=left,
    )  # fmt: skip
    kinds = (
        told.say("conform.kind", kind=told.say(f"conform.{kind}"), count=number)
        for kind, number in firsts(it).items()
        if number
    )
    yield told.say("conform.first", kinds=told.listed(kinds))


def firsts(it: Conformance) -> dict[DeviationKind, int]:
    """Return how many cases left the playbooks first by each kind of deviation."""
    return {kind: sum(each.first for each in it.deviations if each.kind == kind) for kind in KINDS}


def variant_words(told: Teller, signals: Sequence[str]) -> str:
    """Return the signals of a variant in their order; what comes again at once is told once."""
    runs = [(name, len(list(run))) for name, run in groupby(signals)]
    parts = [
        told.say("conform.times", what=heard(told, name), count=times)
        if times > 1
        else heard(told, name)
        for name, times in runs[:STEPS]
    ]
    if len(runs) > STEPS:
        parts.append(told.say("conform.and-so-on", count=len(signals)))
    return " → ".join(parts) or told.say("conform.nothing")


def asked_place(told: Teller, stage: str, state: str) -> str:
    """Return where something was asked for: a state, with its stage where there are several."""
    known = told.compiled.program.stages.get(stage)
    tracks = [each.id for each in known.tracks if state in each.states] if known else []
    title = place(told, stage, tracks[0] if tracks else "", state)
    if len(told.compiled.program.stages) > 1:
        return f"{told.stage(stage)} · {title}"
    return title


def numbers(*amounts: int) -> tuple[str, ...]:
    """Return counts as texts."""
    return tuple(map(count, amounts))
