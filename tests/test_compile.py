"""What the compiler makes of pages one and two, clause by clause, on the sketch (S8.1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from engine.language import terms as t
from engine.language.compilation import MAX_PROBLEMS
from engine.language.compile_variant import FIELDS
from engine.language.compiler import check_files
from engine.language.program import Clock, Stage, Stall, Touchpoint, Track
from engine.language.program_logic import Action, Change
from engine.language.values import Moment, Money, Percent, Repeat, Span

from .kit import edited, sketch_files

CHECKED = check_files(sketch_files())
PROGRAM = CHECKED.draft.program
PLACES = CHECKED.draft.legend.places


def _stage(name: str = "fulfillment") -> Stage:
    return PROGRAM.stages[name]


def _track(name: str) -> Track:
    return next(track for track in _stage().tracks if track.id == name)


def _touchpoint(track: str, name: str) -> Touchpoint:
    states = _track(track).states.values()
    return next(each for state in states for each in state.touchpoints if each.id == name)


def _stall(track: str, name: str) -> Stall:
    found = [*_track(track).stalls]
    found += [each for state in _track(track).states.values() for each in state.stalls]
    return next(each for each in found if each.id == name)


def test_the_sketch_has_no_problem() -> None:
    """The design's own text, mended where its head says so, is the language."""
    assert [each.line("en") for each in CHECKED.problems] == []


@pytest.mark.clause("S2.1", "S2.2", "S2.10")
def test_tracks_have_their_own_start_items_and_owner() -> None:
    assert [track.id for track in _stage().tracks] == [
        "ordering", "delivery", "payment", "service",
    ]  # fmt: skip
    delivery, payment = _track("delivery"), _track("payment")
    assert (delivery.each, delivery.opened_by) == ("shipment", ("shipment.planned",))
    assert [way.to for way in payment.starts] == ["invoicing", "not_due_yet"]
    assert payment.starts[0].condition == t.Compare(
        t.Name("receivable.kind"), "==", t.Known("advance")
    )
    assert delivery.states["preparing"].owner == "logistics"
    assert delivery.states["delay_meeting"].owner == "unit_manager"
    first = _stage().ends[0]
    assert (first.id, first.end) == ("fulfilled", "success")
    assert first.when["payment"] == ("paid", "waived")


@pytest.mark.clause("S2.3")
def test_moves_keep_their_order_bounds_and_stay() -> None:
    paid = _track("payment").states["awaiting_payment"].moves["receivable.paid"]
    assert [each.to for each in paid] == ["paid", "stay"]
    again = _track("ordering").states["confirming"].moves["order.change_requested"]
    assert (again[0].up_to, again[0].otherwise) == (2, "change_meeting")


@pytest.mark.clause("S2.4")
def test_a_gate_may_name_documents_facts_signals_and_conditions() -> None:
    [either] = _track("delivery").states["accepted"].needs
    assert either.documents == ("acceptance_certificate",)
    assert either.signals == ("shipment.deemed_accepted",)
    order_form, limit, _ = _track("ordering").states["releasing"].needs
    assert order_form.documents == ("order_form",)
    assert isinstance(limit.condition, t.Either)


@pytest.mark.clause("S3.5", "S3.6")
def test_holds_and_clocks_are_kept_with_what_stops_them() -> None:
    [hold] = _track("delivery").holds
    assert (hold.begins, hold.ends, hold.waits_for) == (
        ("shipment.postponed",), ("shipment.resumed",), "customer",
    )  # fmt: skip
    [until] = hold.ends_at
    assert (until.fact, until.side, until.span) == (
        "shipment.wanted_on", "before", Span(10, "business_days"),
    )  # fmt: skip
    [clock] = _track("service").clocks
    assert clock.pauses == ("customer",)
    assert (clock.within, clock.remind) == (Span(5, "business_days"), Span(1, "business_days"))
    assert clock.ladder == "complaint_tiers"


@pytest.mark.clause("S4.5")
def test_a_touchpoint_repeats_until_and_counts_from() -> None:
    chase = _touchpoint("delivery", "chase_acceptance")
    assert chase.repeats == Repeat(Span(2, "business_days"), 2)
    assert chase.stops == ("shipment.accepted",)
    assert chase.starts == Moment(Span(2, "business_days"), ("invite_acceptance.done",))
    carrier = _touchpoint("delivery", "book_carrier")
    assert carrier.contact == "partner.carrier"
    assert carrier.hands_over is not None
    assert carrier.hands_over.tools == ("tracking_system",)
    announced = _touchpoint("delivery", "announce_delay")
    assert announced.counts_as == {"agreed": "shipment.change_agreed"}
    assert announced.message == "delay_notice"
    assert announced.outcomes == ("agreed", "refused")


