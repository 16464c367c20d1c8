"""How history fits the playbooks: where cases leave them, what they skip, which ways they take."""
