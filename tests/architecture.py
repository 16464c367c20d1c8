"""The walls of the house, as small checks over parsed modules.

``parse_house(root)`` reads ``engine/``, ``schemas/`` and ``cli.py``; each check takes the
modules and returns findings such as ``engine/core/rules.py:3: ...``, empty when all is well.
"""

from __future__ import annotations

import ast
import functools
import graphlib
import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A room may import itself and any room of a smaller number. Rooms of one number are
# siblings and do not know each other. "engine" is the door: engine/__init__.py.
ROOMS: Mapping[str, int] = {
    "schemas": 0,
    "engine.language": 1,
    "engine.core": 2,
    "engine.runtime": 3,
    "engine.studies": 3,
    "engine.present": 4,
    "engine.commands": 6,
    "engine": 5,
    "cli": 7,
}
PURE_ROOMS = frozenset({"schemas", "engine.language", "engine.core", "engine.studies"})
OURS = frozenset({"cli", "engine", "schemas"})

# Where each outside package may be imported: a module, or a package with all below it.
DOORS: Mapping[str, tuple[str, ...]] = {
    "alembic": ("engine.runtime.store",),
    "apprise": ("engine.runtime.delivery.chat",),
    "click": ("cli", "engine.commands"),
    "distributed": ("engine.runtime.cluster",),
    "durable": ("engine.runtime.matching",),
    "durable_rules_engine": ("engine.runtime.matching",),
    "holidays": ("engine.language.days",),
    # The one package without a single door: its structs are the values of every room.
    "msgspec": ("engine",),
    "openpyxl": ("engine.runtime.importers.sheets",),
    "opentelemetry": ("engine.runtime.worker.traced",),
    "prometheus_client": ("engine.runtime.worker.measured",),
    "psycopg": ("engine.runtime.store.postgres",),
    "pydantic": ("schemas", "engine.language.loader"),
    "pydantic_core": ("schemas", "engine.language.loader"),
    "rich": ("engine.present", "cli"),
    "ruamel": ("engine.language.events",),
    "sqlalchemy": ("engine.runtime.store",),
    "structlog": ("engine.runtime.worker.structured",),
    "transitions": ("engine.core.machine",),
    # The clock reads its rules; the compiler, which may not import the core, hashes its version.
    "tzdata": ("engine.language.zones",),
    "yaml": ("engine.language.events",),
}

IMPURE_MODULES = frozenset(
    {
        "asyncio",
        "http",
        "logging",
        "multiprocessing",
        "os",
        "random",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "uuid",
    }
)
CLOCKS = frozenset(
    {
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "time.time",
    }
)
# Not "open": tasks are opened too. A path's own open() is left to the reviewer.
FILE_METHODS = frozenset({"read_bytes", "read_text", "write_bytes", "write_text"})
# Tables that come with a package are as fixed as its code, and a program's hash names their
# version: our committed working days, and the zone rules of the package tzdata.
READS_PACKAGE_TABLES = ("engine.language.days", "engine.language.zones")

RUNS_TEXT = frozenset({"compile", "eval", "exec"})
RUNS_GENERATED_CODE = "engine.language.codegen"

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef
Public = ast.ClassDef | Function


@dataclass(frozen=True)
class Module:
    """One parsed source file."""

    name: str
    path: str
    tree: ast.Module
    lines: int
    is_package: bool

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the file, walked once for all checks."""
        return tuple(ast.walk(self.tree))

    @functools.cached_property
    def aliases(self) -> Mapping[str, str]:
        """What each imported local name stands for: ``dt`` for ``datetime.datetime``."""
        names: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                base = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                names |= {alias.asname or alias.name: base + alias.name for alias in node.names}
        return names

    def dotted(self, node: ast.AST) -> str:
        """Return the dotted name an expression stands for, empty for any other node."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self.dotted(node.value)}.{node.attr}"
        return ""

    def at(self, node: ast.stmt | ast.expr, message: str) -> str:
        """Return a finding with its place."""
        return f"{self.path}:{node.lineno}: {message}"


