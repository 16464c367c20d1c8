"""``touchline worker`` as a process: its options, its log, its signals, its ends."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands import running
from engine.commands.dispatching import secrets_in
from engine.commands.outcome import ENVIRONMENT, FINDINGS, INTERRUPTED, OK, USAGE
from engine.core.journey import Signal
from engine.language.deliveries import Delivery, Secret, Target
from engine.runtime.clock import now
from engine.runtime.service import Engine
from engine.runtime.store.opening import open_store
from engine.runtime.worker import Budget

from .kit import ROOT
from .live import begin
from .small_workspace import DAY, compiled, files

CANARY = "Kanarienvogel-9f3a"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small workspace, and a database with one journey that has work."""
    for name, data in files().items():
        path = tmp_path / "books" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    before = now() - 30 * DAY
    with Engine.open(f"sqlite:///{tmp_path}/j.db", compiled(), clock=lambda: before) as engine:
        engine.accept(begin(engine), Signal("send_offer.done", "m-1"))
    return tmp_path


def worker(folder: Path, *words: str, url: str = "") -> Result:
    options = ["--db", url or f"sqlite:///{folder}/j.db", "-w", str(folder / "books"), *words]
    return CliRunner().invoke(cli, ["worker", *options])


def logged(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]


# --- once


def test_once_does_what_there_is_and_ends(folder: Path) -> None:
    result = worker(folder, "--once", "-v")
    assert result.exit_code == OK, result.output
    assert result.stdout == ""
    told = [line for line in logged(result) if line["event"] == "batch done"]
    chores = {line["chore"]: line["count"] for line in told}
    assert chores["signals"] == 1
    assert chores["timers"] > 0
    assert chores["routing"] > 0
    with open_store(f"sqlite:///{folder}/j.db").reading() as reading:
        found = reading.backlog()
    assert (found.waiting, found.effects) == (0, 0)
    quiet = worker(folder, "--once")
    assert [line["event"] for line in logged(quiet)] == ["ended"]


def test_each_decision_is_told_with_its_ids(folder: Path) -> None:
    decided = [
        line for line in logged(worker(folder, "--once", "-v")) if line["event"] == "deciding"
    ]
    assert decided
    assert {"journey_id", "signal_id", "source", "chore"} <= set(decided[0])
    assert decided[0]["journey_id"] == "acme/steel/offer/1"


def test_without_structlog_the_lines_are_plain(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "structlog", "prometheus_client", "opentelemetry")
    result = worker(folder, "--once")
    assert result.exit_code == OK
    *_, worked, ended = result.stderr.splitlines()
    assert " info worked " in worked
    assert " info ended " in ended


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(running, "find_spec", lambda name: None if name in packages else find(name))


