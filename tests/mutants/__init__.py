"""Mutants: the engine broken on purpose, one clause at a time, so that a case can be seen failing.

A mutant is a function in the file of its area, ``tests/mutants/AREA.py``::

    @mutant("S3.5")
    def hold_counts_wall_time(patch: Patch) -> None:
        '''A hold moves a deadline by wall time, nights and all.'''
        patch.edit(timers._moved, 'startswith("business")', 'startswith("never")')

``Patch`` puts everything back. ``edit`` recompiles a function with a piece of its text
replaced; ``swap`` puts another function in its place wherever the engine holds it, also in its
tables; ``set`` sets one attribute. ``tests/test_mutants.py`` runs each case under the mutants it
names in ``broken_by`` and demands that it fails: by an expectation, not by a crash.
``pytest --mutants`` prints which case catches which.
"""

from .kit import MUTANTS, Mutant, Patch, mutant

__all__ = ["MUTANTS", "Mutant", "Patch", "mutant"]
