"""The lifecycle broken: stages, seeds, exits, addresses, replayed history."""

from __future__ import annotations

from engine.core import addresses, decide, exchange, given, links, machine
from engine.core.folding import links as folding
from engine.core.link import LinkedProgram
from engine.studies.host import MemoryHost

from .kit import Patch, mutant


@mutant("S2.5")
def stage_forgets_what_was_known(patch: Patch) -> None:
    """The next stage begins without the facts and documents of the one before."""
    old = "for name in _OF_A_STAGE:"
    patch.edit(folding._entered, old, 'for name in (*_OF_A_STAGE, "facts", "documents"):')  # noqa: SLF001


@mutant("S2.5")
def stages_lead_nowhere(patch: Patch) -> None:
    """Every end of a stage is the end of the journey."""
    patch.edit(LinkedProgram.leads_on, "return (stage, end) in", "return None in")


@mutant("S2.5")
def stage_remembers_what_was_done(patch: Patch) -> None:
    """A stage entered again counts its bounds on, and asks nothing twice."""
    old = "for name in _OF_A_STAGE:"
    patch.edit(folding._entered, old, 'for name in set(_OF_A_STAGE) - {"done", "taken"}:')  # noqa: SLF001


@mutant("S2.5")
def child_has_no_parent(patch: Patch) -> None:
    """What a child reads of its parent is unknown."""
    patch.edit(MemoryHost.decide, "above.journey.facts if above is not None else {}", "{}")


@mutant("S2.5")
def finer_stage_stays_in_the_journey(patch: Patch) -> None:
    """An order goes on in the journey of its contract instead of one of its own."""
    old = "not way.each and grains[way.to] == grains[here]"
    patch.edit(links._go, old, "True")  # noqa: SLF001


@mutant("S2.6")
def repurchase_is_not_begun(patch: Patch) -> None:
    """An end that seeds a new journey is just an end."""
    patch.edit(links._go, "if way.new_journey:", "if not way:")  # noqa: SLF001


@mutant("S2.6")
def new_journeys_carry_nothing(patch: Patch) -> None:
    """What is named under ``carries`` stays behind."""
    patch.edit(links._carried, "if name in carries or", "if not name and")  # noqa: SLF001


@mutant("S2.6")
def twins_run_side_by_side(patch: Patch) -> None:
    """Nobody looks whether the same already runs."""
    patch.edit(addresses.twin, "return each.id", "return None")


@mutant("S2.7", "S1.6")
def exits_wait_for_the_moves(patch: Patch) -> None:
    """A signal moves first, and the exits are asked when all is done."""
    patch.edit(decide._work, "if links.leave(draft):", "if False:")  # noqa: SLF001


@mutant("S2.7")
def exits_are_not_asked(patch: Patch) -> None:
    """An exit condition that holds ends nothing."""
    patch.edit(links.leave, "if finding.answer is True:", "if False:")


@mutant("S1.2")
def others_are_not_told(patch: Patch) -> None:
    """What one journey learns of the account the others see at their own next signal."""
    old = "if not shared and not (own and journey.seeds):"
    patch.edit(exchange._consequences, old, "if True:")  # noqa: SLF001


@mutant("S5.4")
def dormant_journeys_stay_asleep(patch: Patch) -> None:
    """The signals named under ``wakes`` wake nobody."""
    patch.edit(machine._choose, "state.wakes.get(signal)", "None")  # noqa: SLF001


@mutant("S1.7")
def ended_journeys_go_on(patch: Patch) -> None:
    """A journey that has ended goes on taking signals."""
    patch.edit(decide._take_typed, "if draft.is_over and", "if False and")  # noqa: SLF001


@mutant("S1.8")
def unknown_ways_on_are_passed_over(patch: Patch) -> None:
    """A way on whose condition nobody knows falls through to the next."""
    old = "if finding.answer is not False:"
    patch.edit(links._way_on, old, "if finding.answer is True:")  # noqa: SLF001


@mutant("S2.9")
def history_waits_for_papers(patch: Patch) -> None:
    """Replayed history is held to the gates of the playbook."""
    patch.edit(machine.conceded, 'if choice.kind != "wait":', "if choice:")


@mutant("S2.9")
def history_is_not_followed(patch: Patch) -> None:
    """A move the playbook does not know from here is left out."""
    patch.edit(machine.stray, "if source is None:", "if True:")


@mutant("S7.2")
def the_youngest_takes_all(patch: Patch) -> None:
    """Of an account's journeys the newest takes a signal, whoever waits for it."""
    patch.edit(addresses.addressees, "chosen = waiting or speaking or near", "chosen = near")


@mutant("S7.2")
def ambiguity_is_no_incident(patch: Patch) -> None:
    """Where nobody can tell which journey is meant, all take the signal."""
    patch.edit(addresses.is_ambiguous, "return len(found) > 1 and", "return not found and")


@mutant("S1.6")
def the_engine_says_nothing(patch: Patch) -> None:
    """Nobody hears that a task became overdue."""
    patch.edit(given.give, "if signal in draft.linked.heeds:", "if not signal:")


@mutant("S2.10")
def one_child_for_all(patch: Patch) -> None:
    """However many orders a contract has, one child begins."""
    patch.edit(links._seed_each, "for item in items:", "for item in items[:1]:")  # noqa: SLF001


@mutant("S7.2")
def signals_stay_at_home(patch: Patch) -> None:
    """What a rule sends to the account's other journeys reaches none of them."""
    patch.edit(exchange._consequences, "if isinstance(effect, r.Send):", "if not effect:")  # noqa: SLF001
