"""Every rule there is, with its page: what it says, why, an example, and the cure.

A page is a docstring with fixed parts. The rules of the lint have theirs at their check;
those of the other rooms stand in ``pages``, one after the other, each under its name. Read
only when somebody asks: no command that checks a workspace imports this module.
"""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..titles import Lang, Title
from .pages import ABOUT
from .running import ROOMS, name_of

_HEADING = re.compile(r"^# (?P<name>[a-z0-9.-]+)$", re.MULTILINE)
_HAN = re.compile("[\u4e00-\u9fff]")
_CHINESE_PARTS = {"为什么：": "why", "改法：": "cure"}
_ENGLISH_PARTS = {"Why: ": "why", "Cure: ": "cure"}

GROUPS: Mapping[str, Title] = {
    "reading": Title("读文件", "Reading a file"),
    "shape": Title("键与写法", "Keys and spelling"),
    "names": Title("名字", "Names"),
    "time": Title("时间与日历", "Time and calendars"),
    "conditions": Title("条件", "Conditions"),
    "flow": Title("状态与去向的写法", "How states and moves are written"),
    "states": Title("状态", "States"),
    "moves": Title("去向", "Moves"),
    "touchpoints": Title("触点", "Touchpoints"),
    "silence": Title("停滞、升级与挽回", "Silence, ladders and recovery"),
    "times": Title("时限与计时", "Deadlines and clocks"),
    "documents": Title("单据与表单", "Documents and forms"),
    "signals": Title("信号", "Signals"),
    "people": Title("人", "People"),
    "logic": Title("条件与规则的含义", "What conditions and rules come to"),
    "ends": Title("结局与生命周期", "Ends and the lifecycle"),
    "texts": Title("文字", "Texts"),
    "allowances": Title("放行", "Allowances"),
    "stories": Title("情景", "Stories"),
    "populations": Title("客群", "Populations"),
    "mappings": Title("日志映射", "Mappings"),
    "delivery": Title("送达", "Delivery"),
}
"""Groups of rules in the order a person meets them."""


class BadPageError(ValueError):
    """A page lacks a part; raised to whoever wrote it, by the tests."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its group and its page; ``good`` is empty where no text can show it."""

    name: str
    group: str
    what: Title
    why: Title
    cure: Title
    bad: str
    good: str


@functools.cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by name, in the order of their groups."""
    found = dict(pages())
    order = list(GROUPS)
    return dict(sorted(found.items(), key=lambda each: order.index(each[1].group)))


def pages() -> Iterator[tuple[str, Rule]]:
    """Yield every page as it stands, with its name."""
    for group, checks in ROOMS.items():
        for check in checks:
            name = name_of(check)
            yield name, read_page(name, group, check.__doc__ or "")
    for group, texts in ABOUT.items():
        for text in texts:
            parts = _HEADING.split(text or "")[1:]
            for name, page in zip(parts[::2], parts[1::2], strict=True):
                yield name, read_page(name, group, page)


def read_page(name: str, group: str, text: str) -> Rule:
    """Read one page.

    Raises:
        BadPageError: a part is missing or stands twice.
    """
    zh: dict[str, str] = {}
    en: dict[str, str] = {}
    blocks: dict[str, str] = {}
    waiting = ""
    for paragraph in re.split(r"\n\s*\n", _unindented(text)):
        if paragraph in {"Bad::", "Good::"}:
            waiting = paragraph.rstrip(":").lower()
        elif paragraph.startswith("    ") and waiting:
            gap = "\n\n" if waiting in blocks else ""
            blocks[waiting] = blocks.get(waiting, "") + gap + _dedent(paragraph)
        else:
            _read_lines(name, paragraph, zh, en)
    if zh.keys() != en.keys() or {*zh} != {"what", "why", "cure"} or "bad" not in blocks:
        raise BadPageError(f"{name}: {sorted(en)} / {sorted(zh)} / {sorted(blocks)}")
    titles = {part: Title(zh[part], en[part]) for part in zh}
    return Rule(name, group, **titles, bad=blocks["bad"], good=blocks.get("good", ""))


def _unindented(text: str) -> str:
    """Return a docstring without its indentation; unlike inspect's, it leaves tabs alone."""
    first, _, rest = text.strip("\n").partition("\n")
    return f"{first.strip()}\n{textwrap.dedent(rest)}".strip()


def _read_lines(name: str, paragraph: str, zh: dict[str, str], en: dict[str, str]) -> None:
    for line in paragraph.splitlines():
        part, language, said = "what", zh if _HAN.search(line) else en, line
        for heads, into in ((_CHINESE_PARTS, zh), (_ENGLISH_PARTS, en)):
            for head, named in heads.items():
                if line.startswith(head):
                    part, language, said = named, into, line.removeprefix(head)
        if part in language:
            raise BadPageError(f"{name}: {part} stands twice")
        language[part] = said.strip()


def _dedent(block: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in block.splitlines())


def explain(name: str, lang: Lang) -> str:
    """Return the page of a rule as plain text.

    Raises:
        KeyError: there is no such rule.
    """
    rule = rules()[name]
    words = _WORDS[lang]
    parts = [f"{name}\n{rule.what.text(lang)}", f"{words['why']}{rule.why.text(lang)}"]
    parts.append(f"{words['bad']}\n{_indented(rule.bad)}")
    if rule.good:
        parts.append(f"{words['good']}\n{_indented(rule.good)}")
    parts.append(f"{words['cure']}{rule.cure.text(lang)}")
    return "\n\n".join(parts)


_WORDS: Mapping[Lang, Mapping[str, str]] = {
    "zh": {"why": "为什么：", "bad": "不要这样：", "good": "这样写：", "cure": "改法："},
    "en": {"why": "Why: ", "bad": "Not like this:", "good": "Like this:", "cure": "Cure: "},
}


def _indented(block: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in block.splitlines())


def listing(lang: Lang) -> str:
    """Return all rules with what they say, by group."""
    width = max(map(len, rules()))
    groups: dict[str, list[str]] = {}
    for rule in rules().values():
        line = f"  {rule.name:<{width}}  {rule.what.text(lang)}"
        groups.setdefault(rule.group, []).append(line)
    return "\n\n".join(
        "\n".join([GROUPS[group].text(lang), *lines]) for group, lines in groups.items()
    )
