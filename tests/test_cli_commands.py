"""``show``, ``schema``, ``--fix``, reserved commands, completion: what each answers and writes."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from engine.commands.mending import mend
from engine.commands.outcome import CONFLICT, ENVIRONMENT, FINDINGS, USAGE, StoppedError
from engine.runtime import writing

from .kit import ROOT

SLIP = "due: 1个工作日"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one stage to spoil, with the working directory beside it."""
    shutil.copytree(ROOT / "tests" / "workspaces" / "contract", tmp_path / "playbooks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def _spoil(old: str = "due: 1 business day\n", new: str = f"{SLIP}\n") -> Path:
    path = Path("playbooks/contract.yaml")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("shape", ["text", "mermaid", "dot", "svg", "html"])
def test_show_prints_or_writes_the_same(shape: str) -> None:
    """``--output`` is stdout in a file, and says so."""
    arguments = ("show", "contract", "-w", "playbooks", "--format", shape)
    shown = _run(*arguments)
    assert shown.exit_code == 0
    written = _run(*arguments, "--output", "out file")
    assert (written.exit_code, written.stdout) == (0, "")
    assert Path("out file").read_text("utf-8") == shown.stdout
    assert written.stderr.startswith("written to out file\n→ touchline ")


@pytest.mark.usefixtures("workspace")
def test_show_without_a_stage_shows_the_stages() -> None:
    """The lifecycle, or what there is of one."""
    assert "Contract drafting & conclusion" in _run("show", "-w", "playbooks").stdout


@pytest.mark.usefixtures("workspace")
def test_show_of_a_stage_that_is_not_there_names_those_that_are() -> None:
    """Exit 2, and nothing is shown."""
    answer = _run("show", "contrakt", "-w", "playbooks")
    assert (answer.exit_code, answer.stdout) == (USAGE, "")
    assert "contract" in answer.stderr


@pytest.mark.usefixtures("workspace")
def test_show_of_a_broken_workspace_is_its_problems() -> None:
    """Nothing half right is drawn."""
    _spoil(new="dew: 1 business day\n")
    answer = _run("show", "contract", "-w", "playbooks", "--format", "svg")
    assert answer.exit_code == FINDINGS
    assert "<svg" not in answer.stdout
    assert "[unknown-key]" in answer.stdout


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "arguments",
    [
        ("init", "new desk"),
        ("validate", "playbooks"),
        ("test", "playbooks"),
        ("test", "playbooks/scenarios/contract/quiet_quote.yaml"),
        ("show", "-w", "playbooks"),
        ("show", "contract", "-w", "playbooks"),
        ("show", "contract", "-w", "playbooks", "--format", "dot"),
        ("schema",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_names_the_next_one_and_it_works(
    arguments: tuple[str, ...], lang: str
) -> None:
    """On stderr, ready to be pasted, in the same language; stdout keeps only results."""
    answer = _run(*arguments, "--lang", lang)
    assert answer.exit_code == 0
    last = answer.stderr.splitlines()[-1]
    assert last.startswith("→ touchline ")
    assert "→" not in answer.stdout.splitlines()[-1]
    words = shlex.split(last.removeprefix("→ touchline "))
    assert ("--lang" in words) == (lang == "zh")
    assert _run(*words).exit_code == 0, last


def test_schema_lists_prints_and_writes(tmp_path: Path) -> None:
    """The kinds, one schema, or all of them into a folder."""
    kinds = _run("schema").stdout.split()
    assert {"playbook", "story", "vocabulary"} <= set(kinds)
    assert json.loads(_run("schema", "playbook").stdout)["title"] == "剧本 | playbook"
    assert _run("schema", "--output", str(tmp_path / "new")).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        f"{kind}.schema.json" for kind in kinds
    ]
    unknown = _run("schema", "playbok")
    assert (unknown.exit_code, "playbook" in unknown.stderr) == (USAGE, True)


@pytest.mark.parametrize("name", ["verify", "diff", "migrate"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_reserved_command_says_so(name: str, lang: str) -> None:
    """Exit 2, politely, whatever it is given; it is listed as reserved."""
    answer = _run(name, "a", "--b", "c", "--lang", lang)
    assert (answer.exit_code, answer.stdout) == (USAGE, "")
    assert answer.stderr.startswith(f"touchline {name} ")
    assert f"{name} " in _run("--help").stdout
    assert "Reserved:" in _run(name, "--help").stdout


@pytest.mark.usefixtures("workspace")
def test_fix_mends_what_has_one_cure_and_touches_nothing_else() -> None:
    """One place is mended, every other byte and the file's mode are kept."""
    path = _spoil()
    path.chmod(0o640)
    before = path.read_bytes()
    answer = _run("validate", "playbooks", "--fix")
    assert answer.exit_code == 0
    assert "mended playbooks/contract.yaml:" in answer.stderr
    assert path.read_bytes() == before.replace(SLIP.encode(), b"due: 1 business day", 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    again = _run("validate", "playbooks", "--fix")
    assert (again.exit_code, "nothing here" in again.stderr) == (0, True)


@pytest.mark.usefixtures("workspace")
def test_diff_shows_and_writes_nothing() -> None:
    """A unified difference on stdout, the problems after it, exit 1 as they are still there."""
    path = _spoil()
    before = path.read_bytes()
    answer = _run("validate", "playbooks", "--diff")
    assert answer.exit_code == FINDINGS
    assert f"-        {SLIP}\n+        due: 1 business day\n" in answer.stdout
    assert answer.stdout.startswith(
        "--- a/playbooks/contract.yaml\n+++ b/playbooks/contract.yaml\n"
    )
    assert "[chinese-duration]" in answer.stdout
    assert path.read_bytes() == before


@pytest.mark.usefixtures("workspace")
def test_what_a_person_must_decide_is_left_and_told() -> None:
    """Fixed what can be; the rest is reported as always, exit 1."""
    path = _spoil(new=f"{SLIP}\n        wiht: internal\n")
    answer = _run("validate", "playbooks", "--fix")
    assert answer.exit_code == FINDINGS
    assert SLIP not in path.read_text("utf-8")


@pytest.mark.usefixtures("workspace")
def test_a_read_only_file_is_not_replaced() -> None:
    """Exit 3 and the reason; replacing it would go around what its owner decided."""
    path = _spoil()
    before = path.read_bytes()
    path.chmod(0o444)
    answer = _run("validate", "playbooks", "--fix")
    assert answer.exit_code == ENVIRONMENT
    assert "playbooks/contract.yaml" in answer.stderr
    assert "read-only" in answer.stderr
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".t")] == []


@pytest.mark.usefixtures("workspace")
def test_a_file_changed_meanwhile_is_not_overwritten() -> None:
    """Exit 4: somebody saved it in their editor after it was read."""
    path = _spoil()
    files = {
        each.as_posix(): each.read_bytes() for each in sorted(Path("playbooks").rglob("*.yaml"))
    }
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(StoppedError) as stopped:
        mend(files, "en", is_dry=False)
    assert stopped.value.code == CONFLICT
    assert path.read_text("utf-8") == "mine"


@pytest.mark.usefixtures("workspace")
def test_a_write_that_fails_half_way_leaves_the_old_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk refuses at the last step: the old bytes stand, no rubbish beside them."""
    path = Path("playbooks/contract.yaml")
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        writing.write_file(path, b"new")
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".t")] == []


@pytest.mark.usefixtures("workspace")
def test_a_link_is_followed_and_stays_one() -> None:
    """Writing through a link changes the file it leads to."""
    Path("real.txt").write_text("old")
    Path("link.txt").symlink_to("real.txt")
    writing.write_file(Path("link.txt"), b"new")
    assert Path("link.txt").is_symlink()
    assert Path("real.txt").read_text() == "new"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion_script(shell: str) -> None:
    """``_TOUCHLINE_COMPLETE=SHELL_source touchline``, as docs/cli.md says."""
    script = _complete(shell, "source", {})
    assert "_TOUCHLINE_COMPLETE" in script
    assert f"{shell}_complete" in script


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sh"], "show"),
        (["show", "contr"], "contract"),
        (["schema", "play"], "playbook"),
        (["show", "contract", "--format", "m"], "mermaid"),
        (["validate", "--lang", "z"], "zh"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_names_are_completed(words: list[str], expected: str) -> None:
    """Commands, stages, kinds and choices."""
    variables = {"COMP_WORDS": shlex.join(["touchline", *words]), "COMP_CWORD": str(len(words))}
    assert f"plain,{expected}" in _complete("bash", "complete", variables).splitlines()


def _complete(shell: str, verb: str, variables: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()"],
        cwd=ROOT,
        env={**os.environ, **variables, "_TOUCHLINE_COMPLETE": f"{shell}_{verb}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout
