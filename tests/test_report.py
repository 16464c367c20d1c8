"""The report of a simulation: whole, offline, safe, in both languages, and nothing left out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from engine.language.compiler import Compiled
from engine.language.titles import Lang, Title
from engine.language.values import Money
from engine.present import report_told, report_trouble
from engine.present.phrases_report import REPORTED
from engine.present.report import report_page
from engine.present.report_flow import OUTCOMES, funnel
from engine.present.report_style import STYLE
from engine.present.report_told import Told
from engine.present.report_trouble import ENDINGS, tiers
from engine.present.report_work import FATES, TINTS
from engine.studies.figures import results as f

from .kit import ROOT, compiled_shipped
from .report_sample import DAY, nothing, sample
from .test_show import workspace
from .test_show_drawing import EVIL, SVG, contrast
from .test_show_page import Page

LANGS: tuple[Lang, ...] = ("zh", "en")
CASES = ROOT / "tests" / "cases" / "report"
_DRAWN = re.compile(r"<svg .*?</svg>", re.DOTALL)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def small() -> Compiled:
    """Return a workspace of one stage: quick to draw."""
    return workspace("contract")


def page_of(results: f.Results, compiled: Compiled, lang: Lang = "en", **more: Any) -> Page:
    return Page(report_page(results, compiled, lang, **more))


def side(markup: str, lang: Lang) -> str:
    """Return one language's part of a page."""
    return markup.partition(f'<main class="{lang}"')[2].partition("</main>")[0]


@pytest.fixture(scope="module")
def shipped() -> str:
    """The report of the whole shipped lifecycle."""
    return report_page(sample(compiled_shipped()), compiled_shipped(), "zh")


# --- the page


def test_the_page_is_whole(shipped: str) -> None:
    """Every tag is closed, every id is one, every link leads somewhere on the page."""
    page = Page(shipped)
    assert page.open == []
    ids = page.attributes("id")
    assert sorted(set(ids)) == sorted(ids)
    links = page.attributes("href")
    assert len(links) > 30
    assert [link for link in links if not (link[0] == "#" and link[1:] in ids)] == []
    named = [name for value in page.attributes("aria-labelledby") for name in value.split()]
    assert set(named) <= set(ids)


def test_the_page_needs_nothing_but_itself(shipped: str) -> None:
    """Nothing is fetched and nothing runs; the browser is told so as well."""
    page = Page(shipped)
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"} == set()
    assert page.attributes("src") == []
    assert [name for _, found in page.tags for name in found if name.startswith("on")] == []
    bare = shipped.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "http" not in bare
    assert "//" not in re.sub(r"url\(#[^)]*\)", "", "".join(page.attributes("style")))
    assert set(re.findall(r"url\((.)", shipped)) == {"#"}
    assert "@import" not in shipped
    assert any("default-src 'none'" in value for value in page.attributes("content"))


def test_every_drawing_is_well_formed_and_can_be_read_aloud(shipped: str) -> None:
    """A drawing has words for who does not see it, or is only the scale of those below it."""
    drawn = _DRAWN.findall(shipped)
    assert len(drawn) > 400
    for each in drawn:
        root = ET.fromstring(each)  # noqa: S314  # what we drew a moment ago
        if root.get("aria-hidden") == "true":
            continue
        assert root.get("role") == "img"
        titles = [part.text for part in root if part.tag.removeprefix(SVG) == "title"]
        assert len(titles) == 1, each[:200]
        assert titles[0]


@pytest.mark.parametrize("make", [sample, nothing], ids=["sample", "nothing"])
@pytest.mark.parametrize("lang", LANGS)
def test_both_languages_are_there_and_say_all(make: Callable[..., f.Results], lang: Lang) -> None:
    """No gap of a phrase is left open, and neither language speaks the other's words."""
    markup = report_page(make(small()), small(), lang)
    page = Page(markup)
    assert [found["class"] for tag, found in page.tags if tag == "main"] == ["zh", "en"]
    checked = [found["id"] for tag, found in page.tags if tag == "input" and "checked" in found]
    assert checked == [f"{lang}-on"]
    assert re.findall(r"\{[a-z_]+\}", "".join(page.texts)) == []
    assert re.findall("[\u4e00-\u9fff]+", side(markup, "en")) == []
    assert len(re.findall("[\u4e00-\u9fff]", side(markup, "zh"))) > 100


