"""Text from the Hub made harmless: nothing of it may move the cursor, hide or reorder other text, or command a runner.

What a workflow of GitHub Actions prints is read by its runner, which obeys a line that begins with ``::`` and, in an
older form, ``##[`` anywhere in a line.
"""

from __future__ import annotations

import json
import re
from typing import Any
from unicodedata import category

from jllm_sync.json_value import json_value

# Letters and marks that show nothing; what else hides or reorders text is no printable character of Unicode: controls,
# zero-width and bidirectional ones (Unicode Standard Annex #9), separators of lines, tags, surrogates.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_SUSPECT = re.compile(r"[^\n -~]|(?<=##)\[")
_DEEPEST = 100
LONGEST = 300
"""Characters of one value that are shown."""


def visible(text: str, longest: int = LONGEST) -> str:
    """The text on one line, with whatever could do harm shown as its code point, and cut to a length."""
    cut = text[: longest + 1]
    shown = cut if cut.isascii() and cut.isprintable() else "".join(map(_shown, cut))
    shown = shown.replace("##[", "##\\u005b")
    if shown.lstrip().startswith("::"):
        shown = shown.replace("::", "\\u003a:", 1)
    return shown if len(shown) <= longest else f"{shown[:longest]}…"


def visible_value(value: Any, longest: int = LONGEST) -> str:
    """A value of a card or config as text that does no harm; see :func:`value_text`."""
    return visible(value_text(value), longest)


def value_text(value: Any) -> str:
    """A value as text: as JSON where it is not a string, as its type's name where JSON has no such value."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return type(value).__name__


def json_text(data: Any) -> str:
    """Data as readable JSON, of strict JSON only, with whatever could do harm where it is printed as escapes."""
    text = json.dumps(json_value(data, _DEEPEST), ensure_ascii=False, indent=2, allow_nan=False)
    return visible_json(text) + "\n"


def visible_json(text: str) -> str:
    """The text of a JSON document with whatever could do harm as JSON's own escapes: what it says is the same.

    All of it can only stand inside strings; line feeds, which lay the document out, stay.
    """
    return _SUSPECT.sub(_in_json, text)


def _in_json(match: re.Match[str]) -> str:
    character = match[0]
    if character == "[":
        return "\\u005b"
    return character if _is_harmless(character) else json.dumps(character)[1:-1].replace("\x7f", "\\u007f")


def _shown(character: str) -> str:
    return character if _is_harmless(character) else f"\\u{ord(character):04x}"


def _is_harmless(character: str) -> bool:
    return (character.isprintable() and character not in _FILLERS) or category(character) == "Zs"
