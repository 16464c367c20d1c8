"""A known population is simulated and found again: its shares, spreads and rates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from engine.commands.checking import check
from engine.language.titles import Lang
from engine.present.calibrated_population import population_text, whole_shares
from engine.studies.calibration.families import Fit
from engine.studies.calibration.findings import Calibration, ReplyFit, ShareFit, StateFit
from engine.studies.calibration.samples import Samples

from . import calibrated
from .calibrated import Known, known, together

HOUR = 3600.0
SHARES = {
    ("offer.waiting", "client.accepted"): 0.45,
    ("offer.waiting", "client.asked"): 0.20,
    ("offer.waiting", "client.withdrew"): 0.10,
    ("offer.asleep", "client.accepted"): 0.30,
}
# The family, in which time it passes, and its parameters in seconds.
SPREADS = {
    ("offer.waiting", "client.accepted"): (
        "lognormal", "business", {"median": 8 * HOUR, "p90": 24 * HOUR}
    ),
    ("offer.waiting", "client.asked"): ("gamma", "business", {"mean": 6 * HOUR, "shape": 2.0}),
    ("offer.waiting", "client.withdrew"): ("exponential", "elapsed", {"mean": 48 * HOUR}),
}  # fmt: skip
SEED = 2


@cache
def world() -> Known:
    return known()


@cache
def parts() -> tuple[Samples, ...]:
    return tuple(world().samples(SEED))


@cache
def found() -> tuple[Calibration, list[Calibration]]:
    """Return what 1,500 customers come to, and each chunk of 250 of them by itself."""
    return world().fitted(together(parts())), [world().fitted(each) for each in parts()]


def state_of(it: Calibration, name: str) -> StateFit:
    return next(each for each in it.states if each.state == name)


def reply_of(it: Calibration, state: str, signal: str) -> ReplyFit:
    return next(each for each in state_of(it, state).replies if each.chance.name == signal)


def fit_of(reply: ReplyFit, kind: str) -> Fit:
    return next(each for each in reply.time.fitted.fits if each.spread.kind == kind)


def outcome_of(it: Calibration, name: str) -> ShareFit:
    work = next(each for each in it.work if each.name == "offer.check_terms")
    return next(each for each in work.outcomes if each.name == name)


# --- what was simulated is found again


def test_families_are_found_again_in_the_time_they_pass_in() -> None:
    whole, _ = found()
    for (state, signal), (kind, counts, _) in SPREADS.items():
        time = reply_of(whole, state, signal).time
        assert (time.fitted.spread.kind, time.counts) == (kind, counts), signal
        assert time.fitted.reason == "best"
    asleep = reply_of(whole, "offer.asleep", "client.accepted").time
    assert (asleep.fitted.spread.kind, asleep.counts) == ("uniform", "elapsed")
    sent = next(each for each in whole.work if each.name == "offer.send_offer")
    assert sent.time is not None
    assert (sent.time.fitted.spread.kind, sent.time.counts) == ("exponential", "business")


def test_every_share_and_parameter_lies_near_what_it_was() -> None:
    """Of all 1,500 together: within twice the half of its 95 % interval, which is 99.99 %."""
    whole, _ = found()
    off = []
    for (state, signal), share in SHARES.items():
        chance = reply_of(whole, state, signal).chance
        off.append((signal, share - chance.share, chance.high - chance.low))
    passed = outcome_of(whole, "passed")
    off.append(("passed", 0.8 - passed.share, passed.high - passed.low))
    for (state, signal), (kind, _, wanted) in SPREADS.items():
        for each in fit_of(reply_of(whole, state, signal), kind).parameters:
            off.append((each.name, wanted[each.name] - each.value, each.high - each.low))
    assert len(off) == 10
    assert [name for name, apart, width in off if abs(apart) > width] == []


def test_intervals_of_95_percent_hold_what_was_true_about_as_often() -> None:
    """Over six independent parts of 250: of 60 intervals three or so may miss, not a tenth.

    Nor are they too wide: measured in the half of its interval, an error is 1/1.96 on average.
    """
    told = [each for part in found()[1] for each in intervals(part)]
    assert len(told) == 60
    held = sum(low <= true <= high for true, low, high in told)
    assert held >= 54
    # Ratios, because the intervals of lengths are even on the scale of logarithms.
    errors = [
        math.log(true / math.sqrt(low * high)) / math.log(high / low) for true, low, high in told
    ]
    spread = 2 * 1.96 * math.sqrt(sum(each * each for each in errors) / len(errors))
    assert 0.8 <= spread <= 1.25


def intervals(part: Calibration) -> Iterator[tuple[float, float, float]]:
    """Yield what is true and the interval of it, share by share and parameter by parameter."""
    for (state, signal), share in SHARES.items():
        chance = reply_of(part, state, signal).chance
        yield share, chance.low, chance.high
    passed = outcome_of(part, "passed")
    yield 0.8, passed.low, passed.high
    for (state, signal), (kind, _, wanted) in SPREADS.items():
        for each in fit_of(reply_of(part, state, signal), kind).parameters:
            yield wanted[each.name], each.low, each.high


def test_silence_is_what_the_replies_leave_though_many_were_cut_off() -> None:
    """Whoever is silent is given up after eight working days: cut off, not answered."""
    waiting = state_of(found()[0], "offer.waiting")
    assert waiting.silence.low <= 0.25 <= waiting.silence.high
    assert dict(waiting.cuts)["time"] > 300
    assert sum(each.chance.share for each in waiting.replies) + waiting.silence.share == (
        pytest.approx(1.0)
    )
    assert waiting.basis == ""
    assert (waiting.also, waiting.rare) == ((), ())


def test_who_comes_is_found_again() -> None:
    """Sixty a week: ten a day, twice as many on Mondays, nobody at weekends, nine to five."""
    arrivals = found()[0].arrivals
    factors = {each.name: each.factor for each in arrivals.weekdays}
    daily = {name: arrivals.per_week / 7 * factor for name, factor in factors.items()}
    assert daily["monday"] == pytest.approx(20.0, rel=0.1)
    for name in ("tuesday", "wednesday", "thursday", "friday"):
        assert daily[name] == pytest.approx(10.0, rel=0.2), name
    assert daily["saturday"] == daily["sunday"] == 0.0
    assert arrivals.low <= 60.0 <= arrivals.high
    assert (arrivals.opens, arrivals.closes) == (9, 17)
    assert arrivals.dispersion == pytest.approx(1.0, abs=0.6)


def test_answers_that_wait_for_work_count_from_its_end() -> None:
    """A touchpoint that is done before every answer is what the answer comes after."""
    playbook = calibrated.PLAYBOOK.replace(
        """\
    needs: [offer_sheet]
    moves:
