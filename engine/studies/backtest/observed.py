"""A program that history is replayed through: every stage only observes, history wins (S2.9)."""

from __future__ import annotations

from msgspec.structs import replace

from ...language.program import Program


def as_observed(program: Program) -> Program:
    """Return the program with every stage in mode ``observe``; its identity says so too (S8.1)."""
    stages = {name: replace(stage, observe=True) for name, stage in program.stages.items()}
    return replace(program, stages=stages)
