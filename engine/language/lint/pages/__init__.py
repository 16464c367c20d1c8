"""Pages of the rules that other rooms keep, by group: each module's docstring holds its pages."""

from __future__ import annotations

from collections.abc import Mapping

from . import (
    allowing,
    calendars,
    comparing,
    conditions,
    delivering,
    flow,
    lifecycle,
    logic,
    mappings,
    names,
    populations,
    reading,
    shape,
    stories,
    time,
    tracks,
    yaml_signs,
)

ABOUT: Mapping[str, tuple[str | None, ...]] = {
    "reading": (reading.__doc__, yaml_signs.__doc__),
    "shape": (shape.__doc__,),
    "names": (names.__doc__,),
    "time": (time.__doc__, calendars.__doc__),
    "conditions": (conditions.__doc__, comparing.__doc__),
    "flow": (flow.__doc__, tracks.__doc__, logic.__doc__, lifecycle.__doc__),
    "allowances": (allowing.__doc__,),
    "stories": (stories.__doc__,),
    "populations": (populations.__doc__,),
    "mappings": (mappings.__doc__,),
    "delivery": (delivering.__doc__,),
}
"""The pages of each group as they are written."""
