"""The results of a study for other programs: JSON, its schema, and its identity."""

from __future__ import annotations

import hashlib
import inspect
import json

import msgspec

from ..language.titles import Title
from ..studies.backtest import findings as replayed
from ..studies.backtest.findings import Against, Backtest
from ..studies.conformance import findings as fitting
from ..studies.conformance.findings import Conformed
from ..studies.figures import findings, results
from ..studies.figures.findings import Comparison
from ..studies.figures.results import Results

Study = Results | Comparison | Backtest | Against | Conformed


def results_json(found: Study) -> str:
    """Return the results as JSON, one form per value; ``simulation.schema.json`` says its shape."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"


def results_hash(found: Study) -> str:
    """Return what tells results apart: equal runs have equal hashes, whoever ran them."""
    return f"sha256:{hashlib.sha256(msgspec.json.encode(found)).hexdigest()}"


def results_schema(of: type[Study] = Results) -> str:
    """Return the JSON Schema of :func:`results_json`, as committed."""
    version, title = _SCHEMAS[of]
    return schema_of(of, version, title)


def schema_of(of: type[msgspec.Struct], version: str, title: Title) -> str:
    """Return the JSON Schema of results of a kind, which name their version in ``schema``."""
    said = msgspec.json.schema(of)
    said["$defs"][of.__name__]["properties"]["schema"] = {"const": version}
    for each in said["$defs"].values():
        each["description"] = inspect.cleandoc(each["description"])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{title.zh} | {title.en}",
        "description": _UNITS,
        **said,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


_SCHEMAS: dict[type[Study], tuple[str, Title]] = {
    Results: (results.SCHEMA, Title("模拟结果", "simulation")),
    Comparison: (findings.SCHEMA, Title("两个版本的比较", "comparison")),
    Backtest: (replayed.SCHEMA, Title("回放结果", "backtest")),
    Conformed: (fitting.SCHEMA, Title("历史与剧本的符合度", "conformance")),
    Against: (replayed.AGAINST, Title("两个工作区回放同一份历史", "two workspaces on one history")),
}
_UNITS = (
    "时间是微秒，时刻从 1970-01-01T00:00Z 数起；金额是十进制文本。"
    " | Times are microseconds, instants counted from 1970-01-01T00:00Z; amounts are decimal texts."
)
