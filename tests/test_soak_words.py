"""The small languages never raise, whatever is typed into them (X11; the issue's 10^5 cases)."""

from __future__ import annotations

from . import soak_words


def test_no_words_break_the_small_languages() -> None:
    """40,000 texts for the reader stand in test_reader.py; these make the rest of 10^5."""
    seen = soak_words.run(60_000, seed=5)
    assert sum(seen.values()) == 60_000
    # Neither all rubbish nor all fine, or the cases would show nothing.
    assert seen["read"] > 1_000
    assert seen["problems"] > 1_000
