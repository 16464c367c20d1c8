"""A database looked over: what the doctor finds, printed; it changes nothing."""

from __future__ import annotations

import json
import sys

import click

from .. import __version__
from ..present.examined import examined_text, examined_values
from ..runtime.examination import Examination
from ..runtime.store.opening import open_store
from .opening import told
from .outcome import FINDINGS
from .places import Place
from .surroundings import is_coloured


def examine(place: Place) -> None:
    """Print what was looked at; end with 1 where something needs a hand.

    Raises:
        StoppedError: the database cannot be opened or read.
    """
    with told(place):
        store = open_store(place.url, only_reading=True)
        try:
            signs = Examination(store, __version__).signs()
        finally:
            store.close()
    if place.is_json:
        click.echo(json.dumps(examined_values(signs), ensure_ascii=False, indent=2))
    else:
        click.echo(examined_text(signs, place.lang, is_coloured=is_coloured()))
    if any(sign.verdict == "ill" for sign in signs):
        sys.exit(FINDINGS)
