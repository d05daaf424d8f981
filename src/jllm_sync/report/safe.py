"""Text from the Hub made harmless for a terminal: nothing of it may move the cursor, hide or reorder other text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

# C0 and C1 controls, lone surrogates, and the invisible characters that reorder or hide text: zero-width and
# bidirectional controls (Unicode Standard Annex #9), line and paragraph separators, the byte order mark, tags.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\U000e0000-\U000e007f]"
)
_DEEPEST = 100
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


def json_text(data: Any) -> str:
    """Data as readable JSON, of strict JSON only, with whatever could do harm in a terminal as escapes."""
    text = json.dumps(_strict(data, _DEEPEST), ensure_ascii=False, indent=2, allow_nan=False)
    return "\n".join(_HARMFUL.sub(_escape, line) for line in text.split("\n")) + "\n"


def _strict(value: Any, depth: int) -> Any:
    """The value without what JSON lacks: NaN and infinities as text, other objects as theirs; cut where it is deep."""
    if isinstance(value, Mapping):
        return {str(key): _strict(item, depth - 1) for key, item in value.items()} if depth else "…"
    if isinstance(value, list | tuple):
        return [_strict(item, depth - 1) for item in value] if depth else "…"
    if value is None or isinstance(value, str | int):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else str(value)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
