"""Samples of history → a calibration: everything that a population can say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...core.calendar import BusinessCalendar
from ...core.clock import local
from ...language.program import Program, Stage, State, Touchpoint
from ...language.values import Instant
from ..population.expected import needs_an_answer, reached
from ..population.spreads import usual_shift
from .arriving import fit_arrivals
from .families import ENOUGH
from .findings import Calibration, ReplyFit, ShareFit, StageFit, StateFit, TimeFit, WorkFit
from .samples import Key, Samples
from .sampling import ENTRY, state_name
from .timing import Competing, counts_of, fit_curve, less, share_of, share_of_curve
from .valuing import fit_value

_NEARLY_ALL = 0.99
_MOST = 0.8
_HALF = 0.5
_SELDOM, _NEXT_TO_NONE = 5, 0.001
_OPEN_ALL_WEEK = 0.95 * 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Where:
    """What is calibrated: a program, the playbook cases begin in, its calendar, the log's end."""

    program: Program
    playbook: str
    calendar: BusinessCalendar
    ends_at: Instant


def calibrate(samples: Samples, where: Where) -> Calibration:
    """Return the population that history shows; there is at least one case."""
    return _Fitting(samples, where).run()


class _Fitting:
    def __init__(self, samples: Samples, where: Where) -> None:
        self.samples, self.where, self.program = samples, where, where.program
        self.kinds = {"is_always_open": _is_always_open(where.calendar)}
        entered = [each for each in self.program.stages if samples.count("stage", each)]
        self.entered = tuple(entered)
        self.reached = tuple(
            each for each in reached(self.program, where.playbook) if each in entered
        )

    def run(self) -> Calibration:
        samples, where = self.samples, self.where
        arrivals = fit_arrivals(samples)
        last = local(where.ends_at, where.calendar.data.zone).date()
        states = tuple(self.states())
        work = tuple(self.work(states))
        entered = {each.state: len(each.replies) for each in states}
        waiting = [name for name, _, state in self.listed() if needs_an_answer(self.program, state)]
        return Calibration(
            playbook=where.playbook,
            calendar=where.calendar.data.id,
            stages=self.reached,
            lines=self.lines(),
            ends_at=where.ends_at,
            follow_days=max((last - arrivals.last_on).days, 1),
            arrivals=arrivals,
            facts=tuple(fit_value(samples, each, "fact", each) for each in self.names("fact")),
            states=states,
            anytime=tuple(self.anytime()),
            work=work,
            unseen=tuple(each for each in waiting if each not in entered),
            silent=tuple(each for each in waiting if each in entered and not entered[each]),
            undone=tuple(self.undone(work)),
            unknown=tuple(self.unknown()),
            workday=usual_shift(where.calendar.data),
        )

    # --- names

    def listed(self) -> Iterator[tuple[str, Stage, State]]:
        """Yield the states of all stages that were entered, by their name in a population."""
        for stage in (self.program.stages[each] for each in self.reached):
            for track in stage.tracks:
                for state in track.states.values():
                    yield state_name(stage.id, track.id, state.id), stage, state

    def touchpoints(self) -> Iterator[tuple[str, Touchpoint, str]]:
        """Yield touchpoints by full name, with the state each stands in, empty on demand."""
        for name, stage, state in self.listed():
            for each in state.touchpoints:
                yield f"{stage.id}.{each.id}", each, name
        for stage in (self.program.stages[each] for each in self.reached):
            for each in stage.on_demand:
                yield f"{stage.id}.{each.id}", each, ""

    def names(self, *begin: str) -> list[str]:
        size = len(begin)
        found = {
            key[size + 1] for key in self.samples.counts if key[: size + 1] == ("known", *begin)
        }
        return sorted(found)

    def lines(self) -> tuple[ShareFit, ...]:
        counted = {key[1]: n for key, n in self.samples.counts.items() if key[0] == "line"}
        total = sum(counted.values())
        order = sorted(counted, key=lambda each: (-counted[each], each))
        return tuple(share_of(each, counted[each], total) for each in order)

    # --- states

    def states(self) -> Iterator[StateFit]:
        for name, stage, state in self.listed():
            if self.samples.count("visits", name):
                yield self.state(name, stage, state)

    def state(self, name: str, stage: Stage, state: State) -> StateFit:
        found = self.endings(name)
        signals = sorted(
            {signal for how, signal in found if self.is_reply(name, stage, how, signal)}
        )
        basis = self.basis(name, state, signals)
        replies = {
            signal: ("visit", name, self.how(name, signal), signal, basis) for signal in signals
        }
        cut: list[Key] = [
            ("visit", name, how, why, basis)
            for how, why in found
            if (how, why) not in {(self.how(name, signal), signal) for signal in signals}
        ]
        both = Competing(self.samples, replies, cut)
        listed = [
            self.told(reply, name)
            for signal in signals
            if (reply := both.reply(signal, ("visit", name, signal), **self.kinds)) is not None
        ]
        also = list(self.also(name))
        return StateFit(
            state=name,
            visits=both.elapsed.visits,
            basis=basis,
            replies=tuple(sorted(listed, key=lambda each: (-each.chance.seen, each.chance.name))),
            silence=both.silence(),
            also=tuple(each for each in also if not self.is_rare(name, each)),
            rare=tuple(
                (each.chance.name, each.chance.seen) for each in also if self.is_rare(name, each)
            ),
            cuts=self.cuts(name, basis),
            until=both.elapsed.until,
            beyond=both.elapsed.beyond,
        )

    def endings(self, name: str) -> list[tuple[str, str]]:
        """Return how visits of a state ended, and by what."""
        times = self.samples.times
        return sorted({key[2:4] for key in times if key[:2] == ("visit", name)})  # type: ignore[misc]

    def how(self, name: str, signal: str) -> str:
        return "reply" if ("reply", signal) in self.endings(name) else "anytime"

    def is_reply(self, name: str, stage: Stage, how: str, signal: str) -> bool:
        """Tell whether a signal answers a state: one of any time, if it hardly comes elsewhere."""
        return how == "reply" or (how == "anytime" and self.home(stage, signal) == name)

    def home(self, stage: Stage, signal: str) -> str:
        """Return the one state in which next to all signals of some kind come, if there is one."""
        states = [name for name, owner, _ in self.listed() if owner is stage]
        seen = {
            name: self.samples.sample("visit", name, "anytime", signal, ENTRY, "elapsed").count
            for name in states
        }
        most = max(seen, key=lambda each: (seen[each], each))
        return most if seen[most] >= _MOST * sum(seen.values()) else ""

    def basis(self, name: str, state: State, signals: list[str]) -> str:
        """Return the touchpoint that was done before next to every answer, and latest; if any."""
        at_all = sum(self.seen(name, signal, ENTRY)[0] for signal in signals)
        found = []
        for each in state.touchpoints:
            counted = [self.seen(name, signal, each.id) for signal in signals]
            after = sum(count for count, _ in counted)
            if at_all >= ENOUGH and after >= _NEARLY_ALL * at_all:
                found.append((sum(total for _, total in counted) / after, each.id))
        return min(found)[1] if found else ENTRY

    def seen(self, name: str, signal: str, basis: str) -> tuple[int, int]:
        """Return how many answers, and how long they took together."""
        how = self.how(name, signal)
        sample = self.samples.sample("visit", name, how, signal, basis, "elapsed")
        return sample.count, sum(value * times for value, times in sample.seen.items())

    def cuts(self, name: str, basis: str) -> tuple[tuple[str, int], ...]:
        found = [
            (why, self.samples.sample("visit", name, "cut", why, basis, "elapsed").count)
            for how, why in self.endings(name)
            if how == "cut"
        ]
        return tuple((why, count) for why, count in found if count)

    def also(self, name: str) -> Iterator[ReplyFit]:
        """Yield what came while a state lasted and did not end it."""
        samples = self.samples
        signals = sorted({k[2] for k in samples.times if k[0] == "also" and k[1] == name})
        for signal in signals:
            lasting = Samples()
            first: Key = ("also", name, signal, "first")
            for unit in ("elapsed", "business"):
                lasting.times[("first", unit)] = samples.sample(*first, unit)
                whole = Samples()
                for how, why in self.endings(name):
                    whole.times.setdefault(("all",), samples.sample()).merge(
                        samples.sample("visit", name, how, why, ENTRY, unit)
                    )
                ended = samples.sample("also", name, signal, "lasted", unit)
                lasting.times[("cut", unit)] = less(whole.sample("all"), ended)
            lasting.counts = samples.counts
            both = Competing(lasting, {signal: ("first",)}, [("cut",)])
            heard = samples.count("also", name, signal)
            times = max(1, round(heard / max(samples.sample(*first, "elapsed").count, 1)))
            reply = both.reply(signal, ("also", name, signal), times=times, **self.kinds)
            if reply is not None:
                yield self.told(reply, name)

    def is_rare(self, name: str, reply: ReplyFit) -> bool:
        """Tell whether something came beside so seldom that no chance can be made of it."""
        seen = reply.chance.seen
        return seen < _SELDOM or seen < _NEXT_TO_NONE * self.samples.count("visits", name)

    def told(self, reply: ReplyFit, name: str) -> ReplyFit:
        """Return a reply with what it says, and brings more often than not."""
        signal, samples = reply.chance.name, self.samples
        fields = self.names("said", name, signal)
        data = tuple(fit_value(samples, each, "said", name, signal, each) for each in fields)
        brings = tuple(
            key[3]
            for key, count in sorted(samples.counts.items())
            if key[:3] == ("brings", name, signal) and count >= _HALF * reply.chance.seen
        )
        yields = [each for each in self.yields(name, signal) if each not in brings]
        return ReplyFit(reply.chance, reply.time, data, (*brings, *yields), reply.times)

    def yields(self, name: str, signal: str) -> Iterator[str]:
        """Yield the papers of touchpoints that the log shows by this signal alone."""
        for key, touchpoint, state in self.touchpoints():
            if state == name and not self.samples.sample("work", key, "done", "", "elapsed").count:
                outcomes = [how for how, what in touchpoint.counts_as.items() if what == signal]
                if outcomes:
                    papers = [touchpoint.produces.get(how, ()) for how in ("done", *outcomes)]
                    yield from dict.fromkeys(each for listed in papers for each in listed)

    # --- stages

    def anytime(self) -> Iterator[StageFit]:
        for stage in (self.program.stages[each] for each in self.reached):
            times = self.samples.times
            listed = sorted({k[3] for k in times if k[:3] == ("stage", stage.id, "anytime")})
            signals = [each for each in listed if not self.home(stage, each)]
            found = []
            for signal in signals:
                others: list[Key] = [
                    ("stage", stage.id, "anytime", each) for each in listed if each != signal
                ]
                own: Key = ("stage", stage.id, "anytime", signal)
                # What comes at any time is drawn by itself: all else cuts it off.
                both = Competing(
                    self.samples, {signal: own}, [("stage", stage.id, "over", ""), *others]
                )
                reply = both.reply(signal, ("stage", stage.id, signal), **self.kinds)
                found += [reply] if reply is not None else []
            if found:
                yield StageFit(stage.id, self.samples.count("stage", stage.id), tuple(found))

    # --- work

    def work(self, states: Iterable[StateFit]) -> Iterator[WorkFit]:
        by_state = {each.state: each for each in states}
        told = set()
        for key, touchpoint, state in self.touchpoints():
            if key in told:
                continue
            told.add(key)
            found = self.done(key)
            if found is None and state in by_state:
                found = _instead(key, touchpoint, by_state[state])
            if found is not None:
                yield found
        names = {key[1] for key in self.samples.counts if key[0] == "task"}
        for name in sorted(names - told):
            found = self.done(name)
            if found is not None:
                yield found

    def done(self, name: str) -> WorkFit | None:
        """Return how something is done that was seen done."""
        keys: list[Key] = [("work", name, how, "") for how in ("cut", "skipped")]
        both = Competing(self.samples, {name: ("work", name, "done", "")}, keys)
        curve = both.elapsed.curves[name]
        if not curve.seen or not curve.share:
            return None
        counts, *seen = counts_of(self.samples, "work", name, **self.kinds)
        own = both.found[counts].curves[name]
        time = TimeFit(counts, fit_curve(own if own.steps else curve), *seen)
        outcomes = {k[2]: n for k, n in self.samples.counts.items() if k[:2] == ("outcome", name)}
        total = sum(outcomes.values())
        order = sorted(outcomes, key=lambda each: (-outcomes[each], each))
        shares = tuple(share_of(each, outcomes[each], total) for each in order)
        return WorkFit(name, both.elapsed.visits, share_of_curve("", curve), time, shares)

    # --- what the log cannot say

    def undone(self, work: Iterable[WorkFit]) -> Iterator[str]:
        told = {each.name for each in work if each.outcomes}
        for name, touchpoint, _ in self.touchpoints():
            if touchpoint.outcomes and name not in told:
                yield name

    def unknown(self) -> Iterator[str]:
        """Yield facts that forms of these stages ask for and no case of the log begins with."""
        known, program = set(self.names("fact")), self.program
        wanted = {
            field.fact: None
            for _, touchpoint, _ in self.touchpoints()
            if touchpoint.form in program.forms
            for field in program.forms[touchpoint.form].fields
        }
        yield from (each for each in wanted if each not in known)


def _instead(key: str, touchpoint: Touchpoint, state: StateFit) -> WorkFit | None:
    """Return work that the log shows only by the signals it counts as."""
    ours = set(touchpoint.counts_as.values())
    replies = [each for each in state.replies if each.chance.name in ours]
    if not replies:
        return None
    seen = sum(each.chance.seen for each in replies)
    names = tuple(each.chance.name for each in replies)
    return WorkFit(key, state.visits, share_of("", seen, state.visits), None, (), names)


def _is_always_open(calendar: BusinessCalendar) -> bool:
    minutes = sum(closes - opens for day in calendar.data.weekly for opens, closes in day)
    return minutes >= _OPEN_ALL_WEEK
