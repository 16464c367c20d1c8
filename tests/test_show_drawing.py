"""Drawings: nothing covers anything, nothing depends on colour alone, nothing escapes."""

from __future__ import annotations

import dataclasses
import re
from itertools import combinations
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.compiler import Compiled
from engine.language.titles import Title
from engine.present.layers import arrange, crossings
from engine.present.placing import Placed, place
from engine.present.show import Shape, show
from engine.present.svg_parts import ENDS, INK, KINDS, MUTED, TURNS, text_width

from .test_show import everywhere, of, workspace

SVG = "{http://www.w3.org/2000/svg}"
Rectangle = tuple[int, int, int, int]
EVIL = '</title><script>alert(1)</script>\\"]; x -> y; {{ #35; %% -->'


@st.composite
def drawings(draw: st.DrawFn) -> tuple[Placed, list[tuple[int, int]]]:
    """Boxes and arrows as a playbook might have them, with circles and several of a kind."""
    names = [f"s{index}" for index in range(draw(st.integers(1, 8)))]
    sizes = {name: (draw(st.integers(40, 240)), draw(st.integers(20, 200))) for name in names}
    ends = st.sampled_from(names)
    links = draw(st.lists(st.tuples(ends, ends), max_size=16))
    labels = [draw(st.sampled_from([(0, 0), (60, 20), (180, 50)])) for _ in links]
    return place(arrange(sizes, links, labels)), labels


