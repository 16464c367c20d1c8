"""Who may import whom, what is pure, how long is too long; and each check seen failing."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from . import architecture
from .architecture import House

Check = Callable[[House], list[str]]

CHECKS: tuple[Check, ...] = (
    architecture.direction,
    architecture.relative_imports,
    architecture.doors,
    architecture.cycles,
    architecture.impure_imports,
    architecture.impure_calls,
    architecture.runs_text,
    architecture.too_long,
    architecture.missing_docstrings,
)

Tree = dict[str, str]

# check, a tree that breaks it, what it then says
BREACHES: tuple[tuple[Check, Tree, str], ...] = (
    (
        architecture.direction,
        {"engine/core/decide.py": "from ..runtime import store", "engine/runtime/store.py": ""},
        "engine/core/decide.py:1: engine.core imports engine.runtime.store",
    ),
    (
        architecture.direction,
        {"engine/core/decide.py": "def f():\n    from ..present.text import show"},
        "engine/core/decide.py:2: engine.core imports engine.present.text",
    ),
    (
        architecture.direction,
        {"engine/studies/simulate.py": "from ..runtime.service import Engine"},
        "engine/studies/simulate.py:1: engine.studies imports engine.runtime.service",
    ),
    (
        architecture.direction,
        {"engine/runtime/worker.py": "from .. import Engine", "engine/__init__.py": ""},
        "engine/runtime/worker.py:1: engine.runtime imports engine",
    ),
    (
        architecture.direction,
        {"schemas/text.py": "from engine.language.source import Place"},
        "schemas/text.py:1: schemas imports engine.language.source",
    ),
    (
        architecture.direction,
        {"schemas/text.py": "import importlib\nimportlib.import_module('cli')"},
        "schemas/text.py:2: schemas imports cli",
    ),
    (
        architecture.direction,
        {"engine/utils.py": ""},
        "engine/utils.py:1: stands in no room; rooms are schemas, engine.language, engine.core, "
        "engine.runtime, engine.studies, engine.present, engine.commands, engine, cli",
    ),
    (
        architecture.relative_imports,
        {"engine/core/decide.py": "from engine.language.program import Program"},
        "engine/core/decide.py:1: absolute import of engine.language.program.Program; "
        "make it relative",
    ),
    (
        architecture.relative_imports,
        {"engine/core/decide.py": "import engine.core.clock"},
        "engine/core/decide.py:1: absolute import of engine.core.clock; make it relative",
    ),
    (
        architecture.doors,
        {"engine/language/loader.py": "from ruamel.yaml import YAML"},
        "engine/language/loader.py:1: ruamel is imported; it has engine.language.events",
    ),
    (
        architecture.doors,
        {"engine/present/text.py": "def f():\n    import click"},
        "engine/present/text.py:2: click is imported; it has cli and engine.commands",
    ),
    (
        architecture.doors,
        {"engine/core/decide.py": "import pydantic"},
        "engine/core/decide.py:1: pydantic is imported; it has schemas and engine.language.loader",
    ),
    (
        architecture.doors,
        {"cli.py": "import requests"},
        "cli.py:1: requests is imported; it has no door yet (tests/architecture.py)",
    ),
    (
        architecture.cycles,
        {
            "engine/core/a.py": "from . import b",
            "engine/core/b.py": "from .c import thing",
            "engine/core/c.py": "if TYPE_CHECKING:\n    from .a import Thing",
            "engine/core/leans_on_it.py": "from . import a",
        },
        "engine.core.a -> engine.core.b -> engine.core.c -> engine.core.a",
    ),
    (
        architecture.impure_imports,
        {"engine/studies/simulate.py": "import random"},
        "engine/studies/simulate.py:1: a pure room imports random",
    ),
    (
        architecture.impure_imports,
        {"engine/core/clock.py": "from urllib.request import urlopen"},
        "engine/core/clock.py:1: a pure room imports urllib",
    ),
    (
        architecture.impure_calls,
        {"engine/core/clock.py": "import datetime as d\nnow = d.datetime.now(d.UTC)"},
        "engine/core/clock.py:2: a pure room reads the clock: d.datetime.now",
    ),
    (
        architecture.impure_calls,
        {"engine/core/clock.py": "from datetime import date\nfield(default_factory=date.today)"},
        "engine/core/clock.py:2: a pure room reads the clock: date.today",
    ),
    (
        architecture.impure_calls,
        {"engine/language/source.py": "text = open('a.yaml').read()"},
        "engine/language/source.py:1: a pure room reads a file: open",
    ),
    (
        architecture.impure_calls,
        {"engine/language/source.py": "text = path.read_text()"},
        "engine/language/source.py:1: a pure room reads a file: path.read_text",
    ),
    (
        architecture.runs_text,
        {"engine/runtime/service.py": "import builtins\nbuiltins.eval('1')"},
        "engine/runtime/service.py:2: builtins.eval runs text as code",
    ),
    (
        architecture.runs_text,
        {"cli.py": "run = exec"},
        "cli.py:1: exec runs text as code",
    ),
    (
        architecture.too_long,
        {"schemas/text.py": "x = 1\n" * 401},
        "schemas/text.py: 401 lines, at most 400",
    ),
    (
        architecture.too_long,
        {"cli.py": "class A:\n    def run(self):\n" + "        x = 1\n" * 60},
        "cli.py:2: run has 61 lines, at most 60",
    ),
    (
        architecture.missing_docstrings,
        {"engine/core/__init__.py": ""},
        "engine/core/__init__.py:1: the module has no docstring",
    ),
    (
        architecture.missing_docstrings,
        {"cli.py": '"""Doc."""\nclass A:\n    """Doc."""\n    async def run(self): ...'},
        "cli.py:4: A.run has no docstring",
    ),
)

# What stands beside each wall and is allowed: a check that finds everything proves nothing.
SOUND: Tree = {
    "cli.py": '"""CLI."""\nimport click\nfrom rich import table\nfrom engine import Workspace\n',
    "schemas/text.py": '"""Text."""\nimport pydantic\n',
    "engine/__init__.py": '"""Door."""\nfrom .runtime.service import Engine\n',
    "engine/language/days/__init__.py": (
        '"""Tables."""\nfrom importlib.resources import files\n'
        'TABLE = files(__package__).joinpath("cn.csv").read_text()\n'
    ),
    "engine/language/codegen.py": '"""Codegen."""\nexec(compile("1", "<rules>", "exec"))\n',
    "engine/core/decide.py": (
        '"""Decide."""\nimport re\nfrom schemas.text import Text\nfrom ..language import days\n'
        'from . import clock\nSHAPE = re.compile("a")\n'
        'def _private(): touchpoints.open("chase")\n'
    ),
    "engine/core/clock.py": (
        '"""Clock."""\nfrom datetime import datetime\n'
        "class Clock:\n"
        '    """Doc."""\n'
        "    @property\n    def now(self):\n"
        '        """Doc."""\n'
        "    @now.setter\n    def now(self, value): self.set(value.now())\n"
    ),
    "engine/runtime/service.py": '"""Service."""\nimport os, time\nstart = time.time()\n',
    "engine/runtime/store/sql.py": '"""SQL."""\nimport alembic.config, sqlalchemy.sql\n',
    "engine/present/text.py": '"""Show."""\nfrom ..core.decide import SHAPE\nimport rich\n',
}


def build(root: Path, tree: Tree) -> House:
    """Write a made-up tree and parse it."""
    for name, text in tree.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
    return architecture.parse_house(root)


@pytest.fixture(scope="module")
def house(root: Path) -> House:
    return architecture.parse_house(root)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_stands(house: House, check: Check) -> None:
    assert house, "no module was found: the check would pass over an empty house"
    assert check(house) == []


def test_sizes_are_reported(house: House, closing_lines: list[str]) -> None:
    closing_lines.append("sizes: " + architecture.sizes(house))


@pytest.mark.parametrize(
    ("check", "tree", "finding"),
    BREACHES,
    ids=[f"{check.__name__}-{next(iter(tree))}" for check, tree, _ in BREACHES],
)
def test_a_breach_is_found(tmp_path: Path, check: Check, tree: Tree, finding: str) -> None:
    assert check(build(tmp_path, tree)) == [finding]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_is_allowed_passes(tmp_path: Path, check: Check) -> None:
    assert check(build(tmp_path, SOUND)) == []


def test_every_check_is_seen_failing() -> None:
    assert {check for check, _, _ in BREACHES} == set(CHECKS)


def test_sizes_count_files_and_functions(tmp_path: Path) -> None:
    house = build(tmp_path, {"cli.py": "def a():\n    pass\n\ndef b():\n    x = 1\n    return x\n"})
    assert architecture.sizes(house) == (
        "1 files, lines median 6 max 6; 2 functions, lines median 2 p90 3 max 3"
    )
