"""A small playbook for the shell's tests: it moves, asks, stalls, escalates, sleeps and wakes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.core.clock import parse_local
from engine.language.compiler import Compiled, compile_files
from engine.language.values import Instant

PLAYBOOK = """\
schema: playbook/1
id: offer
title: 报价 | Offer
calendar: office
owner: seller
overdue: {escalate: tiers}
start: making
anytime:
  client.withdrew: lost
states:
  making:
    title: 做报价 | Making
    waits_for: us
    touchpoints:
      send_offer:
        title: 发报价 | Send the offer
        with: internal
        due: 4 business hours
        produces: offer_sheet
    moves:
      send_offer.done: waiting
  waiting:
    title: 等答复 | Waiting
    waits_for: customer
    needs: [offer_sheet]
    moves:
      client.accepted:
        - {if: offer.amount >= large, to: review}
        - {to: won}
      client.asked: {to: making, up_to: 2 times, else: lost}
    stalls:
      unanswered:
        title: 无回音 | Unanswered
        after: 2 business days
        silent: customer
        unless: client.on_hold
        cause: sales
        escalate: tiers
        recover: call_again
        give_up: {after: 6 business days, to: asleep}
  review:
    title: 审核 | Review
    waits_for: us
    touchpoints:
      check_terms:
        title: 审核 | Check the terms
        with: internal
        due: 1 business day
        outcomes: {passed: 通过 | Passed, rejected: 退回 | Sent back}
    moves:
      check_terms.passed: won
      check_terms.rejected: making
  won: {title: 成交 | Won, end: success}
  lost: {title: 丢单 | Lost, end: lost}
  asleep: {title: 休眠 | Asleep, end: dormant, wakes: {client.accepted: making}}
"""

SHARED = {
    "vocabulary": """\
schema: vocabulary/1
title: 词汇 | Words
channels: {phone: 电话 | Phone}
contacts: {buyer: 采购 | Buyer}
causes: {sales: 销售 | Sales}
thresholds:
  large: {title: 大额 | Large, amount: [1000 CNY]}
things:
  client:
    title: 客户 | Client
    scope: account
    facts:
      on_hold: {type: yes_no, title: 冻结 | On hold}
      tags: {type: tags, title: 标签 | Tags}
    signals:
      accepted: {title: 接受 | Accepted, from: customer}
      asked: {title: 有疑问 | Asked, from: customer, sets: [tags]}
      withdrew: {title: 放弃 | Withdrew, from: customer}
  offer:
    title: 报价 | Offer
    scope: journey
    facts:
      amount: {type: money, title: 金额 | Amount}
    documents:
      offer_sheet: {title: 报价单 | Offer sheet}
""",
    "people": """\
schema: people/1
title: 角色 | Roles
levels: [staff, team, unit]
roles:
  seller: {title: 销售 | Seller, level: staff, reports_to: lead}
  lead: {title: 主管 | Lead, level: team, reports_to: head}
  head: {title: 经理 | Head, level: unit}
""",
    "calendars": """\
schema: calendars/1
title: 日历 | Calendars
office:
  title: 办公 | Office
  zone: Asia/Shanghai
  weekly: {monday to friday: [09:00-17:00]}
""",
    "escalations": """\
schema: escalations/1
title: 升级 | Escalation
tiers:
  title: 两层 | Two tiers
  tiers:
    - {id: team, level: team, after: 0 business days, do: remind}
    - {id: unit, level: unit, after: 1 business day, do: take_over}
""",
    "recoveries": """\
schema: recoveries/1
title: 挽回 | Recovery
call_again:
  title: 再联系 | Call again
  cause: sales
  follow_ups:
    - {id: call, after: 0 business days, with: customer.buyer, via: [phone], title: 打电话 | Call}
    - id: lead_calls
      after: 2 business days
      owner: lead
      with: customer.buyer
      via: [phone]
      title: 主管打电话 | The lead calls
""",
}

DAY = 24 * 60 * 60 * 1_000_000
MONDAY = parse_local("2026-03-02 09:00", "Asia/Shanghai")
"""A Monday at nine, when the office opens."""


def files(playbook: str = PLAYBOOK) -> dict[str, bytes]:
    """Return the workspace as files."""
    shared = {f"shared/{name}.yaml": text.encode() for name, text in SHARED.items()}
    return {"offer.yaml": playbook.encode(), **shared}


def compiled(changes: Mapping[str, str] | None = None) -> Compiled:
    """Return the workspace compiled, with some of the playbook's text replaced."""
    text = PLAYBOOK
    for before, after in (changes or {}).items():
        assert before in text
        text = text.replace(before, after)
    found, problems = compile_files(files(text))
    assert found is not None, [each.line("en") for each in problems]
    return found


def at(text: str) -> Instant:
    """Return ``03-04 10:30`` of the year 2026, Shanghai time."""
    return parse_local(f"2026-{text}", "Asia/Shanghai")
