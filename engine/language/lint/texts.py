"""Texts: is every title written in each language of the workspace?"""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Place, Problem, problem
from ..source import Mapping, Node, Scalar, Sequence
from .subject import Subject

BAR = " | "


def missing_title_half(subject: Subject) -> Iterator[Problem]:
    """A title is written in one language only.

    标题只写了一种语言。

    Why: Half of the readers see a language they do not read, in tasks, notices and reports. A workspace in one language says so: `languages: [zh]` in lifecycle.yaml.
    为什么：任务、通知、报表里，一半读者会看到不懂的语言。只用一种语言的工作区可在 lifecycle.yaml 里写 languages: [zh]。

    Bad::

        title: 做报价

    Good::

        title: 做报价 | Making the offer

    Cure: Write `中文 | English`, with a space on either side of the bar; a name that is the same in both is written twice.
    改法：写成“中文 | English”，竖线两边各空一格；两种语言相同的名字写两遍。
    """
    if set(subject.languages) != {"zh", "en"}:
        return
    halved = {
        subject.legend.places[key]: key.partition("/")[0]
        for key, title in subject.legend.titles.items()
        if title.zh == title.en and key in subject.legend.places
    }
    for file in subject.files if halved else ():
        for scalar in _texts_at(file.here.node, halved):
            if BAR not in scalar.text:
                yield problem(scalar.place, "missing-title-half", text=scalar.text)
    for name, message in subject.program.messages.items():
        if not message.zh or not message.en:
            yield problem(subject.named("message", name), "missing-title-half.message", name=name)


def _texts_at(node: Node, wanted: dict[Place, str]) -> Iterator[Scalar]:
    """Yield the titles of what is declared at the wanted places, in the order written."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _texts_at(item, wanted)
    elif isinstance(node, Mapping):
        for key, value in node.entries.values():
            if key.place in wanted:
                yield from _title_of(node, key, value)
            yield from _texts_at(value, wanted)


def _title_of(inside: Mapping, key: Scalar, value: Node) -> Iterator[Scalar]:
    # A thing has its title inside, one known by its ``id`` beside it, a channel is its title.
    home = value if isinstance(value, Mapping) else inside if key.text == "id" else None
    title = home.entries["title"][1] if home and "title" in home.entries else value
    if isinstance(title, Scalar):
        yield title


CHECKS = (missing_title_half,)