@dataclass(frozen=True)
class Import:
    """One imported name, resolved: ``base`` is the module, ``name`` what is taken from it."""

    base: str
    name: str | None
    level: int
    node: ast.stmt | ast.expr

    @property
    def full(self) -> str:
        """The longest dotted name this import may mean."""
        return f"{self.base}.{self.name}" if self.name else self.base


House = Mapping[str, Module]


def parse_house(root: Path) -> House:
    """Parse our source files under ``root``, by module name."""
    files = [*root.glob("engine/**/*.py"), *root.glob("schemas/**/*.py"), *root.glob("cli.py")]
    return {module.name: module for module in (_parse(root, file) for file in sorted(files))}


def _parse(root: Path, file: Path) -> Module:
    relative = file.relative_to(root)
    parts = relative.with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text, filename=relative.as_posix())
    return Module(name, relative.as_posix(), tree, len(text.splitlines()), is_package)


def is_under(name: str, top: str) -> bool:
    """Tell whether a dotted name is ``top`` or stands below it."""
    return name == top or name.startswith(top + ".")


def room_of(name: str) -> str | None:
    """Return the room of a module of ours, None for one that stands in no room."""
    if name in ROOMS:
        return name
    return next((room for room in ROOMS if room != "engine" and is_under(name, room)), None)


# Imports.


def imports_of(module: Module) -> Iterator[Import]:
    """Yield every import wherever it stands: in functions and under TYPE_CHECKING too."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, None, 0, node)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for alias in node.names:
                yield Import(base, alias.name, node.level, node)
        elif isinstance(node, ast.Call) and (name := _imported_by_call(node)):
            yield Import(name, None, 0, node)


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    kept = package[: len(package) - (node.level - 1)]
    return ".".join([*kept, node.module] if node.module else kept)


def _imported_by_call(node: ast.Call) -> str | None:
    called = ast.unparse(node.func).rpartition(".")[2]
    if called not in {"__import__", "import_module"} or not node.args:
        return None
    first = node.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def target_of(house: House, imported: Import) -> str | None:
    """Return the module of ours that an import reaches, None for an outside package."""
    if imported.base.partition(".")[0] not in OURS:
        return None
    return imported.full if imported.full in house else imported.base


def direction(house: House) -> list[str]:
    """Find imports that go up, or sideways between sibling rooms."""
    found = []
    for module in house.values():
        room = room_of(module.name)
        if room is None:
            found.append(f"{module.path}:1: stands in no room; rooms are {', '.join(ROOMS)}")
            continue
        for imported in imports_of(module):
            target = target_of(house, imported)
            if target is None:
                continue
            other = room_of(target)
            if other != room and (other is None or ROOMS[other] >= ROOMS[room]):
                found.append(module.at(imported.node, f"{room} imports {target}"))
    return found


def relative_imports(house: House) -> list[str]:
    """Find modules of the engine that name it: a rename of the package must stay cheap."""
    return [
        module.at(imported.node, f"absolute import of {imported.full}; make it relative")
        for module in house.values()
        if is_under(module.name, "engine")
        for imported in imports_of(module)
        if imported.level == 0 and is_under(imported.base, "engine")
    ]


def doors(house: House) -> list[str]:
    """Find outside packages imported elsewhere than at their door, or without one."""
    found = []
    for module in house.values():
        for imported in imports_of(module):
            package = imported.base.partition(".")[0]
            if package in OURS or package in sys.stdlib_module_names:
                continue
            allowed = DOORS.get(package, ())
            if not any(is_under(module.name, door) for door in allowed):
                where = " and ".join(allowed) or "no door yet (tests/architecture.py)"
                found.append(module.at(imported.node, f"{package} is imported; it has {where}"))
    return found


def cycles(house: House) -> list[str]:
    """Find a circle of imports between modules, those for types included; one at a time."""
    edges = {
        module.name: {
            target
            for imported in imports_of(module)
            if (target := target_of(house, imported)) in house and target != module.name
        }
        for module in house.values()
    }
    try:
        graphlib.TopologicalSorter(edges).prepare()
    except graphlib.CycleError as error:
        # graphlib names the imported before the importer; a reader follows the arrows.
        return [" -> ".join(reversed(error.args[1]))]
    return []


# Purity.


def impure_imports(house: House) -> list[str]:
    """Find pure rooms that import a clock, chance, the network, the machine or a log."""
    found = []
    for module in _pure(house):
        for imported in imports_of(module):
            package = imported.base.partition(".")[0]
            if package in IMPURE_MODULES:
                found.append(module.at(imported.node, f"a pure room imports {package}"))
    return found


def impure_calls(house: House) -> list[str]:
    """Find pure rooms that read a clock or a file, called or handed on by name."""
    found = []
    for module in _pure(house):
        for node in module.nodes:
            if isinstance(node, ast.Attribute | ast.Name) and module.dotted(node) in CLOCKS:
                found.append(module.at(node, f"a pure room reads the clock: {ast.unparse(node)}"))
            elif isinstance(node, ast.Call) and _touches_file(module, node):
                found.append(module.at(node, f"a pure room reads a file: {ast.unparse(node.func)}"))
    return found


def _pure(house: House) -> Iterator[Module]:
    return (module for module in house.values() if room_of(module.name) in PURE_ROOMS)


def _touches_file(module: Module, call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "open"
    if any(is_under(module.name, reader) for reader in READS_PACKAGE_TABLES):
        return False
    return isinstance(call.func, ast.Attribute) and call.func.attr in FILE_METHODS


def runs_text(house: House) -> list[str]:
    """Find uses of the builtins that run text as code, outside the one room that may."""
    return [
        module.at(node, f"{ast.unparse(node)} runs text as code")
        for module in house.values()
        if not is_under(module.name, RUNS_GENERATED_CODE)
        for node in module.nodes
        if isinstance(node, ast.Attribute | ast.Name)
        and module.dotted(node).removeprefix("builtins.") in RUNS_TEXT
    ]


# Sizes and docstrings.


def functions(module: Module) -> Iterator[Function]:
    """Yield every function of a module, methods and inner ones too."""
    return (node for node in module.nodes if isinstance(node, Function))


def length(function: Function) -> int:
    """Return how many lines a reader scrolls, from ``def`` to the last statement."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def too_long(house: House) -> list[str]:
    """Find files and functions that cannot be read without losing the thread."""
    found = [
        f"{module.path}: {module.lines} lines, at most {FILE_LINES_MAX}"
        for module in house.values()
        if module.lines > FILE_LINES_MAX
    ]
    for module in house.values():
        for function in functions(module):
            lines = length(function)
            if lines > FUNCTION_LINES_MAX:
                allowed = f"{lines} lines, at most {FUNCTION_LINES_MAX}"
                found.append(module.at(function, f"{function.name} has {allowed}"))
    return found


