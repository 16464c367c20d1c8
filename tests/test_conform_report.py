"""How a comparison of history with the playbooks is told and drawn, in both languages."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from engine.language.compiler import Compiled
from engine.language.titles import Lang
from engine.present.chart import stage_chart
from engine.present.conform_drawing import (
    MOST_ARROWS,
    MOST_LINES,
    drawn_on,
    graph_drawn,
    shown_arcs,
)
from engine.present.conform_report import conformance_page, conformance_section
from engine.present.conformed import conformance_text, conformed_text, deviation_text
from engine.present.phrases_conformed import CONFORMED
from engine.present.phrases_report import REPORTED
from engine.present.report_told import Teller
from engine.present.svg import chart_svg
from engine.studies.conformance.findings import Arc, Conformance, Conformed, Deviation, Discovered
from engine.studies.conformance.summing import conformance
from engine.studies.figures.results import Spread
from engine.studies.history.quality import Quality

from .conformed import ORDERS, Told, judged
from .lifecycles import compiled

LANGS: tuple[Lang, ...] = ("zh", "en")
SIGNED = ("deal.signed", ("draft",))
CASES: Sequence[Sequence[Told]] = (
    ("deal.asked", SIGNED, "confirm.done", "deal.priced", "deal.checked"),
    ("deal.asked", "deal.signed"),
    ("deal.priced", "deal.asked"),
    ("client.called", "pack.done"),
    ("deal.asked", "deal.asked"),
    (("deal.asked", ("unheard-of",)),),
)
NEVER = Spread(0, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def orders() -> Compiled:
    return compiled(ORDERS)


@pytest.fixture(scope="module")
def found() -> Conformance:
    return conformance(judged([[each] for each in CASES]).tally, discover=True)


def teller(orders: Compiled, lang: Lang) -> Teller:
    return Teller(orders, lang, ChainMap(CONFORMED, REPORTED))


def told_of(found: Conformance) -> Conformed:
    quality = Quality(
        mapping="orders", log="orders.csv", rows=9, accepted=8, rejected=1, left_out=0, dropped=0,
        unused=0, cases=6, accounts=6, events=8, first_at=0, last_at=1,
    )  # fmt: skip
    return Conformed(
        program="p", mapping="orders", title_zh="订单", title_en="Orders", zone="Etc/UTC",
        begins_at=0, ends_at=1, conformance=found, quality=quality,
    )  # fmt: skip


# --- in words


@pytest.mark.parametrize("lang", LANGS)
def test_every_deviation_is_a_sentence_of_its_own(
    orders: Compiled, found: Conformance, lang: Lang
) -> None:
    """None says what another says, none leaves a gap open, and each names what happened."""
    kinds = {each.kind for each in found.deviations}
    assert kinds == {"unmatched", "pending", "refused", "ignored"}
    said = [deviation_text(each, orders, lang) for each in found.deviations]
    assert len(set(said)) == len(said)
    for text, each in zip(said, found.deviations, strict=True):
        assert "{" not in text
        assert each.signal.partition(".")[2] in text or each.signal.partition(".")[0] in text


def test_what_was_missing_is_named(orders: Compiled, found: Conformance) -> None:
    (pending,) = [each for each in found.deviations if each.kind == "pending"]
    assert "“draft”" in deviation_text(pending, orders, "en")


@pytest.mark.parametrize("lang", LANGS)
def test_the_text_says_every_part_of_the_whole(
    orders: Compiled, found: Conformance, lang: Lang
) -> None:
    """How many fit, every first deviation, what was skipped, ways and graph."""
    text = conformance_text(found, orders, lang)
    first = text.splitlines()[0]
    assert [int(each) for each in re.findall(r"\b\d+\b", first.replace("16.7", ""))] == (
        [6, 1, 1, 5] if lang == "zh" else [1, 6, 1, 5]
    )
    for each in found.deviations:
        assert deviation_text(each, orders, lang) in text
    for heading in ("conform.offs", "conform.skipped", "conform.variants", "conform.graph"):
        assert CONFORMED[heading].text(lang) in text


def test_nothing_and_all_fitting_are_said_as_such(orders: Compiled) -> None:
    nothing = conformance(judged([]).tally)
    assert conformance_text(nothing, orders, "en") == "There are no cases to compare.\n"
    fitting = conformance(judged([[CASES[0]]]).tally)
    text = conformance_text(fitting, orders, "en")
    assert text.startswith("All 1 case took only ways the playbooks have")
    assert "Where they left" not in text


def test_the_head_says_of_what(orders: Compiled, found: Conformance) -> None:
    text = conformed_text(told_of(found), orders, "zh")
    assert text.startswith("订单：6 个案例 · 1970-01-01 至 1970-01-01（Etc/UTC）\n日志 9 行")


# --- drawn


def arrows_of(svg: str, kind: str) -> list[str]:
    """The words of every arrow of a kind; those of the key have none."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    drawn = [
        path
        for path in root.iter(f"{space}path")
        if path.get("marker-end", "").endswith(f"head-{kind})")
    ]
    return [title.text or "" for path in drawn for title in path.iter(f"{space}title")]