""",
        """\
    needs: [offer_sheet]
    touchpoints:
      call_up: {title: 打电话 | Call, with: customer.buyer, via: [phone], due: 1 business day}
    moves:
""",
    )
    text = calibrated.KNOWN.replace(
        "  offer.waiting:\n", "  offer.waiting:\n    once_done: call_up\n"
    )
    it = known(4, playbook, text)
    waiting = state_of(it.fitted(together(it.samples(SEED))), "offer.waiting")
    assert waiting.basis == "call_up"
    accepted = next(each for each in waiting.replies if each.chance.name == "client.accepted")
    median = next(each for each in fit_of(accepted, "lognormal").parameters)
    assert median.low <= 8 * HOUR <= median.high


# --- what is written


def written(lang: Lang = "en") -> str:
    return population_text(found()[0], world().compiled, "known.csv", lang)


def test_what_is_written_passes_every_check_of_its_workspace() -> None:
    for lang in ("en", "zh"):
        own = {**calibrated.files(), "populations/fitted.yaml": written(lang).encode()}
        assert check(own)[1] == []


def test_the_language_changes_nothing_but_comments() -> None:
    zh, en = written("zh"), written("en")
    assert yaml.safe_load(zh) == yaml.safe_load(en)
    assert zh != en
    assert "假设" in zh
    assert "ASSUMPTION" in en


def test_the_same_samples_give_the_same_bytes_in_whatever_order_they_came() -> None:
    again = world().fitted(together(reversed(parts())))
    assert population_text(again, world().compiled, "known.csv", "en") == written()


def test_chances_are_written_as_found_and_what_the_log_cannot_show_is_marked() -> None:
    said = yaml.safe_load(written())
    waiting = said["customers"]["offer.waiting"]
    total = sum(float(each["chance"].rstrip("%")) for each in waiting["replies"].values())
    assert total + float(waiting["silence"].rstrip("%")) == pytest.approx(100.0)
    accepted = reply_of(found()[0], "offer.waiting", "client.accepted")
    told = float(waiting["replies"]["client.accepted"]["chance"].rstrip("%"))
    assert told == pytest.approx(100 * accepted.chance.share, abs=0.01)
    marked = [line for line in written().splitlines() if "ASSUMPTION" in line]
    for word in ("takes: 1 minute", "default:", "customers:", "staff"):
        assert any(word in line for line in marked), word
    assert "KS 0.0" in written()


def test_shares_that_are_rounded_add_up_to_all() -> None:
    assert whole_shares([1 / 3, 1 / 3, 1 / 3]) == [333_400, 333_300, 333_300]
    assert sum(whole_shares([0.123456, 0.876544])) == 1_000_000
    assert whole_shares([0.0, 1.0]) == [0, 1_000_000]


def test_times_are_written_fine_enough_to_be_read_back() -> None:
    """A fitted median of 7.7 hours of shift time is told in minutes of it."""
    said = yaml.safe_load(written())["customers"]["offer.waiting"]["replies"]["client.accepted"]
    median = said["after"]["lognormal"]["median"]
    match = re.fullmatch(r"(\d+) business minutes", median)
    assert match is not None, median
    told = int(match[1]) * 60
    fit = fit_of(reply_of(found()[0], "offer.waiting", "client.accepted"), "lognormal")
    assert told == pytest.approx(fit.parameters[0].value, abs=30)
