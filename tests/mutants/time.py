"""Time broken: moments, repeats, timeouts, validity, what is late or not yet known."""

from __future__ import annotations

from engine.core import deadlines, draft, reading, rounds, timeouts, touchpoints, validity, waking
from engine.core import decide as deciding

from .kit import Patch, mutant


@mutant("S4.5")
def dates_are_read_once(patch: Patch) -> None:
    """A deadline stays where its date first put it."""
    patch.edit(deadlines.review_due, "if moment is None or", "if True or")


@mutant("S4.5")
def an_unknown_date_is_forgotten(patch: Patch) -> None:
    """A deadline whose date is not known at once never comes."""
    patch.edit(deadlines.set_due, "if wanted is None:", "if wanted is None or timer is None:")


@mutant("S4.5")
def overdue_for_ever(patch: Patch) -> None:
    """What was overdue once stays so, whatever day is agreed on."""
    patch.edit(deadlines.set_due, "elif wanted.at > draft.at:", "elif False:")


@mutant("S4.5")
def due_counts_from_opening(patch: Patch) -> None:
    """A deadline after another touchpoint counts from its own opening."""
    patch.edit(deadlines.moment_of, "lane.seen.get(name, _done_before(draft, lane, name))", "start")


@mutant("S5.6")
def late_on_arrival_climbs(patch: Patch) -> None:
    """What was past before it began climbs its ladder like any other."""
    patch.edit(touchpoints.task_overdue, "if lateness.on_arrival(timer)", "if False")


@mutant("S5.6")
def late_on_arrival_counts_from_its_date(patch: Patch) -> None:
    """What was past before it began is counted from the date long gone."""
    patch.edit(deciding._timer_due, "max(timer.due_at, timer.late_at)", "timer.due_at")  # noqa: SLF001


@mutant("S3.3", "S4.5")
def one_calendar_for_all(patch: Patch) -> None:
    """Every deadline is counted in the calendar of the stage."""
    patch.edit(draft.Draft.calendar_named, "if name != CUSTOMER:", "name = self.stage.calendar\n"
               "    if True:")  # fmt: skip


@mutant("S4.5")
def timeouts_never_come(patch: Patch) -> None:
    """A state lasts until somebody says something."""
    patch.edit(timeouts.review, "if timeout is None", "if True")


@mutant("S1.8")
def unknown_timeouts_pass(patch: Patch) -> None:
    """A timeout whose condition reads an unknown fact is over, and nobody asks."""
    patch.edit(timeouts.timeout_due, "if finding.answer is False:", "if not finding.answer:")
    patch.edit(timeouts.waits, "if finding.answer is not None:", "if True:")


@mutant("S4.5")
def rounds_drift(patch: Patch) -> None:
    """Each round is counted from when the last was done."""
    patch.edit(rounds.after_done, ' and touchpoint.counted_from == "done"', "")
    patch.edit(rounds.arm_first, 'touchpoint.counted_from == "schedule" or ', "")


@mutant("S4.5")
def stops_are_not_heard(patch: Patch) -> None:
    """Rounds go on after the signal that was to stop them."""
    patch.edit(rounds.hear, ".get(signal, ())", '.get("", ())')


@mutant("S4.5")
def rounds_are_not_asked(patch: Patch) -> None:
    """The condition of a touchpoint is asked for its first round only."""
    patch.edit(touchpoints._begin, "if finding.answer:", "if finding.answer or task.is_round:")  # noqa: SLF001


@mutant("S2.4", "S4.3")
def papers_never_expire(patch: Patch) -> None:
    """Once there, a document is valid for ever."""
    patch.edit(reading.View.has, " and not 0 < home.ends.get(document, 0) <= self.draft.at", "")


@mutant("S1.8", "S3.9")
def nobody_wakes_at_an_expiry(patch: Patch) -> None:
    """What has expired is noticed at the next signal only."""
    patch.edit(waking.review, "if draft.linked.expiring:", "if False:")


@mutant("S3.12")
def nobody_wakes_at_midnight(patch: Patch) -> None:
    """A new day is noticed at the next signal only."""
    patch.edit(waking.review, "if draft.linked.daily or draft.linked.daily_pending:", "if False:")


@mutant("S4.3", "S4.5")
def the_date_on_a_paper_is_not_read(patch: Patch) -> None:
    """A document with a date of its own is valid for a year from when it came."""
    patch.edit(validity.document_ends, "0 if own_date is None else end_of_day(own_date,"
               " calendar.data.zone)", "at + 31_536_000_000_000")  # fmt: skip
