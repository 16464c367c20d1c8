"""The pages of the rules as documents: ``docs/rules/NAME.md`` and the list of them.

Written from the docstrings by ``pytest tests/test_rule_pages.py --update-cases``; what a page
says the command line prints is what it printed for that very example.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.language.lint.registry import GROUPS, Rule, rules
from engine.language.titles import Lang

from .kit import ROOT
from .lint_cases import folder_of

PAGES = ROOT / "docs" / "rules"
_SAID: Mapping[Lang, Mapping[str, str]] = {
    "zh": {"bad": "不要这样：", "good": "这样写：", "cure": "改法："},
    "en": {"bad": "Not like this:", "good": "Like this:", "cure": "Cure: "},
}


def page_of(rule: Rule) -> str:
    """Return the page of one rule: first Chinese, then English."""
    halves = [f"# {rule.name}", *(_half(rule, lang) for lang in ("zh", "en"))]
    return "\n\n".join(halves) + "\n"


def _half(rule: Rule, lang: Lang) -> str:
    said = _SAID[lang]
    parts = [f"**{rule.what.text(lang)}**", rule.why.text(lang), said["bad"], _block(rule.bad)]
    answer = folder_of(rule) / f"{lang}.txt"
    if answer.exists():
        parts.append(_block(answer.read_text("utf-8").rstrip("\n"), "text"))
    if rule.good:
        parts += [said["good"], _block(rule.good)]
    parts.append(f"{said['cure']}{rule.cure.text(lang)}")
    return "\n\n".join(parts)


def _block(text: str, kind: str = "yaml") -> str:
    plain = text.startswith(("(", "touchline "))
    return f"```{'text' if plain else kind}\n{text}\n```"


def index() -> str:
    """Return the list of all rules, by group, in both languages."""
    lines = [
        "# 规则 | Rules",
        "",
        "每条规则一页；`touchline explain-rule NAME` 在命令行里说同样的话。",
        "One page a rule; `touchline explain-rule NAME` says the same on the command line.",
    ]
    group = ""
    for rule in rules().values():
        if rule.group != group:
            group = rule.group
            title = GROUPS[group]
            lines += ["", f"## {title.zh} | {title.en}", ""]
            lines += ["| rule | 说什么 | what it says |", "|---|---|---|"]
        lines.append(f"| [{rule.name}]({rule.name}.md) | {rule.what.zh} | {rule.what.en} |")
    return "\n".join(lines) + "\n"


def documents() -> dict[Path, str]:
    """Return every document of ``docs/rules`` as it should be."""
    found = {PAGES / f"{rule.name}.md": page_of(rule) for rule in rules().values()}
    return {PAGES / "README.md": index(), **found}
