"""How somebody reports a task as done: form, tables, papers; and what a gate says is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec.structs import replace

from ...core import records as r
from ...core.decide import FACTS_SET
from ...core.identity import item_id
from ...core.journey import Journey, Signal
from ...language.program import Form, FormField, Touchpoint
from ...language.values import Value
from ..population.values import WHOLE, Work
from .hosting import SOURCE, AccountHost
from .telling import Scene, chosen, plain, tell, tell_all

Rows = dict[str, tuple[dict[str, Value], ...]]

NO_FORM = Form()


class Done(Protocol):
    """A task that somebody has done."""

    journey: str
    name: str
    stage: str
    kind: str
    track: str
    role: str
    work: Work
    person: str

    @property
    def key(self) -> str:
        """By what its chances are drawn."""


def report(host: AccountHost, own: Mapping[str, Value], job: Done) -> Signal:
    """Return the signal by which a task is done; ``own`` are the facts drawn of the customer."""
    program, journey = host.program.program, host.journeys[job.journey]
    scene = Scene(host, journey, _item_of(host, job, journey))
    data, kind = _key_of_lane(scene), f"{job.name}.done"
    brings, rows = dict.fromkeys(job.work.brings), Rows()
    touchpoint = host.setting.touchpoint(job.stage, job.name)
    if job.kind == "blocker" and job.name in program.facts:
        kind = FACTS_SET
        data |= _field(scene, own, job, job.name, is_wanted=True)
    elif job.kind == "blocker" and job.name in program.documents:
        brings[job.name] = None
    elif job.kind == "touchpoint" and touchpoint is not None:
        form = program.forms.get(touchpoint.form, NO_FORM)
        data |= _outcome(host, job, touchpoint)
        for each in form.fields:
            is_wanted = each.required and each.required_if is None
            data |= _field(scene, own, job, each.fact, is_wanted=is_wanted)
        rows = _tables(scene, own, job, form)
        brings |= dict.fromkeys(_wanted(touchpoint, journey))
    said = tuple(brings)
    return Signal(kind, host.signal_id(), SOURCE, job.person, host.now, data, said, rows=rows)


def _item_of(host: AccountHost, job: Done, journey: Journey) -> str:
    """Return the item whose lane a task stands in, if it is one's."""
    name, _, key = job.track.partition("/")
    track = host.program.stages[journey.playbook].tracks.get(name) if key else None
    item = item_id(track.each, key) if track is not None else ""
    return item if item in journey.items else ""


def _key_of_lane(scene: Scene) -> dict[str, Value]:
    thing = scene.item.partition("/")[0]
    key = scene.key_of(thing) if thing else None
    return {} if key is None else {f"{thing}.{scene.host.program.many[thing]}": key}


def _outcome(host: AccountHost, job: Done, touchpoint: Touchpoint) -> dict[str, Value]:
    if not touchpoint.outcomes:
        return {}
    names = [name for name, _ in job.work.outcomes]
    shares = [share for _, share in job.work.outcomes]
    index = chosen(shares, host.chance.uniform(f"outcome/{job.key}"))
    return {"outcome": names[index] if index < len(names) else touchpoint.outcomes[0]}


def _field(
    scene: Scene, own: Mapping[str, Value], job: Done, fact: str, *, is_wanted: bool
) -> dict[str, Value]:
    """Return one field filled: as the population says, by the customer's own fact, or plainly."""
    host, form = scene.host, job.work.form
    drawn = form.get(fact) or form.get(fact.partition(".")[2])
    if drawn is not None:
        value = tell(scene, drawn, f"form/{job.key}/{fact}")
    elif scene.value(fact) is not None:
        return {}  # it is known, and not asked twice (S4.3)
    elif fact in own:
        value = own[fact]
    else:
        value = plain(host, host.program.program.facts[fact], job.person) if is_wanted else None
    return {fact: value} if value is not None else {}


def _wanted(touchpoint: Touchpoint, journey: Journey) -> list[str]:
    """Return the papers that a touchpoint's gate asks for and nobody has yet."""
    return [
        need.documents[0]
        for need in touchpoint.needs
        if need.documents and journey.documents.keys().isdisjoint(need.documents)
    ]


# --- tables, whose rows open items


def _tables(scene: Scene, own: Mapping[str, Value], job: Done, form: Form) -> Rows:
    """Return the tables of a form, drawn in the order the population has them."""
    found = Rows()
    told = [thing for thing in job.work.rows if thing in form.rows]
    for thing in told:
        found[thing] = _drawn_rows(scene, own, job, thing, form.rows[thing], found)
    for thing in form.rows:
        if thing not in found:
            found[thing] = (_row(scene, own, job, thing, form.rows[thing], {}),)
    return found


