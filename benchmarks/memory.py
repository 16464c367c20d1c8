"""What one idle journey holds in memory: ``python -m benchmarks.memory``.

Ours as a worker keeps it, the folded journey: begun, waiting, with its task, deadline and silence
clock; as a value at work, as the JSON a store holds, and packed, as a worker that keeps journeys
between two signals holds it: idle is what the goal is about. The peers: the model or machine of
the same journey in its first state. Each contender runs in a process of its own; the figure is
the growth of resident memory over many journeys, a journey.
"""

from __future__ import annotations

import gc
import json
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

COUNT = {"transitions": 4_000, "python-statemachine": 1_000, "sismic": 1_000}
USUAL = 20_000
GOAL = 1_024


def _ours() -> Callable[[int], Any]:
    from engine.core.decide import step  # noqa: PLC0415  # each process loads its own
    from engine.core.journey import Journey  # noqa: PLC0415

    from .reference import begin, context, linked, signals  # noqa: PLC0415

    program = linked()
    slice_ = context(program)

    def make(number: int) -> Any:
        journey = Journey(f"journey-{number}")
        for signal in signals(begin(), number)[:3]:
            assert signal is not None
            journey = step(program, slice_, journey, signal, signal.at).after
        return journey

    return make


def _snapshot(form: str) -> Callable[[int], Any]:
    make, encode = _ours(), import_module(f"msgspec.{form}").encode
    return lambda number: encode(make(number))


def _transitions() -> Callable[[int], Any]:
    from . import peers  # noqa: PLC0415
    from .reference import STATES  # noqa: PLC0415

    machine = peers.transitions_machine()

    def make(_number: int) -> Any:
        model = peers.Data()
        machine.add_model(model, initial=STATES[0])
        return model

    return make


def _statemachine() -> Callable[[int], Any]:
    from . import peers  # noqa: PLC0415

    kind = peers.statemachine_class()
    return lambda _number: kind()


def _sismic() -> Callable[[int], Any]:
    from . import peers  # noqa: PLC0415

    return lambda _number: peers.sismic_interpreter()


def _automat() -> Callable[[int], Any]:
    from . import peers  # noqa: PLC0415

    build = peers.automat_builder()
    return lambda _number: build(peers.Data())


CONTENDERS: dict[str, tuple[str, Callable[[], Callable[[int], Any]]]] = {
    "touchline, folded journey": ("", _ours),
    "touchline, snapshot as JSON": ("", lambda: _snapshot("json")),
    "touchline, snapshot packed": ("", lambda: _snapshot("msgpack")),
    "transitions": ("transitions", _transitions),
    "automat": ("automat", _automat),
    "sismic": ("sismic", _sismic),
    "python-statemachine": ("statemachine", _statemachine),
}


def measure(name: str) -> float:
    """Return bytes a journey of one contender, measured in this process."""
    make = CONTENDERS[name][1]()
    count = COUNT.get(name, USUAL)
    kept: list[Any] = [make(number) for number in range(200)]
    gc.collect()
    before = _resident()
    kept += [make(number) for number in range(count)]
    gc.collect()
    return (_resident() - before) / count


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # not a file
        return int(file.read().split()[1]) * resource.getpagesize()


def main() -> None:
    """Measure each in a process of its own and print the table; exit 1 above the goal."""
    sys.stdout.write(f"Python {platform.python_version()}, bytes a journey\n")
    held: dict[str, float] = {}
    for name, (module, _) in CONTENDERS.items():
        if module and not find_spec(module):
            continue
        command = [sys.executable, "-m", "benchmarks.memory", name]
        rounds = [float(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))  # noqa: S603  # ourselves
                  for _ in range(3)]  # fmt: skip
        held[name] = sorted(rounds)[1]
        sys.stdout.write(f"{name:30}{held[name]:12,.0f}\n")
    ours = held["touchline, snapshot packed"]
    sys.stdout.write(f"goal {GOAL}: {'kept' if ours <= GOAL else 'missed'}\n")
    if ours > GOAL:
        raise SystemExit(1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        from .peers import quiet

        quiet()
        sys.stdout.write(json.dumps(measure(sys.argv[1])))
    else:
        main()
