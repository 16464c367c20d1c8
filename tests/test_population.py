"""A population as written → values, exactly; and whatever is written, an answer (decision 0020)."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.checking import check
from engine.language.calendars import Calendar
from engine.language.compiler import Checked, Compiled, check_files
from engine.language.loader import load_file, load_tree
from engine.language.problems import Place, Problem
from engine.language.source import Scalar, plain
from engine.language.spans import parse_span
from engine.studies.population.reading import population_problems, prepare_population
from engine.studies.population.spreads import usual_shift
from engine.studies.population.values import (
    WHOLE,
    DateIn,
    Distribution,
    Fixed,
    LatestKey,
    OneOf,
    PartOf,
    Population,
)

from .kit import ROOT, compiled_shipped, shipped_files
from .lint_cases import changed, workspace
from .mutations import as_tree, mutations, paths

CASES = ROOT / "tests" / "cases" / "populations"
WHOLE_FILE = CASES / "whole.yaml"
PATH = "populations/offers.yaml"
HOUR, DAY = 3600.0, 8 * 3600.0
"""A working day of the small workspace has eight hours: 09:00-12:00 and 13:00-18:00."""


@functools.cache
def _draft() -> Compiled:
    return check_files(workspace()).draft


def _read(text: str) -> tuple[Population | None, list[Problem]]:
    file, problems = load_file(PATH, text.encode())
    assert (file is not None, problems) == (True, [])
    assert file is not None
    return prepare_population(_draft(), file)


def _whole() -> Population:
    found, problems = _read(WHOLE_FILE.read_text("utf-8"))
    assert problems == []
    assert found is not None
    return found


def _told(*edits: tuple[str, str]) -> list[str]:
    """Return the cases told of the whole file after some edits, with what each is about."""
    text = WHOLE_FILE.read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [f"{each.case} {each.values.get('name', '')}".strip() for each in _read(text)[1]]


# What is written is what is meant.


def _shown(value: Any) -> Any:
    """Return plain values, numbers rounded: the last bit of a logarithm is a machine's own."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: _shown(each) for key, each in value.items()}
    return [_shown(each) for each in value] if isinstance(value, list) else value


def test_a_population_is_read_whole(golden: Callable[[Path, str], None]) -> None:
    """Every word of the language, and what it comes to."""
    values = _shown(msgspec.json.decode(msgspec.json.encode(_whole())))
    text = json.dumps(values, ensure_ascii=False, indent=1)
    golden(CASES / "whole.json", text + "\n")


def test_shares_are_exact() -> None:
    """Parts per million, not floats: what adds up on paper adds up here."""
    whole = _whole()
    large, small = whole.segments
    assert (large.share, small.share) == (125_000, 875_000)
    assert small.facts["client.on_hold"] == OneOf((True, False), (1, WHOLE - 1))
    waiting = small.states["offer.waiting"]
    assert [each.chance for each in waiting.replies] == [500_000, 300_000]
    assert sum(each.chance for each in waiting.replies) + waiting.silence == WHOLE


def test_a_spread_is_told_by_what_people_know() -> None:
    """Median and slowest tenth, mean and steps, least and most: as parameters in seconds."""
    small = _whole().segments[1]
    accepted, asked = small.states["offer.waiting"].replies
    mu, sigma = accepted.after.seconds.parameters
    assert math.exp(mu) == pytest.approx(DAY)
    assert math.exp(mu + 1.2815515655446004 * sigma) == pytest.approx(5 * DAY)
    assert (accepted.after.counts, asked.after.counts) == ("business", "elapsed")
    assert asked.after.seconds == Distribution("triangular", (0.0, 4 * HOUR, 48 * HOUR))
    (left,) = small.anytime["offer"]
    shape, scale = left.after.seconds.parameters
    assert shape == 2.5
    assert shape * scale == pytest.approx(20 * 24 * HOUR)


