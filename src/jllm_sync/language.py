"""Texts that exist in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "ja"]
"""The languages of messages; names in a catalog may have others beside."""

LANGUAGES: tuple[Language, ...] = ("en", "ja")

Text = str | Mapping[str, str]
"""A text of the catalog: one string for all languages, or one per language code (ja, en, fr)."""


def in_language(text: Text, language: str) -> str:
    """The text in this language, or else in English, or else in whichever language it has."""
    if isinstance(text, str):
        return text
    if language in text:
        return text[language]
    return text.get("en") or next(iter(text.values()), "")
