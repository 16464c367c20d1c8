"""A stage as one offline page: drawing, tables and document, in Chinese and English.

Nothing is fetched and nothing is run: the language is switched by the style sheet alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..language.titles import Lang
from .document import PART, Block, Document, Heading, Point, Sentence, numbered
from .svg_parts import escape
from .tables import Table

_STYLE = """\
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;color:#1f2933;background:#fff;font:15px/1.65 system-ui,-apple-system,'Segoe UI',\
'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif}
main{max-width:1340px;margin:0 auto;padding:16px 24px 64px}
h1{font-size:26px;margin:16px 0 8px}
h2{font-size:20px;margin:36px 0 8px;border-bottom:2px solid #cbd5e1}
h3{font-size:16px;margin:26px 0 4px}h3 .tag{font-weight:400;color:#4a5560;margin-left:.6em}
a{color:#1d4f91}ul{margin:2px 0;padding-left:1.4em}p{margin:4px 0}
.label{font-weight:600}
.drawing{overflow-x:auto;border:1px solid #cbd5e1;border-radius:8px;margin:16px 0}
.drawing svg{display:block;margin:0 auto}
table{border-collapse:collapse;width:100%;margin:8px 0 20px;font-size:14px}
th,td{border:1px solid #cbd5e1;padding:5px 8px;text-align:left;vertical-align:top}
th{background:#eef2f7}
.lang{position:absolute;opacity:0}
.switch{position:sticky;top:0;background:#fff;border-bottom:1px solid #cbd5e1;\
padding:8px 24px;text-align:right}
.switch label{padding:3px 12px;border:1px solid #1d4f91;border-radius:6px;cursor:pointer;\
margin-left:6px}
#zh-on:checked~.switch label[for=zh-on],\
#en-on:checked~.switch label[for=en-on]{background:#1d4f91;color:#fff}
#zh-on:focus-visible~.switch label[for=zh-on],\
#en-on:focus-visible~.switch label[for=en-on]{outline:3px solid #8a4a00}
#zh-on:not(:checked)~main.zh,#en-on:not(:checked)~main.en{display:none}
@media print{.switch{display:none}body{font-size:11pt}main{max-width:none;padding:0}
h2,h3{break-after:avoid}tr,li{break-inside:avoid}.drawing{border:0;overflow:visible}
.drawing svg{max-width:100%;height:auto}a{color:inherit}}
"""


class Side:
    """One language of a page: its texts, its drawing, its tables."""

    def __init__(
        self, lang: Lang, document: Document, svg: str, tables: Sequence[Table], contents: str
    ) -> None:
        """Keep what is shown; ``svg`` is the markup of a drawing of ours."""
        self.lang, self.document, self.svg, self.tables = lang, document, svg, tables
        self.contents = contents

    def markup(self) -> str:
        """Return this language's part of the page."""
        blocks = list(numbered(self.document))
        head = next(each for each in blocks if isinstance(each, Heading))
        rest = [each for each in blocks if each is not head]
        own, links = _Anchors(self.lang), _links(rest, self.tables, _Anchors(self.lang))
        return "\n".join(
            [
                f'<main class="{self.lang}" lang="{"zh-CN" if self.lang == "zh" else "en"}">',
                f'<h1 id="{own(head.anchor)}">{escape(head.text)}</h1>',
                f'<nav aria-label="{escape(self.contents)}"><ul>{"".join(links)}</ul></nav>',
                f'<div class="drawing">{self.svg}</div>',
                *(_table(each, own) for each in self.tables),
                *_blocks(rest, own),
                "</main>",
            ]
        )


class _Anchors:
    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, anchor: str) -> str:
        return escape(f"{self.lang}-{anchor}")


def page(sides: Sequence[Side], shown: Lang) -> str:
    """Return the whole page; ``shown`` is the language it opens in."""
    title = next(side.document[0] for side in sides if side.lang == shown)
    assert isinstance(title, Heading)
    return shell(title.text, {side.lang: side.markup() for side in sides}, shown)


def shell(title: str, sides: Mapping[Lang, str], shown: Lang, style: str = "") -> str:
    """Return a page around the markup of each language, which is a ``main`` of that class.

    ``style`` are rules beside those that all our pages share.
    """
    names = {"zh": "中文", "en": "English"}
    switches = "".join(
        f'<input class="lang" type="radio" name="lang" id="{lang}-on"'
        f"{' checked' if lang == shown else ''}>"
        for lang in sides
    )
    labels = "".join(
        f'<label for="{lang}-on" lang="{lang}">{names[lang]}</label>' for lang in sides
    )
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{"zh-CN" if shown == "zh" else "en"}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # Were an escape ever missed, the browser would still run and fetch nothing.
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{escape(title)}</title><style>{_STYLE}{style}</style></head><body>",
            switches,
            f'<div class="switch">{labels}</div>',
            *sides.values(),
            "</body></html>\n",
        ]
    )


def _links(blocks: Iterable[Block], tables: Iterable[Table], own: _Anchors) -> Iterator[str]:
    for table in tables:
        yield f'<li><a href="#{own(table.anchor)}">{escape(table.title)}</a></li>'
    for block in blocks:
        if isinstance(block, Heading) and block.level == PART:
            yield f'<li><a href="#{own(block.anchor)}">{escape(block.text)}</a></li>'


def _table(table: Table, own: _Anchors) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in table.columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>\n" for row in table.rows
    )
    return (
        f'<h2 id="{own(table.anchor)}">{escape(table.title)}</h2>\n'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>"
    )


def _blocks(blocks: Sequence[Block], own: _Anchors) -> Iterator[str]:
    is_listed = False
    for block in blocks:
        if isinstance(block, Point) != is_listed:
            yield "</ul>" if is_listed else "<ul>"
            is_listed = not is_listed
        if isinstance(block, Point):
            yield _point(block)
        elif isinstance(block, Sentence):
            yield f"<p>{_labelled(block.label, block.text)}</p>"
        else:
            tag = f'<span class="tag">{escape(block.tag)}</span>' if block.tag else ""
            name = f"h{block.level}"
            yield f'<{name} id="{own(block.anchor)}">{escape(block.text)}{tag}</{name}>'
    if is_listed:
        yield "</ul>"


def _point(point: Point) -> str:
    inner = "".join(_point(each) for each in point.inner)
    words = _labelled(point.label, point.text)
    return f"<li>{words}{f'<ul>{inner}</ul>' if inner else ''}</li>"


def _labelled(label: str, words: str) -> str:
    gap = "" if not label or label.endswith("：") else " "
    return (
        f'<span class="label">{escape(label)}</span>{gap}{escape(words)}'
        if label
        else escape(words)
    )
