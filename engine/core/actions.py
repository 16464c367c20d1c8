"""What rules and patterns do: ten verbs, each recorded, each re-entering the decision (S6.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..language.program_logic import Action
from . import records as r
from .draft import Draft, Happening, MoveRequest
from .escalation import begin_climb, end_climb
from .evaluate import evaluate_value
from .follow_ups import open_follow_up
from .happenings import ENGINE
from .journey import Climb, Lane, Timer
from .people import acting_or_above
from .reading import Said
from .records import ActionSkipped
from .timers import arm, count, pause, resume
from .touchpoints import plan


@dataclass(slots=True)
class Origin:
    """Whose actions these are: its playbook line, its name, and what ends with it.

    ``opened`` is the task its actions have opened, which a ladder climbed beside it is about.
    """

    key: str
    name: str
    scope: str
    item: str = ""
    opened: str = ""


def perform(
    draft: Draft, origin: Origin, actions: Sequence[Action], happening: Said | None
) -> None:
    """Do the actions in the order they are written; what they lead to follows from the queue."""
    for action in actions:
        if draft.is_over and action.verb in _NEEDS_JOURNEY:
            _skip(draft, origin, action, "journey-ended")
            continue
        _VERBS[action.verb](draft, origin, action, happening)


_NEEDS_JOURNEY = frozenset({"open", "escalate", "recover", "move", "pause", "resume"})


def _skip(draft: Draft, origin: Origin, action: Action, reason: r.SkippedReason) -> None:
    skipped = ActionSkipped(draft.at, origin.name, action.verb, action.name, reason)
    draft.record(skipped, origin.key)


def _lane(draft: Draft, origin: Origin, track: str = "") -> Lane:
    """Return the lane that work is put down to: the item's own, else the first that goes on.

    Not one that the rule itself holds, while there is another: its own work would never be due.
    """
    lanes = [lane for lane in draft.lanes if not track or lane.track.partition("/")[0] == track]
    key = origin.item.partition("/")[2]
    own = [lane for lane in lanes if key and lane.track.partition("/")[2] == key]
    going = [lane for lane in lanes if not draft.state(lane).end]
    ranked = [*own, *going, *lanes]
    held = draft.journey.holds
    free = (lane for lane in ranked if origin.scope not in held.get(lane.track, ()))
    return next(free, next(iter(ranked), draft.lanes[0]))


# --- the verbs


def _open(draft: Draft, origin: Origin, action: Action, _at_hand: Said | None) -> None:
    touchpoint = draft.linked.touchpoints.get(action.name)
    if touchpoint is None:
        _skip(draft, origin, action, "other-stage")
        return
    track = draft.linked.homes.get(action.name, "")
    lane = _lane(draft, origin, track)
    if action.name in draft.journey.unobserved:
        draft.record(r.TouchpointPassedOver(draft.at, lane.track, action.name), origin.key)
        return
    for task in draft.journey.tasks.values():
        if (task.name, task.kind, task.track) == (action.name, "touchpoint", lane.track):
            origin.opened = task.id
            _skip(draft, origin, action, "already-open")
            return
    # On demand it belongs to no state: leaving one does not end it.
    stays = touchpoint.stays or not track
    origin.opened = plan(draft, lane, touchpoint, stays=stays, why=origin.key)


def _escalate(draft: Draft, origin: Origin, action: Action, _at_hand: Said | None) -> None:
    lane = _lane(draft, origin)
    task = draft.journey.tasks.get(origin.opened)
    identity = f"{origin.scope}:{action.name}"
    if identity in draft.journey.climbs:
        waiting = any(timer.scope == identity for timer in draft.journey.timers.values())
        if waiting:
            _skip(draft, origin, action, "already-climbing")
            return
        end_climb(draft, identity)  # the last one has been to the top: this is a new occasion
    role = task.role if task is not None and task.role else draft.state(lane).owner
    subject = task.id if task is not None else origin.scope
    climb = Climb(
        identity, action.name, subject, role or draft.stage.owner, draft.at, lane.track,
        draft.stage.calendar,
    )  # fmt: skip
    begin_climb(draft, climb, origin.key, action.tier)


def settle_climbs(draft: Draft) -> None:
    """End the ladders that rules have begun for a task, once it is no longer there."""
    for climb in list(draft.journey.climbs.values()):
        is_ours = climb.id.startswith(("rule:", "pattern:"))
        is_about_task = climb.subject and not climb.id.startswith(climb.subject)
        if is_ours and (
            draft.is_over or (is_about_task and climb.subject not in draft.journey.tasks)
        ):
            end_climb(draft, climb.id)


def _recover(draft: Draft, origin: Origin, action: Action, _at_hand: Said | None) -> None:
    scope, lane = f"{origin.scope}:{action.name}", _lane(draft, origin)
    scopes = {timer.scope for timer in draft.journey.timers.values()}
    if scope in scopes | {task.scope for task in draft.journey.tasks.values()}:
        _skip(draft, origin, action, "already-running")
        return
    draft.record(r.RecoveryStarted(draft.at, origin.scope, action.name), origin.key)
    for step in draft.program.program.recoveries[action.name].steps:
        deadline = count(draft, step.after, draft.stage.calendar)
        if deadline.at <= draft.at:
            open_follow_up(draft, lane, step, action.name, scope)
        else:
            why = f"followup/{action.name}.{step.id}"
            arm(draft, "play", lane.track, deadline, scope=scope, detail=step.id, why=why)


def play_due(draft: Draft, timer: Timer) -> None:
    """Open the step of a play that a rule or pattern has begun."""
    lane = draft.journey.lanes[timer.subject]
    play = timer.scope.rpartition(":")[2]
    step = draft.program.follow_ups[play, timer.detail]
    open_follow_up(draft, lane, step, play, timer.scope)


def _notify(draft: Draft, origin: Origin, action: Action, _at_hand: Said | None) -> None:
    acts = acting_or_above(draft, action.name)
    if not acts.person:
        draft.record(draft.incident("owner-unresolved", origin.key, (action.name,)), origin.key)
        return
    told = r.Notified(draft.at, origin.name, acts.role, acts.person, action.message)
    draft.record(told, origin.key)
    draft.notify("rule", acts.role, acts.person, origin.name, instead_of=acts.instead_of)


def _set(draft: Draft, origin: Origin, action: Action, at_hand: Said | None) -> None:
    draft.view.look("", at_hand)
    # By name: a program read back has lost the order of writing (S8.1).
    for name, term in sorted(action.values.items()):
        value, _missing = evaluate_value(term, draft.view)
        if value is None:
            _skip(draft, origin, Action("set", name), "nothing-known")
        else:
            draft.set_fact(name, value)


def _tag(draft: Draft, _origin: Origin, action: Action, _at_hand: Said | None) -> None:
    facts = draft.program.program.facts.values()
    named = [fact.name for fact in facts if (fact.scope, fact.type) == ("account", "tags")]
    home = min((name for name in named if name.endswith(".tags")), default="")
    if home:
        draft.set_fact(home, (action.name,))
    elif action.name not in draft.account.tags:
        draft.record_account(r.AccountTagged(draft.at, action.name))


def _move(draft: Draft, origin: Origin, action: Action, _at_hand: Said | None) -> None:
    lane = _lane(draft, origin, action.track)
    if action.name not in draft.track(lane.track).states:
        _skip(draft, origin, action, "other-stage")
    elif lane.state == action.name:
        _skip(draft, origin, action, "already-there")
    elif draft.state(lane).end:
        _skip(draft, origin, action, "journey-ended")
    else:
        rule = origin.name.partition(".")[2]
        draft.queue.append(MoveRequest(lane.track, action.name, f"rule.{rule}"))


def _pause(draft: Draft, origin: Origin, action: Action, _at_hand: Said | None) -> None:
    if draft.journey.is_paused:
        _skip(draft, origin, action, "already-paused")
    else:
        pause(draft, origin.key)


def _resume(draft: Draft, origin: Origin, action: Action, _at_hand: Said | None) -> None:
    if draft.journey.is_paused:
        resume(draft, origin.key)
    else:
        _skip(draft, origin, action, "not-paused")


def _emit(draft: Draft, _origin: Origin, action: Action, at_hand: Said | None) -> None:
    kind = draft.program.program.signals.get(action.name)
    data = at_hand.data if at_hand is not None else {}
    # What was said serves the signal it leads to, where the names are the same.
    carried = {name: data[name] for name in sorted(kind.data if kind else ()) if name in data}
    by = at_hand.by if at_hand is not None else ENGINE
    draft.queue.append(Happening(action.name, by, carried))
    thing = draft.program.program.things.get(action.name.partition(".")[0])
    if thing is not None and thing.scope == "account":
        # A signal of the account is for all its journeys, not only for this one (S7.2).
        draft.send(action.name, carried, by)


_VERBS: dict[str, Callable[[Draft, Origin, Action, Said | None], None]] = {
    "open": _open, "escalate": _escalate, "recover": _recover, "notify": _notify, "set": _set,
    "tag": _tag, "move": _move, "pause": _pause, "resume": _resume, "emit": _emit,
}  # fmt: skip
