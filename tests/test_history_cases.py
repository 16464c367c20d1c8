"""Rows become cases, in the declared order, and nothing that happens to a row goes untold."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.core.clock import parse_local
from engine.language.logs import LogBroken
from engine.runtime.spilling import Spill
from engine.studies.history.case import Case, Entry, Happened
from engine.studies.history.mapping import (
    Column,
    Condition,
    Constant,
    EventRule,
    Group,
    LogMapping,
    OutcomeRule,
    Source,
)
from engine.studies.history.quality import Example

from .logs import TITLE, day, mapping_of, moment, read, told, written

DAYS = ("quoted", "ordered", "promised", "delivered")
UNKNOWN: dict[str, Any] = {"unknown": frozenset(["-"])}


def noon(date: str) -> int:
    return parse_local(f"{date} 12:00", "Etc/UTC")


def milestones(**more: Any) -> LogMapping:
    """Return a mapping of rows that each hold all the milestones of a case."""
    given = {"orders": (DAYS,), "starts": ("quoted",)} | more
    events = [EventRule("quote.sent", "quoted"), EventRule("order.placed", "ordered"),
              EventRule("order.delivered", "delivered")]  # fmt: skip
    return mapping_of([day(name, **UNKNOWN) for name in DAYS], events, **given)


def table(*rows: str) -> str:
    return "id,quoted,ordered,promised,delivered\n" + "".join(f"{row}\n" for row in rows)


def cases_of(path: Path, mapping: LogMapping) -> dict[str, Case]:
    return {case.id: case for account in read(path, mapping)[0] for case in account}


def test_milestones_of_a_row_are_signals_in_order(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", table("a,2015-03-02,2015-03-05,-,2015-03-05"))
    accounts, quality = read(path, milestones())
    entries = (
        Entry(noon("2015-03-02"), "quote.sent", 1),
        Entry(noon("2015-03-05"), "order.placed", 1),
        Entry(noon("2015-03-05"), "order.delivered", 1),
    )
    assert accounts == [(Case("a", "a", "standard", noon("2015-03-02"), entries, 1),)]
    assert (quality.rows, quality.accepted, quality.cases, quality.events) == (1, 1, 1, 3)
    assert told(quality.ties) == [("same-instant", "", 1)]
    assert [(each.name, each.count) for each in quality.unknown] == [("promised", 1)]
    assert (quality.first_at, quality.last_at) == (noon("2015-03-02"), noon("2015-03-05"))


def test_ties_follow_the_declared_order_of_rules_or_of_rows(tmp_path: Path) -> None:
    text = "id,at,state\na,2015-03-02T10:00,late\na,2015-03-02T10:00,early\n"
    rules = [EventRule(f"s.{word}", "at", Condition({"state": frozenset([word])}))
             for word in ("early", "late")]  # fmt: skip
    path = written(tmp_path / "log.csv", text)
    for ties, expected in (("rules", ["s.early", "s.late"]), ("rows", ["s.late", "s.early"])):
        mapping = mapping_of([moment("at")], rules, at="at", ties=ties)
        assert [entry.type for entry in cases_of(path, mapping)["a"].entries] == expected


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    rows = [
        "a,2015-03-02,-,-,-", "b,2015-02-30,-,-,-", ",2015-03-02,-,-,-", "c,2015-03-02",
        "d,1948-01-01,-,-,-", "e,-,-,-,-", "skip,x,x,x,x", f"{'i' * 201},2015-03-02,-,-,-",
    ]  # fmt: skip
    path = written(tmp_path / "log.csv", table(*rows))
    columns = [day(name, earliest=noon("2005-01-01"), **UNKNOWN) for name in DAYS]
    mapping = mapping_of(
        [*columns, Column("id", words={"skip": "left"}, otherwise="keep")],
        [EventRule("quote.sent", "quoted")],
        where=Condition(words={"id": frozenset([*"abcde", "", "i" * 201])}),
    )
    accounts, quality = read(path, mapping)
    assert [case.id for account in accounts for case in account] == ["a"]
    taken = (quality.accepted, quality.rejected, quality.left_out, quality.dropped)
    assert (quality.rows, taken) == (8, (2, 5, 1, 0))
    assert (quality.empty, quality.unused) == (1, 1)
    assert told(quality.rejects) == [
        ("no-case", "id", 1), ("out-of-range", "quoted", 1), ("ragged", "", 1),
        ("too-long", "id", 1), ("unreadable-date", "quoted", 1),
    ]  # fmt: skip
    assert quality.rejects[-1].examples == (Example(2, "b", "2015-02-30"),)


def test_where_does_not_hide_what_cannot_be_read(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", "id,at,n\na,2015-03-02T10:00,x\na,2015-03-02T10:00,2\n")
    rule = EventRule("s.t", "at")
    where = Condition(words={"n": frozenset("1")})
    _, quality = read(path, mapping_of([moment("at"), Column("n", "number")], [rule], where=where))
    assert told(quality.rejects) == [("unreadable-number", "n", 1)]
    assert quality.left_out == 1


def test_broken_orders_are_counted_once_a_case(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", table(
        "a,2015-03-02,2015-03-01,2015-03-05,2015-03-04", "a,2015-03-02,2015-03-01,-,-",
        "b,2015-03-02,-,-,2015-03-01",
    ))  # fmt: skip
    _, quality = read(path, milestones())
    assert told(quality.order) == [
        ("broken-order", "promised → delivered", 1), ("broken-order", "quoted → delivered", 1),
        ("broken-order", "quoted → ordered", 1),
    ]  # fmt: skip
    assert quality.order[2].examples == (Example(1, "a", "2015-03-02 → 2015-03-01"),)


def test_a_case_that_ends_before_it_starts_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", table(
        "a,2015-03-01,2015-03-04,2015-03-05,-", "b,2015-03-01,2015-03-05,2015-03-05,-",
    ))  # fmt: skip
    accounts, quality = read(path, milestones(starts=("promised",)))
    assert told(quality.order) == [("ends-before-start", "", 1)]
    assert quality.order[0].examples == (Example(1, "a", "order.placed"),)
    assert accounts[0][0].begins_at == noon("2015-03-01")


def test_rows_are_put_in_order_of_time_and_that_is_told(tmp_path: Path) -> None:
    moments = ("2015-03-03T10:00", "2015-03-02T10:00", "?", "2015-03-04T10:00")
    text = "id,at,n\n" + "".join(f"a,{at},{n}\n" for n, at in enumerate(moments, 1))
    path = written(tmp_path / "log.csv", text)
    rules = [EventRule("s.t", "at", data={"n": "n"})]
    columns = [moment("at", unknown=frozenset("?")), Column("n")]
    mapping = mapping_of(columns, rules, at="at", facts={"first": "n"})
    accounts, quality = read(path, mapping)
    case = accounts[0][0]
    assert [entry.data["n"] for entry in case.entries] == ["2", "1", "4"]
    assert case.facts == {"first": "2"}
    assert told(quality.order) == [("row-order", "at", 1)]


ROWS = """id,at,state,count,who
a,2015-03-01T10:00,new,0,
a,2015-03-02T10:00,new,1,ann
a,2015-03-03T10:00,open,1,ann
a,2015-03-04T10:00,new,0,bob
a,2015-03-05T10:00,open,2,
"""


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (Condition(), [1, 2, 3, 4, 5]),
        (Condition(words={"state": frozenset(["open"])}), [3, 5]),
        (Condition(words={"state": frozenset(["open", "new"]), "count": frozenset("1")}), [2, 3]),
        (Condition(changed=("state",)), [1, 3, 4, 5]),
        (Condition(changed=("state", "count")), [1, 4, 5]),
        (Condition(rises=("count",)), [2, 5]),
        (Condition(known=("who",)), [2, 3, 4]),
        (Condition(unknown=("who",)), [1, 5]),
        (Condition(known=("who",), changed=("who",)), [2, 4]),
        (Condition(first=True), [1]),
        (Condition(last=True), [5]),
        (Condition(words={"state": frozenset(["new"])}, last=True), []),
        (Condition(words={"state": frozenset(["open"])}, changed=("state",)), [3, 5]),
    ],
)
def test_conditions(tmp_path: Path, when: Condition, days: list[int]) -> None:
    path = written(tmp_path / "log.csv", ROWS)
    columns = [moment("at"), Column("count", "number"), Column("who", unknown=frozenset([""]))]
    groups = (Group("some", TITLE, when),)
    outcomes = (OutcomeRule("it", TITLE, when=when),)
    mapping = mapping_of(
        columns, [EventRule("s.t", "at", when)], at="at", groups=groups, outcomes=outcomes
    )
    case = cases_of(path, mapping).get("a")
    found = [] if case is None else [entry.row for entry in case.entries]
    assert found == days
    if case is not None:
        assert case.groups == ("some",)
        assert case.outcomes == (Happened("it", case.entries[0].at),)


def test_outcomes_later_than_promised_by_whole_local_days(tmp_path: Path) -> None:
    rows = [f"{late},2015-03-01,-,2015-03-10,2015-03-{10 + late:02}" for late in (0, 1, 3, 4)]
    path = written(tmp_path / "log.csv", table(*rows, "n,2015-03-01,-,-,2015-03-10"))
    outcomes = (
        OutcomeRule("late", TITLE, "delivered", after="promised"),
        OutcomeRule("late3", TITLE, "delivered", after="promised", by_days=3),
        OutcomeRule("placed", TITLE, signal="order.placed"),
    )
    found = cases_of(path, milestones(outcomes=outcomes))
    assert {name: [each.outcome for each in case.outcomes] for name, case in found.items()} == {
        "0": [], "1": ["late"], "3": ["late"], "4": ["late", "late3"], "n": [],
    }  # fmt: skip
    assert found["1"].outcomes == (Happened("late", noon("2015-03-11")),)


def test_groups_want_their_days_known_and_in_order(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", table(
        "a,2015-03-01,2015-03-02,-,-", "b,2015-03-02,2015-03-01,-,-", "c,2015-03-01,-,-,-",
    ))  # fmt: skip
    groups = (Group("both", TITLE, Condition(known=("quoted", "ordered"))),
              Group("fit", TITLE, Condition(), ("quoted", "ordered")))  # fmt: skip
    _, quality = read(path, milestones(groups=groups))
    assert [(each.name, each.count) for each in quality.groups] == [("both", 2), ("fit", 1)]


def test_values_are_told_in_the_engines_notation(tmp_path: Path) -> None:
    text = """id,at,value,on,share,yes,who
