"""The report of a simulation: one file that opens offline, in Chinese and English (issue 5).

Nothing is fetched and nothing runs. Each section begins with the one sentence that says what
is to be seen, made from the numbers; a drawing stands beside the table that says the same.
"""

from __future__ import annotations

import shlex
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

LANGS: tuple[Lang, ...] = ("zh", "en")
SECTIONS: tuple[Callable[[Told], str], ...] = (
    funnel, segments, times, heat_maps, stalls, tiers, touchpoints, contacts, workload, budget,
    value, rules, little, incidents, again,
)  # fmt: skip
"""In reading order: what became of customers, where it took long, why, and what it costs us."""


def report_page(
    results: Results,
    compiled: Compiled,
    lang: Lang,
    again: str = "",
    extra: Mapping[Lang, str] | None = None,
) -> str:
    """Return the whole page, opening in ``lang``.

    ``again`` is the command that gives the same once more, worked out where nobody says it.
    ``extra`` is markup of ours in each language, shown after the headline: a comparison.
    """
    again = again or _again(results)
    told = {each: Told(results, compiled, each, again) for each in LANGS}
    sides = {each: _side(told[each], (extra or {}).get(each, "")) for each in LANGS}
    return shell(_title(told[lang]), sides, lang, STYLE)


def _again(r: Results) -> str:
    return (
        f"touchline simulate --population {shlex.quote(r.population)} --journeys {r.asked} "
        f"--seed {r.seed}"
    )


def _title(told: Told) -> str:
    r = told.results
    named = r.title_zh if told.lang == "zh" else r.title_en
    return told.say("title", title=named or r.population)


def _side(told: Told, extra: str) -> str:
    sections = [drawn for make in SECTIONS if (drawn := make(told))]
    return "\n".join(
        [
            f'<main class="{told.lang}" lang="{"zh-CN" if told.lang == "zh" else "en"}">',
            f"<h1>{escape(_title(told))}</h1>",
            _partial(told),
            headline(told),
            contents(told),
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


def contents(told: Told) -> str:
    """Return the links to all sections made so far."""
    links = "".join(
        f'<li><a href="#{told.lang}-{escape(name)}">{escape(title)}</a></li>'
        for name, title in told.headings
    )
    return f'<nav aria-label="{escape(told.say("contents"))}"><ul>{links}</ul></nav>'
