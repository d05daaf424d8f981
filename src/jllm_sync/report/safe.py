"""Text from the Hub made harmless for a terminal: nothing of it may move the cursor, hide or reorder other text."""

from __future__ import annotations

import json
import re
from typing import Any

# C0 and C1 controls, lone surrogates, and the invisible characters that reorder or hide text: zero-width and
# bidirectional controls (Unicode Standard Annex #9), line and paragraph separators, the byte order mark, tags.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)
LONGEST = 300
"""Characters of one value that are shown."""


def visible(text: str, longest: int = LONGEST) -> str:
    """The text on one line, with whatever could do harm shown as its code point, and cut to a length."""
    shown = _HARMFUL.sub(lambda match: f"\\u{ord(match[0]):04x}", text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[:longest]}…"


def visible_value(value: Any, longest: int = LONGEST) -> str:
    """A value of a card or config as text: as JSON where it is not a string."""
    if isinstance(value, str):
        return visible(value, longest)
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    return visible(text, longest)
