"""How a command ends: one table of exit codes, and no traceback whatever stops it."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from engine.commands.outcome import CONFLICT, ENVIRONMENT, FINDINGS, INTERRUPTED, OK, USAGE

from .kit import ROOT

PLAYBOOKS = ROOT / "playbooks"
# What a command does, and the code it ends with.
ENDINGS: dict[str, tuple[list[str], int]] = {
    "clean": (["validate", str(PLAYBOOKS)], OK),
    "findings": (["validate", "spoilt"], FINDINGS),
    "unknown command": (["validat"], USAGE),
    "unknown option": (["validate", "--fux"], USAGE),
    "no such folder": (["validate", "nowhere"], USAGE),
    "no such stage": (["show", "nowhere"], USAGE),
    "reserved": (["verify"], USAGE),
    "not readable": (["validate", "looped"], ENVIRONMENT),
    "not writable": (["show", "--output", "nowhere/x.txt"], ENVIRONMENT),
    "no database": (["test", "--db", "sqlite:///nowhere/x.db"], ENVIRONMENT),
    "not empty": (["init", "."], CONFLICT),
    "no database to look at": (["tasks", "--db", "sqlite:///nowhere.db"], ENVIRONMENT),
    "no address": (["tasks", "--db", "nowhere"], ENVIRONMENT),
    "no folder for a database": (
        ["start", "a", "--playbook", "contract", "--db", "sqlite:///nowhere/x.db"],
        ENVIRONMENT,
    ),
    "nobody acts": (["pause", "a", "--db", "sqlite:///x.db"], USAGE),
    "no story": (["explain", "nowhere.yaml"], USAGE),
}


def _start(*arguments: str, cwd: Path, stdout: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with one workspace that is wrong and one that cannot be read."""
    (tmp_path / "spoilt").mkdir()
    (tmp_path / "spoilt" / "a.yaml").write_text("schema: playbook/1\nid: a\n", encoding="utf-8")
    (tmp_path / "looped").mkdir()
    (tmp_path / "looped" / "a.yaml").symlink_to("a.yaml")
    return tmp_path


@pytest.mark.parametrize(("arguments", "code"), ENDINGS.values(), ids=ENDINGS)
def test_the_exit_code_says_how_it_ended(arguments: list[str], code: int, desk: Path) -> None:
    """0 ok, 1 findings, 2 usage, 3 environment, 4 conflict."""
    command = _start(*arguments, cwd=desk, stdout=subprocess.PIPE)
    _, talk = command.communicate(timeout=60)
    assert command.returncode == code, talk.decode()
    assert b"Traceback" not in talk


def test_the_table_of_the_documentation_is_this_one() -> None:
    """docs/cli.md names the same six codes."""
    text = (ROOT / "docs" / "cli.md").read_text("utf-8")
    rows = {int(code) for code in re.findall(r"^\| ([0-9]+) \|", text, re.MULTILINE)}
    assert rows == {OK, FINDINGS, USAGE, ENVIRONMENT, CONFLICT, INTERRUPTED}


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
def test_ctrl_c_ends_quietly_with_130(desk: Path) -> None:
    """Sent while a pipe that nobody empties holds the output back, so that it hits us at work."""
    reader, writer = os.pipe()
    command = _start("show", "contract", "--format", "html", cwd=desk, stdout=writer)
    os.close(writer)
    try:
        _wait_until_blocked(reader, command)
        command.send_signal(signal.SIGINT)
        _, talk = command.communicate(timeout=30)
    finally:
        os.close(reader)
    assert command.returncode == INTERRUPTED
    assert b"Traceback" not in talk


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_reader_that_goes_away_is_no_error_to_shout_about(desk: Path) -> None:
    """As behind ``| head``: no traceback, nothing on stderr, a code that is not 0."""
    reader, writer = os.pipe()
    os.close(reader)
    command = _start("show", "contract", cwd=desk, stdout=writer)
    os.close(writer)
    _, talk = command.communicate(timeout=30)
    assert (command.returncode, talk) == (ENVIRONMENT, b"")


def _wait_until_blocked(reader: int, command: subprocess.Popen[bytes]) -> None:
    """Wait until a command has filled the pipe: the page is longer than any pipe holds."""
    filled = -1
    while command.poll() is None:
        held = int.from_bytes(fcntl.ioctl(reader, termios.FIONREAD, bytes(4)), sys.byteorder)
        if held and held == filled:
            return
        filled = held
        time.sleep(0.1)
    raise AssertionError("it ended before it filled the pipe")
