"""The values a decision is made of: what is known, what happened, what was decided.

All frozen, all with a JSON form that reads back equal. A journey is nothing but the
fold of its records (``engine.core.evolve``); every id is derived from the number of the
record that made it, so that the same decision has the same bytes everywhere (S1.4).
"""

from __future__ import annotations

from typing import Literal

from ..language.values import Instant, Span, Value
from .kept import Kept
from .sightings import Sighting

TaskStatus = Literal["planned", "open"]
TaskKind = Literal["touchpoint", "follow_up", "blocker"]
Purpose = Literal[
    "task.start", "task.remind", "task.due", "stall", "tier", "follow_up", "give_up",
    "timeout", "repeat", "hold.end", "clock.due", "clock.remind", "notice", "rule", "play",
    "absent", "expiry", "midnight",
]  # fmt: skip


class Address(Kept, frozen=True):
    """Where a signal goes: a journey, or an account with line and key (S7.2).

    Of a journey to begin also ``parent``, whose facts it reads as ``parent.``, and
    ``seeded_by``, the journey whose end began it (S2.5, S2.6).
    """

    journey: str = ""
    account: str = ""
    line: str = ""
    key: str = ""
    playbook: str = ""
    parent: str = ""
    seeded_by: str = ""


class Signal(Kept, frozen=True):
    """Something that happened.

    ``source`` and ``id`` together name it once and for all; ``by`` is who did it, ``at``
    when it happened (microseconds UTC), ``data`` what it says, ``brings`` the documents
    that came with it. ``rows`` are the tables of a filled form, by thing (S4.3).
    """

    type: str
    id: str
    source: str = "api"
    by: str = ""
    at: Instant = 0
    data: dict[str, Value] = {}
    brings: tuple[str, ...] = ()
    address: Address = Address()
    rows: dict[str, tuple[dict[str, Value], ...]] = {}


class Memory(Kept, frozen=True):
    """What is remembered of one rule or pattern (S6.1, S6.2).

    ``is_true`` once its condition has turned, until it turns back; ``fired_at`` is its last
    firing, ``seen_at`` its last occasion, held back ones too, 0 for never; ``asked`` how often
    it has been asked for its share; ``used`` the sightings that its firings have used up.
    """

    is_true: bool = False
    fired_at: Instant = 0
    seen_at: Instant = 0
    asked: int = 0
    used: tuple[int, ...] = ()


class Contact(Kept, frozen=True):
    """One contact: reserved for ``at``, spent ``at``, or held without a place (S4.6)."""

    channel: str
    at: Instant
    status: Literal["reserved", "spent", "held"] = "reserved"


class Account(Kept, frozen=True):
    """The customer company as a decision sees it: facts, and owners per ``role/line``.

    ``sightings`` is what patterns over all its journeys remember, ``logic`` what is remembered
    of each of them, ``tags`` what rules have put on it.
    ``contacts`` is the ledger of all its journeys together, by ``JOURNEY:TASK`` (S4.6).
    """

    id: str = ""
    version: int = 0
    facts: dict[str, Value] = {}
    owners: dict[str, str] = {}
    tags: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    logic: dict[str, Memory] = {}
    ends: dict[str, Instant] = {}
    contacts: dict[str, Contact] = {}


class Absence(Kept, frozen=True):
    """A person is away from ``begins`` until ``until``, half-open; ``deputy`` stands in (S4.4)."""

    begins: Instant
    until: Instant
    deputy: str = ""


class Directory(Kept, frozen=True):
    """Who fills which role today, and which person is away when."""

    version: int = 0
    people: dict[str, str] = {}
    absences: dict[str, tuple[Absence, ...]] = {}


class Context(Kept, frozen=True):
    """What a decision may read besides the journey: one frozen, versioned slice (S1.2)."""

    account: Account = Account()
    directory: Directory = Directory()
    parent: dict[str, Value] = {}


class Task(Kept, frozen=True):
    """One piece of work in a journey; ``name`` is its touchpoint, follow-up or blocker.

    ``round`` is how many came before it of one that repeats; ``is_round``: its timer opened it.
    ``via`` is its channel, ``contact_at`` from when on the customer may be contacted, if later.
    ``is_exempt`` from the contact limits (S4.6); ``is_sent``: its message is out.
    """

    id: str
    name: str
    kind: TaskKind
    track: str
    visit: int
    status: TaskStatus = "planned"
    role: str = ""
    owner: str = ""
    opened_at: Instant = 0
    due_at: Instant | None = None
    is_overdue: bool = False
    stays: bool = False
    scope: str = ""
    variants: tuple[str, ...] = ()
    round: int = 0
    is_round: bool = False
    via: str = ""
    contact_at: Instant = 0
    is_exempt: bool = False
    is_sent: bool = False


class Timer(Kept, frozen=True):
    """A deadline as data (S3.9): fires as a signal carrying its id, once.

    ``scope`` is the task, stall, climb or visit whose end disarms it. While ``holds`` is
    not empty ``due_at`` is the original due and the timer does not come due (S3.5). ``lane``
    is the track whose holds freeze it, ``moved`` how long it has been held in all, in
    microseconds of the time it counts in, and ``held_until`` when the last hold ended.
    ``stood`` are the stretches for which it stood still: counted anew in another unit they
    are measured in that. ``late_at`` is when it was armed or moved, where it lay in the past
    already (S5.6).
    """

    id: str
    purpose: Purpose
    subject: str
    scope: str
    armed_at: Instant
    due_at: Instant
    calendar: str
    span: Span
    detail: str = ""
    holds: tuple[str, ...] = ()
    held_at: Instant = 0
    lane: str = ""
    moved: int = 0
    held_until: Instant = 0
    late_at: Instant = 0
    is_provisional: bool = False
    stood: tuple[tuple[Instant, Instant], ...] = ()


class Told(Kept, frozen=True):
    """One tier that was reached: when, and who heard of it or will."""

    tier: str
    at: Instant
    role: str
    person: str


class Climb(Kept, frozen=True):
    """One ladder being climbed; its tiers are the pinned program's (S5.3, S8.1).

    ``fired`` are the tiers whose turn is over, ``told`` those that were reached. While
    ``is_unsaid`` the notice of the last one is still owed: after downtime the highest of
    several gets it, unless the climb ``tells_all``.
    """

    id: str
    ladder: str
    subject: str
    role: str
    started_at: Instant
    track: str
    calendar: str
    fired: tuple[str, ...] = ()
    quiet_until: Instant = 0
    told: tuple[Told, ...] = ()
    is_unsaid: bool = False
    tells_all: bool = False


class Occurrence(Kept, frozen=True):
    """One stall that has happened and not ended (S5.2).

    ``since`` is when the silence began that led to it; ``at_stake`` the money it is about,
    by fact, as known when it began (S5.4, D4.4).
    """

    id: str
    stall: str
    started_at: Instant
    track: str
    cause: str = ""
    recovery: str = ""
    since: Instant = 0
    at_stake: dict[str, Value] = {}


class PastStall(Kept, frozen=True):
    """How far a stall had climbed when it last ended: a bounce takes up from there (S5.2)."""

    started_at: Instant
    ended_at: Instant
    level: str = ""


class RunningClock(Kept, frozen=True):
    """One deadline across states that has started and not stopped (S3.6)."""

    id: str
    clock: str
    track: str
    started_at: Instant
    overdue_at: Instant = 0


class Pending(Kept, frozen=True):
    """A move that waits for a document or a fact (S1.8, S2.4).

    ``item`` and ``data`` are what its signal was about and said; ``is_settled`` where the move
    itself is decided, by time, and only the gate of ``to`` is asked again.
    """

    signal: str
    blockers: tuple[str, ...]
    to: str = ""
    item: str = ""
    data: dict[str, Value] = {}
    is_settled: bool = False


