"""A large workspace made from a small one: many business units with playbooks of their own.

Every unit gets a copy of the sketch, which uses the whole language, with ids, durations,
bounds and numbers of its own; the same call gives the same bytes on every machine.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from engine.language.compile_stage import touchpoints_of
from engine.language.loader import load_file
from schemas.playbook import Playbook

SKETCH = Path(__file__).resolve().parent.parent / "tests" / "workspaces" / "sketch"

_DURATION = re.compile(r"\b([1-9][0-9]?) (business days?|business hours?|days|months)\b")
_BOUND = re.compile(r"\bup to ([1-9]) times?\b|\bup_to: ([1-9]) times?\b")
_UNITS = {"business day": "business days", "business hour": "business hours"}


def generated_workspace(lines: int, seed: int = 20_260_301) -> dict[str, bytes]:
    """Return a workspace of about so many lines, without a problem, as ``path → bytes``."""
    chance = random.Random(seed)  # noqa: S311  # a text, not a secret
    texts = {path.relative_to(SKETCH).as_posix(): path.read_text("utf-8")
             for path in sorted(SKETCH.rglob("*.yaml"))}  # fmt: skip
    shared = {path: text for path, text in texts.items() if path.startswith("shared/")}
    playbooks = {path: text for path, text in texts.items() if "schema: playbook/1" in text}
    names = {path: _own_names(path, text, shared) for path, text in playbooks.items()}
    stages = [path.removesuffix(".yaml") for path in playbooks]
    written = dict(shared)
    count = sum(text.count("\n") for text in written.values())
    unit = 0
    while count < lines:
        unit += 1
        for path, text in playbooks.items():
            own = _varied(_renamed(text, names[path], stages, unit), chance)
            written[f"unit_{unit:02}/{path}"] = own
            count += own.count("\n")
    written["lifecycle.yaml"] = _lifecycle(texts["lifecycle.yaml"], stages, unit)
    return {path: text.encode() for path, text in written.items()}


def _own_names(path: str, text: str, shared: dict[str, str]) -> list[str]:
    """Return the touchpoints of a playbook that no other kind of thing is named like."""
    file, _ = load_file(path, text.encode())
    assert file is not None
    assert isinstance(file.model, Playbook)
    others = set(re.findall(r"[a-z_0-9]+", "\n".join(shared.values())))
    return [name for name, _ in touchpoints_of(file.model) if name not in others]


def _renamed(text: str, names: list[str], stages: list[str], unit: int) -> str:
    text = re.sub(rf"\b({'|'.join(names)})\b", rf"\1_{unit}", text)
    text = re.sub(r"^id: (\w+)$", rf"id: \1_{unit}", text, flags=re.MULTILINE)
    return re.sub(rf"^started_by: ({'|'.join(stages)})\.", rf"started_by: \1_{unit}.", text,
                  flags=re.MULTILINE)  # fmt: skip


def _varied(text: str, chance: random.Random) -> str:
    def duration(match: re.Match[str]) -> str:
        count = int(match[1]) + chance.randrange(0, 9)
        return f"{count} {match[2] if count == 1 else _UNITS.get(match[2], match[2])}"

    def bound(match: re.Match[str]) -> str:
        count = chance.randint(2, 9)
        return f"up to {count} times" if match[1] else f"up_to: {count} times"

    text = _BOUND.sub(bound, _DURATION.sub(duration, text))
    return re.sub(
        r"count\(complaint\) > 0", lambda _: f"count(complaint) > {chance.randrange(9)}", text
    )


def _lifecycle(text: str, stages: list[str], units: int) -> str:
    """Return one lifecycle of all units: the stages of each follow each other."""
    head, _, tail = text.partition("\nstages:\n")
    body, _, rest = tail.partition("\nbeside:")
    named = rf"(?<![a-z_.])(?<!per: )({'|'.join(stages)})\b"
    copies = [re.sub(named, rf"\1_{unit}", body) for unit in range(1, units + 1)]
    # The thing ``account`` and friends are carried along; only stages have a copy per unit.
    beside = ", ".join(f"relationship_{unit}" for unit in range(1, units + 1))
    leave = rest.partition("\nleave:")[2]
    joined = "\n".join(copies)
    return f"{head}\nstages:\n{joined}\nbeside: [{beside}]\nleave:{leave}"
