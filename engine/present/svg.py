"""A chart as SVG: our own layered drawing, the same bytes every time, without a dependency.

Colour never speaks alone: each turn and each end has its own sign and its own word, each
kind of arrow its own dashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from ..language.titles import Lang
from ..language.wording import fill
from .chart import Arrow, Box, Chart, Panel
from .heat import THIN, Heat, heat_key
from .layers import arrange
from .phrases import PHRASES
from .placing import Placed, Point, Stroke, place
from .svg_parts import (
    BIG_HEAD,
    INK,
    KINDS,
    MISSED,
    MUTED,
    NO_MARK,
    SIZE,
    STEP,
    STRAY,
    UNUSED,
    Card,
    card,
    defs,
    escape,
    key,
    text,
    text_width,
)
from .width import balance, wrap

MARGIN = 24
LABEL = 190
"""How wide the words on an arrow may be before they are wrapped, in pixels."""
LABEL_LINES = 4
THICKER = 2.8
"""How thick a way is that history took and the playbook does not have."""
_LABELS = KINDS | STRAY
_LINES = _LABELS | UNUSED
LEADING = 15
FONTS = (
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)


def chart_svg(
    chart: Chart,
    lang: Lang,
    scope: str = "",
    missed: frozenset[str] | None = None,
    heat: Heat | None = None,
) -> str:
    """Return a chart as one SVG document; ``scope`` begins its ids where a page holds several.

    ``missed`` are the keys of the parts that no story reached: they are marked. With ``heat``
    boxes and arrows say and show how much went through them, and nothing else.
    """
    page = _Page(scope, missed or frozenset(), heat)
    page.heading(chart.title, 20)
    if missed is not None:
        page.line(PHRASES["drawing.missed"].text(lang))
    for panel in chart.panels:
        page.panel(panel)
    if chart.ends and heat is None:
        page.heading(PHRASES["ends"].text(lang), 16)
    for end in chart.ends if heat is None else ():
        page.line(end)
    strays = any(arrow.kind == "stray" for panel in chart.panels for arrow in panel.arrows)
    if heat is None:
        drawn, width, height = key(MARGIN, page.y, lang, scope, strays=strays)
    else:
        drawn, width, height = heat_key(MARGIN, page.y, heat)
    page.parts.append(drawn)
    width = max(page.width, width + 2 * MARGIN)
    height += page.y + MARGIN
    boxes = [box for panel in chart.panels for box in panel.boxes if not box.mark]
    arrows = sum(len(panel.arrows) for panel in chart.panels)
    counted = {"title": chart.title, "states": str(len(boxes)), "arrows": str(arrows)}
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" lang="{lang}" '
            f'aria-labelledby="{scope}title {scope}desc" font-family="{FONTS}">',
            f'<title id="{scope}title">{escape(chart.title)}</title>',
            f'<desc id="{scope}desc">{escape(fill(PHRASES["drawing"], counted, lang))}</desc>',
            defs(scope, is_heat=heat is not None, strays=strays),
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *page.parts,
            "</svg>\n",
        )
    )


@dataclass(slots=True)
class _Page:
    scope: str
    missed: frozenset[str] = frozenset()
    heat: Heat | None = None
    parts: list[str] = field(default_factory=list)
    width: int = 640
    y: int = MARGIN

    def heading(self, title: str, size: int) -> None:
        self.parts.append(text(MARGIN, self.y + size, title, size, INK, bold=True))
        self.width = max(self.width, text_width(title, size) + 2 * MARGIN)
        self.y += size + 18

    def line(self, words: str) -> None:
        for part in wrap(words, self.width - 2 * MARGIN, lambda part: text_width(part, SIZE)):
            self.parts.append(text(MARGIN, self.y + SIZE, part, SIZE, MUTED))
            self.y += STEP
        self.y += 6

    def panel(self, panel: Panel) -> None:
        if panel.title:
            self.heading(panel.title, 16)
        panel = _marked(panel, self.missed) if self.heat is None else self.heat.warmed(panel)
        for note in panel.notes:
            self.line(note)
        cards = {box.id: self.card(panel, box) for box in panel.boxes}
        labels = [_label(each) for each in panel.arrows]
        sizes = {name: (each.width, each.height) for name, each in cards.items()}
        links = [(each.source, each.target) for each in panel.arrows]
        placed = place(arrange(sizes, links, [_label_size(lines) for lines in labels]))
        self.parts.append(f'<g transform="translate({MARGIN} {self.y})">')
        self.parts += self.arrows(panel, placed)
        self.parts += self.labels(panel, labels, placed)
        for name, each in cards.items():
            left, top, _, _ = placed.boxes[name]
            self.parts.append(each.draw(left, top, panel.id, self.scope))
        self.parts.append("</g>")
        self.y += placed.height + 2 * MARGIN
        self.width = max(self.width, placed.width + 2 * MARGIN)

    def card(self, panel: Panel, box: Box) -> Card:
        if self.heat is None:
            return card(box, _loops(panel, box.id), self.missed)
        return card(box, (), ground=self.heat.ground(box), is_cold=self.heat.is_cold(box))

    def arrows(self, panel: Panel, placed: Placed) -> Iterator[str]:
        for index, strokes in placed.strokes.items():
            arrow, is_up = panel.arrows[index], index in placed.upward
            kind, wide = self.line_of(panel.id, arrow, is_up=is_up)
            colour, dash = (MISSED, "2 4") if _is_missed(arrow) else _LINES[kind]
            if self.heat is not None and kind not in UNUSED:
                dash = ""
            dashes = f' stroke-dasharray="{dash}"' if dash else ""
            words = escape("; ".join(arrow.labels))
            end = 0 if self.heat is None else BIG_HEAD - 2
            yield (
                f'<path d="{_path(strokes, is_up=is_up, short=end)}" fill="none" '
                f'stroke="{colour}" stroke-width="{wide}"{dashes} '
                f'marker-end="url(#{self.scope}head-{kind})"><title>{words}</title></path>'
            )

    def line_of(self, panel: str, arrow: Arrow, *, is_up: bool) -> tuple[str, str]:
        """Return the kind of line an arrow is, and how thick."""
        kind = _kind(arrow, is_up=is_up)
        if self.heat is None:
            return kind, f"{THICKER if kind in STRAY else THIN}"
        wide = self.heat.stroke(panel, arrow)
        return (kind, f"{wide:.1f}") if wide else ("unused", f"{THIN}")

    def labels(self, panel: Panel, labels: list[list[str]], placed: Placed) -> Iterator[str]:
        for index, centre in placed.labels.items():
            arrow = panel.arrows[index]
            if labels[index]:
                kind, _ = self.line_of(panel.id, arrow, is_up=index in placed.upward)
                colour = MISSED if _is_missed(arrow) else _LABELS.get(kind, (MUTED, ""))[0]
                yield from _words(centre, labels[index], colour)


def _marked(panel: Panel, missed: frozenset[str]) -> Panel:
    """Return a panel with a mark before the words of every way that was missed."""
    if not missed:
        return panel
    arrows = (replace(each, labels=tuple(_mark(each, missed))) for each in panel.arrows)
    return replace(panel, arrows=tuple(arrows))


def _mark(arrow: Arrow, missed: frozenset[str]) -> Iterator[str]:
    for label, keys in zip(arrow.labels, arrow.keys, strict=True):
        yield label if missed.isdisjoint(keys) else f"{NO_MARK}{label}"


def _is_missed(arrow: Arrow) -> bool:
    return bool(arrow.labels) and all(label.startswith(NO_MARK) for label in arrow.labels)


def _kind(arrow: Arrow, *, is_up: bool) -> str:
    return "back" if is_up and arrow.kind == "move" else arrow.kind


def _loops(panel: Panel, box: str) -> tuple[str, ...]:
    loops = (each for each in panel.arrows if each.source == each.target == box)
    return tuple(label for each in loops for label in each.labels)


def _label(arrow: Arrow) -> list[str]:
    lines: list[str] = []
    several = len(arrow.labels) > 1
    for label in arrow.labels:
        wrapped = balance(f"• {label}" if several else label, LABEL, _small)
        if len(wrapped) > LABEL_LINES:
            # The whole text is in the arrow's own title, and in the prose.
            wrapped = [*wrapped[: LABEL_LINES - 1], f"{wrapped[LABEL_LINES - 1][:-1]}…"]
        lines += wrapped
    return lines


def _small(words: str) -> int:
    return text_width(words, SIZE - 1)


def _label_size(lines: list[str]) -> tuple[int, int]:
    return (max(map(_small, lines)) + 8, len(lines) * LEADING + 6) if lines else (0, 0)


def _words(centre: Point, lines: list[str], colour: str) -> Iterator[str]:
    x, y = centre
    width, height = _label_size(lines)
    yield (
        f'<rect x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}" '
        f'rx="4" fill="#ffffff"/>'
    )
    first = y - height // 2 + SIZE + 1
    for index, line in enumerate(lines):
        yield text(x, first + index * LEADING, line, SIZE - 1, colour, anchor="middle")


def _path(strokes: Iterable[Stroke], *, is_up: bool, short: int = 0) -> str:
    """Return the strokes of an arrow joined by curves, drawn towards its head, less ``short``."""
    listed = [(start, end) for start, end in strokes]
    if is_up:
        (x, top), (_, low) = listed[0]
        listed[0] = (x, top + short), (x, max(low, top + short))
        listed = [(end, start) for start, end in reversed(listed)]
    else:
        (x, y), _ = listed[-1]
        listed[-1] = (x, y - short), (x, y - short)
    (x, y), _ = listed[0]
    told = [f"M{x} {y}"]
    for index, (start, end) in enumerate(listed):
        if index:
            middle = (y + start[1]) // 2
            if x != start[0]:
                told.append(f"C{x} {middle} {start[0]} {middle} {start[0]} {start[1]}")
            else:
                told.append(f"V{start[1]}")
        if start[1] != end[1]:
            told.append(f"V{end[1]}")
        x, y = end
    return "".join(told)
