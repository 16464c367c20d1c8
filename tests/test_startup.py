"""A command loads what it uses: counted in modules here, in time by ``benchmarks.startup``."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from engine import __version__

from .kit import ROOT

# What costs a command its quick start, by who may load it.
HEAVY = frozenset(
    {
        "alembic", "asyncio", "durable", "holidays", "http", "logging", "numpy", "rich",
        "ruamel", "sqlalchemy", "sqlite3", "ssl", "transitions",
    }
)  # fmt: skip
LANGUAGE = frozenset({"msgspec", "pydantic", "pydantic_core", "yaml", "schemas.playbook"})
SCRIPT = """\
import json, sys
sys.argv = ["touchline", *{arguments!r}]
import cli
try:
    cli.main()
except SystemExit as ending:
    code = ending.code
sys.stdout.write("\\n" + json.dumps([code, sorted(sys.modules)]))
"""


def loaded_by(*arguments: str) -> frozenset[str]:
    """Return the modules a command has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("{arguments!r}", repr(list(arguments)))],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    code, modules = json.loads(done.stdout.rpartition("\n")[2])
    assert not code, done.stderr
    return frozenset(modules)


OWN = (
    "acting", "backtesting", "calibrating", "conforming", "frame", "importing", "journeys",
    "keeping", "loading", "looking", "minding", "outbox", "outcome", "places", "rehearsing",
    "serving",
)  # fmt: skip
"""The modules of commands in which commands are declared."""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], [], ["validate", "--help"]])
def test_help_loads_nothing_but_click(arguments: list[str]) -> None:
    """Not even the language: what is printed is known without it."""
    modules = loaded_by(*arguments)
    assert modules & (HEAVY | LANGUAGE | {"importlib.metadata"}) == set()
    ours = {name for name in modules if name.partition(".")[0] in {"engine", "schemas"}}
    commands = {f"engine.commands.{each}" for each in OWN}
    assert ours == {"engine", "engine.commands"} | commands


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "playbooks"],
        ["test", "playbooks/scenarios/contract/quiet_quote.yaml"],
        ["show", "contract"],
        ["show", "--format", "html"],
    ],
    ids=" ".join,
)
def test_no_command_loads_what_it_does_not_use(arguments: list[str]) -> None:
    """No database, no second YAML library, no table drawing, no holiday library."""
    assert loaded_by(*arguments) & HEAVY == set()


def test_validate_does_not_load_what_only_mistakes_or_drawings_need() -> None:
    """A clean workspace pays neither for the cures nor for the drawings."""
    modules = loaded_by("validate", "playbooks")
    spared = {
        "engine.language.mend", "engine.language.repair", "schemas.hover", "engine.present.svg",
        "engine.present.page", "engine.present.timeline", "engine.runtime.service",
        "engine.studies.stories", "engine.language.fixes", "schemas.generate",
    }  # fmt: skip
    assert modules & spared == set()


def test_schema_prints_without_building_a_model() -> None:
    """The schemas are files; reading one needs no pydantic."""
    assert loaded_by("schema", "playbook") & (HEAVY | {"pydantic", "yaml"}) == set()


def test_the_version_stands_in_one_place() -> None:
    """A literal, which the build reads too: asking the installed package costs 25 ms."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'path = "engine/__init__.py"' in text
    assert f'version = "{__version__}"' not in text
