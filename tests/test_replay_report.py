"""The page of a backtest: whole, offline, safe, in both languages, and nothing left out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from cli import cli
from engine.commands.outcome import OK
from engine.language.compiler import Compiled
from engine.language.titles import Lang, Title
from engine.present import replay_told
from engine.present.phrases_replayed import REPLAYED
from engine.present.quantities import count
from engine.present.replay_against import against_text
from engine.present.replay_judged import outcomes
from engine.present.replay_load import calendar, level
from engine.present.replay_noticed import months
from engine.present.replay_report import replay_page
from engine.present.replay_style import REPLAY_STYLE
from engine.present.replay_told import Replay
from engine.present.replayed import backtest_text
from engine.studies.backtest import findings as b
from engine.studies.figures import results as f
from engine.studies.history import quality as q

from . import replay_sample as made
from .kit import ROOT, compiled_shipped
from .test_report import side
from .test_show_drawing import EVIL, contrast
from .test_show_page import Page

LANGS: tuple[Lang, ...] = ("zh", "en")
TOLD = ROOT / "tests" / "cases" / "replayed"
COMMAND = "touchline backtest orders history.csv --mapping scms.yaml"


def page(backtest: b.Backtest, lang: Lang = "en", **more: Any) -> str:
    return replay_page(backtest, made.workspace(), lang, COMMAND, **more)


def english(backtest: b.Backtest, **more: Any) -> Page:
    """Return what is read on the English side."""
    return Page(f"<main>{side(page(backtest, **more), 'en').partition('>')[2]}</main>")


@pytest.fixture(scope="module")
def whole() -> str:
    """The page with every section there is."""
    return page(made.sample(), "zh", against=made.against())


# --- the page


def test_the_page_is_whole(whole: str) -> None:
    """Every tag is closed, every id is one, every link leads somewhere on the page."""
    read = Page(whole)
    assert read.open == []
    ids = read.attributes("id")
    assert sorted(set(ids)) == sorted(ids)
    links = read.attributes("href")
    assert len(links) > 30
    assert [link for link in links if not (link[0] == "#" and link[1:] in ids)] == []
    named = [name for value in read.attributes("aria-labelledby") for name in value.split()]
    assert set(named) <= set(ids)


def test_the_page_needs_nothing_but_itself(whole: str) -> None:
    """Nothing is fetched and nothing runs; the browser is told so as well."""
    read = Page(whole)
    assert {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object"} == set()
    assert read.attributes("src") == []
    assert [name for _, found in read.tags for name in found if name.startswith("on")] == []
    bare = whole.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "http" not in bare
    assert set(re.findall(r"url\((.)", whole)) <= {"#"}
    assert "@import" not in whole
    assert any("default-src 'none'" in value for value in read.attributes("content"))


@pytest.mark.parametrize("make", [made.sample, made.nothing], ids=["sample", "nothing"])
@pytest.mark.parametrize("lang", LANGS)
def test_both_languages_are_there_and_say_all(make: Callable[[], b.Backtest], lang: Lang) -> None:
    """No gap of a phrase is left open, and neither language speaks the other's words."""
    markup = page(make(), lang)
    read = Page(markup)
    assert [found["class"] for tag, found in read.tags if tag == "main"] == ["zh", "en"]
    checked = [found["id"] for tag, found in read.tags if tag == "input" and "checked" in found]
    assert checked == [f"{lang}-on"]
    assert re.findall(r"\{[a-z_]+\}", "".join(read.texts)) == []
    assert re.findall("[\u4e00-\u9fff]+", side(markup, "en")) == []
    assert len(re.findall("[\u4e00-\u9fff]", side(markup, "zh"))) > 100


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_is_the_same_every_time(lang: Lang) -> None:
    assert page(made.sample(), lang) == page(made.sample(), lang)


# --- what it says


def test_every_watch_is_named_with_its_numbers() -> None:
    """A row for each: what, cases, share, times, first, last, an example, the clause."""
    told = Replay(made.sample(), made.workspace(), "en", COMMAND)
    markup = side(page(made.sample()), "en")
    table = markup.partition('id="en-watch"')[2].partition("</table>")[0]
    listed = [cells_of(row) for row in re.split("<tr[^>]*>", table)]
    rows = {cells[0]: cells for cells in listed if len(cells) > 5}
    for each in made.sample().watches:
        name = told.watch(each)
        if each.kind not in {"overdue", "reminder"}:
            assert rows[name][-7:] == [
                count(each.cases), rows[name][-6], count(each.count), told.day(each.first_at),
                told.day(each.last_at), each.example, each.clause,
            ]  # fmt: skip
        assert name in rows
    both = [cells for cells in listed if "Record the delivery" in cells]
    assert [row[-7] for row in both] == ["1,013", "1,490"]