def sizes(house: House) -> str:
    """Return the one line that says how big files and functions are."""
    files = [module.lines for module in house.values()]
    bodies = [length(function) for module in house.values() for function in functions(module)]
    return (
        f"{len(files)} files, lines median {_quantile(files, 50)} max {max(files, default=0)}; "
        f"{len(bodies)} functions, lines median {_quantile(bodies, 50)} "
        f"p90 {_quantile(bodies, 90)} max {max(bodies, default=0)}"
    )


def _quantile(values: Sequence[int], percent: int) -> int:
    if len(values) < 2:
        return max(values, default=0)
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1])


def missing_docstrings(house: House) -> list[str]:
    """Find public modules, classes, functions and methods without a docstring."""
    found = []
    for module in house.values():
        if any(part.startswith("_") for part in module.name.split(".")):
            continue
        if not ast.get_docstring(module.tree):
            found.append(f"{module.path}:1: the module has no docstring")
        found += [
            module.at(node, f"{name} has no docstring")
            for name, node in _public(module.tree.body)
            if not ast.get_docstring(node)
        ]
    return found


def _public(body: Iterable[ast.stmt], inside: str = "") -> Iterator[tuple[str, Public]]:
    for node in body:
        if not isinstance(node, Public) or node.name.startswith("_"):
            continue
        # The getter, or the implementation, carries the words for all of them.
        if {"overload", "setter", "deleter"} & set(_decorators(node)):
            continue
        yield inside + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _public(node.body, f"{inside}{node.name}.")


def _decorators(node: Public) -> Iterator[str]:
    return (ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list)
