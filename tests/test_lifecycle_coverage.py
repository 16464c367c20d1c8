"""The shipped lifecycle serves every row of docs/domain.md, and nothing in it is idle or twofold.

``cases/lifecycle/coverage.yaml`` says what serves each row and each thing a row lists;
``docs/lifecycle-coverage.md`` is drawn from it in ``test_lifecycle_stories``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.language.loader import File
from engine.language.source import Mapping as Tree
from engine.language.source import Node, Scalar
from schemas import shared
from schemas.playbook import Playbook
from schemas.stall import Stall
from schemas.touchpoint import Touchpoint
from schemas.workspace import People, Vocabulary

from . import clauses
from .kit import ROOT, shipped_files
from .lifecycle_index import (
    DOCUMENT,
    WHOLE,
    collection,
    domain_rows,
    domain_text,
    flows,
    follow_ups,
    index,
    logic,
    one,
    playbooks,
    shipped,
    stalls,
    table,
    touchpoints,
)

# Whoever is spoken to there is a person; a text or a parcel can go unread.
IN_PERSON = {"phone", "visit", "meeting"}
CHINESE = re.compile(r"[㐀-鿿]")


def served() -> Iterator[tuple[str, str, str]]:
    for row, items in table().items():
        for item, names in items.items():
            yield from ((row, item, name) for name in names)


def all_touchpoints() -> list[tuple[str, str, Touchpoint]]:
    return [
        (f"{book.id}.{name}", owner, each)
        for book in playbooks()
        for name, owner, each in touchpoints(book)
    ]


# --- the domain is served


def test_every_row_and_everything_it_lists_is_served() -> None:
    """A row, a contact item, a paper, a cause or a channel added to the domain fails here."""
    asked = {row: set(items) or {WHOLE} for row, items in domain_rows(domain_text()).items()}
    assert {row: set(items) for row, items in table().items()} == asked
    assert all(names for items in table().values() for names in items.values())


def test_a_row_added_to_the_domain_is_seen() -> None:
    """What the first test stands on: new rows, new bullets and new items are read."""
    text = domain_text()
    longer = text.replace("D5.5 Lapsed", "D5.6 New\n- D5.5 Lapsed").replace(
        "courier, visit", "courier, visit, drone"
    )
    rows = domain_rows(longer.replace("| settlement sheet,", "| settlement sheet, seal,"))
    assert "D5.6" in rows
    assert "drone" in rows["D2.5"]
    assert f"seal{DOCUMENT}" in rows["D1.4"]


def test_what_serves_a_row_exists() -> None:
    """Each name is declared in the playbooks, or is a clause the engine keeps."""
    known = {f"engine/{clause}" for clause in clauses.read_clause_ids(ROOT)} | index().keys()
    assert [entry for entry in served() if entry[2] not in known] == []


def test_contact_items_are_done_and_papers_arrive() -> None:
    """A contact item is served by a touchpoint; a paper is one that somebody yields or brings."""
    arriving = arriving_documents()
    for row in ("D1.1", "D1.2", "D1.3", "D1.4"):
        for item, names in table()[row].items():
            if item.endswith(DOCUMENT):
                papers = [name.removeprefix("document/") for name in names]
                assert set(papers) <= arriving, (row, item)
            else:
                assert any(name.startswith("touchpoint/") for name in names), (row, item)


def test_a_cause_is_served_by_what_is_put_down_to_it() -> None:
    """What stands for a cause of D5.2 carries that cause; every cause has a stall or pattern."""
    for item, names in table()["D5.2"].items():
        shapes = [index()[name] for name in names]
        causes = {shape.cause for shape in shapes if hasattr(shape, "cause")}
        assert causes <= set(item.split("/")), item
        kinds = {name.partition("/")[0] for name in names}
        assert kinds & {"stall", "pattern"}, item


def test_channels_and_roles_are_named_with_one_who_uses_them() -> None:
    """Beside a channel stands a touchpoint that goes through it, beside a role one it owns."""
    owners = {name: owner for name, owner, _ in all_touchpoints()}
    for row, kind in (("D2.5", "channel"), ("D3.2", "role")):
        for item, (own, *users) in table()[row].items():
            assert own.startswith(f"{kind}/"), item
            name = own.partition("/")[2]
            assert users, item
            for user in users:
                touchpoint = user.removeprefix("touchpoint/")
                used = index()[user].via if kind == "channel" else [owners[touchpoint]]
                assert name in used, (item, user)


def test_the_evaluation_has_its_twelve_vectors() -> None:
    """Five classes, twelve vectors, each a field of the form people fill (D6.3)."""
    vectors = {name.removeprefix("fact/") for row, _, name in served() if row == "D6.3"}
    form = collection(shared.Forms)["customer_evaluation"]
    assert len(vectors) == 12
    assert vectors == set(form.fields)


# --- nothing is twofold or idle


def test_no_two_touchpoints_are_the_same_but_for_their_names() -> None:
    """Compared in all fields but the title, over all stages; steps of plays likewise."""
    contacts = [(name, each.model_dump(exclude={"title"})) for name, _, each in all_touchpoints()]
    contacts += [
        (f"{play}.{each.id}", each.model_dump(exclude={"title", "id"}))
        for play, each in follow_ups()
    ]
    seen: dict[str, str] = {}
    twins = [
        (seen[repr(shape)], name)
        for name, shape in contacts
        if seen.setdefault(repr(shape), name) != name
    ]
    assert twins == []
    titles = [each.title for _, _, each in all_touchpoints()]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_every_touchpoint_says_how_and_to_what_degree() -> None:
    """Through which channel where somebody outside is spoken to, and to what degree (D2.1)."""
    for name, _, each in all_touchpoints():
        assert each.with_, name
        assert each.via or each.with_ == "internal", name
        degree = (each.standard, each.form, each.message, each.produces, each.outcomes)
        assert any(degree), name
        assert each.due or each.repeats, name


def arriving_documents() -> set[str]:
    """Return what some touchpoint yields or some signal brings."""
    produced = {
        paper for _, _, each in all_touchpoints() for many in each.produces.values()
        for paper in many
    }  # fmt: skip
    things = one(Vocabulary).things.values()
    brought = {
        paper for thing in things for each in thing.signals.values() for paper in each.brings
    }
    return produced | brought


def words_read() -> set[str]:
    """Return every word that conditions, gates and moments of the playbooks speak of."""
    text = "\n".join(
        data.decode()
        for path, data in shipped_files().items()
        if "scenarios" not in path and not path.endswith("vocabulary.yaml")
    )
    read = re.findall(r"(?:if|unless|while|needs|starts|at|any|required_if|within):(.*)", text)
    read += re.findall(r"^ +- ([a-z_]+)$", text, re.MULTILINE)
    return {word for line in read for word in re.findall(r"[a-z_]+", line)}


def _used() -> dict[str, set[str]]:
    used: dict[str, set[str]] = {
        "role": {book.owner for book in playbooks()}, "channel": set(), "contact": set(),
        "form": set(), "message": set(), "ladder": set(), "recovery": set(), "partner": set(),
        "cause": set(), "threshold": words_read(), "document": arriving_documents() & words_read(),
    }  # fmt: skip
    contacts: list[tuple[str, Any]] = [(owner, each) for _, owner, each in all_touchpoints()]
    contacts += [("", step) for _, step in follow_ups()]
    for owner, each in contacts:
        used["role"] |= {owner, each.owner or ""}
        used["channel"].update(each.via)
        used["contact"].add(each.with_ or "")
        used["partner"].add((each.with_ or "").removeprefix("partner."))
        used["message"].add(each.message or "")
        used["form"].add(getattr(each, "form", None) or "")
    for book in playbooks():
        _watchers(book, used)
    reports = {role.reports_to or "" for role in one(People).roles.values()}
    used["role"] |= reports
    return used


def _watchers(book: Playbook, used: dict[str, set[str]]) -> None:
    used["ladder"].add(book.overdue.escalate or "")
    for _, _, touchpoint in touchpoints(book):
        if touchpoint.overdue:
            used["ladder"].add(touchpoint.overdue.escalate or "")
    watched: list[Any] = [each for _, _, each in stalls(book)]
    watched += [each for flow in flows(book).values() for each in flow.clocks.values()]
    watched += [each for _, each in logic(book)]
    for each in watched:
        used["ladder"].add(getattr(each, "escalate", None) or "")
        used["recovery"].add(getattr(each, "recover", None) or "")
        used["cause"].add(getattr(each, "cause", None) or "")
        for action in getattr(each, "do", ()):
            used["ladder"].add(action.escalate or "")
            used["role"].add(action.notify or "")


def test_everything_declared_is_used() -> None:
    """No role, partner, channel, contact, paper, form, text, ladder, play or cause is idle."""
    used = _used()
    idle = [
        name
        for name in index()
        for kind, _, own in [name.partition("/")]
        if kind in used and own not in used[kind]
    ]
    assert idle == []


# --- both languages


def _titles(node: Node, path: tuple[str, ...] = ()) -> Iterator[Scalar]:
    if isinstance(node, Tree):
        for name, (_, value) in node.entries.items():
            worded = {("choices",), ("outcomes",)} - ({("outcomes",)} if "work" in path else set())
            wanted = name in {"title", "standard"} or path[-1:] in worded
            wanted |= path in {("channels",), ("contacts",), ("causes",)}
            if isinstance(value, Scalar) and wanted:
                yield value
            yield from _titles(value, (*path, name))
    elif not isinstance(node, Scalar):
        for value in node.items:
            yield from _titles(value, path)


@pytest.mark.parametrize("file", shipped(), ids=lambda file: Path(file.path).name)
def test_every_title_has_both_halves(file: File) -> None:
    """Chinese first, then English; neither half holds the other's letters."""
    found = list(_titles(file.here.node))
    assert found
    for title in found:
        chinese, bar, english = title.text.partition(" | ")
        assert bar, f"{title.place}: {title.text}"
        assert CHINESE.search(chinese), f"{title.place}: {title.text}"
        assert english, f"{title.place}: {title.text}"
        assert not CHINESE.search(english), f"{title.place}: {title.text}"


