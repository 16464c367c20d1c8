"""The style sheet of a report, beside what all our pages share.

Colours are of the Okabe-Ito kind, which people with any colour vision tell apart, and of
different lightness, so that they print in grey.
"""

from __future__ import annotations

_WIDE = """\
main{max-width:1180px;font-variant-numeric:tabular-nums}
.says{font-size:17px;line-height:1.55;margin:8px 0 12px;max-width:46em}
.note{color:#4a5560;font-size:13px;margin:2px 0 12px}
.partial{background:#fff3d6;border-left:6px solid #b25e00;padding:10px 14px;margin:14px 0;\
font-weight:600}
.heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);\
white-space:nowrap}
nav ul{columns:3 220px;list-style:none;padding:0;margin:20px 0;font-size:14px}
.tiles{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:10px;margin:18px 0 10px}
.tiles div{border:1px solid #cbd5e1;border-radius:8px;padding:10px 14px}
.tiles dt,.facts dt{color:#4a5560;font-size:13px}
.tiles dd{margin:0;font-size:27px;font-weight:600;line-height:1.25}
.tiles .part{display:inline-block;font-size:14px;font-weight:400;color:#4a5560;margin-left:.6em}
.whole svg{height:26px}.whole{margin:0 0 14px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:6px 18px;\
margin:0;padding:10px 0;border-top:1px solid #cbd5e1;border-bottom:1px solid #cbd5e1}
.facts div{min-width:0}.facts dd{margin:0;font-size:14px;overflow-wrap:anywhere}
svg{display:block}.sideways{display:none}
.drawing svg{width:100%;max-width:calc(var(--w)*1px);\
min-width:calc(var(--w)*.72px);height:auto}
.success{fill:#00735c;background:#00735c}.open{fill:#cfd9e4;background:#cfd9e4}
.dormant{fill:#5f6b78;background:#5f6b78}.lost{fill:#d55e00;background:#d55e00}
.span{fill:#3b7bb8;background:#3b7bb8}.calm{fill:#7fb3dd;background:#7fb3dd}
.pale{fill:#fff;background:#fff}.over{fill:#a1330a}
.open,.pale{stroke:#8592a0;stroke-width:.6}
.dot{fill:#12395f}.thin{stroke:#12395f;stroke-width:1.6}.faint{stroke:#dbe2ea}
.rule{stroke:#8592a0}.limit{stroke:#1f2933;stroke-width:1.6}
.mark{font-size:11.5px;fill:#4a5560}
.sw{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:5px;\
border:1px solid #8592a0}
.grid{font-size:14px}.grid th,.grid td{border:0;border-bottom:1px solid #e2e8f0}
.grid thead th{background:none;border-bottom:2px solid #8592a0;font-size:12.5px;\
font-weight:600;vertical-align:bottom}
.grid tbody th{font-weight:400;background:none;min-width:11em}
.grid tbody th,.grid tbody td{vertical-align:middle}
.grid .n{text-align:right;white-space:nowrap}.dense thead .n{white-space:normal}
.grid .g{width:34%;min-width:120px;vertical-align:middle}
.grid .group th{font-weight:600;padding-top:14px;border-bottom:1px solid #8592a0}
.grid .scale th,.grid .scale td{border:0;padding-bottom:0}
.dense{font-size:13px}.dense th,.dense td{padding:4px 6px}.dense .g{width:16%;min-width:90px}
.narrow{max-width:420px}.k{display:none}
details{margin:6px 0}summary{cursor:pointer;color:#1d4f91}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:18px 24px;\
margin:14px 0}
.panel{margin:0;min-width:0}.panel figcaption{display:flex;justify-content:space-between;\
gap:8px;font-size:14px;flex-wrap:wrap}
.panel figcaption span,.panel .top,.panel .ends{color:#4a5560;font-size:12.5px}
.panel .ends{display:flex;justify-content:space-between}
.panel svg{overflow:visible}
.twins{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(540px,100%),1fr));\
gap:8px 24px;align-items:start}.twins>div{min-width:0}
.beside{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:24px;\
align-items:start}
pre,code{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}
pre{background:#f2f5f8;padding:10px 14px;border-radius:6px;white-space:pre-wrap;\
overflow-wrap:anywhere}td code{overflow-wrap:anywhere}
"""

_CARDS = """\
GRID,GRID tbody,GRID tr,GRID th,GRID td{display:block}
GRID thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
GRID tbody tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));\
gap:0 14px;padding:8px 0;border-bottom:1px solid #cbd5e1}
GRID th,GRID td{border:0!important;padding:1px 0!important}
GRID tbody th,GRID .g,GRID td:not(.n):not(.none){grid-column:1/-1;width:auto}
GRID tbody th{font-weight:600}GRID .none{display:none}
GRID .n{display:flex;justify-content:space-between;gap:8px;white-space:normal}
GRID .k{display:inline;color:#4a5560;font-weight:400;text-align:left;margin-right:8px}
GRID .group{border:0!important;padding:16px 0 0!important}
GRID .group th{font-size:16px}
GRID .scale{padding:2px 0!important;border:0!important}GRID .scale th{display:none}
"""
"""A table on a narrow screen: each row a small card, each number with the word of its column."""

_NARROW = """\
main{padding:8px 16px 48px}h1{font-size:22px}.says{font-size:16px}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles div:first-child{grid-column:1/-1}
.facts{grid-template-columns:repeat(2,minmax(0,1fr))}.sideways{display:block}
.drawing svg{min-width:calc(var(--w)*.85px)}
.beside{grid-template-columns:minmax(0,1fr)}nav ul{columns:1}nav li{padding:4px 0}
"""

_TIGHT = ".grid thead .n{white-space:normal}.grid .g{width:22%}"

_PRINT = """\
nav{display:none}.says{font-size:12pt}.grid{font-size:9pt}.dense{font-size:7.5pt}
.grid tr,.panel,svg,.tiles{break-inside:avoid}.panels{grid-template-columns:repeat(3,1fr)}
.grid thead th{font-size:inherit}.drawing svg{min-width:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details:not([open]){display:none}
"""

STYLE = (
    f"{_WIDE}@media screen and (max-width:1060px){{{_CARDS.replace('GRID', '.dense')}}}\n"
    f"@media print,(max-width:960px){{{_TIGHT}}}\n"
    f"@media screen and (max-width:760px){{{_CARDS.replace('GRID', '.grid')}{_NARROW}}}\n"
    f"@media print{{{_PRINT}}}\n"
)
"""All rules of a report."""
