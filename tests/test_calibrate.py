"""``touchline calibrate``: our own event log read back, a population that fits, and a page."""

from __future__ import annotations

import xml.dom.minidom
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands.fitting_history import Calibrating, Wanted
from engine.commands.histories import open_history
from engine.commands.outcome import FINDINGS, OK, USAGE
from engine.language.compiler import compile_files
from engine.language.values import MICROSECONDS_PER_MINUTE
from engine.runtime.files import read_workspace
from engine.studies.calibration.comparing import Lasting
from engine.studies.calibration.samples import Samples
from engine.studies.figures.tally import Histogram
from engine.studies.population.reading import prepare_population
from engine.studies.rehearsal import populations_of

from . import calibrated
from .calibrated import known, together

WEEKS = 3
CALIBRATE = ("calibrate", "log.csv", "--mapping", "own", "-w", "offers")
FITTED = ("-o", "offers/populations/fitted.yaml")


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The event log of three weeks of known customers."""
    folder = tmp_path_factory.mktemp("known")
    calibrated.write(folder / "offers", WEEKS)
    log = folder / "log.csv"
    arguments = ["simulate", str(folder / "offers"), "--population", "known", "--events", str(log)]
    answer = CliRunner().invoke(cli, [*arguments, "--workers", "1"], catch_exceptions=False)
    assert answer.exit_code == OK, answer.stderr
    return log.read_text("utf-8")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logged: str) -> Path:
    """A folder with the workspace ``offers`` and the log."""
    calibrated.write(tmp_path / "offers", WEEKS)
    (tmp_path / "log.csv").write_text(logged, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def test_a_log_is_fitted_compared_and_drawn(desk: Path) -> None:
    answer = run(*CALIBRATE, *FITTED, "--report", "fit.html", "--workers", "1")
    assert answer.exit_code == OK, answer.stderr
    assert answer.stdout.startswith("180 journeys of history, ")
    assert "written to offers/populations/fitted.yaml" in answer.stderr
    assert "touchline simulate offers --population fitted" in answer.stderr
    page = (desk / "fit.html").read_text("utf-8")
    assert '<main class="zh fit"' in page
    assert '<main class="en fit"' in page
    assert page.count('<polyline class="curve real"') == page.count('class="curve drawn"') >= 6
    assert "<script" not in page
    for figure in page.split("<figure")[1:]:
        markup = f"<figure{figure.partition('</figure>')[0]}</figure>"
        xml.dom.minidom.parseString(markup.replace("&#8288;", ""))  # noqa: S318 - our own


def test_the_population_can_be_read_and_simulated(desk: Path) -> None:
    assert run(*CALIBRATE, *FITTED, "--workers", "1").exit_code == OK
    assert run("validate", "offers").exit_code == OK
    compiled, problems = compile_files(read_workspace(desk / "offers"))
    assert compiled is not None, problems
    found, problems = prepare_population(compiled, populations_of(compiled)["fitted"])
    assert found is not None, problems
    assert found.segments[0].states["offer.waiting"].replies[0].signal == "client.accepted"
    answer = run(
        "simulate", "offers", "--population", "fitted", "--journeys", "20", "--workers", "1"
    )
    assert answer.exit_code == OK, answer.stderr


def test_the_same_log_gives_the_same_bytes_and_its_own_output_does_not_stand_in_the_way(
    desk: Path,
) -> None:
    """Whoever works, and whatever an earlier run left there, were it broken."""
    path, page = desk / FITTED[1], desk / "fit.html"
    run(*CALIBRATE, *FITTED, "--report", "fit.html", "--workers", "1")
    once = path.read_bytes(), page.read_bytes()
    path.write_text("schema: population/1\nnonsense: [", "utf-8")
    answer = run(*CALIBRATE, *FITTED, "--report", "fit.html", "--workers", "2")
    assert answer.exit_code == OK, answer.stderr
    assert (path.read_bytes(), page.read_bytes()) == once


def test_what_is_read_from_the_log_is_what_the_simulation_showed(desk: Path) -> None:
    """To the microsecond: lengths, ends, outcomes, days and hours; our own log loses nothing."""
    del desk
    it = known(WEEKS)
    # A log ends with the last microsecond of a day, a simulation with the first of the next.
    shown = together(it.samples(until=it.population.ends_at - 1))
    seen = _replayed()
    assert seen.dates == shown.dates
    assert seen.hours == shown.hours
    for name in ("visit", "stage"):
        assert _of(seen, name) == _of(shown, name), name
    for name in ("offer.send_offer", "offer.check_terms"):
        own = {key: sample for key, sample in _of(seen, "work").items() if key[1] == name}
        assert own == {key: each for key, each in _of(shown, "work").items() if key[1] == name}
    outcomes = {key: count for key, count in shown.counts.items() if key[0] == "outcome"}
    assert outcomes
    assert {key: count for key, count in seen.counts.items() if key[0] == "outcome"} == outcomes


def _of(samples: Samples, name: str) -> dict[tuple[str, ...], object]:
    return {key: each for key, each in samples.times.items() if key[0] == name}


def _replayed() -> Samples:
    files = read_workspace("offers")
    compiled, problems = compile_files(files)
    assert compiled is not None, problems
    history = open_history(compiled, Path("log.csv"), Path("own"), "en")
    wanted = Wanted(output=Path("fitted.yaml"), workers=1)
    return Calibrating(compiled, files, history, wanted, "en").replayed()[0]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("-o", "fitted.txt"), USAGE, "fitted.txt: a population goes to a file that ends in .yaml"),
        ((*FITTED, "--report", "fit.pdf"), USAGE, "fit.pdf: a report goes to a file that ends in"),
        ((*FITTED, "--workers", "many"), USAGE, "--workers many"),
        ((*FITTED, "--max-rejects", "x"), USAGE, "--max-rejects"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_read(
    arguments: tuple[str, ...], code: int, said: str, desk: Path
) -> None:
    answer = run(*CALIBRATE, *arguments)
    assert (answer.exit_code, said in answer.stderr) == (code, True), answer.stderr
    assert not (desk / "fitted.txt").exists()
    assert not (desk / FITTED[1]).exists()


def test_an_empty_log_is_a_sentence_and_writes_nothing(desk: Path) -> None:
    log = desk / "log.csv"
    log.write_text(log.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    answer = run(*CALIBRATE, *FITTED)
    assert answer.exit_code in {FINDINGS, USAGE}
    assert "Traceback" not in answer.output
    assert not (desk / FITTED[1]).exists()


def test_a_few_cases_say_that_they_are_few(desk: Path) -> None:
    answer = run(*CALIBRATE, *FITTED, "--sample", "12", "--workers", "1", "--journeys", "12")
    assert answer.exit_code == OK, answer.stderr
    text = (desk / FITTED[1]).read_text("utf-8")
    assert "too few to fit, as counted" in text
    assert run("validate", "offers").exit_code == OK


def lasting(history: list[int], simulated: list[int]) -> Lasting:
    one, other = Histogram(), Histogram()
    for histogram, minutes in ((one, history), (other, simulated)):
        for each in minutes:
            histogram.add(each * MICROSECONDS_PER_MINUTE)
    return Lasting("offer", "main", "waiting", one, other, 0, 0)


def test_how_far_apart_two_curves_are_and_whether_by_chance() -> None:
    """Seconds are no difference, few are apart by chance, many are not."""
    assert lasting([0, 0, 0], [1, 1, 1]).distance == 0.0
    half = lasting([10, 10, 100, 100], [10, 100, 100, 100])
    assert (half.distance, half.is_chance) == (0.25, True)
    many = lasting([10] * 200 + [100] * 200, [10] * 100 + [100] * 300)
    assert (many.distance, many.is_chance) == (0.25, False)
    assert lasting([10], []).distance == 1.0
