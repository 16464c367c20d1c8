"""Where a worker's effects go: the delivery file of the workspace, or one that is named."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..language.deliveries import Delivery, Secret
from ..language.titles import Lang
from ..present.phrases_worker import say
from ..runtime.delivery.hidden import Hidden
from ..runtime.delivery.message import SinkError
from .loading import read_files, report
from .outcome import FINDINGS, USAGE, StoppedError

if TYPE_CHECKING:
    from ..language.compiler import Compiled
    from ..language.problems import Problem

# Imported where they are used: most workers take the delivery of their workspace.
# ruff: noqa: PLC0415

KIND = b"schema: delivery/"


def delivery_of(
    sinks: Path | None, workspace: Path | None, compiled: Compiled | None, lang: Lang
) -> Delivery | None:
    """Return where effects go: as ``sinks`` says, else as the workspace does, else nowhere said.

    With a workspace the names in the file are checked against it.

    Raises:
        StoppedError: there is no such file, or it is none of a delivery.
        SystemExit: it has problems, which were printed.
    """
    if sinks is None:
        return compiled.delivery if compiled is not None else None
    if sinks.is_dir() or not sinks.exists():
        raise StoppedError(say("no-sinks", lang, path=sinks), USAGE)
    files = {sinks.as_posix(): sinks.read_bytes()}
    if workspace is None:
        found, problems = _alone(files)
    else:
        from ..language.compiler import check_files

        ours = read_files(workspace, lang)
        files |= {path: data for path, data in ours.items() if KIND not in data}
        checked = check_files(files)
        found, problems = checked.draft.delivery, checked.problems
    if problems:
        report(problems, files, lang, "text")
        sys.exit(FINDINGS)
    if found is None:
        raise StoppedError(say("no-delivery", lang, path=sinks), USAGE)
    return found


def _alone(files: Mapping[str, bytes]) -> tuple[Delivery | None, list[Problem]]:
    """Read a delivery without its workspace: any name may be one of those it knows."""
    from ..language.compilation import Compilation
    from ..language.compile_delivery import compile_delivery
    from ..language.loader import KINDS, load

    loaded, problems = load(files)
    compilation = Compilation(unread=frozenset(KINDS))
    ours = [file for file in loaded if file.kind == "delivery/1"]
    return compile_delivery(compilation, ours), [*problems, *compilation.problems]


def secrets_in(delivery: Delivery | None) -> list[str]:
    """Return the secrets a delivery uses, so that no line of a log ever shows one (Z6)."""
    found: list[str] = []
    for target in delivery.targets if delivery is not None else ():
        found += _revealed(target.options)
    return found


def _revealed(options: Any) -> list[str]:
    if isinstance(options, Secret):
        try:
            return [Hidden(options).reveal()]
        except SinkError:
            return []  # the sink itself says so
    if isinstance(options, Mapping):
        return [each for value in options.values() for each in _revealed(value)]
    if isinstance(options, list | tuple):
        return [each for value in options for each in _revealed(value)]
    return []
