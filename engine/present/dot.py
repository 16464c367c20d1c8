"""A chart as Graphviz text: shapes tell whose turn it is, so it reads without colour too."""

from __future__ import annotations

from collections.abc import Iterator

from .chart import Arrow, Box, Chart, Panel

_SHAPES = {
    "us": 'shape=box style="rounded,filled" fillcolor="#e8f0fa" color="#1d4f91"',
    "customer": 'shape=hexagon style=filled fillcolor="#fdf3e6" color="#8a4a00"',
    "partner": 'shape=parallelogram style=filled fillcolor="#f3eefa" color="#5b3a8c"',
    "success": 'shape=box peripheries=2 style="rounded,filled" fillcolor="#e6f4ea" color="#1b6b3a"',
    "lost": 'shape=octagon peripheries=2 style=filled fillcolor="#fbe9eb" color="#8b1e2d"',
    "dormant": 'shape=box peripheries=2 style="dashed,filled" fillcolor="#eceff3" color="#4a5568"',
    "start": 'shape=circle style=filled fillcolor="#1f2933" width=0.18 fixedsize=true',
    "anytime": 'shape=box style="rounded,dashed"',
    "": "shape=box",
}
_LINES = {
    "give_up": ' style=dotted color="#8b1e2d" fontcolor="#8b1e2d"',
    "anytime": ' color="#8b1e2d" fontcolor="#8b1e2d"',
    "timeout": ' style=dashed color="#5b3a8c" fontcolor="#5b3a8c"',
    "wake": ' style=dashed color="#1b6b3a" fontcolor="#1b6b3a" constraint=false',
}


def chart_dot(chart: Chart) -> str:
    """Return a chart as a Graphviz digraph: a cluster for each track."""
    lines = [
        f"digraph {_quoted(chart.id)} {{",
        f"  label={_quoted(chart.title)} labelloc=t rankdir=TB",
        '  node [fontname="sans-serif" fontsize=12]',
        '  edge [fontname="sans-serif" fontsize=10]',
    ]
    for panel in chart.panels:
        inner = list(_panel(panel))
        if len(chart.panels) > 1:
            lines.append(f"  subgraph {_quoted(f'cluster_{panel.id}')} {{")
            lines.append(f"    label={_quoted(panel.title)}")
            lines += [f"    {line}" for line in inner]
            lines.append("  }")
        else:
            lines += [f"  {line}" for line in inner]
    return "\n".join([*lines, "}", ""])


def _panel(panel: Panel) -> Iterator[str]:
    for box in panel.boxes:
        shape = _SHAPES[box.mark or box.end or box.turn]
        yield f"{_name(panel, box.id)} [label={_quoted(*_box(box))} {shape}]"
    for arrow in panel.arrows:
        label = f"label={_quoted(*arrow.labels)}" if arrow.labels else ""
        extra = f"{label}{_LINES.get(arrow.kind, '')}".strip()
        yield f"{_ends(panel, arrow)}{f' [{extra}]' if extra else ''}"


def _ends(panel: Panel, arrow: Arrow) -> str:
    return f"{_name(panel, arrow.source)} -> {_name(panel, arrow.target)}"


def _name(panel: Panel, box: str) -> str:
    return _quoted(f"{panel.id}.{box}")


def _box(box: Box) -> list[str]:
    words = [f"{box.title} · {box.word}" if box.word else box.title]
    return words + [
        f"{line.text} · {line.aside}" if line.aside else line.text for line in box.lines
    ]


def _quoted(*lines: str) -> str:
    """Return texts as one quoted string, a line each; what a person wrote stays text."""
    told = (" ".join(line.split()).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(told) + '"'
