"""JSON Schemas for editors, generated from the models.

The files are committed, so that an editor finds them beside the playbooks; a test
compares them with the models, and ``--update-cases`` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path

from .lifecycle import Lifecycle
from .playbook import Playbook
from .scenario import Story
from .shared import (
    Calendars,
    ContactLimits,
    Escalations,
    Forms,
    Messages,
    Recoveries,
)
from .text import Written
from .workspace import People, Vocabulary

FOLDER = Path(__file__).parent / "json"

MODELS: dict[str, type[Written]] = {
    "playbook": Playbook,
    "story": Story,
    "vocabulary": Vocabulary,
    "people": People,
    "calendars": Calendars,
    "escalations": Escalations,
    "recoveries": Recoveries,
    "forms": Forms,
    "messages": Messages,
    "contact_limits": ContactLimits,
    "lifecycle": Lifecycle,
}


def schema_text(name: str) -> str:
    """Return the JSON Schema of one kind of file, as committed."""
    schema = MODELS[name].model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
