"""Time whole commands beside ``python -c "import click"``: ``python -m benchmarks.startup``.

Each round starts every command once, one after the other, as a process of its own; the ratio
is that of a command to click in the same round, the figure the median over all rounds. Byte
code is kept in a folder of this run, written in the first round, as an installed package has
it; the first round does not count.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
PEER = 'python -c "import click"'
# What is run, and how many times the peer it may take (PERFORMANCE.md, goals of issue 3).
COMMANDS: Mapping[str, tuple[str, float | None]] = {
    PEER: ("import click", None),
    "python -c pass": ("pass", None),
    'python -c "import pydantic models"': (
        "import schemas.playbook as p; p.Playbook.model_rebuild()",
        None,
    ),
    "touchline --help": ("--help", 1.4),
    "touchline validate playbooks": ("validate playbooks", 5.0),
    "touchline show contract": ("show contract", None),
    "touchline test playbooks": ("test playbooks", None),
}
_RUN = "import sys; sys.argv = ['touchline', *{words}]; import cli; cli.main()"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        rounds = [_round(environment) for _ in range(ROUNDS + 1)][1:]
    packages = ", ".join(f"{name} {version(name)}" for name in ("click", "pydantic", "msgspec"))
    print(f"Python {platform.python_version()}, {packages}; {ROUNDS} rounds, CPU time\n")  # noqa: T201
    print(f"{'command':40} {'median':>9} {'times click':>12} {'goal':>6}")  # noqa: T201
    for name, (_, goal) in COMMANDS.items():
        median = statistics.median(each[name] for each in rounds)
        ratio = statistics.median(each[name] / each[PEER] for each in rounds)
        wanted = f"{goal:.1f}" if goal is not None else ""
        print(f"{name:40} {median * 1000:6.0f} ms {ratio:12.2f} {wanted:>6}")  # noqa: T201


def _round(environment: Mapping[str, str]) -> dict[str, float]:
    return {name: _seconds(code, environment) for name, (code, _) in COMMANDS.items()}


def _seconds(code: str, environment: Mapping[str, str]) -> float:
    """Return the CPU seconds of one process, what it prints thrown away."""
    script = code
    if not code.startswith(("import", "pass")):
        script = _RUN.replace("{words}", repr(code.split()))
    silent = [
        (os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0)
        for stream in (sys.stdout.fileno(), sys.stderr.fileno())
    ]
    arguments = [sys.executable, "-c", script]
    process = os.posix_spawn(sys.executable, arguments, environment, file_actions=silent)
    _, _, used = os.wait4(process, 0)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
