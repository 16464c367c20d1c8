"""Text → located tree: every key and value of a YAML file keeps its place.

The reader's front: what a file's bytes say, the tree of its text, and every problem on the
way. Characters are judged first, then the stream of events, then what the texts say; where a
parser gives up, its line is mended and the rest is read on for further mistakes.
"""

from __future__ import annotations

from .characters import MAX_PROBLEMS, Lines, refuse_characters
from .encoding import MAX_BYTES, decode
from .hashes import cut_texts
from .nodes import Mapping, Node, Scalar, Sequence, find, key_place, plain
from .problems import Place, Problem, problem
from .recovery import leave_out
from .scalars import MAX_DIGITS
from .syntax import blame
from .tree import MAX_DEPTH, MAX_NODES, Grower

__all__ = [
    "MAX_BYTES", "MAX_DEPTH", "MAX_DIGITS", "MAX_NODES", "MAX_PROBLEMS",
    "Mapping", "Node", "Scalar", "Sequence",
    "decode", "find", "key_place", "plain", "read",
]  # fmt: skip

MAX_ROUNDS = 40
MAX_REREAD = 1_500_000
"""Characters that are parsed once more behind mistakes, in one file."""


def read(text: str, path: str, *, of_record: bool = False) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document.

    Returns the located tree, or None when the text has no usable tree, and every problem
    found on the way. Never raises on any text. ``of_record`` reads with ruamel's pure parser
    instead of PyYAML's, some forty times slower, for those who compare the two.
    """
    lines = Lines(text, path)
    problems = refuse_characters(lines, text)
    if len(problems) >= MAX_PROBLEMS:
        last = problems[MAX_PROBLEMS - 1].place
        told = problems[:MAX_PROBLEMS]
        return None, [*told, problem(last, "too-many-problems", limit=MAX_PROBLEMS)]
    touched = {each.place.line for each in problems}
    tree, mistakes, traps = _read_on(lines, text if lines.whole else lines.text, of_record)
    # Where a character was taken out, a line may look broken that is not.
    problems += [each for each in mistakes if each.place.line not in touched]
    problems += traps
    if tree is None and not problems:
        problems.append(problem(Place(path, 1, 1, 2), "empty-file"))
    return (tree if lines.whole else None), problems[: MAX_PROBLEMS + 1]


def _read_on(
    lines: Lines, text: str, of_record: bool
) -> tuple[Node | None, list[Problem], list[Problem]]:
    """Read the text, and again behind each place where the parser gives up.

    Returns the tree, the mistakes at which the parser gave up, and all others.
    """
    mistakes: list[Problem] = []
    reread = 0
    for _ in range(MAX_ROUNDS):
        grower = Grower(lines)
        tree = grower.grow(text, of_record=of_record)
        if grower.fault is None:
            break
        mistake = blame(lines, grower.fault, grower.problems)
        if any(each.place.line == mistake.place.line for each in mistakes):
            # The cure did not help: leave out what the parser was reading.
            for line in dict.fromkeys((grower.fault.since[0], grower.fault.line)):
                leave_out(lines, line)
        else:
            mistakes.append(mistake)
        text = lines.text
        reread += len(text)
        if reread > MAX_REREAD:
            break
    usable = grower.usable and not mistakes
    blamed = {(each.place.line, each.rule) for each in mistakes}
    if tree is not None:
        grower.problems += cut_texts(tree, text)
    others = [lines.as_written(each) for each in grower.problems]
    others = [each for each in others if (each.place.line, each.rule) not in blamed]
    return (tree if usable else None), mistakes, others
