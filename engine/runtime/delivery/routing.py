"""Which targets an effect goes to, and from when on (S7.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...core.records import Effect, Notify, SendMessage
from ...language.deliveries import Target
from ...language.values import Instant
from ..store import DeliveryRow, OutboxRow


def deliveries_of(
    row: OutboxRow,
    effect: Effect,
    targets: Iterable[Target],
    levels: Mapping[str, str],
    now: Instant,
) -> list[DeliveryRow]:
    """Return one delivery for each target that wants an effect; ``levels`` are those of roles.

    Nothing goes out before the effect's own ``deferred_to`` (S5.3, S4.6).
    """
    due_at = max(now, getattr(effect, "deferred_to", 0))
    return [
        DeliveryRow(
            row.journey, row.record, row.index, each.name, due_at=due_at, is_once=each.is_once
        )
        for each in targets
        if wants(each, effect, levels)
    ]


def wants(target: Target, effect: Effect, levels: Mapping[str, str]) -> bool:
    """Tell whether all that a target says of effects holds of this one.

    Reasons, roles and levels are said of notices to our own people: a target that names some
    gets no messages to customers. A notice goes by no channel unless it asks for a contact.
    """
    if not isinstance(effect, Notify | SendMessage):
        return False
    kind = str(effect.__struct_config__.tag)
    return (
        (not target.effects or kind in target.effects)
        and (not target.channels or effect.via in target.channels)
        and _wants_of_people(target, effect, levels)
    )


def _wants_of_people(
    target: Target, effect: Notify | SendMessage, levels: Mapping[str, str]
) -> bool:
    if not isinstance(effect, Notify):
        return not (target.reasons or target.roles or target.levels)
    return (
        (not target.reasons or effect.reason in target.reasons)
        and (not target.roles or effect.role in target.roles)
        and (not target.levels or levels.get(effect.role, "") in target.levels)
    )
