"""What watches time broken: holds, clocks, variants, stalls, ladders, recovery."""

from __future__ import annotations

from engine.core import (
    clocks,
    escalation,
    holds,
    lateness,
    recovery,
    stalls,
    timers,
    tracks,
    variants,
    watch,
)
from engine.core.folding import timers as folding
from engine.studies import stories

from .kit import Patch, mutant


@mutant("S3.5")
def holds_are_summed(patch: Patch) -> None:
    """Every hold moves the deadline by its own length, however they overlap."""
    patch.edit(timers.release, "if timer.holds == (reason,):", "if timer.holds:")
    patch.edit(folding._released, "timer.held_at if holds else 0", "timer.held_at")  # noqa: SLF001


@mutant("S3.5")
def a_hold_within_a_hold_counts_again(patch: Patch) -> None:
    """What is reported late of a time that was held already moves the deadline once more."""
    patch.edit(folding._held, "timer.armed_at, timer.held_until", "timer.armed_at")  # noqa: SLF001


@mutant("S3.5")
def holds_never_end_by_themselves(patch: Patch) -> None:
    """A hold waits for its signal and knows no date."""
    patch.edit(holds._watch_end, "if not hold.ends_at:", "if True:")  # noqa: SLF001


@mutant("S3.5")
def a_hold_outlives_its_states(patch: Patch) -> None:
    """A hold goes on freezing in states it is not for."""
    patch.edit(holds.arrive, "if not _is_for", "if False and _is_for")


@mutant("S3.6")
def clocks_never_pause(patch: Patch) -> None:
    """A clock runs on while it is the customer's turn."""
    patch.edit(clocks.review_turn, ".isdisjoint(pauses)", ".isdisjoint(())")


@mutant("S5.3")
def clocks_never_stop(patch: Patch) -> None:
    """A clock that has started goes on whatever is done."""
    patch.edit(clocks.hear_stop, "stopped = [", "stopped = [] and [")


@mutant("S5.2")
def a_bounce_resets_the_climb(patch: Patch) -> None:
    """Every stall begins its ladder anew."""
    patch.edit(stalls._resumed, "past is None or not past.level", "True")  # noqa: SLF001


@mutant("S5.2")
def bounces_are_never_forgotten(patch: Patch) -> None:
    """A level once reached is taken up again for ever."""
    patch.edit(stalls._resumed, "if since <= _forgotten_at(draft, climb, past)", "if since")  # noqa: SLF001


@mutant("S5.1")
def unless_is_not_asked_again(patch: Patch) -> None:
    """What holds a clock is looked at when it starts and never again."""
    patch.edit(stalls.review, "and stall.unless is not None", "and False")
    patch.edit(stalls.holds_back, "stall.unless is None or", "True or")


@mutant("S1.5")
def timers_come_first(patch: Patch) -> None:
    """A timer comes before a signal of the same instant."""
    patch.edit(stories.Playing.before, "inclusive=False", "inclusive=True")


@mutant("S2.8")
def variants_follow_every_fact(patch: Patch) -> None:
    """What was chosen on entry changes with every fact."""
    patch.edit(variants.flipped, "now if each.at_once else lane.variants", "now")
    patch.edit(watch.review, "if draft.linked.asks_at_once:", "if True:")


@mutant("S2.8")
def variants_never_flip(patch: Patch) -> None:
    """A variant at once waits for the next visit like any other."""
    patch.edit(watch.review, "if draft.linked.asks_at_once:", "if False:")


@mutant("S5.3")
def tiers_are_asked_at_the_start(patch: Patch) -> None:
    """Whether a tier is for this customer is settled when the climb begins."""
    patch.edit(
        escalation.begin_climb,
        "elif number == level or deadline.at <= draft.at:",
        "elif number == level or deadline.at <= draft.at "
        "or draft.check_or_report(tier.condition, key).answer is False:",
    )


@mutant("S5.3")
def acknowledged_for_ever(patch: Patch) -> None:
    """An acknowledgement ends the climb."""
    patch.edit(escalation.tier_due, "_wait_for(draft, climb, timer.detail, later)", "pass")


@mutant("S5.1")
def a_watch_restarts_in_every_state(patch: Patch) -> None:
    """A watch over several states begins anew in each of them."""
    patch.edit(stalls.leave, "if stall.states and any(", "if False and any(")


@mutant("S5.1")
def a_moment_is_not_recomputed(patch: Patch) -> None:
    """The moment of a stall stays what it was when its date was first known."""
    patch.edit(stalls.review, "elif stall.at is not None:", "elif False:")


@mutant("S5.1")
def silence_counts_from_entry(patch: Patch) -> None:
    """A silence counts from entering, whatever it is to be counted from."""
    patch.edit(stalls._begin, "if not signal:", "if True:")  # noqa: SLF001


@mutant("S5.4")
def recovery_without_a_limit(patch: Patch) -> None:
    """A play is begun at every stall."""
    patch.edit(recovery.begin, "len(earlier) >= play.limit.count", "False")


@mutant("S5.3")
def an_empty_tier_waits(patch: Patch) -> None:
    """A tier with nobody on it lasts as long as any other."""
    patch.edit(escalation._pass_over, "if following is None or not is_last:", "if True:")  # noqa: SLF001


@mutant("S5.3")
def every_watch_climbs_by_itself(patch: Patch) -> None:
    """A clock and a stall of one matter climb the same ladder side by side."""
    patch.edit(clocks.clock_due, "or _is_climbed(draft, each, clock)", "")


@mutant("S5.5")
def late_words_only_recover(patch: Patch) -> None:
    """A late word ends a stall like any other and never shows that it was none."""
    patch.edit(stalls._would_have_prevented, "return ", "return False and ")  # noqa: SLF001


@mutant("S5.5")
def late_words_undo_no_tier(patch: Patch) -> None:
    """Tiers reached after the customer had answered count like the others."""
    patch.edit(escalation.level_of, "if each.at <= draft.at", "if each.at")


@mutant("S5.5")
def what_was_overdue_stays_so(patch: Patch) -> None:
    """An overdue mark is never taken back."""
    patch.edit(lateness.lies_before, "return ", "return False and ")


@mutant("S5.5")
def a_late_hold_takes_nothing_back(patch: Patch) -> None:
    """What a hold would have prevented stays, because it was reported late."""
    patch.edit(watch.hear, "if used and draft.at < draft.now", "if False")


@mutant("S3.6")
def opening_starts_no_clock(patch: Patch) -> None:
    """What opens an item starts no clock of it."""
    watched = "_watch(draft, draft.journey.lanes[name], happening.type)"
    patch.edit(tracks.spread, watched, "pass")


@mutant("S3.5")
def a_hold_freezes_every_item(patch: Patch) -> None:
    """A hold of one instance freezes the deadlines of all."""
    patch.edit(timers.freeze, "timer.lane == lane and ", "")


@mutant("S2.2")
def holds_outlive_their_stage(patch: Patch) -> None:
    """A stage that ends leaves the holds of its tracks in force."""
    patch.edit(watch.close, "holds.close(draft, lane)", "pass")


@mutant("S3.6")
def sleepers_start_no_clock(patch: Patch) -> None:
    """What wakes a journey is over once it is awake."""
    patch.edit(tracks._is_closed, "and lane.track not in draft.entered", "")  # noqa: SLF001
