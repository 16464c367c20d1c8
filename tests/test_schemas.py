"""JSON Schemas for editors say the same as the models they are generated from, and explain it."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.loader import KINDS, load, load_tree
from engine.language.outline import keys_of, own_names
from engine.language.source import plain
from engine.language.words import TERMS
from schemas.generate import FOLDER, MODELS, schema_text, shapes_under
from schemas.hover import HOVER, hover_of, meaning_of, names_of
from schemas.hover_words import WORDS
from schemas.snippets import SNIPPETS
from schemas.text import Written

from . import small_workspace
from .kit import PLAYBOOKS, ROOT, shipped_files
from .mutations import as_tree, mutations, paths
from .samples import SAMPLES

BASES = {"Flow", "Collection", "Rows"}
"""Shapes that only lend their keys to others."""

SHAPES = {name: shape for name, shape in shapes_under(Written).items() if name not in BASES}


@functools.cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads(schema_text(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _written() -> dict[str, Any]:
    """Return the files we have, as plain values: shipped, of the tests, and with every key."""
    other = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in sorted((ROOT / "tests" / "workspaces").rglob("*.yaml"))
    }
    found: dict[str, Any] = dict(SAMPLES)
    for files in (shipped_files(), other, small_workspace.files()):
        loaded, problems = load(files)
        assert problems == []
        found |= {file.path: plain(file.here.node) for file in loaded}
    return found


# The committed files.


@pytest.mark.parametrize("name", MODELS)
def test_the_committed_schema_is_current(name: str, golden: Callable[[Path, str], None]) -> None:
    """An editor helps with exactly what the models accept."""
    golden(FOLDER / f"{name}.schema.json", schema_text(name))


def test_every_kind_of_file_has_a_schema() -> None:
    """No kind is left without help in the editor, and no schema without a kind.

    Beside them stand the schemas of what we write ourselves: the results of studies, and of the
    quality of a log.
    """
    assert {kind.partition("/")[0] for kind in KINDS} == set(MODELS)
    written = {
        "simulation", "comparison", "backtest", "backtest-against", "conformance", "quality",
    }  # fmt: skip
    assert {path.name.partition(".")[0] for path in FOLDER.iterdir()} == {*MODELS, *written}


def test_every_shipped_file_names_its_schema() -> None:
    """The modeline leads to a file that exists and is the one of the file's kind."""
    for path in sorted(PLAYBOOKS.rglob("*.yaml")):
        lines = path.read_text("utf-8").splitlines()
        prefix = "# yaml-language-server: $schema="
        assert lines[0].startswith(prefix), path
        target = path.parent / Path(lines[0].removeprefix(prefix))
        (kind,) = (line.removeprefix("schema: ") for line in lines if line.startswith("schema: "))
        assert target.resolve() == FOLDER / f"{kind.partition('/')[0]}.schema.json", path


# The same verdict as the models.


def _verdicts(value: Any) -> tuple[bool, bool]:
    """Return whether the models and the schema of its kind accept a value."""
    _, problems = load_tree(as_tree(value))
    return not problems, _validator(value["schema"].partition("/")[0]).is_valid(value)


def test_what_we_have_written_satisfies_models_and_schemas() -> None:
    """Short forms (a name where a list may stand) are allowed by both."""
    for path, value in _written().items():
        assert _verdicts(value) == (True, True), path


@st.composite
def _spoilt(draw: st.DrawFn) -> Any:
    value = draw(st.sampled_from(list(_texts())))
    path = draw(st.sampled_from([path for path in paths(value) if path != ("schema",)]))
    return draw(st.sampled_from(list(mutations(value, path))))


@functools.cache
def _texts() -> tuple[Any, ...]:
    return tuple(_written().values())


@settings(max_examples=150, deadline=None)
@given(_spoilt())
def test_a_spoilt_file_gets_one_verdict(spoilt: tuple[str, Any]) -> None:
    """What the loader refuses an editor marks, and nothing else."""
    by_model, by_schema = _verdicts(spoilt[1])
    assert by_model == by_schema, spoilt[0]


# What is explained.


