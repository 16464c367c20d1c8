"""What stands just beside a mistake: the near miss is left alone, the hidden one is found.

Each row changes the small workspace, about which there is nothing to say, and names what the
lint then finds.
"""

from __future__ import annotations

import pytest

from engine.language.lint import lint_files

from .lint_cases import changed, workspace

ORDER, OFFER = "order.yaml", "offer.yaml"
WORDS, PEOPLE, PLAYS = "shared/vocabulary.yaml", "shared/people.yaml", "shared/recoveries.yaml"

FROZEN = """\
      frozen:
        title: 冻结 | Frozen
        waits_for: us
        touchpoints:
          thaw: {title: 解冻 | Thaw, with: customer.boss, via: [phone], due: 1 business day}
"""
READY = "      ready: {title: 已发出 | Ready, end: success}\n"
PAID = "      paid: {title: 已付 | Paid, end: success}\n"
WAIVED = "          order.waived: waived"
SIGNAL = "      waived: {title: 免付 | Waived, from: us}\n"
HURRY = "            due: 1 business day\n            hands_over"
UNHURRIED = "            hands_over"
SAMPLED = "  sampled:\n    title: 抽样回访 | Sampled calls\n"


def _rule(name: str, states: str, to: str) -> str:
    return (
        f"  {name}:\n    title: 移动 | Move\n    if: client.on_hold and client.tier == A\n"
        f"    in: [{states}]\n    do: [{{move: {to}}}]\n"
    )


