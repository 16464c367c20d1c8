"""What the end of a stage leads to, and the ways out of the lifecycle (S2.5–S2.7, D1.5).

Stages of one grain are one journey: it goes from stage to stage and keeps what it knows. A
finer stage begins as a child journey, a repurchase as a new one; both are seeded by one
record and an effect, and begun by the shell, which alone knows whether a twin runs already.
"""

from __future__ import annotations

from typing import Literal

from ..language.program_logic import Onward
from ..language.values import Value
from . import records as r
from .addresses import GRAINS
from .assigning import open_blocker
from .draft import Draft, StageOver
from .evaluate import HOLDS, Finding
from .identity import seed_key
from .journey import Address, Item, Seed
from .link import STOP
from .reading import items_of
from .tracks import begin_tracks, close_all

ONWARD = "onward"
"""The scope of the tasks that ask for what the way on from a stage depends on."""

SeedKind = Literal["child", "new", "beside"]
Outcome = Literal["success", "lost", "dormant"]
_BY_HAND: dict[str, Outcome] = {"success": "success", "lost": "lost"}


# --- from one stage to what comes after it


def move_on(draft: Draft) -> bool:
    """Go where the end that a stage came to leads; return whether one had come to its end.

    Asked between happenings: what belongs to the old stage is done in it (S1.6).
    """
    over, draft.over = draft.over, None
    if over is None:
        waiting = draft.journey.onward
        if waiting is None or not draft.changed_facts:
            return False
        over = StageOver(waiting.end, waiting.outcome)
    elif not draft.stage.ends and any(not draft.state(lane).end for lane in draft.lanes):
        return False  # what happened next woke it again
    way, key, finding = _way_on(draft, over.end)
    if finding.answer is None:
        _wait(draft, over, key, finding)
        return False
    _close_blockers(draft)
    stage = draft.journey.playbook
    ended = r.StageEnded(draft.at, stage, over.end, over.outcome, finding.used)
    draft.record(ended, key, finding)
    _start_others(draft, f"{stage}.{over.end}")
    _go(draft, way, over)
    return True


def _way_on(draft: Draft, end: str) -> tuple[Onward, str, Finding]:
    """Return the first way whose condition is not false: an unknown one stops the search."""
    stage = draft.journey.playbook
    for index, way in enumerate(draft.program.onward.get((stage, end), ())):
        key = f"onward/{stage}.{end}#{index}"
        finding = draft.check(way.condition, key)
        if finding.answer is not False:
            return way, key, finding
    return Onward(to=STOP), f"playbook/{stage}", HOLDS


def _go(draft: Draft, way: Onward, over: StageOver) -> None:
    grains, here = draft.program.grains, draft.journey.playbook
    goes_on = way.to not in {"", STOP} and not way.each and grains[way.to] == grains[here]
    if goes_on:
        entered = r.StageEntered(draft.at, way.to, f"{here}.{over.end}")
        draft.record(entered, f"playbook/{way.to}")
        draft.view.look()
        begin_tracks(draft, items=draft.journey.items)
        return
    draft.record(r.JourneyEnded(draft.at, over.end, over.outcome), draft.key("end", over.end))
    if way.new_journey:
        seed(draft, "new", way.new_journey, way.carries)
    elif way.to not in {"", STOP}:
        grain = way.each or grains[way.to]
        kind: SeedKind = "child" if GRAINS.index(grain) > GRAINS.index(grains[here]) else "new"
        _seed_each(draft, kind, way.to, grain)


def _wait(draft: Draft, over: StageOver, key: str, finding: Finding) -> None:
    waiting = draft.journey.onward
    if waiting is not None and waiting.blockers == finding.unknown:
        return
    _close_blockers(draft, finding.unknown)
    stage = draft.journey.playbook
    pending = r.OnwardPending(draft.at, stage, over.end, over.outcome, finding.unknown)
    draft.record(pending, key, finding)
    asked = {task.name for task in draft.journey.tasks.values() if task.scope == ONWARD}
    for name in finding.unknown:
        if name not in asked:
            open_blocker(draft, draft.lanes[0], name, ONWARD)


def _close_blockers(draft: Draft, still: tuple[str, ...] = ()) -> None:
    for task in list(draft.journey.tasks.values()):
        if task.scope == ONWARD and task.name not in still:
            draft.record(r.TaskDone(draft.at, task.id, task.name, by="engine"))


# --- other journeys


def start_those_begun_by(draft: Draft, signal: str) -> bool:
    """Seed the playbooks that a signal starts by itself; return whether there are any.

    One of this journey's own grain is not: this journey is the one it would start.
    """
    own = draft.program.grains.get(draft.journey.playbook, "")
    others = [
        name
        for name in draft.program.starters.get(signal, ())
        if name != draft.journey.playbook and (draft.program.grains.get(name, "") != own or not own)
    ]
    for name in others:
        seed(draft, "beside", name, ())
    return bool(others)


