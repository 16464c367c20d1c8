"""What is written down is run: README blocks are generated or executed (house rule 9).

``<!-- output: touchline … -->`` above a block means: exactly what that command prints;
``<!-- file: PATH -->`` exactly that file; ``<!-- run -->`` the block runs without error.
``pytest --update-cases`` refreshes the first two.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli

from .kit import ROOT

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
BLOCK = re.compile(r"<!-- (?P<what>[^\n]+?) -->\n```(?P<kind>\w+)\n(?P<body>.*?)```", re.DOTALL)


def _expected(what: str) -> str | None:
    verb, _, rest = what.partition(": ")
    if verb == "file":
        return (ROOT / rest).read_text("utf-8")
    if verb == "output":
        result = CliRunner().invoke(cli, rest.split()[1:])
        return result.stdout
    return None


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_shown_files_and_outputs_are_the_real_ones(
    readme: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sample in a README is typed by hand."""
    monkeypatch.chdir(ROOT)
    text = readme.read_text("utf-8")

    def fresh(match: re.Match[str]) -> str:
        body = _expected(match["what"])
        if body is None:
            return match[0]
        return f"<!-- {match['what']} -->\n```{match['kind']}\n{body}```"

    renewed = BLOCK.sub(fresh, text)
    if request.config.getoption("--update-cases"):
        readme.write_text(renewed, encoding="utf-8", newline="\n")
    assert renewed == readme.read_text("utf-8")
    assert sum(_expected(match["what"]) is not None for match in BLOCK.finditer(text)) == 3


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_library_example_runs(
    readme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Python block does what it says, on a fresh database."""
    shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks")
    monkeypatch.chdir(tmp_path)
    blocks = [
        match for match in BLOCK.finditer(readme.read_text("utf-8")) if match["what"] == "run"
    ]
    assert len(blocks) == 1
    code = compile(blocks[0]["body"], readme.name, "exec")
    exec(code, {})  # noqa: S102  # our own text, run because it is shown
    assert (tmp_path / "journeys.db").exists()


def test_both_readmes_give_the_same_commands() -> None:
    """The Chinese twin differs in words only: same test command, same headings, same blocks."""
    english, chinese = (path.read_text("utf-8") for path in READMES)
    commands = [
        next(match["body"] for match in BLOCK.finditer(text) if match["what"] == "test-command")
        for text in (english, chinese)
    ]
    assert commands[0] == commands[1]
    assert english.count("\n## ") == chinese.count("\n## ")
    kinds = [[match["kind"] for match in BLOCK.finditer(text)] for text in (english, chinese)]
    assert kinds[0] == kinds[1]


def test_every_command_is_documented() -> None:
    """Each command has a help text with an example."""
    for name, command in cli.commands.items():
        assert f"Example: touchline {name}" in (command.help or ""), name


def test_links_of_the_documents_lead_somewhere() -> None:
    """A relative link in a Markdown file names a file or a heading that exists."""
    for path in [*READMES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"
