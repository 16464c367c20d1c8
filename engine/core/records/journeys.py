"""Records of the journey itself: begun, paused, ended, what it heard and learnt (S1, S2)."""

from __future__ import annotations

from typing import Literal

from ...language.values import Instant, Value
from ..journey import Signal
from .base import Base


class JourneyStarted(Base, frozen=True, tag="journey_started"):
    """A journey began under one program (S8.1).

    ``unobserved``: touchpoints and documents that replayed history cannot show (S2.9).
    """

    program: str
    account: str
    line: str
    key: str
    playbook: str
    parent: str = ""
    seeded_by: str = ""
    unobserved: tuple[str, ...] = ()


class SignalTaken(Base, frozen=True, tag="signal_taken"):
    """A signal arrived, or one of ours counted as another (source ``engine``).

    ``is_awaited``: a touchpoint starts after it, so the visit remembers when it came.
    ``is_late``: something that happened later had been decided already (S7.7).
    ``is_counted``: a condition counts it, or asks how long ago it came, or a gate needs it.
    ``item`` is the one it is about, as ``shipment/S1``. ``rows`` are the tables of a filled form.
    """

    type: str
    taken_at: Instant
    source: str = "engine"
    id: str = ""
    by: str = ""
    data: dict[str, Value] = {}
    is_awaited: bool = False
    is_late: bool = False
    is_counted: bool = False
    item: str = ""
    rows: dict[str, tuple[dict[str, Value], ...]] = {}


class SignalIgnored(Base, frozen=True, tag="signal_ignored"):
    """Nobody waited for it; ``reason`` says why (S1.7)."""

    type: str
    reason: str


class SignalRefused(Base, frozen=True, tag="signal_refused"):
    """It could not be taken: what is missing or mistyped; nothing else changed (S4.3)."""

    type: str
    taken_at: Instant
    reason: str
    source: str = "engine"
    id: str = ""
    by: str = ""
    names: tuple[str, ...] = ()


class FactSet(Base, frozen=True, tag="fact_set"):
    """A fact became known or changed; ``item`` is the one it is of, where there are several.

    From ``ends`` on it is unknown again; 0 is never.
    """

    name: str
    value: Value
    item: str = ""
    ends: Instant = 0


class PersonalErased(Base, frozen=True, tag="personal_erased"):
    """So many personal values of an account were erased; what they were is unknown (D4.5)."""

    count: int
    by: str = ""


class DocumentBrought(Base, frozen=True, tag="document_brought"):
    """A document is there; ``item`` is the one it is of, where there are several.

    From ``ends`` on it is expired; 0 while no end is known.
    """

    name: str
    item: str = ""
    ends: Instant = 0


class DocumentDated(Base, frozen=True, tag="document_dated"):
    """The date written on a document became known: from ``ends`` on it is expired."""

    name: str
    ends: Instant
    item: str = ""


class Expired(Base, frozen=True, tag="expired"):
    """A document or fact is valid no longer; what reads it is asked again."""

    name: str


class JourneyPaused(Base, frozen=True, tag="journey_paused"):
    """Somebody paused the journey: every timer is held (S3.6)."""

    reason: str = ""


class JourneyResumed(Base, frozen=True, tag="journey_resumed"):
    """The journey goes on."""

    reason: str = ""


class JourneyEnded(Base, frozen=True, tag="journey_ended"):
    """An end state was reached."""

    state: str
    outcome: Literal["success", "lost", "dormant"]


class JourneyWoken(Base, frozen=True, tag="journey_woken"):
    """A dormant journey goes on (S5.4)."""

    by: str


class IncidentRaised(Base, frozen=True, tag="incident_raised"):
    """Something a person must look at; ``code`` names it, ``key`` the playbook line (S1.9).

    ``signal``, ``source`` and ``id`` name what was being taken. Where nothing of it could be
    taken, ``parked`` is the whole signal: it can be sent again, under a new id, once the
    playbook is mended.
    """

    code: str
    key: str = ""
    names: tuple[str, ...] = ()
    signal: str = ""
    source: str = ""
    id: str = ""
    taken_at: Instant = 0
    parked: Signal | None = None
