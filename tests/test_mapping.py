"""The mapping language: what is written is what is meant, and what is wrong is told once."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.checking import check
from engine.core.clock import parse_local
from engine.language.compiler import Checked, Compiled, check_files
from engine.language.loader import File, load_file, load_tree
from engine.language.problems import Problem
from engine.language.program import Fact
from engine.language.source import plain
from engine.language.titles import Title
from engine.language.values import Value
from engine.studies.history.mapping import Constant, LogMapping
from engine.studies.history.reading import mapping_problems, missing_columns, prepare_mapping
from engine.studies.history.texts import text_of, value_of

from .kit import ROOT, compiled_shipped
from .lint_cases import changed, workspace
from .mutations import as_tree, mutations, paths

CASES = ROOT / "tests" / "cases" / "mappings"
WHOLE_FILE = CASES / "whole.yaml"
PATH = "mappings/offers.yaml"


@functools.cache
def _draft() -> Compiled:
    return check_files(workspace()).draft


def _file(text: str) -> File:
    file, problems = load_file(PATH, text.encode())
    assert [each.line("en") for each in problems] == []
    assert file is not None
    return file


def _read(text: str) -> tuple[LogMapping | None, list[Problem]]:
    return prepare_mapping(_draft(), _file(text))


def _edited(*edits: tuple[str, str]) -> str:
    text = WHOLE_FILE.read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _whole(*edits: tuple[str, str]) -> LogMapping:
    found, problems = _read(_edited(*edits))
    assert [each.line("en") for each in problems] == []
    assert found is not None
    return found


def _told(*edits: tuple[str, str]) -> list[str]:
    """Return the cases told of the whole file after some edits, with what each is about."""
    found, problems = _read(_edited(*edits))
    assert (found is None) == bool(problems)
    return [f"{each.case} {each.values.get('name', '')}".strip() for each in problems]


# What is written is what is meant.


def _shown(value: Any) -> Any:
    """Return plain values; sets sorted, so that they have one order."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {key: _shown(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_shown(each) for each in value]
    if isinstance(value, Title):
        return [value.zh, value.en]
    if dataclasses.is_dataclass(value):
        return {each.name: _shown(getattr(value, each.name)) for each in dataclasses.fields(value)}
    return value


def test_a_mapping_is_read_whole(golden: Callable[[Path, str], None]) -> None:
    """Every word of the language, and what it comes to."""
    text = json.dumps(_shown(_whole()), ensure_ascii=False, indent=1)
    golden(CASES / "whole.json", text + "\n")


def test_moments_of_a_range_are_local_days() -> None:
    """From the first midnight to the last microsecond before one, in the zone of the column."""
    column = _whole().columns["Quoted"]
    assert column.earliest == parse_local("2005-01-01 00:00", "Europe/Berlin")
    assert column.latest == parse_local("2017-01-01 00:00", "Europe/Berlin") - 1
    assert _whole().ends_at == parse_local("2016-01-01 00:00", "Europe/Berlin") - 1
    edit = ("zone: Asia/Shanghai}", "zone: Asia/Shanghai, within: [2005-01-01, 2016-12-31]}")
    own = _whole(edit).columns["Changed"]
    assert own.earliest == parse_local("2005-01-01 00:00", "Asia/Shanghai")


def test_a_column_without_a_word_is_text_with_the_words_for_nothing() -> None:
    """Every column that is used is there, and no other: a log is asked for these."""
    mapping = _whole()
    assert mapping.columns["Offer No"].kind == "text"
    assert mapping.columns["Offer No"].unknown == {"", "N/A"}
    assert mapping.columns["Quoted"].unknown == {"", "N/A", "not yet"}
    edit = ("  Remark: text\n", "  Remark: text\n  Never: number\n")
    assert _whole(edit).columns.keys() == mapping.columns.keys()


def test_words_reject_what_they_do_not_name_unless_said() -> None:
    """Nothing slips past a list of words silently; a list stands for its own words."""
    columns = _whole().columns
    assert columns["Tier"].otherwise == "reject"
    assert columns["Remark"].otherwise == "keep"
    assert columns["State"].words == {each: each for each in ("New", "Active", "Won", "Lost")}
    assert columns["Tier"].words == {"Gold": "A", "1": "A", "Silver": "B"}


