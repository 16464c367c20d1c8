"""Every rule has one page, one wording in each language, and an example that is tried.

``cases/lint/NAME/zh.txt`` and ``en.txt`` are what the command line says to the bad example of
the page; the good one has no finding at all. ``more.json`` holds the rule's other wordings.
"""

from __future__ import annotations

import functools
import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from engine.language import loader
from engine.language.lint import lint_files
from engine.language.lint.allowances import OWN
from engine.language.lint.registry import BadPageError, Rule, explain, pages, read_page, rules
from engine.language.lint.running import ADVICE
from engine.language.messages import MESSAGES
from engine.language.messages_delivery import DELIVERY
from engine.language.messages_lint import LINT
from engine.language.messages_mapping import MAPPING
from engine.language.messages_population import POPULATION
from engine.language.problems import Problem, rule_of
from engine.present.problems import as_text

from .lint_cases import (
    CASES,
    Files,
    all_rules,
    bad_files,
    changed,
    folder_of,
    good_files,
    is_shown,
    more_of,
    problems_of,
    workspace,
)

SHOWN = [rule for rule in all_rules() if is_shown(rule)]
MORE = [(rule, case, edits) for rule in all_rules() for case, edits in more_of(rule).items()]

# Mistakes that are no lines of a file, or need a workspace of their own: what shows them.
NOT_SHOWN = {
    "bad-tag": "test_conditions",
    "choices-differ": "test_conditions",
    "control-character": "test_reader_cases",
    "duration-kinds": "test_conditions",
    "empty-file": "test_problems",
    "empty-workspace": "test_problems",
    "file-too-large": "test_problems",
    "file-unreadable": "test_files",
    "hidden-character": "test_reader_cases",
    "incident": "test_problems",
    "message-too-long": "test_conditions",
    "not-composed": "test_reader_cases",
    "not-utf8": "test_problems",
    "not-yet-run": "test_stories",
    "percent-or-number": "test_conditions",
    "second-file": "test_compile",
    "second-levels": "test_problems",
    "state-in-tracks": "test_compile",
    "too-many-files": "test_files",
    "too-many-problems": "test_reader_cases",
    "too-many-values": "test_problems",
    "unknown-column": "test_mapping",
    "yaml-syntax": "test_reader_cases",
}


@pytest.fixture(scope="module", autouse=True)
def _each_file_is_read_once() -> Iterator[None]:
    """Of every example one file differs: the others are read once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_file", functools.cache(loader.load_file))
        yield


def _ids(value: object) -> str:
    return value.name if isinstance(value, Rule) else str(value) if isinstance(value, str) else ""


def _told(found: list[Problem], files: Files, lang: str) -> str:
    return as_text(found, files, lang) + "\n"  # type: ignore[arg-type]  # one of the two


# --- the examples


@functools.cache
def _found_in_bad(rule_name: str) -> tuple[Problem, ...]:
    return tuple(problems_of(bad_files(rules()[rule_name])))


@pytest.mark.parametrize("rule", SHOWN, ids=_ids)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_bad_example_is_answered(
    rule: Rule, lang: str, golden: Callable[[Path, str], None]
) -> None:
    """The bad lines of a page get this rule's answer and no other: one mistake, one finding."""
    files = bad_files(rule)
    found = list(_found_in_bad(rule.name))
    assert {each.rule for each in found} == {rule.name}
    folder_of(rule).mkdir(exist_ok=True)
    golden(folder_of(rule) / f"{lang}.txt", _told(found, files, lang))


@pytest.mark.parametrize("rule", SHOWN, ids=_ids)
def test_the_good_example_has_no_finding(rule: Rule) -> None:
    """The good lines of a page stand in a workspace about which there is nothing to say."""
    assert problems_of(good_files(rule)) == []


@pytest.mark.parametrize(("rule", "case", "edits"), MORE, ids=_ids)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_other_wordings_are_answered(
    rule: Rule,
    case: str,
    edits: list[list[str]],
    lang: str,
    golden: Callable[[Path, str], None],
) -> None:
    """A rule with several wordings has an example of each."""
    files = changed(workspace(), edits, rule.name)
    found = problems_of(files)
    assert case in {each.case for each in found}
    assert {each.rule for each in found} == {rule.name}
    golden(folder_of(rule) / f"{case}.{lang}.txt", _told(found, files, lang))


# --- pages, wordings and cases belong together


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    """What can be found can be explained, and nothing else is."""
    assert rules().keys() == {rule_of(case) for case in MESSAGES}


def test_no_page_stands_twice() -> None:
    """Reading the pages one by one finds each name once."""
    assert [name for name, count in Counter(name for name, _ in pages()).items() if count > 1] == []


def test_the_lint_words_exactly_its_own_rules() -> None:
    """A check has a wording, and a wording of the lint has a check."""
    assert {rule_of(case) for case in LINT} == ADVICE | set(OWN)


