"""A backtest told on a terminal: everything is named, every number is there, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from engine.language.titles import Lang
from engine.present.quantities import count
from engine.present.replay_sentences import every_week, per_week
from engine.present.replay_told import KINDS, Replay
from engine.present.replayed import backtest_text
from engine.present.width import width
from engine.studies.backtest import findings as b
from engine.studies.backtest.summing import undated
from engine.studies.history import quality as q
from engine.studies.history.mapping import Constant, EventRule

from . import replay_sample as made
from .histories import a_mapping
from .kit import ROOT

LANGS: tuple[Lang, ...] = ("zh", "en")
CASES = ROOT / "tests" / "cases" / "replayed"
COMMAND = "touchline backtest orders history.csv --mapping scms.yaml"


def text(backtest: b.Backtest, lang: Lang = "en") -> str:
    return backtest_text(backtest, made.workspace(), lang, COMMAND)


@pytest.mark.parametrize("make", [made.sample, made.nothing], ids=["sample", "nothing"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_backtest_reads_as_it_did(
    make: Callable[[], b.Backtest], lang: Lang, golden: Callable[[Path, str], None]
) -> None:
    """Golden files: read their difference before ``--update-cases``."""
    golden(CASES / f"{make.__name__}.{lang}.txt", text(make(), lang))


@pytest.mark.parametrize("lang", LANGS)
def test_each_language_is_whole(lang: Lang) -> None:
    """No gap of a phrase is left open, and English says nothing in Chinese."""
    told = text(made.sample(), lang)
    assert re.findall(r"\{[a-z_]+\}", told) == []
    if lang == "en":
        assert re.findall("[\u4e00-\u9fff]", told) == []


def test_every_watch_is_named_with_its_numbers() -> None:
    """Whatever the kind: its title, not its id, the cases, the times, the days."""
    told = Replay(made.sample(), made.workspace(), "en", COMMAND)
    lines = text(made.sample()).splitlines()
    for each in made.sample().watches:
        name = told.watch(each)
        assert name not in {each.name, ""}
        (row,) = (
            line
            for line in lines
            if re.match(rf"  {each.kind} +{re.escape(name)} .*\d-\d\d$", line)
        )
        cells = row.rpartition(name)[2].split()
        assert cells[0] == count(each.cases)
        assert cells[2:] == [count(each.count), told.day(each.first_at), told.day(each.last_at)]
    assert {each.kind for each in made.sample().watches} == set(KINDS)


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_stand_under_each_other(lang: Lang) -> None:
    """Chinese titles beside English ones: the rows of a table end in the same column."""
    told = Replay(made.sample(), made.workspace(), lang, COMMAND)
    lines = text(made.sample(), lang).splitlines()
    names = [told.watch(each) for each in made.sample().watches]
    rows = [
        line for line in lines if re.search(r"\d-\d\d$", line) and any(n in line for n in names)
    ]
    assert len(rows) == len(names)
    assert len({width(row) for row in rows}) == 1


def test_every_cell_of_an_outcome_is_shown_and_they_add_up() -> None:
    """The four of them, whatever an outcome is foretold by; without that, none of them."""
    told = text(made.sample())
    for each in made.sample().outcomes:
        assert each.noticed + each.missed == each.happened
        block = told.partition(f"  {each.title_en}: ")[2].split("\n")
        if each.foretold_by:
            assert block[2].split()[-2:] == [count(each.noticed), count(each.false_alarms)]
            assert block[3].split()[-2:] == [count(each.missed), count(each.quiet)]
        else:
            assert "names nothing that foretells it" in block[0]


def test_a_lead_is_told_from_its_longer_side() -> None:
    """Half of them so much ahead or more: an owner asks how early, not how late."""
    assert "half of them 11 days or more, the earliest tenth 33 days or more" in text(made.sample())
    assert "一半不少于 11 天，最早的一成不少于 33 天" in text(made.sample(), "zh")


def test_a_sentence_stands_only_where_it_is_so() -> None:
    """What a replay cannot know depends on the log."""
    some = text(made.sample())
    clean = msgspec.structs.replace(made.quality(), rejected=0)
    whole = msgspec.structs.replace(
        made.sample(), open=0, unobserved=(), from_first_row=(), quality=clean, refused=0,
        beyond=0, ignored=0, incidents=0,
    )  # fmt: skip
    none = text(whole)
    for said in (
        "What the log cannot show: “Offer sheet”, “Confirm the date",
        "cases were not over on",
        "cases were not over by then",
        "rejected rows is not in here",
        "Without a date in the log: “Amount”",
        "refused by the playbook",
        "that begin after the end of the log",
        "nothing in the playbook waited",
        "a person would have had to look",
    ):
        assert said in some
        assert said.partition(":")[0] not in none
    assert "Had somebody been told" in none


def test_only_what_has_no_date_is_said_to_have_none() -> None:
    """A table of milestones dates no fact; rows with a moment do, and an event that sets one."""
    facts = {"order.amount": "Value", "order.rush": Constant("true"), "delivery.promised": "Day"}
    moved = EventRule("facts.set", "Changed", data={"delivery.promised": "Day"})
    assert undated(a_mapping(facts=facts)) == ("delivery.promised", "order.amount")
    assert undated(a_mapping(facts=facts, events=(moved,))) == ("order.amount",)
    assert undated(a_mapping(facts=facts, at="Changed")) == ()


def test_a_log_that_broke_off_says_so() -> None:
    """Before any number that depends on it."""
    broken = q.Trouble("truncated", 1, "", (q.Example(4_711),))
    cut = msgspec.structs.replace(made.quality(), broken=broken)
    told = text(msgspec.structs.replace(made.sample(), quality=cut))
    line = "could not be read to its end (the compressed file is cut short, after row 4,711)"
    assert told.index(line) < told.index("What the playbook would have noticed")


def test_what_is_not_shown_is_counted() -> None:
    """A long list is cut, and says by how many."""
    many = tuple(made.watch("stall", f"stall_{at}", 1, 1) for at in range(41))
    told = text(msgspec.structs.replace(made.sample(), watches=many, groups=()))
    assert "… and 11 more: --format json has them all" in told
    assert "stall_29" in told
    assert "stall_30" not in told


def test_weeks_of_nothing_are_weeks() -> None:
    """A role's average is over all weeks, whether something came or not."""
    load = made.loads()[0]
    sparse = msgspec.structs.replace(load, weeks=load.weeks[:1] + load.weeks[-1:])
    begins, ends = load.weeks[0].begins_on, load.weeks[-1].begins_on
    weeks = every_week(sparse, begins, ends)
    assert len(weeks) == 487
    assert sum(week.tasks for week in weeks) == sum(week.tasks for week in sparse.weeks)
    assert per_week(b.RoleLoad("seller", 9, 0, ()), 4) == "2.3"


def test_one_case_can_be_asked_for() -> None:
    """The command is quoted for a shell."""
    odd = msgspec.structs.replace(made.sample().watches[0], example="a b; rm")
    told = text(msgspec.structs.replace(made.sample(), watches=(odd,)))
    assert f"→ {COMMAND} --case 'a b; rm'" in told
