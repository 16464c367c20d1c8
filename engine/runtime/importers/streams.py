"""A log's bytes, whatever it is packed in: as they are, gz, or one member of a zip.

Nothing is unpacked to disk and nothing is held: so the names inside a zip lead nowhere, and a
small file that unpacks to a huge one is stopped on the way.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from ...language.logs import LogBroken

PATIENCE = 100 * 1024 * 1024
"""So many bytes may come out of any file."""
MOST_TIMES = 300
"""Beyond that, no log is so many times larger than its packed form; deflate ends at 1,032."""

_GZ, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_NAMED = 5


@contextmanager
def open_stream(path: Path, member: str = "") -> Iterator[IO[bytes]]:
    """Open the bytes of a log, unpacked as they are read.

    Raises:
        LogBroken: it cannot be opened, or does not unpack to one file; also while it is read.
    """
    opened: list[IO[bytes]] = []
    try:
        yield _unpacked(path, member, opened)
    finally:
        for each in reversed(opened):
            each.close()


def _unpacked(path: Path, member: str, opened: list[IO[bytes]]) -> IO[bytes]:
    file = open_file(path)
    opened.append(file)
    size = path.stat().st_size
    stream: IO[bytes] = file
    if begin_of(file) == _ZIP:
        stream = _member(file, member)
        opened.append(stream)
        stream = _guarded(stream, size)
    elif member:
        raise LogBroken("not-a-zip", text=member)
    if begin_of(stream)[:2] == _GZ:
        unzipped = cast(IO[bytes], gzip.GzipFile(fileobj=stream))
        opened.append(unzipped)
        stream = _guarded(unzipped, size)
    return stream


def open_file(path: Path) -> io.BufferedReader:
    """Open a file to read.

    Raises:
        LogBroken: there is none, it is a folder, or it may not be read.
    """
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise LogBroken("no-file", text=path.as_posix()) from None
    except IsADirectoryError:
        raise LogBroken("is-folder", text=path.as_posix()) from None
    except OSError as error:
        raise LogBroken("not-readable", text=error.strerror or str(error)) from None


def begin_of(stream: IO[bytes]) -> bytes:
    """Return the first bytes of a stream, which are read again."""
    assert isinstance(stream, io.BufferedReader)
    return stream.peek(4)[:4]


def _member(file: IO[bytes], member: str) -> IO[bytes]:
    """Open a member by its name, or the only one there is."""
    try:
        archive = zipfile.ZipFile(file)
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        if member and member not in names:
            raise LogBroken("no-member", text=_listed(names))
        if not member and len(names) != 1:
            raise LogBroken("which-member", text=_listed(names))
        return archive.open(member or names[0])
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise LogBroken("broken-zip", text=str(error)) from None
    except RuntimeError as error:
        # Python says so of a member that wants a password.
        raise LogBroken("locked", text=str(error)) from None


def _listed(names: list[str]) -> str:
    more = ", …" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _guarded(stream: IO[bytes], size: int) -> io.BufferedReader:
    return io.BufferedReader(_Unpacking(stream, size), 1 << 16)


class _Unpacking(io.RawIOBase):
    """Bytes as they are unpacked; what is wrong with the packing is a state of the log."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, max(PATIENCE, MOST_TIMES * size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        try:
            found = self._stream.read(view.nbytes)
        except EOFError:
            raise LogBroken("truncated") from None
        except LogBroken:
            raise
        except (zlib.error, zipfile.BadZipFile, OSError) as error:
            raise LogBroken("broken-packing", text=str(error)) from None
        self._left -= len(found)
        if self._left < 0:
            raise LogBroken("bomb", text=f"{MOST_TIMES} x")
        view[: len(found)] = found
        return len(found)
