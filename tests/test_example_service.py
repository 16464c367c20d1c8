"""The example service, started as its README says, and asked what its README asks."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engine import Engine, Workspace

from .kit import ROOT

SERVICE = ROOT / "examples" / "service"
ASKED = re.compile(r"<!-- curl -->\n```sh\n(?P<line>[^\n]+)\n```\n```json\n(?P<said>[^\n]+)\n```")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The service on a port of its own, and where its database is."""
    database = tmp_path_factory.mktemp("service") / "journeys.db"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = {
        **os.environ, "TOUCHLINE_DB": f"sqlite:///{database}", "PYTHONPATH": str(ROOT),
        "TOUCHLINE_WORKSPACE": str(ROOT / "playbooks"),
    }  # fmt: skip
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(SERVICE), "app:app"]
    command += ["--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            assert process.poll() is None, "the service ended; what it said stands above"
            if _answers(address):
                break
            time.sleep(0.05)
        yield address, database
    finally:
        process.terminate()
        process.wait(20)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/tasks"):  # noqa: S310  # our own
            return True
    except urllib.error.URLError:
        return False


def ask(address: str, line: str) -> str:
    """Do what a line of curl does, with this address in place of its own."""
    words = iter(shlex.split(line)[1:])
    request = urllib.request.Request(address)  # noqa: S310  # our own
    for word in words:
        if word == "-X":
            request.method = next(words)
        elif word == "-d":
            request.data = next(words).encode()
            request.add_header("Content-Type", "application/x-www-form-urlencoded")
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            request.add_header(name, value)
        elif word.startswith("localhost:8000"):
            request.full_url = word.replace("localhost:8000", address)
        else:
            assert word == "-s", f"the test does not know {word}"
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own
            return str(answer.read().decode())
    except urllib.error.HTTPError as refused:
        with refused:
            return str(refused.read().decode())


def test_the_service_answers_as_its_readme_says(
    service: tuple[str, Path], request: pytest.FixtureRequest
) -> None:
    address, database = service
    page = SERVICE / "README.md"
    text = page.read_text("utf-8")

    def answered(match: re.Match[str]) -> str:
        return match[0].replace(match["said"], ask(address, match["line"]))

    now = ASKED.sub(answered, text)
    if request.config.getoption("--update-cases"):
        page.write_text(now, "utf-8")
    assert now == page.read_text("utf-8"), "see --update-cases"
    assert len(ASKED.findall(text)) >= 4
    # Another process reads what the service kept, while it runs.
    with Engine.open(f"sqlite:///{database}", Workspace.load(ROOT / "playbooks")) as engine:
        assert engine.journey("acme/steel/contract/1").playbook == "contract"
        owners = {task.owner for task in engine.tasks()}
    told = msgspec.json.decode(ask(address, f"curl localhost:8000/tasks?owner={min(owners)}"))
    assert told
    assert {task["owner"] for task in told} == {min(owners)}
