"""``touchline import``: a log, however bad, becomes a report, and never a traceback."""

from __future__ import annotations

import gzip
import json
import resource
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from cli import cli
from engine.commands.histories import open_history
from engine.commands.loading import compile_at
from engine.core.clock import parse_local
from engine.language.logs import LogFile
from engine.present.phrases_quality import REASONS
from engine.present.quality import quality_schema, reason_words
from engine.runtime.importers.opening import open_log
from engine.runtime.spilling import Spill
from engine.studies.history.cases import read_cases
from engine.studies.history.mapping import Column, Condition, EventRule, LogMapping
from engine.studies.history.quality import Example
from engine.studies.history.suggesting import profiles
from engine.studies.history.tally import QualityTally

from .harness import needs_harness
from .kit import ROOT
from .logs import mapping_of, moment, read, told, written
from .real_logs import BPIC2019, real_log

SCMS = ROOT / "examples" / "scms"
SLICE = SCMS / "data" / "delivery_history_slice.csv"
MAPPING = SCMS / "mappings" / "delivery_history.yaml"
CASES = ROOT / "tests" / "cases" / "logs"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, words)], catch_exceptions=False)


def imported(log: Path, *words: str | Path) -> Result:
    return run(log, "--mapping", MAPPING, *words)


def slice_text() -> str:
    return SLICE.read_text("utf-8-sig")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_reads_as_it_did(
    tmp_path: Path, lang: str, golden: Callable[[Path, str], None]
) -> None:
    rows = slice_text().splitlines()
    rows[3] = rows[3].replace("27-Aug-06", "31-Feb-06").replace("27-Aug-06", "26-Aug-48")
    rows[5] += ",more"
    rows[6] = rows[6].replace("Direct Drop", "By air")
    rows[7] = '"' + rows[7]
    rows.append(rows[1])
    answer = imported(written(tmp_path / "log.csv", "\n".join(rows)), "--lang", lang)
    assert answer.exit_code == 0
    golden(CASES / f"quality.{lang}.txt", answer.stdout)
    assert "→ touchline backtest" in answer.stderr


def test_the_schema_is_published_and_holds(golden: Callable[[Path, str], None]) -> None:
    golden(ROOT / "schemas" / "json" / "quality.schema.json", quality_schema())
    checks = jsonschema.Draft202012Validator(json.loads(quality_schema()))
    found = json.loads(imported(SLICE, "--format", "json").stdout)
    checks.validate(found)
    assert (found["schema"], found["rows"], found["cases"]) == ("quality/1", 300, 300)
    del found["accepted"]
    assert [each.validator for each in checks.iter_errors(found)] == ["required"]


def test_strict_and_max_rejects(tmp_path: Path) -> None:
    lines = slice_text().splitlines()
    clean = [line for line in lines[:40] if "N/A" not in line or line == lines[0]]
    good = written(tmp_path / "good.csv", "\n".join(clean))
    assert imported(good, "--strict", "--max-rejects", "0").exit_code == 0
    bad = written(tmp_path / "bad.csv", "\n".join([*clean, "too,few"]))
    assert imported(bad).exit_code == 0
    assert imported(bad, "--max-rejects", "1").exit_code == 0
    assert imported(bad, "--max-rejects", "50%").exit_code == 0
    for words in (["--strict"], ["--max-rejects", "0"], ["--max-rejects", "0.1%"]):
        answer = imported(bad, *words)
        assert answer.exit_code == 1
        assert "1 row" in answer.stderr or "1 times" in answer.stderr
    assert imported(bad, "--max-rejects", "many").exit_code == 2


def test_parts_of_a_log_are_the_same_every_time() -> None:
    compiled, _ = compile_at(SCMS, "en")

    def cases(**asked: object) -> list[str]:
        history = open_history(compiled, SLICE, MAPPING, "en", **asked)  # type: ignore[arg-type]
        found = [case.id for account in history.accounts() for case in account]
        assert history.quality().rows == 300
        return found

    whole = cases()
    assert len(whole) == 300
    direct = cases(where=["Fulfill Via=direct"])
    stock = cases(where=["from_stock"])
    assert set(direct).isdisjoint(stock)
    assert len(direct) + len(stock) == 300
    drugs = set(cases(where=["Product Group=ARV"]))
    assert cases(where=["from_stock", "Product Group=ARV"]) == [
        each for each in stock if each in drugs
    ]
    assert 0 < len(drugs & set(stock)) < len(stock)
    assert cases(sample="100%") == whole
    some = cases(sample="40%")
    assert some == cases(sample="40%") != whole
    assert set(some) <= set(whole)
    assert set(cases(sample="20%")) <= set(some)
    accounts = open_history(compiled, SLICE, MAPPING, "en", sample="7").accounts()
    assert len(list(accounts)) == 7


