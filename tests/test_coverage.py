"""What no story reached: from journals and the program, in a table, as JSON, on the drawing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from engine.language.titles import Lang
from engine.present.coverage import coverage_page, coverage_svg, coverage_text
from engine.studies.coverage import StageCoverage, coverage, parts

from .journeys import Play, stage
from .kit import CONTRACT, compiled_contract, play_all
from .lifecycles import World, linked
from .stages import STALL, review

SPLIT = stage("""
    start: a
    states:
      a:
        moves:
          deal.accepted:
            - {if: deal.amount >= large, to: b}
            - {if: deal.urgent, to: b}
            - {to: b}
          deal.asked:
            - {if: deal.urgent, to: b}
            - {to: stay}
      b: {moves: {deal.signed: won}}
      won: {end: success}
    """)


def reached(*plays: Play) -> set[str]:
    """Return what these plays reached of their stage, without its name."""
    program = plays[0].linked.program
    (found,) = coverage(program, [play.records for play in plays])
    return {key.replace("stage.", "", 1) for key in found.reached}


def test_every_part_is_listed_once_in_document_order() -> None:
    """States with their ways, touchpoints and stalls; then what the whole stage uses."""
    listed = [part.key for part in parts(STALL.program, STALL.program.stages["stage"])]
    assert listed == [
        "state/stage.a", "alternative/stage.a.deal.signed#0", "give_up/stage.quiet",
        "touchpoint/stage.ours", "stall/stage.quiet", "stall/stage.unsigned", "state/stage.end",
        "state/stage.asleep", "wake/stage.asleep.deal.asked",
        "tier/ladder.first", "tier/ladder.second", "followup/play.ring", "followup/play.visit",
    ]  # fmt: skip


@pytest.mark.clause("S7.8")
def test_a_pattern_counts_for_its_own_stage_wherever_it_is_completed() -> None:
    """Two prices told in the stage that sells; the pattern stands in the one that cares."""
    world = World(linked(TWO_STAGES))
    world.begin("caring")
    selling = world.begin("selling")
    for amount in ("500 EUR", "400 EUR"):
        world.signal("deal.priced", selling, amount=amount)
    journals = [world.host.history(each) for each in world.ids]
    caring, sold = coverage(world.host.program.program, journals)
    assert "pattern/caring.two_prices" in caring.reached
    assert "pattern/caring.two_prices" not in sold.reached


TWO_STAGES = """
stages:
  selling: {start: a, states: {a: {moves: {deal.asked: end}}, end: {end: success}}}
  caring:
    start: a
    patterns:
      two_prices:
        {twice: deal.priced, same: account, differ: amount, within: 30 days, do: [{notify: boss}]}
    states: {a: {moves: {deal.asked: end}}, end: {end: success}}
"""


def test_a_tier_that_nobody_climbs_to_is_no_part() -> None:
    """A lead is not told of the lead's own task; a variant may give it to somebody below."""
    text = """
        start: a
        states:
          a:
            owner: lead
            touchpoints: {ours: {due: 1 business day, overdue: {escalate: ladder}}}
            moves: {deal.signed: end}
          end: {end: success}
        """
    below = "variants: {some: {if: deal.urgent, set: {ours.owner: worker}}}"
    assert _tiers_of(text) == ["tier/ladder.second"]
    assert _tiers_of(f"{text}\n{' ' * 8}{below}") == ["tier/ladder.first", "tier/ladder.second"]


def _tiers_of(text: str) -> list[str]:
    program = stage(text).program
    return [each.key for each in parts(program, program.stages["stage"]) if each.kind == "tier"]


def test_the_alternative_taken_is_the_one_that_counts() -> None:
    """Guarded, otherwise, an exit; a bounded one and what lies beyond its bound."""
    play = review(deal__amount="1 EUR", deal__urgent=False)
    play.signal("deal.asked")
    assert "alternative/asking.deal.asked#0" in reached(play)
    assert "alternative/asking.deal.asked#0.else" not in reached(play)
    play.signal("deal.accepted", brings=("offer",))
    assert "alternative/asking.deal.accepted#1" in reached(play)
    assert "alternative/asking.deal.accepted#0" not in reached(play)
    beyond = review()
    for _ in range(3):
        beyond.signal("deal.asked")
    assert {"alternative/asking.deal.asked#0.else", "state/lost"} <= reached(beyond)
    called = review(deal__urgent=True)
    called.signal("client.called")
    assert "alternative/anytime.client.called#0" in reached(called)
    assert "alternative/asking.client.called#0" not in reached(called)


@pytest.mark.parametrize(
    ("facts", "index"),
    [
        ({"deal.amount": "5000 EUR", "deal.urgent": True}, 0),
        ({"deal.amount": "1 EUR", "deal.urgent": True}, 1),
        ({"deal.amount": "1 EUR", "deal.urgent": False}, 2),
    ],
)
def test_alternatives_to_one_state_are_told_apart(facts: dict[str, object], index: int) -> None:
    """By the values that were read when the state was entered (S1.2)."""
    play = Play(SPLIT, "2025-09-26 10:00", facts=facts)
    play.signal("deal.accepted")
    ways = {key for key in reached(play) if "deal.accepted" in key}
    assert ways == {f"alternative/a.deal.accepted#{index}"}


