"""What the text and the page of a calibration have in common: its words, and what is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..language.compiler import Compiled
from ..language.keys import MAIN
from ..language.titles import Lang
from ..language.wording import fill
from ..studies.calibration.comparing import PERCENTS, Beside, Ending, Lasting
from ..studies.calibration.findings import Calibration
from ..studies.figures.tally import Histogram
from .phrases_calibrated import BESIDE, CALIBRATED
from .quantities import NOTHING, count, lasting, share

FEW = 5
"""Fewer lengths than so many are told, but neither drawn nor judged."""

_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Told:
    """One language of a calibration beside its simulation."""

    found: Calibration
    beside: Beside
    compiled: Compiled
    lang: Lang

    def say(self, name: str, /, **values: object) -> str:
        """Return one of our phrases; a whole number is a count."""
        told = {k: count(v) if isinstance(v, int) else str(v) for k, v in values.items()}
        return fill((BESIDE if name in BESIDE else CALIBRATED)[name], told, self.lang)

    def stage(self, name: str) -> str:
        """Return the title of a stage."""
        return self.compiled.legend.title(f"stage/{name}", self.lang)

    def state(self, stage: str, track: str, state: str) -> str:
        """Return the title of a state."""
        own = f"{stage}.{state}" if track in {"", MAIN} else f"{stage}.{track}.{state}"
        return self.compiled.legend.title(f"state/{own}", self.lang)

    def named(self, each: Lasting) -> str:
        """Return what lasted: a state by its title, or the whole stage."""
        if each.state:
            return self.state(each.stage, each.track, each.state)
        return f"{self.stage(each.stage)} · {self.say('stage')}"

    def judged(self) -> list[Lasting]:
        """Return what was seen often enough, in both, to be judged."""
        listed = self.beside.lasting
        return [each for each in listed if min(each.history.count, each.simulated.count) >= FEW]

    def headline(self) -> str:
        """Return what is to be seen, in a sentence or two."""
        it, judged = self.beside, self.judged()
        told = [self.say("says", history=it.history, simulated=it.simulated, seed=str(it.seed))]
        if not judged:
            return self.join([*told, self.say("none")])
        near = sum(each.distance < _NEAR for each in judged)
        told.append(self.say("near", of=len(judged), near=near))
        # What chance explains is no finding, unless it explains all there is.
        clear = [each for each in judged if not each.is_chance] or judged
        furthest = max(clear, key=lambda each: each.distance)
        told.append(self.say("far", name=self.named(furthest), points=points(furthest.distance)))
        return self.join(told)

    def apart(self, each: Lasting) -> str:
        """Return how far history and simulation are apart, where enough were seen to say so."""
        if min(each.history.count, each.simulated.count) < FEW:
            return NOTHING
        name = "points.chance" if each.is_chance else "points"
        return self.say(name, points=points(each.distance))

    def join(self, sentences: Sequence[str]) -> str:
        """Return sentences one after another, as the language spaces them."""
        return ("" if self.lang == "zh" else " ").join(sentences)

    def quantiles(self, histogram: Histogram) -> list[str]:
        """Return the lengths within which so many of a hundred are over, or dashes."""
        if not histogram.count:
            return [NOTHING for _ in PERCENTS]
        return [lasting(histogram.quantile(each), self.lang) for each in PERCENTS]

    def ending(self, each: Ending) -> tuple[str, str, str]:
        """Return an end and its shares of those who entered, in history and simulated."""
        entered, simulated = self.beside.entered[each.stage]
        name = self.compiled.legend.title(f"state/{each.stage}.{each.end}", self.lang)
        title = name if each.end else self.say("end.open")
        return title, share(each.history, entered), share(each.simulated, simulated)


def points(distance: float) -> str:
    """Return a distance between shares in whole points of a hundred."""
    return str(round(100 * distance))
