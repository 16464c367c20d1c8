"""Honest timing: ratios against a named peer in the same run."""
