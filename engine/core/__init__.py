"""The engine itself: one pure function decides, another folds (S1.1)."""
