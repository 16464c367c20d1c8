"""Where a file of SQLite lies: what must be so before it is opened (F7)."""

from __future__ import annotations

import re
from pathlib import Path

from ..failures import StoreError

MOUNTS = Path("/proc/self/mounts")
"""What is mounted where, on Linux; elsewhere nobody is asked."""

# Over a network two machines share neither the locks nor the log's index in memory.
_NETWORK = re.compile(r"nfs\d*|cifs|smb\w*|9p|afs|ceph|gluster\w*|lustre|fuse\.(sshfs|glusterfs)")
_OCTAL = re.compile(r"\\([0-7]{3})")


def log_of(path: Path) -> Path:
    """Return where the log of a database lies."""
    return path.with_name(f"{path.name}-wal")


def check_place(path: Path, *, only_reading: bool) -> None:
    """Refuse a place where a database would be begun anew, half read, or torn by two machines.

    Raises:
        StoreError: it is one; nothing was created or changed.
    """
    if not path.parent.is_dir():
        raise StoreError("folder-missing", folder=path.parent)
    # A log without its database is all that is left of what was committed last; with a new
    # database beside it SQLite would delete it.
    if not path.exists() and (only_reading or log_of(path).exists()):
        raise StoreError("database-missing", path=path)
    # The index is always deleted before the log, or not at all.
    if not log_of(path).exists() and path.with_name(f"{path.name}-shm").exists():
        raise StoreError("log-missing", path=path, log=log_of(path).name)
    kind = disk_kind(path)
    if _NETWORK.fullmatch(kind):
        raise StoreError("network-disk", path=path, kind=kind)


def disk_kind(path: Path) -> str:
    """Return the kind of file system a path is on, empty where nobody says."""
    try:
        text = MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
    place = path.resolve()
    depth, found = 0, ""
    for line in text.splitlines():
        _, folder, kind, *_ = line.split(" ")
        mounted = Path(_OCTAL.sub(lambda each: chr(int(each[1], 8)), folder))
        # Of several on one place, the last one mounted is seen.
        if place.is_relative_to(mounted) and len(mounted.parts) >= depth:
            depth, found = len(mounted.parts), kind
    return found
