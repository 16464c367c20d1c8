"""Shape mistakes: all of a file at once, each in its place, and nothing told twice."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.compiler import compile_files
from engine.language.echoes import Damage, without_echoes
from engine.language.loader import KINDS, load, load_file, load_tree
from engine.language.outline import forms_at, keys_of, shapes_of
from engine.language.problems import Place, Problem, problem
from engine.language.slips import KEYS, WORDS, as_name
from engine.language.words import TERMS
from schemas.generate import shapes_under
from schemas.hover_words import WORDS as CLOSED
from schemas.text import Written

from . import small_workspace
from .kit import edited, shipped_files
from .mutations import as_tree, mutations, paths
from .samples import SAMPLES

MOST = 3
"""Problems that one mistake may cause in its own file."""


def _told(problems: list[Problem]) -> list[str]:
    return [f"{each.case} {each.values.get('near', '')}".strip() for each in problems]


def _problems(playbook: str) -> list[Problem]:
    return load_file("offer.yaml", playbook.encode())[1]


def _changed(before: str, after: str) -> list[Problem]:
    assert before in small_workspace.PLAYBOOK
    return _problems(small_workspace.PLAYBOOK.replace(before, after, 1))


# One mistake.


@st.composite
def _spoilt(draw: st.DrawFn) -> tuple[str, str, Any]:
    name = draw(st.sampled_from(sorted(SAMPLES)))
    path = draw(st.sampled_from(list(paths(SAMPLES[name]))))
    what, value = draw(st.sampled_from(list(mutations(SAMPLES[name], path))))
    return name, f"{what} at {path}", value


@settings(max_examples=400, deadline=None)
@given(_spoilt())
def test_one_mistake_is_told_in_few_words(spoilt: tuple[str, str, Any]) -> None:
    """Any single change of a file loads or is answered, never raises, and echoes little."""
    name, what, value = spoilt
    file, problems = load_tree(as_tree(value))
    told = problems
    assert len(told) <= MOST, (what, _told(told))
    assert all(each.place.line for each in problems), what
    for each in problems:
        for text in (each.line("zh"), each.line("en")):
            assert not re.search(r"\{[a-z_]+\}", text), text
    # What can be checked on is: only a file of no known kind is not.
    lost = {"missing-schema", "unknown-schema", "not-a-mapping"}
    assert file is not None or {each.rule for each in told} & lost, (name, what)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_with_every_key_has_the_right_shape(name: str) -> None:
    """The examples of the hover texts are written as the language wants them."""
    file, problems = load_tree(as_tree(SAMPLES[name]))
    assert file is not None
    assert [each.line("en") for each in problems] == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("calendar: office", "calender: office", "unknown-key.near calendar"),
        ("waits_for: us", "waitsFor: us", "unknown-key.near waits_for"),
        ("waits_for: us", "waits-for: us", "unknown-key.near waits_for"),
        ("waits_for: us", "Waits_For: us", "unknown-key.near waits_for"),
        ("waits_for: us", "轮到谁: us", "unknown-key.near waits_for"),
        ("    touchpoints:", "    touchpoint:", "unknown-key.near touchpoints"),
        ("    touchpoints:", "    触点:", "unknown-key.near touchpoints"),
        ("    touchpoints:", "    tasks:", "unknown-key.near touchpoints"),
        ("states:", "state:", "unknown-key.near states"),
        ("        due: 4", "        deadline: 4", "unknown-key.near due"),
        ("        due: 4", "        dueDate: 4", "unknown-key.near due"),
        ("owner: seller", "assignee: seller", "unknown-key.near owner"),
        ("        title: 发报价", "        name: 发报价", "unknown-key.near title"),
        ("        with: internal", "        contact: internal", "unknown-key.near with"),
        ("        - {to: won}", "        - {then: won}", "unknown-key.near to"),
        ("        - {to: won}", "        - {goto: won}", "unknown-key.near to"),
        ("{if: offer.amount", "{condition: offer.amount", "unknown-key.near if"),
        ("else: lost", "otherwise: lost", "unknown-key.near else"),
        ("silent: customer", "silent: client", "wrong-word.near customer"),
        ("silent: customer", "silent: 客户", "wrong-word.near customer"),
        ("end: success", "end: succes", "wrong-word.near success"),
        ("    moves:\n      send_offer.done: ", "    to: ", "unknown-key.example moves"),
        ("        due: 4 business hours", "        due:", "empty-value"),
        ("        due: 4 business hours", "        due: 4", "wrong-type.quote"),
        ("        due: 4 business hours", "        due: [4 business hours]", "wrong-type.kind"),
        ("        due: 4 business hours", "        once: yes", "yaml-1.1-word"),
        ("    waits_for: us", "    via: [phone]", "unknown-key.inner"),
        ("        with: internal", "        moves: {}", "unknown-key.outer"),
        ("  making:\n", "  Making:\n", "bad-name.near making"),
        ("  making:\n", "  做报价:\n", "bad-name 做报价"),
        ("start: making", "start: 做报价", "bad-name 做报价"),
        ("        title: 发报价 | Send the offer\n", "", "missing-key"),
        ("schema: playbook/1", "schema: playbook", "unknown-schema.near playbook/1"),
        ("schema: playbook/1\n", "", "missing-schema.near playbook/1"),
    ],
)  # fmt: skip
def test_a_usual_slip_is_understood(before: str, after: str, told: str) -> None:
    """The problem says which word was meant, and nothing else is said."""
    assert _told(_changed(before, after)) == [told]


def test_a_list_of_entries_is_read_as_the_mapping() -> None:
    """``- key: value`` lines, or items with an id, stand for the names that were wanted."""
    listed = (
        "states:\n  - won: {title: 成交 | Won, end: success}\n  - asleep: {titel: 休眠 | Asleep}\n"
    )
    head = small_workspace.PLAYBOOK.partition("states:")[0]
    assert _told(_problems(head + listed)) == ["wrong-type.list", "unknown-key.near title"]
    named = "states:\n  - id: won\n    title: 成交 | Won\n    ende: success\n"
    assert _told(_problems(head + named)) == ["wrong-type.list", "unknown-key.near end"]


def test_a_mapping_of_items_is_read_as_the_list() -> None:
    """Names before the items of a list are taken for their ids; one item needs no dash."""
    text = small_workspace.SHARED["escalations"]
    before = text.partition("  tiers:\n")[0] + "  tiers:\n"
    under = before + "    team: {level: team, after: 0 business days, does: remind}\n"
    file, problems = load_file("ladders.yaml", under.encode())
    assert _told(problems) == ["wrong-type.mapping", "unknown-key.near do"]
    assert file is not None
    alone = before + "    {id: team, level: team, after: 0 business days, does: remind}\n"
    assert _told(load_file("ladders.yaml", alone.encode())[1]) == [
        "wrong-type.mapping",
        "unknown-key.near do",
    ]


@pytest.mark.parametrize(
    ("spot", "value", "told"),
    [
        (("clocks", "resolution"), {}, ["missing-key.several"]),
        (("holds", "postponed"), {"level": "inner"}, ["unknown-key.level"]),
        (("rules", "litigation"), {"zzqa": 1, "zzqb": 2}, ["unknown-key.all"]),
    ],
)
def test_a_mapping_is_told_of_as_a_whole(
    spot: tuple[str, str], value: dict[str, Any], told: list[str]
) -> None:
    """All keys it lacks, a level too many, nothing known in it: one problem, not one a key."""
    section, name = spot
    playbook = SAMPLES["playbook"]
    whole = {
        key: playbook[section][name] if each == "inner" else each for key, each in value.items()
    }
    spoilt = {**playbook, section: {name: whole}}
    assert _told(load_tree(as_tree(spoilt))[1]) == told


# Several mistakes, and what follows from them.


def test_no_mistake_hides_another() -> None:
    """A misspelt section, a missing key, a wrong word, a name nobody declared: all at once."""
    text = small_workspace.PLAYBOOK
    for before, after in (
        ("    touchpoints:\n      send_offer:", "    touchpoint:\n      send_offer:"),
        ("        due: 4 business hours", "        deu: 4 busines hours"),
        ("    title: 等答复 | Waiting\n", ""),
        ("    waits_for: customer", "    waits_for: client"),
        ("to: review", "to: reviw"),
        ("calendar: office\n", ""),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    _, problems = compile_files({**small_workspace.files(), "offer.yaml": text.encode()})
    assert sorted(_told(problems)) == [
        "calendar-missing",
        "missing-key",
        "unknown-key.near due",
        "unknown-key.near touchpoints",
        "unknown-target.near review",
        "unknown-unit.near business hours",
        "wrong-word.near customer",
    ]


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("shared/vocabulary.yaml", "amount:      {type: money", "amount:      {type: monney"),
        ("shared/vocabulary.yaml", "amount:      {type: money", "amount:      {kind_of: money"),
        ("shared/vocabulary.yaml", "\nthings:\n", "\nthing:\n"),
        ("shared/vocabulary.yaml", "    scope: account", "    scope: zzqx"),
        ("shared/vocabulary.yaml", "\nthings:\n", "\nzzqx:\n"),
        ("shared/vocabulary.yaml", "    facts:\n      number", "    fakts:\n      number"),
        ("shared/vocabulary.yaml", "    documents:\n      draft", "    zzqx:\n      draft"),
        ("shared/people.yaml", "levels: [staff, team, unit, group]", "levels: 5"),
        ("shared/people.yaml", "levels: [staff", "levels: [[staff]"),
        ("shared/people.yaml", "\nroles:\n", "\nzzqx:\n"),
        ("shared/escalations.yaml", "\nthree_tiers:\n", "\nThree-Tiers:\n"),
        ("shared/recoveries.yaml", "  follow_ups:\n", "  steps:\n"),
        ("shared/calendars.yaml", "  zone: Asia/Shanghai", "  timezone: Asia/Shanghai"),
        ("contract.yaml", "\nstates:\n", "\nzzqx:\n"),
        ("contract.yaml", "outcomes: {agreed: 谈定 | Agreed, r", "zzqx: {agreed: 谈定 | Agreed, r"),
    ],
)  # fmt: skip
def test_who_uses_a_spoilt_name_is_not_blamed(file: str, before: str, after: str) -> None:
    """A mistake in a shared file is told once, not at every place that relies on it."""
    _, problems = compile_files(edited(shipped_files(), file, before, after))
    assert 1 <= len(problems) <= MOST, [each.line("en") for each in problems]
    assert {each.place.path for each in problems} == {f"playbooks/{file}"}


def test_an_echo_is_told_by_its_kind_its_name_or_its_line() -> None:
    """Only what rests on the damage is left out."""
    spot = Place("a.yaml", 2, 1, 2)
    files = {"a.yaml": b"# one\nif: contract.amount >= 5\n"}
    unknown = problem(spot, "unknown-name", name="legal", kind="role", allowed="")
    typed = problem(spot, "condition-type", wanted="text", type="money")
    fact = problem(spot, "unknown-fact", name="contract.amount", allowed="")
    nowhere = problem(Place("a.yaml", 0, 1, 1), "bad-duration", text="unnamed")
    every = [unknown, typed, fact, nowhere]

    def left(*names: str, kinds: tuple[str, ...] = ()) -> list[Problem]:
        return without_echoes(every, Damage(set(names), set(kinds)), files)

    assert left() == [unknown, typed, fact]
    assert left("legal") == [typed, fact]
    assert left("contract.amount") == [unknown]
    assert left("contract.amounts") == [unknown, typed, fact]
    assert left(kinds=("role",)) == [typed, fact]
    assert left(kinds=("thing",)) == [unknown, typed]


def test_an_unreadable_spot_is_refused_once() -> None:
    """What the reader refused is not refused by the shape again."""
    text = small_workspace.SHARED["vocabulary"].replace(
        "title: 金额", "starts_at: .nan, title: 金额"
    )
    _, problems = load_file("words.yaml", text.encode())
    assert [each.rule for each in problems] == ["not-a-number"]


def test_a_duplicate_key_hides_nothing() -> None:
    """The rest of the file is checked as ever."""
    found = _changed(
        "    waits_for: us\n", "    waits_for: us\n    waits_for: us\n    vai: [phone]\n"
    )
    assert {each.rule for each in found} == {"duplicate-name", "unknown-key"}


def test_words_of_a_story_that_are_not_played_yet_have_the_right_shape() -> None:
    """They are part of the language: what the engine does not play is for ``test`` to say."""
    file, problems = load_tree(as_tree(SAMPLES["story"]))
    assert file is not None
    assert problems == []


# The tables.


def test_every_word_a_slip_can_mean_exists() -> None:
    """No entry of the tables leads to a key or word that the language does not have."""
    shapes = [shape for name, shape in shapes_under(Written).items() if name not in {"Flow"}]
    keys = {key for shape in shapes for key in keys_of(shape)}
    for word, meant in KEYS.items():
        assert word == as_name(word)
        assert set(meant.split()) <= keys, word
    words = {word for meanings in CLOSED for word in meanings}
    for word, meant in WORDS.items():
        assert word == as_name(word)
        assert set(meant.split()) <= words, word


def test_every_kind_of_value_has_a_word() -> None:
    """What a message may ask for is told in both languages."""
    for shape in shapes_under(Written).values():
        for forms in keys_of(shape).values():
            assert " | ".join(shapes_of(forms)) in {*TERMS, "any"}


def test_the_outline_follows_short_forms() -> None:
    """A single alternative stands for a list of one, and is still an alternative."""
    playbook = KINDS["playbook/1"]
    assert shapes_of(forms_at(playbook, ("states", "a", "moves", "x.y"))) == [
        "text", "list", "key: value",
    ]  # fmt: skip
    assert shapes_of(forms_at(playbook, ("states", "a", "needs", 0))) == ["text", "key: value"]
    assert shapes_of(forms_at(KINDS["forms/1"], ("f", "fields", "a.b"))) == ["text", "key: value"]
    assert forms_at(playbook, ("states", "a", "vai")) == ()


def test_what_models_can_complain_of_is_known() -> None:
    """Every building block of the shapes is one whose complaints are mapped."""
    seen: set[str] = set()
    for model in KINDS.values():
        model.model_rebuild()
        _collect(model.__pydantic_core_schema__, seen)
    assert seen <= {
        "any", "bool", "default", "definition-ref", "definitions", "dict", "function-before", "int",
        "list", "literal", "model", "model-field", "model-fields", "no-info", "nullable", "str",
        "tuple", "union",
    }  # fmt: skip


def _collect(schema: Any, seen: set[str]) -> None:
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            seen.add(schema["type"])
        for key, each in schema.items():
            if key != "metadata":
                _collect(each, seen)
    elif isinstance(schema, list | tuple):
        for each in schema:
            _collect(each, seen)


def test_the_shipped_files_have_the_right_shape() -> None:
    files, problems = load(shipped_files())
    assert problems == []
    assert not any(file.damage for file in files)
