"""The small workspace with a population of its own: what ``touchline simulate`` is tried on."""

from __future__ import annotations

from pathlib import Path

from . import small_workspace

BUYERS = """\
schema: population/1
title: 十二周的买家 | Twelve weeks of buyers
begins: offer
stages: offer
from: 2026-03-02
for: 12 weeks
follow: 4 weeks
arrivals:
  rate: 10 per week
  weekdays: {saturday: 0%, sunday: 0%}
facts:
  offer.amount: {lognormal: {median: 700 CNY, p90: 3000 CNY}}
segments:
  key: {title: 重点客户 | Key accounts, share: 25%}
  plain: {title: 其他客户 | Others, share: 75%}
customers:
  offer.waiting:
    replies:
      client.accepted: {chance: 40%, after: {exponential: {mean: 1 business day}}}
      client.asked: {chance: 20%, after: {triangular: [1 hour, 4 hours, 2 days]}}
      client.withdrew: {chance: 10%, after: {exponential: {mean: 40 hours}}}
    silence: 30%
    reacts:
      call: {chance: 50%, after: {exponential: {mean: 6 hours}}}
      lead_calls: {chance: 10%, after: 1 business day}
  offer.asleep:
    replies:
      client.accepted: {chance: 20%, after: {uniform: [1 day, 20 days]}}
work:
  default:
    waits: {exponential: {mean: 2 business hours}}
    takes: 30 minutes
    forgotten: 15%
    reminded: 60%
  check_terms: {outcomes: {passed: 80%, rejected: 20%}}
staff:
  teams: 3
  seller: {people: 1, away: {rate: 3 per year, for: {triangular: [1 day, 2 days, 5 days]}}}
costs: {hours: {seller: 180 CNY, default: 150 CNY}, channels: {phone: 2 CNY}}
value: {monthly: 1500 CNY, years: 10}
chaos: {lost: 0.5%, duplicated: 1%}
"""

LIMITS = """\
schema: contact_limits/1
title: 联系上限 | Contact limits
at_most: [2 times per 1 day]
above_limit: defer
"""


def write(folder: Path, population: str | None = BUYERS) -> None:
    """Write the workspace into a folder, with a population or without."""
    files = {**small_workspace.files(), "shared/contact_limits.yaml": LIMITS.encode()}
    if population is not None:
        files["populations/buyers.yaml"] = population.encode()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
