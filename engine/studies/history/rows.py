"""What stands between a log on disk and the pure rooms: rows of texts, and how they come."""

from __future__ import annotations

from ...language.logs import WHOLE_ROW, BadRow, Log, LogBroken, LogRow

__all__ = ["WHOLE_ROW", "BadRow", "Log", "LogBroken", "LogRow"]
