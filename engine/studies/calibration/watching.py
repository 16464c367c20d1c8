"""What a calibration looks for in a replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.link import LinkedProgram
from ..backtest.work import Piece
from ..history.case import Case
from ..history.mapping import LogMapping
from .samples import encode
from .sampling import Sampler


@dataclass(frozen=True, slots=True)
class SampleWatch:
    """Collects samples."""

    def look(
        self,
        program: LinkedProgram,
        mapping: LogMapping,
        piece: Piece,
        accounts: Mapping[int, Sequence[Case]],
    ) -> _Samples:
        """Begin to look at a piece."""
        del accounts
        calendar = program.calendars[program.stages[mapping.playbook].stage.calendar]
        return _Samples(program, calendar, piece.ends_at)


class _Samples(Sampler):
    def found(self) -> bytes:
        return encode(self.samples)
