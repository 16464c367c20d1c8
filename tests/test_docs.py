"""What is written down is run: README blocks are generated or executed (house rule 9).

``<!-- output: touchline … -->`` above a block means: exactly what that command prints;
``<!-- output without hashes: touchline … -->`` the same with ``…`` for identities, which change
with the zone rules installed; ``<!-- file: PATH -->`` exactly that file;
``<!-- run -->``, in the guides ``<!-- run: … -->``, the block runs without error.
``<!-- part of: PATH -->``, in the guides, that its lines stand in that file one after the other.
``<!-- output on the whole log: … -->``, in the examples, what it prints on the real log, whole,
which ``$TOUCHLINE_DATA`` holds; looked at only where it is.
``<!-- session: FOLDER -->``, in the guides, a terminal beside the playbooks of that folder, each
command with what it prints (``tests/sessions.py``).
``$SCRATCH`` in a command is a folder for what it writes, gone afterwards.
``pytest --update-cases`` refreshes outputs and files.
"""

from __future__ import annotations

import contextlib
import functools
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from engine.commands.outcome import OK

from . import real_logs
from .cli_page import renewed
from .harness import needs_harness
from .kit import ROOT
from .sessions import Session

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
GUIDES = [ROOT / "docs" / "playbook-guide.md", ROOT / "docs" / "playbook-guide.zh.md"]
EXAMPLES = [ROOT / "examples" / name / "README.md" for name in ("scms", "uci")]
WHOLE = "output on the whole log"
BLOCK = re.compile(r"<!-- (?P<what>[^\n]+?) -->\n```(?P<kind>\w+)\n(?P<body>.*?)```", re.DOTALL)
HASH = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}\b")


@functools.cache
def _expected(what: str, *, whole: bool = False) -> str | None:
    verb, _, rest = what.partition(": ")
    if whole:
        return _on_the_whole_log(rest) if verb == WHOLE else None
    if verb == "file":
        return (ROOT / rest).read_text("utf-8")
    if verb in {"output", "output without hashes"}:
        with tempfile.TemporaryDirectory() as scratch:
            words = rest.replace("$SCRATCH", scratch).split()[1:]
            result = CliRunner().invoke(cli, words)
        assert result.exit_code == OK, result.stderr
        return result.stdout if verb == "output" else HASH.sub("…", result.stdout)
    return None


def _on_the_whole_log(command: str) -> str:
    named = f"${real_logs.FOLDER}"
    folder = str(real_logs.real_log("."))
    result = CliRunner().invoke(cli, command.replace(named, folder).split()[1:])
    assert result.exit_code == OK, result.stderr
    return HASH.sub("…", result.stdout.replace(folder, named))


def _renewed(text: str, *, whole: bool = False) -> str:
    """Return the text with every shown file, output and session as it is now.

    The sessions of a page are one: a later block goes on where the one before it ended.
    """
    sessions: dict[str, Session] = {}

    def fresh(match: re.Match[str]) -> str:
        verb, _, where = match["what"].partition(": ")
        if verb == "session" and not whole:
            if where not in sessions:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                sessions[where] = Session(folder, ROOT / where)
            body: str | None = sessions[where].play(match["body"])
        else:
            body = _expected(match["what"], whole=whole)
        if body is None:
            return match[0]
        return f"<!-- {match['what']} -->\n```{match['kind']}\n{body}```"

    with contextlib.ExitStack() as stack:
        return BLOCK.sub(fresh, text)


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        *((readme, 6) for readme in READMES),
        *((guide, 12) for guide in GUIDES),
        *((example, 8) for example in EXAMPLES),
    ],
    ids=lambda each: f"{each.parent.name}-{each.name}" if isinstance(each, Path) else "",
)
def test_shown_files_and_outputs_are_the_real_ones(
    document: Path, shown: int, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sample in a README or guide is typed by hand."""
    monkeypatch.chdir(ROOT)
    text = document.read_text("utf-8")
    golden(document, _renewed(text))
    assert sum(_expected(match["what"]) is not None for match in BLOCK.finditer(text)) == shown


@needs_harness("data")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_what_examples_show_of_whole_logs_is_so(
    example: Path, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of a page are those of the command, on all of the real log."""
    monkeypatch.chdir(ROOT)
    text = example.read_text("utf-8")
    assert WHOLE in text
    golden(example, _renewed(text, whole=True))


@pytest.mark.parametrize(
    ("page", "shown"),
    [*((guide, 8) for guide in GUIDES), *zip(EXAMPLES, (2, 4), strict=True)],
    ids=lambda each: f"{each.parent.name}-{each.name}" if isinstance(each, Path) else "",
)
def test_parts_of_files_stand_in_them(page: Path, shown: int) -> None:
    """A page shows only lines that are in the file it names."""
    parts = 0
    for match in BLOCK.finditer(page.read_text("utf-8")):
        verb, _, path = match["what"].partition(": ")
        if verb == "part of":
            whole = (ROOT / path).read_text("utf-8")
            assert f"\n{match['body']}" in f"\n{whole}", match["body"]
            parts += 1
    assert parts == shown


def test_the_guides_show_the_same() -> None:
    """The twins differ in words only: the same headings, the same blocks, the same links."""
    english, chinese = (guide.read_text("utf-8") for guide in GUIDES)
    assert english.count("\n## ") == chinese.count("\n## ")
    blocks = [
        [match["what"].replace("/zh.", "/en.").replace("lang zh", "lang en") for match in found]
        for found in (BLOCK.finditer(english), BLOCK.finditer(chinese))
    ]
    assert blocks[0] == blocks[1]
    links = [
        sorted(re.findall(r"\]\(((?!playbook-guide)[^)]+)\)", each)) for each in (english, chinese)
    ]
    assert links[0] == links[1]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_library_call_of_a_guide_runs(guide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a service writes to rehearse comes to the figures shown above it."""
    monkeypatch.chdir(ROOT)
    found = BLOCK.finditer(guide.read_text("utf-8"))
    (block,) = (match for match in found if match["what"].startswith("run: "))
    exec(compile(block["body"], guide.name, "exec"), {})  # noqa: S102  # our own text, shown


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


def test_the_page_of_the_command_line_is_what_help_says(request: pytest.FixtureRequest) -> None:
    """docs/cli.md: generated from the commands, so that nobody has to remember."""
    path = ROOT / "docs" / "cli.md"
    text = path.read_text("utf-8")
    if request.config.getoption("--update-cases"):
        path.write_text(renewed(text), encoding="utf-8", newline="\n")
    # Words, not line breaks: those are click's, and a new release may break lines elsewhere.
    assert renewed(text).split() == path.read_text("utf-8").split()


def test_every_command_is_documented() -> None:
    """Each command has a help text with an example."""
    for name, command in cli.commands.items():
        assert f"Example: touchline {name}" in (command.help or ""), name


def test_links_of_the_documents_lead_somewhere() -> None:
    """A relative link in a Markdown file names a file or a heading that exists."""
    pages = [*READMES, ROOT / "CHANGELOG.md", *EXAMPLES, *sorted((ROOT / "docs").rglob("*.md"))]
    for path in pages:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"
