"""How history fits the playbooks, as data: counts that add up to the number of cases."""

from __future__ import annotations

from typing import Literal

import msgspec

from ...language.values import Instant
from ..figures.results import Share, Spread
from ..history.quality import Quality

SCHEMA = "conformance/1"

DeviationKind = Literal["unmatched", "pending", "refused", "ignored"]


class Deviation(msgspec.Struct, frozen=True):
    """One way cases leave the playbook: where they stood, what came, what it should have been.

    ``unmatched``: no move here on it (history was in ``names[-1]``); ``pending``: the playbook
    would have waited for ``names``; ``refused``: a touchpoint was done without ``names``;
    ``ignored``: nobody waits for it here, nor does any state that history could have been in.
    ``count`` in all, ``cases`` that have it, ``first`` the cases whose first deviation it is,
    ``example`` the first of them; ``to`` the state that history was followed to, if any.
    """

    kind: DeviationKind
    stage: str
    track: str
    state: str
    signal: str
    names: tuple[str, ...]
    count: int
    cases: int
    first: int
    example: str
    to: str = ""


class Variant(msgspec.Struct, frozen=True):
    """Cases that heard the same signals in the same order; ``example`` is the first of them.

    ``fitting`` of them fit: with other facts, papers or times the same signals may not.
    """

    signals: tuple[str, ...]
    cases: int
    fits: bool
    example: str
    fitting: int = 0


class Skipped(msgspec.Struct, frozen=True):
    """A required touchpoint or document and the visits of its state it was not seen in.

    ``what`` is touchpoint or document. ``of`` are the visits (or moves) that asked for it.
    """

    what: Literal["touchpoint", "document"]
    stage: str
    state: str
    name: str
    cases: int
    seen: Share


class Arc(msgspec.Struct, frozen=True):
    """One thing that followed directly on another in history; empty is the begin or end."""

    source: str
    target: str
    count: int
    cases: int
    time: Spread


class Discovered(msgspec.Struct, frozen=True):
    """The directly-follows graph of the log: what happened, and what came right after it."""

    activities: tuple[tuple[str, int], ...]
    arcs: tuple[Arc, ...]


class Conformance(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases fit, and how the others do not. ``fitting`` + the firsts = ``cases``.

    ``complete`` of the fitting ones came to an end; the others stood in a state at the horizon.
    ``variants`` are the most frequent; ``rest`` counts the others and ``rest_cases`` their cases.
    """

    cases: int
    fitting: int
    complete: int
    deviations: tuple[Deviation, ...]
    variants: tuple[Variant, ...]
    rest: int
    rest_cases: int
    skipped: tuple[Skipped, ...]
    discovered: Discovered | None = None


class Conformed(msgspec.Struct, frozen=True, kw_only=True):
    """What ``touchline conform`` comes to: which history was compared with which program.

    ``begins_at`` is the first moment of the log, ``ends_at`` the horizon; cases ``beyond`` it
    were left out. ``is_partial``: it was interrupted, and is about the cases that were replayed.
    """

    schema: str = SCHEMA
    program: str
    mapping: str
    title_zh: str
    title_en: str
    zone: str
    begins_at: Instant
    ends_at: Instant
    conformance: Conformance
    quality: Quality
    beyond: int = 0
    is_partial: bool = False
