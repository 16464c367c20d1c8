"""The report of a simulation: one file that opens offline, in Chinese and English (issue 5).

Nothing is fetched and nothing runs. Each section begins with the one sentence that says what
is to be seen, made from the numbers; a drawing stands beside the table that says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..language.compiler import Compiled
from ..language.titles import Lang
from ..studies.figures.results import Results
from .page import shell
from .quantities import share
from .report_flow import funnel, headline, segments, times
from .report_heat import heat_maps
from .report_style import STYLE
from .report_told import Told
from .report_trouble import again, incidents, little, rules, stalls, tiers
from .report_work import budget, contacts, touchpoints, value, workload
from .svg_parts import escape

SECTIONS: tuple[Callable[[Told], str], ...] = (
    funnel, segments, times, heat_maps, stalls, tiers, touchpoints, contacts, workload, budget,
    value, rules, little, incidents, again,
)  # fmt: skip
"""In reading order: what became of customers, where it took long, why, and what it costs us."""


def report_page(
    results: Results, compiled: Compiled, lang: Lang, extra: Mapping[Lang, str] | None = None
) -> str:
    """Return the whole page, opening in ``lang``.

    ``extra`` is markup of ours in each language, shown after the headline: a comparison.
    """
    title = _title(Told(results, compiled, lang))
    sides: dict[Lang, str] = {
        each: _side(Told(results, compiled, each), (extra or {}).get(each, ""))
        for each in ("zh", "en")
    }
    return shell(title, sides, lang, STYLE)


def _title(told: Told) -> str:
    r = told.results
    return told.say(
        "title", title=(r.title_zh if told.lang == "zh" else r.title_en) or r.population
    )


def _side(told: Told, extra: str) -> str:
    sections = [drawn for make in SECTIONS if (drawn := make(told))]
    return "\n".join(
        [
            f'<main class="{told.lang}" lang="{"zh-CN" if told.lang == "zh" else "en"}">',
            f"<h1>{escape(_title(told))}</h1>",
            _partial(told),
            headline(told),
            _contents(told),
            extra,
            *sections,
            "</main>",
        ]
    )


def _partial(told: Told) -> str:
    r = told.results
    if not r.is_partial:
        return ""
    words = told.say(
        "partial", asked=r.asked, customers=r.customers, share=share(r.customers, r.asked)
    )
    return f'<p class="partial" role="note">{escape(words)}</p>'


def _contents(told: Told) -> str:
    links = "".join(
        f'<li><a href="#{told.lang}-{escape(name)}">{escape(title)}</a></li>'
        for name, title in told.headings
    )
    return f'<nav aria-label="{escape(told.say("contents"))}"><ul>{links}</ul></nav>'
