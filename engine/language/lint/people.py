"""People: is there somebody above everybody who owns work, and a person behind every play?"""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Problem, problem
from ..program import FollowUp, Ladder, Program
from .subject import Subject
from .ways import stalls_of


def owner_role_empty(subject: Subject) -> Iterator[Problem]:
    """A role owns work, stands below the top, and reports to nobody who stands above it.

    一个角色手里有事，又不在最高层，却没有向任何上级汇报。

    Why: When nobody fills it, or its task is late, the engine asks the role it reports to. Without one the task has no owner and the ladder finds nobody.
    为什么：这个角色没有人、或任务逾期时，引擎要找它的上级。没有上级，任务就没人接，升级也找不到人。

    Bad::

        clerk: {title: 内勤 | Clerk, level: staff}

    Good::

        clerk: {title: 内勤 | Clerk, level: staff, reports_to: lead}

    Cure: Write `reports_to:` a role of a higher level.
    改法：写 reports_to: 一个更高层级的角色。
    """
    roles, levels = subject.program.roles, subject.program.levels
    for name in sorted(_owners(subject), key=list(roles).index):
        role = roles[name]
        if not role.reports_to:
            if levels and role.level != levels[-1]:
                yield problem(subject.named("role", name), "owner-role-empty", name=name)
        elif levels.index(roles[role.reports_to].level) <= levels.index(role.level):
            values = {"name": name, "above": role.reports_to}
            yield problem(subject.named("role", name), "owner-role-empty.below", **values)


def _owners(subject: Subject) -> set[str]:
    """The roles that own a touchpoint, a state, or a step of a play."""
    found = {touchpoint.owner for _, touchpoint in subject.touchpoints()}
    found |= {state.owner for view in subject.tracks for state in view.working()}
    for play in subject.program.recoveries.values():
        found |= {step.owner for step in play.steps}
    return found & subject.program.roles.keys()


def ladder_without_last_person(subject: Subject) -> Iterator[Problem]:
    """A ladder ends with nobody above the owner to hear of it.

    升级走到最后，负责人上面没有人会知道。

    Why: A tier at or below the owner's own level is skipped. Where the tiers above need a condition, or nobody stands there, the delay of a manager is told to nobody (S5.3).
    为什么：不高于负责人自己的层级会略过。上面的层级若带条件，或那里没有人，主管自己的拖延就没人知道（S5.3）。

    Bad::

        - {id: unit, level: unit, after: 1 business day, do: take_over, if: client.tier == A}

    Good::

        - {id: unit, level: unit, after: 1 business day, do: take_over}

    Cure: Add a tier without a condition above every owner who uses the ladder, or give these owners another ladder.
    改法：在所有用它的负责人之上加一层不带条件的，或让这些负责人用另一条升级梯。
    """
    told: set[tuple[str, str]] = set()
    for ladder, owner in dict.fromkeys(_climbs(subject)):
        level = subject.program.roles[owner].level
        if (ladder, level) in told:
            continue
        case = _last(subject.program, subject.program.ladders[ladder], owner)
        if case:
            told.add((ladder, level))
            tiers = subject.program.ladders[ladder].tiers
            place = subject.named("tier", f"{ladder}.{tiers[-1].id}")
            yield problem(place, case, name=ladder, role=owner, level=level)


def _climbs(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield each ladder with each role whose delay or stall climbs it.

    A role that reports to nobody is told about by ``owner-role-empty``.
    """
    program = subject.program
    climbing = {name for name, role in program.roles.items() if role.reports_to}
    climbing |= {name for name, role in program.roles.items() if role.level == program.levels[-1]}
    for _, touchpoint in subject.touchpoints():
        if touchpoint.escalate and touchpoint.owner in climbing:
            yield touchpoint.escalate, touchpoint.owner
    for view in subject.tracks:
        for name, stall in stalls_of(view.track):
            owner = view.track.states[name].owner
            if stall.ladder and owner in climbing:
                yield stall.ladder, owner


def _last(program: Program, ladder: Ladder, owner: str) -> str:
    """Return the case of a ladder that ends with nobody above its owner, or nothing."""
    above = _levels_above(program, owner)
    reached = [tier for tier in ladder.tiers if tier.level in above]
    if not reached:
        return "ladder-without-last-person"
    certain = any(tier.condition is None for tier in reached)
    return "" if certain else "ladder-without-last-person.conditional"


def _levels_above(program: Program, owner: str) -> set[str]:
    levels = program.levels
    own = levels.index(program.roles[owner].level)
    found: set[str] = set()
    seen: set[str] = set()
    climbing = program.roles[owner].reports_to
    while climbing and climbing not in seen:
        seen.add(climbing)
        found.add(program.roles[climbing].level)
        climbing = program.roles[climbing].reports_to
    return {level for level in found if levels.index(level) > own}


def no_person_at_last_door(subject: Subject) -> Iterator[Problem]:
    """Every step of a recovery play only sends a text: the customer never reaches a person.

    挽回方案的每一步都只是发消息，客户始终找不到人。

    Why: A person can always be reached; automation is never the last door (D2.8).
    为什么：人工是最后一道门，自动消息永远不能是最后一步（D2.8）。

    Bad::

        - {id: call, after: 0 business days, with: customer.buyer, via: [email], message: reminder, title: 写信 | Write}
        - {id: lead_calls, after: 2 business days, with: customer.boss, via: [email], message: reminder, title: 再写一封 | Write again}

    Good::

        - {id: call, after: 0 business days, with: customer.buyer, via: [phone], title: 打电话 | Call}
        - {id: lead_calls, after: 2 business days, owner: lead, with: customer.boss, via: [visit], title: 主管上门 | The lead visits}

    Cure: Add a step in which somebody calls or visits: with an `owner`, or without `message`.
    改法：加一步由人打电话或上门的：写 owner，或不写 message。
    """
    for name, play in subject.program.recoveries.items():
        if not any(_is_personal(step) for step in play.steps):
            yield problem(subject.named("recovery", name), "no-person-at-last-door", name=name)


def _is_personal(step: FollowUp) -> bool:
    return bool(step.owner) or not step.message


CHECKS = (owner_role_empty, ladder_without_last_person, no_person_at_last_door)
