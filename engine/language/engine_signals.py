"""The signals that the engine itself gives: a closed list, in one place (S6.1).

A playbook may wait for them and count them; nobody declares them. Their things are words of
the engine, so that no vocabulary can have one of the same name.
"""

from __future__ import annotations

from .program import Fact, SignalKind
from .titles import Title


def _given(name: str, **data: Fact) -> SignalKind:
    return SignalKind(name, "system", data)


_PERSON = {each: Fact(each, "person", "journey") for each in ("from", "to")}
_ABOUT = Fact("about", "text", "journey")

ENGINE_SIGNALS: dict[str, SignalKind] = {
    kind.name: kind
    for kind in (
        _given("journey.started"),
        _given("journey.paused"),
        _given("journey.resumed"),
        _given("task.handed_over", about=_ABOUT, **_PERSON),
        _given("task.overdue", about=_ABOUT),
        _given("stall.began", about=_ABOUT),
        _given("stall.ended", about=_ABOUT),
        _given("escalation.reached", about=_ABOUT),
        _given("escalation.acknowledged", about=_ABOUT),
    )
}
"""What a playbook may wait for without declaring it, with its data."""

ENGINE_TITLES: dict[str, Title] = {
    "signal/journey.started": Title("旅程开始", "The journey began"),
    "signal/journey.paused": Title("旅程暂停", "The journey was paused"),
    "signal/journey.resumed": Title("旅程恢复", "The journey was resumed"),
    "signal/task.handed_over": Title("任务转手", "A task was handed over"),
    "signal/task.overdue": Title("任务逾期", "A task became overdue"),
    "signal/stall.began": Title("发生停滞", "A stall began"),
    "signal/stall.ended": Title("停滞结束", "A stall ended"),
    "signal/escalation.reached": Title("升级到一层", "A tier was reached"),
    "signal/escalation.acknowledged": Title("升级已受理", "An escalation was acknowledged"),
}
"""What they are called; a legend is complete without anybody having written them."""

ENGINE_WORDS = frozenset(
    {
        "journey",
        "calendar",
        "timer",
        "task",
        "facts",
        "stall",
        "escalation",
        "signal",
        "parent",
        "track",
        "today",
    }
)
"""Names that no thing of a vocabulary may have."""
