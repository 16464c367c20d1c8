"""The wheel, installed into an empty folder and used from another one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine.runtime.store import tables

from .harness import needs_harness

pytestmark = needs_harness("wheel")


def run(*arguments: str, cwd: Path, path: Path | None = None) -> str:
    """Run this Python, with ``path`` before all else it would import from; return stdout."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(path or ""), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation and dependencies nothing is fetched: the test needs no network.
    pip = ("-m", "pip", "--disable-pip-version-check", "wheel", "--quiet")
    run(*pip, str(root), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), cwd=root)
    (built,) = folder.glob("touchline-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps")
    run(*pip, "--no-index", "--target", str(target), str(wheel), cwd=target)
    return target


def test_the_wheel_holds_the_product_and_nothing_else(root: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
        assert "touchline = cli:main" in archive.read(entry_points).decode().splitlines()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"cli.py", "engine", "schemas", "touchline-0.1.0.dist-info"}
    assert "touchline-0.1.0.dist-info/licenses/LICENSE" in names
    data = {f"engine/playbooks/{name}" for name in files(root / "playbooks")}
    data |= {f"schemas/json/{name}" for name in files(root / "schemas" / "json")}
    assert data
    assert data <= set(names)


def files(folder: Path) -> list[str]:
    """Return the files below ``folder``, relative to it."""
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    script = "import cli, engine, schemas; [print(m.__file__) for m in (cli, engine, schemas)]"
    places = run("-c", script, cwd=tmp_path, path=installed).splitlines()
    assert [Path(place).relative_to(installed).parts[0] for place in places] == [
        "cli.py",
        "engine",
        "schemas",
    ]


def test_help_from_another_folder(installed: Path, tmp_path: Path) -> None:
    assert "Usage:" in run("-m", "cli", "--help", cwd=tmp_path, path=installed)


def test_the_shipped_playbooks_pass_from_another_folder(installed: Path, tmp_path: Path) -> None:
    assert run("-m", "cli", "test", cwd=tmp_path, path=installed).strip()


def test_an_installed_engine_upgrades_an_old_database(
    root: Path, installed: Path, tmp_path: Path
) -> None:
    # The revisions are files that alembic loads by their path: they must be in the wheel.
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    old = root / "tests" / "cases" / "databases" / "schema-1-begun.sql"
    connection.executescript(old.read_text("utf-8"))
    connection.close()
    code = (
        "import sys; from engine.runtime.store.opening import open_store\n"
        "store = open_store(sys.argv[1]); print(store.describe()['schema']); store.close()"
    )
    said = run("-c", code, f"sqlite:///{path}", cwd=tmp_path, path=installed)
    assert said.split() == [str(tables.SCHEMA)]
