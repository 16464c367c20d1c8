"""Time ``decide`` + ``evolve`` beside ``transitions``: ``python -m benchmarks.decide``.

One journey of the shipped contract stage from quotation to signature: 12 signals, each
with its tasks, timers and ``why``. The peer only changes state: the same track as a
``transitions`` machine, one trigger per move.
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from engine.core.clock import parse_local
from engine.core.decide import STARTED, step
from engine.core.journey import Address, Context, Directory, Journey, Signal
from engine.core.link import LinkedProgram, link
from engine.core.machine import build_oracle
from engine.language.compiler import compile_files
from engine.language.values import Value

PLAYBOOKS = Path(__file__).resolve().parent.parent / "playbooks"
ROUNDS, REPEATS = 9, 40

LINES: tuple[tuple[str, dict[str, Value]], ...] = (
    ("confirm_needs.done", {"wanted_on": "2026-05-01"}),
    ("send_quote.done", {}),
    ("quote.accepted", {}),
    ("draft_contract.done", {}),
    ("send_draft.done", {}),
    ("contract.redlined", {}),
    ("draft_contract.done", {}),
    ("send_draft.done", {}),
    ("contract.agreed", {}),
    ("contract.signed", {}),
    ("file_contract.done", {"number": "HT-1"}),
    ("ask_satisfaction.done", {}),
)
TRIGGERS = (
    "send_quote.done#0", "quote.accepted#1", "send_draft.done#0", "contract.redlined#0",
    "send_draft.done#0", "contract.agreed#0", "contract.signed#0", "ask_satisfaction.done#0",
)  # fmt: skip


def _compiled() -> LinkedProgram:
    paths = sorted(PLAYBOOKS.rglob("*.yaml"))
    compiled, problems = compile_files({path.as_posix(): path.read_bytes() for path in paths})
    if compiled is None:
        raise SystemExit("\n".join(each.line("en") for each in problems))
    return link(compiled.program)


def _ours(linked: LinkedProgram) -> Callable[[], int]:
    start = parse_local("2026-03-02 09:00", "Asia/Shanghai")
    hour = 3_600_000_000
    facts: dict[str, Value] = {"contract.amount": "90000 CNY", "contract.nonstandard": False}
    begin = Signal(STARTED, "begin", at=start, data=facts, address=Address(playbook="contract"))
    signals = [begin]
    for number, (kind, data) in enumerate(LINES, 1):
        signals.append(Signal(kind, str(number), at=start + number * hour, data=data))
    context = Context(directory=Directory(people={role: role for role in linked.program.roles}))

    def run() -> int:
        journey = Journey("bench")
        for signal in signals:
            journey = step(linked, context, journey, signal, signal.at).after
        assert journey.outcome == "success"
        return len(signals)

    return run


def _peer(linked: LinkedProgram) -> Callable[[], int]:
    track = linked.stages["contract"].stage.tracks[0]
    machine = build_oracle(track)

    class Cursor:
        state: str

    cursor = Cursor()
    machine.add_model(cursor)
    triggers = [getattr(cursor, "trigger")] * len(TRIGGERS)  # noqa: B009  # added at run time

    def run() -> int:
        machine.set_state(track.start, cursor)
        for trigger, name in zip(triggers, TRIGGERS, strict=True):
            trigger(name)
        assert cursor.state == "signed"
        return len(TRIGGERS)

    return run


def _microseconds(run: Callable[[], int]) -> float:
    begin = time.process_time()
    steps = sum(run() for _ in range(REPEATS))
    return (time.process_time() - begin) / steps * 1e6


def main() -> None:
    """Measure both in turn and print the table."""
    linked = _compiled()
    ours, peer = _ours(linked), _peer(linked)
    rounds = [(_microseconds(ours), _microseconds(peer)) for _ in range(ROUNDS + 1)][1:]
    mine = statistics.median(each[0] for each in rounds)
    theirs = statistics.median(each[1] for each in rounds)
    ratio = statistics.median(each[1] / each[0] for each in rounds)
    sys.stdout.write(
        f"Python {platform.python_version()}, transitions {version('transitions')}, "
        f"program {linked.id}, {ROUNDS} rounds\n"
        f"decide + evolve, per signal      {mine:8.1f} us\n"
        f"transitions trigger, bare        {theirs:8.1f} us\n"
        f"our rate / transitions' rate     {ratio:8.2f}\n"
    )


if __name__ == "__main__":
    main()