ROWS: dict[str, tuple[list[tuple[str, str, str]], list[str]]] = {
    "a state that only leads back to itself is a dead end": (
        [
            (ORDER, WAIVED, f"{WAIVED}\n          offer.asked: frozen"),
            (ORDER, PAID, f"{FROZEN}        moves: {{thaw.done: frozen}}\n{PAID}"),
        ],
        ["dead-end"],
    ),
    "an exit from anywhere that leads on is a way out": (
        [
            (
                ORDER,
                "parcel.agreed: packing",
                "parcel.agreed: packing\n          offer.asked: frozen",
            ),
            (ORDER, READY, FROZEN + READY),
            (
                ORDER,
                "parcel.cancelled: called_off\n",
                "parcel.cancelled: called_off\n      offer.accepted: packing\n",
            ),
        ],
        [],
    ),
    "silence counted from a contact of ours may be counted on our turn": (
        [
            (
                OFFER,
                "      meet_client.dropped: lost\n",
                "      meet_client.dropped: lost\n    stalls:\n      hush: {title: 没消息 | Hush,"
                " after: 9 business days, silent: customer, silence_from: meet_client}\n",
            )
        ],
        [],
    ),
    "silence counted on our turn from the beginning is not": (
        [
            (
                OFFER,
                "      meet_client.dropped: lost\n",
                "      meet_client.dropped: lost\n    stalls:\n      hush: {title: 没消息 | Hush,"
                " after: 9 business days, silent: customer}\n",
            )
        ],
        ["silence-not-their-turn"],
    ),
    "a deadline counts anew from what breaks the silence": (
        [
            (
                OFFER,
                "  won: {title",
                "    stalls:\n      slow: {title: 慢 | Slow, after: 1 business day,"
                " without: [check_terms.passed, check_terms.rejected]}\n\n  won: {title",
            ),
        ],
        [],
    ),
    "a deadline behind another is as late as both": (
        [
            (
                OFFER,
                "  won: {title",
                "    stalls:\n      slow: {title: 慢 | Slow, after: 1 business day,"
                " without: approve_offer.done}\n\n  won: {title",
            )
        ],
        ["due-beyond-stall"],
    ),
    "what a state produces itself cannot open the gate into it": (
        [
            (
                ORDER,
                "        title: 开票 | Invoicing\n",
                "        title: 开票 | Invoicing\n        needs: [invoice]\n",
            )
        ],
        ["document-never-arrives"],
    ),
    "what a signal brings may come at any time": (
        [
            (
                WORDS,
                "      invoice: {title: 发票 | Invoice}\n",
                "      invoice: {title: 发票 | Invoice}\n      slip: {title: 回单 | Slip}\n",
            ),
            (
                WORDS,
                "paid: {title: 已付 | Paid, from: customer}",
                "paid: {title: 已付 | Paid, from: customer, brings: [slip]}",
            ),
            (
                ORDER,
                "{title: 已付 | Paid, end: success}",
                "{title: 已付 | Paid, end: success, needs: [slip]}",
            ),
        ],
        [],
    ),
    "a text sent by somebody named is a person at the door": (
        [
            (
                PLAYS,
                "via: [phone], title: 打电话 | Call}",
                "via: [email], message: reminder, title: 写信 | Write}",
            ),
            (PLAYS, "owner: lead, with", "owner: lead, message: reminder, with"),
        ],
        [],
    ),
    "a signal that fills a fact has an effect": (
        [
            (
                WORDS,
                SIGNAL,
                f"{SIGNAL}      noted: {{title: 记下 | Noted, from: us, sets: [due_on]}}\n",
            )
        ],
        [],
    ),
    "a signal that begins a hold is awaited": (
        [
            (
                WORDS,
                "{title: 要求缓发 | Postponed, from: customer}",
                "{title: 要求缓发 | Postponed, from: us}",
            )
        ],
        [],
    ),
    "a signal that a pattern counts is awaited": (
        [
            (WORDS, SIGNAL, f"{SIGNAL}      noted: {{title: 记下 | Noted, from: us}}\n"),
            (ORDER, "    count: parcel.cancelled\n", "    count: order.noted\n"),
        ],
        [],
    ),
    "a clock may pause for the party of a hold": (
        [
            (
                ORDER,
                "        waits_for: customer\n    clocks",
                "        waits_for: partner\n    clocks",
            ),
            (ORDER, "while waiting for customer", "while waiting for partner"),
        ],
        [],
    ),
    "rules that never watch the same state do not contradict each other": (
        [
            (
                ORDER,
                SAMPLED,
                _rule("first", "picking", "asking")
                + _rule("second", "packing", "searching")
                + SAMPLED,
            )
        ],
        [],
    ),
    "rules that watch the same state do": (
        [
            (
                ORDER,
                SAMPLED,
                _rule("first", "picking, packing", "asking")
                + _rule("second", "packing", "searching")
                + SAMPLED,
            )
        ],
        ["opposite-actions"],
    ),
    "a workspace in one language needs no other half": (
        [
            ("lifecycle.yaml", "languages: [zh, en]", "languages: [zh]"),
            (OFFER, "title: 做报价 | Making the offer", "title: 做报价"),
        ],
        [],
    ),
    "a title that is the same in both languages is written twice": (
        [(OFFER, "title: 做报价 | Making the offer", "title: VIP | VIP")],
        [],
    ),
    "a bar without spaces divides nothing": (
        [(OFFER, "title: 做报价 | Making the offer", "title: 做报价|Making the offer")],
        ["missing-title-half"],
    ),
    "alternatives that leave nothing open need no otherwise": (
        [
            (
                OFFER,
                "        - {to: won}\n      approve_offer",
                "        - {if: not (offer.amount >= large), to: won}\n      approve_offer",
            )
        ],
        [],
    ),
    "a condition in a file with a mistake is not judged": (
        [
            (
                OFFER,
                "offer.amount >= large, to: stay",
                "client.tier == A and client.tier == B, to: stay",
            ),
            (OFFER, "send_offer.done: waiting", "send_offer.done: wating"),
        ],
        ["unknown-target"],
    ),
    "a state that a rule moves to is reached": (
        [
            (ORDER, READY, f"{FROZEN}        moves: {{thaw.done: packing}}\n{READY}"),
            (ORDER, SAMPLED, _rule("first", "picking", "frozen") + SAMPLED),
        ],
        [],
    ),
    "a clock that runs with its ladder watches a state": (
        [(ORDER, HURRY, UNHURRIED)],
        [],
    ),
    "a clock without a ladder tells nobody": (
        [(ORDER, HURRY, UNHURRIED), (ORDER, "customer\n        escalate: tiers\n", "customer\n")],
        ["stall-missing"],
    ),
    "a clock that was stopped on the way watches nothing": (
        [
            (ORDER, HURRY, UNHURRIED),
            (ORDER, "stops: parcel.checked", "stops: [parcel.checked, parcel.agreed]"),
        ],
        ["stall-missing"],
    ),
    "a clock that begins later may not have begun": (
        [(ORDER, HURRY, UNHURRIED), (ORDER, "starts: parcel.opened", "starts: parcel.resumed")],
        ["stall-missing"],
    ),
    "a clock that stops without leading on leaves the state unwatched": (
        [
            (ORDER, HURRY, UNHURRIED),
            (ORDER, "stops: parcel.checked", "stops: [parcel.checked, order.paid]"),
        ],
        ["stall-missing"],
    ),
    "items of one track may end differently": (
        [
            ("lifecycle.yaml", "dropped: stop}", "dropped: stop, gone: stop}"),
            (
                ORDER,
                "    when: {goods: [ready, called_off]}\n",
                "    when: {goods: ready}\n  gone:\n    title: 没了 | Gone\n    end: lost\n"
                "    when: {goods: called_off}\n",
            ),
        ],
        ["ends-leave-gap"],
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_what_stands_beside_a_mistake(row: str) -> None:
    """The line between them is where the page draws it."""
    edits, rules = ROWS[row]
    _, found = lint_files(changed(workspace(), edits, row))
    assert [each.rule for each in found] == rules, [each.line("en") for each in found]