class Lane(Kept, frozen=True):
    """Where one track stands: its state, since when, and what was seen during the visit.

    ``variants`` are those that hold for the visit (S2.8); ``is_timed_out``: the time of its
    state is up, and is not up again.
    ``track`` is the lane's own name: the track's, or ``delivery/S1`` for the instance of an
    ``item`` (S2.10). Before its start it has no state: what it waits for is ``pending``.
    """

    track: str
    state: str
    visit: int
    entered_at: Instant
    pending: Pending | None = None
    seen: dict[str, Instant] = {}
    variants: tuple[str, ...] = ()
    item: str = ""
    is_timed_out: bool = False


class Item(Kept, frozen=True):
    """One item of a thing that has many: its own facts and documents (S2.10)."""

    thing: str
    key: str
    opened_at: Instant
    facts: dict[str, Value] = {}
    documents: dict[str, Instant] = {}
    ends: dict[str, Instant] = {}


class Heard(Kept, frozen=True):
    """How often a signal came that conditions count, and when it last happened."""

    times: int
    last: Instant


class Seed(Kept, frozen=True):
    """A journey that this one began, or wanted to: a child, a new one, or one beside (S2.5).

    ``merged_into`` is the running twin it was merged into instead (S2.6).
    """

    playbook: str
    kind: Literal["child", "new", "beside"]
    key: str = ""
    merged_into: str = ""


class PendingOnward(Kept, frozen=True):
    """A stage that is over while nobody knows where it leads (S1.8)."""

    end: str
    outcome: Literal["success", "lost", "dormant"]
    blockers: tuple[str, ...]


class Journey(Kept, frozen=True):
    """One account × line × key on its way; the fold of its records.

    ``playbook`` is the stage it is in, ``stages`` are those before it, in order (S2.5).
    ``holds`` are the reasons for which each track's deadlines are frozen, ``past_stalls`` what
    is remembered of each ``STAGE.TRACK:STALL``, ``plays`` when each ``STAGE.TRACK:PLAY`` was begun.
    ``ends`` are the instants from which facts are unknown again and documents expired.
    ``rounds`` counts the deadlines armed for the very instant ``round_at``.
    ``marks``: when each step of the short process was last reached; ``handovers`` (D2.3, D3.1).
    """

    id: str
    version: int = 0
    now: Instant = 0
    program: str = ""
    account: str = ""
    line: str = ""
    key: str = ""
    playbook: str = ""
    outcome: Literal["", "success", "lost", "dormant"] = ""
    is_paused: bool = False
    incidents: int = 0
    lanes: dict[str, Lane] = {}
    facts: dict[str, Value] = {}
    documents: dict[str, Instant] = {}
    tasks: dict[str, Task] = {}
    timers: dict[str, Timer] = {}
    stalls: dict[str, Occurrence] = {}
    climbs: dict[str, Climb] = {}
    done: dict[str, Instant] = {}
    taken: dict[str, int] = {}
    sightings: tuple[Sighting, ...] = ()
    logic: dict[str, Memory] = {}
    holds: dict[str, tuple[str, ...]] = {}
    clocks: dict[str, RunningClock] = {}
    past_stalls: dict[str, PastStall] = {}
    plays: dict[str, tuple[Instant, ...]] = {}
    ends: dict[str, Instant] = {}
    rounds: int = 0
    round_at: Instant = 0
    items: dict[str, Item] = {}
    heard: dict[str, Heard] = {}
    parent: str = ""
    seeded_by: str = ""
    stages: tuple[str, ...] = ()
    onward: PendingOnward | None = None
    seeds: dict[str, Seed] = {}
    unobserved: tuple[str, ...] = ()
    deviations: int = 0
    marks: dict[str, Instant] = {}
    handovers: int = 0
