"""Cases of history replayed through playbooks: what would have been noticed, when, by whom."""
