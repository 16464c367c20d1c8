"""Documents and forms: does what is needed arrive, and is what is declared used?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..problems import Problem, problem
from ..program import Need, State
from .subject import Subject
from .views import TrackView

Producers = Mapping[str, list[tuple[TrackView | None, str]]]
"""Each document with the track and state whose touchpoints produce it; None: anywhere."""


def document_never_arrives(subject: Subject) -> Iterator[Problem]:
    """A document is needed that nothing can have brought by then.

    需要一份单据，可到那时没有任何触点或信号能带来它。

    Why: The gate never opens: the journey waits for a paper that nobody has been asked for.
    为什么：这道门永远开不了：旅程在等一份没人被要求去拿的单据。

    Bad::

        due: 1 business day
        form: invoicing

    Good::

        due: 1 business day
        form: invoicing
        produces: invoice

    Cure: Let a touchpoint before it write `produces:`, or a signal in the vocabulary `brings:`.
    改法：让之前的触点写 produces，或让词汇表里的信号写 brings。
    """
    if not subject.is_whole:
        return
    brought = {name for kind in subject.program.signals.values() for name in kind.brings}
    producers = _producers(subject)
    for view in subject.tracks:
        for state in view.track.states.values():
            if state.id not in view.reachable:
                continue
            for steps, need in _gates(state):
                inside = steps[0] == "touchpoints"
                case = _missing(view, state.id, need, producers, brought, inside=inside)
                if case:
                    names = ", ".join(need.documents)
                    place = view.at(state.id, *steps).place
                    yield problem(place, case, name=names, state=state.id)


def _gates(state: State) -> Iterator[tuple[tuple[str | int, ...], Need]]:
    """Yield every need of a state and its touchpoints, with the way to where it is written."""
    for index, need in enumerate(state.needs):
        yield ("needs", index), need
    for each in state.touchpoints:
        for index, need in enumerate(each.needs):
            yield ("touchpoints", each.id, "needs", index), need


def _producers(subject: Subject) -> Producers:
    found: dict[str, list[tuple[TrackView | None, str]]] = {}
    for stage, touchpoint in subject.touchpoints():
        for documents in touchpoint.produces.values():
            for name in documents:
                view, state = stage.homes.get(touchpoint.id, (None, ""))
                found.setdefault(name, []).append((view, state))
    return found


def _missing(
    view: TrackView,
    state: str,
    need: Need,
    producers: Producers,
    brought: set[str],
    *,
    inside: bool,
) -> str:
    """Return the case of a need that cannot be met when its state is entered, or nothing."""
    if need.facts or need.signals or need.condition or not need.documents:
        return ""
    sources = [each for name in need.documents for each in producers.get(name, ())]
    if brought & set(need.documents):
        return ""
    if not sources:
        return "document-never-arrives"
    in_time = any(_is_before(view, state, each, inside=inside) for each in sources)
    return "" if in_time else "document-never-arrives.later"


def _is_before(
    view: TrackView, state: str, source: tuple[TrackView | None, str], *, inside: bool
) -> bool:
    other, home = source
    if other is None or other.track is not view.track:
        return True  # another track or stage may have produced it before
    if home == state and inside:
        return True
    return state in other.after(home)


def document_unused(subject: Subject) -> Iterator[Problem]:
    """A document is declared, and nothing produces, needs or asks for it.

    声明了一种单据，却没有任何地方产出、需要或查问它。

    Why: It is forgotten work, or a name left behind: whoever reads the vocabulary expects the paper somewhere.
    为什么：不是漏写了工作，就是留下的旧名字：看词汇表的人以为总有一处会用到它。

    Bad::

        wish_list: {title: 需求单 | List of wishes}
        brochure: {title: 样本 | Brochure}

    Good::

        wish_list: {title: 需求单 | List of wishes}

    Cure: Use it (`produces`, `needs`, `brings`, or NAME.missing in a condition), or remove it.
    改法：用上它（produces、needs、brings，或条件里的 NAME.missing），或删掉。
    """
    if subject.is_whole:
        for name in subject.program.documents:
            if name not in subject.uses.documents:
                yield problem(subject.named("document", name), "document-unused", name=name)


def form_unused(subject: Subject) -> Iterator[Problem]:
    """A form is declared, and no touchpoint asks for it.

    声明了一张表单，却没有触点用它。

    Why: Its fields are facts nobody ever fills in, and conditions on them stay unknown.
    为什么：它的字段没人填，读这些事实的条件就永远是“未知”。

    Bad::

        wishes:
          title: 需求 | Wishes
          fields: {offer.amount: required, offer.wanted_on: required}
        feedback:
          title: 反馈 | Feedback
          fields: {offer.amount: required}

    Good::

        wishes:
          title: 需求 | Wishes
          fields: {offer.amount: required, offer.wanted_on: required}

    Cure: Write `form: NAME` at the touchpoint that fills it, or remove the form.
    改法：在填它的触点写 form: NAME，或删掉这张表单。
    """
    if subject.is_whole:
        used = {each.form for _, each in subject.touchpoints()}
        for name in subject.program.forms:
            if name not in used:
                yield problem(subject.named("form", name), "form-unused", name=name)


CHECKS = (document_never_arrives, document_unused, form_unused)