def test_signals_are_written_for_others(tmp_path: Path) -> None:
    target = tmp_path / "signals.jsonl"
    answer = imported(SLICE, "--events", target)
    assert answer.exit_code == 0
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    begun = [each for each in lines if each["type"] == "journey.started"]
    assert len(begun) == 300
    assert {each["specversion"] for each in lines} == {"1.0"}
    assert len({each["id"] for each in lines}) == len(lines)


# What is in the log, whether a report is printed, and what is said about it.
BAD: dict[str, tuple[Callable[[Path], Path], int, str]] = {
    "directory": (lambda at: at, 1, "it is a folder"),
    "no-file": (lambda at: at / "none.csv", 1, "there is no such file"),
    "empty": (lambda at: written(at / "a.csv", ""), 1, "it is empty"),
    "no-header": (
        lambda at: written(at / "a.csv", slice_text().split("\n", 1)[1]), 1, "unknown-column",
    ),
    "a-column-twice": (
        lambda at: written(at / "a.csv", slice_text().replace("PQ #", "ID", 1)), 1,
        'two columns are called "ID"',
    ),
    "a-column-misspelt": (
        lambda at: written(at / "a.csv", slice_text().replace("Country", "Land", 1)), 1, "Country",
    ),
    "utf-16": (lambda at: written(at / "a.csv", slice_text().encode("utf-16")), 1, "encoding"),
    "only-a-header": (
        lambda at: written(at / "a.csv", slice_text().split("\n", 1)[0]), 1, "not one case",
    ),
    "nothing-fits": (
        lambda at: written(at / "a.csv", slice_text().replace("-", "~")), 1, "not one case",
    ),
    "truncated": (
        lambda at: cut(written(at / "a.csv.gz", slice_text() * 3), 0.9), 1, "cut short",
    ),
    "xes-instead": (lambda at: written(at / "a.csv", "<log/>"), 1, "unknown-column"),
    "binary": (lambda at: written(at / "a.csv", bytes(range(256)) * 50), 1, ""),
}  # fmt: skip


def cut(path: Path, part: float) -> Path:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    return path


