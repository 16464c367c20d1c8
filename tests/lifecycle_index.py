"""What the coverage test reads: the rows of docs/domain.md, and every name playbooks declare."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from engine.language.loader import File, load
from schemas import shared
from schemas.lifecycle import Lifecycle
from schemas.logic import Pattern, Rule
from schemas.playbook import Flow, Playbook
from schemas.shared import FollowUp, Recoveries
from schemas.stall import Stall
from schemas.text import Written
from schemas.touchpoint import Touchpoint
from schemas.workspace import People, Vocabulary

from .kit import ROOT, shipped_files

# Where a row of the domain lists things, and each of them must be served: the text around the
# list, and what parts it. Every other row is served as a whole.
_LISTS: Mapping[str, tuple[str, str]] = {
    "D2.3": (r"three marks: (.+?)\.", " → "),
    "D2.4": (r"hangs on are (.+?)\.", r",(?: and)? "),
    "D2.5": (r"Channels: (.+?)\.", ", "),
    "D3.2": (r"（?客户服务团队\): (.+?)\.", ", "),
    "D3.3": (r"三层组织\): (.+?)\.", " → "),
    "D4.1": (r"Static: (.+?) — each", r", |\. Dynamic: .+? — "),
    "D4.2": (r"Transaction history: (.+?) →", ", "),
    "D5.2": (r"attribution: (.+?)\.$", r" \([^)]*\)(?:, )?"),
    "D5.3": (r"is a play: (.+?) \(recovered", r", and |; with |, "),
    "D6.1": (r"dimensions: (.+?) \(", ", "),
    "D6.2": (r"chains: (.+?) \(", ", "),
    "D6.3": (r"in all \((.+?)\)", ", "),
    "D6.5": (r"four sides: (.+?)\. Budget", r"(?: \([^)]*\))?, "),
}
DOCUMENT = " (document)"
"""Behind what the domain lists as a paper: a contact item and its paper may share a name."""

CASES = ROOT / "tests" / "cases" / "lifecycle"
WHOLE = "–"
"""Stands for a row that is served as one thing, and for a story still to be written."""

_ROW = re.compile(r"^\| (?P<id>D1\.\d+) \|(?P<cells>.+)\|$", re.MULTILINE)
_POINT = re.compile(r"^- (?P<id>D\d+\.\d+) (?P<text>.+?)(?=^- |^$|\Z)", re.MULTILINE | re.DOTALL)


def domain_rows(text: str) -> dict[str, list[str]]:
    """Return each row of the domain with the things it lists; none where it is one thing."""
    rows: dict[str, list[str]] = {}
    for match in _ROW.finditer(text):
        _, _, items, papers = (cell.strip() for cell in match["cells"].split("|"))
        # The loop lists in brackets what it can lead to; Chinese in brackets repeats the word.
        listed = re.sub(r" \([^)]*[\u4e00-\u9fff]\)", "", items.rpartition("journey")[2])
        listed = listed.removeprefix(" can seed the next one (").removesuffix(")")
        rows[match["id"]] = [item for item in listed.split(", ") if item]
        rows[match["id"]] += [f"{paper}{DOCUMENT}" for paper in papers.split(", ") if paper]
    for match in _POINT.finditer(text):
        rows[match["id"]] = _listed(match["id"], " ".join(match["text"].split()))
    return rows


def _listed(row: str, text: str) -> list[str]:
    if row not in _LISTS:
        return []
    around, between = _LISTS[row]
    found = re.search(around, text)
    assert found is not None, f"{row} is worded anew: mend its list in {__name__}"
    return [item for item in re.split(between, found[1]) if item]


@functools.cache
def table() -> dict[str, dict[str, list[str]]]:
    """Return row → thing listed → what serves it, as written in the case file."""
    raw = yaml.safe_load((CASES / "coverage.yaml").read_text("utf-8"))
    return {row: each if isinstance(each, dict) else {WHOLE: each} for row, each in raw.items()}


@functools.cache
def shipped() -> tuple[File, ...]:
    """Return the shipped playbooks and shared files as models, stories left out."""
    loaded, problems = load(shipped_files())
    assert not problems, problems
    return tuple(file for file in loaded if file.kind != "story/1")


def playbooks() -> list[Playbook]:
    """Return the shipped stages."""
    return [file.model for file in shipped() if isinstance(file.model, Playbook)]


def one(kind: type[Written]) -> Any:
    """Return the one shared file of a kind."""
    (found,) = (file.model for file in shipped() if isinstance(file.model, kind))
    return found


def collection(kind: type[Written]) -> dict[str, Any]:
    """Return the names of a shared file whose names stand beside ``schema``."""
    return dict(one(kind).__pydantic_extra__ or {})


def flows(book: Playbook) -> dict[str, Flow]:
    """Return the tracks of a stage; one without tracks is its own."""
    return dict(book.tracks) if book.tracks else {book.id: book}


def touchpoints(book: Playbook) -> Iterator[tuple[str, str, Touchpoint]]:
    """Yield the id, owner and shape of every touchpoint of a stage, those on demand last."""
    for flow in flows(book).values():
        for state in flow.states.values():
            owner = state.owner or flow.owner or book.owner
            for name, each in state.touchpoints.items():
                yield name, each.owner or owner, each
    for name, each in book.on_demand.items():
        yield name, each.owner or book.owner, each


def stalls(book: Playbook) -> Iterator[tuple[str, str, Stall]]:
    """Yield the id, owner and shape of every stall of a stage."""
    for flow in flows(book).values():
        for name, each in flow.stalls.items():
            yield name, flow.owner or book.owner, each
        for state in flow.states.values():
            for name, each in state.stalls.items():
                yield name, state.owner or flow.owner or book.owner, each


def logic(book: Playbook) -> Iterator[tuple[str, Rule | Pattern]]:
    """Yield the id and shape of every rule and pattern of a stage."""
    yield from book.rules.items()
    yield from book.patterns.items()


def follow_ups() -> Iterator[tuple[str, FollowUp]]:
    """Yield the play and shape of every step of every recovery play."""
    for play, each in collection(Recoveries).items():
        for step in each.follow_ups:
            yield play, step


@functools.cache
def index() -> dict[str, Any]:
    """Return everything declared, by ``kind/name``."""
    found: dict[str, Any] = {}
    for book in playbooks():
        found |= _stage_names(book)
    vocabulary, people = one(Vocabulary), one(People)
    for name, thing in vocabulary.things.items():
        found |= {f"document/{each}": shape for each, shape in thing.documents.items()}
        found |= {f"fact/{name}.{each}": shape for each, shape in thing.facts.items()}
        found |= {f"signal/{name}.{each}": shape for each, shape in thing.signals.items()}
    for kind in ("channels", "causes", "thresholds"):
        names = getattr(vocabulary, kind)
        found |= {f"{kind.removesuffix('s')}/{name}": each for name, each in names.items()}
    found |= {f"contact/customer.{name}": each for name, each in vocabulary.contacts.items()}
    found |= {f"role/{name}": each for name, each in people.roles.items()}
    found |= {f"partner/{name}": each for name, each in people.partners.items()}
    found |= {f"level/{name}": name for name in people.levels}
    found |= _shared_names()
    return found


def _stage_names(book: Playbook) -> dict[str, Any]:
    found: dict[str, Any] = {f"stage/{book.id}": book}
    for flow in flows(book).values():
        found |= {f"state/{book.id}.{name}": each for name, each in flow.states.items()}
    for name, _, each in touchpoints(book):
        found[f"touchpoint/{book.id}.{name}"] = each
        if each.mark:
            found[f"mark/{book.id}.{each.mark}"] = each
    found |= {f"stall/{book.id}.{name}": each for name, _, each in stalls(book)}
    for kind in ("rules", "patterns", "variants", "promises"):
        names = getattr(book, kind)
        found |= {
            f"{kind.removesuffix('s')}/{book.id}.{name}": each for name, each in names.items()
        }
    return found


def _shared_names() -> dict[str, Any]:
    found: dict[str, Any] = {}
    kinds: dict[str, type[Written]] = {
        "form": shared.Forms, "message": shared.Messages, "ladder": shared.Escalations,
        "recovery": shared.Recoveries, "calendar": shared.Calendars,
    }  # fmt: skip
    for kind, model in kinds.items():
        found |= {f"{kind}/{name}": each for name, each in collection(model).items()}
    found |= {f"followup/{play}.{step.id}": step for play, step in follow_ups()}
    found["limits/contact_limits"] = one(shared.ContactLimits)
    lifecycle = one(Lifecycle)
    for stage, each in lifecycle.stages.items():
        found |= {f"onward/{stage}.{end}": onwards for end, onwards in each.ends.items()}
    return found


def title_of(name: str) -> str:
    """Return both halves of what ``kind/name`` is called, or its name where it has no title."""
    shape = index()[name]
    title = shape if isinstance(shape, str) else getattr(shape, "title", None)
    if isinstance(title, str) and " | " in title:
        return title.replace(" | ", " · ")
    return name.partition("/")[2]


def domain_text() -> str:
    """Return the domain as the project tells it."""
    return (ROOT / "docs" / "domain.md").read_text("utf-8")