def test_ways_the_playbook_does_not_have_are_drawn_on_it(
    orders: Compiled, found: Conformance
) -> None:
    """Each with its count; everything else stays as the playbook is drawn."""
    drawing = drawn_on(teller(orders, "en"), "stage", found.deviations)
    strays = [
        each for each in found.deviations
        if each.kind == "unmatched" and each.to not in {"", each.state}
    ]  # fmt: skip
    assert (drawing.drawn, drawing.of) == (2, 2)
    assert sorted(arrows_of(drawing.svg, "stray")) == sorted(
        f"≠ {each.count} × {each.signal.partition('.')[2]}" for each in strays
    )
    plain = chart_svg(
        stage_chart(orders.program, orders.legend, orders.program.stages["stage"], "en"), "en"
    )
    assert arrows_of(drawing.svg, "move") == arrows_of(plain, "move")
    assert "stray" not in plain


def test_what_went_wrong_in_a_state_is_written_into_it(
    orders: Compiled, found: Conformance
) -> None:
    """A gate that was passed into the state behind it, the rest into where the case stood."""
    svg = drawn_on(teller(orders, "en"), "stage", found.deviations).svg
    boxes = dict(re.findall(r'id="en-conform-stage-box-main-(\w+)">(.*?)</g>', svg, re.DOTALL))
    assert "without" in boxes["ordered"]
    assert "nobody waits: called" in boxes["asked"]
    assert "≠" not in boxes["done"]


def test_only_so_many_are_drawn_and_that_is_said(orders: Compiled, found: Conformance) -> None:
    """The most frequent of them; a state has room for some lines only."""
    states = list(orders.program.stages["stage"].tracks[0].states)
    pairs = [(a, b) for a in states for b in states if a != b]
    many = tuple(
        Deviation("unmatched", "stage", "main", a, "deal.asked", (a, "asked"), n + 1, 1, 1, "x", b)
        for n, (a, b) in enumerate(pairs)
    )
    lines = tuple(
        Deviation("ignored", "stage", "main", "asked", name, (), 1, 1, 0, "x")
        for name in ("client.called", "client.held", "deal.checked", "deal.accepted", "deal.signed")
    )
    drawing = drawn_on(teller(orders, "en"), "stage", (*many, *lines))
    assert (drawing.drawn, drawing.of) == (MOST_ARROWS, len(pairs))
    assert f"≠ {len(pairs)} × asked" in arrows_of(drawing.svg, "stray")
    assert "≠ 1 × asked" not in arrows_of(drawing.svg, "stray")
    assert drawing.svg.count("nobody waits") == MOST_LINES
    page = conformance_section(teller(orders, "en"), replace(found, deviations=many))
    assert CONFORMED["conform.drawn-rest"].text("en").format(count=MOST_ARROWS) in page


SIDES = """
stages:
  stage:
    mode: observe
    tracks:
      money: {start: a, states: {a: {moves: {deal.asked: b}}, b: {end: success}}}
      goods: {start: k, states: {k: {moves: {deal.checked: m}}, m: {end: success}}}
"""