def test_every_wording_of_the_lint_and_of_what_lies_beside_is_tried() -> None:
    """None of their messages is unseen; that a log lacks a column, test_mapping shows."""
    tried = {each.case for rule in SHOWN for each in _found_in_bad(rule.name)}
    tried |= {case for _, case, _ in MORE}
    elsewhere = {"unknown-column", "unknown-column.near"}
    ours = LINT.keys() | POPULATION.keys() | MAPPING.keys() | DELIVERY.keys()
    assert ours - tried == elsewhere


def test_what_is_not_shown_is_shown_elsewhere() -> None:
    """A page without lines of YAML is named here, with the test that shows its mistake."""
    assert {rule.name for rule in all_rules()} - {rule.name for rule in SHOWN} == NOT_SHOWN.keys()


def test_no_case_is_left_behind() -> None:
    """A folder of a rule that is gone would look like a rule."""
    folders = {path.name for path in CASES.iterdir() if path.is_dir()}
    assert folders == {rule.name for rule in SHOWN} | {"workspace"}


def test_every_wording_of_the_lint_has_both_languages() -> None:
    """Neither half of a message or cure is empty."""
    for case, (what, cure) in LINT.items():
        assert all((what.zh, what.en, cure.zh, cure.en)), case


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_can_be_read_as_text(lang: str) -> None:
    """The name, what is wrong, why, the example and the cure, in one language."""
    for name, rule in rules().items():
        text = explain(name, lang)  # type: ignore[arg-type]  # one of the two
        assert text.startswith(f"{name}\n")
        assert rule.why.text(lang) in text  # type: ignore[arg-type]
        assert rule.bad.split("\n")[0] in text


@pytest.mark.parametrize(
    "text",
    [
        "Only what.\n只有一句。\n",
        "What.\n什么。\n\nWhy: a\n为什么：a\n\nCure: b\n改法：b\n",
        "What.\n什么。\n\nWhy: a\n\nBad::\n\n    x\n\nCure: b\n改法：b\n",
        "What.\nWhat again.\n什么。\n\nWhy: a\n为什么：a\n\nBad::\n\n    x\n\nCure: b\n改法：b\n",
    ],
    ids=["bare", "no-example", "one-language", "twice"],
)
def test_a_page_without_a_part_is_refused(text: str) -> None:
    """Whoever writes a rule hears what its page lacks."""
    with pytest.raises(BadPageError):
        read_page("some-rule", "states", text)


# --- how the lint behaves


def test_the_workspaces_of_the_tests_are_clean() -> None:
    """The small workspace is what a careful owner writes."""
    assert problems_of(workspace()) == []


def test_a_stage_with_a_problem_is_left_alone() -> None:
    """One mistake is one finding: what hangs on a broken stage is not judged."""
    files = changed(
        workspace(), [["offer.yaml", "send_offer.done: waiting", "send_offer.done: wating"]]
    )
    _, found = lint_files(files)
    assert [each.rule for each in found] == ["unknown-target"]


def test_findings_do_not_keep_a_workspace_from_running() -> None:
    """Advice is told and stops nothing; the program is the same as without it."""
    rule = rules()["unbounded-loop"]
    checked, found = lint_files(bad_files(rule))
    assert [each.rule for each in found] == ["unbounded-loop"]
    assert checked.problems == []
    assert checked.draft.id


def _steps(files: Files) -> int:
    """Count the lines of the lint that run for these files."""
    count = 0
    home = str(Path(loader.__file__).parent / "lint")

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith(home):
            return None
        count += event == "line"
        return trace

    lint_files(files)  # what is only done once is done before the count
    sys.settrace(trace)
    try:
        lint_files(files)
    finally:
        sys.settrace(None)
    return count


def _many(stages: int) -> Files:
    """Return the workspace with so many copies of its first stage, each a stage of its own."""
    files = {path: data for path, data in workspace().items() if path.startswith("shared/")}
    text = workspace()["offer.yaml"].decode()
    for number in range(stages):
        files[f"offer{number}.yaml"] = text.replace("id: offer\n", f"id: offer{number}\n").encode()
    return files


def test_the_work_grows_with_the_size_of_the_workspace() -> None:
    """Twice the stages are not much more than twice the steps."""
    few, many = _steps(_many(8)), _steps(_many(16))
    assert many < 2.1 * few


LINK = """\
  {0}:
    title: 第 {0} 步 | Step {0}
    waits_for: us
    touchpoints:
      do_{0}: {{title: 做 {0} | Do {0}, with: internal, due: 1 business day}}
    moves: {{do_{0}.done: {1}}}
"""


def _long(states: int) -> Files:
    """Return a stage that is one long chain of states."""
    text = workspace()["offer.yaml"].decode()
    names = [*(f"s{number}" for number in range(states)), "won"]
    chain = "".join(LINK.format(here, after) for here, after in itertools.pairwise(names))
    text = text.replace("offer.declined: lost", "offer.declined: s0")
    text = text.replace("  won: {", f"{chain}\n  won: {{")
    files = {path: data for path, data in workspace().items() if path.startswith("shared/")}
    return {**files, "offer.yaml": text.encode()}


def test_the_work_grows_with_the_length_of_a_stage() -> None:
    """A long chain of states is walked, not walked again from each of them."""
    few, many = _steps(_long(100)), _steps(_long(200))
    assert many < 2.2 * few
