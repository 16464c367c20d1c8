"""The results of a simulation for other programs: JSON, its schema, and its identity."""

from __future__ import annotations

import hashlib
import json

import msgspec

from ..studies.figures.findings import Comparison
from ..studies.figures.results import Results


def results_json(results: Results | Comparison) -> str:
    """Return the results as JSON, one form per value; ``simulation.schema.json`` says its shape."""
    return msgspec.json.format(msgspec.json.encode(results), indent=2).decode() + "\n"


def results_hash(results: Results | Comparison) -> str:
    """Return what tells results apart: equal runs have equal hashes, whoever ran them."""
    return f"sha256:{hashlib.sha256(msgspec.json.encode(results)).hexdigest()}"


def results_schema(of: type[Results | Comparison] = Results) -> str:
    """Return the JSON Schema of :func:`results_json`, as committed."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(of),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
