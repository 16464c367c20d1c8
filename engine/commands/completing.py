"""What a shell may offer where a command wants a name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

What = Literal["stages", "kinds", "rules"]


def names_of(what: What, begun: str, folder: Path | None = None) -> list[str]:
    """Return the names that begin with what is typed; the stages are those of ``folder``."""
    return [name for name in _names(what, folder) if name.startswith(begun)]


def _names(what: What, folder: Path | None) -> Iterable[str]:
    # Each list costs imports that the others need not pay, at every press of the key.
    if what == "stages":
        from ..runtime.files import shipped_playbooks, stage_ids  # noqa: PLC0415

        return stage_ids(folder or shipped_playbooks())
    if what == "kinds":
        from ..runtime.schemas import schema_files  # noqa: PLC0415

        return schema_files()
    from ..language.lint.registry import rules  # noqa: PLC0415

    return rules()
