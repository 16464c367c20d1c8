"""The report of a calibration: one offline page, history and simulation as two curves a state.

Nothing is fetched and nothing runs. A curve says how many were over within how long; the table
below says the same in numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ..language.titles import Lang
from ..studies.calibration.comparing import PERCENTS, Lasting, cumulative
from ..studies.calibration.families import Fitted
from ..studies.calibration.findings import ReplyFit, ShareFit, TimeFit
from ..studies.figures.tally import Histogram
from .calibrated_told import Told, points
from .page import shell
from .quantities import MINUTE, NOTHING, SECOND, count, hours, lasting
from .report_charts import Scale, Span, scale_marks, scale_of
from .report_style import STYLE
from .report_tables import Column, Group, Row, grid
from .report_told import note, says
from .svg_parts import escape

LANGS: tuple[Lang, ...] = ("zh", "en")

_ROOM = 128
"""How high the curves are, in pixels."""
_APART = 20.0
"""How far apart, in percent, two words below a curve stand at least."""
_FINE = 0.004
"""A curve bends no more often than this share of it, or the page would be huge."""
_STEP = 0.03

_CURVES = """\
.curve{fill:none;stroke-width:2.2;vector-effect:non-scaling-stroke}
.curve.real{stroke:#12395f}.curve.drawn{stroke:#d55e00;stroke-dasharray:5 3}
.keyed{display:inline-block;width:26px;border-top:3px solid #12395f;vertical-align:middle;\
margin:0 6px 0 0}.keyed.drawn{border-top:3px dashed #d55e00;margin-left:14px}
.fit .panel figcaption b{font-weight:600}
"""


def calibration_page(told: Sequence[Told], shown: Lang) -> str:
    """Return the whole page from what is told in each language, opening in ``shown``."""
    sides = {each.lang: _side(each) for each in told}
    first = next(each for each in told if each.lang == shown)
    return shell(_title(first), sides, shown, STYLE + _CURVES)


def _title(told: Told) -> str:
    return told.say("title", stage=told.stage(told.found.playbook))


def _side(told: Told) -> str:
    return "\n".join(
        [
            f'<main class="{told.lang} fit" lang="{"zh-CN" if told.lang == "zh" else "en"}">',
            f"<h1>{escape(_title(told))}</h1>",
            says(told.headline()),
            note(told.say("how")),
            _curves(told),
            _quantiles(told),
            _endings(told),
            _fits(told),
            "</main>",
        ]
    )


def _section(title: str, *inner: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n" + "\n".join(inner) + "\n</section>"


# --- curves


def _curves(told: Told) -> str:
    panels = "".join(_panel(told, each) for each in told.judged())
    key = (
        f'<p class="note"><i class="keyed"></i>{escape(told.say("history"))}'
        f'<i class="keyed drawn"></i>{escape(told.say("simulated"))}</p>'
    )
    notes = note(told.join([told.say("key"), told.say("few-left")]))
    return _section(told.say("curves"), key, f'<div class="panels">{panels}</div>', notes)


def _panel(told: Told, each: Lasting) -> str:
    name, apart = told.named(each), told.apart(each)
    scale = _scale(each)
    halves = {
        "history": lasting(each.history.quantile(50), told.lang),
        "simulated": lasting(each.simulated.quantile(50), told.lang),
    }
    words = told.say("drawing", name=name, points=points(each.distance), **halves)
    lines = "".join(
        f'<polyline class="curve {tint}" points="{_points(histogram, scale)}"/>'
        for tint, histogram in (("real", each.history), ("drawn", each.simulated))
    )
    grid_lines = "".join(_gridlines(scale))
    counted = " / ".join(count(h.count) for h in (each.history, each.simulated))
    return (
        f'<figure class="panel"><figcaption><b>{escape(name)}</b>'
        f"<span>{escape(apart)} · {counted}</span></figcaption>"
        f'<svg width="100%" height="{_ROOM}" role="img" aria-label="{escape(words)}">'
        f"<title>{escape(words)}</title>{grid_lines}"
        f'<svg width="100%" height="{_ROOM}" viewBox="0 0 100 {_ROOM}" '
        f'preserveAspectRatio="none">{lines}</svg></svg>'
        f"{scale_marks(scale, told.lang, _APART).markup}</figure>"
    )


def _scale(each: Lasting) -> Scale:
    # What took less than a minute stands at the minute, or the scale would leave it out.
    spans = [
        Span(*(max(histogram.quantile(percent), MINUTE) for percent in (2, 90, 99)))
        for histogram in (each.history, each.simulated)
    ]
    return scale_of(spans)


def _points(histogram: Histogram, scale: Scale) -> str:
    """Return a curve from nothing to all, in percent across and pixels down."""
    found, before = [(0.0, 0.0)], 0.0
    for length, reached in cumulative(histogram):
        if reached - before >= _FINE or reached >= 1.0:
            across = scale.at(max(length, 1))
            if reached - before >= _STEP:
                found.append((across, before))  # many at once are no slope
            found.append((across, reached))
            before = reached
    found.append((100.0, found[-1][1]))
    return " ".join(f"{x:.2f},{_ROOM - 1 - share * (_ROOM - 2):.1f}" for x, share in found)


def _gridlines(scale: Scale) -> Iterator[str]:
    for tick in scale.ticks:
        x = f"{scale.at(tick):.2f}%"
        yield f'<line x1="{x}" y1="0" x2="{x}" y2="{_ROOM}" class="faint"/>'
    for share in (0, 50, 100):
        y = 1 + (_ROOM - 2) * (100 - share) / 100
        tint = "faint" if share else "rule"
        yield f'<line x1="0" y1="{y:.1f}" x2="100%" y2="{y:.1f}" class="{tint}"/>'
        if share:
            yield f'<text x="2" y="{y + 12:.1f}" class="mark">{share}%</text>'


# --- tables


def _quantiles(told: Told) -> str:
    columns = (
        Column(told.say("column.name"), "text"),
        Column(told.say("column.over")),
        Column(told.say("column.open")),
        *(Column(told.say("within", percent=str(each))) for each in PERCENTS),
    )
    rows: list[Row] = []
    for each in told.beside.lasting:
        rows.append(Group(told.named(each), told.apart(each)))
        for who, histogram, still in (
            ("history", each.history, each.history_open),
            ("simulated", each.simulated, each.simulated_open),
        ):
            numbers = count(histogram.count), count(still), *told.quantiles(histogram)
            rows.append((told.say(who), *numbers))
    title = told.say("quantiles")
    return _section(title, grid(columns, rows, title, "dense"))


def _endings(told: Told) -> str:
    columns = (
        Column(told.say("column.end"), "text"),
        Column(told.say("history")),
        Column(told.say("simulated")),
    )
    rows: list[Row] = []
    stage = ""
    for each in told.beside.endings:
        if each.stage != stage:
            stage = each.stage
            rows.append(Group(told.stage(stage), told.say("ends-says")))
        rows.append(told.ending(each))
    title = told.say("ends")
    return _section(title, grid(columns, rows, title)) if rows else ""


def _fits(told: Told) -> str:
    names = ("reply", "family", "seen", "chance", "interval", "ks", "p50", "p90")
    columns = [
        Column(told.say(f"column.{name}"), "text" if name in {"reply", "family"} else "number")
        for name in names
    ]
    rows: list[Row] = []
    for state in told.found.states:
        if state.replies or state.also:
            rows.append(Group(_state_title(told, state.state)))
            rows += [_reply(told, each) for each in (*state.replies, *state.also)]
    for stage in told.found.anytime:
        rows.append(Group(told.stage(stage.stage)))
        rows += [_reply(told, each) for each in stage.anytime]
    if not rows:
        return ""
    title = told.say("fits")
    return _section(title, note(told.say("fits-says")), grid(columns, rows, title, "dense"))


def _state_title(told: Told, name: str) -> str:
    return told.compiled.legend.title(f"state/{name}", told.lang)


def _reply(told: Told, reply: ReplyFit) -> tuple[str, ...]:
    fitted, chance = reply.time.fitted, reply.chance
    distance = f"{fitted.best.distance:.3f}" if fitted.best is not None else NOTHING
    middle, most = (_length(told, reply.time, each) for each in (0.5, 0.9))
    signal = told.compiled.legend.title(f"signal/{chance.name}", told.lang)
    return (
        signal, _family(told, fitted), count(chance.seen), _percent(chance.share),
        _interval(chance), distance, middle, most,
    )  # fmt: skip


def _family(told: Told, fitted: Fitted) -> str:
    if fitted.reason == "same":
        return told.say("once")
    return told.say("table" if fitted.spread.kind == "table" else f"kind.{fitted.spread.kind}")


def _length(told: Told, time: TimeFit, share: float) -> str:
    microseconds = round(time.fitted.sample.quantile(share) * SECOND)
    if time.counts == "elapsed":
        return lasting(microseconds, told.lang)
    return told.say("shift", hours=hours(microseconds, told.lang))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _interval(share: ShareFit) -> str:
    return f"{math.floor(1000 * share.low) / 10:.1f}–{math.ceil(1000 * share.high) / 10:.1f}%"
