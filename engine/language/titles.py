"""Texts people read, in the two languages they read them."""

from __future__ import annotations

from typing import Literal

import msgspec

Lang = Literal["zh", "en"]


class Title(msgspec.Struct, frozen=True):
    """One text in Chinese and English; either half may repeat the other."""

    zh: str
    en: str

    def text(self, lang: Lang) -> str:
        """Return the half that a reader of ``lang`` reads."""
        return self.zh if lang == "zh" else self.en

    @classmethod
    def split(cls, written: str) -> Title:
        """Read ``中文 | English``; a text without a bar serves both languages."""
        zh, bar, en = written.partition(" | ")
        return cls(zh.strip(), en.strip() if bar else zh.strip())
