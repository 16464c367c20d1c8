"""``touchline simulate``: the same bytes whoever works, nothing lost to Ctrl-C, cures named."""

from __future__ import annotations

import collections
import csv
import importlib
import json
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands import simulating, working
from engine.commands.chunk_work import ChunkDone, ChunkWork, chunk_work, unpacked
from engine.commands.outcome import ENVIRONMENT, FINDINGS, INTERRUPTED, OK, USAGE
from engine.present.simulated_data import results_schema
from engine.studies.figures.findings import Comparison
from engine.studies.simulation import plan
from engine.studies.simulation.plan import Chunk
from schemas.generate import FOLDER

from . import rehearsal_workspace
from .harness import needs_harness
from .kit import ROOT

CASES = ROOT / "tests" / "cases" / "simulate"
SMALL = ("simulate", "offers", "--journeys", "60", "--seed", "7")
XES = "{http://www.xes-standard.org/}"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the workspace ``offers``; chunks are small, so that there are several."""
    rehearsal_workspace.write(tmp_path / "offers")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plan, "CHUNK_CUSTOMERS", 20)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def results_of(*arguments: str) -> dict[str, Any]:
    answer = run(*SMALL, "--format", "json", *arguments)
    assert answer.exit_code == OK, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


# --- what is told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_summary_reads_as_it_did(lang: str, golden: Callable[[Path, str], None]) -> None:
    answer = run(*SMALL, "--workers", "1", "--lang", lang)
    assert answer.exit_code == OK
    golden(CASES / f"summary.{lang}.txt", answer.stdout)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_customers_timeline_reads_as_it_did(
    lang: str, golden: Callable[[Path, str], None]
) -> None:
    """With the reasons of each stall and tier that fired."""
    answer = run(*SMALL, "--customer", "5", "--lang", lang)
    assert answer.exit_code == OK
    golden(CASES / f"customer.{lang}.txt", answer.stdout)


def test_the_next_command_runs_the_same_once_more() -> None:
    told = run("simulate", "offers", "--seed", "7")
    again = told.stderr.splitlines()[-1].removeprefix("→ touchline ").split(" --report")[0]
    assert "--journeys 86" in again
    assert run(*again.split()).stdout == told.stdout


def test_the_schema_is_published_and_holds(golden: Callable[[Path, str], None]) -> None:
    golden(FOLDER / "simulation.schema.json", results_schema())
    schema = json.loads(results_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    checks = jsonschema.Draft202012Validator(schema)
    found = results_of()
    checks.validate(found)
    del found["stages"][0]["time"]["p90"]
    assert [each.validator for each in checks.iter_errors(found)] == ["required"]


def test_the_schema_of_a_comparison_is_published_and_holds(
    golden: Callable[[Path, str], None],
) -> None:
    golden(FOLDER / "comparison.schema.json", results_schema(Comparison))
    schema = json.loads(results_schema(Comparison))
    jsonschema.Draft202012Validator.check_schema(schema)
    checks = jsonschema.Draft202012Validator(schema)
    found = results_of("--against", "offers")
    checks.validate(found)
    assert (found["schema"], found["customers"]) == ("comparison/1", 60)
    del found["findings"][0]["low"]
    assert [each.validator for each in checks.iter_errors(found)] == ["required"]
    answer = run("schema", "comparison")
    assert json.loads(answer.stdout) == schema


# --- two versions


def test_a_version_is_no_different_from_itself() -> None:
    """Not by one, in anything: chance is common to both (issue 5)."""
    found = results_of("--against", "offers")
    assert len(found["findings"]) > 10
    for each in found["findings"]:
        assert (each["difference"], each["low"], each["high"]) == (0, 0, 0), each
        assert each["first"] == each["second"]
        assert each["is_noise"]


def test_one_earlier_file_is_the_other_version(desk: Path) -> None:
    """Customers who never meet what changed stay what they were; the command names both."""
    before = (desk / "offers" / "offer.yaml").read_text("utf-8")
    (desk / "old").mkdir()
    (desk / "old" / "offer.yaml").write_text(before, encoding="utf-8")
    answer = run(*SMALL, "--against", "old/offer.yaml")
    assert answer.exit_code == OK
    assert "no difference can be told from chance" in answer.stdout
    again = answer.stderr.splitlines()[-1].removeprefix("→ touchline ").split(" --report")[0]
    assert run(*again.split()).stdout == answer.stdout


@pytest.mark.parametrize(
    ("spoilt", "code", "said"),
    [
        ({"offer.yaml": "schema: playbook/1\nnonsense: [\n"}, FINDINGS, "old/offer.yaml:3:1: this"),
        ({"offer.yaml": b"\xff\xfe\x00a"}, FINDINGS, "old/offer.yaml:1:1"),
        ({"shared/nothing.yaml": "a: 1\n"}, USAGE, "old/shared/nothing.yaml"),
        ({"missing.yaml": None}, USAGE, "old/missing.yaml:1:1: this file cannot be read"),
    ],
    ids=["broken", "not text", "replaces none", "not there"],
)
def test_another_version_that_cannot_be_is_named_where_it_lies(
    desk: Path, spoilt: dict[str, str | bytes | None], code: int, said: str
) -> None:
    ((name, text),) = spoilt.items()
    path = desk / "old" / name
    path.parent.mkdir(parents=True)
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = run(*SMALL, "--against", f"old/{name}")
    assert answer.exit_code == code
    assert said in answer.stdout + answer.stderr


def test_another_workspace_without_a_role_of_the_staff_is_named(desk: Path) -> None:
    rehearsal_workspace.write(desk / "other", None)
    for path in (desk / "other").rglob("*.yaml"):
        text = path.read_text("utf-8").replace("seller", "vendor")
        path.write_text(text, encoding="utf-8")
    answer = run(*SMALL, "--against", "other")
    assert answer.exit_code == FINDINGS
    assert 'there is no role "seller"' in answer.stdout


def test_what_is_counted_twice_agrees() -> None:
    """Journeys by segment, by stage and by move; each stage's law; each week's work."""
    found = results_of()
    (stage,) = found["stages"]
    assert found["journeys"] == stage["entered"] == 60
    assert sum(each["count"] for each in stage["ends"]) + stage["open"] == 60
    for name in ("success", "lost", "dormant", "open"):
        assert sum(each[name] for each in found["segments"]) == found[name]
    assert sum(found[name] for name in ("success", "lost", "dormant", "open")) == 60
    assert all(law["holds"] for law in found["little"])
    for role in found["roles"]:
        assert sum(week["worked"] for week in role["weeks"]) == role["worked"]
        assert all(
            0 <= week["worked"] <= week["capacity"] for week in role["weeks"] if week["capacity"]
        )
    for stall in found["stalls"]:
        ended = ("recovered", "gave_up", "lost", "left", "unfounded", "open")
        assert sum(stall[each] for each in ended) == stall["count"]
        assert sum(each["count"] for each in stall["recovered_by"]) == stall["recovered"]
    assert found["value"]["all"]["amount"] == str(60 * 180_000) + ".00"


# --- the same bytes


def test_equal_runs_have_equal_hashes_and_others_not() -> None:
    hashes = [run(*SMALL, *more).stdout.splitlines()[-1] for more in ((), (), ("--seed", "8"))]
    assert hashes[0] == hashes[1] != hashes[2]
    assert hashes[0].startswith("hash sha256:")


def test_neither_workers_nor_hash_seeds_change_a_byte(desk: Path) -> None:
    """Two processes of other hash seeds say and write what one does here."""
    here = run(*SMALL, "--format", "json", "--workers", "1", "--events", "here.csv").stdout
    program = (
        "import engine.studies.simulation.plan as p; p.CHUNK_CUSTOMERS = 20; import cli; cli.main()"
    )
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", program, *SMALL, "--format", "json", "--workers", "2",
             "--events", f"there{seed}.csv"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True, check=True, cwd=desk, timeout=120,
        )  # fmt: skip
        assert there.stdout.decode() == here
        assert Path(f"there{seed}.csv").read_bytes() == Path("here.csv").read_bytes()


def test_chunks_are_the_same_customers_however_many_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    small = results_of()
    monkeypatch.setattr(plan, "CHUNK_CUSTOMERS", 1_000)
    assert results_of() == small


@needs_harness("dask")
def test_dasks_executor_leaves_the_same_bytes() -> None:
    distributed = importlib.import_module("distributed")
    here = run(*SMALL, "--format", "json", "--workers", "1").stdout
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        there = run(*SMALL, "--format", "json", "--workers", cluster.scheduler_address)
    assert (there.exit_code, there.stdout) == (OK, here)


def test_who_watches_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the results, which stay as they are."""
    plain = run(*SMALL, "--workers", "1")
    monkeypatch.setattr(working, "shows_progress", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    watched = run(*SMALL, "--workers", "1", "--lang", "en")
    assert watched.stdout == plain.stdout
    assert "60/60" in watched.stderr
    assert "Simulating" in watched.stderr


# --- interrupted, failed


class Stubborn:
    """Work that does something else on its second chunk."""

    def __init__(self, real: ChunkWork, instead: Callable[[], None]) -> None:
        self.real, self.instead = real, instead

    def __call__(self, chunk: Chunk) -> ChunkDone:
        if chunk.index == 1:
            self.instead()
        return self.real(chunk)


def spoil(monkeypatch: pytest.MonkeyPatch, instead: Callable[[], None]) -> None:
    real = chunk_work
    monkeypatch.setattr(simulating, "chunk_work", lambda *given: Stubborn(real(*given), instead))


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_keeps_what_was_done_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first chunk is told, the log ends as it should, and nothing of the second is in it."""
    spoil(monkeypatch, lambda: signal.raise_signal(signal.SIGINT))
    answer = run(*SMALL, "--workers", "1", "--events", "log.xes")
    assert answer.exit_code == INTERRUPTED
    assert "Not finished: 20 of the 60 customers asked for." in answer.stdout
    assert "Interrupted: above is what came of the 20 customers that were done" in answer.stderr
    traces = ElementTree.parse("log.xes").getroot().findall(f"{XES}trace")  # noqa: S314  # ours
    assert len(traces) == 20


def test_a_chunk_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise MemoryError("no room")

    spoil(monkeypatch, fail)
    answer = run(*SMALL, "--workers", "1", "--events", "log.csv", "--report", "page.html")
    assert answer.exit_code == ENVIRONMENT
    assert answer.stderr.startswith(
        "chunk 2 (from customer 1) could not be run: MemoryError: no room"
    )
    assert not Path("log.csv").exists()
    assert not Path("page.html").exists()


def test_an_incident_is_counted_and_its_command_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in one customer's run is that customer's alone; the run goes on."""
    from engine.studies.simulation.behaving import Behaving  # noqa: PLC0415

    real = Behaving.entered

    def entered(self: Any, *given: Any) -> None:
        if self.host.customer.index == 33:
            raise ZeroDivisionError("seen")
        real(self, *given)

    monkeypatch.setattr(Behaving, "entered", entered)
    answer = run(*SMALL, "--workers", "1")
    assert answer.exit_code == OK
    assert "exception ZeroDivisionError: 1 ×, first with customer 33" in answer.stdout
    command = next(line for line in answer.stdout.splitlines() if "--customer 33" in line)
    again = run(*command.strip().removeprefix("→ touchline ").split())
    assert "ZeroDivisionError" in again.stdout


# --- what a person may get wrong

REFUSED: dict[str, tuple[str, int, str]] = {
    "unknown population": (
        "--population buyer",
        USAGE,
        'no population "buyer"; did you mean "buyers"?',
    ),
    "nobody": ("--journeys 0", USAGE, "--journeys"),
    "no such customer": (
        "--customer 5000",
        USAGE,
        "no customer 5000; there are 86, counted from 0",
    ),
    "a customer and a log": ("--customer 5 --events a.csv", USAGE, "leave out --events"),
    "a report of another kind": ("--report a.pdf", USAGE, "a.pdf: a report goes to a file that"),
    "a log of another kind": ("--events a.txt", USAGE, "a.txt: an event log goes to a file that"),
    "workers": ("--workers many", USAGE, "--workers many: write a number of processes"),
    "no workers": ("--workers 0", USAGE, "--workers 0: write a number of processes"),
    "no such folder": ("--report nowhere/a.html", ENVIRONMENT, "nowhere/a.html"),
}


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_said_before_the_run(arguments: str, code: int, said: str) -> None:
    answer = run("simulate", "offers", *arguments.split())
    assert (answer.exit_code, answer.stdout) == (code, "")
    assert said in answer.stderr


def test_a_read_only_report_is_not_written_over() -> None:
    page = Path("page.html")
    page.write_text("mine", encoding="utf-8")
    page.chmod(0o444)
    answer = run(*SMALL, "--report", "page.html")
    assert (answer.exit_code, answer.stdout) == (ENVIRONMENT, "")
    assert page.read_text("utf-8") == "mine"


def test_a_workspace_without_a_population_says_where_one_goes(desk: Path) -> None:
    rehearsal_workspace.write(desk / "empty", None)
    answer = run("simulate", "empty")
    assert (answer.exit_code, answer.stdout) == (USAGE, "")
    assert "this workspace has no population" in answer.stderr


def test_a_population_with_a_problem_is_not_run(desk: Path) -> None:
    spoilt = rehearsal_workspace.BUYERS.replace("share: 25%", "share: 24%")
    rehearsal_workspace.write(desk / "spoilt", spoilt)
    answer = run("simulate", "spoilt")
    assert answer.exit_code == FINDINGS
    assert "spoilt/populations/buyers.yaml:" in answer.stdout


def test_a_population_is_named_by_its_path_too() -> None:
    by_path = results_of("--population", "offers/populations/buyers.yaml")
    assert by_path == results_of("--population", "buyers")


def test_without_dask_the_cure_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.cluster.is_installed", lambda: False)
    answer = run(*SMALL, "--workers", "tcp://127.0.0.1:9")
    assert (answer.exit_code, answer.stdout) == (ENVIRONMENT, "")
    assert answer.stderr.startswith("Dask is not installed: pip install 'touchline[dask]'")


# --- the event log


def rows_of(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_both_logs_hold_the_same_events() -> None:
    run(*SMALL, "--events", "log.csv")
    run(*SMALL, "--events", "log.xes")
    rows = rows_of("log.csv")
    names = ("concept:name", "time:timestamp", "lifecycle:transition", "org:resource", "org:role")
    told = []
    for trace in ElementTree.parse("log.xes").getroot().findall(f"{XES}trace"):  # noqa: S314
        case = trace.find(f"{XES}string[@key='concept:name']")
        assert case is not None
        for event in trace.findall(f"{XES}event"):
            said = {each.get("key"): each.get("value") for each in event}
            told.append((case.get("value"), *(said.get(name, "") for name in names)))
    assert told == [(row["case:concept:name"], *(row[name] for name in names)) for row in rows]
    by_case = collections.defaultdict(list)
    for row in rows:
        by_case[row["case:concept:name"]].append(row["time:timestamp"])
    assert len(by_case) == 60
    assert all(times == sorted(times) for times in by_case.values())


def test_a_log_counts_what_the_results_count() -> None:
    found = results_of("--events", "log.csv")
    counts = collections.Counter(
        (row["touchline:kind"], row["lifecycle:transition"], row["concept:name"])
        for row in rows_of("log.csv")
    )
    for state in found["states"]:
        assert counts["state", "complete", f"offer.{state['state']}"] == state["visits"]
    for task in found["touchpoints"]:
        name = f"offer.{task['name'].rpartition('.')[2]}"
        assert counts["task", "assign", name] == task["opened"]
        assert counts["task", "complete", name] == task["in_time"] + task["late"]
    for stall in found["stalls"]:
        assert counts["stall", "start", f"offer.{stall['stall']}"] == stall["count"]


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, 5_000_000])
def test_a_packed_part_of_a_log_comes_out_whole_and_in_pieces(size: int) -> None:
    text = (b"2026-03-02T09:00:00+08:00,send_offer\n" * 150_000)[:size]
    pieces = list(unpacked(zlib.compress(text, 1)))
    assert b"".join(pieces) == text
    assert max(map(len, pieces)) <= 1 << 20


