"""The contact budget: windows, quiet hours, and what happens above a cap (S4.6, D5.4)."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core import clock
from engine.core.calendar import BusinessCalendar
from engine.core.contacts import Budget, Slot, after_quiet, find_slot, outworn
from engine.core.journey import Contact
from engine.language.calendars import Calendar
from engine.language.program_logic import Cap, ContactLimits
from engine.language.values import Limit, Span

ZONE = "Asia/Shanghai"
WEEK = Span(7, "days")
OFFICE = Calendar("office", ZONE, ((((540, 1020),),) * 5) + ((), ()), ())
THREE_A_WEEK = Cap(Limit(3, WEEK))
ONE_CALL_A_DAY = Cap(Limit(1, Span(1, "business_days")), ("phone",))


def t(text: str) -> int:
    return clock.parse_local(text, ZONE)


def budget(*caps: Cap, calendar: Calendar = OFFICE, **limits: Any) -> Budget:
    return Budget(ContactLimits(caps, **limits), BusinessCalendar(calendar))


def ledger(
    *times: str, channel: str = "phone", status: Literal["reserved", "spent", "held"] = "spent"
) -> dict[str, Contact]:
    return {f"j:{time}": Contact(channel, t(time), status) for time in times}


@pytest.mark.clause("S4.6")
def test_a_contact_within_its_cap_is_free_and_the_next_waits_for_the_window_to_end() -> None:
    three = budget(THREE_A_WEEK)
    made = ledger("2026-03-02 10:00", "2026-03-03 10:00")
    at = t("2026-03-04 10:00")
    assert find_slot(three, made, ("phone",), at) == Slot("free", "phone", at)
    made |= ledger("2026-03-04 09:00")
    opens = t("2026-03-09 10:00")
    assert find_slot(three, made, ("phone",), at) == Slot("deferred", "phone", opens, "cap")
    assert find_slot(three, made, ("phone",), opens).kind == "free", "the end itself is free"
    assert find_slot(three, made, ("phone",), opens - 1).kind == "deferred"


@pytest.mark.clause("S4.6")
def test_a_window_in_business_days_goes_by_the_customers_calendar() -> None:
    made = ledger("2026-03-06 16:00")
    slot = find_slot(budget(ONE_CALL_A_DAY), made, ("phone",), t("2026-03-07 16:00"))
    assert slot == Slot("deferred", "phone", t("2026-03-09 16:00"), "cap")


@pytest.mark.clause("S4.6")
def test_a_cap_by_channel_leads_to_the_next_channel_and_what_does_not_count_is_free() -> None:
    made = ledger("2026-03-02 10:00")
    at = t("2026-03-02 11:00")
    assert find_slot(budget(ONE_CALL_A_DAY), made, ("phone", "email"), at).channel == "email"
    counted = budget(ONE_CALL_A_DAY, counts=("email",))
    assert find_slot(counted, made, ("phone",), at) == Slot("free", "phone", at)


@pytest.mark.clause("S4.6")
@pytest.mark.parametrize(
    ("above", "kind"), [("defer", "deferred"), ("skip", "skipped"), ("hold", "held")]
)
def test_what_is_above_a_cap_is_what_the_limits_say(above: str, kind: str) -> None:
    made = ledger("2026-03-02 10:00")
    slot = find_slot(
        budget(ONE_CALL_A_DAY, above_limit=above), made, ("phone",), t("2026-03-02 11:00")
    )
    assert (slot.kind, slot.obstacle) == (kind, "cap")


@pytest.mark.clause("S4.6")
def test_quiet_hours_of_limits_and_of_the_calendar_are_both_kept_and_always_defer() -> None:
    noon = Calendar("office", ZONE, OFFICE.weekly, (), quiet=((510, 540),))
    quiet = budget(calendar=noon, quiet=((1200, 1950),), above_limit="skip")
    slot = find_slot(quiet, {}, ("phone",), t("2026-03-02 23:30"))
    assert slot == Slot("deferred", "phone", t("2026-03-03 09:00"), "quiet")
    assert find_slot(quiet, {}, ("phone",), t("2026-03-03 09:00")).kind == "free"
    assert find_slot(quiet, {}, ("phone",), t("2026-03-02 20:00")).kind == "deferred"
    assert find_slot(quiet, {}, ("phone",), t("2026-03-03 01:00")).at == t("2026-03-03 09:00")


@pytest.mark.clause("S4.6")
def test_a_day_that_is_quiet_all_round_holds_the_contact_for_a_person() -> None:
    quiet = budget(quiet=((0, 720), (720, 1440)))
    assert find_slot(quiet, {}, ("phone",), t("2026-03-02 12:00")).kind == "held"


@pytest.mark.clause("S4.6", "S3.7")
def test_quiet_hours_end_by_the_clock_of_the_day_when_the_clock_is_changed() -> None:
    night = ((1320, 1920),)  # 22:00-08:00
    ends = after_quiet(
        night, "Europe/Berlin", clock.parse_local("2026-03-28 23:00", "Europe/Berlin")
    )
    assert ends == clock.parse_local("2026-03-29 08:00", "Europe/Berlin")


@pytest.mark.clause("S4.6")
def test_what_is_reserved_for_later_keeps_its_place() -> None:
    ahead = ledger("2026-03-03 10:00", status="reserved")
    slot = find_slot(budget(ONE_CALL_A_DAY), ahead, ("phone",), t("2026-03-02 11:00"))
    assert slot.at == t("2026-03-04 10:00"), "not squeezed in before it"
    own = find_slot(
        budget(ONE_CALL_A_DAY), ahead, ("phone",), t("2026-03-03 10:00"), "j:2026-03-03 10:00"
    )
    assert own.kind == "free"
    held = ledger("2026-03-02 10:00", status="held")
    assert find_slot(budget(ONE_CALL_A_DAY), held, ("phone",), t("2026-03-02 11:00")).kind == "free"


@pytest.mark.clause("S4.6")
def test_what_was_planned_long_ago_and_not_made_is_still_to_come() -> None:
    planned = ledger("2026-03-02 10:00", status="reserved")
    slot = find_slot(budget(ONE_CALL_A_DAY), planned, ("phone",), t("2026-03-05 10:00"))
    assert slot.at == t("2026-03-06 10:00")


@pytest.mark.clause("S4.6")
def test_the_ledger_forgets_what_no_window_reaches() -> None:
    both = budget(THREE_A_WEEK, ONE_CALL_A_DAY)
    made = ledger("2026-03-02 10:00", "2026-03-05 10:00") | {"x": Contact("phone", 0)}
    assert outworn(both, made, t("2026-03-09 10:00")) == ("j:2026-03-02 10:00",)


INSTANTS = st.integers(0, 30 * 24).map(lambda hours: t("2026-03-02 00:00") + hours * 3_600_000_000)


@pytest.mark.clause("S4.6")
@given(wanted=st.lists(INSTANTS, max_size=12), count=st.integers(1, 3), days=st.integers(1, 9))
def test_no_stretch_ever_holds_more_than_its_cap(wanted: list[int], count: int, days: int) -> None:
    per = days * clock.MICROSECONDS_PER_DAY
    some = budget(Cap(Limit(count, Span(days, "days"))), quiet=((1200, 1950),))
    book: dict[str, Contact] = {}
    for number, at in enumerate(sorted(wanted)):
        slot = find_slot(some, book, ("phone",), at)
        assert slot.at >= at
        assert after_quiet(some.quiet, ZONE, slot.at) == slot.at
        book[str(number)] = Contact("phone", slot.at, "spent")
    times = sorted(contact.at for contact in book.values())
    for first in times:
        assert sum(first <= each < first + per for each in times) <= count
