"""The shell: where signals and time come from, and where decisions go (S7). It does I/O."""
