"""Texts in YAML that we write ourselves: bare where they may be, in quotes where they must."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[^\W\d_][\w/.]*(?:[ -][\w/.]+)*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def yaml_text(text: str) -> str:
    """Return a text as YAML reads it back, within a flow mapping too."""
    if _MOMENT.fullmatch(text):
        return text
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED
    return text if is_plain else json.dumps(text, ensure_ascii=False)