def test_a_business_day_is_the_usual_shift_of_the_calendar() -> None:
    """Eight hours here; seven and a half under the calendar of the shipped playbooks."""
    assert _whole().segments[0].work[""].takes.seconds.parameters == (DAY,)
    file = next(each for each in compiled_shipped().populations if "contract" in each.path)
    shipped, problems = prepare_population(compiled_shipped(), file)
    assert problems == []
    assert shipped is not None
    accepted = shipped.segments[0].states["contract.awaiting_answer"].replies[0]
    assert math.exp(accepted.after.seconds.parameters[0]) == pytest.approx(2 * 7.5 * HOUR)


def test_shift_time_may_be_finer_than_an_hour() -> None:
    """What is fitted to history is; no deadline is, so playbooks do not have this unit."""
    text = WHOLE_FILE.read_text("utf-8")
    old, new = "{uniform: [1 business hour,", "{uniform: [1 business minute,"
    assert old in text
    found, problems = _read(text.replace(old, new))
    assert problems == []
    assert found is not None
    waits = found.segments[0].work[""].waits
    assert waits.seconds == Distribution("uniform", (60.0, 2 * HOUR))
    assert waits.counts == "business"
    mixed = _read(text.replace(old, "{uniform: [45 minutes,"))[1]
    assert [each.rule for each in mixed] == ["bad-spread"]
    assert parse_span(Scalar("x", "45 business minutes", Place("x.yaml", 1, 1, 2)))[0] is None


@pytest.mark.parametrize(
    ("hours", "usual"), [((8,) * 5, 8), ((8,) * 4 + (10,), 8), ((9, 9, 6, 6), 9), ((), 8)]
)
def test_the_usual_shift_is_that_of_most_days(hours: tuple[int, ...], usual: int) -> None:
    """Of two as usual as each other the longer; eight hours where no calendar could be read."""
    weekly = tuple(((0, 60 * each),) for each in hours)
    data = Calendar("office", "Etc/UTC", (*weekly, *((),) * (7 - len(weekly))), ())
    assert usual_shift(data) == usual_shift(data if hours else None) == usual * HOUR


def test_a_segment_says_only_what_is_different() -> None:
    """Words of a segment stand over those of all; replies take their silence with them."""
    large, small = _whole().segments
    assert (large.facts["client.tier"], small.facts["client.on_hold"]) == (
        Fixed("A"),
        large.facts["client.on_hold"],
    )
    own, common = large.states["offer.waiting"], small.states["offer.waiting"]
    assert (own.silence, common.silence) == (100_000, 200_000)
    assert own.reactions == common.reactions
    assert own.once_done == common.once_done == ("ask_again",)
    assert large.states["order.payment.open"] == small.states["order.payment.open"]


def test_work_of_a_name_stands_over_the_default() -> None:
    """What is said of a name stands over the default, and a segment's over that of all."""
    large, small = _whole().segments
    assert large.work["lead_calls"].takes == small.work["lead_calls"].takes
    assert large.work["offer.meet_client"].outcomes == (("agreed", WHOLE), ("dropped", 0))
    assert large.work["offer.meet_client"].takes.seconds.parameters == (DAY,)
    assert small.work["offer.meet_client"].takes.seconds.parameters == (20 * 60,)
    assert small.work["offer.meet_client"].forgotten == 20_000


