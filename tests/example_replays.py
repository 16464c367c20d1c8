"""An example's own workspace, mapping and log, replayed without the command: for an observer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.core.link import link
from engine.language.compiler import Compiled, compile_files
from engine.language.loader import load_file
from engine.runtime.importers.opening import open_log
from engine.runtime.spilling import Spill
from engine.studies.backtest.observed import as_observed
from engine.studies.backtest.replaying import Replay
from engine.studies.history.cases import read_cases
from engine.studies.history.mapping import LogMapping
from engine.studies.history.reading import prepare_mapping
from engine.studies.history.tally import QualityTally
from engine.studies.simulation.observing import Observer

from .kit import ROOT


def example_files(name: str) -> dict[str, bytes]:
    """Return the files of an example as a person at the project's root would name them."""
    paths = sorted((ROOT / "examples" / name).rglob("*.yaml"))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def compiled_example(files: Mapping[str, bytes]) -> Compiled:
    """Compile a workspace that has no mistake."""
    compiled, problems = compile_files(dict(files))
    assert compiled is not None, problems
    return compiled


def mapping_of(compiled: Compiled, files: Mapping[str, bytes], path: str) -> LogMapping:
    """Read a mapping that has no mistake."""
    file, _ = load_file(path, files[path])
    assert file is not None
    mapping, problems = prepare_mapping(compiled, file)
    assert mapping is not None, problems
    return mapping


def replay_log(
    files: Mapping[str, bytes], mapping_path: str, log: Path, observer: Observer
) -> QualityTally:
    """Replay a log up to its end, tell the observer, and return how good the log was."""
    compiled = compiled_example(files)
    mapping = mapping_of(compiled, files, mapping_path)
    tally = QualityTally(mapping)
    accounts = read_cases(open_log(log, mapping.log), mapping, Spill(), tally)
    replay: Replay | None = None
    for index, cases in enumerate(accounts):
        if replay is None:  # only now the whole log was read, and its last moment is known
            ends_at = mapping.ends_at or tally.last_at
            assert ends_at is not None
            replay = Replay(link(as_observed(compiled.program)), mapping, observer, ends_at)
        replay.account(cases, index)
    return tally
