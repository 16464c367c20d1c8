"""The general clauses broken: what every journey rests on."""

from __future__ import annotations

from engine.core import decide, escalation, gates, machine, stalls, timers, touchpoints, tracks

from .kit import Patch, mutant

# ruff: noqa: SLF001  # what is broken is the inside of the engine


@mutant("S3.5")
def hold_counts_wall_time(patch: Patch) -> None:
    """A hold moves a deadline by all the time it lasted, nights and weekends too."""
    patch.edit(timers._moved, 'startswith("business")', 'startswith("never")')


@mutant("S5.1")
def anything_heard_resets_the_silence(patch: Patch) -> None:
    """Whatever comes restarts every silence clock, our own contact too."""
    patch.edit(stalls.heard, "hearing[lane.state].get(signal, ())", "stalls[lane.state]")
    patch.edit(stalls._reset, "and signal in stall.resets", "")


@mutant("S1.3", "S7.7", "S3.10")
def late_words_count_from_now(patch: Patch) -> None:
    """What is reported late counts from when it was reported."""
    patch.edit(decide.step, "min(signal.at or now, now)", "now")


@mutant("S1.6", "S2.7")
def moves_come_first(patch: Patch) -> None:
    """A state's own moves come before the exits of its track."""
    patch.edit(
        machine._choose,
        "if signal in track.anytime:",
        "if signal in track.anytime and signal not in (state.moves if state else ()):",
    )


@mutant("S1.6")
def moves_before_facts(patch: Patch) -> None:
    """A signal leads on before what it says is known."""
    patch.edit(
        decide._work,
        "filled = _fill(draft, happening)\n",
        "filled = False\n    tracks.spread(draft, happening)\n    _fill(draft, happening)\n",
    )


@mutant("S1.7")
def what_nobody_waits_for_vanishes(patch: Patch) -> None:
    """A signal nobody waits for leaves no trace."""
    patch.edit(decide._work, 'ignore(draft, "nobody-waits")', "pass")


@mutant("S1.7", "S1.8")
def unknown_counts_as_no(patch: Patch) -> None:
    """A touchpoint whose condition is unknown is left out."""
    patch.edit(touchpoints._begin, "finding.answer is None", "finding.answer is Ellipsis")
    patch.swap(touchpoints.ask_for, lambda *_: None)


@mutant("S1.8")
def unknown_falls_through(patch: Patch) -> None:
    """An alternative whose condition is unknown is passed over, on to "otherwise"."""
    patch.edit(
        machine._first,
        "if finding.answer is None:",
        "if finding.answer is None:\n            continue\n        if finding.answer is None:",
    )


@mutant("S1.8", "S5.1")
def unknown_unless_holds(patch: Patch) -> None:
    """A silence clock stands still while nobody knows whether it may run."""
    patch.edit(stalls._is_held, "answer is True", "answer is not False")


@mutant("S1.8", "S5.3")
def unknown_tiers_stay_silent(patch: Patch) -> None:
    """A tier whose condition is unknown is skipped."""
    patch.edit(escalation._reach, "if finding.answer is False:", "if finding.answer is not True:")


@mutant("S1.9")
def errors_are_half_applied(patch: Patch) -> None:
    """What was done before the error is kept."""
    patch.edit(
        decide._incident,
        "(replace(raised, parked=draft.signal),)",
        "(*draft.records, replace(raised, parked=draft.signal))",
    )


@mutant("S2.3")
def last_alternative_first(patch: Patch) -> None:
    """The alternatives of a move are tried from the last but one upwards."""
    patch.edit(
        machine._first,
        "enumerate(alternatives)",
        "enumerate((*reversed(alternatives[:-1]), *alternatives[-1:]))",
    )


@mutant("S2.3")
def bounds_are_not_counted(patch: Patch) -> None:
    """A bounded move is taken as often as it is asked for."""
    patch.edit(machine.follow, "if choice.counted:", "if choice.counted and False:")


@mutant("S2.4", "S1.8")
def pending_moves_are_forgotten(patch: Patch) -> None:
    """A move that waits for a paper is never tried again."""
    patch.swap(tracks.retry_all, lambda _draft: None)


@mutant("S2.4", "S4.3")
def gates_stand_open(patch: Patch) -> None:
    """Nothing a state or a task needs is asked for."""
    patch.swap(gates.unmet, lambda _draft, _needs: ())


@mutant("S3.10")
def downtime_forgets_when_it_was_due(patch: Patch) -> None:
    """What fell due while the engine was off counts from when the engine is back."""
    patch.edit(decide._timer_due, "max(timer.due_at, timer.late_at)", "draft.now")


@mutant("S4.5")
def nothing_is_cancelled(patch: Patch) -> None:
    """Leaving a state leaves its tasks open."""
    patch.swap(touchpoints.cancel_tasks, lambda _draft, _lane: None)


@mutant("S4.5")
def asked_every_time(patch: Patch) -> None:
    """What is asked only once is asked on every visit."""
    patch.edit(touchpoints._is_wanted, "touchpoint.once and", "False and")


@mutant("S5.4", "S5.2")
def recovery_goes_on(patch: Patch) -> None:
    """The steps of a recovery play stay open after the customer has answered."""
    patch.edit(stalls.end_stall, "if task.scope == occurrence.id:", "if False:")


@mutant("S5.4")
def anything_wakes(patch: Patch) -> None:
    """A dormant journey wakes at whatever comes."""
    patch.edit(
        machine._choose,
        "state.wakes.get(signal)",
        'next(iter(state.wakes.values()), "")',
    )
