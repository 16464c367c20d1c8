"""Gates: what must be there before a state is entered or a task is done (S2.4, S4.3)."""

from __future__ import annotations

from collections.abc import Mapping

from ..language.program import Form, Need, Touchpoint
from ..language.terms import Name, Term, walk
from ..language.values import Value
from . import forms
from . import records as r
from .draft import Draft, Happening
from .evaluate import Finding
from .forms import Filled, Vocabulary, Wrong
from .journey import Task
from .people import may

APPROVED = "approved"
"""The outcome by which a touchpoint is an approval, which takes authority (D3.6)."""

NO_FORM = Form()


def check_gate(
    draft: Draft, task: Task, touchpoint: Touchpoint, happening: Happening, outcome: str
) -> tuple[Filled, r.SignalRefused | None]:
    """Return what a completed touchpoint was filled with, or why it is refused (S4.3).

    Raises:
        ConditionError: a condition of the form or of a need cannot be computed (S1.9).
    """
    nothing = Filled({}, {})
    if touchpoint.outcomes and outcome not in touchpoint.outcomes:
        return nothing, draft.refusal("outcome-missing", touchpoint.outcomes)
    if outcome and outcome not in touchpoint.outcomes:
        return nothing, draft.refusal("outcome-unknown", (outcome,))
    filled = _read(draft, touchpoint, happening)
    if isinstance(filled, Wrong):
        return nothing, draft.refusal(filled.reason, filled.names)
    blockers = unmet(draft, touchpoint.needs)
    if blockers:
        return nothing, draft.refusal("document-missing", blockers)
    if outcome == APPROVED and not _may_approve(draft, task, touchpoint, happening.by, filled):
        return nothing, draft.refusal("no-authority", ("approve",))
    return filled, None


def _read(draft: Draft, touchpoint: Touchpoint, happening: Happening) -> Filled | Wrong:
    if not touchpoint.form and not happening.data and not happening.rows:
        return Filled({}, {})
    program = draft.program.program
    form = program.forms.get(touchpoint.form, NO_FORM)
    words = Vocabulary(program.facts, program.things)

    def asked(term: Term, seen: Mapping[str, Value]) -> Finding:
        return draft.check_with(term, draft.key("touchpoint", touchpoint.id), seen)

    return forms.read_form(form, words, happening.data, happening.rows, draft.fact, asked)


def _may_approve(draft: Draft, task: Task, touchpoint: Touchpoint, by: str, filled: Filled) -> bool:
    names = _amounts(draft, task, touchpoint)
    values = (filled.facts.get(name, draft.fact(name)) for name in names)
    return may(draft, by, "approve", values)


def _amounts(draft: Draft, task: Task, touchpoint: Touchpoint) -> list[str]:
    """Return the amounts an approval is about.

    They are the money facts of its form and condition, and of the conditions on which its
    state is entered.
    """
    facts = draft.program.program.facts
    form = draft.program.program.forms.get(touchpoint.form, NO_FORM)
    named = {field.fact for field in form.fields}
    for term in (touchpoint.condition, *_ways_in(draft, task)):
        named.update(part.name for part in walk(term) if isinstance(part, Name)) if term else None
    return sorted(name for name in named if name in facts and facts[name].type == "money")


def _ways_in(draft: Draft, task: Task) -> list[Term | None]:
    lane = draft.journey.lanes.get(task.track)
    if lane is None:
        return []
    track = draft.track(lane.track)
    moves = [*track.anytime.values()]
    moves += [each for state in track.states.values() for each in state.moves.values()]
    return [each.condition for ways in moves for each in ways if each.to == lane.state]


# --- needs


def unmet(draft: Draft, needs: tuple[Need, ...]) -> tuple[str, ...]:
    """Return the ids of those needs that are not met; unknown is not met (S2.4)."""
    if not needs:
        return ()
    return tuple([need.id for need in needs if not _is_met(draft, need)])


def _is_unobserved(draft: Draft, need: Need) -> bool:
    """Tell whether replayed history cannot show what would meet a need (S2.9)."""
    return not {*need.documents, *need.signals}.isdisjoint(draft.journey.unobserved)


def _is_met(draft: Draft, need: Need) -> bool:
    if draft.journey.unobserved and _is_unobserved(draft, need):
        return True
    if need.condition is not None:
        return draft.check(need.condition, f"need/{need.id}").answer is True
    for document in need.documents:
        if draft.view.has(document):
            return True
    if need.signals and any(signal in draft.journey.heard for signal in need.signals):
        return True
    # A yes/no fact counts when it is yes; any other when it is known (S2.4).
    values = [draft.fact(fact) for fact in need.facts]
    return any(value is not None and value is not False for value in values)
