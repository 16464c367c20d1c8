"""Time generated conditions beside the tree walk: ``python -m benchmarks.conditions``.

Eight conditions as playbooks hold them, each on facts that decide it and on facts that leave it
unknown. The peer is ``core.evaluate.evaluate``, the oracle the generated code is held against.
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal

from engine.core.evaluate import Conditions, Facts, Finding, evaluate
from engine.language.codegen import generate
from engine.language.conditions import Names, compile_condition
from engine.language.problems import Place
from engine.language.program import Fact, FactType
from engine.language.source import Scalar
from engine.language.terms import Term
from engine.language.values import Money, Value

ROUNDS, REPEATS = 9, 4_000

TYPES: dict[str, FactType] = {
    "contract.amount": "money", "contract.nonstandard": "yes_no", "contract.terms": "choice",
    "account.tier": "choice", "account.on_hold": "yes_no", "account.credit_used": "money",
    "account.credit_limit": "money", "order.amount": "money", "complaint.kind": "choice",
    "account.tags": "tags", "order.parts": "number",
}  # fmt: skip
CHOICES = {
    "contract.terms": ("prepaid", "credit"), "account.tier": ("A", "B", "C"),
    "complaint.kind": ("quality", "damage", "delay"),
}  # fmt: skip
LIMITS = {"large_order": (Money(Decimal(500000), "CNY"), Money(Decimal(70000), "USD"))}
TEXTS = (
    "account.tier == A",
    "not account.on_hold",
    "contract.amount >= large_order or contract.nonstandard",
    "account.tier == A or contract.amount >= large_order",
    "complaint.kind in (quality or damage)",
    "account.credit_used + order.amount <= account.credit_limit or contract.terms == prepaid",
    "account.tags has vip and order.parts > 3 and not risk_report.missing",
    "contract.amount > 100000 CNY and account.tier in (A or B) and risk_report.present",
)
KNOWN: dict[str, Value] = {
    "contract.amount": Money(Decimal(90000), "CNY"), "contract.nonstandard": False,
    "contract.terms": "credit", "account.tier": "B", "account.on_hold": False,
    "account.credit_used": Money(Decimal(5), "CNY"), "order.amount": Money(Decimal(7), "CNY"),
    "account.credit_limit": Money(Decimal(10), "CNY"), "complaint.kind": "delay",
    "account.tags": ("vip",), "order.parts": 5,
}  # fmt: skip


def _terms() -> list[Term]:
    facts = {
        name: Fact(name, kind, "journey", CHOICES.get(name, ())) for name, kind in TYPES.items()
    }
    names = Names(facts, {"risk_report"}, LIMITS)
    terms: list[Term] = []
    for text in TEXTS:
        place = Place("bench.yaml", 1, 1, 1 + len(text))
        term, problems = compile_condition(Scalar(text, text, place), names)
        if term is None:
            raise SystemExit("\n".join(problem.line("en") for problem in problems))
        terms.append(term)
    return terms


def _run(terms: list[Term], find: Callable[[Term | None, Facts], Finding]) -> Callable[[], float]:
    nothing: dict[str, Value] = {}
    worlds = [Facts(known.get, {"risk_report"}.__contains__, LIMITS) for known in (KNOWN, nothing)]

    def run() -> float:
        begin = time.process_time()
        for _ in range(REPEATS):
            for term in terms:
                for facts in worlds:
                    find(term, facts)
        return (time.process_time() - begin) / (REPEATS * len(terms) * len(worlds)) * 1e6

    return run


def _generating(terms: list[Term]) -> float:
    begin = time.process_time()
    for _ in range(20):
        for term in terms:
            generate(term)
    return (time.process_time() - begin) / (20 * len(terms)) * 1e6


def main() -> None:
    """Measure both in turn and print the table."""
    terms = _terms()
    ours, peer = _run(terms, Conditions(walks=0).evaluate), _run(terms, evaluate)
    rounds = [(ours(), peer()) for _ in range(ROUNDS + 1)][1:]
    generated = statistics.median(each[0] for each in rounds)
    walked = statistics.median(each[1] for each in rounds)
    ratio = statistics.median(each[1] / each[0] for each in rounds)
    once = _generating(terms)
    sys.stdout.write(
        f"Python {platform.python_version()}, {len(terms)} conditions, {ROUNDS} rounds\n"
        f"generated code, per condition    {generated:8.2f} us\n"
        f"walk over the tree               {walked:8.2f} us\n"
        f"walk / generated                 {ratio:8.2f}\n"
        f"generating one, once a program   {once:8.0f} us\n"
    )


if __name__ == "__main__":
    main()
