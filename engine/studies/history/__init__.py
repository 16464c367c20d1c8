"""A company's own event log, as a mapping tells it to the engine: cases of signals, in order."""
