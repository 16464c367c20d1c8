"""How effects get out: routed to targets, attempted by sinks, tried again or shelved (S7.3)."""
