"""The results of a simulation for other programs: JSON, its schema, and its identity."""

from __future__ import annotations

import hashlib
import inspect
import json

import msgspec

from ..studies.figures.results import SCHEMA, Results


def results_json(results: Results) -> str:
    """Return the results as JSON, one form per value; ``simulation.schema.json`` says its shape."""
    return msgspec.json.format(msgspec.json.encode(results), indent=2).decode() + "\n"


def results_hash(results: Results) -> str:
    """Return what tells results apart: equal runs have equal hashes, whoever ran them."""
    return f"sha256:{hashlib.sha256(msgspec.json.encode(results)).hexdigest()}"


def results_schema() -> str:
    """Return the JSON Schema of :func:`results_json`, as committed."""
    said = msgspec.json.schema(Results)
    said["$defs"]["Results"]["properties"]["schema"] = {"const": SCHEMA}
    for each in said["$defs"].values():
        each["description"] = inspect.cleandoc(each["description"])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "模拟结果 | simulation",
        "description": _UNITS,
        **said,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


_UNITS = (
    "时间是微秒，时刻从 1970-01-01T00:00Z 数起；金额是十进制文本。"
    " | Times are microseconds, instants counted from 1970-01-01T00:00Z; amounts are decimal texts."
)