def _drawn_rows(
    scene: Scene,
    own: Mapping[str, Value],
    job: Done,
    thing: str,
    columns: tuple[FormField, ...],
    before: Rows,
) -> tuple[dict[str, Value], ...]:
    host, rows = scene.host, []
    for number, each in enumerate(job.work.rows[thing]):
        purpose = f"row/{job.key}/{thing}/{number}"
        bases = before.get(each.per, ()) if each.per else ({},)
        for base in bases:
            if host.chance.uniform(purpose) * WHOLE >= each.chance:
                continue
            keys = _newest(host, before) | (
                {each.per: _row_key(host, each.per, base)} if each.per else {}
            )
            place = Scene(host, scene.journey, scene.item, base, keys)
            rows.append(_row(place, own, job, thing, columns, tell_all(place, each.data, purpose)))
    return tuple(rows)


def _newest(host: AccountHost, rows: Rows) -> dict[str, Value]:
    return {thing: _row_key(host, thing, table[-1]) for thing, table in rows.items() if table}


def _row_key(host: AccountHost, thing: str, row: Mapping[str, Value]) -> Value:
    return row[f"{thing}.{host.program.many[thing]}"]


def _row(
    scene: Scene,
    own: Mapping[str, Value],
    job: Done,
    thing: str,
    columns: tuple[FormField, ...],
    told: Mapping[str, Value],
) -> dict[str, Value]:
    """Return one row by the full names of its columns, with a key and all that is required."""
    host, facts = scene.host, scene.host.program.program.facts
    key = f"{thing}.{host.program.many[thing]}"
    row = {name if name in facts else f"{thing}.{name}": value for name, value in told.items()}
    if key not in row:
        number = host.chance.count(f"key/{thing}") + 1
        row[key] = number if facts[key].type == "number" else f"{thing}-{number}"
    for each in columns:
        if each.fact in row or not (each.required and each.required_if is None):
            continue
        drawn = own.get(each.fact)
        row[each.fact] = plain(host, facts[each.fact], job.person) if drawn is None else drawn
    return row


# --- what was missing


def mended(host: AccountHost, job: Done, signal: Signal, decision: r.Decision) -> Signal | None:
    """Return a report with what its refusal says is missing, or nothing where nobody can help."""
    refusal = decision.records[-1]
    if not isinstance(refusal, r.SignalRefused):
        return None
    if refusal.reason == "field-missing":
        return _with_fields(host, signal, refusal.names)
    if refusal.reason == "document-missing":
        return _with_papers(host, job, signal, refusal.names)
    if refusal.reason == "no-authority":
        return _by_another(host, job, signal)
    return None


def _with_fields(host: AccountHost, signal: Signal, names: tuple[str, ...]) -> Signal:
    facts = host.program.program.facts
    data, rows = dict(signal.data), {thing: list(each) for thing, each in signal.rows.items()}
    for name in names:
        thing, bracket, rest = name.partition("[")
        if not bracket:
            data[name] = plain(host, facts[name], signal.by)
            continue
        number, _, column = rest.partition("].")
        full = f"{thing}.{column}"
        row = rows[thing][int(number) - 1]
        rows[thing][int(number) - 1] = {**row, full: plain(host, facts[full], signal.by)}
    return replace(signal, data=data, rows={thing: tuple(each) for thing, each in rows.items()})


def _with_papers(
    host: AccountHost, job: Done, signal: Signal, names: tuple[str, ...]
) -> Signal | None:
    """Bring the papers of unmet needs; facts that are needed are told first."""
    touchpoint = host.setting.touchpoint(job.stage, job.name)
    needs = {each.id: each for each in touchpoint.needs} if touchpoint is not None else {}
    wanted = [needs[name] for name in names if name in needs]
    papers = [each.documents[0] for each in wanted if each.documents]
    told = [each.facts[0] for each in wanted if each.facts and not each.documents]
    new = [each for each in papers if each not in signal.brings]
    if told:
        facts = host.program.program.facts
        data = {name: plain(host, facts[name], signal.by) for name in told}
        said = Signal(FACTS_SET, host.signal_id(), SOURCE, signal.by, host.now, data)
        host.take(job.journey, said)
    if not new and not told:
        return None
    return replace(signal, brings=(*signal.brings, *new))


def _by_another(host: AccountHost, job: Done, signal: Signal) -> Signal | None:
    """Let who holds the role approve, else the next above: the first who has not tried."""
    roles, people = host.program.program.roles, host.directory.people
    climb, role = [], job.role
    while role:
        climb.append(people.get(role, role))
        role = roles[role].reports_to if role in roles else ""
    later = climb[climb.index(signal.by) + 1 :] if signal.by in climb else climb
    return replace(signal, by=later[0]) if later else None
