"""The small workspace with a history of its own: what ``touchline backtest`` is tried on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from . import rehearsal_workspace

MAPPING = """\
schema: mapping/1
title: 报价历史 | Offers of the past
log: {kind: csv}
begins: offer
zone: Asia/Shanghai
case: Number
account: Buyer
columns:
  Began: {time: YYYY-MM-DD HH:mm}
  Offered: {time: YYYY-MM-DD HH:mm, unknown: [""]}
  Accepted: {time: YYYY-MM-DD HH:mm, unknown: [""]}
  Withdrew: {time: YYYY-MM-DD HH:mm, unknown: [""]}
  Amount: {money: CNY}
starts: [Began]
ends: 2026-03-31
facts: {offer.amount: Amount}
events:
  - {done: send_offer, at: Offered}
  - {signal: client.accepted, at: Accepted}
  - {signal: client.withdrew, at: Withdrew}
groups:
  large: {title: 大单 | Large, when: {Size: large}}
outcomes:
  withdrawn: {title: 客户放弃 | Withdrawn, at: Withdrew, foretold_by: [unanswered]}
"""

HEAD = "Number,Buyer,Began,Offered,Accepted,Withdrew,Amount,Size"
CASES = 60


def rows() -> list[str]:
    """Return offers that go by number: answered soon, late, never, or withdrawn."""
    return [_row(number) for number in range(CASES)]


def _row(number: int) -> str:
    began = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC) + dt.timedelta(
        days=number % 20, minutes=13 * number
    )
    offered = began + dt.timedelta(hours=2 + number % 30)
    answered = offered + dt.timedelta(hours=5 + 17 * (number % 9))
    accepted = f"{answered:%Y-%m-%d %H:%M}" if number % 3 == 0 else ""
    withdrew = f"{answered:%Y-%m-%d %H:%M}" if number % 3 == 1 else ""
    size = "large" if number % 4 == 0 else "small"
    return (
        f"N{number:03},B{number % 25:02},{began:%Y-%m-%d %H:%M},{offered:%Y-%m-%d %H:%M},"
        f"{accepted},{withdrew},{200 * (number % 8) + 1}.00,{size}"
    )


def write(folder: Path) -> None:
    """Write the workspace ``offers`` with its mapping, and the log beside it."""
    rehearsal_workspace.write(folder / "offers")
    mappings = folder / "offers" / "mappings"
    mappings.mkdir()
    (mappings / "history.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "log.csv").write_text("\n".join([HEAD, *rows(), ""]), encoding="utf-8")