def test_every_key_is_explained_and_nothing_else() -> None:
    """In Chinese and English, with an example; a key of a base is explained once."""
    used: set[tuple[str, str]] = set()
    for name, shape in SHAPES.items():
        zh, en = names_of(shape)
        assert zh, name
        assert en, name
        used.add((name, ""))
        told = [*meaning_of(shape)]
        assert re.search(r"[\u4e00-\u9fff]", told[0])
        assert not re.search(r"[\u4e00-\u9fff]", told[1])
        for key in keys_of(shape):
            used.add((next(_owners(shape, key)), key))
            hover = hover_of(shape, key)
            assert re.search(r"[\u4e00-\u9fff]", hover.zh), (name, key)
            assert not re.search(r"[\u4e00-\u9fff]", hover.en), (name, key)
            assert hover.examples, (name, key)
    assert used == {(name, key) for name, entries in HOVER.items() for key in entries}


def _owners(shape: type[Written], key: str) -> Iterator[str]:
    return (each.__name__ for each in shape.__mro__ if key in HOVER.get(each.__name__, {}))


def test_the_examples_are_right() -> None:
    """Every example is accepted where it stands."""
    for name in MODELS:
        schema = json.loads(schema_text(name))
        for part in (schema, *schema.get("$defs", {}).values()):
            for key, value in part.get("properties", {}).items():
                whole = {**value, "$defs": schema.get("$defs", {})}
                for example in value["examples"]:
                    errors = list(jsonschema.Draft202012Validator(whole).iter_errors(example))
                    assert not errors, (name, part["title"], key, errors)


def test_every_closed_list_is_explained_and_nothing_else() -> None:
    """Each of its words, in both languages."""
    closed = {
        frozenset(get_args(form))
        for shape in SHAPES.values()
        for forms in (*keys_of(shape).values(), own_names(shape))
        for form in _all_forms(forms)
        if get_origin(form) is Literal and len(get_args(form)) > 1
    }
    assert closed == {frozenset(words) for words in WORDS}
    assert len(closed) == len(WORDS)


def _all_forms(forms: tuple[Any, ...]) -> Iterator[Any]:
    for form in forms:
        yield form
        if not isinstance(form, type):
            yield from _all_forms(get_args(form))


def test_snippets_stand_at_keys_that_exist_and_fit() -> None:
    """A block an editor inserts is right once its gaps are filled."""
    for (name, key), offered in SNIPPETS.items():
        assert key in keys_of(SHAPES[name])
        for snippet in offered:
            body = json.loads(_filled(json.dumps(snippet["body"], ensure_ascii=False)))
            _, problems = load_tree(as_tree(_around(name, key, body)))
            assert [each.line("en") for each in problems] == []


def _filled(text: str) -> str:
    first = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\}", r"\1", text)
    return re.sub(r"\$\{\d+:([^}]*)\}", r"\1", first)


def _around(name: str, key: str, body: Any) -> Any:
    """Return a sample file in which ``body`` stands at ``key`` of a shape."""
    for sample in SAMPLES.values():
        for spot in paths(sample):
            value: Any = functools.reduce(_step, spot, sample)
            if isinstance(value, dict) and value.keys() == keys_of(SHAPES[name]).keys():
                changed: Any = json.loads(json.dumps(sample))
                functools.reduce(_step, spot, changed)[key] = body
                return changed
        if sample.keys() >= keys_of(SHAPES[name]).keys():
            return {**sample, key: body}
    raise AssertionError(name)


def _step(held: Any, step: str | int) -> Any:
    return held[step]


def test_what_a_shape_is_called_is_one_of_our_words() -> None:
    """Editors, messages and the glossary call a thing the same."""
    for shape in SHAPES.values():
        zh, en = names_of(shape)
        assert TERMS[en].zh == zh


def test_a_diagnostic_of_ours_is_worded_in_both_languages() -> None:
    """Wherever the schema carries a message, it is ``中文 | English``."""
    for name in MODELS:
        found = re.findall(r'"(?:errorMessage|patternErrorMessage)": "(.*)"', schema_text(name))
        assert found
        assert all(re.search(r"[\u4e00-\u9fff].* \| ", text) for text in found)


def test_nothing_stands_for_what_is_left_empty() -> None:
    """A key written and left empty is refused by models and schema alike."""
    people: dict[str, Any] = json.loads(json.dumps(SAMPLES["people"]))
    people["roles"]["account_manager"]["reports_to"] = None
    assert _verdicts(people) == (False, False)
    assert '"null"' not in "".join(schema_text(name) for name in MODELS)