def test_every_text_to_a_customer_has_both_languages_with_the_same_facts() -> None:
    """A fact left out of one language would be news only some customers get."""
    for name, each in collection(shared.Messages).items():
        facts = [set(re.findall(r"{(.+?)}", text or "")) for text in (each.zh, each.en)]
        assert each.zh, name
        assert each.en, name
        assert facts[0] == facts[1], name


@pytest.mark.parametrize("path", sorted(shipped_files()), ids=lambda path: Path(path).stem)
def test_every_file_begins_with_its_modeline(path: str) -> None:
    """An editor finds the schema beside the file, by a path that leads there."""
    first = shipped_files()[path].decode().splitlines()[0]
    target = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert target is not None, first
    schema = (ROOT / path).parent / target[1]
    assert schema.is_file(), schema
    kind = re.search(r"^schema: (\w+)/1$", shipped_files()[path].decode(), re.MULTILINE)
    assert kind is not None
    assert schema.name == f"{kind[1]}.schema.json"


# --- a person can always be reached, and nothing goes on for ever


def test_every_play_reaches_a_person_and_ends_with_one() -> None:
    """Automation is never the last door (D2.8): the last step without a condition speaks."""
    for name, play in collection(shared.Recoveries).items():
        sure = [step for step in play.follow_ups if step.if_ is None]
        assert set(sure[-1].via) & IN_PERSON, name
        persons = {(step.owner, step.with_, step.via) for step in play.follow_ups}
        assert len(persons) == len(play.follow_ups), name