def test_to_stay_is_reached_though_it_leaves_no_record() -> None:
    """Only where the signal led nowhere else, and nothing waits for a fact."""
    stays = Play(SPLIT, "2025-09-26 10:00", facts={"deal.urgent": False})
    stays.signal("deal.asked")
    stays.signal("deal.checked")
    assert "alternative/a.deal.asked#1" in reached(stays)
    moves = Play(SPLIT, "2025-09-26 10:00", facts={"deal.urgent": True})
    moves.signal("deal.asked")
    assert "alternative/a.deal.asked#1" not in reached(moves)
    assert "alternative/a.deal.asked#0" in reached(moves)
    waits = Play(SPLIT, "2025-09-26 10:00")
    waits.signal("deal.asked")
    assert not any("deal.asked" in key for key in reached(waits))


def test_silence_reaches_stall_tiers_steps_giving_up_and_waking() -> None:
    """Each when it happens, not when it is armed."""
    play = Play(STALL, "2025-09-22 10:00").until("2025-09-22 17:00")
    assert reached(play) == {"state/a", "touchpoint/ours"}
    play.until("2025-09-23 17:00")
    early = {"stall/quiet", "tier/ladder.first", "followup/play.ring"}
    assert reached(play) == {"state/a", "touchpoint/ours", *early}
    play.until("2025-09-30 17:00").signal("deal.asked")
    later = {"tier/ladder.second", "followup/play.visit", "give_up/quiet", "state/asleep"}
    assert reached(play) >= {*early, *later, "wake/asleep.deal.asked"}


def test_journals_add_up() -> None:
    """What one story reaches and another does not is reached."""
    one, other = review(deal__amount="1 EUR"), review(deal__amount="5000 EUR")
    one.signal("deal.accepted")
    other.signal("deal.accepted")
    assert reached(one, other) == reached(one) | reached(other)
    assert reached(one) != reached(other)


# --- told


def _contract() -> StageCoverage:
    compiled = compiled_contract()
    played, problems = play_all(compiled)
    assert not problems
    (found,) = coverage(compiled.program, [each.records for each in played])
    return found


def test_nothing_is_reached_that_is_no_part() -> None:
    """Otherwise the numbers would mean nothing."""
    found = _contract()
    assert found.reached <= {part.key for part in found.parts}
    assert found.missed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_names_all_that_is_missed_with_its_line(lang: Lang) -> None:
    """In words; a move by where it leads from and to."""
    text = coverage_text(compiled_contract(), [_contract()], lang, 400)
    assert text.count("✗") == len(_contract().missed)
    head = {
        "zh": "✗ 待客户答复 → 起草合同：客户接受报价，其他情况  playbooks/contract.yaml:",
        "en": "✗ Waiting for the customer → Drafting: Quotation accepted, otherwise  playbooks/",
    }
    assert head[lang] in text
    assert {"zh": "标准三层：group", "en": "Standard three tiers: group"}[lang] in text
    lines = [line for line in text.splitlines() if "✗" in line]
    assert all(line.rpartition(":")[2].isdigit() for line in lines)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_drawing_marks_exactly_what_is_missed(lang: Lang) -> None:
    """Red and dashed, and with a mark for who sees no colour; nothing where all is reached."""
    compiled, found = compiled_contract(), _contract()
    missed = {part.key.partition("/")[0] for part in found.missed}
    assert {"alternative", "give_up", "wake", "stall"} <= missed
    drawn = coverage_svg(compiled, found, lang)
    moves = [part for part in found.missed if part.kind == "move"]
    assert drawn.count("✗ ") >= len(moves)
    everything = StageCoverage(
        found.stage, found.parts, frozenset(part.key for part in found.parts)
    )
    whole = coverage_svg(compiled, everything, lang)
    assert whole.count("✗ ") == 0
    assert "#b42318" not in whole
    nothing = coverage_svg(compiled, StageCoverage(found.stage, found.parts, frozenset()), lang)
    states = found.of("state")
    assert nothing.count('stroke="#b42318" stroke-width="3"') == len(states)


def test_the_page_holds_every_stage_in_both_languages() -> None:
    """Drawing and table; no id twice."""
    text = coverage_page(compiled_contract(), [_contract()], "zh")
    assert text.count("<svg ") == 2
    assert "情景走到了哪里" in text
    assert "What the stories reached" in text
    assert list(_doubled(text)) == []


def _doubled(text: str) -> Iterator[str]:
    ids = [piece.partition('"')[0] for piece in text.split(' id="')[1:]]
    yield from (each for each in set(ids) if ids.count(each) > 1)


def test_the_command_tells_and_draws(tmp_path: Path) -> None:
    """``--coverage`` as a table or in the JSON; ``--diagram`` as a file."""
    where = [str(CONTRACT / "scenarios")]
    told = CliRunner().invoke(cli, ["test", *where, "--coverage"])
    assert told.exit_code == 0
    assert "contract · Contract drafting & conclusion: " in told.stdout
    plain = CliRunner().invoke(cli, ["test", *where])
    assert "contract · " not in plain.stdout
    values = json.loads(
        CliRunner().invoke(cli, ["test", *where, "--coverage", "--format", "json"]).stdout
    )
    (of_stage,) = values["coverage"]
    moves = of_stage["kinds"]["move"]
    assert moves["total"] - moves["reached"] == len(moves["missed"])
    assert {"key", "title", "path", "line"} == moves["missed"][0].keys()
    for name, begins in (("drawn.svg", "<svg "), ("drawn.html", "<!doctype html>")):
        answer = CliRunner().invoke(cli, ["test", *where, "--diagram", str(tmp_path / name)])
        assert answer.exit_code == 0
        assert f"written to {(tmp_path / name).as_posix()}" in answer.stderr
        assert (tmp_path / name).read_text("utf-8").startswith(begins)
    refused = CliRunner().invoke(cli, ["test", *where, "--diagram", str(tmp_path / "drawn.pdf")])
    assert refused.exit_code == 2
    assert not (tmp_path / "drawn.pdf").exists()