@pytest.mark.clause("S5.1")
def test_a_stall_is_a_silence_or_a_moment_of_several_states() -> None:
    late = _stall("delivery", "late_delivery")
    assert late.at is not None
    assert (late.at.fact, late.at.ends_day) == ("shipment.promised_on", True)
    assert late.states == ("delay_expected", "in_transit", "preparing", "shipping")
    quiet = _stall("ordering", "customer_quiet_on_order")
    customers = {kind.name for kind in PROGRAM.signals.values() if kind.party == "customer"}
    assert set(quiet.resets) == customers
    assert quiet.calendar == "customer"
    timeout = _track("delivery").states["accepting"].timeout
    assert timeout is not None
    assert timeout.signal == "shipment.deemed_accepted"


@pytest.mark.clause("S6.1", "S6.3")
def test_rules_and_patterns_name_what_they_watch_and_do() -> None:
    rules = {each.id: each for each in _stage().rules}
    assert rules["over_limit"].lasting
    assert rules["over_limit"].hold == ("delivery",)
    assert rules["leader_sample"].when == ("shipment.accepted",)
    assert rules["leader_sample"].sample == Percent(Decimal(5))
    patterns = {each.id: each for each in _stage().patterns}
    transfers = patterns["three_transfers"]
    assert (transfers.signals, transfers.same, transfers.at_least) == (
        ("task.handed_over",), ("complaint",), 3,
    )  # fmt: skip
    assert transfers.actions[1] == Action("escalate", "complaint_tiers", tier="unit")
    assert patterns["two_promised_dates"].kind == "twice"
    assert patterns["repeated_delay"].scope == "account"
    [move] = PROGRAM.stages["admission"].rules[0].actions
    assert move == Action("move", "risk_meeting", track="main")


@pytest.mark.clause("S2.8")
def test_variants_are_typed_changes_of_the_compiled_fields() -> None:
    key, export = _stage().variants
    changes = {(each.name, each.field): each for each in key.changes}
    assert changes["resolution", "within"].span == Span(3, "business_days")
    assert changes["progress_update", "repeats"].repeat == Repeat(Span(2, "business_days"))
    assert changes["satisfaction_call", "owner"].word == "team_lead"
    assert changes["unanswered_complaint", "after"].kind == "stall"
    starts = changes["check_readiness", "starts"].moment
    assert starts is not None
    assert starts.fact == "shipment.promised_on"
    assert not export.at_once


@pytest.mark.clause("S2.5", "S2.6", "S2.7")
def test_the_lifecycle_leads_every_end_somewhere() -> None:
    lifecycle = PROGRAM.lifecycle
    assert lifecycle is not None
    stages = {each.id: each for each in lifecycle.stages}
    assert list(stages) == ["admission", "contract", "fulfillment", "closure"]
    [children] = stages["contract"].ends["signed"]
    assert (children.to, children.each) == ("fulfillment", "order")
    renewed, again = stages["closure"].ends["repurchase"]
    assert (renewed.new_journey, again.new_journey) == ("admission", "contract")
    assert renewed.condition == t.Paper("risk_report", "expired")
    assert again.carries == ("account", "order.special_request")
    assert lifecycle.beside == ("relationship",)
    assert PROGRAM.stages["relationship"].started_by == ("admission.admitted",)


@pytest.mark.clause("S4.6")
def test_contact_limits_and_quiet_hours() -> None:
    [limits] = PROGRAM.limits
    assert [(cap.limit.count, cap.via) for cap in limits.caps] == [(3, ()), (1, ("phone",))]
    assert limits.quiet == ((1200, 1950),)
    assert PROGRAM.calendars["cn_office"].quiet == ((1200, 1950),)


def test_signals_fill_compute_and_name_their_item() -> None:
    """A sum grows by what the signal says; an item is known by its own key (S2.10)."""
    paid = PROGRAM.signals["receivable.paid"]
    assert paid.computes["receivable.paid_amount"] == t.Compute(
        t.Name("receivable.paid_amount"), "+", t.Name("signal.amount")
    )
    assert set(paid.data) == {"amount", "number"}
    assert PROGRAM.facts["receivable.paid_amount"].starts_at == Money(Decimal(0), "")
    assert PROGRAM.things["shipment"].key == "number"


