"""Alembic, told where its scripts are and what they work on; no file of settings (S8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from .filling import fill

FOLDER = Path(__file__).resolve().parent


def run(connection: sa.Connection, version_table: str, stamp: str = "") -> None:
    """Run the revisions a database has not seen, after writing down those it has in ``stamp``."""
    config = Config()
    # Nothing is to be filled in there; in this kind of settings a percent sign would be.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    given: dict[str, Any] = {"connection": connection, "version_table": version_table, "fill": fill}
    config.attributes.update(given)
    if stamp:
        command.stamp(config, stamp)
    command.upgrade(config, "head")