@pytest.mark.parametrize(
    "words", [["--log", "json"], ["--log", "console"], ["--listen", "127.0.0.1:0"]]
)
def test_what_is_not_installed_is_told_with_its_cure(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    without(monkeypatch, "structlog", "prometheus_client")
    result = worker(folder, "--once", *words)
    assert result.exit_code == ENVIRONMENT
    assert "pip install 'touchline[observe]'" in result.stderr
    assert len(result.stderr.splitlines()) == 1


# --- what is typed


SLIPS = [
    ["--budget", "signals"],
    ["--budget", "signals=0"],
    ["--budget", "signals=1,signals=2"],
    ["--budget", "tasks=3"],
    ["--budget", ""],
    ["--listen", "9464"],
    ["--listen", "127.0.0.1:99999"],
    ["--sinks", "nowhere.yaml"],
]


@pytest.mark.parametrize("words", SLIPS, ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_slip_is_told_in_a_line(folder: Path, words: list[str], lang: str) -> None:
    result = worker(folder, "--once", *words, "--lang", lang)
    assert result.exit_code == USAGE, result.output
    assert len(result.stderr.splitlines()) == 1
    assert words[0] in result.stderr


def test_a_budget_is_as_it_was_typed() -> None:
    found = running.budget_of("timers=7, threads=1", "en")
    assert (found.timers, found.threads) == (7, 1)
    assert found.signals == Budget().signals


def test_an_address_that_is_taken_is_told(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = worker(folder, "--once", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert result.exit_code == ENVIRONMENT
    assert len(result.stderr.splitlines()) == 1


def test_a_database_is_not_made_by_a_slip(folder: Path) -> None:
    result = worker(folder, "--once", url=f"sqlite:///{folder}/other.db")
    assert result.exit_code == ENVIRONMENT
    assert not (folder / "other.db").exists()


def test_a_file_of_sinks_is_checked(folder: Path) -> None:
    sinks = folder / "sinks.yaml"
    sinks.write_text("schema: delivery/1\ntitle: x | y\ntargets:\n  out: {jsnl: {}}\n", "utf-8")
    result = worker(folder, "--once", "--sinks", str(sinks))
    assert result.exit_code == FINDINGS
    assert "sinks.yaml:4" in result.output
    sinks.write_text("schema: calendars/1\ntitle: x | y\n", "utf-8")
    assert worker(folder, "--once", "--sinks", str(sinks)).exit_code == USAGE


def test_effects_go_where_the_file_says(folder: Path) -> None:
    out = folder / "out.jsonl"
    sinks = folder / "sinks.yaml"
    target = f"{{title: 文件 | File, jsonl: {{path: {json.dumps(str(out))}}}}}"
    sinks.write_text(f"schema: delivery/1\ntitle: x | y\ntargets:\n  out: {target}\n", "utf-8")
    result = worker(folder, "--once", "--sinks", str(sinks))
    assert result.exit_code == OK, result.output
    assert out.read_text("utf-8").count("\n") > 0
    made = [line for line in logged(result) if line["event"] == "delivery"]
    assert {line["target"] for line in made} == {"out"}
    assert {line["outcome"] for line in made} == {"done"}


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://touchline:{CANARY}@host:port/journeys",
        f"mysql://touchline:{CANARY}@host/journeys",
        f"postgresql//touchline:{CANARY}@host",
    ],
)
@pytest.mark.parametrize("shape", ["json", "plain"])
def test_a_password_is_in_no_byte(folder: Path, url: str, shape: str) -> None:
    """Z6: not even of an address that is none."""
    result = worker(folder, "--once", "--log", shape, url=url)
    assert result.exit_code == ENVIRONMENT
    assert CANARY not in result.output + result.stderr


def test_the_secrets_of_sinks_are_known_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Z6: wherever in a target's options they are named, in a variable or in a file."""
    monkeypatch.setenv("HOOK_KEY", CANARY)
    (tmp_path / "key").write_text("another-canary\n", "utf-8")
    hidden = [Secret(env="HOOK_KEY"), Secret(file=str(tmp_path / "key")), Secret(env="NOT_THERE")]
    target = Target("crm", "webhook", {"url": hidden[0], "keys": [{"new": hidden[1:]}]})
    assert secrets_in(Delivery((target,))) == [CANARY, "another-canary"]
    assert secrets_in(None) == []


# --- signals


@contextmanager
def process(*words: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a process that is gone when the block ends."""
    started = subprocess.Popen(
        [sys.executable, *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda each: each.name)
@pytest.mark.fault("F33")
def test_a_signal_lets_it_finish_and_end(folder: Path, how: signal.Signals) -> None:
    """It is in the list of workers while it works, and in no list afterwards."""
    url = f"sqlite:///{folder}/j.db"
    words = ("-c", "import cli; cli.main()", "worker", "--db", url, "-w", "books", "--log", "json")
    with process(*words, cwd=folder) as started:
        assert started.stderr is not None
        begun = json.loads(started.stderr.readline())
        assert begun["event"] == "begun"
        started.send_signal(how)
        _, talk = started.communicate(timeout=120)
        assert started.returncode == OK, talk
    events = [json.loads(line)["event"] for line in talk.splitlines()]
    assert "stopping" in events
    assert events[-1] == "ended"
    with open_store(url).reading() as reading:
        assert reading.workers() == []


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.fault("F33")
def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    """Whatever hangs: here a stop that nobody hears."""
    script = textwrap.dedent("""\
        import threading
        from engine.commands.running import stopped_by_signals
        with stopped_by_signals(lambda: print("heard", flush=True)):
            print("ready", flush=True)
            while True:
                threading.Event().wait()
        """)
    with process("-c", script, cwd=tmp_path) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        started.send_signal(signal.SIGTERM)
        assert started.stdout.readline() == "heard\n"
        started.send_signal(signal.SIGTERM)
        assert started.wait(timeout=120) == INTERRUPTED


def test_signals_are_given_back_to_who_had_them() -> None:
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    with running.stopped_by_signals(lambda: None):
        assert signal.getsignal(signal.SIGTERM) not in before
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)] == before


# --- summaries


def test_the_summary_is_for_who_can_watch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "decided;" not in worker(folder, "--once", "--log", "plain").stderr
    monkeypatch.setattr(running, "shows_progress", lambda: True)
    told = worker(folder, "--once", "--log", "plain").stderr
    assert told.splitlines()[-1] == "0 signals, 0 timers decided; 0 deliveries attempted"
    told = worker(folder, "--once", "--log", "plain", "--lang", "zh").stderr
    assert told.splitlines()[-1] == "处理了 0 个信号、0 个时限，送出 0 次"


@pytest.mark.fault("F33")
def test_who_is_told_to_stop_while_it_opens_the_database_stops(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = running._opened  # noqa: SLF001  # where the signal arrives

    def told_meanwhile(*given: Any) -> Any:
        found = opened(*given)
        signal.raise_signal(signal.SIGTERM)
        return found

    monkeypatch.setattr(running, "_opened", told_meanwhile)
    monkeypatch.setattr("engine.runtime.worker.Worker.run", lambda _worker: pytest.fail("it works"))
    result = worker(folder)
    assert result.exit_code == OK, result.stderr
