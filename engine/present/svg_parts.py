"""Parts of the SVG drawing: texts, signs, cards and the key. Light theme, contrast of WCAG AA."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from ..language.titles import Lang
from .chart import Box, Line
from .phrases import PHRASES
from .width import WIDE, width, wrap

SIZE = 13
CARD = 236
"""Width of a card, in pixels."""
PAD = 12
HEAD, BIG_HEAD = 9, 16
"""How big the head of an arrow is, and of one whose thickness says something."""
STEP = 17
INK, MUTED, EDGE = "#1f2933", "#4a5560", "#334155"

# White words stand on the first, dark words on the second: both well above 4.5 to 1.
TURNS: dict[str, tuple[str, str]] = {
    "us": ("#1d4f91", "#f3f7fc"),
    "customer": ("#8a4a00", "#fdf7ef"),
    "partner": ("#5b3a8c", "#f8f5fc"),
    "": ("#4a5560", "#f6f7f8"),
}
ENDS: dict[str, tuple[str, str]] = {
    "success": ("#1b6b3a", "#f0f9f3"),
    "lost": ("#8b1e2d", "#fdf3f4"),
    "dormant": ("#4a5568", "#f2f4f7"),
}
KINDS: dict[str, tuple[str, str]] = {
    "move": (EDGE, ""),
    "back": ("#1f5fa8", "7 3"),
    "start": (INK, ""),
    "anytime": ("#8b1e2d", ""),
    "give_up": ("#8b1e2d", "2 3"),
    "timeout": ("#5b3a8c", "8 3 2 3"),
    "wake": ("#1b6b3a", "7 3"),
}
"""Colour and dashes of each kind of arrow."""
UNUSED: dict[str, tuple[str, str]] = {"unused": ("#8592a0", "1 4")}
"""The same of one that nobody took, where the thickness of the others says how often."""
STRAY: dict[str, tuple[str, str]] = {"stray": ("#b0126b", "")}
"""The same of a way that history took and the playbook does not have."""
MISSED, NO_MARK = "#b42318", "✗ "
"""What no story reached: in this colour, and behind this mark for who sees no colour."""

_SIGNS = {
    # Turns: a filled disc, a ring and a rhomb; ends: a tick, a cross and a moon.
    "us": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "customer": '<circle cx="6" cy="6" r="4" fill="none" '
    'stroke="currentColor" stroke-width="2.4"/>',
    "partner": '<path d="M6 0 12 6 6 12 0 6Z" fill="currentColor"/>',
    "success": '<path d="M1 6.5 4.5 10 11 2.5" fill="none" '
    'stroke="currentColor" stroke-width="2.4"/>',
    "lost": '<path d="M2 2 10 10M10 2 2 10" fill="none" stroke="currentColor" stroke-width="2.4"/>',
    "dormant": '<path d="M8 0.5A6 6 0 1 0 11.8 8.6 5 5 0 0 1 8 0.5Z" fill="currentColor"/>',
    "work": '<path d="M2 6h8M6.5 2.5 10 6 6.5 9.5" fill="none" '
    'stroke="#1d4f91" stroke-width="1.8"/>',
    "due": '<circle cx="6" cy="6" r="5" fill="none" stroke="#4a5560" stroke-width="1.4"/>'
    '<path d="M6 3v3.2l2.2 1.4" fill="none" stroke="#4a5560" stroke-width="1.4"/>',
    "stall": '<path d="M6 .8 11.6 11H.4Z" fill="none" stroke="#8b1e2d" stroke-width="1.5"/>'
    '<path d="M6 4.4v3.2M6 8.6v1.2" stroke="#8b1e2d" stroke-width="1.5"/>',
    "climb": '<path d="M.8 11H4V8h3V5h3V1.5" fill="none" stroke="#8b1e2d" stroke-width="1.7"/>',
    "recovery": '<path d="M10.6 6A4.6 4.6 0 1 1 8.6 2.2M8.2 0v2.8h2.8" fill="none" '
    'stroke="#1b6b3a" stroke-width="1.6"/>',
    "need": '<rect x="2" y="5.2" width="8" height="6" rx="1" fill="#4a5560"/>'
    '<path d="M3.8 5.2V3.6a2.2 2.2 0 0 1 4.4 0v1.6" fill="none" '
    'stroke="#4a5560" stroke-width="1.5"/>',
    "timeout": '<path d="M2.5 1h7M2.5 11h7M3 1c0 3.4 6 6.6 6 10M9 1c0 3.4-6 6.6-6 10" fill="none" '
    'stroke="#5b3a8c" stroke-width="1.4"/>',
    "loop": '<path d="M3 9.5A4.5 4.5 0 1 1 9.6 8.9M11.2 6 9.4 9.2 6.2 8" fill="none" '
    'stroke="#334155" stroke-width="1.6"/>',
}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW, _BROAD = frozenset("iljtfrI|.,:;'!()[] "), frozenset("mwMW@%&—")


def escape(words: str) -> str:
    """Return a text that is only text in XML and HTML, attributes included (X13)."""
    return html.escape(_NOT_IN_XML.sub("\ufffd", words), quote=True)


def text_width(words: str, size: int) -> int:
    """Return how wide a text is at most, in pixels: fonts differ, so this rounds up."""
    halves = 0.0
    for character in words:
        if not character.isascii():
            halves += 1.0 if width(character) == WIDE else 0.6
        elif character in _NARROW:
            halves += 0.36
        else:
            halves += 0.92 if character in _BROAD else 0.69 if character.isupper() else 0.575
    return int(halves * size) + 1


def text(
    x: int, y: int, words: str, size: int, colour: str, *, anchor: str = "", bold: bool = False
) -> str:
    """Return one line of text; ``y`` is its base line."""
    extra = f' text-anchor="{anchor}"' if anchor else ""
    extra += ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{extra}>{escape(words)}</text>'


def sign(name: str, x: int, y: int, scope: str, colour: str = INK) -> str:
    """Return one of our signs, 12 pixels wide."""
    return f'<use href="#{scope}{name}" x="{x}" y="{y}" width="12" height="12" color="{colour}"/>'


def defs(scope: str, *, is_heat: bool = False, strays: bool = False) -> str:
    """Return signs and arrow heads, each under its name; heads are bigger on thick arrows."""
    signs = "".join(
        f'<symbol id="{scope}{name}" viewBox="0 0 12 12">{drawn}</symbol>'
        for name, drawn in _SIGNS.items()
    )
    kinds = KINDS | (UNUSED if is_heat else {}) | (STRAY if strays else {})
    # A thick arrow ends where its head begins, or it would cover the tip.
    head, tip = (BIG_HEAD, 1) if is_heat else (HEAD, 9)
    heads = "".join(
        f'<marker id="{scope}head-{kind}" viewBox="0 0 10 10" refX="{tip}" refY="5" '
        f'markerWidth="{head}" markerHeight="{head}" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0.8 10 5 0 9.2Z" fill="{colour}"/></marker>'
        for kind, (colour, _) in kinds.items()
    )
    return f"<defs>{signs}{heads}</defs>"


@dataclass(frozen=True, slots=True)
class Card:
    """One box with its lines broken and its size known."""

    box: Box
    title: tuple[str, ...]
    lines: tuple[tuple[str, str, str], ...]
    width: int
    height: int
    is_missed: bool = False
    ground: str = ""
    is_cold: bool = False

    def draw(self, left: int, top: int, panel: str, scope: str) -> str:
        """Return the card with its upper left corner at a place of a panel."""
        if self.box.mark == "start":
            return f'<circle cx="{left + 9}" cy="{top + 9}" r="8" fill="{INK}"/>'
        colour, ground = TURNS[self.box.turn]
        if self.box.end:
            colour, ground = ENDS[self.box.end]
        parts = [f'<g transform="translate({left} {top})" id="{scope}box-{panel}-{self.box.id}">']
        parts.append(self.frame(colour, ground))
        y = 0
        if not self.box.mark:
            shape = self.box.end or self.box.turn
            parts.append(
                f'<path d="M0 24V8a8 8 0 0 1 8-8H{self.width - 8}a8 8 0 0 1 8 8V24Z" '
                f'fill="{colour}"/>'
            )
            if shape:
                parts.append(sign(shape, PAD, 6, scope, "#ffffff"))
            word = f"{NO_MARK if self.is_missed else ''}{self.box.word}"
            parts.append(text(PAD + (18 if shape else 0), 17, word, 12, "#ffffff", bold=True))
            y = 24
        for line in self.title:
            y += 19
            parts.append(text(PAD, y, line, 14, INK, bold=True))
        y += 4
        for name, words, tint in self.lines:
            y += STEP
            if name:
                parts.append(sign(name, PAD + 17 if tint == MUTED else PAD, y - 11, scope))
            parts.append(text(PAD + _indent(tint), y, words, SIZE - 1, tint))
        return "\n".join([*parts, "</g>"])

    def frame(self, colour: str, ground: str) -> str:
        """Return the outline: double for an end, dashed for what holds at any time."""
        size = f'width="{self.width}" height="{self.height}" rx="8"'
        is_dashed = self.box.mark or self.is_missed or self.is_cold
        dash = ' stroke-dasharray="5 3"' if is_dashed else ""
        colour, stroke = (MISSED, "3") if self.is_missed else (colour, "1.5")
        ground = self.ground or ground
        drawn = f'<rect {size} fill="{ground}" stroke="{colour}" stroke-width="{stroke}"{dash}/>'
        if self.box.end:
            outer = f'width="{self.width + 8}" height="{self.height + 8}" rx="11"'
            drawn = f'<rect x="-4" y="-4" {outer} fill="none" stroke="{colour}"/>{drawn}'
        return drawn


def card(
    box: Box,
    loops: tuple[str, ...],
    missed: frozenset[str] = frozenset(),
    *,
    ground: str = "",
    is_cold: bool = False,
) -> Card:
    """Return a box as a card: its texts wrapped, its size worked out, what is missed marked.

    ``ground`` is a colour to stand on in place of its party's; a cold box is dashed.
    """
    if box.mark == "start":
        return Card(box, (), (), 18, 18)
    title = tuple(wrap(box.title, CARD - 2 * PAD, lambda words: text_width(words, 15)))
    if box.mark:
        width_ = max(text_width(line, 15) for line in title) + 2 * PAD
        return Card(box, title, (), width_, 19 * len(title) + 12)
    lines: list[tuple[str, str, str]] = []
    for each in box.lines:
        if each.kind == "stray":
            lines += _broken("", each.text, STRAY["stray"][0])
            continue
        lines += _wrapped(each, is_missed=not missed.isdisjoint(each.keys))
    for words in loops:
        lines += _broken("loop", words, MISSED if words.startswith(NO_MARK) else INK)
    height = 24 + 19 * len(title) + 4 + STEP * len(lines) + 10
    is_missed = box.key in missed
    return Card(box, title, tuple(lines), CARD, height, is_missed, ground, is_cold)


def _indent(tint: str) -> int:
    return 34 if tint == MUTED else 18


def _wrapped(line: Line, *, is_missed: bool) -> list[tuple[str, str, str]]:
    mark, tint = (NO_MARK, MISSED) if is_missed else ("", INK)
    found = _broken(line.kind, f"{mark}{line.text}", tint)
    return [*found, *_broken("due", line.aside, MUTED)] if line.aside else found


def _broken(name: str, words: str, tint: str) -> list[tuple[str, str, str]]:
    room = CARD - 2 * PAD - _indent(tint)
    lines = wrap(words, room, lambda part: text_width(part, SIZE - 1))
    return [(name if index == 0 else "", line, tint) for index, line in enumerate(lines)]


def key(x: int, y: int, lang: Lang, scope: str, *, strays: bool = False) -> tuple[str, int, int]:
    """Return what each sign means, with the width and height of that."""
    parts = [text(x, y + SIZE, PHRASES["key"].text(lang), SIZE, INK, bold=True)]
    rows = (
        [(name, f"turn.{name}", TURNS[name][0]) for name in ("us", "customer", "partner")]
        + [(name, f"end.{name}", ENDS[name][0]) for name in ("success", "lost", "dormant")],
        [
            (name, f"key.{said}", INK)
            for name, said in (
                ("work", "touchpoint"),
                ("need", "need"),
                ("timeout", "timeout"),
                ("stall", "stall"),
                ("climb", "climb"),
                ("recovery", "recovery"),
            )
        ],
    )
    widest = 0
    for index, row in enumerate(rows):
        at, line = x, y + 26 + 22 * index
        for name, phrase, colour in row:
            words = PHRASES[phrase].text(lang).rstrip(":：")
            parts.append(sign(name, at, line - 2, scope, colour))
            parts.append(text(at + 18, line + 9, words, SIZE - 1, INK))
            at += 18 + text_width(words, SIZE - 1) + 22
        widest = max(widest, at)
    at, line = x, y + 26 + 22 * len(rows)
    for kind in ("back", "give_up", "timeout", "wake", *(STRAY if strays else ())):
        colour, dash = (KINDS | STRAY)[kind]
        words = PHRASES[f"key.{kind}"].text(lang)
        parts.append(
            f'<path d="M{at} {line + 4}H{at + 34}" stroke="{colour}" stroke-width="1.6" '
            f'stroke-dasharray="{dash}" marker-end="url(#{scope}head-{kind})"/>'
        )
        parts.append(text(at + 42, line + 9, words, SIZE - 1, INK))
        at += 42 + text_width(words, SIZE - 1) + 22
    return "\n".join(parts), max(widest, at) - x, 26 + 22 * (len(rows) + 1)
