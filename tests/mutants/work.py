"""Touchpoints, contacts and people broken: forms, the budget, absence, authority (S4)."""

from __future__ import annotations

from engine.core import contacts, forms, gates, letters, outreach, people
from engine.core.folding import tasks
from engine.core.partners import lacking_for

from .kit import Patch, mutant


@mutant("S4.4")
def absence_never_moves_a_task(patch: Patch) -> None:
    """Whoever is away keeps every task."""
    patch.edit(people.owner_to_tell, "moves = covers(absence, task.due_at)", "moves = False")


@mutant("S4.4")
def absence_always_moves_a_task(patch: Patch) -> None:
    """Whoever is away for an hour loses every task."""
    patch.edit(people.owner_to_tell, "moves = covers(absence, task.due_at)", "moves = True")


@mutant("S4.4")
def anybody_may_do_anything(patch: Patch) -> None:
    """Authority is written down and never looked at."""
    patch.swap(people.may, lambda *_asked: True)


@mutant("S4.4")
def partners_are_able_to_do_anything(patch: Patch) -> None:
    """Nobody asks what a partner has and knows."""
    patch.swap(lacking_for, lambda _needed, _able: ())


@mutant("S4.4")
def what_is_skipped_blocks_the_rest(patch: Patch) -> None:
    """What comes after a skipped task waits for it for ever."""
    patch.edit(tasks._skipped, "_see_as_done(fold, closed, record.at)", "pass")  # noqa: SLF001


@mutant("S4.3")
def a_form_asks_for_nothing(patch: Patch) -> None:
    """No field is required."""
    patch.edit(forms._is_required, "return field.required", "return False")  # noqa: SLF001


@mutant("S4.3", "S1.8")
def unknown_requires_nothing(patch: Patch) -> None:
    """A field is asked for only where its condition is known to hold."""
    patch.edit(forms._is_required, "answer is not False", "answer is True")  # noqa: SLF001


@mutant("S4.3")
def checks_always_pass(patch: Patch) -> None:
    """A filled form is taken whatever it says."""
    patch.edit(forms._holds, "return finding.answer", "return True")  # noqa: SLF001


@mutant("S2.4")
def signals_open_no_gate(patch: Patch) -> None:
    """A gate that needs a signal never hears it."""
    patch.edit(gates._is_met, "in draft.journey.heard", "in ()")  # noqa: SLF001


@mutant("S4.6")
def each_journey_counts_alone(patch: Patch) -> None:
    """The budget is a journey's own, not the customer's."""
    patch.edit(contacts._times, "name != own", "name[:9] == own[:9] != name")  # noqa: SLF001


@mutant("S4.6", "S5.3")
def nobody_ever_sleeps(patch: Patch) -> None:
    """Quiet hours are written down and never kept."""
    patch.swap(contacts.after_quiet, lambda _quiet, _zone, at: at)


@mutant("S4.6")
def a_skipped_contact_blocks_the_rest(patch: Patch) -> None:
    """What comes after a contact above the cap waits for it for ever."""
    patch.edit(tasks._cancelled, ', "contact_limit"', "")  # noqa: SLF001


@mutant("S4.6")
def a_planned_contact_is_never_released(patch: Patch) -> None:
    """A contact that is not made keeps its place."""
    patch.swap(outreach.release, lambda _draft: None)


@mutant("S4.6", "S1.7")
def blanks_are_left_blank(patch: Patch) -> None:
    """A message goes out with holes in it."""
    patch.edit(letters.fill, "missing += letter.missing", "pass")