@needs_harness("mining")
def test_an_independent_reader_finds_the_same_log() -> None:
    """r4pm, written in Rust by others, reads the XES and counts the activities."""
    r4pm = importlib.import_module("r4pm")
    run(*SMALL, "--events", "log.csv")
    run(*SMALL, "--events", "log.xes")
    graph = r4pm.bindings.discover_dfg(r4pm.import_item("EventLog", "log.xes"))
    names = collections.Counter(row["concept:name"] for row in rows_of("log.csv"))
    assert graph["activities"] == names
    # Every event but the last of its trace is followed by one.
    followed = sum(number for _, number in graph["directly_follows_relations"])
    assert names.total() - followed == 60
    assert graph["start_activities"] == ["offer.making"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("more", ["", "--format json", "--against offers"])
def test_ctrl_c_in_the_first_chunk_tells_of_nobody(
    monkeypatch: pytest.MonkeyPatch, more: str, lang: str
) -> None:
    """Nothing was done, and that is said: no figure is divided by the customers there are."""

    def cut(*_: object) -> bool:
        return False

    monkeypatch.setattr(simulating, "run_all", cut)
    wanted = f"--workers 1 --report page.html --events log.csv --lang {lang} {more}"
    answer = run(*SMALL, *wanted.split())
    assert answer.exit_code == INTERRUPTED
    assert answer.stdout
    assert Path("page.html").read_text("utf-8").startswith("<!doctype html>")
