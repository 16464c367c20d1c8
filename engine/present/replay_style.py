"""What the page of a backtest looks like, beside what every report does."""

from __future__ import annotations

from .heat import TINTS
from .report_style import STYLE

_TINTS = "".join(
    f".t{at}{{fill:{tint};background:{tint}}}" for at, tint in enumerate(("#eef2f7", *TINTS))
)
_WIDE = """\
.small{list-style:none;padding:0;color:#4a5560;font-size:13.5px;margin:6px 0 12px}
h4{font-size:14px;margin:14px 0 2px}
.matrix{width:auto;border-collapse:separate;border-spacing:4px;margin:6px 0}
.matrix th,.matrix td{border:0;background:none;font-weight:400;padding:8px 12px}
.matrix td{border-radius:6px;min-width:8.5em}
.matrix thead td{min-width:0}.matrix b{display:block;font-size:22px;line-height:1.2}
.matrix span{font-size:13px;margin-right:.6em}
.matrix .right{background:#cdeadf}.matrix .false{background:#fbe3c0}
.matrix .missed{background:#f7cdb6}.matrix .quiet{background:#eef2f7}
.tight th,.tight td{padding:1px 6px!important}.grid.tight tbody th{min-width:5.5em}
.years{display:grid;grid-template-columns:repeat(auto-fill,minmax(440px,1fr));gap:14px 28px;\
margin:14px 0}
.group .note{font-weight:400}.small li{margin:2px 0}
.limits li{max-width:52em;margin:4px 0}
"""
_NARROW = """\
.years{grid-template-columns:minmax(0,1fr)}
.matrix th,.matrix td{padding:6px 7px}.matrix td{min-width:0}.matrix b{font-size:18px}
.matrix{border-spacing:2px}
.stacked tbody tr{grid-template-columns:minmax(0,1fr)}
.tight tbody tr{grid-template-columns:5.5em 1fr 4em 4em;padding:2px 0!important;border:0}
.tight tbody th,.tight .g{grid-column:auto!important}.tight .k{display:none}
.tight .n{justify-content:flex-end}
"""
REPLAY_STYLE = (
    f"{STYLE}{_TINTS}{_WIDE}"
    f"@media screen and (max-width:760px){{{_NARROW}}}\n"
    "@media print{.years{grid-template-columns:repeat(2,1fr)}.matrix{break-inside:avoid}}\n"
)
"""All rules of the page."""
