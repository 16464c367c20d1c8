"""Random texts for the reader: ``python -m tests.soak_reader 1000000 [SEED]``.

Pieces of the shipped files with a few characters or lines changed, and texts put together
from what makes YAML hard. Every text must be answered with a tree or with problems at places
that exist, and PyYAML's C parser and ruamel's pure one must agree on every tree.
"""

from __future__ import annotations

import random
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator

from engine.language.characters import Lines, refuse_characters
from engine.language.fixes import fix_file
from engine.language.nodes import Node
from engine.language.problems import Problem
from engine.language.source import read
from engine.language.tree import Grower

from .kit import shipped_files

SIGNS = [
    *"\n\n\n    ::--,,[]{}#'\"|>&*!%@`?~<=.0aAyn\\\t\r",
    *"：，；（）“”【】\u3000３ａаο报价é\u200b\u202e\u2028\x85\x00\ufeff😀\ud800\u200d", "e\u0301",
]  # fmt: skip
PHRASES = [
    "a: ", "b:\n  ", "- ", "\n- ", "\n  ", "\n    ", ": ", " # ", " #", "key: value\n", "? ",
    "{a: b}", "[a, b]", "{at: 2025-09-26 09:00}", "? [a: 1]\n: 2\n", "|\n  text\n", "|2\n",
    ">-\n  text\n\n", "'it''s'", '"a\\nb"', '"\\ud800"', '"\\u0085"', "''", '""', "&a ", "*a",
    "!!int ", "!foo ", "<<: ", "---\n", "...\n", "%YAML 1.3\n", "%TAG ! a\n", "  ", "\t", "\r\n",
    "title: 报价 | Quote\n", "yes", "off", "1e999", ".nan", "-0", "0o9", "007", "9" * 30, "null",
    "2024-13-45", "<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "a:b", "a：b", "-x", "{", "}", "[",
    "]", "{a, b}", "{a: b, c}", "[a: b]", "[[", "]]", ": a", "http://x", "x: y: z\n",
]  # fmt: skip

Change = Callable[[random.Random, str], str]


def _cut(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 4) :]


def _insert(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    added: str = chance.choice(SIGNS if chance.random() < 0.7 else PHRASES)
    return text[:at] + added + text[at:]


def _widen(chance: random.Random, text: str) -> str:
    """Write one sign as a Chinese keyboard does, or leave out its space."""
    pairs = [(":", "："), (",", "，"), (": ", ":"), ("[", "【"), ("}", "｝"), ("- ", "-")]
    narrow, wide = chance.choice(pairs)
    before, found, after = text[(start := chance.randrange(len(text) + 1)) :].partition(narrow)
    return text[:start] + before + (wide if found else "") + after


def _move(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    change = chance.randrange(4)
    if change == 0:
        lines[at] = " " * chance.randint(1, 3) + lines[at]
    elif change == 1:
        lines[at] = lines[at][chance.randint(1, 3) :]
    elif change == 2:
        lines.insert(at, chance.choice(lines))
    else:
        del lines[at]
    return "\n".join(lines)


CHANGES: tuple[Change, ...] = (_cut, _insert, _insert, _widen, _move)


def texts(count: int, seed: int) -> Iterator[str]:
    """Yield random texts, the same for one seed; most are pieces of shipped files."""
    chance = random.Random(seed)  # noqa: S311  # cases, not secrets
    files = [data.decode().split("\n") for data in shipped_files().values()]
    for _ in range(count):
        if chance.random() < 0.3:
            parts = chance.choices(PHRASES + SIGNS, k=chance.randint(1, 14))
            yield "".join(parts)
            continue
        lines = chance.choice(files)
        start = chance.randrange(len(lines))
        text = textwrap.dedent("\n".join(lines[start : start + chance.randint(1, 9)]))
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(CHANGES)(chance, text)
        yield text


def grown(text: str, *, of_record: bool) -> tuple[Node | None, list[Problem], bool]:
    """Return the tree of one parser, its problems, and whether the parser took the text."""
    lines = Lines(text, "x.yaml")
    grower = Grower(lines)
    tree = grower.grow(text, of_record=of_record)
    # They differ in what belongs to the name of an alias or a tag; both are refused.
    is_refused = any(each.rule in {"yaml-alias", "yaml-tag"} for each in grower.problems)
    return tree, grower.problems, grower.fault is None and not is_refused


def check(text: str, *, fully: bool) -> str:
    """Read one text; ``fully`` also mends it and compares the parsers, at ten times the cost.

    Returns what became of it.

    Raises:
        AssertionError: the answer breaks a promise of the reader.
    """
    tree, problems = read(text, "x.yaml")
    assert tree is not None or problems, "neither a tree nor a problem"
    count = text.count("\n") + 1
    for each in problems:
        place = each.place
        assert 1 <= place.line <= count, f"{each.line('en')}: no such line"
        assert 1 <= place.column < place.end_column, f"{each.line('en')}: no such column"
    if fully and any(each.fix is not None for each in problems) and _is_file(text):
        data = text.encode()
        mended = fix_file("x.yaml", data, problems)
        kinds = {each.rule for each in read(mended.decode(), "x.yaml")[1]}
        assert kinds <= {each.rule for each in problems}, f"worse: {mended!r}"
    if fully and not refuse_characters(Lines(text, "x.yaml"), text):
        _compare(text)
    return "tree" if tree is not None and not problems else "problems"


def _is_file(text: str) -> bool:
    return not text.startswith("\ufeff") and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _compare(text: str) -> None:
    fast, fast_problems, taken = grown(text, of_record=False)
    pure, pure_problems, taken_too = grown(text, of_record=True)
    if taken and taken_too:
        assert fast == pure, f"{fast}\n{pure}"
        assert fast_problems == pure_problems


def run(count: int, seed: int = 0, *, fully_every: int = 1) -> Counter[str]:
    """Check ``count`` texts; return how many read and how many were answered with problems."""
    seen: Counter[str] = Counter()
    for number, text in enumerate(texts(count, seed)):
        try:
            seen[check(text, fully=number % fully_every == 0)] += 1
        except Exception as error:
            error.add_note(f"seed {seed}, case {number}: {text!r}")
            raise
    return seen


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    counted = dict(run(wanted, first, fully_every=20))
    sys.stdout.write(f"reader: {wanted} texts from seed {first}: {counted}\n")
