"""A stage shown: the document, the drawings and the page say everything, and nothing else."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from engine.language.compiler import Compiled, compile_files
from engine.present.show import Shape, show
from engine.present.width import width

from .kit import ROOT, compiled_shipped

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
CASES = ROOT / "tests" / "cases" / "show"
WORKSPACES = ROOT / "tests" / "workspaces"
# A stage of one machine, the smallest there is, and one with tracks, items, holds and clocks.
GOLDEN = (("contract", "contract"), ("clinic", "recall"), ("sketch", "fulfillment"))
ENDINGS: dict[Shape, str] = {"text": "txt", "mermaid": "mmd", "dot": "dot"}
# What belongs to a stage under a title of its own: whoever signs must have read it.
TOLD = (
    "state", "touchpoint", "stall", "outcome", "standard", "rule", "pattern", "variant", "promise",
    "hold", "clock", "end", "track",
)  # fmt: skip


@functools.cache
def workspace(name: str) -> Compiled:
    """Return a workspace kept for tests, compiled."""
    files = {
        path.relative_to(WORKSPACES).as_posix(): path.read_bytes()
        for path in sorted((WORKSPACES / name).rglob("*.yaml"))
    }
    compiled, problems = compile_files(files)
    assert compiled is not None, problems
    return compiled


def everywhere() -> list[tuple[str, str]]:
    """Return every stage at hand by its workspace."""
    shipped = [("", name) for name in compiled_shipped().program.stages]
    return shipped + [(w, s) for w in ("sketch", "clinic") for s in workspace(w).program.stages]


def of(name: str) -> Compiled:
    """Return a workspace by name, the shipped one by none."""
    return workspace(name) if name else compiled_shipped()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shape", ENDINGS)
@pytest.mark.parametrize(("where", "stage"), GOLDEN, ids=lambda name: name)
def test_a_stage_reads_as_it_did(
    where: str, stage: str, shape: Shape, lang: Lang, golden: Callable[[Path, str], None]
) -> None:
    """Golden files: read their difference before ``--update-cases``."""
    shown = show(workspace(where), stage, shape, lang)
    golden(CASES / f"{stage}.{lang}.{ENDINGS[shape]}", shown)


@pytest.mark.parametrize("lang", LANGS)
def test_a_drawing_is_the_same_every_time(lang: Lang, golden: Callable[[Path, str], None]) -> None:
    """Byte for byte: a drawing in a repository must not change by itself."""
    golden(CASES / f"contract.{lang}.svg", show(workspace("contract"), "contract", "svg", lang))


@pytest.mark.parametrize("lang", LANGS)
def test_the_lifecycle_is_told_and_drawn(lang: Lang, golden: Callable[[Path, str], None]) -> None:
    """Without a stage: the stages, and where their ends lead."""
    golden(CASES / f"lifecycle.{lang}.txt", show(workspace("sketch"), None, "text", lang))
    golden(CASES / f"lifecycle.{lang}.mmd", show(workspace("sketch"), None, "mermaid", lang))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("where", "stage"), everywhere(), ids=lambda name: name or "shipped")
def test_the_document_leaves_nothing_out(where: str, stage: str, lang: Lang) -> None:
    """Every title a process owner wrote for the stage stands in what they sign."""
    compiled = of(where)
    text = show(compiled, stage, "text", lang, columns=100_000)
    lost = [
        key
        for key, title in compiled.legend.titles.items()
        if key.startswith(tuple(f"{kind}/{stage}." for kind in TOLD))
        and not says(text, title.text(lang))
    ]
    assert lost == []


def says(text: str, title: str) -> bool:
    """Return whether a text holds a title; amid a sentence an English one begins small."""
    stripped = title.rstrip("。.")
    return stripped in text or stripped[:1].lower() + stripped[1:] in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("where", "stage"), everywhere(), ids=lambda name: name or "shipped")
def test_every_name_is_told_by_its_title(where: str, stage: str, lang: Lang) -> None:
    """An id in the document would be a title that was looked up in the wrong place."""
    compiled = of(where)
    program = compiled.program
    text = show(compiled, stage, "text", lang)
    ids = {*program.facts, *program.signals, *program.documents, *program.roles}
    ids |= {state for track in program.stages[stage].tracks for state in track.states}
    words = set(re.findall(r"[a-z]+(?:[_.][a-z_]+)+", text))
    assert words & ids == set()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("columns", [40, 72, 100])
def test_a_document_fits_its_columns(columns: int, lang: Lang) -> None:
    """Wrapped by display width: a Chinese character counts double."""
    text = show(workspace("sketch"), "fulfillment", "text", lang, columns)
    assert max(width(line) for line in text.splitlines()) <= columns


def test_shapes_and_languages_agree_on_the_states() -> None:
    """Every drawing has a box for each state, the ends among them."""
    compiled = workspace("sketch")
    for track in compiled.program.stages["fulfillment"].tracks:
        for state in track.states:
            title = compiled.legend.title(f"state/fulfillment.{track.id}.{state}", "zh")
            for shape in ("mermaid", "dot"):
                assert title in show(compiled, "fulfillment", shape, "zh"), (shape, title)
            assert f'id="box-{track.id}-{state}"' in show(compiled, "fulfillment", "svg", "zh")