@pytest.mark.parametrize(("made", "code", "said"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bad_logs_are_told_never_a_traceback(
    tmp_path: Path, made: Callable[[Path], Path], code: int, said: str, lang: str
) -> None:
    answer = imported(made(tmp_path), "--lang", lang)
    assert answer.exit_code == code
    assert answer.stderr
    if lang == "en":
        assert said in answer.output


def test_what_else_is_asked_wrong(tmp_path: Path) -> None:
    assert "--suggest" in run(SLICE).stderr
    assert run(SLICE).exit_code == 2
    assert run(SLICE, "-m", tmp_path / "none.yaml", "-w", SCMS).exit_code == 2
    assert run(SLICE, "-m", SCMS / "order_line.yaml").exit_code == 2
    answer = imported(SLICE, "--where", "from_stok")
    assert (answer.exit_code, "from_stock" in answer.stderr) == (2, True)
    assert run(SLICE, "-m", "delivery_history", "-w", SCMS).exit_code == 0
    suggested = run(written(tmp_path / "log.dat", "x"), "--suggest")
    assert (suggested.exit_code, "does not say" in suggested.stderr) == (2, True)


def test_every_reason_is_worded_in_both_languages() -> None:
    for reason in REASONS:
        for lang in ("en", "zh"):
            assert reason_words(reason, lang, "x") != reason


# --- proposals


def test_a_proposal_names_every_way_and_chooses_none(tmp_path: Path) -> None:
    text = "nr,day,clear,n,state\n" + "".join(
        f"{n},0{n % 9 + 1}/0{n % 7 + 1}/2015,{n % 28 + 1}/3/2015,1.{n % 10}00,{'ab'[n % 2]}\n"
        for n in range(60)
    )
    answer = run(written(tmp_path / "log.csv", text), "--suggest")
    assert answer.exit_code == 0
    said = yaml.safe_load(answer.stdout)
    assert said["begins"] == said["zone"] == "CHOOSE"
    assert said["columns"]["clear"] == {"date": "D/M/YYYY", "at": "12:00"}
    # Day or month first, thousands or decimals: whoever knows chooses, so neither is written.
    assert "day" not in said["columns"]
    assert "n" not in said["columns"]
    assert answer.stdout.count("# day: ") == 2
    assert "reads 60 of 60 rows" in answer.stdout
    assert "a (30), b (30)" in answer.stdout


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_proposal_tells_how_the_table_is_written(tmp_path: Path, sign: str) -> None:
    text = sign.join("abc") + "\n" + sign.join("客户x") + "\n"
    answer = run(written(tmp_path / "log.csv", text.encode("gb18030")), "--suggest", "--lang", "zh")
    said = yaml.safe_load(answer.stdout)["log"]
    assert (said.get("separator", ","), said["encoding"]) == (sign, "gb18030")


def test_formats_that_agree_are_one_candidate() -> None:
    found = profiles(["x"], [["2015-03-02"], ["2015-03-03"], ["?"]])
    assert [each.text for each in found[0].candidates] == ["YYYY-MM-DD"]
    assert found[0].others[0].text == "?"


# --- real logs

EARLIEST = parse_local("2000-01-01 00:00", "Etc/UTC")


def purchases() -> LogMapping:
    """Return a mapping of the log of purchases: an event a row, named by its activity."""
    rules = [
        EventRule(
            "goods.received", "time:timestamp", Condition({"concept:name": frozenset([name])})
        )
        for name in ("Record Goods Receipt",)
    ]
    columns = [moment("time:timestamp", earliest=EARLIEST), Column("concept:name")]
    return mapping_of(
        columns, [*rules, EventRule("step.taken", "time:timestamp", data={"what": "concept:name"})],
        log=LogFile("xes"), case="case:concept:name", at="time:timestamp", ties="rows",
    )  # fmt: skip


def test_a_slice_of_purchases_with_its_years_and_its_long_trace() -> None:
    accounts, quality = read(CASES / "bpic2019_slice.xes.gz", purchases())
    assert (quality.rows, quality.accepted, quality.rejected) == (1189, 1187, 2)
    assert told(quality.rejects) == [("out-of-range", "time:timestamp", 2)]
    assert [each.text[:4] for each in quality.rejects[0].examples] == ["1948", "1948"]
    assert isinstance(quality.rejects[0].examples[0], Example)
    steps = [sum(each.type == "step.taken" for each in case.entries) for (case,) in accounts]
    assert (len(accounts), max(steps)) == (14, 990)
    again, same = read(CASES / "bpic2019_slice.xes.gz", purchases(), Spill(100))
    assert (again, same) == (accounts, quality)


@needs_harness("data")
def test_all_purchases_in_flat_memory(closing_lines: list[str]) -> None:
    mapping, tally = purchases(), QualityTally(purchases())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    log = open_log(real_log(BPIC2019), mapping.log)
    cases = sum(1 for _ in read_cases(log, mapping, Spill(20_000), tally))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    quality = tally.quality("purchases")
    assert (cases, quality.rows, quality.rejected) == (11_973, 338_247, 2)
    assert told(quality.rejects) == [("out-of-range", "time:timestamp", 2)]
    assert grown < 60, f"{grown} MB more than before"
    closing_lines.append(f"purchases: {quality.rows} events imported within {grown} MB more")


@needs_harness("data")
def test_the_simulated_onboarding_imports() -> None:
    path = real_log("ibm_onboard_client_SIMULATED.zip")
    columns = [Column(name, "time", ("D-M-YYYY HH:mm:ss",)) for name in ("start", "end")]
    rules = [EventRule("step.began", "start"), EventRule("step.ended", "end")]
    mapping = mapping_of(columns, rules, case="process", at="start", orders=(("start", "end"),))
    _, quality = read(path, mapping)
    assert (quality.rows, quality.rejected, quality.events) == (54_224, 0, 2 * 54_224)
    assert told(quality.order) == []


def test_a_log_that_is_gz_twice_named_is_still_read(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", gzip.compress(SLICE.read_bytes()))
    assert imported(path).exit_code == 0
