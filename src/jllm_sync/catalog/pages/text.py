"""Small operations on text: tidying, slugs, keys for look-ups, texts in several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from jllm_sync.messages import Text

OPENING, CLOSING = "(（", ")）"

_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u3000]")
_HYPHENS = re.compile("[\u2010\u2011]")


def readable(text: str) -> str:
    """Text without invisible characters, with plain blanks and plain hyphens."""
    return _HYPHENS.sub("-", _SPACES.sub(" ", _INVISIBLE.sub("", text)))


def tidy(text: str) -> str:
    """Text on one line, with single blanks."""
    return " ".join(text.split())


def key(text: str) -> str:
    """What two spellings of the same wording have in common: width, case and blanks do not matter."""
    return tidy(unicodedata.normalize("NFKC", text).casefold())


def name_key(text: str) -> str:
    """What two spellings of the same model's name have in common: only letters and digits matter."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())


def slug(text: str) -> str:
    """An id made of a name: lower-case letters, digits, dots and hyphens; empty when nothing of it remains."""
    plain = unicodedata.normalize("NFKD", text.replace("×", "x").replace("'", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"[^a-z0-9.]+", "-", plain)
    return re.sub(r"[.-]*-[.-]*", "-", re.sub(r"\.\.+", ".", plain)).strip("-.")


def localized(texts: Mapping[str, str]) -> Text | None:
    """One string where all languages agree, else one per language; French goes without where it equals English."""
    present = {language: text for language, text in texts.items() if text}
    if len(present) > 1 and "en" in present and present.get("fr") == present["en"]:
        del present["fr"]
    if len(set(present.values())) > 1:
        return present
    return next(iter(present.values()), None)


def brackets(text: str) -> list[tuple[int, int]]:
    """The outermost bracketed parts of a text, as (start, end) with their brackets."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for position, character in enumerate(text):
        if character in OPENING:
            start = position if depth == 0 else start
            depth += 1
        elif character in CLOSING and depth:
            depth -= 1
            if depth == 0:
                found.append((start, position + 1))
    return found


def inside_brackets(text: str) -> str | None:
    """What stands inside the brackets when they enclose the whole text."""
    spans = brackets(text)
    return text[1:-1] if spans == [(0, len(text))] else None