@given(drawings())
def test_boxes_and_labels_cover_nothing(drawn: tuple[Placed, list[tuple[int, int]]]) -> None:
    """By construction, and in every drawing tried."""
    placed, labels = drawn
    solid = list(placed.boxes.values())
    for index, (x, y) in placed.labels.items():
        wide, high = labels[index]
        if wide:
            solid.append((x - wide // 2, y - high // 2, wide, high))
    assert [pair for pair in combinations(solid, 2) if overlap(*pair)] == []


@given(drawings())
def test_no_arrow_runs_through_a_box(drawn: tuple[Placed, list[tuple[int, int]]]) -> None:
    """Arrows go straight down beside boxes, and turn only in the gaps between the levels."""
    placed, _ = drawn
    for strokes in placed.strokes.values():
        for (x, top), (_, bottom) in strokes:
            if bottom - top < 3:
                continue
            line = (x, top + 1, 0, bottom - top - 2)
            assert [box for box in placed.boxes.values() if overlap(line, box)] == []


@given(drawings())
def test_an_arrow_begins_and_ends_at_its_boxes(drawn: tuple[Placed, list[tuple[int, int]]]) -> None:
    """The first stroke leaves a box's lower edge, the last reaches an upper one."""
    placed, _ = drawn
    lower = [(left, left + wide, top + high) for left, top, wide, high in placed.boxes.values()]
    upper = [(left, left + wide, top) for left, top, wide, _ in placed.boxes.values()]
    for strokes in placed.strokes.values():
        (first_x, first_y), _ = strokes[0]
        _, (last_x, last_y) = strokes[-1]
        assert any(a <= first_x <= b and y == first_y for a, b, y in lower)
        assert any(a <= last_x <= b and y == last_y for a, b, y in upper)


def parse(markup: str) -> ET.Element:
    """Return our own drawing as a tree."""
    return ET.fromstring(markup)  # noqa: S314  # what we drew a moment ago


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Return whether two rectangles share more than an edge."""
    a, b, c, d = one
    e, f, g, h = other
    return a < e + g and e < a + c + (c == 0) and b < f + h and f < b + d


def test_the_order_of_a_level_is_chosen_to_cross_little() -> None:
    """Two pairs written crosswise are drawn side by side."""
    sizes = dict.fromkeys("rabxy", (40, 20))
    links = [("r", "a"), ("r", "b"), ("a", "y"), ("b", "x")]
    assert crossings(arrange(sizes, links, [(0, 0)] * 4).levels) == 0


@pytest.mark.parametrize(("where", "stage"), everywhere(), ids=lambda name: name or "shipped")
def test_every_text_fits_its_card(where: str, stage: str) -> None:
    """No line of a card is wider than the card, in Chinese or English."""
    for lang in ("zh", "en"):
        root = parse(show(of(where), stage, "svg", lang))
        for card in root.iter(f"{SVG}g"):
            frame = card.find(f"{SVG}rect[@rx='8']")
            if frame is not None:
                wide = int(frame.get("width", "0"))
                for line in card.findall(f"{SVG}text"):
                    end = int(line.get("x", "0")) + text_width(
                        line.text or "", int(line.get("font-size", "0"))
                    )
                    assert end <= wide, (stage, line.text)


def test_a_drawing_can_be_read_aloud() -> None:
    """Title, description and language, for people who do not see it."""
    root = parse(show(workspace("contract"), "contract", "svg", "zh"))
    named = (root.get("aria-labelledby") or "").split()
    told = {each.get("id"): each.text for each in root if each.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert [bool(told[name]) for name in named] == [True, True]
    assert (root.get("role"), root.get("lang")) == ("img", "zh")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_stand_apart_enough() -> None:
    """WCAG AA: 4.5 to 1 for every text on its ground."""
    for colour, ground in (*TURNS.values(), *ENDS.values()):
        assert contrast("#ffffff", colour) >= 4.5, colour
        assert min(contrast(INK, ground), contrast(MUTED, ground)) >= 4.5, ground
    for colour, _ in KINDS.values():
        assert contrast("#ffffff", colour) >= 4.5, colour


def test_no_meaning_hangs_on_colour_alone() -> None:
    """Each turn and end has its own sign and word, each kind of arrow its own dashes."""
    root = parse(show(workspace("sketch"), "fulfillment", "svg", "en"))
    signs = {each.get("href") for each in root.iter(f"{SVG}use")}
    assert {f"#{name}" for name in (*TURNS, *ENDS) if name} <= signs
    words = {each.text for each in root.iter(f"{SVG}text")}
    assert {"our turn", "customer's turn", "partner's turn", "end · success"} <= words
    dashes = [KINDS[kind][1] for kind in ("move", "back", "give_up", "timeout")]
    assert len(set(dashes)) == len(dashes)


def spoilt(words: str = EVIL) -> Compiled:
    """Return a workspace in which everything that has a title has a hostile one."""
    compiled = workspace("sketch")
    titles = dict.fromkeys(compiled.legend.titles, Title(words, words))
    legend = msgspec.structs.replace(compiled.legend, titles=titles)
    return dataclasses.replace(compiled, legend=legend)


def test_what_people_write_stays_text_in_svg() -> None:
    """X13: a title with markup is shown, never obeyed."""
    root = parse(show(spoilt(), "fulfillment", "svg", "zh"))
    assert [each for each in root.iter() if each.tag.endswith("script")] == []
    assert "<script>alert(1)" in "".join(root.itertext())


@pytest.mark.parametrize("shape", ["mermaid", "dot"])
def test_what_people_write_stays_text_in_drawing_languages(shape: Shape) -> None:
    """Quotes, ends of statement and comments inside a title end nothing."""
    plain = show(spoilt("x"), "fulfillment", shape, "zh")
    hostile = show(spoilt(), "fulfillment", shape, "zh")
    assert hostile.count("\n") == plain.count("\n")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', hostile)
    assert "script" not in (bare if shape == "dot" else re.sub(r": .*", "", bare))
    if shape == "mermaid":
        # The title stands in the front matter, quoted as YAML wants it.
        _, _, _, drawn = hostile.split("\n", 3)
        assert re.findall(r"<(?!br>)|%%|--(?!> )", drawn) == []


def test_a_control_character_in_a_title_breaks_no_drawing() -> None:
    """XML knows no such character; it is shown as unreadable."""
    root = parse(show(spoilt("a\x01b\ud800"), "fulfillment", "svg", "zh"))
    assert "a\ufffdb\ufffd" in "".join(root.itertext())
