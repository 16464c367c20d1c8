"""Faults on purpose: processes killed, power lost, disks full, clocks wrong, answers lost.

Every harness ends in :mod:`.oracles`; every test names what it is about by its number in
:mod:`.catalogue`; what was tried and what came of it is printed at the end of the run.
"""
