"""The reference work: 24 happenings through 20 states in 4 stretches, as playbooks and as a table.

Every happening merges one value into the journey's data, checks one guard, goes to a state and
yields one piece of work with a deadline: 19 signals lead on, 3 are notes that stay, 2 are
silence clocks that come due and escalate. The peers do that and nothing else; our playbook
also has an owner for each task, a business calendar, a silence clock in every state, an
escalation ladder, rules over the same facts, and the reason of every record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import yaml

from engine.core.clock import parse_local
from engine.core.decide import STARTED
from engine.core.journey import Address, Context, Directory, Journey, Signal, Timer
from engine.core.link import LinkedProgram, link
from engine.core.timers import next_timer
from engine.language.compiler import compile_files
from engine.language.values import MICROSECONDS_PER_HOUR, Instant

ZONE = "Asia/Shanghai"
STRETCHES = ("onboard", "build", "deliver", "care")
STEPS = ("new", "waiting", "active", "review", "done")
STATES = tuple(f"{stretch}_{step}" for stretch in STRETCHES for step in STEPS)
WORDS = ("replied", "papers_came", "signed", "delayed", "paid", "met", "rated")
FIELDS = ("score", "amount", "days", "papers")
NOTED, STALLING = (3, 9, 16), (6, 13)
"""The states in which a note arrives, and those in which the customer falls silent."""


class Happening(NamedTuple):
    """One of the 24: ``word`` is a signal, or empty where a silence clock comes due."""

    word: str
    source: str
    target: str
    field: str
    value: int


def happenings() -> tuple[Happening, ...]:
    """Return what one journey goes through, in order."""
    found: list[Happening] = []
    for index, state in enumerate(STATES):
        field = FIELDS[index % len(FIELDS)]
        if index in STALLING:
            found.append(Happening("", state, state, field, 5 + len(found)))
        if index in NOTED:
            found.append(Happening("noted", state, state, field, 5 + len(found)))
        if index + 1 < len(STATES):
            word = WORDS[index % len(WORDS)]
            found.append(Happening(word, state, STATES[index + 1], field, 5 + len(found)))
    return tuple(found)


HAPPENINGS = happenings()


@dataclass(frozen=True)
class Size:
    """How large the workspace around the same journey is."""

    states: int = 20
    rules: int = 2
    playbooks: int = 1


def workspace(size: Size = Size()) -> dict[str, bytes]:
    """Return the playbooks as ``path → bytes``; states, rules and playbooks beyond are unused."""
    files = {f"shared/{name}.yaml": text.encode() for name, text in _SHARED.items()}
    files["shared/vocabulary.yaml"] = _written(_vocabulary(size))
    files["deal.yaml"] = _written(_playbook("deal", size))
    for number in range(1, size.playbooks):
        files[f"other_{number}.yaml"] = _written(_playbook(f"other_{number}", Size()))
    return files


def linked(size: Size = Size()) -> LinkedProgram:
    """Compile and link the reference workspace."""
    compiled, problems = compile_files(workspace(size))
    if compiled is None:
        raise SystemExit("\n".join(each.line("en") for each in problems))
    return link(compiled.program)


def signals(begin: Instant, journey: int) -> tuple[Signal | None, ...]:
    """Return the start and what follows; None is the next timer to come due.

    Every journey has an hour of its own, so that no answer of a calendar serves two.
    """
    at = begin + journey * 61_000_000
    address = Address(playbook="deal", account=f"account-{journey}", line="line")
    zero = {f"deal.{field}": 0 for field in FIELDS}
    told: list[Signal | None] = [Signal(STARTED, "0", at=at, data=dict(zero), address=address)]
    for number, each in enumerate(HAPPENINGS, 1):
        if not each.word:
            told.append(None)
            # The clock ran for three business days; the answer comes before the second tier.
            at += 7 * 24 * MICROSECONDS_PER_HOUR
            continue
        at += 5 * MICROSECONDS_PER_HOUR // 4
        data = {each.field: each.value}
        told.append(Signal(f"deal.{each.word}", str(number), by="desk", at=at, data=dict(data)))
    return tuple(told)


def due(journey: Journey) -> Timer:
    """Return the timer that a journey waits for next."""
    timer = next_timer(journey)
    assert timer is not None
    return timer


def begin() -> Instant:
    """Return when the first journey begins."""
    return parse_local("2026-03-02 09:00", ZONE)


def context(program: LinkedProgram) -> Context:
    """Return a company with everybody in their place."""
    return Context(directory=Directory(people={role: role for role in program.program.roles}))


def _written(file: dict[str, object]) -> bytes:
    return yaml.safe_dump(file, allow_unicode=True, sort_keys=False).encode()


def _vocabulary(size: Size) -> dict[str, object]:
    answers = {word: {"title": f"{word} | {word}", "from": "customer", "sets": list(FIELDS)}
               for word in WORDS}  # fmt: skip
    note = {"title": "记一笔 | Noted", "from": "us", "sets": list(FIELDS)}
    facts = {field: {"title": f"{field} | {field}", "type": "number"} for field in FIELDS}
    others = {f"far_{number}": {"title": "远处 | Far", "type": "number"}
              for number in range(size.rules)}  # fmt: skip
    aside = {"title": "旁 | Aside", "scope": "journey", "facts": others, "signals": {
        "moved": {"title": "动了 | Moved", "from": "us", "sets": list(others)}}}  # fmt: skip
    deal = {"title": "生意 | Deal", "scope": "journey", "facts": facts,
            "signals": {**answers, "noted": note}}  # fmt: skip
    return {
        "schema": "vocabulary/1", "title": "词汇 | Words", "channels": {"phone": "电话 | Phone"},
        "contacts": {"buyer": "采购 | Buyer"}, "causes": {"sales": "销售 | Sales"},
        "things": {"deal": deal, "aside": aside},
    }  # fmt: skip


def _playbook(name: str, size: Size) -> dict[str, object]:
    states: dict[str, object] = {state: _state(index) for index, state in enumerate(STATES[:-1])}
    states[STATES[-1]] = {"title": "完成 | Done", "end": "success"}
    for number in range(len(STATES), size.states):
        states[f"far_{number}"] = _state(number, STATES[0])
    rules = {"big": _rule("deal.score > 1000000"), "slow": _rule("deal.days > 1000000")}
    for number in range(2, size.rules):
        rules[f"far_{number}"] = _rule(f"aside.far_{number} > 1000000")
    if name != "deal":
        rules = {}
    return {
        "schema": "playbook/1", "id": name, "title": "生意 | Deal", "calendar": "office",
        "owner": "seller", "overdue": {"escalate": "ladder"}, "start": STATES[0],
        "rules": rules, "on_demand": {"look": {"title": "看看 | Look", "with": "internal"}},
        "states": states,
    }  # fmt: skip


def _rule(condition: str) -> dict[str, object]:
    return {"title": "规则 | Rule", "if": condition, "do": [{"open": "look"}]}


def _state(index: int, back: str = "") -> dict[str, object]:
    field, word = FIELDS[index % len(FIELDS)], WORDS[index % len(WORDS)]
    guard = f"deal.{field} >= 1"
    moves: dict[str, object] = {f"deal.{word}": {"if": guard, "to": back or STATES[index + 1]}}
    contact: dict[str, object] = {"title": "联系 | Contact", "with": "customer.buyer"}
    due = "10 business days" if index in STALLING else "1 business day"
    touchpoints: dict[str, object] = {f"contact_{index}": {**contact, "via": ["phone"], "due": due}}
    if index in NOTED:
        moves["deal.noted"] = {"if": guard, "to": "stay"}
        touchpoints[f"note_{index}"] = {
            **contact, "via": ["phone"], "starts": "after deal.noted", "due": "4 business hours",
        }  # fmt: skip
    stall = {"title": "没有回音 | Quiet", "after": "3 business days", "silent": "customer",
             "cause": "sales", "escalate": "ladder"}  # fmt: skip
    return {
        "title": "一步 | Step", "waits_for": "customer", "touchpoints": touchpoints,
        "moves": moves, "stalls": {f"quiet_{index}": stall},
    }  # fmt: skip


_SHARED = {
    "people": """
schema: people/1
title: 角色 | Roles
levels: [staff, team, unit]
roles:
  seller: {title: 业务 | Seller, level: staff, reports_to: lead, one_for_each: [account, line]}
  lead: {title: 主管 | Lead, level: team, reports_to: boss}
  boss: {title: 经理 | Boss, level: unit}
""",
    "calendars": """
schema: calendars/1
title: 日历 | Calendars
office:
  title: 办公 | Office
  zone: Asia/Shanghai
  weekly: {monday to friday: [08:30-12:00, 13:30-17:30]}
  holidays: CN
""",
    "escalations": """
schema: escalations/1
title: 升级 | Escalation
ladder:
  title: 两层 | Two tiers
  tiers:
    - {id: team, level: team, after: 0 minutes, do: remind}
    - {id: unit, level: unit, after: 10 business days, do: notify}
""",
}
