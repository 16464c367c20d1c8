"""Cases as signals for other programs: one CloudEvents object a line, in the order of a replay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from ...language.values import Instant
from .case import Case
from .mapping import LogMapping

BEGAN = "journey.started"
"""The first signal of a case: it begins, and these are the facts it begins with."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class SignalEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signal as CloudEvents 1.0 has it; ``subject`` is the case, ``row`` where the log said so.

    ``account``, ``line``, ``playbook``, ``by``, ``brings`` and ``row`` are extensions; several
    documents that were brought are parted by commas, for an extension is one text.
    """

    id: str
    source: str
    type: str
    subject: str
    time: str
    account: str
    line: str
    playbook: str = ""
    row: int
    by: str = ""
    brings: str = ""
    data: dict[str, str] = {}


def signal_lines(case: Case, mapping: LogMapping) -> Iterator[bytes]:
    """Yield a case as lines of JSON: that it begins, then its signals."""
    source = f"touchline/{mapping.id}"
    facts = SignalEvent(
        id=f"{case.id}/0", source=source, type=BEGAN, subject=case.id, time=_time(case.begins_at),
        account=case.account, line=case.line, playbook=mapping.playbook, row=case.row,
        data=case.facts,
    )  # fmt: skip
    yield _line(facts)
    for number, entry in enumerate(case.entries, 1):
        yield _line(
            SignalEvent(
                id=f"{case.id}/{number}", source=source, type=entry.type, subject=case.id,
                time=_time(entry.at), account=case.account, line=case.line, row=entry.row,
                by=entry.by, brings=",".join(entry.brings), data=entry.data,
            )
        )  # fmt: skip


def _line(event: SignalEvent) -> bytes:
    # A default, but one that CloudEvents must see.
    head = b'{"specversion":"1.0",'
    return head + msgspec.json.encode(event).removeprefix(b"{") + b"\n"


def _time(at: Instant) -> str:
    moment = _EPOCH + dt.timedelta(microseconds=at)
    return moment.isoformat().replace("+00:00", "Z")