a,2015-03-02T10:00,"5,200.00",3/9/15,15,Yes,ann
b,2015-03-02T10:00,-,-,-,-,-
"""
    columns = [
        moment("at"), Column("value", "money", currency="USD", thousands=",", **UNKNOWN),
        day("on", "M/D/YY", **UNKNOWN), Column("share", "percent", **UNKNOWN),
        Column("yes", "yes_no", **UNKNOWN), Column("who", **UNKNOWN),
    ]  # fmt: skip
    names = {name: name for name in ("value", "on", "share", "yes")}
    sources: dict[str, Source] = {**names, "fixed": Constant("7")}
    rule = EventRule("s.t", "at", data=sources, brings=("paper",), by="who")
    mapping = mapping_of(columns, [rule], facts=names, line=Constant("export"))
    path = written(tmp_path / "log.csv", text)
    found = cases_of(path, mapping)
    data = {"value": "5200 USD", "on": "2015-03-09", "share": "15%", "yes": "true"}
    assert found["a"].facts == data
    at = parse_local("2015-03-02 10:00", "Etc/UTC")
    assert found["a"].entries == (Entry(at, "s.t", 1, {**data, "fixed": "7"}, ("paper",), "ann"),)
    assert (found["b"].facts, found["b"].line) == ({}, "export")
    assert found["b"].entries == (Entry(at, "s.t", 2, {"fixed": "7"}, ("paper",), ""),)


def test_facts_that_are_told_again_are_left_out(tmp_path: Path) -> None:
    text = "id,at,p\n" + "".join(f"a,2015-03-0{n},{p}\n" for n, p in enumerate("xxyyx", 1))
    mapping = mapping_of(
        [day("at")], [EventRule("facts.set", "at", data={"p": "p"})], facts={"p": "p"}
    )
    case = cases_of(written(tmp_path / "log.csv", text), mapping)["a"]
    assert [(entry.row, entry.data["p"]) for entry in case.entries] == [(3, "y"), (5, "x")]


@pytest.mark.parametrize(
    ("how", "kept", "counts"),
    [("keep", 3, (5, 0, 0)), ("drop", 2, (4, 0, 1)), ("reject", 2, (4, 1, 0))],
)
@pytest.mark.parametrize("row_id", ["", "key"])
def test_doubles(
    tmp_path: Path, how: str, kept: int, counts: tuple[int, int, int], row_id: str
) -> None:
    # The note of the rows that are alike is the same, and of the fourth it is not.
    note = {"": ("n", "n", "m"), "key": ("n", "o", "m")}[row_id]
    text = "id,at,key,note\n" + "".join(
        f"a,2015-03-02,{key},{each}\n" for key, each in zip("112", note, strict=True)
    )
    path = written(tmp_path / "log.csv", text + "b,2015-03-02,1,n\nb,2015-03-03,1x,n\n")
    rules = [EventRule("s.t", "at")]
    accounts, quality = read(path, mapping_of([day("at")], rules, duplicates=how, row_id=row_id))
    assert len(accounts[0][0].entries) == kept
    assert (quality.accepted, quality.rejected, quality.dropped) == counts
    assert told(quality.doubles) == [("double", row_id, 1)]
    assert quality.doubles[0].examples[0].row == 2


def test_accounts_come_together_in_order(tmp_path: Path) -> None:
    rows = (
        "c,x,2015-03-02",
        "a,x,2015-03-03",
        "b,y,2015-03-01",
        "d,x,2015-03-02",
        "d,z,2015-03-04",
    )
    text = "\n".join(("id,who,at", *rows))
    mapping = mapping_of([day("at")], [EventRule("s.t", "at")], account="who")
    accounts, quality = read(written(tmp_path / "log.csv", text), mapping)
    assert [[case.id for case in each] for each in accounts] == [["c", "d", "a"], ["b"]]
    assert quality.accounts == 2
    assert told(quality.order) == [("other-account", "who", 1)]


def test_without_accounts_every_case_is_one(tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", table("b,2015-03-02,-,-,-", "a,2015-03-03,-,-,-"))
    accounts, quality = read(path, milestones())
    assert [[(case.id, case.account) for case in each] for each in accounts] == [
        [("a", "a")], [("b", "b")],
    ]  # fmt: skip
    assert quality.accounts == 2


def test_a_log_that_breaks_off_is_read_up_to_there_and_told(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.csv.gz", table(
        *(f"{n},2015-03-02,-,-,{'x' * 5 if n == 7 else '-'}" for n in range(20_000))
    )).read_bytes()  # fmt: skip
    path = tmp_path / "log.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    accounts, quality = read(path, milestones())
    assert quality.broken is not None
    assert quality.broken.reason == "truncated"
    assert quality.broken.examples[0].row == quality.rows == len(accounts) + 1
    path.write_bytes(whole[:40])
    with pytest.raises(LogBroken):
        read(path, milestones())


MONTH = st.integers(1, 28).map(lambda date: f"2015-03-{date:02}")
LINE = st.tuples(st.sampled_from("abcd"), *([st.sampled_from(["-", "x"]) | MONTH] * 4))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=st.lists(LINE, min_size=1, max_size=30), seed=st.integers(0, 99))
def test_unrelated_rows_may_stand_anywhere(
    tmp_path: Path, lines: list[tuple[str, ...]], seed: int
) -> None:
    """Rows keep their order within a case; how cases are shuffled together changes nothing."""
    by_case: dict[str, list[tuple[str, ...]]] = {}
    for line in lines:
        by_case.setdefault(line[0], []).append(line)
    order = [line[0] for line in lines]
    random.Random(seed).shuffle(order)  # noqa: S311
    taken = {case: iter(rows) for case, rows in by_case.items()}
    found = [
        read(written(tmp_path / "log.csv", table(*map(",".join, rows))), milestones(), spill)
        for rows, spill in (
            (lines, Spill()), ([next(taken[case]) for case in order], Spill()), (lines, Spill(3)),
        )
    ]  # fmt: skip
    (accounts, quality), (shuffled, its), (spilt, same) = found
    assert [_without_rows(each) for each in accounts] == [_without_rows(each) for each in shuffled]
    assert (spilt, same) == (accounts, quality)
    for kind in ("rejects", "doubles", "order", "ties", "unknown", "signals"):
        one, other = getattr(quality, kind), getattr(its, kind)
        assert [each.count for each in one] == [each.count for each in other]
    assert quality.rows == quality.accepted + quality.rejected


def _without_rows(account: tuple[Case, ...]) -> list[Any]:
    return [
        (case.id, case.begins_at, case.facts, [(each.at, each.type) for each in case.entries])
        for case in account
    ]
