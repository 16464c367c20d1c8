"""One case of history as a timeline: what was told, what was noticed, and why."""

from __future__ import annotations

from ..core.link import LinkedProgram
from ..language.program import Legend
from ..language.titles import Lang, Title
from ..language.wording import fill
from ..studies.backtest.one_case import OneCase
from ..studies.history.case import Case
from ..studies.history.mapping import LogMapping
from .dated import when
from .simulated_customer import journey_lines

_SAID = {
    "case": Title(
        "案例 {case}（客商 {account}），{at} 开始", "Case {case} (account {account}), begun {at}"
    ),
    "groups": Title("分组：{groups}", "Groups: {groups}"),
    "happened": Title("{at} 真的发生：{title}", "What really happened, {at}: {title}"),
    "until": Title(
        "按日志结束时（{at}）的样子判断。", "Judged as it stood when the log ended, {at}."
    ),
}


def case_text(
    seen: OneCase,
    case: Case,
    program: LinkedProgram,
    legend: Legend,
    mapping: LogMapping,
    ends_at: int,
    lang: Lang,
) -> str:
    """Return the timeline of a case up to the log's end, and what the log says happened."""
    zone = mapping.zone
    said = {"case": case.id, "account": case.account, "at": when(case.begins_at, zone, lang)}
    lines = [fill(_SAID["case"], said, lang)]
    titles = {each.id: each.title.text(lang) for each in mapping.outcomes}
    named = {each.id: each.title.text(lang) for each in mapping.groups}
    if case.groups:
        groups = ("、" if lang == "zh" else ", ").join(named[each] for each in case.groups)
        lines.append(fill(_SAID["groups"], {"groups": groups}, lang))
    for each in case.outcomes:
        happened = {"at": when(each.at, zone, lang), "title": titles[each.outcome]}
        lines.append(fill(_SAID["happened"], happened, lang))
    lines.append(fill(_SAID["until"], {"at": when(ends_at, zone, lang)}, lang))
    return "\n".join([*lines, *journey_lines(seen, program, legend, zone, lang)])
