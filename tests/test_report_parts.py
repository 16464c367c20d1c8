"""What a report is made of: numbers in words, drawings to scale, the warmth of a stage."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.titles import Lang
from engine.language.values import Money
from engine.present.chart import Chart, stage_chart
from engine.present.heat import TINTS, Heat, tint
from engine.present.quantities import DAY, HOUR, MINUTE, SECOND, count, lasting, money, share
from engine.present.report_charts import Part, Scale, Span, Week, bar, scale_of, spread, weeks
from engine.present.report_heat import arrow_of, heat_of
from engine.present.report_tables import Column, Drawn, Group, grid
from engine.present.report_told import Told
from engine.present.svg import chart_svg
from engine.present.svg_parts import INK, MUTED
from engine.studies.figures.results import MoveFigures

from .report_sample import sample
from .test_show import workspace
from .test_show_drawing import SVG, contrast, parse
from .test_show_page import Page

# --- numbers in words


@pytest.mark.parametrize(
    ("part", "of", "told"),
    [
        (421, 1000, "42.1%"),
        (6, 10, "60.0%"),
        (0, 10, "0%"),
        (10, 10, "100%"),
        (0, 0, "–"),
        (1, 100_000, "<0.1%"),
        (99_999, 100_000, ">99.9%"),
        (5, 10_000, "0.1%"),
        (3, 2, "150.0%"),
    ],
)
def test_a_share_never_rounds_to_nothing_or_all(part: int, of: int, told: str) -> None:
    assert share(part, of) == told


@pytest.mark.parametrize(
    ("microseconds", "en", "zh"),
    [
        (0, "0 s", "0 秒"),
        (45 * SECOND, "45 s", "45 秒"),
        (59 * SECOND + SECOND * 7 // 10, "1 min", "1 分钟"),
        (25 * MINUTE, "25 min", "25 分钟"),
        (4 * HOUR, "4 h", "4 小时"),
        (4 * HOUR + HOUR // 2, "4.5 h", "4.5 小时"),
        (23 * HOUR + 50 * MINUTE, "1 day", "1 天"),
        (DAY, "1 day", "1 天"),
        (2 * DAY + DAY * 3 // 10, "2.3 days", "2.3 天"),
        (45 * DAY, "45 days", "45 天"),
        (1_500 * DAY, "1,500 days", "1,500 天"),
    ],
)
def test_a_length_of_time_has_its_fitting_unit(microseconds: int, en: str, zh: str) -> None:
    assert (lasting(microseconds, "en"), lasting(microseconds, "zh")) == (en, zh)


def test_amounts_keep_their_currency_and_their_cents() -> None:
    assert money(Money(Decimal(1234567), "CNY")) == "1,234,567 CNY"
    assert money(Money(Decimal("1234.5"), "USD")) == "1,234.50 USD"
    assert money(Money(Decimal("0.0049"), "CNY")) == "0.00 CNY"
    assert money(Money(Decimal(-80), "CNY")) == "−80 CNY"
    assert count(-1234) == "−1,234"


# --- drawings to scale


def shapes(drawn: Drawn, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(drawn.markup).iter(tag))  # noqa: S314  # our own drawing


def across(element: ET.Element, name: str) -> float:
    return float(element.get(name, "0").rstrip("%"))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6))
def test_the_parts_of_a_bar_never_leave_it(amounts: list[int]) -> None:
    """Side by side, in order, each as long as its share, together at most the whole."""
    whole = sum(amounts)
    drawn = shapes(bar([Part(each, "span") for each in amounts], whole, "told"), "rect")
    shown = [each for each in amounts if each]
    assert len(drawn) == len(shown)
    for element, amount in zip(drawn, shown, strict=True):
        assert abs(across(element, "width") - 100 * amount / whole) <= 0.5
    for one, other in pairwise(drawn):
        assert across(one, "x") + across(one, "width") <= across(other, "x") + 0.3
    if drawn:
        assert across(drawn[-1], "x") + across(drawn[-1], "width") <= 100.3


def test_a_bar_is_as_long_as_its_share_of_the_longest() -> None:
    (drawn,) = shapes(bar([Part(25, "span")], 100, "a quarter"), "rect")
    assert across(drawn, "width") == pytest.approx(24.75)


@given(st.lists(st.integers(SECOND, 900 * DAY), min_size=3, max_size=3))
def test_a_scale_of_time_keeps_order_and_room(times: list[int]) -> None:
    p50, p90, p99 = sorted(times)
    scale = scale_of([Span(p50, p90, p99)])
    places = [scale.at(each) for each in (p50, p90, p99)]
    assert places == sorted(places)
    assert all(0 <= each <= 100 for each in places)
    (dot,) = shapes(spread(Span(p50, p90, p99), scale, "told"), "circle")
    assert across(dot, "cx") == pytest.approx(scale.at(p50), abs=0.01)


def test_a_scale_multiplies_from_mark_to_mark() -> None:
    scale = Scale(HOUR, 100 * HOUR)
    assert scale.at(10 * HOUR) == pytest.approx(50)


def test_a_week_over_its_capacity_is_seen() -> None:
    """And the line of capacity stands where it belongs; a role without limit has none."""
    drawn = weeks([Week(40, 50), Week(60, 50), Week(10, 0)], 60, "told")
    assert [each.get("class") for each in shapes(drawn, "rect")] == ["span", "over", "over"]
    levels = [each for each in shapes(drawn, "line") if each.get("class") == "limit"]
    heights = [each.get("y1") for each in levels if each.get("y1") == each.get("y2")]
    assert heights == [f"{64 - 64 * 50 / 60:.1f}", "64.0"]
    free = weeks([Week(40, None)], 40, "told")
    assert [each for each in shapes(free, "line") if each.get("class") == "limit"] == []


# --- tables


def test_a_cell_is_a_number_a_text_or_a_drawing() -> None:
    """Text is escaped, a drawing is not; every cell of a row can be read by itself on a phone."""
    columns = (Column("Name", "text"), Column("<Drawn>", "drawing"), Column("How many"))
    rows = (Group("All & sundry"), ("<b>", Drawn("<svg></svg>"), "4,212"))
    page = Page(grid(columns, rows, "told"))
    assert page.open == []
    assert "b" not in {tag for tag, _ in page.tags}
    assert [tag for tag, _ in page.tags].count("svg") == 1
    assert page.texts.count("How many") == 2
    assert page.attributes("scope") == ["col", "col", "col", "rowgroup", "row"]


# --- the warmth of a stage


def warmth(lang: Lang = "en") -> tuple[Chart, Heat, tuple[MoveFigures, ...]]:
    compiled = workspace("contract")
    results = sample(compiled)
    told = Told(results, compiled, lang, "")
    stage = compiled.program.stages["contract"]
    chart = stage_chart(compiled.program, compiled.legend, stage, lang)
    return chart, heat_of(told, chart, results.states, results.moves), results.moves


def test_every_move_is_on_the_arrow_that_tells_of_it() -> None:
    """Nothing that went through the stage is lost on the drawing, nor counted twice."""
    chart, heat, moves = warmth()
    (panel,) = chart.panels
    started = heat.arrows["main", "start", "quoting", "start"].count
    assert started == 7_120
    assert sum(each.count for each in heat.arrows.values()) == started + sum(m.count for m in moves)
    for (_, source, target, kind), taken in heat.arrows.items():
        if kind not in {"start", "anytime"}:
            between = [m.count for m in moves if (m.source, m.target) == (source, target)]
            assert taken.count <= sum(between)
            assert len(taken.words) >= 1
    assert {panel.id} == {name for name, *_ in heat.arrows}


def test_a_way_is_found_by_its_signal() -> None:
    """An answer, a stall given up and what may come at any time each have an arrow of their own."""
    chart, _, _ = warmth()
    (panel,) = chart.panels

    def kind(source: str, target: str, by: str) -> str:
        arrow = arrow_of(panel, MoveFigures("contract", "", source, target, by, 1))
        return arrow.kind if arrow is not None else "none"

    assert kind("awaiting_answer", "lost", "quote.declined") == "move"
    assert kind("awaiting_answer", "lost", "account.withdrew") == "anytime"
    assert kind("awaiting_answer", "dormant", "quote_unanswered.gave_up") == "give_up"
    assert kind("quoting", "archiving", "whatever") == "none"


def test_an_arrow_is_as_thick_as_it_was_taken() -> None:
    chart, heat, _ = warmth()
    (panel,) = chart.panels
    thick = {
        heat.arrows[key].count: heat.stroke("main", arrow)
        for arrow in panel.arrows
        if (key := ("main", arrow.source, arrow.target, arrow.kind)) in heat.arrows
    }
    ranked = [thick[number] for number in sorted(thick)]
    assert len(ranked) > 10
    assert ranked == sorted(ranked)
    assert max(ranked) == pytest.approx(9)


def test_a_heat_map_says_its_numbers() -> None:
    """On the boxes, on the arrows, and what the tints mean; what nobody reached is said too."""
    chart, heat, _ = warmth()
    root = parse(chart_svg(chart, "en", heat=heat))
    words = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    assert "7,120 ×" in words
    assert re.search(r"[\d,]+ visits · [\d.]+%", words)
    assert "Tint: share of the track's whole time" in words
    assert [
        each for each in TINTS if f'fill="{each}"' not in chart_svg(chart, "en", heat=heat)
    ] == []
    cold = Heat({}, {}, "", "never reached", "")
    assert "never reached" in chart_svg(chart, "en", heat=cold)


def test_a_tint_is_darker_the_more_time_went_there_and_can_be_read_on() -> None:
    """One hue from light to dark; words and signs on each stand out (WCAG AA)."""
    assert [tint(each) for each in (0, 49, 50, 150, 300, 500, 1000)] == [
        TINTS[at] for at in (0, 0, 1, 2, 3, 4, 4)
    ]
    lightness = [contrast("#000000", each) for each in TINTS]
    assert lightness == sorted(lightness, reverse=True)
    assert min(contrast(INK, each) for each in TINTS) >= 4.5
    assert contrast(MUTED, "#ffffff") >= 4.5


def test_a_drawing_without_heat_is_what_it_was() -> None:
    """The heat map is a way to draw, not another drawing."""
    chart, _, _ = warmth()
    plain = chart_svg(chart, "en")
    assert "head-unused" not in plain
    assert "Key" in plain
