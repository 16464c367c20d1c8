"""Partners: whether one is able to take over what is handed to it (D3.5)."""

from __future__ import annotations

from ..language.program import HandsOver


def lacking_for(needed: HandsOver, able: HandsOver) -> tuple[str, ...]:
    """Return what a handover needs and a partner has not, as ``tools.tracking_system``."""
    return tuple(
        f"{group}.{each}"
        for group in ("authority", "tools", "trained_in")
        for each in getattr(needed, group)
        if each not in getattr(able, group)
    )
