"""How colleagues work, as written → work by touchpoint and follow-up, and its outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas import population as written

from ...language.here import Here
from ...language.program import Fact, Form
from ...language.source import Mapping as Tree
from ...language.source import Sequence
from .drawn import read_drawn, read_values
from .reader import DEFAULT, Reader, inside
from .spreads import read_duration
from .values import WHOLE, Distribution, Drawn, Duration, Row, Work

Layer = dict[str, dict[str, Any]]
"""What is said of each kind of work, word by word; ``""`` is all others."""

PLAIN = {
    "waits": Duration(Distribution("constant", (3600.0,)), "business"),
    "takes": Duration(Distribution("constant", (1800.0,)), "business"),
}
"""Where nothing is said: somebody begins within an hour at work, and is done half an hour later."""

_CHANCE, _PER = "chance", "per"
"""Words of a row beside its fields: with what chance it is there, and per row of which table."""


def read_layer(reader: Reader, said: Mapping[str, written.Work], here: Here) -> Layer:
    """Return what is said of touchpoints and follow-ups; every name in it must exist."""
    found: Layer = {}
    for name, each in said.items():
        spot = here.into(name)
        full = "" if name == DEFAULT else _named(reader, name, spot)
        if full is not None:
            found[full] = _words(reader, each, full, spot)
    return found


def merge(common: Layer, own: Layer) -> dict[str, Work]:
    """Return all work: a segment's words over those for all, those of a name over the default."""
    plain = {**PLAIN, **common.get("", {}), **own.get("", {})}
    found = {"": Work(**plain)}
    for name in (*common, *own):
        if name:
            found[name] = Work(**{**plain, **common.get(name, {}), **own.get(name, {})})
    return found


def _named(reader: Reader, name: str, here: Here) -> str | None:
    """Return a touchpoint as ``STAGE.NAME``; follow-ups and papers have one name everywhere."""
    if name in reader.touchpoints:
        return name
    owners = [full for full in reader.touchpoints if full.partition(".")[2] == name]
    if len(owners) > 1:
        reader.add(here.key, "named-twice", name=name, allowed=", ".join(sorted(owners)))
        reader.meant.update(owners)
        return None
    alone = reader.follow_ups.keys() | reader.program.documents.keys()
    if owners or name in alone:
        return owners[0] if owners else name
    short = {full.partition(".")[2] for full in reader.touchpoints}
    among = reader.touchpoints.keys() if "." in name else short | alone | {DEFAULT}
    reader.known(name, among, "touchpoint", here)
    return None


def _words(reader: Reader, each: written.Work, name: str, here: Here) -> dict[str, Any]:
    words: dict[str, Any] = {
        "waits": read_duration(reader, inside(here, "waits")),
        "takes": read_duration(reader, inside(here, "takes"), in_shifts=True),
    }
    words = {word: value for word, value in words.items() if value is not None}
    for word in ("forgotten", "reminded"):
        if (spot := inside(here, word)) is not None:
            words[word] = reader.share(spot)
    if (spot := inside(here, "outcomes")) is not None:
        words["outcomes"] = _outcomes(reader, name, spot)
    if (spot := inside(here, "form")) is not None:
        words["form"], words["rows"] = _form(reader, name, spot)
    for index, document in enumerate(each.brings):
        papers = reader.program.documents
        reader.known(document, papers, "document", here.into("brings", index), by_value=True)
    if each.brings:
        words["brings"] = each.brings
    return words


def _outcomes(reader: Reader, name: str, here: Here) -> tuple[tuple[str, int], ...]:
    """Return the share of each outcome; every outcome has one, were it 0 %."""
    touchpoint = reader.touchpoints.get(name)
    outcomes = touchpoint.outcomes if touchpoint is not None else ()
    entries = here.node.entries if isinstance(here.node, Tree) else {}
    known = [each for each in entries if reader.known(each, outcomes, "outcome", here.into(each))]
    shares = tuple((each, reader.share(here.into(each))) for each in known)
    missing = [each for each in outcomes if each not in entries and each not in reader.meant]
    if missing:
        reader.add(here.key, "outcome-missing", names=", ".join(missing))
    else:
        reader.whole([share for _, share in shares], here)
    return shares


def _form(
    reader: Reader, name: str, here: Here
) -> tuple[dict[str, Drawn], dict[str, tuple[Row, ...]]]:
    """Return how a form is filled: its fields, and the rows of its tables."""
    touchpoint = reader.touchpoints.get(name)
    forms = reader.program.forms
    form = forms.get(touchpoint.form, Form()) if touchpoint is not None else Form()
    words = reader.fields(form.fields)
    fields: dict[str, Drawn] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for key in here.node.entries if isinstance(here.node, Tree) else ():
        spot = here.into(key)
        if key in form.rows:
            rows[key] = _rows(reader, form, key, spot)
        elif reader.known(key, words.keys() | form.rows.keys(), "field", spot):
            value = read_drawn(reader, spot, words[key])
            if value is not None:
                fields[words[key].name] = value
    return fields, rows


def _rows(reader: Reader, form: Form, thing: str, here: Here) -> tuple[Row, ...]:
    """Return the rows of a table; one row may stand without its list."""
    if isinstance(here.node, Sequence):
        spots = [here.into(index) for index in range(len(here.node.items))]
    else:
        spots = [here]
    words = reader.fields(form.rows[thing])
    return tuple(_row(reader, form, words, spot) for spot in spots)


def _row(reader: Reader, form: Form, words: Mapping[str, Fact], here: Here) -> Row:
    if not isinstance(here.node, Tree):
        reader.add(here.place, "bad-fact", name=here.step, found=here.scalar.text, wanted="[{…}]")
        return Row({})
    per = inside(here, _PER)
    if per is not None:
        reader.known(per.scalar.text, form.rows, "thing", per, by_value=True)
    own = {key: entry for key, entry in here.node.entries.items() if key not in {_CHANCE, _PER}}
    fields = Here(Tree(own, here.node.place), here.label, here.above, here.step)
    values = read_values(reader, fields, words, "field")
    data = {words[name].name: value for name, value in values.items()}
    chance = reader.share(inside(here, _CHANCE), WHOLE)
    return Row(data, chance, per.scalar.text if per is not None else "")
