"""Tracks, items and what conditions read, broken (S2, S6.5)."""

from __future__ import annotations

from engine.core import deadlines, decide, draft, items, machine, reading, tracks
from engine.core.folding import journeys

from .kit import Patch, mutant


@mutant("S2.2")
def worst_end_wins_over_declared(patch: Patch) -> None:
    """A stage takes the worst of its tracks although its ends are declared."""
    patch.edit(tracks.review_end, "if draft.stage.ends else", "if not draft.stage.ends else")


@mutant("S2.10")
def every_instance_hears_of_every_item(patch: Patch) -> None:
    """A signal about one item goes to the instances of all items."""
    patch.edit(tracks.lanes_for, "elif track.each != thing:", "elif draft.journey.lanes:")


@mutant("S2.10")
def other_tracks_do_not_know_the_item(patch: Patch) -> None:
    """While a signal about an item is handled, its facts cannot be read elsewhere."""
    patch.edit(reading.View._work_out, "= item\n", '= ""\n')  # noqa: SLF001


@mutant("S2.10")
def items_share_their_facts(patch: Patch) -> None:
    """Facts of items are kept for the journey as a whole."""
    patch.edit(draft.Draft._home, "item is None", "True")  # noqa: SLF001


@mutant("S2.10", "S1.7")
def first_item_is_meant(patch: Patch) -> None:
    """Where nobody says which item is meant, it is the first."""
    patch.edit(items.only_item, "len(items) != 1", "not items")


@mutant("S2.4")
def gate_swallows_the_signal(patch: Patch) -> None:
    """A signal that a gate holds up is forgotten."""
    patch.edit(machine.move, 'choice.kind == "none"', 'choice.kind != "go"')


@mutant("S2.4")
def gate_stands_open(patch: Patch) -> None:
    """Nothing is asked at the gate of a state."""
    patch.edit(machine.gated, "if blockers:", "if not draft:")


@mutant("S1.8")
def unknown_falls_to_otherwise(patch: Patch) -> None:
    """An unknown alternative counts as one that does not hold."""
    skipped = "if finding.answer is None:\n            continue\n        if draft is None:"
    patch.edit(machine._first, "if finding.answer is None:", skipped)  # noqa: SLF001


@mutant("S2.10", "S2.4")
def start_asks_for_nothing(patch: Patch) -> None:
    """A track begins although its start needs a document."""
    patch.edit(tracks.begin, 'if choice.kind == "wait" else by, choice)',
               'if not draft else by, Choice("go", choice.to))')  # fmt: skip


@mutant("S2.3")
def start_is_always_the_last(patch: Patch) -> None:
    """A track begins where it begins without conditions."""
    patch.edit(tracks._start, "draft.track(lane).starts:", "():")  # noqa: SLF001


@mutant("S2.10")
def no_item_holds_the_stage_open(patch: Patch) -> None:
    """A track without items counts as one that has not come to its end."""
    patch.edit(tracks._declared, "if track.each}", "if not draft}")  # noqa: SLF001


@mutant("S2.10")
def one_item_is_enough(patch: Patch) -> None:
    """A stage ends when one item has come where all should."""
    patch.edit(tracks._declared, "all(lane.state", "any(lane.state")  # noqa: SLF001


@mutant("S2.2")
def ending_leaves_the_others_running(patch: Patch) -> None:
    """What other tracks had running goes on after the end of the stage."""
    patch.edit(tracks.close_all, "list(draft.journey.timers)", "()")


@mutant("S2.2")
def ended_stages_are_watched(patch: Patch) -> None:
    """Timeouts and silence clocks of a track are started again although its stage has ended."""
    patch.edit(decide.settle, "not draft.is_closed", "draft.stage")


@mutant("S2.1", "S2.5")
def a_key_hides_the_tracks(patch: Patch) -> None:
    """A journey that is one for each of no thing takes its key for an item of its tracks."""
    patch.edit(reading.View._work_out, "if grain:", "if True:")  # noqa: SLF001


@mutant("S2.10", "S4.5")
def a_done_task_is_of_no_item(patch: Patch) -> None:
    """Where there are items, nobody tells whose task was done: every item hears of it."""
    patch.edit(items.meant_by, "if draft.linked.only_track:", "if draft:")


@mutant("S2.10")
def anytime_moves_what_has_ended(patch: Patch) -> None:
    """What may come at any time also moves what has ended."""
    patch.edit(machine._choose, "state is not None and state.end:", "not draft:")  # noqa: SLF001


@mutant("S2.1")
def other_tracks_cannot_be_read(patch: Patch) -> None:
    """Where another track stands is never known."""
    patch.edit(reading.View._beyond, 'first == "track"', 'first == "no"')  # noqa: SLF001


@mutant("S6.5")
def computed_facts_stay_as_they_were(patch: Patch) -> None:
    """What a signal computes is not set."""
    patch.edit(decide._fill, "in computed.items()", "in ()")  # noqa: SLF001


@mutant("S2.10")
def ended_items_count_as_open(patch: Patch) -> None:
    """Items that have come to their end are counted as open."""
    patch.edit(reading._has_ended, "bool(ends) and all(ends)", "not draft")  # noqa: SLF001


@mutant("S6.5")
def signals_are_not_counted(patch: Patch) -> None:
    """How often a signal came is forgotten."""
    patch.edit(journeys._taken, "record.is_counted", "not record")  # noqa: SLF001


@mutant("S2.2")
def only_the_woken_track_goes_on(patch: Patch) -> None:
    """A journey that is woken goes on with one track, the others stay closed."""
    patch.edit(tracks.review_end, "elif woken_by:", "elif not draft:")


@mutant("S2.4")
def giving_up_passes_the_gate(patch: Patch) -> None:
    """Giving up leads into a state without what it needs."""
    patch.edit(machine.move_to, 'choice.kind == "wait"', "not draft")


@mutant("S2.3")
def items_share_their_bounds(patch: Patch) -> None:
    """A bounded move is counted over all items together."""
    patch.edit(machine._first, 'f"{track}.{source}', 'f"{source}')  # noqa: SLF001


@mutant("S4.5")
def only_this_visit_counts(patch: Patch) -> None:
    """What was done earlier in the journey does not count as done."""
    patch.edit(deadlines._done_before, "not was_done(", "draft or was_done(")  # noqa: SLF001