def test_every_phrase_is_said_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase that no results bring out is dead, or nobody has looked at it."""
    said: set[str] = set()

    class Heard(dict[str, Title]):
        def __getitem__(self, name: str) -> Title:
            said.add(name)
            return super().__getitem__(name)

    monkeypatch.setattr(report_told, "REPORTED", Heard(REPORTED))
    compiled = compiled_shipped()
    for results in (sample(compiled), nothing(compiled), *variations(compiled)):
        report_page(results, compiled, "en")
    assert set(REPORTED) - said == set()


def variations(compiled: Compiled) -> Iterator[f.Results]:
    """Yield results in which every case of a sentence comes up once; few stages, so quick."""
    plain = msgspec.structs.replace(sample(compiled), states=(), moves=())
    first, second = plain.segments
    time = f.Spread(0, 0, 0, 0, 0)
    kept = f.StageFigures("contract", 9, 9, (), time)
    unkept = [msgspec.structs.replace(each, holds=False) for each in plain.little]
    cold = f.StateFigures("contract", "", "quoting", 0, 0, time)
    stall = f.StallFigures("contract", "quote_unanswered", "", 4, 0, 4, 0, 0, 0, 0, (), time)
    yield msgspec.structs.replace(
        plain, stages=(kept,), segments=(first,), little=tuple(unkept), is_partial=True,
        customers=sum(getattr(plain, name) for name in OUTCOMES), states=(cold,),
        stalls=(stall,),
        roles=tuple(each for each in plain.roles if each.people is None),
        touchpoints=(f.TouchpointFigures("contract", "x", "touchpoint", 2, 2, 0, 0, 0, 0, time),),
    )  # fmt: skip
    twin = msgspec.structs.replace(first, segment=second.segment)
    timed_out = f.MoveFigures("relationship", "risk", "watched", "rechecking", "timeout", 3)
    seen = f.StateFigures("relationship", "risk", "watched", 3, 0, time)
    yield msgspec.structs.replace(
        plain, stages=(kept, f.StageFigures("relationship", 3, 3, (), time)), states=(seen,),
        segments=(first, twin), moves=(timed_out,),
        touchpoints=(f.TouchpointFigures("contract", "x", "touchpoint", 2, 0, 0, 2, 0, 0, time),),
        contacts=f.ContactFigures(0, 3, (), ()),
    )  # fmt: skip


def test_it_is_the_same_bytes_every_time() -> None:
    """Whatever a process hashes by."""
    code = (
        "import sys; from tests.report_sample import sample; from tests.test_show import workspace;"
        "from engine.present.report import report_page; c = workspace('contract');"
        "sys.stdout.buffer.write(report_page(sample(c), c, 'zh').encode())"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(pages) == 1
    assert len(pages.pop()) > 50_000


# --- what it says


def marked(value: Any, numbers: Iterator[int], name: str = "") -> Any:
    """Return figures in which every number is another one, as it would be shown."""
    if isinstance(value, msgspec.Struct) and not isinstance(value, Money):
        fields = {
            each: marked(getattr(value, each), numbers, each) for each in value.__struct_fields__
        }
        return type(value)(**fields)
    if isinstance(value, tuple):
        return tuple(marked(each, numbers, name) for each in value)
    if isinstance(value, Money):
        return Money(Decimal(next(numbers)), value.currency)
    if isinstance(value, bool) or not isinstance(value, int) or name in {"begins_at", "ends_at"}:
        return value
    number = next(numbers)
    if name in {"mean", "p50", "p90", "p99", "w"}:
        return number * DAY
    if name in {"worked", "wasted", "capacity"}:
        return number * DAY // 24
    return number * 1_000_000 if name in {"l", "rate", "gap", "allowed"} else number


def leaves(value: Any) -> Iterator[Any]:
    """Yield everything that is not made of parts."""
    if isinstance(value, msgspec.Struct) and not isinstance(value, Money):
        for each in value.__struct_fields__:
            if each not in {"begins_at", "ends_at", "schema"}:
                yield from leaves(getattr(value, each))
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def test_every_figure_is_shown_somewhere() -> None:
    """Each number of the results, made one of a kind, is read on the page; so is each date."""
    compiled = small()
    told = sample(compiled)
    # A week of each role is enough to see that weeks are shown.
    roles = tuple(msgspec.structs.replace(each, weeks=each.weeks[:2]) for each in told.roles)
    numbers = iter(range(100_001, 999_999, 7))
    results = marked(msgspec.structs.replace(told, roles=roles), numbers)
    # What is only heard beside a drawing is not shown.
    seen = re.sub(r"<title>.*?</title>", "", side(report_page(results, compiled, "en"), "en"))
    text = " ".join(Page(seen).texts)
    shown = set(_NUMBER.findall(text))
    used = next(numbers)
    assert used > 101_000
    missing = [number for number in range(100_001, used, 7) if not _shown(number, shown)]
    assert missing == []
    dates = {str(each) for each in leaves(results) if isinstance(each, dt.date)}
    assert len(dates) == 2
    assert {each for each in dates if each not in text} == set()


def _shown(number: int, shown: set[str]) -> bool:
    # The seed is an identifier; a gap is a share of a million.
    return bool({f"{number:,}", str(number), f"{number * 100:,}.0"} & shown)


def test_names_are_shown_by_their_titles() -> None:
    """A stall, a play, a channel, a role is called what the playbook calls it."""
    text = " ".join(page_of(sample(small()), small()).texts)
    for name in ("Quote unanswered", "Another channel", "WeCom", "Account manager", "Key accounts"):
        assert name in text, name


def test_the_headline_says_what_became_of_them() -> None:
    """One plain sentence, from the numbers."""
    text = page_of(sample(small()), small()).texts
    said = "10,000 customers began 28,345 journeys: 12,012 were won (42.4%), 7,301 were lost and"
    assert any(each.startswith(said) for each in text)


def test_an_interrupted_run_says_so_first() -> None:
    """Above every number."""
    whole = sample(small())
    part = msgspec.structs.replace(whole, is_partial=True, customers=2_500)
    assert "partial" not in page_of(whole, small()).attributes("class")
    markup = side(report_page(part, small(), "en"), "en")
    banner = markup.index("of 10,000 customers asked for, only 2,500 are in here (25.0%)")
    assert banner < markup.index('class="tiles"')


def test_the_command_that_gives_it_again_is_told() -> None:
    """Of the whole, and of the first customer of an incident; quoted for a shell."""
    results = msgspec.structs.replace(sample(small()), population="a b; rm")
    texts = page_of(results, small()).texts
    assert "touchline simulate --population 'a b; rm' --journeys 10000 --seed 7" in texts
    texts = page_of(results, small(), again="touchline simulate here").texts
    assert "touchline simulate here" in texts
    assert "touchline simulate here --customer 812" in texts


def test_a_comparison_stands_after_the_headline() -> None:
    """In its own language, before the first section."""
    markup = report_page(
        sample(small()), small(), "en", extra={"zh": "<p>甲</p>", "en": "<p>Compared</p>"}
    )
    english = side(markup, "en")
    assert english.index('class="tiles"') < english.index("Compared") < english.index("<section")
    assert "<p>甲</p>" in side(markup, "zh")
    assert "<p>甲</p>" not in english


def test_nobody_came_is_a_page_too() -> None:
    """No customers, no figures, no drawing, no crash: every section says that there is nothing."""
    page = page_of(nothing(small()), small())
    assert page.open == []
    text = " ".join(page.texts)
    assert "Not one customer came" in text
    assert "Nothing stalled." in text
    assert "nan" not in text.lower().split()


def test_what_people_write_stays_text() -> None:
    """X13: titles, names and keys with markup are shown, never run."""
    compiled = compiled_shipped()
    titles = dict.fromkeys(compiled.legend.titles, Title(EVIL, EVIL))
    legend = msgspec.structs.replace(compiled.legend, titles=titles)
    results = sample(compiled)
    hostile = msgspec.structs.replace(
        results,
        title_zh=EVIL,
        title_en=EVIL,
        population=EVIL,
        zone="Asia/Shanghai",
        program=EVIL,
        # Drawings of what people write are tested with `show`; here it is the rest of the page.
        states=(),
        segments=(f.SegmentFigures(EVIL, 1, 1, 0, 0, 0, EVIL, EVIL),),
        incidents=(f.IncidentFigures(EVIL, EVIL, 1, 1, EVIL),),
    )
    page = page_of(hostile, dataclasses.replace(compiled, legend=legend))
    assert page.open == []
    assert "script" not in {tag for tag, _ in page.tags}
    assert [name for _, found in page.tags for name in found if name.startswith("on")] == []
    assert "".join(page.texts).count("<script>alert(1)</script>") > 100


@pytest.mark.parametrize("lang", LANGS)
def test_a_section_reads_as_it_did(lang: Lang, golden: Callable[[Path, str], None]) -> None:
    """Golden files: read their difference before ``--update-cases``."""
    told = Told(sample(small()), small(), lang, "touchline simulate")
    golden(CASES / f"funnel.{lang}.html", funnel(told) + "\n")
    golden(CASES / f"tiers.{lang}.html", tiers(told) + "\n")


# --- how it looks


def test_parts_side_by_side_differ_in_lightness() -> None:
    """Whoever sees no colour, or prints in grey, still sees where a part ends."""
    tints = dict(re.findall(r"\.(\w+)\{fill:(#[0-9a-f]{3,6})[;}]", STYLE))
    full = {
        name: "#" + "".join(2 * c for c in v[1:]) if len(v) == 4 else v for name, v in tints.items()
    }

    stalled = [report_trouble.TINTS[name] for name in ENDINGS]
    rows = (OUTCOMES, stalled, [TINTS[name] for name in FATES])
    for row in rows:
        for one, other in zip(row, list(row)[1:], strict=False):
            assert contrast(full[one], full[other]) >= 1.3, (one, other)
