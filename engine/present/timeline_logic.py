"""What rules and patterns did, on a timeline: one method per kind of record."""

from __future__ import annotations

from ..core import records as r
from ..language.program import Legend
from ..language.titles import Lang
from ..language.words import REASONS


class LogicTold:
    """Tells the records of rules, patterns and actions; a part of the timeline's teller."""

    legend: Legend
    lang: Lang

    def _titled(self, kind: str, name: str) -> str:
        # Named after their stage, which need not be the one the timeline is read in.
        return self.legend.title(f"{kind}/{name}", self.lang)

    def _by(self, name: str) -> str:
        kind = "rule" if f"rule/{name}" in self.legend.titles else "pattern"
        return self._titled(kind, name)

    def rule_fired(self, record: r.RuleFired) -> tuple[str, str]:
        """A rule acts."""
        about = f" ({record.item})" if record.item else ""
        return "rule", self._titled("rule", record.rule) + about

    def rule_held_back(self, record: r.RuleHeldBack) -> tuple[str, str] | None:
        """A rule did not act; of what was not of its share nothing is told."""
        if record.reason == "sample":
            return None
        reason = REASONS[record.reason].text(self.lang)
        return "held_back", f"{self._titled('rule', record.rule)} ({reason})"

    def rule_over(self, record: r.RuleOver) -> tuple[str, str]:
        """A rule can act again."""
        return "rule_over", self._titled("rule", record.rule)

    def pattern_matched(self, record: r.PatternMatched) -> tuple[str, str]:
        """Several signals mean something together."""
        cause = f" ({self._titled('cause', record.cause)})" if record.cause else ""
        return "pattern", self._titled("pattern", record.pattern) + cause

    def pattern_held_back(self, record: r.PatternHeldBack) -> tuple[str, str]:
        """A match did not act."""
        reason = REASONS[record.reason].text(self.lang)
        return "held_back", f"{self._titled('pattern', record.pattern)} ({reason})"

    def actions_sent(self, record: r.ActionsSent) -> tuple[str, str]:
        """Another stage's journey acts."""
        return "sent", self._titled("stage", record.playbook)

    def notified(self, record: r.Notified) -> tuple[str, str]:
        """Somebody is told."""
        role = self._titled("role", record.role)
        told = role if record.person == record.role else f"{record.person} ({role})"
        return "notified", f"{told}: {self._by(record.by)}"

    def action_skipped(self, record: r.ActionSkipped) -> tuple[str, str]:
        """An action had nothing to do."""
        reason = REASONS[record.reason].text(self.lang)
        return "skipped", f"{record.verb} {record.name}".rstrip() + f" ({reason})"