def test_a_track_that_no_case_left_is_not_drawn() -> None:
    """Of several; where all were kept to, all are."""
    told = teller(compiled(SIDES), "en")
    off = Deviation("unmatched", "stage", "money", "b", "deal.asked", ("b", "a"), 1, 1, 1, "x", "a")
    drawing = drawn_on(told, "stage", (off,))
    assert drawing.left_out == 1
    assert "box-money-a" in drawing.svg
    assert "box-goods-" not in drawing.svg
    assert drawn_on(told, "stage", ()).left_out == 0


def test_every_event_of_the_graph_has_a_way_in_and_out() -> None:
    """However rare it is beside the others."""
    names = [f"e{number}" for number in range(40)]
    arcs = [Arc("", "e0", 900, 900, NEVER)]
    arcs += [Arc("e0", name, 800 - n, 10, NEVER) for n, name in enumerate(names[1:])]
    arcs += [Arc(name, "e0", 700 - n, 10, NEVER) for n, name in enumerate(names[1:])]
    arcs += [Arc(name, "", 1, 1, NEVER) for name in names]
    graph = Discovered(
        tuple((name, 5) for name in names), tuple(sorted(arcs, key=lambda arc: -arc.count))
    )
    shown = shown_arcs(graph)
    assert {arc.source for arc in shown} >= set(names)
    assert {arc.target for arc in shown} >= set(names)
    assert len(shown) < len(arcs)


def test_the_graph_says_how_often_and_how_long(orders: Compiled, found: Conformance) -> None:
    """An arrow for each succession of two different events, a line for the same one again."""
    assert found.discovered is not None
    drawing = graph_drawn(teller(orders, "en"), found.discovered)
    assert (drawing.drawn, drawing.of) == (len(found.discovered.arcs),) * 2
    words = arrows_of(drawing.svg, "move") + arrows_of(drawing.svg, "back")
    between = [arc for arc in found.discovered.arcs if arc.source != arc.target]
    assert len(words) == len(between)
    assert "1 × · 1 h" in words
    assert "itself again 1 × · 1 h" in drawing.svg


# --- the page


@pytest.mark.parametrize("lang", LANGS)
def test_the_section_holds_every_count(orders: Compiled, found: Conformance, lang: Lang) -> None:
    """Change any number of a deviation, and the page is another."""
    told = teller(orders, lang)
    page = conformance_section(told, found)
    assert told.headings == [("conform", CONFORMED["conform"].text(lang))]
    for field in ("first", "cases", "count"):
        for place, each in enumerate(found.deviations):
            changed = list(found.deviations)
            changed[place] = replace(each, **{field: 7654})
            other = conformance_section(
                teller(orders, lang), replace(found, deviations=tuple(changed))
            )
            assert "7,654" in other
            assert other != page


def test_the_page_is_one_file_of_well_formed_markup(orders: Compiled, found: Conformance) -> None:
    """Both languages, nothing fetched, nothing that could run; a hostile name is only text."""
    hostile = tuple(
        replace(each, example='"><script>alert(1)</script>') for each in found.deviations
    )
    conformed = told_of(replace(found, deviations=hostile))
    page = conformance_page(conformed, orders, "zh", "touchline conform orders.csv --mapping <m>")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "--mapping &lt;m&gt;" in page
    for lang in LANGS:
        main = re.search(rf'<main class="{lang}".*?</main>', page, re.DOTALL)
        assert main is not None
        ElementTree.fromstring(main[0].replace("&#8288;", ""))  # noqa: S314 - our own
    assert not re.search(r'(?:src|href)="(?!#)', page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_narrow_drawings_stand_side_by_side(orders: Compiled, found: Conformance) -> None:
    """The playbook's diagram and the log's graph; without the graph there is one only."""
    both = conformance_section(teller(orders, "en"), found)
    alone = conformance_section(teller(orders, "en"), replace(found, discovered=None))
    assert both.count('<div class="drawing"') == 2
    assert alone.count('<div class="drawing"') == 1
    assert 'class="twins"' not in alone


def test_phrases_have_both_languages_and_the_same_gaps() -> None:
    for name, title in CONFORMED.items():
        gaps = [set(re.findall(r"\{(\w+)\}", text)) for text in (title.zh, title.en)]
        plural = {gap for gap in gaps[1] if gap.endswith(("_s", "_was"))}
        assert gaps[0] == gaps[1] - plural, name
