"""``init``: a small workspace, right from its first minute, never over anybody's work."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands.outcome import CONFLICT, ENVIRONMENT
from engine.runtime.starter import in_language

LANGS = ("zh", "en")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("lang", LANGS)
def test_what_init_writes_validates_and_its_story_passes(lang: str) -> None:
    """The first two commands anybody runs after it are green."""
    begun = _run("init", "desk", "--lang", lang)
    assert begun.exit_code == 0
    written = begun.stdout.split()
    assert "desk/inquiry.yaml" in written
    assert all(Path(path).is_file() for path in written)
    checked = _run("validate", "desk", "--format", "json")
    assert (checked.exit_code, json.loads(checked.stdout)) == (0, [])
    played = _run("test", "desk")
    assert played.exit_code == 0
    assert "1 story: 1 passed, 0 failed" in played.stdout
    assert _run("show", "inquiry", "-w", "desk", "--lang", lang).exit_code == 0


def test_comments_are_in_one_language_and_titles_in_both() -> None:
    """``--lang`` chooses the half of each comment; what runs is the same."""
    for lang in LANGS:
        _run("init", lang, "--lang", lang)
    for chinese in sorted(Path("zh").rglob("*.yaml")):
        english = Path("en") / chinese.relative_to("zh")
        zh, en = chinese.read_text("utf-8"), english.read_text("utf-8")
        assert [_code(line) for line in zh.splitlines()] == [
            _code(line) for line in en.splitlines()
        ]
        for line in (*zh.splitlines(), *en.splitlines()):
            assert " | " not in line.partition("# ")[2], line
        comments = " ".join(line.partition("# ")[2] for line in en.splitlines())
        assert not re.search("[\u3400-\u9fff]", comments)
        assert re.search("title: .*[\u3400-\u9fff].* [|] ", en)


def _code(line: str) -> str:
    return line.partition("# ")[0].rstrip()


def test_every_file_names_its_schema_offline() -> None:
    """The modeline leads to a schema inside the folder, of the kind the file says it is."""
    _run("init", "desk")
    for path in Path("desk").rglob("*.yaml"):
        first, *_ = text = path.read_text("utf-8").splitlines()
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match is not None, path
        schema: dict[str, Any] = json.loads((path.parent / match[1]).read_text("utf-8"))
        kind = next(line for line in text if line.startswith("schema: ")).split()[1]
        assert schema["properties"]["schema"]["const"] == kind


@pytest.mark.parametrize("lang", LANGS)
def test_a_folder_with_anything_in_it_is_refused(lang: str) -> None:
    """Exit 4, and every byte is where it was: a hidden file counts too."""
    Path("desk").mkdir()
    Path("desk/.hidden").write_text("mine")
    refused = _run("init", "desk", "--lang", lang)
    assert refused.exit_code == CONFLICT
    assert ".hidden" in refused.stderr
    assert [path.name for path in Path("desk").iterdir()] == [".hidden"]
    assert Path("desk/.hidden").read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_refused() -> None:
    """Exit 4; the file is kept."""
    Path("desk").write_text("mine")
    assert _run("init", "desk").exit_code == CONFLICT
    assert Path("desk").read_text() == "mine"


def test_an_empty_folder_and_a_deep_one_are_taken() -> None:
    """Nothing there is nothing to lose."""
    Path("empty").mkdir()
    assert _run("init", "empty").exit_code == 0
    assert _run("init", "a/b/c").exit_code == 0


def test_a_folder_that_cannot_be_made_is_an_environment_error() -> None:
    """Exit 3 with one sentence: a file stands where a folder above should."""
    Path("file").write_text("mine")
    refused = _run("init", "file/desk")
    assert refused.exit_code == ENVIRONMENT
    assert refused.stderr.count("\n") == 1


def test_a_path_with_spaces_is_quoted_in_the_next_command() -> None:
    """What is named can be pasted."""
    assert _run("init", "my desk", "--lang", "zh").stderr.endswith(
        "→ touchline test 'my desk' --lang zh\n"
    )


def test_only_comments_of_ours_are_split() -> None:
    """A title with a bar, and a comment without one, stay as they are."""
    text = "# 中 | En\ntitle: 中 | En  # 注 | note\nother: x  # plain\n"
    assert in_language(text, "en") == "# En\ntitle: 中 | En  # note\nother: x  # plain\n"
    assert in_language(text, "zh") == "# 中\ntitle: 中 | En  # 注\nother: x  # plain\n"
