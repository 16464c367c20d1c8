"""What the doctor found, as a table: what is ill in red, each with its cure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..language.titles import Lang
from ..runtime.examination import Sign
from .aligned import aligned
from .phrases_doctor import area, counts, cure, found, verdict
from .problems import PLAIN, RED, visible


def examined_text(signs: Sequence[Sign], lang: Lang, *, is_coloured: bool = False) -> str:
    """Return signs as a table, with the cure below each that has one."""
    rows: list[tuple[str, ...]] = []
    loud: list[bool] = []
    for sign in signs:
        said = visible(found(sign.code, lang, **sign.values))
        rows.append((verdict(sign.verdict, lang), area(sign.area, lang), said))
        loud.append(sign.verdict == "ill")
        if sign.verdict != "well" and cure(sign.code, lang):
            rows.append((f"→ {cure(sign.code, lang)}",))
            loud.append(sign.verdict == "ill")
    _, *lines = aligned(("", "", ""), rows, texts=3, indent="")
    if is_coloured:
        lines = [f"{RED}{line}{PLAIN}" if is_loud else line
                 for line, is_loud in zip(lines, loud, strict=True)]  # fmt: skip
    ill, note = (sum(sign.verdict == each for sign in signs) for each in ("ill", "note"))
    return "\n".join([*lines, counts(ill, note, lang)])


def examined_values(signs: Sequence[Sign]) -> list[dict[str, Any]]:
    """Return signs as ids and values."""
    return [
        {"area": each.area, "code": each.code, "verdict": each.verdict, **each.values}
        for each in signs
    ]
