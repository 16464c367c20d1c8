"""Time reading with places beside ruamel's loaders: ``python -m benchmarks.read``.

The text is the shipped contract stage, its states repeated under new names up to 500 and to
20,000 lines. The peers build their own trees and look for none of the mistakes we look for.
Then hostile files of up to a megabyte: each must be answered within a second.
"""

from __future__ import annotations

import platform
import re
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from ruamel.yaml import YAML

from engine.language.encoding import MAX_BYTES, decode
from engine.language.source import read

CONTRACT = Path(__file__).resolve().parent.parent / "playbooks" / "contract.yaml"
# lines, rounds: ruamel takes seconds for the larger text
SIZES = ((500, 9), (20_000, 3))
ALLOWED_SECONDS = 1.0

BOMB = "\n".join(
    ["a: &a [x,x,x,x,x,x,x,x,x]"]
    + [f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdef", "bcdefg", strict=True)]
)
# One piece each, repeated up to a megabyte.
SHAPES = {
    "open brackets": "[", "bracket lines": "[\n", "open braces": "{a: ", "dashes": "- ",
    "question marks": "? ", "colons": ": ", "quotes": "'", "quote lines": 'a: "x\n',
    "texts": "x ", "one word": "x", "comments": "# x\n", "empty lines": "\n", "values": "- a\n",
    "list values": "[a, b],\n", "same key": "a: 1\n", "anchors": "- &a x\n", "aliases": "- *a\n",
    "tags": "- !a x\n", "colons in texts": "a: b: c\n", "full-width colons": "a：b\n",
    "full-width commas": "- [a，b]\n", "missing colons": "a b\n", "keys alone": "- {a, b}\n",
    "tabs": "\ta: 1\n", "hidden": "\u200b", "controls": "\x01", "decomposed": "- e\u0301\n",
    "look-alikes": "- \u0430bc\n", "conflicts": "<<<<<<< a\n=======\n>>>>>>> b\n",
    "directives": "%YAML 1.3\n", "documents": "---\na\n", "indents": " a:\n  b: 1\n",
    "truths": "- yes\n", "numbers": "- 1e999\n", "escapes": '- "\\q"\n', "hashes": "- a #b\n",
    "blocks": "- |\n  x\n", "flow": "- {a: 1, b: [2, {c: 3}]}\n", "Chinese": "- 报价：急 | Quote\n",
}  # fmt: skip


def _text(lines: int) -> str:
    head, _, states = CONTRACT.read_text("utf-8").partition("states:\n")
    parts, count, copy = [head, "states:\n"], head.count("\n") + 1, 0
    while count < lines:
        part = re.sub(r"(?m)^  ([a-z_]+):", rf"  \1_{copy}:", states)
        kept = "".join(part.splitlines(keepends=True)[: lines - count])
        parts.append(kept)
        count += kept.count("\n")
        copy += 1
    return "".join(parts)


def _seconds(run: Callable[[], object]) -> float:
    begin = time.process_time()
    run()
    return time.process_time() - begin


def _compare(lines: int, rounds: int) -> str:
    text = _text(lines)
    if (problems := read(text, "bench.yaml")[1]) != []:
        raise SystemExit("\n".join(each.line("en") for each in problems))
    runs: tuple[Callable[[], object], ...] = (
        lambda: read(text, "bench.yaml"),
        lambda: YAML(typ="rt").load(text),
        lambda: YAML(typ="safe", pure=True).load(text),
    )
    # Ours first and last in turn would favour neither; each round runs all three.
    table = [[_seconds(run) for run in runs] for _ in range(rounds + 1)][1:]
    ours, trip, pure = (statistics.median(row[at] for row in table) * 1e3 for at in range(3))
    return (
        f"{lines:6} lines, {len(text.encode()):7} bytes: ours {ours:8.1f} ms   "
        f"round trip {trip:8.1f} ms, {trip / ours:5.1f} x   "
        f"pure safe {pure:8.1f} ms, {pure / ours:5.1f} x\n"
    )


def _hostile() -> tuple[str, bool]:
    files = {"alias bomb": BOMB.encode()}
    for name, piece in SHAPES.items():
        data = piece.encode()
        files[name] = data * (MAX_BYTES // len(data))
    files["GBK"] = "- 合同起草与订立\n".encode("gbk") * (MAX_BYTES // 17)
    files["UTF-16"] = "- 合同\n".encode("utf-16-le") * (MAX_BYTES // 10)
    told, slow = [], False
    for name, data in files.items():
        problems: list[str] = []

        def run(data: bytes = data, problems: list[str] = problems) -> None:
            text, refused = decode(data, "x.yaml")
            found = refused or read(text, "x.yaml")[1]
            problems += [each.rule for each in found]

        seconds = _seconds(run)
        slow = slow or seconds > ALLOWED_SECONDS
        first = problems[0] if problems else "read"
        told.append(f"{name:18} {len(data):8} bytes {seconds * 1e3:8.1f} ms   {first}\n")
    return "".join(told), slow


def main() -> None:
    """Measure, print the tables, and fail where a hostile file took longer than a second."""
    sys.stdout.write(
        f"Python {platform.python_version()}, ruamel.yaml {version('ruamel.yaml')}, "
        f"PyYAML {version('PyYAML')}; processor time, medians\n"
    )
    for lines, rounds in SIZES:
        sys.stdout.write(_compare(lines, rounds))
    table, slow = _hostile()
    sys.stdout.write(table)
    if slow:
        raise SystemExit(f"a file took longer than {ALLOWED_SECONDS} s")


if __name__ == "__main__":
    main()
