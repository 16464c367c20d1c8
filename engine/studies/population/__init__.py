"""A population: the customers, colleagues and mishaps that a playbook is rehearsed with."""