def test_forms_have_tables_conditions_and_checks() -> None:
    plan = PROGRAM.forms["delivery_plan"]
    assert set(plan.rows) == {"shipment", "receivable"}
    claim = next(f for f in PROGRAM.forms["complaint"].fields if f.fact == "complaint.claim")
    assert (claim.required, claim.required_if is not None) == (False, True)
    [check] = PROGRAM.forms["delivery_promise"].checks
    assert isinstance(check.condition, t.Compare)
    notice = PROGRAM.messages["delay_notice"]
    assert notice.zh[1::2] == (
        "order.number", "shipment.number", "shipment.promised_on", "shipment.delay_reason",
    )  # fmt: skip


@pytest.mark.clause("S3.3")
def test_a_make_up_day_keeps_the_shifts_of_a_day_that_is_worked_anyway() -> None:
    """28 September 2025 is a make-up Sunday, 11 October a make-up Saturday."""
    six = edited(
        sketch_files(), "shared/calendars.yaml",
        "    monday to friday: [08:30-12:00, 13:30-17:30]\n",
        "    monday to friday: [08:30-12:00, 13:30-17:30]\n    saturday: [08:30-12:00]\n", "sketch",
    )  # fmt: skip
    calendar = check_files(six).draft.program.calendars["cn_office"]
    assert dt.date(2025, 9, 28).toordinal() in calendar.work
    assert dt.date(2025, 10, 11).toordinal() not in calendar.work
    assert dt.date(2025, 10, 11).toordinal() in PROGRAM.calendars["cn_office"].work


@pytest.mark.parametrize(
    "key",
    [
        "stage/fulfillment", "track/fulfillment.delivery", "end/fulfillment.cancelled",
        "state/fulfillment.delivery.cancelled", "state/fulfillment.ordering.cancelled",
        "state/admission.lost", "touchpoint/fulfillment.promise_date",
        "due/fulfillment.promise_date", "starts/fulfillment.promise_date",
        "outcome/fulfillment.announce_delay.agreed", "standard/fulfillment.promise_date",
        "move/fulfillment.delivery.preparing.shipment.supply_delayed",
        "move/admission.anytime.account.withdrew",
        "alternative/admission.checking.check_risk.done#2", "stall/fulfillment.late_delivery",
        "timeout/fulfillment.delivery.accepting", "hold/fulfillment.customer_postponed",
        "clock/fulfillment.resolution", "rule/fulfillment.over_limit",
        "pattern/fulfillment.three_transfers", "variant/fulfillment.export",
        "promise/fulfillment.answered_in_time", "tier/three_tiers.unit",
        "followup/late_delivery.offer_split", "signal/shipment.arrived",
        "fact/order.amount", "document/waybill", "form/complaint", "message/delay_notice",
        "threshold/large_order", "partner/carrier", "role/finance", "level/team",
        "calendar/de_office", "ladder/payment_tiers", "recovery/quiet_customer",
        "channel/wecom", "contact/customer.quality", "cause/partner", "thing/receivable",
        "leave/account_merged", "onward/closure.repurchase#1", "limits/contact",
        "lifecycle/customer_lifecycle", "check/delivery_promise#1",
    ],
)  # fmt: skip
def test_all_a_finding_can_point_at_has_a_place(key: str) -> None:
    legend = CHECKED.draft.legend
    assert key in legend.places or key in legend.titles
    if not key.startswith("standard/"):
        assert legend.places[key].line > 0
        assert CHECKED.compilation.spots[key].into("title") is not None


@pytest.mark.clause("S2.8")
def test_what_a_variant_sets_is_a_field_of_the_compiled_thing() -> None:
    """The core replaces fields by these names: each must be one, with a slot for its value."""
    kinds = {"touchpoint": Touchpoint, "stall": Stall, "clock": Clock}
    assert FIELDS.keys() == kinds.keys()
    for kind, struct in kinds.items():
        for field, slot, _ in FIELDS[kind].values():
            assert field in struct.__struct_fields__
            assert slot in Change.__struct_fields__


def test_a_file_of_nothing_but_mistakes_is_answered_soon() -> None:
    """Finding what was meant costs most: past a bound a file is told so, once (X7)."""
    wrong = "".join(f"      order.made_up_{index}: nowhere_{index}\n" for index in range(1_000))
    files = edited(sketch_files(), "closure.yaml", "    moves:\n", f"    moves:\n{wrong}", "sketch")
    found = check_files(files).problems
    assert len(found) == MAX_PROBLEMS + 1
    assert [each.rule for each in found].count("too-many-problems") == 1