def _uses_of_plays() -> list[tuple[str, Stall]]:
    return [(name, each) for book in playbooks() for name, _, each in stalls(book) if each.recover]


def test_every_play_is_bounded() -> None:
    """By how often it may begin, or by a give-up wherever it is used (D5.3)."""
    plays = collection(shared.Recoveries)
    for name, stall in _uses_of_plays():
        assert plays[stall.recover or ""].up_to or stall.give_up, name


def test_every_ladder_ends_with_somebody_above_its_owner() -> None:
    """Some tier without a condition lies above the level of whoever was late (D3.3)."""
    people, ladders = one(People), collection(shared.Escalations)
    rank = {level: number for number, level in enumerate(people.levels)}

    def check(where: str, owner: str, ladder: str | None) -> None:
        level = rank[people.roles[owner].level]
        if ladder and level < max(rank.values()):
            tiers = ladders[ladder].tiers
            sure = [rank[tier.level] for tier in tiers if tier.if_ is None]
            assert max(sure) > level, (where, owner, ladder)

    for book in playbooks():
        for name, owner, each in touchpoints(book):
            check(name, owner, (each.overdue or book.overdue).escalate)
        for name, owner, stall in stalls(book):
            check(name, owner, stall.escalate)


def test_no_state_can_be_silent_for_ever() -> None:
    """Every state says whose turn it is, and has a stall, a timeout or a deadline (D5.1)."""
    for book in playbooks():
        for track, flow in flows(book).items():
            watched = {name for stall in flow.stalls.values() for name in stall.in_}
            for name, state in flow.states.items():
                where = f"{book.id}.{track}.{name}"
                if state.end:
                    continue
                assert state.waits_for, where
                dated = any(each.due for each in state.touchpoints.values())
                assert state.stalls or state.timeout or dated or name in watched, where
