"""A story as a timeline, with what it expects marked where it is read."""

from __future__ import annotations

from ..language.problems import Problem
from ..language.titles import Lang, Title
from ..studies.script import Step
from ..studies.stories import Played, expected_words
from .dated import dated
from .timeline import padded, staged, tell
from .words import WORDS


def story_text(played: Played, lang: Lang) -> str:
    """Return a story's timeline with its expectations marked where they are read."""
    script, legend = played.script, played.script.legend
    mark = "✓" if played.passed else "✗"
    zone = script.zone
    told = (
        (each.at, 0, tell(each, legend, lang, stage, zone))
        for stage, each in staged(script.playbook, played.records)
    )
    entries = [entry for entry in told if entry[2]]
    entries += [
        (step.at, 1, _expectation(step, found, lang))
        for step, found in zip(script.steps, played.findings[1:], strict=True)
        if step.expect is not None
    ]
    # A stable sort: at one instant the journal's order, then what is expected of it.
    entries.sort(key=lambda entry: entry[:2])
    title = Title.split(script.title).text(lang)
    head = f"{mark} {title}\n  {script.path}"
    return "\n".join([head, *dated(((at, text) for at, _, text in entries), zone, lang)])


def _expectation(step: Step, found: tuple[Problem, ...], lang: Lang) -> str:
    assert step.expect is not None
    mark = "✗" if found else "✓"
    return f"{mark} {padded(WORDS['expect'].text(lang))}{'; '.join(expected_words(step.expect))}"
