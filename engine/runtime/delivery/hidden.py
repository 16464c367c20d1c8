"""Secrets that do not show: found when they are used, in no text that anything prints (Z6)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...language.deliveries import Secret
from .message import SinkError

LARGEST = 65_536
"""Bytes of a file that holds a secret; a larger one is another file."""


class Hidden:
    """A secret by its place; read anew each time, so that one may be changed while we run."""

    __slots__ = ("_environment", "_secret")

    def __init__(self, secret: Secret, environment: Mapping[str, str] | None = None) -> None:
        """Look it up in ``environment``, that of the process where none is given."""
        self._secret = secret
        self._environment = os.environ if environment is None else environment

    def reveal(self) -> str:
        """Return the secret itself, to be used at once and kept nowhere.

        Raises:
            SinkError: it is not there, or empty.
        """
        found = self._look().strip()
        if not found:
            raise SinkError(f"no secret in {self}")
        return found

    def _look(self) -> str:
        if self._secret.env:
            return self._environment.get(self._secret.env, "")
        try:
            with Path(self._secret.file).open("rb") as file:
                return file.read(LARGEST).decode()
        except (OSError, ValueError) as error:
            raise SinkError(f"{self} cannot be read") from error

    def __str__(self) -> str:
        """Return where it is, never what."""
        env, file = self._secret.env, self._secret.file
        return f"the variable {env}" if env else f"the file {file}"

    def __repr__(self) -> str:
        return f"<{self}>"


def hide(options: Any, environment: Mapping[str, str] | None = None) -> Any:
    """Return options with a :class:`Hidden` wherever a secret is named."""
    if isinstance(options, Secret):
        return Hidden(options, environment)
    if isinstance(options, Mapping):
        return {name: hide(each, environment) for name, each in options.items()}
    if isinstance(options, list | tuple):
        return [hide(each, environment) for each in options]
    return options
