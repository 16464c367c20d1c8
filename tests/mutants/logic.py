"""Rules and patterns broken, one clause at a time."""

from __future__ import annotations

from engine.core import actions, given, patterns, rules, throttles, windows
from engine.core.folding import logic

from .kit import Patch, mutant


@mutant("S6.1")
def rules_fire_whenever_true(patch: Patch) -> None:
    """A rule acts at every look while its condition holds, not once per turn."""
    patch.edit(rules._review, "is True and not memory.is_true", "is True")  # noqa: SLF001


@mutant("S6.1")
def out_of_scope_is_remembered(patch: Patch) -> None:
    """A rule that has fired stays fired while the journey is outside its scope."""
    patch.edit(
        rules._review,  # noqa: SLF001
        "        if memory.is_true:\n            _over",
        "        if False:\n            _over",
    )


@mutant("S6.1")
def a_lasting_rule_never_ends(patch: Patch) -> None:
    """What a lasting rule holds stays held when its condition no longer holds."""
    patch.edit(rules._over, "thaw(draft, lane.track, scope)", "pass")  # noqa: SLF001


@mutant("S6.1")
def a_rule_holds_its_own_work(patch: Patch) -> None:
    """What a rule opens stands in the track it holds, so its own deadline never runs."""
    patch.edit(
        actions._lane,  # noqa: SLF001
        "origin.scope not in held.get(lane.track, ())",
        "True",
    )


@mutant("S6.1")
def a_signal_is_enough(patch: Patch) -> None:
    """A rule on a signal acts whatever its condition says."""
    patch.edit(rules._answer, "if finding.answer is not True:", "if False:")  # noqa: SLF001


@mutant("S6.1")
def a_signal_is_judged_after_the_move(patch: Patch) -> None:
    """The scope of a rule on a signal is that after the signal's own move."""
    patch.edit(
        rules.answer, "not stood.isdisjoint", "not {lane.state for lane in draft.lanes}.isdisjoint"
    )


@mutant("S6.2")
def throttles_forget(patch: Patch) -> None:
    """Nothing holds a rule back."""
    patch.edit(throttles.holds_back, "if throttle is None:", "if True:")


@mutant("S6.2")
def quiet_counts_from_the_firing(patch: Patch) -> None:
    """Quiet is counted from when a rule acted, not from its last occasion."""
    patch.edit(throttles.holds_back, 'memory.seen_at if throttle.kind == "quiet" else ', "")


@mutant("S6.3")
def rules_do_not_move(patch: Patch) -> None:
    """A rule's move is recorded nowhere and happens nowhere."""
    patch.edit(actions._move, "draft.queue.append(", "(")  # noqa: SLF001


@mutant("S6.1")
def sightings_are_used_again(patch: Patch) -> None:
    """What a pattern has fired on goes on counting."""
    patch.edit(logic.matched, "(*held.used, *numbers)", "held.used")


@mutant("S6.1")
def windows_never_close(patch: Patch) -> None:
    """A pattern reaches for ever."""
    patch.edit(patterns.Watch.reach, "self.calendar.add(at, self.pattern.within)", "2**60")


@mutant("S6.1", "S1.7")
def missing_values_differ(patch: Patch) -> None:
    """A value that was not said differs from every other."""
    patch.edit(
        patterns._rows,  # noqa: SLF001
        "told = [each.data.get(name)",
        'told = [each.data.get(name, "")',
    )


@mutant("S6.1")
def nothing_comes_between(patch: Patch) -> None:
    """What would make a pattern not count is not looked for."""
    patch.edit(patterns.table, "if watch.join.none", "if False")


@mutant("S6.1")
def absences_are_not_waited_for(patch: Patch) -> None:
    """Silence is only seen when something else comes."""
    patch.edit(windows._await, "if newest.number in open_ and", "if False and")  # noqa: SLF001


@mutant("S6.1")
def steps_are_not_compared(patch: Patch) -> None:
    """Conditions between the steps of a sequence are not asked."""
    patch.edit(patterns._check, "all(", "True or all(")  # noqa: SLF001


@mutant("S6.3", "S3.6")
def rules_sleep_while_paused(patch: Patch) -> None:
    """Rules are not asked while the journey is paused."""
    patch.edit(
        rules.review,
        "if not draft.is_over:",
        "if not draft.is_over and not draft.journey.is_paused:",
    )


@mutant("S6.3")
def ladders_of_rules_outlive_their_work(patch: Patch) -> None:
    """A ladder climbed for a task goes on when the task is done."""
    patch.edit(actions.settle_climbs, "end_climb(draft, climb.id)", "pass")


@mutant("S6.3")
def emitted_signals_are_not_heard(patch: Patch) -> None:
    """What a rule emits is recorded nowhere and happens nowhere."""
    patch.edit(actions._emit, "draft.queue.append(", "(")  # noqa: SLF001


@mutant("S3.12")
def time_does_not_wake_rules(patch: Patch) -> None:
    """A rule that measures from a signal is only asked when something else happens."""
    patch.edit(rules.wake, "draft.woken.add(", "(")


@mutant("S2.10")
def rules_know_no_items(patch: Patch) -> None:
    """A rule about one of several remembers one turn for all of them."""
    patch.edit(logic.memory_key, 'f"{name}@{item}" if item else name', "name")


@mutant("S2.10")
def patterns_mix_items(patch: Patch) -> None:
    """What signals have in common is not compared."""
    patch.edit(patterns._rows, "tuple(likeness(value) for value in key if value is not None)", "()")  # noqa: SLF001


@mutant("S2.10")
def engine_signals_forget_their_item(patch: Patch) -> None:
    """What the engine tells of a task is about no item."""
    patch.edit(given._item, "if task is not None else", "if False else")  # noqa: SLF001
