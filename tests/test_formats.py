"""Problems for people, editors, workflow runs and code scanning: one list, four formats."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest

from engine.language.compiler import compile_files
from engine.language.problems import Place, Problem, problem
from engine.present.findings import as_json, as_sarif, report

from .kit import edited, shipped_files

LINE = re.compile(r"::error (?P<properties>[^:]*)::(?P<message>.*)")


def found() -> list[Problem]:
    """Return the problems of a workspace with two mistakes."""
    files = edited(shipped_files(), "contract.yaml", "via: [visit, phone]", "vai: [visit, phone]")
    files = edited(files, "contract.yaml", "waits_for: customer", "waits_for: costumer")
    _, problems = compile_files(files)
    assert len(problems) == 2
    return problems


def tricky() -> Problem:
    """Return a problem whose texts hold all that a format could stumble over."""
    place = Place("合同 目录/a,b:c%.yaml", 3, 5, 9)
    return problem(place, "unknown-name", kind="state", name="a::b\n%,x", allowed='"y"')


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_lists_everything_a_tool_needs(lang: Any) -> None:
    """Path, line, columns, rule, message, hint and where the rule is explained."""
    listed = json.loads(as_json(found(), lang))
    assert [each["rule"] for each in listed] == ["unknown-key", "wrong-word"]
    first, expected = listed[0], found()[0]
    assert set(first) == {
        "path", "line", "column", "end_column", "rule", "message", "hint", "url",
    }  # fmt: skip
    assert (first["path"], first["line"]) == ("playbooks/contract.yaml", expected.place.line)
    assert first["end_column"] - first["column"] == len("vai")
    assert first["message"] == expected.message(lang)
    assert first["url"] == "docs/rules/unknown-key.md"
    assert json.loads(as_json([], lang)) == []


def test_github_annotations_keep_their_properties_apart() -> None:
    """A comma, colon, percent sign or line end in a text must not end a property or the message."""
    (line,) = report([tricky()], {}, "en", "github").splitlines()
    match = LINE.fullmatch(line)
    assert match is not None, line
    properties = dict(each.split("=", 1) for each in match["properties"].split(","))
    assert unquote(properties.pop("file")) == "合同 目录/a,b:c%.yaml"
    assert properties == {
        "line": "3", "endLine": "3", "col": "5", "endColumn": "9", "title": "unknown-name",
    }  # fmt: skip
    assert unquote(match["message"]).startswith('there is no state "a::b\n%,x"')
    assert report([], {}, "en", "github") == ""


def test_sarif_has_the_shape_that_code_scanning_reads() -> None:
    """Version, tool, rules, and per result a rule by index, a message, a place in characters."""
    document = json.loads(as_sarif([*found(), tricky()], "en", "9.9"))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-2.1.0.json")
    (run,) = document["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("touchline", "9.9")
    assert [each["id"] for each in driver["rules"]] == ["unknown-key", "unknown-name", "wrong-word"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error"
        assert result["message"]["text"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]+", uri), uri
        region = location["physicalLocation"]["region"]
        assert 1 <= region["startColumn"] < region["endColumn"]
        assert region["startLine"] == region["endLine"]
    last = run["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(last) == "合同 目录/a,b:c%.yaml"


def test_sarif_of_a_clean_workspace_has_a_run_without_results() -> None:
    """Code scanning closes what a run no longer finds; without a run it would not."""
    (run,) = json.loads(as_sarif([], "zh", ""))["runs"]
    assert run["results"] == []
    assert "semanticVersion" not in run["tool"]["driver"]


def test_a_caret_stands_under_its_word_after_chinese() -> None:
    """A Chinese character before the place fills two columns of a terminal."""
    files = edited(
        shipped_files(),
        "contract.yaml",
        "quote.declined: lost",
        "quote.declined: {to: lost, 备注: 无, up_too: 3 times}",
    )
    _, problems = compile_files(files)
    text = report(problems, files, "zh", "text")
    blocks = [block.split("\n") for block in re.split(r"\n(?=playbooks/)", text)]
    (line, caret) = next(
        (block[2], block[3]) for block in blocks if "up_too" in block[0] and len(block) > 3
    )
    before = line[: line.index("up_too")]
    columns = sum(2 if "\u3400" <= character <= "\u9fff" else 1 for character in before)
    assert caret.index("^") == columns


def test_colour_is_added_and_nothing_else() -> None:
    """Without its escapes a coloured report is the plain one."""
    files = edited(shipped_files(), "contract.yaml", "via: [visit, phone]", "vai: [visit, phone]")
    _, problems = compile_files(files)
    plain = report(problems, files, "en", "text")
    coloured = report(problems, files, "en", "text", is_coloured=True)
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9]*m", "", coloured) == plain
