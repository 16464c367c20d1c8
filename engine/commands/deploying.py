"""Playbooks given to a database: what changed since the last time, who stays on what (S8.1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..language.changes import changes
from ..present.deployed import deployed_text, deployed_values
from .loading import compile_at, say_next
from .opening import opening
from .places import Place

if TYPE_CHECKING:
    from ..language.program import Legend, Program


def deploy(place: Place, folder: Path | None, by: str) -> None:
    """Publish a workspace; print what changed, and how many journeys stay on which program.

    Raises:
        StoppedError: the workspace has problems, or the database cannot be written.
    """
    compiled, _ = compile_at(folder, place.lang)
    with opening(place, compiled, makes=True) as here:
        engine = here.engine
        former = engine.deployments()
        before: tuple[Program | None, Legend] = (None, compiled.legend)
        if former:
            before = (engine.linked(former[0].program).program, former[0].legend)
        made = engine.deploy(compiled, by=by)
        is_new = not former or made.number != former[0].number
        # A first deployment changes everything: nobody reads that.
        changed = changes(before[0], compiled.program) if former else ()
        with engine.store.reading() as reading:
            pinned = reading.program_ids()
        if place.is_json:
            values = deployed_values(made, changed, pinned, is_new=is_new)
            click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        else:
            legends = (compiled.legend, before[1])
            click.echo(
                deployed_text(made, changed, legends, pinned, is_new=is_new, lang=place.lang)
            )
        stage = next(iter(compiled.program.stages))
        say_next(place.lang, "start", "ACCOUNT", "--playbook", stage, *place.words())
