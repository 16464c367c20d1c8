"""durable-rules in its safe subset, against brute force: one join of two facts.

As its documentation shows it, the package can crash the process or miss a match. It is
exact when it is only a join over facts that Python has already tagged:

- the C module alone, without a Host: no threads, no clock, no consequents;
- every fact carries ``one: 1`` and every pattern ends with the comparison ``one == one``,
  because a false last comparison across facts makes the C code read past its array;
- each session first takes an event that fires a rule, because the context that is freed
  with the session is not initialised before its first action;
- texts to compare are interned to small integers, because ``5`` equals ``"5"`` in C;
- a fact without a tag stays in Python, because the C code calls it an error;
- facts, not events, because an event is consumed by the first rule that takes it.

It runs in a child process: whatever the C code does, the test run goes on.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys

from .harness import needs_harness

CHILD = """
import json, sys
import durable_rules_engine as rete

rules = {
    "boot": {"all": [{"m": {"boot": 1}}]},
    "two_offers": {"all": [
        {"a": {"P0": 1}},
        {"b": {"$and": [
            {"P0": 1},
            {"$neq": {"staff": {"a": "staff"}}},
            {"$gt": {"seq": {"a": "seq"}}},
            {"one": {"a": "one"}},
        ]}},
    ]},
}
ruleset = rete.create_ruleset("offers", json.dumps(rules))

def match(facts):
    code, state = rete.assert_event(ruleset, json.dumps({"id": "boot", "boot": 1}))
    assert code == 0, code
    rete.start_action_for_state(ruleset, state)
    assert rete.complete_and_start_action(ruleset, state) is None
    try:
        for number, fact in facts:
            code, _ = rete.assert_fact(ruleset, json.dumps({"id": str(number), "one": 1, **fact}))
            assert code == 0, code
        found = []
        action = rete.start_action_for_state(ruleset, state)
        message = action[1] if action else None
        while message:
            matched = json.loads(message)["two_offers"]
            found.append([int(matched["a"]["id"]), int(matched["b"]["id"])])
            message = rete.complete_and_start_action(ruleset, state)
        return sorted(found)
    finally:
        rete.delete_state(ruleset, "0")

json.dump([match(facts) for facts in json.load(sys.stdin)], sys.stdout)
"""

Offer = tuple[str, str | int, int]
"""Kind, person, number in the order of happening."""


def journeys(count: int) -> list[list[Offer]]:
    """Return made-up journeys of offers; ``"1"`` and ``1`` are different people."""
    chance = random.Random(20260101)  # noqa: S311 - made-up cases, not a secret
    staff: tuple[str | int, ...] = ("张", "王", "1", 1)
    return [
        [
            (chance.choice(("offer", "note")), chance.choice(staff), seq)
            for seq in range(chance.randrange(9))
        ]
        for _ in range(count)
    ]


def tagged(journey: list[Offer]) -> list[tuple[int, dict[str, int]]]:
    """Return what the C code may see: the facts with a tag, by number, all in integers."""
    interned: dict[tuple[type, str | int], int] = {}
    return [
        (
            number,
            {"P0": 1, "staff": interned.setdefault((type(who), who), len(interned)), "seq": seq},
        )
        for number, (kind, who, seq) in enumerate(journey)
        if kind == "offer"
    ]


def by_brute_force(journey: list[Offer]) -> list[list[int]]:
    """Return the pairs of an offer and a later offer by another person."""
    return [
        [a, b]
        for (a, first), (b, second) in itertools.combinations(enumerate(journey), 2)
        if first[0] == second[0] == "offer" and first[1] != second[1]
    ]


@needs_harness("rete")
def test_a_join_of_two_facts_finds_what_brute_force_finds() -> None:
    made_up = journeys(300)
    child = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps([tagged(journey) for journey in made_up]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert child.returncode == 0, child.stderr
    expected = [by_brute_force(journey) for journey in made_up]
    assert sum(map(len, expected)) > 300, "the made-up journeys hardly match anything"
    assert json.loads(child.stdout) == expected
