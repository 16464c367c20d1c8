"""The lint: what compiles and is still not what its owner can have meant.

One rule, one name, one check, whose docstring is its page. ``lint_files`` is what
``touchline validate`` asks; findings never keep a workspace from being loaded and run.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..compiler import Checked, check_files
from ..problems import Problem, in_order
from .running import run_checks, settle
from .subject import Subject
from .uses import Condition
from .views import views


def lint_files(files: Mapping[str, bytes]) -> tuple[Checked, list[Problem]]:
    """Compile the files of a workspace, ``path → bytes``, and look over what compiled.

    Returns all that is known of it, and its problems and findings together, sorted by
    place. It is to be run only where :attr:`Checked.problems` is empty; findings stop nothing.
    """
    checked = check_files(files)
    return checked, in_order([*checked.problems, *lint(checked, files)])


def lint(checked: Checked, files: Mapping[str, bytes]) -> list[Problem]:
    """Return the findings on every stage that compiled, and on all allowances.

    A stage with a problem is left alone: one mistake is one finding. So is everything while
    a shared file has one.
    """
    subject = subject_of(checked)
    findings = run_checks(subject) if subject is not None else []
    read = {path: files[path].decode("utf-8-sig", "replace") for path in sorted(files)}
    return settle(findings, read, is_whole=not checked.problems)


def subject_of(checked: Checked) -> Subject | None:
    """Return what of a workspace can be checked; nothing while a shared file has a problem."""
    wrong = {each.place.path for each in checked.problems}
    shared = (file for file in checked.files if file.kind not in {"playbook/1", "story/1"})
    if checked.draft.unread - {"playbook/1"} or any(file.path in wrong for file in shared):
        return None
    sound = tuple(file for file in checked.files if file.path not in wrong)
    program = checked.draft.program
    return Subject(
        program=program,
        legend=checked.draft.legend,
        files=sound,
        conditions=tuple(
            Condition(place, term)
            for place, term in checked.compilation.conditions
            if place.path not in wrong
        ),
        stages=views(program.stages.values(), sound),
        languages=checked.draft.languages,
        is_whole=not checked.problems,
    )
