"""A timeline has a word for whatever happens, in both languages."""

from __future__ import annotations

import re
from typing import get_args, get_type_hints

import pytest

from engine.core import records as r
from engine.language.titles import Lang
from engine.language.words import REASONS
from engine.present.story_told import story_text
from engine.present.words import WORDS

from .kit import ROOT
from .semantics import all_cases, play_case


def test_every_outcome_and_every_reason_has_its_word() -> None:
    """What a record can say, a person can read."""
    assert set(get_args(r.StallOutcome)) <= WORDS.keys()
    for kind in (r.TaskCancelled, r.TierSkipped):
        assert set(get_args(get_type_hints(kind)["reason"])) <= REASONS.keys()


def test_every_reason_a_decision_gives_has_its_word() -> None:
    """Reasons of refusals and ignored signals are written in place; each is found there."""
    given = re.compile(r'(?:refusal|ignore|ItemUnclear)\((?:draft, )?"([a-z-]+)"')
    core = "\n".join(
        path.read_text("utf-8") for path in sorted((ROOT / "engine/core").glob("*.py"))
    )
    assert {"unknown-item", "task-not-open", "not-paused"} <= set(given.findall(core))
    assert set(given.findall(core)) <= REASONS.keys()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_timeline_of_every_case_of_time_is_told(lang: Lang) -> None:
    """Holds, clocks, late words: a line each, and none that cannot be written."""
    cases = [case for case in all_cases() if case.name.startswith("watch/")]
    told = {case.name: story_text(play_case(case), lang) for case in cases}
    words = {
        "watch/hold_ends_by_itself": "hold_ended",
        "watch/clock_stopped_in_time": "stopped",
        "watch/late_reply": "unfounded",
        "watch/late_move": "late",
        "watch/variant_flips_mid_state": "variants",
        "watch/recovery_has_a_limit": "skipped",
    }
    for name, word in words.items():
        assert WORDS[word].text(lang) in told[name], name