def test_a_word_is_compared_in_the_one_form_its_column_comes_to() -> None:
    """Yes and no have many words; a number and a share are written in one way."""
    for said in ("false", "False", '"no"', '"0"', "否"):
        mapping = _whole(("when: {Blocked: false}", f"when: {{Blocked: {said}}}"))
        assert mapping.events[5].when.words == {"Blocked": {"false"}}
    edit = ("when: {State: New}", 'when: {Weight: ["5.0", 7], Discount: "1.50%"}')
    mapping = _whole(edit)
    words = mapping.events[11].when.words
    assert words == {"Weight": {"5", "7"}, "Discount": {"1.5%"}}


def test_a_text_is_taken_as_it_is_written() -> None:
    """``No`` and ``007`` are what they are, not what YAML could make of them."""
    edit = ('unknown: ["", N/A]', 'unknown: ["", N/A, "007", True]')
    assert _whole(edit).columns["Line"].unknown == {"", "N/A", "007", "True"}


def test_a_mapping_may_lie_anywhere() -> None:
    """Its name is that of its file, wherever that is."""
    file, _ = load_file("somewhere/else/july.yaml", WHOLE_FILE.read_bytes())
    assert file is not None
    found, problems = prepare_mapping(_draft(), file)
    assert problems == []
    assert found is not None
    assert (found.id, found.path) == ("july", "somewhere/else/july.yaml")


def test_a_tab_separates_what_is_called_so() -> None:
    """Of the kinds of logs only csv says its own separator."""
    head = ('kind: csv, encoding: gb18030, separator: ";", quote: "\'"', 'kind: tsv, quote: ""')
    assert (_whole(head).log.separator, _whole(head).log.quote) == ("\t", "")


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (Fact("f", "yes_no", "journey"), False),
        (Fact("f", "number", "journey"), 42),
        (Fact("f", "tags", "journey"), ("a", "b c")),
        (Fact("f", "tags", "journey"), ()),
        (Fact("f", "text", "journey"), "a, b"),
        (Fact("f", "choice", "journey", choices=("A",)), "A"),
    ],
)
def test_a_value_is_carried_as_text_and_read_back(fact: Fact, value: Value) -> None:
    """By the type of its fact; what is no value of it is none."""
    assert value_of(fact, text_of(value)) == value
    assert value_of(Fact("f", "number", "journey"), "1,5") is None
    assert value_of(Fact("f", "yes_no", "journey"), "X") is None


def test_values_of_the_mapping_itself_are_of_the_fields_type() -> None:
    """They are held to it before any row is read."""
    mapping = _whole()
    assert mapping.events[0].data == {
        "offer.amount": "Line Value", "offer.wanted_on": Constant("2015-03-02"),
    }  # fmt: skip
    assert mapping.facts["client.on_hold"] == Constant("false")


