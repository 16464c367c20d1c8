"""Playbooks given to a database: what changed since the last time, who stays on what (S8.1)."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..present.deployed import Told, deployed_text, deployed_values
from .loading import compile_at, say_next
from .opening import opening
from .places import Place


def deploy(place: Place, folder: Path | None, by: str, *, is_tried: bool) -> None:
    """Publish a workspace; print what changed, and how many journeys stay on which program.

    ``is_tried``: only what would change is told, and nothing is published.

    Raises:
        StoppedError: the workspace has problems, or the database cannot be written.
    """
    compiled, _ = compile_at(folder, place.lang)
    # Opened by it, a database keeps a program at once: trying it out must leave no trace.
    with opening(place, None if is_tried else compiled, makes=not is_tried) as here:
        compared = here.engine.compare(compiled)
        made = None if is_tried else here.engine.deploy(compiled, by=by)
        told = Told(compared, made, compiled.id, compiled.legend)
        if place.is_json:
            click.echo(json.dumps(deployed_values(told), ensure_ascii=False, indent=2))
        else:
            click.echo(deployed_text(told, place.lang))
        if is_tried:
            say_next(place.lang, "deploy", folder, *place.words())
            return
        stage = next(iter(compiled.program.stages))
        say_next(place.lang, "start", "ACCOUNT", "--playbook", stage, *place.words())