def _start_others(draft: Draft, end: str) -> None:
    for name in draft.program.starters.get(end, ()):
        seed(draft, "beside", name, ())


def seed(
    draft: Draft, kind: SeedKind, playbook: str, carries: tuple[str, ...], item: Item | None = None
) -> None:
    """Record that a journey is to begin, and ask the shell to begin it (S2.6)."""
    journey, number = draft.journey, draft.number
    of = Seed(playbook, kind, journey.key if item is None else item.key)
    draft.record(r.JourneySeeded(draft.at, of), f"playbook/{playbook}")
    address = Address(
        account=journey.account, line=journey.line, key=of.key, playbook=playbook,
        parent=journey.id if kind == "child" else "", seeded_by=journey.id,
    )  # fmt: skip
    facts, papers = _carried(draft, carries), _papers(draft, carries)
    if item is not None:
        facts |= {item.thing: item.key, **item.facts}
    draft.effects.append(r.Start(number, 0, address, facts, papers))


def _seed_each(draft: Draft, kind: SeedKind, playbook: str, grain: str) -> None:
    """Seed a child for each open item of the grain's thing; where none is kept apart, for one.

    What it is one for each of is its own: the facts of the order go with the order.
    """
    items = items_of(draft.journey.items.values(), grain)
    for item in items:
        seed(draft, kind, playbook, (), item)
    if not items:
        seed(draft, kind, playbook, (grain,))


def _carried(draft: Draft, carries: tuple[str, ...]) -> dict[str, Value]:
    """Return the facts that go along: those named, and all of a thing that is named.

    Facts of the account are shared by all its journeys, and need no carrying.
    """
    return {
        name: value
        for name, value in sorted(draft.journey.facts.items())
        if name in carries or name.partition(".")[0] in carries
    }


def _papers(draft: Draft, carries: tuple[str, ...]) -> tuple[str, ...]:
    declared = draft.program.program.documents
    # One that expires is asked for anew: brought again it would look as if it were of today.
    return tuple(
        name
        for name in sorted(draft.journey.documents)
        if declared[name].thing in carries
        and declared[name].valid is None
        and not declared[name].has_own_date
    )


def answer_seed(draft: Draft) -> r.SignalRefused | None:
    """Take what the shell says of a seeded journey: merged into a twin, or not begun (S2.6)."""
    data = draft.signal.data
    number, into = data.get("seed", 0), str(data.get("into", ""))
    seed = draft.journey.seeds.get(seed_key(number)) if isinstance(number, int) else None
    if seed is None or not isinstance(number, int):
        return draft.refusal("unknown-seed", (str(number),))
    if into:
        draft.record(r.SeedMerged(draft.at, number, into))
        return None
    reason, lacking = str(data.get("reason", "")), str(data.get("lacking", ""))
    draft.record(r.SeedRefused(draft.at, number, reason, lacking))
    if not lacking:
        draft.record(draft.incident("seed-refused", "", (seed.playbook, reason)))
    return None


def look_again(draft: Draft) -> None:
    """Ask everything again that depends on facts: others changed what this journey may read."""
    draft.changed_facts = True


# --- out of the lifecycle


def leave(draft: Draft) -> bool:
    """End the journey if an exit condition holds; an unknown one does not (S2.7)."""
    lifecycle = draft.program.program.lifecycle
    if lifecycle is None or draft.journey.outcome in {"success", "lost"}:
        return False
    for each in lifecycle.leave:
        key = f"leave/{each.id}"
        finding = draft.check_or_report(each.condition, key)
        if finding.answer is True:
            draft.record(r.ExitTaken(draft.at, each.id, finding.used), key, finding)
            _end(draft, each.id, each.end, key)
            return True
    return False


def close(draft: Draft) -> r.SignalRefused | None:
    """End the journey by hand, as success or lost; ``into`` names one it was merged into."""
    data = draft.signal.data
    said, into = data.get("outcome", "lost"), str(data.get("into", ""))
    outcome = _BY_HAND.get(str(said))
    if outcome is None:
        return draft.refusal("field-wrong", ("outcome",))
    reason = str(data.get("reason", ""))
    draft.record(r.JourneyClosed(draft.at, draft.signal.by, reason, into))
    _end(draft, "closed", outcome, f"playbook/{draft.journey.playbook}")
    return None


def _end(draft: Draft, name: str, outcome: Outcome, key: str) -> None:
    """Close all that runs, each recorded, and end the journey."""
    close_all(draft, outcome)
    draft.record(r.JourneyEnded(draft.at, name, outcome), key)
    draft.queue.clear()
    draft.over, draft.changed_facts = None, False