def test_fields_are_filled_from_other_facts() -> None:
    """A part of an amount, a date to come, the key of an item: by the full names of fields."""
    small = _whole().segments[1]
    form = small.work["offer.ask_wishes"].form
    assert form["offer.amount"] == PartOf("offer.amount", WHOLE // 2)
    assert isinstance(small.facts["offer.wanted_on"], DateIn)
    also = {each.signal: each for each in small.states["order.payment.open"].also}
    assert also["parcel.postponed"].data["number"] == LatestKey("parcel")
    first, second = small.work["order.check_stock"].rows["parcel"]
    assert (first.chance, first.per, second.chance, second.per) == (WHOLE, "", 250_000, "parcel")


# What is wrong is told, each thing once.


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("begins: offer", "begins: contract", ["unknown-name contract"]),
        ("offer.waiting:\n    once", "offer.wating:\n    once", ["unknown-name.near offer.wating"]),
        ("offer.asked: {chance", "offer.askd: {chance", ["unknown-name.near offer.askd"]),
        ("brings: invoice", "brings: invoce", ["unknown-name.near invoce"]),
        ("data: {number: {next: P}}", "data: {numbr: {next: P}}", ["unknown-name.near numbr"]),
        ("find_goods: {", "find_good: {", ["unknown-name.near find_good"]),
        ("form: {amount", "form: {amont", ["unknown-name.near amont"]),
        ("{same: parcel}", "{same: order}", ["unknown-name order"]),
        ("clerk: {people: 1}", "clark: {people: 1}", ["unknown-name.near clark"]),
        ("channels: {visit", "channels: {visits", ["unknown-name.near visits"]),
        ("calendar: office, away", "calendar: ofice, away", ["unknown-name.near ofice"]),
        ("saturday: 50%", "someday: 50%", ["unknown-name.near someday"]),
        ("{A: 10%, B: 90%}", "{A: 10%, X: 90%}", ["bad-fact client.tier"]),
        ("{A: 10%, B: 90%}", "{A: 10%}", ["shares-not-whole"]),
        ("client.on_hold: 0.0001%", "client.on_hold: 0.00001%", ["bad-chance"]),
        ("offer.wanted_on: 2026-05-01", "offer.wanted_on: soon", ["bad-fact offer.wanted_on"]),
        ("{of: offer.amount, share: 50%}", "{of: offer.wanted_on}", ["bad-fact offer.amount"]),
        ("share: 87.5%", "share: 80%", ["shares-not-whole"]),
        ("teams: 4", "teams: 0", ["bad-capacity teams"]),
        ("teams: 4", "teams: 999999999", ["bad-capacity teams"]),
        ("years: 10", "years: 0", ["bad-capacity years"]),
        ("p90: 900 CNY", "p90: 900 USD", ["other-currency"]),
        ("from: 2026-01-05", "from: 5 January", ["bad-date"]),
        ("hours: 09:00-17:30", "hours: all day", ["bad-clock-range"]),
        ("rate: 2 per year", "rate: twice a year", ["bad-rate"]),
        ("2.5 per day", "0 per day", ["bad-rate"]),
        ("for: 13 weeks", "for: 13 moons", ["unknown-unit.near moons"]),
        ("{uniform: [1 business hour,", "{uniform: [1 hour,", ["bad-spread.mixed"]),
        ("default: 150 CNY}", "default: 150 USD}", ["other-currency"]),
        ("{found: 50%, none: 50%}", "{found: 50%, nune: 40%}", ["unknown-name.near nune"]),
        ("takes: 2 hours", "takes: 0 hours", ["bad-spread.zero"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once(old: str, new: str, told: list[str]) -> None:
    """One slip, one answer: what only follows from it is not told too."""
    assert _told((old, new)) == told


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    """Nobody mends a file once for every mistake in it."""
    told = _told(("teams: 4", "teams: 0"), ("share: 87.5%", "share: 80%"), ("2.5 per day", "a few"))
    assert sorted(told) == ["bad-capacity teams", "bad-rate", "shares-not-whole"]


def test_a_population_of_another_workspace_is_judged_no_further() -> None:
    """That it begins elsewhere is said; not that nothing in it is known here."""
    text = next(data for path, data in shipped_files().items() if "industrial" in path).decode()
    found, problems = _read(text)
    assert found is None
    assert [each.case for each in problems] == ["unknown-name"]


def test_only_stages_that_are_reached_ask_for_behaviours() -> None:
    """Without ``stages`` the offer leads to the order, whose client is to pay."""
    offers = workspace()[PATH].decode()
    names = [each.values["name"] for each in _read(offers.replace("stages: offer\n", ""))[1]]
    assert "order.payment.open" in names
    assert _read(offers)[1] == []


# A broken playbook beside it.


def _beside(*edits: list[str]) -> list[Problem]:
    files = changed(workspace(), edits)
    checked = check_files(files)
    assert checked.problems
    return population_problems(checked, files)


def test_a_name_is_not_missed_while_its_file_is_broken() -> None:
    """A touchpoint that could not be read may be the very one that is meant."""
    assert _beside(["offer.yaml", "      meet_client:", "      meet client:"]) == []


def test_what_whole_playbooks_lack_is_not_told_while_one_is_broken() -> None:
    """An outcome may be missed only because a touchpoint was mended; without that it is told."""
    lacking = [PATH, "  meet_client: {outcomes: {agreed: 70%, dropped: 30%}}\n", ""]
    files = changed(workspace(), [lacking])
    found = population_problems(check_files(files), files)
    assert [each.rule for each in found] == ["outcome-missing"]
    assert _beside(lacking, ["order.yaml", "with: customer.buyer", "wiht: customer.buyer"]) == []


def test_what_no_broken_file_explains_is_told_beside_it() -> None:
    """A people file with a slip has nothing to do with a share."""
    found = _beside(
        ["shared/people.yaml", "level: unit", "lvel: unit"], [PATH, "rejected: 20%", "rejected: 2%"]
    )
    assert [each.case for each in found] == ["shares-not-whole"]


def test_the_check_of_a_workspace_judges_its_populations() -> None:
    """``touchline validate`` tells of a population as of a story, beside everything else."""
    edits = [[PATH, "takes: 20 minutes", "takes: 2 days"], ["offer.yaml", "[phone]", "[fone]"]]
    _, found = check(changed(workspace(), edits))
    assert [each.rule for each in found] == ["unknown-name", "bad-spread"]


# Whatever is written.


@functools.cache
def _plain() -> Any:
    file, _ = load_file(PATH, WHOLE_FILE.read_bytes())
    assert file is not None
    return plain(file.here.node)


@functools.cache
def _spots() -> list[tuple[str | int, ...]]:
    return list(paths(_plain()))


@st.composite
def _spoilt(draw: st.DrawFn) -> tuple[str, Any]:
    path = draw(st.sampled_from(_spots()))
    what, value = draw(st.sampled_from(list(mutations(_plain(), path))))
    return f"{what} at {path}", value


def _judged(value: Any, draft: Compiled) -> tuple[Population | None, list[Problem]] | None:
    file, problems = load_tree(as_tree(value, PATH))
    if file is None or file.kind != "population/1":
        return None
    found, more = prepare_population(draft, file)
    assert found is None or not more
    return found, [*problems, *more]


@settings(max_examples=400, deadline=None)
@given(_spoilt())
def test_any_single_change_is_read_or_answered(spoilt: tuple[str, Any]) -> None:
    """No change of a file raises; what is told has a place and no gap, and little is echoed."""
    what, value = spoilt
    judged = _judged(value, _draft())
    if judged is None:
        return
    _, problems = judged
    assert all(each.place.path == PATH and each.place.line for each in problems), what
    assert len(problems) <= 6, (what, [each.line("en") for each in problems])
    for each in problems:
        for text in (each.line("zh"), each.line("en")):
            assert "{name}" not in text
            assert "{allowed}" not in text


@settings(max_examples=60, deadline=None)
@given(_spoilt(), st.sampled_from(sorted(path for path in workspace() if path != PATH)))
def test_any_change_beside_any_missing_file_is_answered(
    spoilt: tuple[str, Any], missing: str
) -> None:
    """A draft that lacks a whole file raises nothing either."""
    _judged(spoilt[1], _without(missing).draft)


@functools.cache
def _without(path: str) -> Checked:
    return check_files({each: data for each, data in workspace().items() if each != path})


def test_the_shipped_populations_fit_the_shipped_playbooks() -> None:
    """And the large one says something of every stage."""
    compiled = compiled_shipped()
    read = [prepare_population(compiled, file) for file in compiled.populations]
    assert [problems for _, problems in read] == [[], []]
    found = {each.id: each for each, _ in read if each is not None}
    assert found.keys() == {"contract_quotes", "industrial_year"}
    year = found["industrial_year"]
    for segment in year.segments:
        stages = {name.partition(".")[0] for name in segment.states}
        assert stages == compiled.program.stages.keys()
    assert len(year.segments) == 3
    # Of tags, what the shares leave has none.
    tags = OneOf((("预约卸货",), ()), (200_000, 800_000))
    assert [each.facts["account.tags"] for each in year.segments] == [tags] * 3
