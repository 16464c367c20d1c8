"""Conditions and rules: can they ever decide anything, and do they agree?"""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Problem, problem
from ..program_logic import Action, Rule
from .subject import Subject


def condition_always_true(subject: Subject) -> Iterator[Problem]:
    """A condition holds whatever the facts are.

    条件不管事实如何都成立。

    Why: It looks like a choice and is none: what stands behind it is never reached.
    为什么：看着像个选择，其实不是：后面的那条永远轮不到。

    Bad::

        - {if: offer.amount >= large or not (offer.amount >= large), to: stay}

    Good::

        - {if: offer.amount >= large, to: stay}

    Cure: Write the condition that is meant, or leave the `if` out.
    改法：写真正的条件，或删掉 if。
    """
    return _decided(subject, "condition-always-true", answer=True)


def condition_always_false(subject: Subject) -> Iterator[Problem]:
    """A condition holds never, whatever the facts are.

    条件不管事实如何都不成立。

    Why: What hangs on it never happens, and nobody notices.
    为什么：靠它决定的事永远不会发生，也没人发现。

    Bad::

        - {if: client.tier == A and client.tier == B, to: stay}

    Good::

        - {if: offer.amount >= large, to: stay}

    Cure: Write the condition that is meant, or remove what hangs on it.
    改法：写真正的条件，或删掉靠它决定的那一条。
    """
    return _decided(subject, "condition-always-false", answer=False)


def _decided(subject: Subject, case: str, *, answer: bool) -> Iterator[Problem]:
    for condition in subject.conditions:
        if subject.verdicts[id(condition.term)] is answer:
            yield problem(condition.place, case)


def rule_never_in_scope(subject: Subject) -> Iterator[Problem]:
    """A rule watches only states in which no journey ever is.

    规则只看着旅程永远不会处在的状态。

    Why: It never fires. An end state is over when it is reached, and a state nothing leads to is never reached.
    为什么：它永远不会触发：终点一到就结束了，走不到的状态谁也到不了。

    Bad::

        in: [ready]
        do: [{open: call_lead}]

    Good::

        in: [picking, packing]
        do: [{open: call_lead}]

    Cure: Name the states it is meant for in `in:`, or leave `in:` out.
    改法：in 里写它真正针对的状态，或删掉 in。
    """
    for view in subject.stages:
        live = {
            state.id
            for track in view.tracks
            for state in track.working()
            if state.id in track.reachable
        }
        for rule in view.stage.rules:
            if rule.states and not live.intersection(rule.states):
                place = view.file.here.into("rules", rule.id, "in").place
                yield problem(place, "rule-never-in-scope", name=rule.id)


def opposite_actions(subject: Subject) -> Iterator[Problem]:
    """On the same occasion one rule undoes what another does, or one rule contradicts itself.

    同一个时机，一条规则撤销另一条做的事，或一条规则自相矛盾。

    Why: Only the last one counts, and which one that is depends on the order of the lines.
    为什么：只有最后一条算数，而哪条在最后全看行的先后。

    Bad::

        do: [{pause: 客户冻结 | The client is blocked}, {resume: 继续 | Go on}]

    Good::

        do: [{pause: 客户冻结 | The client is blocked}]

    Cure: Keep one of them, or give them different conditions.
    改法：只留一条，或给它们不同的条件。
    """
    for view in subject.stages:
        seen: dict[object, list[tuple[Rule, Action]]] = {}
        for rule in view.stage.rules:
            occasion = (rule.condition, rule.when, rule.lasting, rule.sample)
            others = seen.setdefault(repr(occasion), [])
            for action in rule.actions:
                clash = next((o for o, a in others if _meet(o, rule) and _clash(a, action)), None)
                if clash is not None:
                    place = view.file.here.into("rules", rule.id, "do").place
                    values = {"name": rule.id, "other": clash.id, "verb": action.verb}
                    yield problem(place, "opposite-actions", **values)
                    break
                others.append((rule, action))


def _meet(first: Rule, second: Rule) -> bool:
    if not first.states or not second.states:
        return True
    return bool(set(first.states) & set(second.states))


def _clash(first: Action, second: Action) -> bool:
    if {first.verb, second.verb} == {"pause", "resume"}:
        return True
    if first.verb != second.verb:
        return False
    if first.verb == "move":
        return first.name != second.name
    if first.verb == "set":
        shared = first.values.keys() & second.values.keys()
        return any(first.values[name] != second.values[name] for name in shared)
    return False


CHECKS = (
    condition_always_true,
    condition_always_false,
    rule_never_in_scope,
    opposite_actions,
)
