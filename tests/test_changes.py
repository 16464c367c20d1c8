"""What changed between two programs, at the level of names (S8.1)."""

from __future__ import annotations

import pytest

from engine.language.changes import changes
from engine.runtime.workspace import Workspace

from .kit import PLAYBOOKS
from .small_workspace import PLAYBOOK, compiled

pytestmark = pytest.mark.clause("S8.1")

WITHOUT_STALL = PLAYBOOK[PLAYBOOK.index("    stalls:\n") : PLAYBOOK.index("  review:\n")]


def told(changed: dict[str, str]) -> list[str]:
    found = changes(compiled().program, compiled(changed).program)
    return [f"{each.how} {each.key}" for each in found]


def test_a_title_changes_nothing() -> None:
    assert told({"报价 | Offer": "另一个名字 | Another name"}) == []


def test_what_means_something_else_is_named_and_nothing_above_it() -> None:
    assert told({"due: 4 business hours": "due: 5 business hours"}) == [
        "changed touchpoint/offer.send_offer"
    ]
    assert told({"up_to: 2 times": "up_to: 3 times"}) == ["changed move/offer.waiting.client.asked"]
    assert told({"waits_for: customer": "waits_for: us"}) == ["changed state/offer.waiting"]
    assert told({"start: making": "start: waiting"}) == ["changed stage/offer"]


def test_what_came_and_what_went() -> None:
    assert told({WITHOUT_STALL: ""}) == ["removed stall/offer.unanswered"]
    assert told({"  client.withdrew: lost\n": "  client.accepted: lost\n"}) == [
        "added move/offer.anytime.client.accepted",
        "removed move/offer.anytime.client.withdrew",
    ]
    assert told({"review": "checking"}) == [
        "changed move/offer.waiting.client.accepted",
        "added state/offer.checking",
        "added move/offer.checking.check_terms.passed",
        "added move/offer.checking.check_terms.rejected",
        "removed state/offer.review",
        "removed move/offer.review.check_terms.passed",
        "removed move/offer.review.check_terms.rejected",
    ]


def test_everything_of_the_reference_has_its_place() -> None:
    """A key that no legend knows could be shown to nobody."""
    reference = Workspace.load(PLAYBOOKS)
    found = changes(None, reference.program)
    assert len(found) > 500
    assert [each.key for each in found if each.key not in reference.legend.places] == []
    assert {each.how for each in found} == {"added"}
    assert changes(reference.program, reference.program) == ()
