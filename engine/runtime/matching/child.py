"""The child process that durable-rules runs in: a join asked for on each line, its finds back.

A line holds the rules as JSON, the ids of what must be fed first, and the facts. Whatever the
C code does, dies or hangs, it does to this process only.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import durable_rules_engine as rete  # type: ignore[import-not-found]  # C, without stubs

SESSION = "0"


def main() -> None:
    """Answer line by line until the input ends."""
    sets: dict[str, int] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        rules = asked["rules"]
        if rules not in sets:
            # Never deleted: a handle is not safe to give back while the process lives.
            sets[rules] = rete.create_ruleset(f"set{len(sets)}", rules)
        sys.stdout.write(json.dumps(matches(sets[rules], asked["facts"])) + "\n")
        sys.stdout.flush()


def matches(ruleset: int, facts: list[dict[str, int | str]]) -> list[list[Any]]:
    """Return each match as the rule's name and the ids of its facts in order."""
    code, state = rete.assert_event(ruleset, '{"id": "b", "boot": 1}')
    # The context that is freed with the session is not initialised before its first action.
    _told(code)
    rete.start_action_for_state(ruleset, state)
    rete.complete_and_start_action(ruleset, state)
    found: list[list[Any]] = []
    try:
        for fact in facts:
            code, _ = rete.assert_fact(ruleset, json.dumps(fact))
            _told(code)
        action = rete.start_action_for_state(ruleset, state)
        message = action[1] if action else None
        while message:
            ((rule, matched),) = json.loads(message).items()
            found.append([rule, _ids(matched)])
            message = rete.complete_and_start_action(ruleset, state)
    finally:
        rete.delete_state(ruleset, SESSION)
    return found


def _ids(matched: dict[str, dict[str, str]]) -> list[int]:
    if "m" in matched:
        return [int(matched["m"]["id"])]
    names = sorted((name for name in matched if name[0] == "a"), key=lambda name: int(name[1:]))
    return [int(matched[name]["id"]) for name in names]


def _told(code: int) -> None:
    if code:
        raise SystemExit(f"durable-rules answers {code}")


if __name__ == "__main__":
    main()
