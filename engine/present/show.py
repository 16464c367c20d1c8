"""One stage, or the lifecycle, in the format somebody asked for."""

from __future__ import annotations

from typing import Literal

from ..language.compiler import Compiled
from ..language.titles import Lang
from .chart import Chart, stage_chart
from .document import COLUMNS, Document, as_text
from .dot import chart_dot
from .mermaid import chart_mermaid
from .page import Side, page
from .phrases import PHRASES
from .prose import stage_document
from .prose_lifecycle import lifecycle_chart, lifecycle_document
from .svg import chart_svg
from .tables import Table, stage_tables

Shape = Literal["text", "mermaid", "dot", "svg", "html"]
SHAPES: tuple[Shape, ...] = ("text", "mermaid", "dot", "svg", "html")


def show(
    compiled: Compiled, stage: str | None, shape: Shape, lang: Lang, columns: int = COLUMNS
) -> str:
    """Return a stage, or with None the lifecycle, as text, drawing or page."""
    if shape == "text":
        return as_text(document(compiled, stage, lang), columns)
    if shape == "mermaid":
        return chart_mermaid(chart(compiled, stage, lang))
    if shape == "dot":
        return chart_dot(chart(compiled, stage, lang))
    if shape == "svg":
        return chart_svg(chart(compiled, stage, lang), lang)
    return page((_side(compiled, stage, "zh"), _side(compiled, stage, "en")), lang)


def document(compiled: Compiled, stage: str | None, lang: Lang) -> Document:
    """Return the document of a stage or of the lifecycle."""
    if stage is None:
        return lifecycle_document(compiled.program, compiled.legend, lang)
    return stage_document(compiled, stage, lang)


def chart(compiled: Compiled, stage: str | None, lang: Lang) -> Chart:
    """Return the drawing of a stage or of the lifecycle."""
    program, legend = compiled.program, compiled.legend
    if stage is None:
        return lifecycle_chart(program, legend, lang)
    return stage_chart(program, legend, program.stages[stage], lang)


def _side(compiled: Compiled, stage: str | None, lang: Lang) -> Side:
    svg = chart_svg(chart(compiled, stage, lang), lang, scope=f"{lang}-svg-")
    tables: tuple[Table, ...] = ()
    if stage is not None:
        program = compiled.program
        tables = stage_tables(program, compiled.legend, program.stages[stage], lang)
    contents = PHRASES["contents"].text(lang)
    return Side(lang, document(compiled, stage, lang), svg, tables, contents)