def cells_of(row: str) -> list[str]:
    """Return the texts of a table's row, without the words that stand in for a head."""
    bare = re.sub(r'<span class="k".*?</span>|<svg.*?</svg>', "", row)
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", bare)]


def numbered(made_of: b.Backtest) -> tuple[b.Backtest, int]:
    """Return a backtest whose every count has a value of its own, and the first one not used."""
    numbers = iter(range(100_001, 900_000, 7))

    def fresh(value: Any, name: str = "") -> Any:
        if isinstance(value, msgspec.Struct):
            fields = type(value).__struct_fields__
            if isinstance(value, f.Results):
                return value  # sections of a simulation's report, tested with it
            return type(value)(**{each: fresh(getattr(value, each), each) for each in fields})
        if isinstance(value, tuple):
            return tuple(fresh(each, name) for each in value)
        if type(value) is int and name not in {"days", "percent", "row"} and not _instant(value):
            return next(numbers)
        return value

    made_anew = fresh(made_of)
    return made_anew, next(numbers)


def _instant(value: int) -> bool:
    return value > 10**11


def test_every_count_is_on_the_page() -> None:
    """Each number of a backtest has a value of its own, and each is looked for."""
    backtest = msgspec.structs.replace(made.sample(), reactions=())
    counted, after = numbered(backtest)
    text = " ".join(english(counted).texts)
    shown = {int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", text)}
    hidden = set(range(100_001, after, 7)) - shown
    # A length of time is told in its own words; these are none of the counts that people read.
    assert hidden - set(unread(counted)) == set()


def unread(backtest: b.Backtest) -> Iterator[int]:
    """Yield what stands on the page in another form: sums, times, months within a drawing."""
    for outcome in backtest.outcomes:
        yield from times(outcome.lead)
        if not outcome.foretold_by:
            yield from (outcome.noticed, outcome.in_time, outcome.missed)
            yield from (outcome.false_alarms, outcome.quiet)
    for watch in backtest.watches:
        for verdict in watch.verdicts:
            yield from times(verdict.lead)
    for band in backtest.bands:
        yield from (point.count for point in band.points)
    it = backtest.conformance
    yield from (it.rest, it.rest_cases)
    yield from (each.cases for each in it.skipped)
    yield from (number for each in it.variants for number in (each.cases, each.fitting))
    yield from (backtest.quality.cases, backtest.quality.accounts, backtest.quality.events)


def times(lead: f.Spread) -> tuple[int, ...]:
    return lead.count, lead.mean, lead.p50, lead.p90, lead.p99


def test_the_four_cells_say_which_they_are() -> None:
    """Rightly warned, false alarm, missed, rightly quiet: with the number and the word."""
    told = Replay(made.sample(), made.workspace(), "en", COMMAND)
    table = outcomes(told).partition('<table class="matrix">')[2].partition("</table>")[0]
    found = re.findall(r'<td class="(\w+)"><b>([\d,]+)</b><span>([^<]+)</span>', table)
    late = made.sample().outcomes[0]
    assert found == [
        ("right", count(late.noticed), "rightly warned"),
        ("false", count(late.false_alarms), "false alarm"),
        ("missed", count(late.missed), "missed"),
        ("quiet", count(late.quiet), "rightly quiet"),
    ]


def test_an_alarm_that_came_after_is_not_told_as_one_before() -> None:
    """In the cell itself, where some of its alarms only came when it had happened."""
    told = Replay(made.sample(), made.workspace(), "en", COMMAND)
    cells = re.findall(r'<td class="right">(.*?)</td>', outcomes(told))
    assert "before" not in cells[0]
    assert "<b>76</b>" in cells[1]
    assert "63 before, 13 after" in cells[1]


def test_a_bin_of_lead_times_says_where_it_ends() -> None:
    text = " ".join(english(made.sample()).texts)
    for said in ("Days ahead", "5–6", "7–9", "180–364", "365 or more"):
        assert said in text


def test_what_the_mapping_says_is_called_by_its_titles() -> None:
    """Groups, outcomes, alarms, signals, roles: never by an id."""
    text = " ".join(english(made.sample()).texts)
    for name in ("Both dates", "Quote only", "Delivered late", "Order placed", "Seller",
                 "“Quote unanswered for 90 days”", "Offer sheet"):  # fmt: skip
        assert name in text
    for name in ("both_dates", "unanswered_90", "delivered_late", "order.placed"):
        assert name not in text, name


def test_the_command_that_gives_it_again_is_told() -> None:
    """Of the whole, and of the first case of an incident; quoted for a shell."""
    broken = f.IncidentFigures("exception", "order", 3, 812, "a b; rm")
    figures = msgspec.structs.replace(made.figures(), incidents=(broken,))
    texts = english(msgspec.structs.replace(made.sample(), figures=figures)).texts
    assert COMMAND in texts
    assert f"{COMMAND} --case 'a b; rm'" in texts


def test_a_log_without_cases_is_a_page_too() -> None:
    read = Page(page(made.nothing()))
    assert read.open == []
    text = " ".join(read.texts)
    assert "there is no case in this log" in text
    assert "No stall, overdue task, escalation, rule or pattern" in text
    assert "nan" not in text.lower().split()


def test_what_people_write_stays_text() -> None:
    """X13: titles, names, cases and cells of the log with markup are shown, never run."""
    compiled = made.workspace()
    titles = dict.fromkeys(compiled.legend.titles, Title(EVIL, EVIL))
    legend = msgspec.structs.replace(compiled.legend, titles=titles)
    plain = made.sample()
    hostile = msgspec.structs.replace(
        plain,
        mapping=EVIL, title_zh=EVIL, title_en=EVIL, program=EVIL, population=EVIL,
        unobserved=(EVIL,), from_first_row=(EVIL,),
        groups=(b.GroupFigures("both_dates", EVIL, EVIL, 1),),
        watches=tuple(msgspec.structs.replace(each, example=EVIL, clause=EVIL, name=EVIL)
                      for each in plain.watches),
        outcomes=(msgspec.structs.replace(plain.outcomes[0], title_zh=EVIL, title_en=EVIL),),
        figures=msgspec.structs.replace(plain.figures, states=(), moves=()),
        quality=msgspec.structs.replace(
            plain.quality, log=EVIL,
            rejects=(q.Trouble(EVIL, 1, EVIL, (q.Example(1, EVIL, EVIL),)),),
            unknown=(q.Counted(EVIL, 1),),
        ),
    )  # fmt: skip
    read = Page(replay_page(hostile, dataclasses.replace(compiled, legend=legend), "en", EVIL))
    assert read.open == []
    assert "script" not in {tag for tag, _ in read.tags}
    assert [name for _, found in read.tags for name in found if name.startswith("on")] == []
    assert "".join(read.texts).count("<script>alert(1)</script>") > 50


# --- drawings


def test_months_run_from_the_first_to_the_last() -> None:
    """Those without anything too, over the turn of a year; and one that lies outside."""
    timed = [made.watch("stall", "x", 1, 1, months=(q.Counted("2015-02", 1),))]
    assert months(made.day("2014-11-05"), made.day("2015-01-05"), made.ZONE, timed) == [
        "2014-11", "2014-12", "2015-01", "2015-02",
    ]  # fmt: skip


def test_a_week_is_darker_the_more_came() -> None:
    assert [level(number, 100) for number in (0, 1, 4, 5, 15, 29, 30, 50, 100)] == [
        0, 1, 1, 2, 3, 3, 4, 5, 5,
    ]  # fmt: skip
    assert level(0, 0) == 0
    turn = [b.RoleWeek(dt.date(2014, 12, 29), 1, 0), b.RoleWeek(dt.date(2015, 1, 5), 0, 9)]
    drawn = calendar(turn, "told").markup
    assert re.findall(r'class="(t\d)"', drawn) == ["t2", "t5"]
    assert re.findall(r">(\d{4})<", drawn) == ["2015"]


def test_words_on_the_four_cells_can_be_read() -> None:
    """WCAG AA on every ground, the muted words as well."""
    grounds = re.findall(r"\.matrix \.\w+\{background:(#\w{6})\}", REPLAY_STYLE)
    assert len(grounds) == 4
    assert min(contrast("#1f2933", each) for each in grounds) >= 4.5


# --- two workspaces on one history


@pytest.mark.parametrize("lang", LANGS)
def test_a_comparison_reads_as_it_did(lang: Lang, golden: Callable[[Any, str], None]) -> None:
    told = against_text(made.against(), made.workspace(), lang, COMMAND)
    golden(TOLD / f"against.{lang}.txt", told)


def test_a_comparison_stands_after_the_headline(whole: str) -> None:
    """In both languages, before the first section; nothing of it where nobody compares."""
    for lang in LANGS:
        markup = side(whole, lang)
        assert markup.index('class="tiles"') < markup.index(f'id="{lang}-against"')
        assert markup.index(f'id="{lang}-against"') < markup.index(f'id="{lang}-watch"')
    assert "en-against" not in page(made.sample())


def test_only_what_differs_is_a_sentence() -> None:
    """The most cases first, each with an example; where nothing differs, that."""
    told = against_text(made.against(), made.workspace(), "en", COMMAND)
    sentences = [line for line in told.splitlines() if line.startswith("• ")]
    assert [re.findall(r"in ([\d,]+) case", each) for each in sentences] == [
        ["2,104"],
        ["169"],
        ["1"],
    ]
    assert "only the other notices it in 2,104 cases (such as SCMS-32)" in sentences[0]
    same = msgspec.structs.replace(
        made.against(), second=made.sample(), watches=made.against().watches[1:3]
    )
    told = against_text(same, made.workspace(), "en", COMMAND)
    assert "• Both versions notice exactly the same cases." in told


def test_a_title_of_the_other_workspace_is_its_own() -> None:
    """What only the other version has is called as that version calls it."""
    other = made.workspace()
    titles = {**other.legend.titles, "stall/order.unanswered_10": Title("十天", "Ten days")}
    legend = msgspec.structs.replace(other.legend, titles=titles)
    renamed: Compiled = dataclasses.replace(other, legend=legend)
    told = against_text(made.against(), made.workspace(), "en", COMMAND, renamed)
    assert "stall “Ten days”" in told
    assert "unanswered_10" not in told


# --- no dead phrase


def test_every_phrase_is_said_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase that no backtest brings out is dead, or nobody has looked at it."""
    said: set[str] = set()

    class Heard(dict[str, Title]):
        def __getitem__(self, name: str) -> Title:
            said.add(name)
            return super().__getitem__(name)

    monkeypatch.setattr(replay_told, "REPLAYED", Heard(REPLAYED))
    for backtest in variations():
        replay_page(backtest, made.workspace(), "en", COMMAND)
        backtest_text(backtest, made.workspace(), "en", COMMAND)
    replay_page(made.nothing(), limited(), "en", COMMAND)
    same = msgspec.structs.replace(made.against(), watches=())
    for against in (made.against(), same):
        against_text(against, made.workspace(), "en", COMMAND)
    replay_page(made.sample(), made.workspace(), "en", COMMAND, made.against())
    assert set(REPLAYED) - said == set()


def limited() -> Compiled:
    """Return the workspace with a limit of contacts, so that contacts are counted."""
    compiled = made.workspace()
    limits = compiled_shipped().program.limits
    program = msgspec.structs.replace(compiled.program, limits=limits)
    return dataclasses.replace(compiled, program=program)


def variations() -> Iterator[b.Backtest]:
    """Yield backtests in which every case of a sentence comes up once."""
    plain = made.sample()
    replace = msgspec.structs.replace
    broken = q.Trouble("broken-packing", 1, "", (q.Example(4_711),))
    clean = replace(
        made.quality(), rejected=0, left_out=0, dropped=0, order=(), ties=(), broken=broken
    )
    many = tuple(made.watch("stall", f"stall_{at}", 1, 1) for at in range(41))
    incident = f.IncidentFigures("exception", "order", 3, 812, "SCMS-1")
    sure = replace(plain.outcomes[0], false_alarms=0)
    yield plain
    yield replace(plain, outcomes=(sure,))
    yield made.nothing()
    yield replace(plain, outcomes=(), quality=clean, watches=many, is_partial=True)
    yield replace(plain, figures=replace(plain.figures, incidents=(incident,)))


# --- a real one


def test_a_real_backtest_makes_a_whole_page(tmp_path: Path) -> None:
    """The guide's register, with a band, a population and another version: as the command does."""
    samples = ROOT / "docs" / "examples" / "samples"
    target = tmp_path / "backtest.html"
    words = (
        "backtest", samples, samples / "history" / "samples_2025.csv", "--mapping",
        "samples_2025", "--against", ROOT / "docs" / "examples" / "earlier" / "samples.yaml",
        "--report", target, "--workers", "1",
    )  # fmt: skip
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == OK, done.output
    markup = target.read_text("utf-8")
    read = Page(markup)
    assert read.open == []
    ids = read.attributes("id")
    assert sorted(set(ids)) == sorted(ids)
    named = [name for value in read.attributes("aria-labelledby") for name in value.split()]
    assert set(named) <= set(ids)
    assert [link for link in read.attributes("href") if link.lstrip("#") not in ids] == []
    text = " ".join(read.texts)
    for said in ("The sample register of 2025", "No word on the sample", "Two versions", "YP-018",
                 "2025/6/31", "unreadable date"):  # fmt: skip
        assert said in text, said
    assert re.findall(r"\{[a-z_]+\}", text) == []
