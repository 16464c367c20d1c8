"""A chart as Mermaid text (``stateDiagram-v2``): for documents and wikis that draw it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .chart import Arrow, Box, Chart, Panel

# Mermaid gives these a meaning of its own; its entities are written without the ampersand.
_SPECIAL = re.compile(r"[\"#;:<>{}\[\]%`\\|&\r\n]|--")
_CLASSES = """\
classDef us fill:#e8f0fa,stroke:#1d4f91,color:#1f2933
classDef customer fill:#fdf3e6,stroke:#8a4a00,color:#1f2933
classDef partner fill:#f3eefa,stroke:#5b3a8c,color:#1f2933
classDef success fill:#e6f4ea,stroke:#1b6b3a,color:#1f2933,stroke-width:3px
classDef lost fill:#fbe9eb,stroke:#8b1e2d,color:#1f2933,stroke-width:3px
classDef dormant fill:#eceff3,stroke:#4a5568,color:#1f2933,stroke-width:3px"""


def chart_mermaid(chart: Chart) -> str:
    """Return a chart as Mermaid text: a composite state for each track."""
    lines = ["---", f"title: {_quoted(chart.title)}", "---", "stateDiagram-v2"]
    inside = len(chart.panels) > 1
    for panel in chart.panels:
        drawn = list(_panel(panel, f"{panel.id}_" if inside else ""))
        if inside:
            lines.append(f'  state "{_plain(panel.title)}" as {panel.id}_track {{')
            lines += [f"    {line}" for line in drawn]
            lines.append("  }")
        else:
            lines += [f"  {line}" for line in drawn]
    return "\n".join([*lines, *(f"  {line}" for line in _CLASSES.splitlines()), ""])


def _panel(panel: Panel, prefix: str) -> Iterator[str]:
    for box in panel.boxes:
        if box.mark != "start":
            yield f'state "{_box(box)}" as {prefix}{box.id}'
    for arrow in panel.arrows:
        yield _arrow(arrow, prefix)
    for box in panel.boxes:
        if box.end or box.turn:
            yield f"class {prefix}{box.id} {box.end or box.turn}"
        if box.end in {"success", "lost"}:
            yield f"{prefix}{box.id} --> [*]"


def _box(box: Box) -> str:
    words = [f"{box.title} · {box.word}" if box.word else box.title]
    words += [f"{line.text} · {line.aside}" if line.aside else line.text for line in box.lines]
    return "<br>".join(_plain(each) for each in words)


def _arrow(arrow: Arrow, prefix: str) -> str:
    source = "[*]" if arrow.source == "start" else f"{prefix}{arrow.source}"
    label = "<br>".join(_plain(each) for each in arrow.labels)
    return f"{source} --> {prefix}{arrow.target}" + (f" : {label}" if label else "")


def _plain(words: str) -> str:
    return _SPECIAL.sub(lambda found: "".join(f"#{ord(each)};" for each in found[0]), words)


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(escaped.split())}"'