# What is wrong is told, each thing once.


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("begins: offer", "begins: contract", ["unknown-name contract"]),
        ("begins: offer", "begins: ofer", ["unknown-name.near ofer"]),
        ("zone: Europe/Berlin", "zone: Europe/Berlim", ["unknown-zone.near Europe/Berlim"]),
        ("zone: Asia/Shanghai}", "zone: Asia/Beijing}", ["unknown-zone.near Asia/Beijing"]),
        ("encoding: gb18030", "encoding: gb-18030-x", ["unknown-encoding.near gb-18030-x"]),
        ("kind: csv", "kind: xes", ["says-nothing.log encoding", "says-nothing.log separator",
                                    "says-nothing.log quote", "says-nothing.log header"]),
        ('separator: ";"', 'separator: ";;"', ["bad-sign separator"]),
        ('decimal: ","', 'decimal: "."', ["bad-sign thousands"]),
        ('thousands: " "', "thousands: x", ["bad-sign thousands"]),
        ("[2005-01-01, 2016-12-31]", "[2016-12-31, 2005-01-01]", ["bad-within"]),
        ("[2005-01-01, 2016-12-31]", "2005-01-01", ["bad-within"]),
        ("[2005-01-01, 2016-12-31]", "[2005-01-01, soon]", ["bad-date"]),
        ("ends: 2015-12-31", "ends: 2015-13-31x", ["bad-date"]),
        ("D.M.YY,", "d.m.yy,", ["bad-format.token.near d"]),
        ('at: "12:00"', 'at: "24:00"', ["bad-clock-time"]),
        ('at: "12:00"', 'at: noon', ["bad-clock-time"]),
        (', at: "12:00"', "", ["no-moment.time Quoted"]),
        ("{time: D/M/YYYY HH:mm, zone: Asia/Shanghai}", "text", ["no-moment Changed"]),
        ("money: EUR", "money: EURO", ["unknown-currency.near EURO"]),
        ("{as: number, decimal", "{money: EUR, as: number, decimal", ["read-twice Weight"]),
        ("Discount: percent", "Discount: {as: text, decimal: \".\"}",
         ["says-nothing decimal", "cannot-compare.rises Discount"]),
        ("X: true", "X: maybe", ["bad-fact X"]),
        ("Gold: A", "Gold: C", ["bad-fact client.tier"]),
        ("ok: passed, back: rejected}, otherwise: unknown", "ok: passed}, otherwise: keep",
         ["cannot-give.choice outcome"]),
        ("otherwise: keep", "otherwise: reject, zone: Asia/Shanghai", ["says-nothing zone"]),
        ("at: Changed\nwhere", "where", ["no-moment.event"] * 11 + ["no-moment.outcome blocked"]),
        ("starts: [Quoted]", "starts: [Remark]", ["no-moment Remark"]),
        ("client.name: Client", "client.nam: Client", ["unknown-name.near client.nam"]),
        ("offer.amount: Line Value", "offer.amount: Promised", ["cannot-give offer.amount"]),
        ("client.on_hold: {value: false}", "client.on_hold: {value: never}",
         ["bad-fact client.on_hold"]),
        ("client.on_hold: {value: false}", "client.on_hold: {value: [a]}",
         ["bad-fact client.on_hold"]),
        ("done: ask_wishes", "done: ask_wish", ["unknown-name.near ask_wish"]),
        ("form: {amount:", "form: {amont:", ["unknown-name.near amont"]),
        ("offer.wanted_on: {value: 2015-03-02}", "offer.wanted_on: {value: soon}",
         ["bad-fact offer.wanted_on"]),
        ("signal: offer.accepted", "signal: offer.acepted", ["unknown-name.near offer.acepted"]),
        ("brings: offer_sheet", "brings: offer_shet", ["unknown-name.near offer_shet"]),
        ("outcome: {value: agreed}", "outcome: {value: agred}", ["unknown-name.near agred"]),
        (", outcome: {value: agreed}", "", ["event-lacks.outcome meet_client"]),
        (", to: Clerk", "", ["event-lacks.to"]),
        ("hand_over: check_terms", "hand_over: check_term", ["unknown-name.near check_term"]),
        ("ack: unanswered", "ack: unansweredd", ["unknown-name.near unansweredd"]),
        ("{skip: ask_again", "{skip: ask_again, cancel: ask_again", ["event-verb"]),
        ("{skip: ask_again, ", "{", ["event-verb"]),
        ("{skip: ask_again", "{skip: ask_again, data: {x: Remark}", ["says-nothing data"]),
        ("when: {Blocked: false}", "when: {Blocked: maybe}", ["bad-fact Blocked"]),
        ("when: {State: New}", "when: {Result: pased}", ["unknown-name.near pased"]),
        ("when: {State: New}", "when: {State: []}", ["empty-rows"]),
        ("when: {State: New}", "when: {}", ["empty-rows"]),
        ("when: {State: New}", "when: {Changed: New}", ["cannot-compare Changed"]),
        ("unobserved: [ask_again", "unobserved: [ask_agin", ["unknown-name.near ask_agin"]),
        ("[[Quoted, Promised], [Quoted, Changed]]", "[[Quoted]]", ["empty-rows.order"]),
        ("in_order: [Quoted, Promised]}", "in_order: [Quoted, Remark]}", ["no-moment Remark"]),
        ("foretold_by: [unanswered,", "foretold_by: [unanswerd,", ["unknown-name.near unanswerd"]),
        ("offer.check_terms]", "order.check_terms]", ["unknown-name.near order.check_terms"]),
        ("more_than: 2 weeks", "more_than: 2 business days", ["bad-days"]),
        ("after: Promised, more", "more", ["says-nothing more_than"]),
        ("signal: parcel.cancelled}", "signal: order.paid}", ["unknown-name order.paid"]),
        ("signal: parcel.cancelled}", "signal: parcel.cancelled, first: true}",
         ["says-nothing.signal first"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once(old: str, new: str, told: list[str]) -> None:
    """One slip, one answer: what only follows from it is not told too."""
    assert _told((old, new)) == told


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    """Nobody mends a file once for every mistake in it."""
    told = _told(("money: EUR", "money: EUO"), ("ends: 2015", "ends: 215"), ("X: true", "X: ja"))
    assert sorted(told) == ["bad-date", "bad-fact X", "unknown-currency.near EUO"]


def test_of_very_many_mistakes_the_first_are_told() -> None:
    """Looking for what was meant takes long: a file of mistakes is answered all the same."""
    more = "".join(
        f"  - {{signal: offer.acceptad{each}, at: Changed, when: {{Col{each}: x}}}}\n"
        for each in range(150)
    )
    text = _edited(("events:\n", "events:\n" + more))
    _, problems = _read(text)
    assert [each.rule for each in problems] == ["unknown-name"] * 100 + ["too-many-problems"]
    missing = missing_columns(_draft(), _file(text), [f"Column {each}" for each in range(20)])
    assert [each.rule for each in missing] == ["unknown-column"] * 100 + ["too-many-problems"]


def test_a_slip_in_the_shape_of_a_column_is_not_told_again_where_it_is_used() -> None:
    """That a column could not be read says all there is to say of it."""
    text = _edited(("{money: EUR, thousands", "{mony: EUR, thousands"))
    file, problems = load_file(PATH, text.encode())
    assert file is not None
    told = [*problems, *prepare_mapping(_draft(), file)[1]]
    assert [each.rule for each in told] == ["unknown-key"]


def test_a_format_is_answered_at_the_token_that_is_wrong() -> None:
    """Not at the whole format: a long one has many tokens."""
    _, (problem,) = _read(_edited(("D/M/YYYY HH:mm", "D/M/YYYY HH:MM")))
    assert (problem.case, problem.values["near"]) == ("bad-format.twice", "M")
    line = problem.line("en").partition(" ")[0]
    row = next(
        number
        for number, text in enumerate(_edited().splitlines(), 1)
        if text.startswith("  Changed:")
    )
    assert line == f"{PATH}:{row}:{len('  Changed: {time: D/M/YYYY HH:') + 1}:"


def test_a_column_the_log_lacks_is_told_wherever_it_is_named() -> None:
    """With the column that is probably meant, at each place that reads it."""
    columns = [name for name in _whole().columns if name not in {"Clerk", "Deleted"}]
    found = missing_columns(_draft(), _file(_edited()), [*columns, "Clerc", "Altogether other"])
    assert [(each.case, each.values["name"]) for each in found] == [
        *[("unknown-column.near", "Clerk")] * 3,
        ("unknown-column", "Deleted"),
    ]
    assert len({each.place for each in found}) == 4
    lines = WHOLE_FILE.read_text("utf-8").splitlines()
    for each in found:
        text = lines[each.place.line - 1][each.place.column - 1 : each.place.end_column - 1]
        assert text == each.values["name"]


def test_a_condition_on_a_column_the_log_lacks_is_answered_at_its_name() -> None:
    """In ``when`` and ``where`` the column is the key, not the word behind it."""
    columns = [name for name in _whole().columns if name not in {"Status"}]
    (found,) = missing_columns(_draft(), _file(_edited()), columns)
    assert found.place.line == 1 + _edited().splitlines().index(
        "where: {Status: [complete, done], known: Offer No, unknown: Deleted}"
    )
    assert found.place.column == len("where: {") + 1


def test_a_column_nobody_uses_is_a_finding_of_the_check_alone() -> None:
    """It stops no replay: a proposal may declare columns before they are used."""
    unused = [PATH, "  State: {words", "  Printed: text\n  State: {words"]
    files = changed(workspace(), [unused])
    checked, found = check(files)
    assert [each.rule for each in found] == ["unused-column"]
    (file,) = checked.draft.mappings
    mapping, problems = prepare_mapping(checked.draft, file)
    assert problems == []
    assert mapping is not None
    assert "Printed" not in mapping.columns


def test_what_a_mistake_would_use_is_not_said_to_be_unused() -> None:
    """One slip, one answer: the amount stands in the event that says two things."""
    files = changed(
        workspace(),
        [
            [PATH, "facts: {offer.amount: Amount}\n", ""],
            [PATH, "{done: ask_wishes, at", "{done: ask_wishes, signal: offer.asked, at"],
        ],
    )
    assert [each.rule for each in check(files)[1]] == ["event-verb"]


def test_a_mapping_of_another_workspace_is_judged_no_further() -> None:
    """That it begins elsewhere is said; not that nothing in it is known here."""
    found, problems = prepare_mapping(compiled_shipped(), _file(_edited()))
    assert found is None
    assert [each.case for each in problems] == ["unknown-name"]


# A broken playbook beside it.


def _beside(*edits: list[str]) -> list[Problem]:
    files = changed(workspace(), edits)
    checked = check_files(files)
    assert checked.problems
    return mapping_problems(checked, files)


def test_a_name_is_not_missed_while_its_file_is_broken() -> None:
    """A touchpoint that could not be read may be the very one that is meant."""
    assert _beside(["offer.yaml", "      meet_client:", "      meet client:"]) == []
    assert (
        _beside(
            ["shared/vocabulary.yaml", "      amount: {type: money", "      amunt: {tpe: money"]
        )
        == []
    )


def test_an_outcome_is_not_missed_while_a_playbook_is_broken() -> None:
    """It may be missed only because a touchpoint was mended; without that it is told."""
    lacking = [PATH, "outcome: {value: agreed}, ", ""]
    files = changed(workspace(), [lacking])
    found = mapping_problems(check_files(files), files)
    assert [each.rule for each in found] == ["event-lacks"]
    assert _beside(lacking, ["order.yaml", "with: customer.buyer", "wiht: customer.buyer"]) == []


def test_what_no_broken_file_explains_is_told_beside_it() -> None:
    """A people file with a slip has nothing to do with a date format."""
    found = _beside(
        ["shared/people.yaml", "level: unit", "lvel: unit"],
        [PATH, "{date: D/M/YYYY", "{date: d/m/y"],
    )
    assert [each.case for each in found] == ["bad-format.token.near"]


def test_a_broken_mapping_hides_no_other_files_names() -> None:
    """It declares nothing that others use: what they lack is told beside it."""
    files = changed(workspace(), [[PATH, "begins: offer", "begins: ["]])
    files = changed(files, [["offer.yaml", "via: [email]", "via: [emial]"]])
    _, found = check(files)
    assert "unknown-name" in {each.rule for each in found}


# Whatever is written.


@functools.cache
def _plain() -> Any:
    return plain(_file(_edited()).here.node)


@functools.cache
def _spots() -> list[tuple[str | int, ...]]:
    return list(paths(_plain()))


@st.composite
def _spoilt(draw: st.DrawFn) -> tuple[str, Any]:
    path = draw(st.sampled_from(_spots()))
    what, value = draw(st.sampled_from(list(mutations(_plain(), path))))
    return f"{what} at {path}", value


def _judged(value: Any, draft: Compiled) -> tuple[LogMapping | None, list[Problem]] | None:
    file, problems = load_tree(as_tree(value, PATH))
    if file is None or file.kind != "mapping/1":
        return None
    found, more = prepare_mapping(draft, file)
    assert found is None or not more
    missing = missing_columns(draft, file, ["Quoted"])
    assert all(each.place.path == PATH for each in missing)
    return found, [*problems, *more]


@settings(max_examples=400, deadline=None)
@given(_spoilt())
def test_any_single_change_is_read_or_answered(spoilt: tuple[str, Any]) -> None:
    """No change of a file raises; what is told has a place and no gap, and little is echoed."""
    what, value = spoilt
    judged = _judged(value, _draft())
    if judged is None:
        return
    _, problems = judged
    assert all(each.place.path == PATH and each.place.line for each in problems), what
    assert len(problems) <= MOST, (what, [each.line("en") for each in problems])
    for each in problems:
        for text in (each.line("zh"), each.line("en")):
            assert "{name}" not in text
            assert "{allowed}" not in text


MOST = 13
"""Without ``at`` of the mapping each of a dozen events lacks its moment."""


@settings(max_examples=60, deadline=None)
@given(_spoilt(), st.sampled_from(sorted(path for path in workspace() if path != PATH)))
def test_any_change_beside_any_missing_file_is_answered(
    spoilt: tuple[str, Any], missing: str
) -> None:
    """A draft that lacks a whole file raises nothing either."""
    _judged(spoilt[1], _without(missing).draft)


@functools.cache
def _without(path: str) -> Checked:
    return check_files({each: data for each, data in workspace().items() if each != path})


@settings(max_examples=200, deadline=None)
@given(_spoilt())
def test_what_is_read_is_written_and_read_again(spoilt: tuple[str, Any]) -> None:
    """A mapping that fits comes to the same when its model is written down as text."""
    file, problems = load_tree(as_tree(spoilt[1], PATH))
    if file is None or problems or file.kind != "mapping/1":
        return
    dumped = file.model.model_dump(by_alias=True, exclude_unset=True)
    again, told = load_file(PATH, json.dumps(_shown(dumped), ensure_ascii=False).encode())
    assert [each.line("en") for each in told] == []
    assert again is not None
    assert again.model == file.model
    first, second = (prepare_mapping(_draft(), each)[0] for each in (file, again))
    assert first == second
